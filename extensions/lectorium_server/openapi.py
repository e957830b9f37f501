"""The OpenAPI 3.1 document, made from the route table."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import orjson
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from lectorium_server.auth.scopes import DESCRIPTIONS
from lectorium_server.routing.route import Download, Kind, Raw, Route
from lectorium_server.routing.table import RouteTable
from lectorium_server.version import VERSION
from lectorium_wire.base import API_PREFIX, Problem
from lectorium_wire.exams import SittingEvent
from lectorium_wire.grading import GradingEvent

REFERENCE = "#/components/schemas/{model}"
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A name for this request: sent again, it gets the first answer and does nothing.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}
ABOUT = (
    "The trusted service of Lectorium. Errors are `application/problem+json` with a stable `code` "
    "and the `field` at fault. Lists are paged by key: send `next` back as `after`."
)


def describe(table: RouteTable) -> dict[str, Any]:
    """The document."""
    schemas, definitions = _schemas(table)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Lectorium", "version": VERSION, "description": ABOUT},
        "servers": [{"url": API_PREFIX, "description": "Below the service's or the user server's address"}],
        "security": [{"token": []}],
        "paths": _paths(table, schemas),
        "components": {"schemas": definitions, "securitySchemes": _security()},
    }


@cache
def document_bytes(table: RouteTable) -> bytes:
    """The document, as it is sent."""
    return orjson.dumps(describe(table), option=orjson.OPT_SORT_KEYS)


def _security() -> dict[str, Any]:
    scopes = "; ".join(f"`{scope.value}`: {text.lower()}" for scope, text in DESCRIPTIONS.items())
    return {
        "token": {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": f"`token …` with a JupyterHub token. Scopes: {scopes}.",
        }
    }


Schemas = Mapping[tuple[Any, JsonSchemaMode], dict[str, Any]]


def _schemas(table: RouteTable) -> tuple[Schemas, dict[str, Any]]:
    wanted: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {
        (Problem, "serialization"): None,
        (GradingEvent, "serialization"): None,
        (SittingEvent, "serialization"): None,
    }
    for route in table.routes:
        if route.body is not None:
            wanted[route.body, "validation"] = None
        if route.query is not None:
            wanted[route.query, "validation"] = None
        if _is_model(route.response):
            wanted[route.response, "serialization"] = None
    schemas, document = models_json_schema(list(wanted), ref_template=REFERENCE)
    return schemas, document.get("$defs", {})


def _is_model(response: Any) -> bool:
    return isinstance(response, type) and issubclass(response, BaseModel)


def _paths(table: RouteTable, schemas: Schemas) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for route in table.routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schemas)
    return paths


def _operation(route: Route, schemas: Schemas) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.operation_id,
        "tags": [route.tag],
        "summary": route.summary,
        "description": _description(route),
        "parameters": [*_places(route), *_parameters(route), *([KEY] if route.idempotent else [])],
        "responses": {str(route.status): _answer(route, schemas), **_refusals(route)},
    }
    if route.scope is None:
        operation["security"] = []
    if route.body is not None:
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schemas[route.body, "validation"]}},
        }
    return operation


def _description(route: Route) -> str:
    who = f"Who: {route.rule.text[0].lower()}{route.rule.text[1:]}."
    scope = f" Scope: `{route.scope.value}`." if route.scope else ""
    return f"{route.description}\n\n{who}{scope}".strip()


def _places(route: Route) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "integer", "minimum": 0}
            if kind is int
            else {"type": "string", "format": "uuid"},
        }
        for name, kind in route.places.items()
    ]


def _parameters(route: Route) -> list[dict[str, Any]]:
    if route.query is None:
        return []
    schema = route.query.model_json_schema(ref_template=REFERENCE)
    return [
        {"name": name, "in": "query", "required": name in schema.get("required", ()), "schema": value}
        for name, value in schema["properties"].items()
    ]


def _answer(route: Route, schemas: Schemas) -> dict[str, Any]:
    if route.status == 204:
        return {"description": "Done"}
    if route.kind is Kind.STREAM:
        events = {"anyOf": [schemas[event, "serialization"] for event in (GradingEvent, SittingEvent)]}
        return {"description": "A stream of events", "content": {"text/event-stream": {"schema": events}}}
    schema = schemas[route.response, "serialization"] if _is_model(route.response) else {}
    if route.response is Download:
        return {"description": "A file", "content": {"application/octet-stream": {}}}
    if route.response is not Raw and not _is_model(route.response):
        raise TypeError(f"{route.operation_id} answers with {route.response}, which has no schema")
    return {"description": "Done", "content": {"application/json": {"schema": schema or {"type": "object"}}}}


def _refusals(route: Route) -> dict[str, Any]:
    statuses: dict[str, str] = {}
    if route.scope is not None:
        statuses |= {
            "401": "Not signed in",
            "403": "The token or the role is too small",
            "404": "It isn't there, or isn't the caller's to know of",
        }
    if route.kind is Kind.STREAM or route.method == "POST":
        statuses |= {"429": "Too many at once: wait a little"}
    if route.method != "GET":
        statuses |= {"409": "It no longer fits"}
    if route.method in {"POST", "PUT", "PATCH"}:
        statuses |= {"400": "Not JSON", "413": "Too large", "415": "Not sent as JSON"}
    statuses |= {"422": "Something in it isn't right; `field` says what"}
    content = {"application/problem+json": {"schema": {"$ref": REFERENCE.format(model="Problem")}}}
    return {status: {"description": text, "content": content} for status, text in sorted(statuses.items())}
