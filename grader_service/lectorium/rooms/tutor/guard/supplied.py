"""What a reply leaves out since it goes without saying: imports of the standard library, and the head."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass

from lectorium.rooms.tutor.guard.known import Known, Secrets
from lectorium.rooms.tutor.guard.normal import BUILTINS, bound_in, parsed, used_in
from lectorium.rooms.tutor.guard.usual import FROM, USUAL

HEAD = r"\b{name}\(([\w\s,]*)\)"


def with_imports(code: str) -> str:
    """The program with imports of all that it names of the standard library and nowhere defines."""
    tree = parsed(code)
    if tree is None:
        return code
    missing = sorted(used_in(tree) - bound_in(tree) - BUILTINS)
    lines = [
        f"from {FROM[name]} import {name}" if name in FROM else f"import {name}"
        for name in missing
        if name in FROM or name in USUAL
    ]
    return "\n".join([*lines, code]) if lines else code


@dataclass(frozen=True)
class Asked:
    """The function that is asked for: what the reply doesn't repeat."""

    name: str
    params: tuple[str, ...]


def asked_for(names: Sequence[str], known: Known, secrets: Secrets) -> Asked | None:
    """Its head as the student wrote it, else as the exercise or a known solution has it."""
    for name in names[:1]:
        for code in (*known.own, *secrets.references):
            for node in ast.walk(parsed(code) or ast.Module([], [])):
                if isinstance(node, ast.FunctionDef) and node.name == name:
                    return Asked(name, tuple(each.arg for each in node.args.args))
        found = re.search(HEAD.format(name=re.escape(name)), known.statement)
        if found:
            return Asked(name, tuple(re.findall(r"\w+", found[1])))
    return None
