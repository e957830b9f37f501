"""From a condition that a teacher asserts to questions: what to ask, and what should come out."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

from lectorium.rooms.authoring.notebooks.constants import MOVED, Constants
from lectorium.rooms.authoring.notebooks.questions import How, Question
from lectorium.sandbox import values
from lectorium_checks.kinds import Rules

_LONGEST_TEXT: Final = 160
_EXACT: Final = Rules()
_OPERATORS: Final[dict[type[ast.cmpop], tuple[str, str]]] = {
    # What holds of the left side, and what then holds of the right one.
    ast.Lt: ("<", ">"),
    ast.LtE: ("<=", ">="),
    ast.Gt: (">", "<"),
    ast.GtE: (">=", "<="),
    ast.NotEq: ("!=", "!="),
    ast.In: ("in", "contains"),
    ast.NotIn: ("not in", "lacks"),
}


def questions_of(test: ast.expr, constants: Constants) -> Iterator[Question]:
    """The questions that together say what the condition says."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        for part in test.values:
            yield from questions_of(part, constants)
    else:
        found = _question(test, constants)
        yield found
        if found.source and not found.same and isinstance(test, ast.Compare) and _may_move(found, constants):
            yield pair_of(test.left, test.comparators[0], found.how, found.rules)


def _may_move(question: Question, constants: Constants) -> bool:
    """Whether the student's code may have changed what is compared with; a call isn't asked for twice."""
    asked, source = (ast.parse(text, mode="eval") for text in (question.ask, question.source))
    calls = any(isinstance(part, ast.Call) for part in ast.walk(asked))
    return question.how == "equal" and not calls and constants.firmness(source.body) == MOVED


def _question(test: ast.expr, constants: Constants) -> Question:
    found: Question | None = None
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        found = _comparison(test.left, test.ops[0], test.comparators[0], constants)
    elif isinstance(test, ast.Call):
        found = _call(test, constants)
    elif isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return holds(test.operand, wanted=False)
    return replace(found, whole=ast.unparse(test)) if found else holds(test)


def holds(test: ast.expr, *, wanted: bool = True) -> Question:
    """Whether it is so, and nothing more: where a condition can't be taken apart."""
    return Question(f"not not ({ast.unparse(test)})", "truth", text_of(test), wanted=values.encode(wanted))


def between(got: ast.expr, wanted: ast.expr, how: How, rules: Rules = _EXACT, operator: str = "") -> Question:
    """A question about ``got``, whose answer ``wanted`` is known now or once the teacher's run is over."""
    question = Question(ast.unparse(got), how, text_of(got), rules=rules, operator=operator)
    try:
        return replace(question, wanted=_canonical(values.encode(ast.literal_eval(wanted))))
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return replace(question, source=ast.unparse(wanted))


def _canonical(encoded: Any) -> Any:
    """Sets in one order: equal notebooks freeze to equal versions."""
    if isinstance(encoded, list):
        return [_canonical(item) for item in encoded]
    if not isinstance(encoded, dict):
        return encoded
    made = {key: _canonical(value) for key, value in encoded.items()}
    if made.get("t") in ("set", "frozenset"):
        made["v"] = sorted(made["v"], key=repr)
    return made


canonical: Final[Callable[[Any], Any]] = _canonical


def either_side(
    left: ast.expr, right: ast.expr, how: How, constants: Constants, rules: Rules = _EXACT
) -> Question:
    """Ask for the side that isn't the teacher's; for both, as a pair, where neither is.

    Where both are, the one that is written out isn't asked: its answer is always right.
    """
    firm, other = constants.firmness(left), constants.firmness(right)
    if (other < MOVED and firm >= other) or (other == MOVED and firm > MOVED):
        return between(left, right, how, rules)
    if firm < MOVED:
        return between(right, left, how, rules)
    return pair_of(left, right, how, rules)


def pair_of(left: ast.expr, right: ast.expr, how: How, rules: Rules = _EXACT) -> Question:
    """Both sides as a pair: they must be the same, whatever they are."""
    pair = f"({ast.unparse(left)}, {ast.unparse(right)})"
    text = f"{text_of(left)} and {text_of(right)}"
    return Question(pair, how, text, rules=rules, same=True)


