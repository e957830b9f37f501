"""Recorded questions, asked again by the real model server, and read blind."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from lectorium.kit.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from lectorium.kit.jobs import Outbox
from lectorium.kit.paging import PageRequest
from lectorium.llm import EMBEDDED, Models
from lectorium.rooms.courses import api as courses
from lectorium.rooms.people.api import AuditEvent
from lectorium.rooms.tutor import api as tutor
from lectorium.rooms.tutor.models import Replay, ReplayItem
from lectorium.rooms.tutor.replay_work import next_work
from tests.support.journeys import converse
from tests.support.models import *  # noqa: F403 # the real model server
from tests.support.models import SMOLLM2
from tests.support.people import found_school
from tests.support.work import Course

TOLD = "You help.\nBe kind."
SENT = {
    "v": 1,
    "instruction": TOLD,
    "messages": [
        {"role": "system", "content": f"{TOLD}\n\nThe exercise."},
        {"role": "user", "content": "Earlier?"},
        {"role": "assistant", "content": "Yes."},
        {"role": "user", "content": "Say hello."},
    ],
}
SETTINGS = {"v": 1, "temperature": 0.0, "max_tokens": 6, "context_tokens": 2048}
OPEN = {EMBEDDED: None}
SERVING = tutor.Serving(OPEN, {})
READ, WRITTEN = Decimal("0.1500"), Decimal("0.6000")


@dataclass(frozen=True)
class Talk:
    """A class with recorded questions, and a model to ask them again."""

    course: Course
    model_id: UUID
    asked: Sequence[UUID]

    def do(self, act: Any, *arguments: Any, who: str = "teacher", **more: Any) -> Any:
        """One act of somebody's, in its own transaction."""
        with self.course.database.transaction() as session:
            return act(session, self.course.school.actor(who), *arguments, **more)

    def begin(self, **changes: Any) -> UUID:
        """Begin a replay of the class's questions."""
        wanted: dict[str, Any] = {"model_id": self.model_id, "class_id": self.course.school.class_id}
        view: tutor.ReplayView = self.do(
            tutor.begin_replay, tutor.NewReplay(**{**wanted, **changes}), SERVING
        )
        return view.replay.id

    def owed(self, replay_id: UUID) -> list[UUID]:
        """The jobs that stand in the outbox for a replay."""
        with self.course.database.transaction() as session:
            rows = session.scalars(select(Outbox).where(Outbox.job == tutor.REPLAY_JOB)).all()
        return [row.id for row in rows if row.payload["replay_id"] == str(replay_id)]

    def work(self, models: Models, replay_id: UUID, **more: Any) -> int:
        """Do the first job that is owed."""
        outbox_id = self.owed(replay_id)[0]
        return tutor.replay(self.course.database, lambda: models, outbox_id, replay_id, **more)

    def counts(self, replay_id: UUID) -> tuple[str, int, int, int]:
        view: tutor.ReplayView = self.do(tutor.find_replay, replay_id)
        return view.replay.state, view.counts.waiting, view.counts.completed, view.counts.failed


@pytest.fixture
def talk(course: Course) -> Talk:
    """Two students' questions, and a model of the school's own with a price."""
    school = course.school
    with course.database.transaction() as session:
        new = tutor.NewModel(
            "Small",
            uuid.uuid4().hex,
            EMBEDDED,
            SMOLLM2,
            settings=SETTINGS,
            input_price=READ,
            output_price=WRITTEN,
        )
        model = tutor.add_model(session, school.actor("admin"), new, OPEN).model
        asked = [
            converse(
                session,
                school.users[who].id,
                course.challenge_id,
                sent=SENT,
                model_id=model.id,
                draft_response="What the model said.",
                created_at=datetime(2026, 3, number + 1, 12, tzinfo=UTC),
            )
            for number, who in enumerate(("student1", "student2"))
        ]
        converse(session, school.users["student1"].id, course.challenge_id, kind="code_run")
    return Talk(course, model.id, asked)


def test_each_question_is_asked_once_and_counted_exactly(talk: Talk, models: Models) -> None:
    replay_id = talk.begin()
    again = talk.owed(replay_id)[0]
    assert talk.work(models, replay_id) == 2
    assert talk.counts(replay_id) == ("completed", 0, 2, 0)
    assert talk.owed(replay_id) == []
    assert tutor.replay(talk.course.database, lambda: models, again, replay_id) == 0
    with talk.course.database.transaction() as session:
        items = session.scalars(select(ReplayItem).where(ReplayItem.replay_id == replay_id)).all()
    for item in items:
        assert item.prompt_tokens is not None
        assert item.completion_tokens is not None
        assert item.completion_tokens <= SETTINGS["max_tokens"]
        million = Decimal(1_000_000)
        assert item.cost == (READ * item.prompt_tokens + WRITTEN * item.completion_tokens) / million


