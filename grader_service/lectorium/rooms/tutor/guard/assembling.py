"""Programs that a reply gives without a head: an expression, statements, a script, a lambda.

Much is guessed here, so none of these counts unless it passes all tests.
"""

from __future__ import annotations

import ast
import copy
import itertools
import re
from collections.abc import Iterator, Sequence

from lectorium.rooms.tutor.guard.normal import BUILTINS, bound_in, parsed, used_in
from lectorium.rooms.tutor.guard.supplied import Asked
from lectorium.rooms.tutor.guard.usual import FROM, USUAL

MOST_VALUES, MOST_SUMMANDS, MOST_LAMBDAS = 8, 4, 3
OPERATORS = (
    (re.compile(r"\b(?:plus|then|first|join\w*|concat\w*|behind|after|before|followed|together|sum|add\w*|"
                r"append\w*|glue\w*|put|combin\w*)\b", re.IGNORECASE), "+"),
    (re.compile(r"\b(?:equals?|same|compar\w*|match\w*|identical)\b", re.IGNORECASE), "=="),
    (re.compile(r"\b(?:minus|subtract\w*|difference|without|take away)\b", re.IGNORECASE), "-"),
    (re.compile(r"\b(?:times|multipl\w*|product)\b", re.IGNORECASE), "*"),
    (re.compile(r"\b(?:divid\w*|quotient|ratio)\b", re.IGNORECASE), "/"),
    (re.compile(r"\b(?:both|and also)\b", re.IGNORECASE), "and"),
    (re.compile(r"\b(?:either|or else)\b", re.IGNORECASE), "or"),
)  # fmt: skip
"""How words join two expressions."""
Head = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef


def assembled(text: str, asked: Asked) -> Iterator[str]:
    """What one piece of code makes of the function that is asked for."""
    tree = parsed(text)
    if tree is None or not tree.body:
        return
    tree.body = [part for node in tree.body for part in _parts(node)]
    yield from _lambdas(tree, asked)
    helpers = [node for node in tree.body if isinstance(node, Head)]
    script = [node for node in tree.body if not isinstance(node, Head)]
    yield from _frame(script, asked, helpers, asked.params)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and len(node.args.args) == len(asked.params):
            named = [each for each in helpers if each is not node]
            yield from _frame(node.body, asked, named, tuple(each.arg for each in node.args.args))


def joined(texts: Sequence[str], prose: str, asked: Asked) -> Iterator[str]:
    """Two expressions of a reply, joined as its words say."""
    values = _summands(texts, set(asked.params))
    for words, sign in OPERATORS:
        if words.search(prose):
            for left, right in itertools.permutations(values, 2):
                yield _function(asked, asked.params, [], [], f"({left}) {sign} ({right})")


def in_a_row(texts: Sequence[str], own: str) -> Iterator[str]:
    """Expressions of a reply over the names of the student's program, as one result in their order."""
    tree = parsed(own)
    values = _summands(texts, bound_in(tree)) if tree is not None else []
    for size in range(len(values), 1, -1):
        for begin in range(len(values) - size + 1):
            yield "return " + " + ".join(f"({each})" for each in values[begin : begin + size])


def _summands(texts: Sequence[str], known: set[str]) -> list[str]:
    trees = [parsed(text.strip()) for text in dict.fromkeys(texts)]
    return [
        ast.unparse(tree.body[0].value)
        for tree in trees
        if tree is not None and len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr)
        if used_in(tree) & known and _unknown(tree.body[0], known) == []
    ][:MOST_SUMMANDS]


def _lambdas(tree: ast.Module, asked: Asked) -> Iterator[str]:
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Lambda) and len(node.args.args) == len(asked.params)
    ]
    for node in found[:MOST_LAMBDAS]:
        yield f"{asked.name} = {ast.unparse(node)}\n"


def _frame(
    body: Sequence[ast.stmt], asked: Asked, helpers: Sequence[ast.stmt], params: tuple[str, ...]
) -> Iterator[str]:
    """Statements as a function's body: as they stand, then each value that they come to, the last first."""
    statements, params = _inputs([node for node in body if not _is_talk(node)], params)
    if any(isinstance(node, ast.Return) for part in statements for node in ast.walk(part)):
        yield from _with_params(asked, params, helpers, statements, None)
    made = 0
    for index in range(len(body) - 1, -1, -1):
        before = [node for node in body[:index] if node in statements]
        for value, kept in _values(body[index], before):
            if made < MOST_VALUES:
                made += 1
                whole = [*before, body[index]] if kept and body[index] in statements else before
                yield from _with_params(asked, params, helpers, whole, value)