def _comparison(
    left: ast.expr, operator: ast.cmpop, right: ast.expr, constants: Constants
) -> Question | None:
    if isinstance(operator, ast.Eq):
        return either_side(left, right, "equal", constants)
    if isinstance(operator, ast.Is):
        written = isinstance(right, ast.Constant)
        return between(left, right, "compare", operator="is") if written else None
    if isinstance(operator, (ast.Lt, ast.LtE)) and (near := _near(left, operator, right, constants)):
        return near
    straight, mirrored = _OPERATORS.get(type(operator), ("", ""))
    firm, other = constants.firmness(left), constants.firmness(right)
    if straight and other < MOVED and firm >= other:
        return between(left, right, "compare", operator=straight)
    is_mirrored = straight and firm < MOVED
    return between(right, left, "compare", operator=mirrored) if is_mirrored else None


def _near(left: ast.expr, operator: ast.cmpop, right: ast.expr, constants: Constants) -> Question | None:
    """``abs(f(2) - 1.5) < 0.01``, where the room is a plain number."""
    room = number(right)
    if (
        room is None
        or not isinstance(left, ast.Call)
        or constants.dotted(left.func) not in ("abs", "math.fabs")
    ):
        return None
    inner = left.args[0] if len(left.args) == 1 and not left.keywords else None
    if not isinstance(inner, ast.BinOp) or not isinstance(inner.op, ast.Sub):
        return None
    rules = Rules(abs=room, strict=isinstance(operator, ast.Lt))
    return either_side(inner.left, inner.right, "close", constants, rules)


def _call(call: ast.Call, constants: Constants) -> Question | None:
    given = {keyword.arg: number(keyword.value) for keyword in call.keywords}
    if any(key is None or value is None for key, value in given.items()):
        return None
    numbers = {str(key): float(value or 0) for key, value in given.items()}
    name = constants.dotted(call.func)
    if name in ("numpy.allclose", "math.isclose", "numpy.isclose") and 2 <= len(call.args) <= 4:
        return _close(name, call.args, numbers, constants)
    return None if numbers else _exact_call(name, call, constants)


def _exact_call(name: str, call: ast.Call, constants: Constants) -> Question | None:
    given = call.args
    if name == "numpy.array_equal" and len(given) == 2:
        return either_side(given[0], given[1], "array_equal", constants)
    if name in ("numpy.all", "all") and len(given) == 1:
        return _all(given[0], constants)
    if not isinstance(call.func, ast.Attribute):
        return None
    if call.func.attr == "all" and not given:
        return _all(call.func.value, constants)
    is_equals = call.func.attr == "equals" and len(given) == 1
    return _equals(call.func.value, given[0], constants) if is_equals else None


def _close(
    name: str, arguments: list[ast.expr], numbers: dict[str, float], constants: Constants
) -> Question | None:
    is_math = name == "math.isclose"
    words = ("rel_tol", "abs_tol") if is_math else ("rtol", "atol")
    usual = (1e-9, 0.0) if is_math else (1e-5, 1e-8)
    placed = [number(argument) for argument in arguments[2:]]
    if set(numbers) - set(words) or None in placed or (is_math and placed):
        return None
    given = dict(zip(words, usual, strict=True)) | dict(zip(words, placed, strict=False)) | numbers
    rel, room = (float(given[word] or 0) for word in words)
    rules = Rules(rel, room, "max" if is_math else "sum")
    return either_side(arguments[0], arguments[1], "close" if is_math else "array", constants, rules)


def _all(inner: ast.expr, constants: Constants) -> Question | None:
    """``np.all(f(x) == [1, 2])``: the same arrays, a number standing for a whole one. So with isclose."""
    if isinstance(inner, ast.Call) and constants.dotted(inner.func) == "numpy.isclose":
        return _call(inner, constants)
    if isinstance(inner, ast.Compare) and len(inner.ops) == 1 and isinstance(inner.ops[0], ast.Eq):
        return either_side(inner.left, inner.comparators[0], "array", constants)
    return None


def _equals(left: ast.expr, right: ast.expr, constants: Constants) -> Question | None:
    """pandas' own: values, labels and types. Only where one side is a table of the teacher's."""
    if constants.is_constant(left) or constants.is_constant(right):
        return either_side(left, right, "equal", constants, Rules(dtype=True))
    return None


def number(node: ast.expr) -> float | None:
    """A number written as such: ``0.01``, ``-1``, ``10 ** -6``."""
    try:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            base, power = number(node.left), number(node.right)
            return None if base is None or power is None else float(base**power)
        found = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, OverflowError, ZeroDivisionError):
        return None
    return float(found) if isinstance(found, (int, float)) and not isinstance(found, bool) else None


def text_of(node: ast.expr) -> str:
    """An expression as people read it."""
    text = ast.unparse(node)
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…"