def test_the_conversation_is_exactly_as_it_was(talk: Talk) -> None:
    replay_id = talk.begin()
    with talk.course.database.transaction() as session:
        work = next_work(session, replay_id)
    assert work is not None
    assert [{"role": each.role, "content": each.content} for each in work.ask.messages] == SENT["messages"]
    assert (work.ask.max_tokens, work.ask.temperature) == (6, 0.0)


def test_another_instruction_takes_the_place_of_the_one_that_was_sent(talk: Talk) -> None:
    made = talk.do(tutor.add_prompt, "replayed", "About $title. $help", who="admin")
    replay_id = talk.begin(prompt_id=made.id)
    with talk.course.database.transaction() as session:
        work = next_work(session, replay_id)
    assert work is not None
    first, *others = work.ask.messages
    assert first.content.startswith("About Doubling. ")
    assert first.content.endswith("\n\nThe exercise.")
    assert TOLD not in first.content
    assert [each.content for each in others] == ["Earlier?", "Yes.", "Say hello."]


def test_i03_a_killed_worker_loses_nothing_and_its_lease_ends(talk: Talk, models: Models) -> None:
    replay_id = talk.begin()
    with talk.course.database.transaction() as session:  # what a worker leaves that is killed while it asks
        session.execute(
            update(Replay).where(Replay.id == replay_id).values(leased_until=datetime(2999, 1, 1, tzinfo=UTC))
        )
    assert talk.work(models, replay_id) == 0
    assert len(talk.owed(replay_id)) == 1
    with talk.course.database.transaction() as session:
        session.execute(
            update(Replay).where(Replay.id == replay_id).values(leased_until=datetime(2026, 1, 1, tzinfo=UTC))
        )
    assert talk.work(models, replay_id) == 2
    assert talk.counts(replay_id)[0] == "completed"


def test_after_its_time_the_rest_is_owed_anew(talk: Talk, models: Models) -> None:
    replay_id = talk.begin()
    first = talk.owed(replay_id)
    assert talk.work(models, replay_id, seconds=0) == 0
    owed = talk.owed(replay_id)
    assert (len(owed), owed != first) == (1, True)
    assert talk.counts(replay_id) == ("running", 2, 0, 0)


def test_cancelled_it_asks_no_more_and_can_go_on(talk: Talk, models: Models) -> None:
    replay_id = talk.begin()
    talk.do(tutor.cancel_replay, replay_id)
    assert talk.work(models, replay_id) == 0
    assert talk.counts(replay_id) == ("cancelled", 2, 0, 0)
    talk.do(tutor.retry_replay, replay_id)
    assert talk.work(models, replay_id) == 2
    assert talk.counts(replay_id) == ("completed", 0, 2, 0)
    with pytest.raises(Conflict):
        talk.do(tutor.retry_replay, replay_id)


def test_what_no_model_answers_fails_in_words_and_is_asked_again(talk: Talk, models: Models) -> None:
    new = tutor.NewModel("Gone", uuid.uuid4().hex, EMBEDDED, "nobody-serves-this", settings=SETTINGS)
    gone = talk.do(tutor.add_model, new, OPEN, who="admin").model
    replay_id = talk.begin(model_id=gone.id)
    talk.work(models, replay_id)
    assert talk.counts(replay_id) == ("completed", 0, 0, 2)
    rows = talk.do(tutor.list_items, replay_id, PageRequest()).items
    assert all("Tell whoever runs this platform" in row.error for row in rows)
    talk.do(tutor.retry_replay, replay_id)
    assert talk.counts(replay_id) == ("running", 2, 0, 0)


def test_days_are_whole_ones_and_only_the_newest_are_taken(talk: Talk) -> None:
    def chosen(replay_id: UUID) -> list[UUID]:
        return [row.interaction_id for row in talk.do(tutor.list_items, replay_id, PageRequest()).items]

    assert chosen(talk.begin(since=date(2026, 3, 1), until=date(2026, 3, 1))) == [talk.asked[0]]
    assert chosen(talk.begin(most=1)) == [talk.asked[1]]
    with pytest.raises(Invalid, match="No recorded question fits"):
        talk.begin(since=date(2026, 3, 5))


def test_i16_an_assistant_replays_only_what_their_sections_asked(talk: Talk) -> None:
    school = talk.course.school
    with talk.course.database.transaction() as session:
        teacher = school.actor("teacher")
        label = courses.create_label(session, teacher, school.class_id, "A", "section")
        places = {name: courses.find_enrollment(session, school.class_id, school.users[name].id) for name in
                  ("student2", "ta")}  # fmt: skip
        student, assistant = places["student2"], places["ta"]
        assert student is not None
        assert assistant is not None
        courses.put_students(session, teacher, label.id, put_in=[student.id])
        courses.change_enrollment(session, teacher, assistant.id, section_ids=[label.id])
    whole = talk.begin()
    new = tutor.NewReplay(model_id=talk.model_id, class_id=school.class_id)
    own = talk.do(tutor.begin_replay, new, SERVING, who="ta").replay.id
    rows = talk.do(tutor.list_items, own, PageRequest(), who="ta").items
    assert [row.interaction_id for row in rows] == [talk.asked[1]]
    with pytest.raises(NotFound):
        talk.do(tutor.find_replay, whole, who="ta")


