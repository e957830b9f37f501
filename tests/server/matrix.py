"""What the generated matrix knows of each route: a request that works, who may send it, who may not.

Everything else is read off the route table.  A route without an entry fails a test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.server.world import World

Path = Callable[[World], dict[str, Any]]


@dataclass(frozen=True)
class Case:
    """One route's example."""

    right: str
    wrong: str | None = None
    places: Path = lambda _: {}
    body: Callable[[World], dict[str, Any] | None] = lambda _: None
    query: dict[str, str] = field(default_factory=dict)
    answers: tuple[int, ...] = ()
    """What the right one may get besides the route's own status, with a reason beside it."""


def in_class(world: World) -> dict[str, Any]:
    return {"class_id": world.school.class_id}


def in_module(world: World) -> dict[str, Any]:
    return {"module_id": world.school.module_id}


CASES: dict[str, Case] = {
    "get_health": Case("student1"),
    "get_openapi": Case("student1"),
    "get_me": Case("student1"),
    "change_my_password": Case(
        "student1",
        body=lambda _: {"current": "not it at all", "new": "another password"},
        answers=(422,),  # the account has no password
    ),
    "list_users": Case("admin", "teacher"),
    "create_user": Case("admin", "teacher", body=lambda world: world.new_user()),
    "change_user": Case(
        "admin",
        "teacher",
        places=lambda world: {"user_id": world.school.users["stranger"].id},
        body=lambda _: {"name": "Another Name"},
    ),
    "list_classes": Case("student1"),
    "create_class": Case("teacher", "student1", body=lambda _: {"name": "Algebra"}),
    "join_class": Case("stranger", body=lambda world: {"code": world.join_code}),
    "get_class": Case("student1", "stranger", places=in_class),
    "change_class": Case("teacher", "ta", places=in_class, body=lambda _: {"section": "Fall"}),
    "rotate_join_code": Case("teacher", "ta", places=in_class),
    "list_enrollments": Case("ta", "student1", places=in_class),
    "create_enrollment": Case(
        "ta", "student1", places=in_class, body=lambda world: {"username": world.fresh_username()}
    ),
    "import_enrollments": Case(
        "ta", "student1", places=in_class, body=lambda _: {"csv": "username,email,name\n", "dry_run": True}
    ),
    "change_enrollment": Case(
        "teacher",
        "ta",
        places=lambda world: {"enrollment_id": world.enrollment_id},
        body=lambda _: {"content": "view"},
    ),
    "create_module": Case("teacher", "ta", places=in_class, body=lambda _: {"title": "Week 2"}),
    "change_module": Case("teacher", "ta", places=in_module, body=lambda _: {"description": "Vectors"}),
    "delete_module": Case("teacher", "ta", places=lambda world: {"module_id": world.fresh_module()}),
    "stream_events": Case("student1"),
}
