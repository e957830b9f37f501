"""The reference page ``docs/reference/api.md``, made from the route table by running this module."""

from __future__ import annotations

import json
import sys
from itertools import groupby
from typing import Any

from pydantic import BaseModel

from lectorium_server.auth.scopes import DESCRIPTIONS
from lectorium_server.openapi import describe
from lectorium_server.routing.route import Download, Kind, Raw, Route
from lectorium_server.routing.rules import RULES
from lectorium_server.routing.table import RouteTable

HEAD = """\
# The API

<!-- Made by `python -m lectorium_server.reference`; change the route table, not this page. -->

All paths stand below `/lectorium/api`: of the service at `/services/lectorium/`, and of everybody's
own server, which forwards them with its own token. The same as an OpenAPI 3.1 document is at
`/lectorium/api/openapi.json`.

- **Signing in.** `Authorization: token …` with a JupyterHub token. A token's scopes say what it may be
  used for; what its person may do in a class is decided there.
- **Bodies** are JSON. Unknown keys and wrong types are refused with 422 and the field's name.
- **Errors** are `application/problem+json`: `title`, `status`, a stable `code`, `detail` in three sentences
  (what happened, what is safe, what to do), and `field`, the key at fault.
- **Lists** are pages: `{"items": […], "next": …}`. Send `next` back as `after`; `limit` is at most 200.
- **Repeating.** Where *repeatable* stands, an `Idempotency-Key` header makes a request safe to send
  again: the second gets the first one's answer and does nothing.
- What belongs to another organization, or to a class one isn't in, is 404. A role too small is 403.
"""


def reference(table: RouteTable) -> str:
    """The page in Markdown."""
    by_tag = sorted(table.routes, key=lambda route: (route.tag, route.path, route.method))
    groups = [_group(tag, list(routes)) for tag, routes in groupby(by_tag, key=lambda route: route.tag)]
    return "\n".join([HEAD, _scopes(), _rules(), *groups, _shapes(table)])


def _scopes() -> str:
    rows = "\n".join(f"| `{scope.value}` | {text} |" for scope, text in DESCRIPTIONS.items())
    return f"## Scopes\n\n| scope | what a token may be used for |\n|---|---|\n{rows}\n"


def _rules() -> str:
    rows = "\n".join(f"| {rule.name} | {rule.text} |" for rule in RULES)
    return f"## Who\n\n| rule | who |\n|---|---|\n{rows}\n"


def _shapes(table: RouteTable) -> str:
    """Every shape that an answer or a body is made of."""
    found = describe(table)["components"]["schemas"].items()
    shapes = [_shape(name, schema) for name, schema in sorted(found) if "properties" in schema]
    return "## Shapes\n\n" + "\n".join(shapes)


def _shape(name: str, schema: dict[str, Any]) -> str:
    title = name.replace("Page_", "Page of ").rstrip("_")
    rows = [
        f"| `{key}` | {_type(value)} | {value.get('description', '')} |"
        for key, value in schema["properties"].items()
    ]
    about = " ".join(schema.get("description", "").split())
    return "\n".join([f"### {title}\n", f"{about}\n", "| key | type | |", "|---|---|---|", *rows, ""])


def _group(tag: str, routes: list[Route]) -> str:
    return f"## {tag.capitalize()}\n\n" + "\n".join(_route(route) for route in routes)


def _route(route: Route) -> str:
    facts = [
        f"Who: {route.rule.name}",
        f"scope `{route.scope.value}`" if route.scope else "no token needed",
        *(["repeatable"] if route.idempotent else []),
    ]
    parts = [
        f"### {route.method} {route.path}",
        f"{route.summary}. {' '.join(route.description.split())}".strip(),
        " · ".join(facts),
        *_model("Parameters", route.query),
        *_model("Body", route.body),
        f"Answer: {route.status}{_answer(route)}",
    ]
    return "\n\n".join(parts) + "\n"


def _answer(route: Route) -> str:
    if route.status == 204:
        return ", empty"
    if route.kind is Kind.STREAM:
        return ", `text/event-stream` of `GradingEvent` and `SittingEvent`"
    if route.response is Download:
        return ", a file"
    return ", a document" if route.response is Raw else f", `{_name(route.response)}`"


def _model(title: str, model: type[BaseModel] | None) -> list[str]:
    if model is None:
        return []
    schema = model.model_json_schema()
    needed = set(schema.get("required", ()))
    rows = [_field(name, value, name in needed) for name, value in schema["properties"].items()]
    return [f"{title} `{model.__name__}`:", "\n".join(["| key | type | | |", "|---|---|---|---|", *rows])]


def _field(name: str, schema: dict[str, Any], needed: bool) -> str:
    default = "required" if needed else f"default `{json.dumps(schema.get('default'))}`"
    return f"| `{name}` | {_type(schema)} | {default} | {schema.get('description', '')} |"


def _type(schema: dict[str, Any]) -> str:
    """A JSON schema in few words."""
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_type(each) for each in schema["anyOf"]))
    if "$ref" in schema:
        return f"`{schema['$ref'].rpartition('/')[2]}`"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    return str(schema.get("format") or schema.get("type") or "anything")


def _name(model: type[BaseModel]) -> str:
    """A page's name tells of what."""
    return model.__name__.replace("[", " of ").replace("]", "")


if __name__ == "__main__":
    from lectorium_server.routes import TABLE

    sys.stdout.write(reference(TABLE))
