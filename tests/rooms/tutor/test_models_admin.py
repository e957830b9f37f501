"""Models as administrators keep them, and settings that somebody changed meanwhile."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lectorium.kit.errors import Conflict, Forbidden, Invalid, NotFound
from lectorium.llm import EMBEDDED
from lectorium.rooms.people.api import AuditEvent, Organization
from lectorium.rooms.tutor import api as tutor
from lectorium.rooms.tutor.models import Model
from tests.support.people import School, found_school
from tests.support.work import Course

OPEN = {EMBEDDED: None}


def add(session: Session, school: School, **changes: Any) -> Model:
    usual: dict[str, Any] = {
        "name": "Own",
        "version": uuid.uuid4().hex,
        "endpoint": EMBEDDED,
        "served_name": "own",
    }
    new = tutor.NewModel(**{**usual, **changes})
    return tutor.add_model(session, school.actor("admin"), new, OPEN).model


def events(session: Session, model: Model) -> list[tuple[Any, Any]]:
    found = select(AuditEvent).where(AuditEvent.target_ids.contains([str(model.id)])).order_by(AuditEvent.id)
    return [(event.before, event.after) for event in session.scalars(found)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"endpoint": "nowhere"}, "endpoint"),
        ({"currency": "euro"}, "currency"),
        ({"settings": {"v": 1, "temperature": 3}}, "settings.temperature"),
        ({"settings": {"v": 2}}, "settings.v"),
        ({"settings": {"v": 1, "colour": "red"}}, "settings.colour"),
        ({"settings": {"v": 1, "max_tokens": 512, "context_tokens": 512}}, "settings.max_tokens"),
    ],
)
def test_i21_what_makes_no_sense_is_refused_by_name(
    session: Session, school: School, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        add(session, school, **changes)
    assert refused.value.field == field


def test_a_name_and_version_come_once_in_a_school(session: Session, school: School) -> None:
    first = add(session, school)
    with pytest.raises(Conflict):
        add(session, school, version=first.version)
    assert add(session, found_school(session), version=first.version).id != first.id


def test_what_changes_is_kept_with_before_and_after(session: Session, school: School) -> None:
    model, admin = add(session, school), school.actor("admin")
    tutor.change_model(
        session, admin, model.id, {"input_price": Decimal("1.5"), "settings": {"max_tokens": 50}}
    )
    tutor.change_model(session, admin, model.id, {"description": ""})
    tutor.retire_model(session, admin, model.id)
    tutor.bring_back_model(session, admin, model.id, OPEN)
    made, changed, retired, back = events(session, model)
    assert made[0] is None
    assert (changed[0]["input_price"], changed[1]["input_price"]) == ("0", "1.5")
    assert changed[1]["settings"]["max_tokens"] == 50
    assert (retired[1], back[1]) == ({"retired": True}, {"retired": False})


def test_retiring_says_what_falls_back(session: Session, school: School) -> None:
    model, admin = add(session, school), school.actor("admin")
    tutor.change_policy(session, admin, tutor.Scope(), {"model_id": model.id})
    tutor.change_policy(session, admin, tutor.Scope(class_id=school.class_id), {"model_id": model.id})
    assert tutor.retire_model(session, admin, model.id).policies == 2
    assert len(tutor.naming(session, admin, model.id)) == 2
    assert model.id not in [each.model.id for each in tutor.list_models(session, admin)]
    with pytest.raises(Invalid):
        tutor.change_policy(session, admin, tutor.Scope(), {"model_id": model.id, "daily_limit": 3})


def test_k1_a_model_is_one_schools_and_the_platforms_are_nobodys_to_change(
    session: Session, school: School
) -> None:
    model, neighbour = add(session, school), found_school(session).actor("admin")
    with pytest.raises(NotFound):
        tutor.retire_model(session, neighbour, model.id)
    with pytest.raises(Invalid):
        tutor.change_policy(session, neighbour, tutor.Scope(), {"model_id": model.id})
    ours = next(each.model for each in tutor.list_models(session, neighbour) if each.is_ours)
    with pytest.raises(Forbidden):
        tutor.retire_model(session, neighbour, ours.id)
    teacher = school.actor("teacher")
    with pytest.raises(Forbidden):
        tutor.add_model(session, teacher, tutor.NewModel("A", "1", EMBEDDED, "a"), OPEN)


def test_a_server_of_some_schools_is_named_and_offered_by_no_other(session: Session, school: School) -> None:
    admin, other = school.actor("admin"), found_school(session).actor("admin")
    owner = session.get_one(Organization, admin.organization_id)
    new = tutor.NewModel("Own", uuid.uuid4().hex, "gpu", "own")
    for name in (owner.slug, owner.name):
        assert "gpu" in tutor.open_to(session, admin.organization_id, {**OPEN, "gpu": frozenset({name})})
    owned = {**OPEN, "gpu": frozenset({owner.slug})}
    with pytest.raises(Invalid, match=f"Choose one of: {EMBEDDED}[.]") as refused:
        tutor.add_model(session, other, new, owned)
    assert refused.value.field == "endpoint"
    model = tutor.add_model(session, admin, new, owned).model
    tutor.retire_model(session, admin, model.id)
    with pytest.raises(Invalid, match="your school"):
        tutor.bring_back_model(session, admin, model.id, {"gpu": frozenset()})
    tutor.bring_back_model(session, admin, model.id, owned)


def test_of_two_editors_the_second_hears_of_the_first(session: Session, course: Course) -> None:
    teacher, admin = course.school.actor("teacher"), course.school.actor("admin")
    scope = tutor.Scope(class_id=course.school.class_id)
    seen = tutor.read_policy(session, teacher, scope).said
    tutor.change_policy(session, admin, scope, {"help_level": "concepts"}, seen)
    with pytest.raises(Conflict) as refused:
        tutor.change_policy(session, teacher, scope, {"help_level": "open", "daily_limit": 5}, seen)
    assert refused.value.field == "help_level"
    said = tutor.change_policy(session, teacher, scope, {"daily_limit": 5}, seen).said
    assert (said["help_level"], said["daily_limit"]) == ("concepts", 5)


def test_the_pages_know_who_decides_something_themselves(session: Session, course: Course) -> None:
    school, admin = course.school, course.school.actor("admin")
    tutor.change_policy(session, admin, tutor.Scope(class_id=school.class_id), {"daily_limit": 9})
    tutor.change_policy(session, admin, tutor.Scope(challenge_id=course.challenge_id), {"help_level": "off"})
    whole = tutor.differing_in_school(session, admin)
    assert [(each.policy.class_id, each.fields) for each in whole] == [(school.class_id, ["daily_limit"])]
    within = tutor.differing_in_class(session, school.actor("teacher"), school.class_id)
    assert [(each.title, each.fields) for each in within] == [("Doubling", ["help_level"])]
    tutor.change_policy(session, admin, tutor.Scope(class_id=school.class_id), {"daily_limit": None})
    assert tutor.differing_in_school(session, admin) == []