def _inputs(statements: list[ast.stmt], params: tuple[str, ...]) -> tuple[list[ast.stmt], tuple[str, ...]]:
    """Without the example's own inputs: constants given to the parameters, or to names used like them."""
    given = [node for node in statements if _constant_name(node)]
    names = [_constant_name(node) for node in given]
    if set(names) & set(params):
        return [n for n in statements if _constant_name(n) not in params or n not in given], params
    used = set().union(*(used_in(node) for node in statements)) if statements else set()
    if used & set(params) or len(names) < len(params) or not params:
        return statements, params
    first = given[: len(params)]
    return [n for n in statements if n not in first], tuple(names[: len(params)])


def _parts(node: ast.stmt) -> list[ast.stmt]:
    """Constants given to several names at once, one by one."""
    if isinstance(node, ast.Assign) and not used_in(node.value):
        target, value = node.targets[0], node.value
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple | ast.List):
            return [
                ast.Assign([name], each, lineno=node.lineno)
                for name, each in zip(target.elts, value.elts, strict=False)
            ]
    return [node]


def _constant_name(node: ast.stmt) -> str:
    """The name that a statement gives a constant to; empty where it does something else."""
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and not used_in(node.value):
        return node.targets[0].id
    return ""


def _is_talk(node: ast.stmt) -> bool:
    """A test or an output: no part of what is computed."""
    call = node.value if isinstance(node, ast.Expr) else None
    is_print = isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "print"
    is_text = isinstance(call, ast.Constant)
    return is_print or is_text or isinstance(node, ast.Assert | ast.Pass)


def _values(node: ast.stmt, before: Sequence[ast.stmt]) -> Iterator[tuple[str, bool]]:
    """What a statement comes to, and whether it must be run itself before."""
    if isinstance(node, ast.Expr | ast.Assert):
        inner = node.value if isinstance(node, ast.Expr) else node.test
        arguments = inner.args[:3] if isinstance(inner, ast.Call) and _is_talk(node) else []
        sides = [inner.left, *inner.comparators] if isinstance(inner, ast.Compare) else []
        for each in (*([] if arguments else [inner]), *arguments, *sides):
            if not isinstance(each, ast.Constant):
                yield ast.unparse(each), False
    elif isinstance(node, ast.For | ast.While | ast.If):
        changed = {name for each in before for name in bound_in(each)} & (used_in(node) | bound_in(node))
        yield from ((name, True) for name in sorted(changed)[:3])
    elif isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        yield from ((name, True) for name in sorted(bound_in(node))[:3])


def _with_params(
    asked: Asked, params: tuple[str, ...], helpers: Sequence[ast.stmt], body: Sequence[ast.stmt],
    value: str | None,
) -> Iterator[str]:  # fmt: skip
    """The function; where the statements name things nobody gave them, these are its parameters."""
    parts = [*body, *(ast.parse(value).body if value is not None else [])]
    known = set(params) | {name for node in [*helpers, *body] for name in bound_in(node)}
    if value is not None and value in params:
        return
    unknown = list(dict.fromkeys(name for part in parts for name in _unknown(part, known)))
    if not unknown:
        yield _function(asked, params, helpers, body, value)
    elif len(unknown) == len(params) and not {n for part in parts for n in used_in(part)} & set(params):
        for order in itertools.islice(itertools.permutations(unknown), 2):
            yield _function(asked, order, helpers, body, value)


def _unknown(node: ast.AST, known: set[str]) -> list[str]:
    """Names that a piece of code uses and doesn't explain, in its order."""
    names = [each.id for each in ast.walk(node) if isinstance(each, ast.Name)]
    explained = known | bound_in(node) | BUILTINS | USUAL | set(FROM)
    return [name for name in dict.fromkeys(names) if name not in explained]


def _function(
    asked: Asked, params: Sequence[str], helpers: Sequence[ast.stmt], body: Sequence[ast.stmt],
    value: str | None,
) -> str:  # fmt: skip
    head = ast.parse(f"def {asked.name}({', '.join(params)}):\n    return {value or None}")
    function = head.body[0]
    assert isinstance(function, ast.FunctionDef)
    function.body = [*copy.deepcopy(list(body)), *(function.body if value is not None else [])]
    head.body = [*copy.deepcopy(list(helpers)), function]
    return ast.unparse(ast.fix_missing_locations(head))
