"""Taking a question up: the model that answers, how it ends, and what is cited."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lectorium.kit.clock import now_sql
from lectorium.kit.errors import Invalid
from lectorium.llm import EMBEDDED
from lectorium.rooms.people.api import AuditEvent
from lectorium.rooms.tutor import api as tutor
from tests.rooms.tutor.test_asking import BOTH, DONE, QWEN, SMOLLM2, ask, change
from tests.support.work import Course

ONLY_SMALL = tutor.Serving({EMBEDDED: None}, {EMBEDDED: (SMOLLM2,)})


def new_model(session: Session, **changes: object) -> tutor.Model:
    usual = {"name": uuid.uuid4().hex, "version": "1", "endpoint": EMBEDDED, "served_name": SMOLLM2}
    model = tutor.Model(**{**usual, **changes})
    session.add(model)
    session.flush()
    return model


def taken_up(session: Session, course: Course, serving: tutor.Serving = BOTH) -> tutor.LlmInteraction:
    row = ask(session, course, code="x = 1").interaction
    prepared = tutor.take_up(session, row.id, serving)
    assert prepared is not None
    assert prepared.chosen is not None
    return row


def name_of(session: Session, model_id: uuid.UUID | None) -> str | None:
    return None if model_id is None else session.get_one(tutor.Model, model_id).served_name


def test_k06_the_best_model_that_is_served_answers_and_is_recorded(session: Session, course: Course) -> None:
    best = taken_up(session, course)
    assert name_of(session, best.model_id) == QWEN
    assert best.prompt_id is not None
    assert best.fell_back_from_id is None
    tutor.complete(session, best.id, DONE)
    assert name_of(session, taken_up(session, course, ONLY_SMALL).model_id) == SMOLLM2


@pytest.mark.parametrize("how", ["retired", "endpoint gone", "another school's endpoint", "not served"])
def test_k06_a_model_that_is_gone_falls_back_and_says_so(session: Session, course: Course, how: str) -> None:
    meant = new_model(session, endpoint="school" if "endpoint" in how else EMBEDDED)
    change(session, course, model_id=meant.id)
    if how == "retired":
        session.execute(update(tutor.Model).where(tutor.Model.id == meant.id).values(retired_at=now_sql()))
        session.expire_all()
    if how == "not served":
        meant.served_name = "something else"
        session.flush()
    owned = {"school": frozenset({"another"})} if "another" in how else {}
    row = taken_up(session, course, replace(BOTH, endpoints={**BOTH.endpoints, **owned}))
    assert name_of(session, row.model_id) == QWEN
    assert row.fell_back_from_id == meant.id
    view = tutor.find_interaction(session, course.school.actor("student1"), row.id)
    assert view.fell_back_from is not None
    assert view.fell_back_from.name == meant.name


def test_without_a_model_the_student_is_told(session: Session, course: Course) -> None:
    row = ask(session, course).interaction
    nothing = tutor.Serving({}, {})
    with pytest.raises(tutor.NoModel):
        tutor.take_up(session, row.id, nothing)
    status = tutor.status_of(session, course.school.actor("student1"), course.challenge_id, nothing)
    assert (status.code, status.model) == ("no_model", None)


def test_costs_are_exact(session: Session, course: Course) -> None:
    model = new_model(session, input_price=Decimal("0.1501"), output_price=Decimal("0.6"))
    change(session, course, model_id=model.id)
    row = taken_up(session, course)
    tutor.complete(session, row.id, replace(DONE, prompt_tokens=1_234, completion_tokens=7))
    session.expire_all()
    assert session.get_one(tutor.LlmInteraction, row.id).cost == Decimal("0.0001894234")


def test_k07_a_dead_process_leaves_a_failed_question_with_what_was_said(
    session: Session, course: Course
) -> None:
    row = taken_up(session, course)
    session.get_one(tutor.Model, row.model_id).output_price = Decimal("0.5")
    tutor.keep(session, row.id, replace(DONE, shown="So far", tokens_estimated=True))
    assert tutor.sweep_left(session) == 0
    session.execute(
        update(tutor.LlmInteraction)
        .where(tutor.LlmInteraction.id == row.id)
        .values(lease_until=now_sql() - timedelta(seconds=1))
    )
    assert tutor.sweep_left(session) == 1
    session.expire_all()
    kept = session.get_one(tutor.LlmInteraction, row.id)
    assert (kept.state, kept.model_response) == ("failed", "So far")
    assert (kept.prompt_tokens, kept.completion_tokens, kept.tokens_estimated) == (10, 5, True)
    assert kept.cost == Decimal("0.0000025")
    assert kept.error is not None
    assert "Ask once more" in kept.error
    assert ask(session, course).is_new  # nothing stands in the way any more


def test_a_stopped_answer_stays_stopped_and_keeps_what_was_said(session: Session, course: Course) -> None:
    row = taken_up(session, course)
    tutor.stop(session, course.school.actor("student1"), row.id)
    assert tutor.keep(session, row.id, DONE) == "stopped"
    tutor.complete(session, row.id, replace(DONE, shown="until here"))
    session.expire_all()
    kept = session.get_one(tutor.LlmInteraction, row.id)
    assert (kept.state, kept.model_response) == ("stopped", "until here")


def test_what_is_missing_is_asked_for_first(session: Session, course: Course) -> None:
    row = ask(session, course, kind="explain", text="").interaction
    prepared = tutor.take_up(session, row.id, BOTH)
    assert prepared is not None
    assert "Which error" in str(prepared.asks_back)
    tutor.complete(session, row.id, DONE)
    seen = ask(session, course, kind="explain", text="", error="ValueError: no").interaction
    asked = tutor.take_up(session, seen.id, BOTH)
    assert asked is not None
    assert asked.asks_back is None


def test_policies_resolve_field_by_field_and_leave_a_trace(session: Session, course: Course) -> None:
    change(session, course, tutor.Scope(), daily_limit=7, help_level="open")
    change(session, course, help_level="concepts", solutions_in_context=True)
    scope = tutor.Scope(challenge_id=course.challenge_id)
    view = tutor.change_policy(
        session, course.school.actor("teacher"), scope, {"daily_limit": None, "help_level": "steps"}
    )
    held = {name: (getattr(view.holds, name), view.holds.sources[name]) for name in view.said}
    assert held["daily_limit"] == (7, "organization")
    assert held["help_level"] == ("steps", "challenge")
    assert held["solutions_in_context"] == (True, "class")
    assert held["prompt_alias"] == ("tutor", "default")
    newest = (
        select(AuditEvent).where(AuditEvent.action == "tutor.policy_changed").order_by(AuditEvent.id.desc())
    )
    event = session.scalars(newest.limit(1)).one()
    assert (event.before, event.after) == ({"help_level": None}, {"help_level": "steps"})
    assert event.class_id == course.school.class_id


@pytest.mark.parametrize("changes", [{"model_id": uuid.uuid4()}, {"prompt_alias": "nobody wrote it"}])
def test_a_policy_names_what_there_is(session: Session, course: Course, changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        change(session, course, **changes)
    assert refused.value.field == next(iter(changes))


def test_an_instruction_is_versioned_and_must_hold_the_help(session: Session, course: Course) -> None:
    admin = course.school.actor("admin")
    for body, word in (("Hello", "$help"), ("$help $solution", "$solution"), ("$help costs 5 $", "$$")):
        with pytest.raises(Invalid, match=word.replace("$", "[$]")):
            tutor.add_prompt(session, admin, "tutor", body)
    made = [tutor.add_prompt(session, admin, "tutor", f"{number} $help") for number in (1, 2)]
    assert [each.version for each in made] == [1, 2]
    row = taken_up(session, course)
    assert row.prompt_id == made[1].id


CITED = [tutor.Source(1, "Loops", "page 3", "/a", "…"), tutor.Source(2, "Lists", "", "/b", "…")]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("See [1] and [2].", "See [1] and [2]."),
        ("See [7].", "See."),
        ("See [1, 9]!", "See [1]!"),
        ("Use `a[7]` or a[7].", "Use `a[7]` or a[7]."),
        ("```\nb = a [7]\n```", "```\nb = a [7]\n```"),
        ("Say `b [7]`, [7] or `b [7\nand [7]", "Say `b [7]`, or `b [7\nand"),
        ("A list [x] and [", "A list [x] and ["),
        ("Read this\n[9]\n[1]", "Read this\n\n[1]"),
    ],
)
def test_only_what_was_looked_up_can_be_cited(said: str, shown: str) -> None:
    assert tutor.checked(said, {1, 2}) == shown
    for step in (1, 2, 3, 100):
        stream = tutor.CitationFilter({1, 2})
        pieces = [stream.feed(said[place : place + step]) for place in range(0, len(said), step)]
        assert "".join(pieces) + stream.close() == shown


def test_many_citations_hold_nobody_up() -> None:
    stream = tutor.CitationFilter({1})
    assert "".join([stream.feed(" [1]") for _ in range(3_000)]) + stream.close() == " [1]" * 3_000


def test_citations_keep_where_they_open() -> None:
    assert [each["number"] for each in tutor.cited("So [2].", CITED)] == [2]
    assert tutor.cited("So [2].", CITED)[0]["address"] == "/b"
