"""A test cell taken apart into steps: what to run, what to ask, what should come out."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field, replace
from typing import Final

from lectorium.rooms.authoring.notebooks import markers
from lectorium.rooms.authoring.notebooks.conditions import questions_of
from lectorium.rooms.authoring.notebooks.constants import Constants
from lectorium.rooms.authoring.notebooks.library import LIBRARY, is_library_call, library_question
from lectorium.rooms.authoring.notebooks.questions import Question, Step
from lectorium.rooms.authoring.notebooks.raising import demanded, raised_question

_PLAIN: Final = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Import, ast.ImportFrom, ast.Delete, ast.Pass)
_VERIFYING: Final = ("assert", "test", "check", "verify", "expect", "grade")
_MOST_ROUNDS: Final = 50
_NAMES: Final[dict[type[ast.stmt], str]] = {
    ast.For: "a loop", ast.While: "a loop", ast.If: "an “if”", ast.Try: "a “try”", ast.With: "a “with”",
    ast.FunctionDef: "a function that tests", ast.ClassDef: "a class that tests", ast.Raise: "a “raise”",
}  # fmt: skip


class KeptWhole(Exception):
    """The cell can't be taken apart; the text says why, as the end of a sentence."""


@dataclass
class _Reader:
    constants: Constants
    hidden: list[tuple[int, int]]
    steps: list[Step] = field(default_factory=list)

    def take(self, statement: ast.stmt) -> None:
        """Add what a statement does or asks; raises :class:`KeptWhole`."""
        hidden = self._is_hidden(statement)
        self.constants.forget_walrus(statement)
        found = self._questions(statement)
        if found is not None:
            self.constants.touch(statement)
            self.steps += [Step(question=question, hidden=hidden) for question in found]
        elif isinstance(statement, ast.For) and (rounds := _rounds(statement)) is not None:
            for one in rounds:
                self.take(ast.copy_location(one, statement))
        elif isinstance(statement, ast.Assign) and (parts := _one_by_one(statement)):
            for one in parts:
                self.take(one)
        else:
            self._run(statement, hidden)

    def _questions(self, statement: ast.stmt) -> list[Question] | None:
        if isinstance(statement, ast.Assert):
            found = list(questions_of(statement.test, self.constants))
            return [_with_message(question, statement.msg) for question in found]
        if isinstance(statement, ast.If) and (demand := demanded(statement)) is not None:
            return self._questions(demand)
        if isinstance(statement, ast.Try):
            raised = raised_question(statement)
            return None if raised is None else [raised]
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            made = library_question(statement.value, self.constants)
            return None if made is None else [made]
        return None

    def _run(self, statement: ast.stmt, hidden: bool) -> None:
        if isinstance(statement, ast.ImportFrom) and statement.module == LIBRARY:
            self.constants.read(statement)
            return  # what it brings is asked for, never called
        if not isinstance(statement, (ast.Expr, *_PLAIN)) and not _is_helper(statement):
            what = _NAMES.get(type(statement), "something other than asserts and assignments")
            raise KeptWhole(f"it has {what} in line {statement.lineno}")
        if _verifies(statement):
            raise KeptWhole(f"line {statement.lineno} calls a function that tests by itself")
        idle = self._is_idle(statement)
        self.constants.read(statement)
        self.steps.append(Step(do=ast.unparse(statement), hidden=hidden, idle=idle))

    def _is_idle(self, statement: ast.stmt) -> bool:
        """Whether it only names something of the teacher's own: a value, or a function that helps."""
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            return self.constants.is_constant(statement)
        if not isinstance(statement, (ast.Assign, ast.AnnAssign)) or statement.value is None:
            return False
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        names = all(isinstance(target, ast.Name) for target in targets)
        return names and self.constants.is_constant(statement.value)

    def _is_hidden(self, statement: ast.stmt) -> bool:
        first, last = statement.lineno, statement.end_lineno or statement.lineno
        for start, end in self.hidden:
            if start <= first and last <= end:
                return True
            if first <= end and start <= last:
                raise KeptWhole(f"hidden lines begin or end inside of what starts in line {first}")
        return False