def test_k1_another_school_knows_nothing_of_it(talk: Talk) -> None:
    replay_id = talk.begin()
    with talk.course.database.transaction() as session:
        neighbour = found_school(session).actor("admin")
        with pytest.raises(NotFound):
            tutor.find_replay(session, neighbour, replay_id)


@pytest.mark.parametrize("who", ["student1", "stranger", "other"])
def test_who_may_not_grade_replays_nothing(talk: Talk, who: str) -> None:
    new = tutor.NewReplay(model_id=talk.model_id, class_id=talk.course.school.class_id)
    with pytest.raises((Forbidden, NotFound)):
        talk.do(tutor.begin_replay, new, SERVING, who=who)


def test_a_model_that_its_server_doesnt_have_is_refused_at_once(talk: Talk) -> None:
    new = tutor.NewReplay(model_id=talk.model_id, class_id=talk.course.school.class_id)
    with pytest.raises(Invalid, match="isn't served now") as refused:
        talk.do(tutor.begin_replay, new, tutor.Serving(OPEN, {EMBEDDED: {"another"}}))
    assert (refused.value.code, refused.value.field) == ("not_served", "model_id")


def test_a_server_that_was_closed_to_a_school_is_asked_no_more(talk: Talk, models: Models) -> None:
    closed = {EMBEDDED: frozenset({"another school"})}
    new = tutor.NewReplay(model_id=talk.model_id, class_id=talk.course.school.class_id)
    with pytest.raises(Invalid) as refused:
        talk.do(tutor.begin_replay, new, tutor.Serving(closed, {}))
    assert refused.value.field == "model_id"
    trial = tutor.Trial("$help", "Why?")
    with pytest.raises(Invalid, match="your school"):
        talk.do(tutor.prepare_trial, talk.model_id, trial, tutor.Serving(closed, {}), who="admin")
    replay_id = talk.begin()
    narrowed = copy(models)
    narrowed.endpoints = closed
    talk.work(narrowed, replay_id)
    assert talk.counts(replay_id) == ("completed", 0, 0, 2)


def test_an_archived_class_begins_none(talk: Talk) -> None:
    school = talk.course.school
    talk.do(courses.change_class, school.class_id, {"is_archived": True})
    with pytest.raises(DomainError) as refused:
        talk.begin()
    assert refused.value.code == "archived"


def test_beginning_leaves_a_trace(talk: Talk) -> None:
    replay_id = talk.begin(most=1)
    with talk.course.database.transaction() as session:
        statement = select(AuditEvent).where(AuditEvent.target_ids.contains([str(replay_id)]))
        event = session.scalars(statement).one()
    assert event.action == "tutor.replay_begun"
    assert event.class_id == talk.course.school.class_id
    assert event.after is not None
    assert (event.after["questions"], event.after["instruction"]) == (1, None)


@pytest.mark.parametrize("first", [True, False])
def test_both_answers_are_read_blind_until_the_vote(talk: Talk, first: bool) -> None:
    replay_id, question = talk.begin(), talk.asked[0]
    with talk.course.database.transaction() as session:
        session.execute(
            update(ReplayItem)
            .where(ReplayItem.replay_id == replay_id, ReplayItem.interaction_id == question)
            .values(state="completed", response="Another answer.", replayed_first=first)
        )
    pair: tutor.Pair = talk.do(tutor.next_pair, replay_id)
    assert (pair.left_is, pair.recorded, pair.replayed) == (None, None, None)
    assert {pair.left, pair.right} == {"What the model said.", "Another answer."}
    assert (pair.left == "Another answer.") is first
    told = talk.do(tutor.cast_vote, replay_id, question, "left" if first else "right")
    assert (told.vote, told.left_is) == ("replayed", "replayed" if first else "recorded")
    assert told.replayed.model.startswith("Small ")
    with pytest.raises(Conflict):
        talk.do(tutor.cast_vote, replay_id, question, "tie")
    assert talk.do(tutor.next_pair, replay_id) is None
    totals: tutor.Totals = talk.do(tutor.totals_of, replay_id)
    assert (totals.replayed, totals.recorded, totals.share) == (1, 0, 1.0)
    with pytest.raises(NotFound):
        talk.do(tutor.cast_vote, replay_id, talk.asked[1], "left")


def test_the_interval_is_wilsons() -> None:
    low, high = tutor.Totals(2, 8, 5, 1).interval or (0.0, 0.0)
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)
    assert tutor.Totals(0, 0, 3, 0).interval is None
