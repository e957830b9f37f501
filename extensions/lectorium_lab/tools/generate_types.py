"""Write ``src/wire.ts``: the TypeScript types of what travels between the API and the browser.

The pydantic shapes in ``lectorium_wire`` are the only source.  ``--check`` says whether the file
is up to date and changes nothing.
"""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

import lectorium_wire
from lectorium_wire.base import Body, Page, Query

TARGET = Path(__file__).parents[1] / "src" / "wire.ts"
HEAD = """\
// Made from lectorium_wire by tools/generate_types.py. Change the shapes there, then run it again.

/** One page of a list; `next` is null on the last one. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };
"""
SCALARS = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}

Schema = dict[str, Any]
Mode = Literal["validation", "serialization"]


def models() -> Iterator[type[BaseModel]]:
    """Every body and every shape, in a stable order; the generic page and the queries are left out."""
    for module in sorted(entry.name for entry in pkgutil.iter_modules(lectorium_wire.__path__)):
        loaded = importlib.import_module(f"lectorium_wire.{module}")
        for value in vars(loaded).values():
            if isinstance(value, type) and travels(value) and value.__module__ == loaded.__name__:
                yield value


def travels(value: type) -> bool:
    """Whether a class is a shape in a body; queries travel in addresses."""
    if not issubclass(value, BaseModel) or issubclass(value, Query) or value in {Page, Body}:
        return False
    return "[" not in value.__name__  # pydantic puts a page of something beside who asks for it


def mode_of(model: type[BaseModel]) -> Mode:
    """A body is what may be sent, with its defaults left out; a shape is what comes."""
    return "validation" if issubclass(model, Body) else "serialization"


def definitions() -> dict[str, Schema]:
    """The JSON schema of every model by its name; what comes always has all of its keys."""
    chosen = [(model, mode_of(model)) for model in models()]
    _, document = models_json_schema(chosen, ref_template="{model}")
    found: dict[str, Schema] = document["$defs"]
    for model, mode in chosen:
        if mode == "serialization":
            found[model.__name__]["required"] = list(model.model_fields)
    return found


def union(options: list[Schema]) -> str:
    types = dict.fromkeys(type_of(option) for option in options)
    return "unknown" if "unknown" in types else " | ".join(types)


def type_of(schema: Schema) -> str:
    """The TypeScript type of one JSON schema."""
    if "$ref" in schema:
        return str(schema["$ref"]).removesuffix("-Input").removesuffix("-Output")
    if "anyOf" in schema:
        return union(schema["anyOf"])
    if "enum" in schema:
        return " | ".join(literal(value) for value in schema["enum"])
    if "const" in schema:
        return literal(schema["const"])
    return structure(schema)


def literal(value: str | float | bool) -> str:
    """One value as a type: words in quotes, numbers and truth as they are."""
    return f"'{value}'" if isinstance(value, str) else json.dumps(value)


def structure(schema: Schema) -> str:
    kind = schema.get("type")
    if kind == "array":
        inner = type_of(schema["items"])
        return f"({inner})[]" if "|" in inner else f"{inner}[]"
    if kind == "object":
        inner = schema.get("additionalProperties", True)
        return f"Record<string, {'unknown' if inner is True else type_of(inner)}>"
    return SCALARS.get(str(kind), "unknown")


def comment(text: str | None, indent: str = "") -> Iterator[str]:
    if text:
        yield f"{indent}/** {' '.join(text.split())} */"


def interface(name: str, schema: Schema) -> Iterator[str]:
    """The lines of one interface; a key that may be left out gets its question mark."""
    required = set(schema.get("required", ()))
    yield from comment(schema.get("description"))
    yield f"export interface {name} {{"
    for key, inner in schema.get("properties", {}).items():
        yield from comment(inner.get("description"), "  ")
        yield f"  {key}{'' if key in required else '?'}: {type_of(inner)};"
    yield "}"


def render() -> str:
    """The whole file as text."""
    blocks = [HEAD]
    for name, schema in sorted(definitions().items()):
        if schema.get("properties"):
            blocks.append("\n".join(interface(name, schema)) + "\n")
    return "\n".join(blocks)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail if the file is out of date")
    asked = parser.parse_args(arguments)
    text = render()
    if asked.check:
        return int(not TARGET.is_file() or TARGET.read_text() != text)
    TARGET.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