def extract(source: str, tree: ast.Module, constants: Constants) -> tuple[Step, ...]:
    """The cell's steps; ``constants`` takes in its names. Raises :class:`KeptWhole`.

    ``source`` is the text that ``tree`` was made of. A cell that asks nothing is kept whole, too, and so is
    one that waits (``await``) or yields.
    """
    if any(isinstance(node, (ast.Await, ast.AsyncFor, ast.AsyncWith)) for node in ast.walk(tree)):
        raise KeptWhole("it waits for something (“await”)")
    reader = _Reader(constants, _hidden_lines(source))
    for place, statement in enumerate(tree.body):
        if place == 0 and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue  # the title
        reader.take(statement)
    if not any(step.question for step in reader.steps):
        raise KeptWhole("it asserts nothing that could be compared")
    return tuple(reader.steps)


def _hidden_lines(source: str) -> list[tuple[int, int]]:
    """First and last line of each hidden region, counted from 1 as Python does, with its markers."""
    found = markers.regions(source, "HIDDEN TESTS")
    return [(region.first_line, region.first_line + len(region.lines) + 1) for region in found]


def _with_message(question: Question, message: ast.expr | None) -> Question:
    """With the author's words. A computed message may name what should come out: it isn't sent."""
    return replace(question, message=str(message.value)) if isinstance(message, ast.Constant) else question


def _rounds(loop: ast.For) -> list[ast.stmt] | None:
    """A loop over written-out items as the statements it runs; None where it may do anything else."""
    if not isinstance(loop.iter, (ast.List, ast.Tuple)) or loop.orelse:
        return None
    items = loop.iter.elts
    simple = all(isinstance(each, (ast.Assert, ast.Expr, ast.Assign)) for each in loop.body)
    if not simple or len(items) > _MOST_ROUNDS or any(isinstance(item, ast.Starred) for item in items):
        return None
    return [one for item in items for one in (_assign(loop, item), *loop.body)]


def _assign(loop: ast.For, item: ast.expr) -> ast.stmt:
    return ast.fix_missing_locations(ast.copy_location(ast.Assign([loop.target], item), loop))


def _one_by_one(statement: ast.Assign) -> list[ast.Assign]:
    """``x, want = 3, 9`` as a statement for each name; nothing where that isn't the same."""
    target, value = statement.targets[0], statement.value
    if not isinstance(target, (ast.Tuple, ast.List)) or not isinstance(value, (ast.Tuple, ast.List)):
        return []
    bound = [part for part in ast.walk(target) if isinstance(part, ast.expr)]
    plain = all(isinstance(part, (ast.Name, ast.Tuple, ast.List)) for part in bound)
    names = {part.id for part in bound if isinstance(part, ast.Name)}
    read = {part.id for part in ast.walk(value) if isinstance(part, ast.Name)}
    starred = any(isinstance(item, ast.Starred) for item in value.elts)
    same = len(target.elts) == len(value.elts) and len(statement.targets) == 1
    if not plain or not same or starred or names & read:
        return []
    pairs = zip(target.elts, value.elts, strict=True)
    return [ast.fix_missing_locations(ast.copy_location(ast.Assign([a], b), statement)) for a, b in pairs]


def _is_helper(statement: ast.stmt) -> bool:
    """A function or class that only helps: it neither asserts nor raises."""
    if not isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return False
    return not any(isinstance(node, (ast.Assert, ast.Raise)) for node in ast.walk(statement))


def _verifies(statement: ast.stmt) -> bool:
    """Whether it calls something that would raise by itself where an answer is wrong."""
    calls = (node for node in ast.walk(statement) if isinstance(node, ast.Call))
    return any(is_library_call(call) or _last_word(call).startswith(_VERIFYING) for call in calls)


def _last_word(call: ast.Call) -> str:
    function = call.func
    word = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return str(word).lower().lstrip("_")
