"""Programs to try: what a reply's code makes of the student's own."""

from __future__ import annotations

import ast
import copy
import difflib
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lectorium.rooms.tutor.guard.normal import BUILTINS, bound_in, parsed, used_in, words
from lectorium.rooms.tutor.guard.usual import FROM, USUAL

TALKING = frozenset({"print", "help", "dir", "type", "input"})
LONGEST_FRAGMENT = 2_000
MOST_PLACES = 300
NEAREST = 6
"""So many places of the student's code that look most like a fragment are tried."""


@dataclass(frozen=True)
class Trial:
    """A program to try.

    ``whole`` if the reply's code stands in it as it was, not put into the student's; ``renamed`` if it only
    got the name that is asked for, or was made from words: an example that happens to pass some tests is none
    of this task.
    """

    code: str
    whole: bool
    renamed: bool = False


def function_names(code: str) -> list[str]:
    """The functions a program defines, outermost first; for what doesn't parse too."""
    return re.findall(r"^[ \t]*(?:async[ \t]+)?def[ \t]+(\w+)", code, re.MULTILINE)


def unnested(block: str, wanted: Sequence[str]) -> Iterator[str]:
    """A wanted function that stands within a class or another function, as one of its own."""
    tree = parsed(block)
    if tree is None:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name in wanted and node not in tree.body:
            node.decorator_list = []
            node.args.args = [each for each in node.args.args if each.arg not in ("self", "cls")]
            yield f"{block}\n{ast.unparse(node)}\n"


def with_functions(base: str, block: str) -> str | None:
    """The student's program with the block's functions in the place of those of the same name."""
    theirs, ours = parsed(base), parsed(block)
    if ours is None or not any(isinstance(node, ast.FunctionDef) for node in ours.body):
        return None
    if theirs is None:
        return block
    replaced = {node.name for node in ours.body if isinstance(node, ast.FunctionDef)}
    if not replaced & set(function_names(base)):
        return None
    kept = [n for n in theirs.body if not (isinstance(n, ast.FunctionDef) and n.name in replaced)]
    made = ast.Module(body=[*kept, *ours.body], type_ignores=[])
    return ast.unparse(made)


def belongs(base: str, fragment: str) -> bool:
    """Whether a fragment can change anything in the student's program: it must know its names, or end it.

    What names things that are neither there nor its own would only stop with an error.
    """
    theirs, piece = parsed(base), parsed(_completed(fragment))
    if theirs is None or piece is None:
        return True
    known, own, used = bound_in(theirs), bound_in(piece), used_in(piece)
    if used - known - own - BUILTINS - USUAL - set(FROM):
        return False
    calls = {node.name for node in ast.walk(theirs) if isinstance(node, ast.FunctionDef)}
    if all(_is_usage(node, calls) for node in piece.body):
        return False
    ends = any(isinstance(node, ast.Return | ast.Break | ast.Continue) for node in ast.walk(piece))
    alone = len(piece.body) == 1 and isinstance(piece.body[0], ast.Expr) and not used - BUILTINS
    return ends or alone or bool((used | own) & (known - calls))


def _is_usage(node: ast.stmt, calls: set[str]) -> bool:
    """A call of the function that is asked for, or an output: shows how it is used, and changes nothing."""
    if not isinstance(node, ast.Expr):
        return isinstance(node, ast.Import | ast.ImportFrom | ast.Assert | ast.Pass)
    call = node.value
    name = call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else ""
    return name in calls or name in TALKING or (isinstance(call, ast.List) and not call.elts)


def under_names(block: str, wanted: Sequence[str]) -> Iterator[str]:
    """The block with its only (or last) function named as the tests call it, if none is named so."""
    names = [*function_names(block), *re.findall(r"^(\w+)\s*=\s*lambda\b", block, re.MULTILINE)]
    if names and wanted and not set(names) & set(wanted):
        for name in dict.fromkeys((names[-1], names[0])):
            yield f"{block}\n{wanted[0]} = {name}\n"


def with_statements(base: str, fragment: str) -> Iterator[str]:
    """The student's program with a fragment in the place of what looks most like it; also as a body."""
    if len(fragment) > LONGEST_FRAGMENT or not belongs(base, fragment):
        return
    tree, piece = parsed(base), parsed(_completed(fragment))
    if tree is not None and piece is not None and _is_value(piece):
        yield from _expressions(tree, ast.parse(fragment.strip(), mode="eval").body)
        return
    yield from _by_lines(base, fragment)
    if tree is None or piece is None or not piece.body:
        return
    yield from _as_body(tree, piece.body)
    yield from _in_windows(tree, piece.body)
    if len(piece.body) == 1:
        yield from _headers(tree, piece.body[0])
        if isinstance(piece.body[0], ast.Expr):
            yield from _expressions(tree, piece.body[0].value)
        if isinstance(piece.body[0], ast.Return) and piece.body[0].value is not None:
            yield from _results(tree, piece.body[0].value)


def _is_value(piece: ast.Module) -> bool:
    """Whether it is an expression that changes nothing where it stands alone: it must be put in somewhere."""
    value = piece.body[0].value if len(piece.body) == 1 and isinstance(piece.body[0], ast.Expr) else None
    acts = isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)
    return value is not None and not acts


def _completed(fragment: str) -> str:
    """A header alone gets a body, and `elif` or `else` what must stand before."""
    text = fragment.strip("\n")
    if re.match(r"\s*(?:if|for|while|def|with|elif|else)\b[^\n]*\Z", text):
        text = text.rstrip()
        text = text if text.endswith(":") or re.search(r":\s*\S", text) else f"{text}:"
        text = f"{text} ..." if text.endswith(":") else text
    if re.match(r"\s*(?:elif|else)\b", text):
        return f"if ...: ...\n{text.lstrip()}"
    return text


