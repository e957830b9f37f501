"""What the generated matrix knows of the routes about people's own data, and of the research view."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from lectorium.rooms.courses import api as courses
from lectorium.rooms.people import api as people
from tests.server.case import Case
from tests.server.world import World

CONSENT = {"purpose": "research", "given": True, "text_version": 2}


def in_class(world: World) -> dict[str, Any]:
    return {"class_id": world.school.class_id}


def a_researcher(world: World) -> dict[str, Any]:
    """A class of the teacher's own, with a researcher let in."""
    teacher, user = world.school.actor("teacher"), world.school.users["researcher"]
    class_id = world.fresh_class()
    with world.database.transaction() as session:
        courses.let_in(session, teacher, class_id, user.username)
    return {"class_id": class_id, "user_id": user.id}


def a_research(world: World) -> dict[str, Any]:
    return {"class_id": a_researcher(world)["class_id"]}


def asked(world: World) -> dict[str, Any]:
    """The stranger has asked to be erased."""
    with world.database.transaction() as session:
        people.ask_erasure(session, world.school.actor("stranger"))
    return {}


def a_request(world: World) -> dict[str, Any]:
    """Of somebody new, whose account has been closed for a while."""
    with world.database.transaction() as session:
        new = people.NewUser(**world.new_user())
        user = people.add_user(session, world.school.organization_id, new)
        user.disabled_at = user.created_at - timedelta(hours=1)
        request_id = people.ask_erasure(session, people.Actor.of(user)).id
    return {"request_id": request_id}


def last_asked(world: World) -> dict[str, Any]:
    """The username of the last of them."""
    with world.database.transaction() as session:
        return {
            "username": session.scalars(
                select(people.User.username)
                .join(people.DataRequest, people.DataRequest.user_id == people.User.id)
                .where(people.User.organization_id == world.school.organization_id)
                .order_by(people.DataRequest.id.desc())
                .limit(1)
            ).one()
        }


PRIVACY: dict[str, Case] = {
    "export_my_data": Case("teacher"),  # who sits no exam in any test
    "list_my_consents": Case("student1"),
    "put_my_consent": Case("student1", body=lambda _: CONSENT),
    "list_research_classes": Case("researcher"),
    "list_research_rows": Case("researcher", "teacher", places=a_research),
    "get_research_summary": Case("researcher", "teacher", places=a_research),
    "list_researchers": Case("teacher", "ta", places=in_class),
    "add_researcher": Case(
        "teacher",
        "ta",
        places=in_class,
        body=lambda world: {"username": world.school.users["researcher"].username},
    ),
    "list_my_requests": Case("student1"),
    "ask_erasure": Case("other"),
    "withdraw_erasure": Case("stranger", places=asked),
    "list_erasures": Case("admin", "teacher"),
    "get_erasure": Case("admin", "teacher", places=a_request),
    "decline_erasure": Case("admin", "teacher", places=a_request, body=lambda _: {"answer": "Stay."}),
    "erase_person": Case("admin", "teacher", places=a_request, body=last_asked),
    "remove_researcher": Case("teacher", "ta", places=a_researcher),
}
