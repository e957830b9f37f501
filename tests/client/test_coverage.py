"""The client keeps up with the service: it calls every route, and none that isn't there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import lectorium_client
from lectorium_server.routes import TABLE

SOURCES = sorted(Path(lectorium_client.__file__).parent.glob("*.py"))
VERBS = {
    "_get": "GET", "_pages": "GET", "_list": "GET", "_post": "POST", "_put": "PUT", "_patch": "PATCH",
    "_delete": "DELETE", "_bytes": "GET", "download": "GET",
}  # fmt: skip
FOR_OTHERS = {("GET", "/openapi.json")}


def called() -> Iterator[tuple[str, str]]:
    """Method and path of every call in the sources, a brace pair for each id."""
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text())):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
                continue
            if node.func.attr in VERBS:
                path = template(node.args[0])
                if path is not None:
                    yield VERBS[node.func.attr], path
            elif node.func.attr == "stream":
                yield "GET", str(template(node.args[1]))


def template(node: ast.expr) -> str | None:
    """The text of a path, or None where it is a variable of the machinery."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def test_every_route_is_called_and_every_call_has_a_route() -> None:
    offered = {(route.method, re.sub(r"\{\w+\}", "{}", route.path)) for route in TABLE.routes}

    assert set(called()) == offered - FOR_OTHERS
