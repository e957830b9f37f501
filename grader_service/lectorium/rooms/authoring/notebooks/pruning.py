"""What is sent of a test judged outside: nothing that only prepares, or gives away, what is wanted."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator, Sequence
from typing import Final

from lectorium.rooms.authoring.notebooks.canonical import Cell, Notebook
from lectorium.rooms.authoring.notebooks.code import parse
from lectorium.rooms.authoring.notebooks.plan import Plan
from lectorium.rooms.authoring.notebooks.questions import Question, Step
from lectorium.rooms.authoring.notebooks.roles import grade_id, role

TOLD: Final = "what should come out stands in lines that the student's Python runs"
_WORD: Final = re.compile(r"\w+")
_DEFINING: Final = (ast.FunctionDef, ast.ClassDef)


def prune(full: Notebook, plan: Plan) -> None:
    """Leave out statements that nothing sent needs; a cell that tells too much stays as asserts."""
    given = {name for cell in full["cells"] for name in _imported(cell)} | set(dir(builtins))
    while True:
        used = _used(full, plan)
        made = {key: _kept(steps, used) for key, steps in plan.items() if not isinstance(steps, str)}
        telling = [key for key, steps in made.items() if _tells(steps, given)]
        if not telling:
            plan.update(made)
            return
        plan.update(dict.fromkeys(telling, TOLD))


def _used(full: Notebook, plan: Plan) -> set[str]:
    """Every word that runs: other cells as they stand, and what is sent of the tests that are taken apart."""
    outside = {key: steps for key, steps in plan.items() if not isinstance(steps, str)}
    words: set[str] = set()
    for cell in full["cells"]:
        if cell["cell_type"] == "code" and not (role(cell) == "test" and grade_id(cell) in outside):
            words |= _words_of(cell["source"])
    idle = [step.do for steps in outside.values() for step in steps if step.idle]
    for steps in outside.values():
        for step in steps:
            words |= set() if step.idle else _words(step.question.ask if step.question else step.do)
    while needed := [do for do in idle if _names(do) & words]:
        idle = [do for do in idle if do not in needed]
        words = words.union(*map(_words, needed))
    return words


def _kept(steps: Sequence[Step], used: set[str]) -> tuple[Step, ...]:
    return tuple(step for step in steps if not step.idle or _names(step.do) & used)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text))


def _words_of(source: str) -> set[str]:
    """The words of a cell, without comments and texts that only explain."""
    try:
        tree = parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return _words(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value = ast.Constant(None)
    return _words(ast.unparse(tree))


def _names(statement: str) -> set[str]:
    """What an idle statement gives a name to."""
    first = ast.parse(statement).body[0]
    if isinstance(first, _DEFINING):
        return {first.name}
    return {node.id for node in _loaded(first) if isinstance(node.ctx, ast.Store)}


def _loaded(node: ast.AST) -> Iterator[ast.Name]:
    return (part for part in ast.walk(node) if isinstance(part, ast.Name))


def _tells(steps: Sequence[Step], given: set[str]) -> bool:
    """Whether the student's Python makes or changes a name that only what is wanted comes from."""
    sent = [node for step in steps if step.question is None for node in ast.parse(step.do).body]
    made = {name for node in sent for name in _made(node)}
    questions = [step.question for step in steps if step.question is not None]
    return any(_only_wanted(question, sent) & made - given for question in questions)


def _only_wanted(question: Question, sent: Sequence[ast.stmt]) -> set[str]:
    if not question.origin:
        return set()
    asked = _words(question.ask)
    for node in reversed(sent):
        if isinstance(node, ast.Assign) and any(isinstance(part, ast.Call) for part in ast.walk(node.value)):
            targets = {name.id for target in node.targets for name in _loaded(target)}
            asked |= {name.id for name in _loaded(node.value)} if targets & asked else set()
    return {name.id for name in _loaded(ast.parse(question.origin, mode="eval"))} - asked


def _made(statement: ast.stmt) -> set[str]:
    """The names that a statement binds, or whose values it may change."""
    if isinstance(statement, _DEFINING):
        return {statement.name}
    if isinstance(statement, ast.Assign):
        return {name.id for target in statement.targets for name in _loaded(target)}
    return {name.id for name in _loaded(statement)}


def _imported(cell: Cell) -> Iterator[str]:
    if cell["cell_type"] != "code":
        return
    try:
        tree = parse(cell["source"])
    except (SyntaxError, ValueError, RecursionError):
        return
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0]
