"""Code in normal form: the same program under other names, comments and spaces looks the same."""

from __future__ import annotations

import ast
import builtins
import difflib
import io
import keyword
import re
import textwrap
import tokenize
from collections.abc import Iterable, Sequence

BUILTINS = frozenset(dir(builtins))
TOO_LONG = 20_000
OPERATORS = re.compile(r"[A-Za-z_]\w*|\d+(?:\.\d+)?|\"[^\"\n]*\"|'[^'\n]*'|[<>=!+\-*/%]=|\S")


def parsed(text: str) -> ast.Module | None:
    """The program's tree; None where it is no Python."""
    if len(text) > TOO_LONG:
        return None
    for form in (text, textwrap.dedent(text)):
        try:
            return ast.parse(form)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return None


class _Renamed(ast.NodeTransformer):
    """Locals by the order in which they come; docstrings gone; constants and what is called kept."""

    def __init__(self, kept: frozenset[str]) -> None:
        self.kept = kept
        self.names: dict[str, str] = {}

    def _name(self, name: str) -> str:
        return name if name in self.kept else self.names.setdefault(name, f"v{len(self.names)}")

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self._name(node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.arg, node.annotation = self._name(node.arg), None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name, node.returns = self._name(node.name), None
        if node.body and _is_text(node.body[0]):
            node.body = node.body[1:] or [ast.Pass()]
        self.generic_visit(node)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        self.generic_visit(node)
        return node if node.value is None else ast.Assign([node.target], node.value, lineno=node.lineno)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def normal_form(text: str) -> str:
    """The program in normal form; of what is no Python its words and signs without names."""
    tree = parsed(text)
    if tree is None:
        return " ".join(words(text))
    bound = {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    bound |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    bound |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - bound
    tree.body = [node for node in tree.body if not _is_text(node)]
    return ast.unparse(ast.fix_missing_locations(_Renamed(frozenset(used)).visit(tree)))


def words(text: str) -> list[str]:
    """A program's words and signs, names made alike, comments gone; for any language."""
    bare = re.sub(r"#.*|//.*", "", text)
    return [
        "v" if re.match(r"[A-Za-z_]", word) and not keyword.iskeyword(word) else word
        for word in OPERATORS.findall(bare)
    ]


def similarity(one: str, other: str) -> float:
    """How alike two programs are in normal form, from 0 to 1."""
    left, right = OPERATORS.findall(normal_form(one)), OPERATORS.findall(normal_form(other))
    return difflib.SequenceMatcher(None, left, right, autojunk=False).ratio() if left and right else 0.0


def nearest(text: str, others: Iterable[str]) -> float:
    """The similarity to the most similar of them."""
    return max((similarity(text, other) for other in others if other.strip()), default=0.0)


def lines_of(text: str) -> list[tuple[int, str]]:
    """Indentation and bare text of each line with code, comments and docstrings gone."""
    rows = []
    for line in _without_comments(text).expandtabs(4).splitlines():
        bare = re.sub(r"\s+", "", line)
        if bare:
            rows.append((len(line) - len(line.lstrip()), bare))
    return rows


def _without_comments(text: str) -> str:
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(textwrap.dedent(text)).readline))
    except (tokenize.TokenError, SyntaxError):
        return re.sub(r"(?m)#.*$", "", text)
    lines = textwrap.dedent(text).splitlines()
    for token in tokens:
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    return "\n".join(lines)


def is_quote(text: str, own: Sequence[str]) -> bool:
    """Whether a piece of code is a stretch of the student's own, line by line, at any indentation."""
    wanted = _relative(lines_of(text))
    if not wanted:
        return True
    for code in own:
        rows = lines_of(code)
        for start in range(len(rows) - len(wanted) + 1):
            if _relative(rows[start : start + len(wanted)]) == wanted:
                return True
    return len(wanted) == 1 and any(wanted[0][1] in re.sub(r"\s+", "", code) for code in own)


def _relative(rows: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    least = min((indent for indent, _ in rows), default=0)
    return [(indent - least, bare) for indent, bare in rows]


def bound_in(tree: ast.AST) -> set[str]:
    """The names that a piece of code defines."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).split(".")[0])
    return names


def used_in(tree: ast.AST) -> set[str]:
    """The names that it reads."""
    return {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