def _functions(tree: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in tree.body if isinstance(node, ast.FunctionDef)]


def _as_body(tree: ast.Module, body: list[ast.stmt]) -> Iterator[str]:
    """The fragment as the whole body of a function, or as its end."""
    ends = any(isinstance(node, ast.Return | ast.Yield) for part in body for node in ast.walk(part))
    for index, function in enumerate(tree.body):
        if not isinstance(function, ast.FunctionDef) or not ends:
            continue
        for keep in range(len(function.body)):
            made = copy.deepcopy(tree)
            target = made.body[index]
            assert isinstance(target, ast.FunctionDef)
            target.body = [*target.body[:keep], *copy.deepcopy(body)]
            yield ast.unparse(ast.fix_missing_locations(made))


def _lists(tree: ast.AST) -> list[tuple[ast.AST, str, list[ast.stmt]]]:
    """Every list of statements: its node and field."""
    return [
        (node, field, value)
        for node in ast.walk(tree)
        for field, value in ast.iter_fields(node)
        if isinstance(value, list) and value and isinstance(value[0], ast.stmt)
    ]


def _in_windows(tree: ast.Module, body: list[ast.stmt]) -> Iterator[str]:
    """The fragment in the place of neighbouring statements, the most similar first; then between them."""
    wanted = words("\n".join(ast.unparse(node) for node in body))
    places: list[tuple[float, int, int, int]] = []
    for number, (_, _, statements) in enumerate(_lists(tree)):
        for begin, end in itertools.combinations(range(len(statements) + 1), 2):
            if end - begin > len(body) + 2 or len(places) >= MOST_PLACES:
                continue
            old = words("\n".join(ast.unparse(node) for node in statements[begin:end]))
            ratio = difflib.SequenceMatcher(None, wanted, old, autojunk=False).quick_ratio()
            places.append((-ratio, number, begin, end))
    inserted = [
        (0.0, number, at, at)
        for number, (_, _, value) in enumerate(_lists(tree))
        for at in range(len(value) + 1)
    ]
    for _, number, begin, end in [*sorted(places)[:NEAREST], *inserted[:12]]:
        made = copy.deepcopy(tree)
        _, _, statements = _lists(made)[number]
        statements[begin:end] = copy.deepcopy(body)
        yield ast.unparse(ast.fix_missing_locations(made))


def _headers(tree: ast.Module, piece: ast.stmt) -> Iterator[str]:
    """A loop's or a branch's head in the place of another's; its body stays."""
    fields = {
        ast.For: ("target", "iter"),
        ast.While: ("test",),
        ast.If: ("test",),
        ast.FunctionDef: ("args",),
    }
    wanted = fields.get(type(piece), ())
    for number, node in enumerate(ast.walk(tree)):
        if wanted and type(node) is type(piece):
            made = copy.deepcopy(tree)
            target = list(ast.walk(made))[number]
            for field in wanted:
                setattr(target, field, copy.deepcopy(getattr(piece, field)))
            yield ast.unparse(ast.fix_missing_locations(made))


def _expressions(tree: ast.Module, piece: ast.expr) -> Iterator[str]:
    """An expression in the place of each of its kind, the most similar first."""
    wanted = words(ast.unparse(piece))
    places = []
    for parent_number, parent in enumerate(ast.walk(tree)):
        for field, value in ast.iter_fields(parent):
            if isinstance(value, ast.expr) and _is_like(value, piece, parent):
                ratio = difflib.SequenceMatcher(
                    None, wanted, words(ast.unparse(value)), autojunk=False
                ).ratio()
                places.append((-ratio, parent_number, field))
    for _, parent_number, field in sorted(places)[: NEAREST * 2]:
        made = copy.deepcopy(tree)
        setattr(list(ast.walk(made))[parent_number], field, copy.deepcopy(piece))
        yield ast.unparse(ast.fix_missing_locations(made))


def _is_like(old: ast.expr, new: ast.expr, parent: ast.AST) -> bool:
    if isinstance(getattr(old, "ctx", None), ast.Store | ast.Del):
        return False
    return type(old) is type(new) or isinstance(
        parent, ast.Return | ast.If | ast.While | ast.For | ast.Assign
    )


def _results(tree: ast.Module, value: ast.expr) -> Iterator[str]:
    """Another result in the place of each."""
    for number, node in enumerate(ast.walk(tree)):
        if isinstance(node, ast.Return):
            made = copy.deepcopy(tree)
            target = list(ast.walk(made))[number]
            assert isinstance(target, ast.Return)
            target.value = copy.deepcopy(value)
            yield ast.unparse(ast.fix_missing_locations(made))


def _by_lines(base: str, fragment: str) -> Iterator[str]:
    """Line by line, for any language and for what doesn't parse: in the place of the most similar lines."""
    theirs, ours = (
        base.expandtabs(4).splitlines(),
        [each for each in fragment.expandtabs(4).splitlines() if each.strip()],
    )
    if not ours or len(theirs) > 200:
        return
    wanted, places = words("\n".join(ours)), []
    for size in {len(ours), len(ours) - 1, len(ours) + 1} - {0}:
        for begin in range(len(theirs) - size + 1):
            old = words("\n".join(theirs[begin : begin + size]))
            places.append(
                (-difflib.SequenceMatcher(None, wanted, old, autojunk=False).quick_ratio(), begin, size)
            )
    for _, begin, size in sorted(places)[:3]:
        shift = len(theirs[begin]) - len(theirs[begin].lstrip()) - (len(ours[0]) - len(ours[0].lstrip()))
        moved = [" " * max(0, len(each) - len(each.lstrip()) + shift) + each.lstrip() for each in ours]
        yield "\n".join([*theirs[:begin], *moved, *theirs[begin + size :]])
