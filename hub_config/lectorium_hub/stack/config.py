"""What the person who runs the stack decides: `config.toml` in the home, or the environment.

Every name below can be given as a key of config.toml or as LECTORIUM_NAME in the environment, which wins.
"""

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lectorium_hub.stack.errors import StackError

# The five roles of an external Postgres; all of them, or an administrator's URL that lets us make them.
DATABASE_URLS = (
    "database_url",
    "owner_database_url",
    "demo_database_url",
    "hub_people_url",
    "hub_database_url",
)
ADMIN_URL = "postgres_admin_url"
# Handed on to `lectorium.kit.settings.Settings` as they are.
HANDED_ON = (
    *("database_pool_", "gpu_", "lease_", "llm_", "max_body_", "oauth_", "reconcile_", "sandbox_"),
    "shed_",
)
OWN = ("bind", "port", "public_url", "workers")
OUTSIDE = (*DATABASE_URLS, ADMIN_URL, "redis_url", "objects_url")
MOST_WORKERS = 64
WAYS = ("auto", "namespaces", "landlock")  # to confine students' programs


@dataclass(frozen=True)
class StackConfig:
    """The decisions, checked. `outside` and `handed_on` map setting names to values."""

    port: int | None = None
    bind: str = "127.0.0.1"
    public_url: str | None = None
    workers: int = 2
    outside: Mapping[str, str] = field(default_factory=dict)
    handed_on: Mapping[str, str] = field(default_factory=dict)

    @property
    def own_postgres(self) -> bool:
        """Whether the stack runs its own Postgres."""
        return not any(name in self.outside for name in (*DATABASE_URLS, ADMIN_URL))

    @property
    def own_valkey(self) -> bool:
        """Whether the stack runs its own queue."""
        return "redis_url" not in self.outside

    @property
    def own_models(self) -> bool:
        """Whether the stack runs its own model server."""
        return "llm_embedded_url" not in self.handed_on


def load_config(path: Path, environ: Mapping[str, str] = os.environ) -> StackConfig:
    """Read config.toml where it exists and the environment; raise `StackError` for what makes no sense."""
    values = {**_read_file(path), **_read_environment(environ)}
    for name in values:
        if not _is_known(name):
            raise _wrong(path, f"has a setting that doesn't exist: {name}")
    config = StackConfig(
        port=_number(path, values, "port", range(65_536)),
        bind=values.get("bind", "127.0.0.1"),
        public_url=values.get("public_url", "").rstrip("/") or None,
        workers=_number(path, values, "workers", range(1, MOST_WORKERS + 1)) or 2,
        outside={name: values[name] for name in OUTSIDE if name in values},
        handed_on={name: value for name, value in values.items() if name.startswith(HANDED_ON)},
    )
    _check_databases(path, config)
    _check_sandbox(path, config)
    _check_models(path, config)
    return config


def _is_known(name: str) -> bool:
    return name in OWN or name in OUTSIDE or name.startswith(HANDED_ON)


def _read_file(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        table = tomllib.loads(path.read_text())
    except tomllib.TOMLDecodeError as error:
        raise _wrong(path, f"is not TOML: {error}") from error
    return {name: _as_text(value) for name, value in table.items()}


def _as_text(value: object) -> str:
    """As it would be said in the environment: a table is JSON there."""
    if isinstance(value, str):
        return value
    return json.dumps(value) if isinstance(value, dict) else str(value)


def _read_environment(environ: Mapping[str, str]) -> dict[str, str]:
    named = {name[10:].lower(): value for name, value in environ.items() if name.startswith("LECTORIUM_")}
    return {name: value for name, value in named.items() if _is_known(name) and value}


def _number(path: Path, values: Mapping[str, str], name: str, allowed: range) -> int | None:
    if name not in values:
        return None
    text = values[name]
    if not text.isdecimal() or int(text) not in allowed:
        raise _wrong(path, f"wants a number from {allowed[0]} to {allowed[-1]} for {name}, not {text!r}")
    return int(text)


def _check_databases(path: Path, config: StackConfig) -> None:
    missing = [name for name in DATABASE_URLS if name not in config.outside]
    if not config.own_postgres and ADMIN_URL not in config.outside and missing:
        raise _wrong(path, f"names an external Postgres, but not all of its roles: {', '.join(missing)}")


def _check_sandbox(path: Path, config: StackConfig) -> None:
    way, preload = (config.handed_on.get(f"sandbox_{name}") for name in ("way", "preload"))
    if way and way not in WAYS:
        raise _wrong(path, f"wants one of {', '.join(WAYS)} for sandbox_way, not {way!r}")
    if preload:
        from lectorium.sandbox import parse_preload  # slow to load, and rarely asked for

        try:
            parse_preload(preload)
        except ValueError as error:
            raise _wrong(path, f"has a sandbox_preload that can't be used. {error}") from error


def _check_models(path: Path, config: StackConfig) -> None:
    """A slip there would stop every process when it reads its settings."""
    given = {name: value for name, value in config.handed_on.items() if name.startswith("llm_")}
    if not given:
        return
    from pydantic import ValidationError  # slow to load, and rarely asked for

    from lectorium.kit.settings import Settings

    for name in given.keys() - Settings.model_fields.keys():
        raise _wrong(path, f"has a setting that doesn't exist: {name}")
    try:
        endpoints = json.loads(given.pop("llm_endpoints", "{}"))
        Settings.model_validate({**given, "llm_endpoints": endpoints})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = ".".join(map(str, first["loc"]))
        raise _wrong(path, f"has a setting that can't be used: {name}. {first['msg']}") from error
    except json.JSONDecodeError as error:
        raise _wrong(path, "has llm_endpoints that are no JSON") from error


def _wrong(path: Path, what: str) -> StackError:
    families = "…, ".join(HANDED_ON)
    return StackError(
        f"The configuration ({path}, or LECTORIUM_… in the environment) {what}.",
        "Nothing has been started.",
        f"Correct it. These settings exist: {', '.join((*OWN, *OUTSIDE))}; and those of {families}….",
    )
