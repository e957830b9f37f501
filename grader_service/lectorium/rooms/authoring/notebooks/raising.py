"""The usual way to assert that something raises, without a library: try, except, else."""

from __future__ import annotations

import ast

from lectorium.rooms.authoring.notebooks.conditions import text_of
from lectorium.rooms.authoring.notebooks.questions import Question
from lectorium.sandbox import values


def raised_question(statement: ast.Try) -> Question | None:
    """A question for ``try: f(-1)``, ``except ValueError: pass``, ``else: raise …``; None for another try.

    The failing part may stand in ``else`` or after the call; it must be a ``raise`` or ``assert False``.
    """
    call, failing = _call_and_failure(statement)
    name = _caught(statement)
    if call is None or failing is None or name is None or statement.finalbody:
        return None
    return raises(call, name, _message(failing))


def demanded(statement: ast.If) -> ast.Assert | None:
    """``if x != 3: raise ValueError("…")`` as the assertion it stands for; what else prints is left out."""
    body, otherwise = statement.body, statement.orelse
    if len(body) != 1 or not isinstance(body[0], ast.Raise) or not all(map(_prints, otherwise)):
        return None
    message = _message(body[0])
    test = statement.test
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.NotEq):
        demand: ast.expr = ast.Compare(test.left, [ast.Eq()], test.comparators)
    elif isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        demand = test.operand
    else:
        demand = ast.UnaryOp(ast.Not(), test)
    made = ast.Assert(demand, ast.Constant(message) if message else None)
    return ast.fix_missing_locations(ast.copy_location(made, statement))


def _prints(statement: ast.stmt) -> bool:
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "print"


def raises(call: ast.expr, name: str, message: str = "") -> Question:
    """Whether evaluating raises an exception whose class, or a base of it, has the name."""
    return Question(ast.unparse(call), "raises", text_of(call), wanted=values.encode(name), message=message)


def _call_and_failure(statement: ast.Try) -> tuple[ast.expr | None, ast.stmt | None]:
    body, after = statement.body, statement.orelse
    if len(body) + len(after) != 2 or not body or not isinstance(body[0], ast.Expr):
        return None, None
    failing = (body[1:] + after)[0]
    if isinstance(failing, ast.Raise):
        # Inside of the try, what it raises might be what is caught.
        return body[0].value, failing if after or _caught(statement) not in _ANYTHING else None
    is_false = isinstance(failing, ast.Assert) and isinstance(failing.test, ast.Constant)
    if is_false and isinstance(failing, ast.Assert) and not failing.test.value:  # type: ignore[attr-defined]
        return body[0].value, failing if after or _caught(statement) not in _ANYTHING else None
    return None, None


_ANYTHING = ("AssertionError", "Exception", "BaseException")


def _caught(statement: ast.Try) -> str | None:
    """The one exception that is caught and left alone."""
    if len(statement.handlers) != 1:
        return None
    handler = statement.handlers[0]
    quiet = all(isinstance(each, (ast.Pass, ast.Continue)) for each in handler.body)
    return handler.type.id if quiet and isinstance(handler.type, ast.Name) else None


def _message(failing: ast.stmt) -> str:
    said: ast.expr | None = None
    if isinstance(failing, ast.Assert):
        said = failing.msg
    elif isinstance(failing, ast.Raise) and isinstance(failing.exc, ast.Call) and failing.exc.args:
        said = failing.exc.args[0]
    return str(said.value) if isinstance(said, ast.Constant) else ""
