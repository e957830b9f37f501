"""G2: erasing replaces the identity by a pseudonym; ledgers and audit sums stay."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import JSON, LargeBinary, String, Update, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from lectorium.kit import idempotency
from lectorium.kit.clock import now
from lectorium.kit.errors import Conflict, Forbidden, Invalid, NotFound, Unauthorized
from lectorium.rooms.courses import api as courses
from lectorium.rooms.gradebook.api import GradebookEntry
from lectorium.rooms.home import api as home
from lectorium.rooms.people import api as people
from lectorium.rooms.tutor import api as tutor
from lectorium.rooms.tutor.api import LlmInteraction, Model
from lectorium.rooms.tutor.models import Replay, ReplayItem
from lectorium.tables import metadata
from lectorium.wiring import LOSSES
from tests.rooms.home.test_export import at_work
from tests.support.exams import Exam
from tests.support.journeys import converse
from tests.support.work import Course

KEPT = {
    "audit_events": "the function of the database replaces names and remarks",
    "announcements": "a class's", "assignment_problems": "a class's", "assignments": "a class's",
    "chunk_embeddings": "numbers", "classes": "a class's", "content_items": "a class's",
    "challenges": "the school's", "counters": "keys made of ids", "courses": "the school's",
    "embedders": "names of models", "grading_runs": "the platform's words, and names of machines",
    "knowledge_base": "the school's", "majors": "the school's", "material_chunks": "the school's",
    "material_items": "a class's", "models": "names of models", "modules": "a class's",
    "organizations": "the school's", "outbox": "ids", "problem_versions": "the school's",
    "problems": "the school's", "regrade_jobs": "why tests were mended: about nobody",
    "replays": "ids and dates", "research_keys": "a secret", "solution_history": "work stays",
    "solutions": "digests", "student_labels": "a class's", "submission_attempts": "work stays",
    "test_cases": "the school's", "test_results": "what work printed: it stays with the work",
    "tutor_prompts": "the school's", "tutor_policies": "the school's",
}  # fmt: skip
"""Tables whose texts stay, and why."""
KEPT_COLUMNS = {
    "data_requests": {"login_digest", "erased_rows"},
    "gpu_leases": {"host", "device_id", "server_name"},
    "gradebook_entries": {"grade_letter"},
    "llm_interactions": {"message_key"},
}
"""Of tables that lose something: texts that say nothing of anybody."""


def close(session: Session, user_id: UUID) -> None:
    """The account has been closed for a while."""
    session.get_one(people.User, user_id).disabled_at = now(session) - timedelta(hours=1)


def ask(course: Course, who: str) -> UUID:
    """Somebody asks, and their account is closed."""
    actor = course.school.actor(who)
    with course.database.transaction() as session:
        request_id = people.ask_erasure(session, actor).id
        close(session, actor.user_id)
    return request_id


def erase(course: Course, request_id: UUID, username: str) -> home.Erased:
    with course.database.transaction() as session:
        return home.erase(session, course.school.actor("admin"), request_id, username, LOSSES)


def sums(course: Course) -> dict[str, Any]:
    """What must not change: rows of the trail, of work and of grades, and their points."""
    school = course.school.organization_id
    with course.database.transaction() as session:
        counts = {
            name: session.scalar(text(f"SELECT count(*) FROM {name}"))
            for name in ("submission_attempts", "solution_history", "grading_runs", "llm_interactions")
        }
        events = people.AuditEvent.organization_id == school
        kept = select(people.AuditEvent.id, people.AuditEvent.action, people.AuditEvent.timestamp).where(
            events
        )
        points = select(func.sum(GradebookEntry.score_obtained)).filter_by(content_item_id=course.item_id)
        costs = text("SELECT sum(cost), sum(prompt_tokens) FROM llm_interactions")
        return {
            **counts,
            "points": session.scalar(points),
            "costs": tuple(session.execute(costs).one()),
            "events": {tuple(row) for row in session.execute(kept)},
        }


def everything(course: Course) -> str:
    """All texts of the database, work aside."""
    tables = [name for name in metadata.tables if name not in {"solution_history", "test_results"}]
    with course.database.transaction() as session:
        return "\n".join(
            "\n".join(session.scalars(text(f"SELECT to_jsonb(t)::text FROM {name} t"))) for name in tables
        )


def test_g2_the_identity_is_gone_everywhere_and_the_sums_are_as_they_were(course: Course) -> None:
    mark = at_work(course, "student1")
    user, admin = course.school.users["student1"], course.school.actor("admin")
    with course.database.transaction() as session:
        found = session.get_one(people.User, user.id)
        found.name, found.external_identity = f"{mark} Person", f"{mark}-id"
        people.change_user(session, admin, user.id, name=f"{mark} Renamed")
    request_id = ask(course, "student1")
    before, text_before = sums(course), everything(course)
    assert user.username in text_before
    with course.database.transaction() as session:
        plan = home.plan_erasure(session, admin, request_id, LOSSES)
    done = erase(course, request_id, user.username)
    after, text_after = sums(course), everything(course)
    assert before.pop("events") <= after.pop("events")
    assert before == after
    assert done == home.Erased(people.pseudonym_of(user.id), user.login_name)
    assert mark not in text_after
    assert user.username not in text_after
    assert user.email not in text_after
    with course.database.transaction() as session:
        told = session.scalars(select(people.DataRequest).filter_by(id=request_id)).one()
        assert told.erased_rows["rows"] == {loss.table: rows for loss, rows in plan.losses}
        trail = select(people.AuditEvent).where(people.AuditEvent.actor_id == user.id)
        assert {event.actor_name for event in session.scalars(trail)} == {done.pseudonym}
        with pytest.raises(Unauthorized):
            people.actor_for(session, user.login_name)
        assert people.by_login_name(session, done.pseudonym) is None
        again = people.NewUser(user.username, "new@example.org", "Somebody Else")
        other = people.add_user(session, course.school.organization_id, again)
        assert other.login_name != user.login_name, "the folder on the Hub isn't theirs"


def test_g2_an_answer_that_was_stopped_before_says_nothing_afterwards(course: Course) -> None:
    user = course.school.users["student1"]
    with course.database.transaction() as session:
        number = converse(session, user.id, course.challenge_id, state="stopped", model_response="")
    erase(course, ask(course, "student1"), user.username)
    with course.database.transaction() as session:
        tutor.settle(session, number, tutor.Said("Dear Sam, look", "Dear Sam, look there"))
        row = session.get_one(LlmInteraction, number)
        assert "Sam" not in f"{row.model_response}{row.draft_response}"


def test_g2_what_others_hold_of_them_goes(course: Course) -> None:
    mark, user = at_work(course, "student1"), course.school.users["student1"]
    admin, teacher = course.school.actor("admin"), course.school.actor("teacher")
    asked_before = ask(course, "student1")
    with course.database.transaction() as session:
        people.decline_erasure(session, admin, asked_before, f"{mark}declined")
        for key, body in (("theirs", f'{{"username":"{user.username}"}}'), ("else", '{"username":"x"}')):
            idempotency.claim(session, teacher.user_id, key, b"")
            idempotency.keep(session, teacher.user_id, key, idempotency.Answer(201, body.encode()))
        model = session.scalars(select(Model)).first()
        assert model is not None
        question = session.scalars(select(LlmInteraction).filter_by(user_id=user.id).limit(1)).one()
        replay = Replay(
            id=uuid4(), class_id=course.school.class_id, organization_id=teacher.organization_id,
            model_id=model.id, selection={"v": 1}, state="running", created_by=teacher.user_id,
        )  # fmt: skip
        session.add(replay)
        session.flush()
        place = {"replay_id": replay.id, "replayed_first": True}
        session.add(ReplayItem(interaction_id=question.id, state="waiting", **place))
        answered = converse(session, user.id, course.challenge_id)
        said = {"state": "completed", "response": f"{mark}, look", "vote": "recorded"}
        session.add(ReplayItem(interaction_id=answered, **said, **place))
    erase(course, ask(course, "student1"), user.username)
    assert mark not in everything(course)
    with course.database.transaction() as session:
        kept = select(idempotency.IdempotencyKey.key).filter_by(user_id=teacher.user_id)
        assert session.scalars(kept).all() == ["else"]
        items = session.scalars(select(ReplayItem).filter_by(replay_id=replay.id)).all()
        assert [(item.state, item.error, item.vote) for item in items] == [
            ("failed", people.ERASED, None)
        ] * 2


def test_g2_what_is_merely_called_like_them_stays(course: Course) -> None:
    """A username may be a word that events of others are made of."""
    user, admin = course.school.users["student1"], course.school.actor("admin")
    place = {"role": "student", "section": "", "time_multiplier": "1"}
    said = {"status": "student", "student": {"role": "student"}, "list": ["student"]}
    with course.database.transaction() as session:
        session.get_one(people.User, user.id).username = "student"
        for after in (said, {"student": place}, {"user": "student", "role": "student"}):
            people.record(session, admin, "roster.import", "class", [course.school.class_id], after=after)
    pseudonym = erase(course, ask(course, "student1"), "student").pseudonym
    with course.database.transaction() as session:
        trail = select(people.AuditEvent.after).filter_by(action="roster.import", actor_id=admin.user_id)
        told = session.scalars(trail.order_by(people.AuditEvent.id)).all()
    assert told == [said, {pseudonym: place}, {"user": pseudonym, "role": "student"}]


def test_g2_who_is_renamed_meanwhile_is_erased_all_the_same(course: Course) -> None:
    """An administrator has read the account, and writes when it is erased."""
    user, admin = course.school.users["student1"], course.school.actor("admin")
    request_id = ask(course, "student1")
    with course.database.transaction() as session:
        found = session.get_one(people.User, user.id)
        erase(course, request_id, user.username)
        with pytest.raises(NotFound):
            people.change_user(session, admin, user.id, name="Ada Again")
        assert found.deleted_at is not None


def test_g2_others_keep_their_names_and_words(course: Course) -> None:
    at_work(course, "student1")
    mark = at_work(course, "student2")
    other = course.school.users["student2"]
    before = everything(course).count(mark)
    erase(course, ask(course, "student1"), course.school.users["student1"].username)
    after = everything(course)
    assert after.count(mark) == before
    assert other.username in after


@pytest.mark.parametrize("who", ["admin", "teacher", "student1"])
def test_g2_what_must_be_settled_before_is_said(course: Course, who: str) -> None:
    actor = course.school.actor(who)
    with course.database.transaction() as session:
        request_id = people.ask_erasure(session, actor).id
    with pytest.raises(Conflict) as refused:
        erase(course, request_id, course.school.users[who].username)
    said = str(refused.value.extra["obstacles"])
    assert "account is open" in said
    assert ("Nobody erases themselves" in said) is (who == "admin")
    assert ("would have no teacher" in said) is (who == "teacher")


def test_g2_nobody_is_erased_in_an_exam(exam: Exam) -> None:
    room = exam.at(5)
    room.start()
    request_id = room.do(lambda session: people.ask_erasure(session, exam.actor("student1")).id)
    admin = exam.actor("admin")
    plan = room.do(lambda session: home.plan_erasure(session, admin, request_id, LOSSES))
    assert plan.obstacles[0] == "They sit an exam now: wait until it is over."
    room.hand_in()
    plan = room.do(lambda session: home.plan_erasure(session, admin, request_id, LOSSES))
    assert len(plan.obstacles) == 1


def test_g2_a_class_with_another_teacher_goes_on_with_them(course: Course) -> None:
    class_id, teacher = course.school.class_id, course.school.users["teacher"]
    with course.database.transaction() as session:
        courses.add_member(session, class_id, course.school.users["other"], "teacher")
    erase(course, ask(course, "teacher"), teacher.username)
    with course.database.transaction() as session:
        klass = courses.access(session, course.school.actor("other"), class_id).klass
        assert klass.owner_id == course.school.users["other"].id


def test_g2_the_username_is_typed_and_a_request_ends_once(course: Course) -> None:
    request_id, student = ask(course, "student1"), course.school.actor("student1")
    with pytest.raises(Invalid, match="isn't the username"):
        erase(course, request_id, "somebody")
    with course.database.transaction() as session:
        people.withdraw_erasure(session, student)
    with pytest.raises(Conflict, match="withdrawn or decided"):
        erase(course, request_id, course.school.users["student1"].username)
    again, admin = ask(course, "student1"), course.school.actor("admin")
    with course.database.transaction() as session:
        assert people.count_requests(session, admin) == 1
        people.decline_erasure(session, admin, again, "Your thesis is being graded.")
        assert people.count_requests(session, admin) == 0
        with pytest.raises(Forbidden):
            people.count_requests(session, student)
    with course.database.transaction() as session:
        found = people.own_request(session, student)
        assert found is not None
        assert found.answer == "Your thesis is being graded."
        with pytest.raises(NotFound):
            people.withdraw_erasure(session, student)


def test_g2_nothing_else_changes_the_trail(course: Course) -> None:
    user_id = course.school.users["student1"].id
    tries = (
        "SELECT lectorium_erase_from_audit(:user)",
        "UPDATE audit_events SET actor_name = 'x' WHERE actor_id = :user",
    )
    for statement in tries:
        with course.database.transaction() as session:
            session.execute(text("SELECT set_config('lectorium.erasing', 'on', true)"))
            with pytest.raises(DBAPIError):
                session.execute(text(statement), {"user": user_id})
            session.rollback()


def test_g2_every_text_is_decided() -> None:
    """A new column that can hold somebody's words fails here until it is lost, or has a reason to stay."""
    lost: dict[str, set[str]] = {}
    for loss in LOSSES:
        statement = loss.statement(uuid4())
        table = metadata.tables[loss.table]
        gone = {column.name for column in table.columns}
        if isinstance(statement, Update):
            gone = {str(getattr(column, "name", column)) for column in statement._values or {}}
        lost.setdefault(loss.table, set()).update(gone)
    open_ones = [
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, (String, JSON, LargeBinary))
        and not getattr(column.type, "enums", None)
        and table.name not in KEPT
        and column.name not in lost.get(table.name, set()) | KEPT_COLUMNS.get(table.name, set())
    ]
    assert open_ones == []
