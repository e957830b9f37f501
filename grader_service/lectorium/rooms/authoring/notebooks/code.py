"""Whether code can be parsed, with IPython's magics and shell lines allowed."""

from __future__ import annotations

import ast
import textwrap
import warnings


def parse(source: str) -> ast.Module:
    """The syntax tree of a cell. Raises ``SyntaxError`` (``ValueError`` for NULs) if it isn't Python."""
    return parse_plain(without_magics(source))


def without_magics(source: str) -> str:
    """A cell as plain Python: IPython's magics as the calls they stand for. Comments stay."""
    from IPython.core.inputtransformer2 import TransformerManager

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        transformer = TransformerManager()  # type: ignore[no-untyped-call]
        return str(transformer.transform_cell(source))


def parse_plain(source: str) -> ast.Module:
    """The syntax tree of plain Python; raises as :func:`parse` does."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an odd escape in a teacher's string is none of our business
        return ast.parse(source)


def syntax_problem(source: str) -> str | None:
    """What Python says about a cell it can't read ("invalid syntax, line 3"), None where it can."""
    try:
        parse(source)
    except SyntaxError as error:
        return f"{error.msg}, line {error.lineno}"
    except (ValueError, RecursionError) as error:
        return str(error)
    return None


def checks_in(source: str) -> list[str]:
    """What a piece of test code checks: the conditions of its asserts and its calls that stand alone.

    Text that can't be parsed (a region inside a loop, say) gives its lines that hold an assert.
    """
    dedented = textwrap.dedent(source)
    try:
        tree = parse(dedented)
    except (SyntaxError, ValueError, RecursionError):
        return [line.strip() for line in dedented.splitlines() if line.strip().startswith("assert ")]
    return [_segment(dedented, node) for node in ast.walk(tree) if _is_check(node)]


def calls(source: str, function: str) -> bool:
    """Whether the cell calls a function by its plain name, ``input`` for example."""
    try:
        tree = parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function
        for node in ast.walk(tree)
    )


def says_nothing(source: str) -> bool:
    """Whether a cell holds only blank lines, comments and a docstring."""
    try:
        body = parse(source).body
    except (SyntaxError, ValueError, RecursionError):
        return not source.strip()
    return all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in body)


def _is_check(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert):
        return True
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return False
    function = node.value.func
    return bool(node.value.args) and not (
        isinstance(function, ast.Name) and function.id in ("print", "display")
    )


def _segment(source: str, node: ast.AST) -> str:
    target = node.test if isinstance(node, ast.Assert) else node
    return ast.get_source_segment(source, target) or ast.unparse(target)
