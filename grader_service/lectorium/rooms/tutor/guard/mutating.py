"""Small changes of a program, as words name them: one less, one more, further out, gone, another sign."""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lectorium.rooms.tutor.guard.normal import used_in

COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt, ast.GtE),
    ast.LtE: (ast.Lt, ast.GtE, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt, ast.LtE),
    ast.GtE: (ast.Gt, ast.LtE, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
METHODS = frozenset(name for kind in (str, list, set, dict) for name in dir(kind) if not name.startswith("_"))
WRAPS = frozenset(
    {"abs", "sorted", "set", "list", "len", "max", "min", "sum", "int", "str", "float", "reversed", "round"}
    | {"tuple", "enumerate", "bool"}
)


@dataclass(frozen=True)
class Mutant:
    """A changed program, and the words for the place that was changed."""

    code: str
    place: frozenset[str]


Change = Callable[[ast.AST, str, ast.AST], Iterator[ast.AST]]
"""From a parent, the name of its field and what stands there: what may stand there instead."""


def everywhere(code: str, change: Change) -> Iterator[Mutant]:
    """The change at each place of the program where it can be made."""
    tree = ast.parse(code)
    for number, (parent, field, at, node) in enumerate(_slots(tree)):
        for new in change(parent, field, node):
            made = copy.deepcopy(tree)
            target, _, _, old = list(_slots(made))[number]
            put = ast.copy_location(copy.deepcopy(new), old)
            if at is None:
                setattr(target, field, put)
            else:
                getattr(target, field)[at] = put
            yield Mutant(ast.unparse(ast.fix_missing_locations(made)), _place(parent, at, node))


def _slots(tree: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if isinstance(value, ast.AST):
                yield parent, field, None, value
            elif isinstance(value, list):
                yield from (
                    (parent, field, at, each) for at, each in enumerate(value) if isinstance(each, ast.AST)
                )


def _place(parent: ast.AST, at: int | None, node: ast.AST) -> frozenset[str]:
    """What people call it."""
    head = ast.unparse(node).partition("\n")[0]
    words = set(re.findall(r"[A-Za-z_]\w*", head))
    signs = {"+": {"plus", "addition"}, "-": {"minus", "subtraction", "negative"}, "1": {"one"}}
    words |= {word for sign, names in signs.items() if sign in head for word in names}
    kinds = {
        ast.Subscript: {"index", "bracket", "brackets", "subscript"}, ast.Return: {"return", "result", "end"},
        ast.If: {"if", "condition", "comparison", "question"}, ast.While: {"while", "loop", "condition"},
        ast.For: {"for", "loop"}, ast.Compare: {"condition", "comparison", "compare"},
        ast.Assign: {"assignment", "initial", "start"},
    }  # fmt: skip
    for kind, names in kinds.items():
        if isinstance(parent, kind) or isinstance(node, kind):
            words |= names
    if isinstance(parent, ast.Call):
        words |= {
            ast.unparse(parent.func),
            "argument",
            "begin" if at == 0 and len(parent.args) > 1 else "end",
        }
    return frozenset(words)


def shifted(by: int) -> Change:
    """One more or one less than a number, a length, an index or a loop's end."""

    def change(parent: ast.AST, field: str, node: ast.AST) -> Iterator[ast.AST]:
        if not isinstance(node, ast.expr) or isinstance(getattr(node, "ctx", None), ast.Store):
            return
        is_range = isinstance(parent, ast.Call) and field == "args" and _called(parent) == "range"
        is_index = isinstance(parent, ast.Subscript) and field == "slice"
        is_value = isinstance(parent, ast.Compare | ast.Return | ast.BinOp) and not isinstance(
            node, ast.Compare
        )
        is_length = isinstance(node, ast.Call) and _called(node) == "len"
        if is_range or is_index or is_length or (is_value and not isinstance(node, ast.List)):
            yield _plus(node, by)

    return change


def _plus(node: ast.expr, by: int) -> ast.expr:
    if isinstance(node, ast.Constant) and isinstance(node.value, int) and not isinstance(node.value, bool):
        return ast.Constant(node.value + by)
    return ast.BinOp(node, ast.Add() if by > 0 else ast.Sub(), ast.Constant(abs(by)))


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def undone(_: ast.AST, __: str, node: ast.AST) -> Iterator[ast.AST]:
    """Without the one that is added or taken away, or without what is done to a value."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        yield node.left
        if not isinstance(node.right, ast.Constant):
            yield node.right
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.Call) and len(node.args) == 1 and _called(node) in WRAPS:
        yield node.args[0]


def begun_at(values: tuple[int | None, ...]) -> Change:
    """A loop or a variable that begins at another value."""

    def change(parent: ast.AST, _: str, node: ast.AST) -> Iterator[ast.AST]:
        for value in values:
            new = ast.Constant(value)
            if isinstance(node, ast.Call) and _called(node) == "range" and 1 <= len(node.args) <= 2:
                yield ast.Call(node.func, [new, node.args[-1]], [])
            elif isinstance(parent, ast.Assign) and isinstance(node, ast.Constant) and node.value != value:
                yield new

    return change


def compared_otherwise(_: ast.AST, __: str, node: ast.AST) -> Iterator[ast.AST]:
    """Another sign between two values."""
    if isinstance(node, ast.Compare):
        for other in COMPARED[type(node.ops[0])]:
            yield ast.Compare(node.left, [other(), *node.ops[1:]], node.comparators)


def counted(operators: tuple[type[ast.operator], ...]) -> Change:
    """Added to (or the like) instead of set."""

    def change(_: ast.AST, __: str, node: ast.AST) -> Iterator[ast.AST]:
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
            return
        if node.targets[0].id not in used_in(node.value):
            for operator in operators:
                yield ast.AugAssign(ast.Name(node.targets[0].id, ast.Store()), operator(), node.value)

    return change


def operated(operators: tuple[type[ast.operator], ...]) -> Change:
    """Another operation."""

    def change(_: ast.AST, __: str, node: ast.AST) -> Iterator[ast.AST]:
        for operator in operators:
            if isinstance(node, ast.BinOp):
                yield ast.BinOp(node.left, operator(), node.right)
            elif isinstance(node, ast.AugAssign):
                yield ast.AugAssign(node.target, operator(), node.value)

    return change


def negated(_: ast.AST, __: str, node: ast.AST) -> Iterator[ast.AST]:
    """The opposite."""
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)


def exchanged(_: ast.AST, __: str, node: ast.AST) -> Iterator[ast.AST]:
    """The other way round."""
    if isinstance(node, ast.BinOp):
        yield ast.BinOp(node.right, node.op, node.left)
    elif isinstance(node, ast.Call) and len(node.args) == 2:
        yield ast.Call(node.func, node.args[::-1], node.keywords)


def called(names: tuple[str, ...]) -> Change:
    """With a method called, or within a function's call."""

    def change(_: ast.AST, field: str, node: ast.AST) -> Iterator[ast.AST]:
        if not isinstance(node, ast.expr) or field == "func" or not _is_value(node):
            return
        for name in names:
            if name in METHODS:
                yield ast.Call(ast.Attribute(node, name, ast.Load()), [], [])
            if name in WRAPS:
                yield ast.Call(ast.Name(name, ast.Load()), [node], [])

    return change


def _is_value(node: ast.expr) -> bool:
    loaded = isinstance(getattr(node, "ctx", None), ast.Load)
    return (loaded and isinstance(node, ast.Name | ast.Subscript)) or isinstance(node, ast.BinOp | ast.Call)


def without_statements(code: str) -> Iterator[Mutant]:
    """Without a statement, without an `else`, and with what stood in it one level further out."""
    tree = ast.parse(code)
    for number, (parent, field, at, node) in enumerate(_slots(tree)):
        if not isinstance(node, ast.stmt) or at is None or isinstance(node, ast.FunctionDef):
            continue
        for new in _remains(node):
            made = copy.deepcopy(tree)
            target, _, _, _ = list(_slots(made))[number]
            block = getattr(target, field)
            block[at : at + 1] = copy.deepcopy(new)
            if not block and field == "body":
                block.append(ast.Pass())
            gone = {"else"} if new and getattr(node, "orelse", []) else set()
            place = _place(parent, at, node) | gone
            yield Mutant(ast.unparse(ast.fix_missing_locations(made)), place)


def _remains(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    if isinstance(node, ast.If | ast.For | ast.While) and node.orelse:
        bare = copy.deepcopy(node)
        bare.orelse = []
        yield [bare, *node.orelse]
        yield [bare]
    if isinstance(node, ast.If):
        yield node.body
    yield []
