"""Which expressions of a test mean the same whoever solves the problem, and whenever it runs.

Only these may stand for what is wanted: it is computed once, when the teacher publishes. What comes from a
cell that students write, from chance, from the time or from an unknown name is none.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from typing import Final

from lectorium.rooms.authoring.notebooks.roles import Role

_TEACHERS: Final[tuple[Role, ...]] = ("test", "readonly")
_BUILTINS: Final = frozenset(dir(builtins)) - {
    "input", "open", "id", "hash", "vars", "globals", "locals", "dir", "object", "exec", "eval", "iter",
    "next", "__import__", "breakpoint",
}  # fmt: skip
_UNSTABLE: Final = frozenset(
    {"time", "now", "today", "utcnow", "perf_counter", "monotonic", "uuid1", "uuid4", "urandom"}
    | {"getpid", "environ", "getcwd", "secrets", "gethostname", "rng"}
)
_DRAWS: Final = frozenset({"sample", "shuffle", "choice", "choices", "normal", "uniform", "permutation"})
WRITTEN, FIXED, CHANGEABLE, MOVED, UNKNOWN = range(5)
"""How firm a value is: written out; the teacher's for ever; the teacher's as long as nobody changes it; the
teacher's, but in reach of the student's code; anything."""
_READING: Final = frozenset(
    {"lectorium_checks.check_equal", "lectorium_checks.check_close", "abs", "all", "any", "float", "int"}
    | {"isinstance", "len", "list", "print", "repr", "round", "set", "str", "sum", "tuple", "type", "zip"}
)
_BINDING: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Constants:
    """What is known of a notebook's names, cell by cell from the top."""

    def __init__(self) -> None:
        self.known: dict[str, bool] = {}
        self.changeable: set[str] = set()
        self.moved: set[str] = set()
        self._shared: dict[str, set[str]] = {}
        self.modules: dict[str, str] = {}
        """What an imported name stands for: ``{"np": "numpy", "isclose": "math.isclose"}``."""

    def read_cell(self, tree: ast.Module, role: Role) -> None:
        """Take in a whole cell."""
        for statement in tree.body:
            self.read(statement, students=role not in _TEACHERS)

    def read(self, statement: ast.stmt, *, students: bool = False) -> None:
        """Take in a statement of a teacher's cell, or of one that students write."""
        for node in ast.walk(statement):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                self._imported(node)
        if students or not isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign, *_BINDING)):
            self._forget(statement, students=students)
        elif isinstance(statement, _BINDING):
            self.touch(statement)
            self.known[statement.name] = self.is_constant(statement)
        else:
            self._assigned(statement)

    def firmness(self, node: ast.AST) -> int:
        """From ``WRITTEN`` to ``UNKNOWN``: the less firm of two sides is the one to ask for."""
        if not self.is_constant(node):
            return UNKNOWN
        names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        if names & self.moved:
            return MOVED
        if names & self.changeable:
            return CHANGEABLE
        return FIXED if names else WRITTEN

    def forget_walrus(self, node: ast.AST) -> None:
        """What ``:=`` gives a name is none of the teacher's."""
        for part in ast.walk(node):
            if isinstance(part, ast.NamedExpr):
                self._lose(part.target.id)

    def touch(self, node: ast.AST) -> None:
        """What is handed to code that isn't the teacher's may be changed there."""
        for call in ast.walk(node):
            if isinstance(call, ast.Call) and not self._only_reads(call) and not self.is_constant(call):
                self._move({part.id for part in ast.walk(call) if isinstance(part, ast.Name)})

    def _only_reads(self, call: ast.Call) -> bool:
        name = self.dotted(call.func)
        return name in _READING or name.partition(".")[0] in ("numpy", "math", "pandas")

    def is_constant(self, node: ast.AST) -> bool:
        """Whether its value depends on nothing but the teacher's own cells."""
        bound = set(_bound(node))
        for part in ast.walk(node):
            if isinstance(part, (ast.Await, ast.Yield, ast.YieldFrom, ast.Global, ast.Nonlocal)):
                return False
            if isinstance(part, (ast.Name, ast.Attribute)) and _is_unstable(part):
                return False
            if isinstance(part, ast.Name) and part.id not in bound and not self._is_known(part.id):
                return False
        return True

    def dotted(self, function: ast.expr) -> str:
        """The full name of a called function: ``np.allclose`` gives ``numpy.allclose``."""
        if isinstance(function, ast.Name):
            if function.id in self.modules:
                return self.modules[function.id]
            return "" if function.id in self.known else function.id
        if isinstance(function, ast.Attribute):
            before = self.dotted(function.value)
            return f"{before}.{function.attr}" if before else ""
        return ""

    def _changed_by_students(self, statement: ast.stmt) -> None:
        """A part that is set spoils the whole; whatever else can be changed is in reach."""
        parts = list(ast.walk(statement))
        for part in parts:
            is_part = isinstance(part, (ast.Subscript, ast.Attribute)) and not isinstance(part.ctx, ast.Load)
            if is_part and isinstance(part, ast.expr) and (name := _root(part)) and name in self.changeable:
                self._lose(name)
        self._move({part.id for part in parts if isinstance(part, ast.Name)})

    def _is_known(self, name: str) -> bool:
        return self.known.get(name, name in _BUILTINS)

    def _imported(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            full = alias.name if alias.asname or isinstance(node, ast.ImportFrom) else name
            module = f"{node.module}.{full}" if isinstance(node, ast.ImportFrom) and node.module else full
            self.known[name], self.modules[name] = True, module

    def _assigned(self, statement: ast.Assign | ast.AnnAssign | ast.AugAssign) -> None:
        if statement.value is None:
            return
        self.forget_walrus(statement)
        self.touch(statement.value)
        constant = self.is_constant(statement.value)
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            self._set(target, constant, isinstance(statement, ast.AugAssign))
            self._share(target, statement.value)

    def _share(self, target: ast.expr, value: ast.expr) -> None:
        """Remember whether the new value can be changed, and by which other names it may be reached."""
        names = {part.id for part in ast.walk(value) if isinstance(part, ast.Name)}
        for part in ast.walk(target):
            if isinstance(part, ast.Name):
                if isinstance(part.ctx, ast.Store):
                    self.changeable.discard(part.id)
                    self.moved.discard(part.id)
                if not self._is_fixed(value):
                    self.changeable.add(part.id)
                    others = names & self.changeable
                    self._shared.setdefault(part.id, set()).update(others)
                    for other in others:
                        self._shared.setdefault(other, set()).add(part.id)
                if names & self.moved:
                    self.moved.add(part.id)

    def _is_fixed(self, value: ast.expr) -> bool:
        """Whether nobody can change the value itself: numbers, texts, and tuples and sums of them."""
        kinds = (ast.Constant, ast.Tuple, ast.UnaryOp, ast.BinOp, ast.Compare, ast.Name)
        inner = (ast.operator, ast.unaryop, ast.cmpop, ast.expr_context)
        parts = list(ast.walk(value))
        names = {part.id for part in parts if isinstance(part, ast.Name)}
        return all(isinstance(part, (*kinds, *inner)) for part in parts) and not names & self.changeable

    def _move(self, names: set[str]) -> None:
        """These, and all that shares a part with them, are in reach of the student's code."""
        waiting = names & self.changeable - self.moved
        while waiting:
            self.moved |= waiting
            waiting = {other for name in waiting for other in self._shared.get(name, ())} - self.moved

    def _lose(self, name: str) -> None:
        self.known[name] = False
        self.modules.pop(name, None)

    def _set(self, target: ast.expr, constant: bool, adds: bool) -> None:
        """A name takes the new value; a part of something spoils the whole, and so does adding to it."""
        for part in ast.walk(target):
            if isinstance(part, ast.Name):
                whole = not adds and isinstance(part.ctx, ast.Store)
                self.known[part.id] = constant if whole else constant and self._is_known(part.id)
                self.modules.pop(part.id, None)

    def _forget(self, statement: ast.stmt, *, students: bool) -> None:
        """Names that are bound here are unknown from now on; so is what a call may have changed."""
        imported = {name for node in ast.walk(statement) for name in _imports(node)}
        for name in _bound(statement):
            if name not in imported:
                self._lose(name)
        if students:
            self._changed_by_students(statement)
        else:
            self.touch(statement)
        if not students and isinstance(statement, ast.Expr) and not self.is_constant(statement.value):
            for part in ast.walk(statement.value):
                if isinstance(part, ast.Name) and part.id not in self.modules and part.id in self.known:
                    self.known[part.id] = False


def _root(target: ast.expr) -> str | None:
    """The name that ``a[1].b`` begins with."""
    while isinstance(target, (ast.Subscript, ast.Attribute, ast.Starred)):
        target = target.value
    return target.id if isinstance(target, ast.Name) else None


def _bound(node: ast.AST) -> Iterator[str]:
    """Names that are given a value somewhere inside."""
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, (ast.Store, ast.Del)):
            yield part.id
        elif isinstance(part, _BINDING):
            yield part.name
        elif isinstance(part, ast.arg):
            yield part.arg
        elif isinstance(part, ast.ExceptHandler) and part.name:
            yield part.name


def _imports(node: ast.AST) -> Iterator[str]:
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        for alias in node.names:
            yield alias.asname or alias.name.partition(".")[0]


def _is_unstable(node: ast.Name | ast.Attribute) -> bool:
    if isinstance(node, ast.Attribute) and node.attr in _DRAWS:
        return True
    word = (node.id if isinstance(node, ast.Name) else node.attr).lower()
    return word in _UNSTABLE or "rand" in word
