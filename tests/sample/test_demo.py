"""The sample school is set up whole, and its demo class holds really graded work at honest times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from lectorium.kit.settings import Settings
from lectorium.platform import Platform
from lectorium.rooms.courses import api as courses
from lectorium.rooms.grading import api as grading
from lectorium.rooms.home import api as home
from lectorium.rooms.materials import api as materials
from lectorium.rooms.people import api as people
from lectorium.rooms.submissions import api as submissions
from lectorium_hub import sample
from lectorium_hub.sample.install import DAYS_UNDER_WAY
from tests.support.postgres import running_postgres


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_school_is_set_up_and_a_class_comes_to_life(tmp_path: Path) -> None:
    with running_postgres() as server:
        settings = Settings(objects_url=f"folder://{tmp_path}/objects", **server.urls)  # type: ignore[arg-type]
        logins = sample.install(settings)
        again = sample.install(settings)
        said: list[str] = []
        class_id = sample.populate(settings, students=3, say=said.append)
        platform = Platform(settings)
        try:
            _check_install(platform, logins, again)
            _check_demo(platform, class_id)
        finally:
            platform.close()
    assert said[-2].startswith("3 of 3 students")


def _check_install(platform: Platform, logins: list[sample.Login], again: list[sample.Login]) -> None:
    assert [each["username"] for each in logins] == [each["username"] for each in again]
    student = next(each for each in again if each["role"] == "student")
    with platform.database.transaction() as session:
        outcome = people.authenticate(session, student["username"], student["password"])
        assert outcome.signed_in is not None
        waiting = home.up_next(session, people.actor_for(session, "student"))
        learns = session.scalars(
            select(courses.Enrollment.class_id).where(
                courses.Enrollment.user_id == people.actor_for(session, "student").user_id
            )
        ).one()
        view = home.outline(session, people.actor_for(session, "student"), learns)
        shown = [card.item.content_type for module in view.modules for card in module.cards]
        assert shown[0] == "announcement"
        (reading,) = [
            card for module in view.modules for card in module.cards if card.item.content_type == "material"
        ]
        assert shown.count("quiz") == 1
        file = materials.read_file(
            session, platform.store, people.actor_for(session, "student"), reading.item.id
        )
        assert file.content.startswith(b"hour,celsius")
    assert waiting
    assert waiting[0].state == "not started"
    due = waiting[0].item.due_date
    assert due is not None
    assert due < datetime.now(UTC) + timedelta(days=DAYS_UNDER_WAY)


def _check_demo(platform: Platform, class_id: object) -> None:
    with platform.database.transaction() as session:
        attempts = session.scalars(
            select(submissions.SubmissionAttempt)
            .join(courses.Enrollment, courses.Enrollment.user_id == submissions.SubmissionAttempt.student_id)
            .where(courses.Enrollment.class_id == class_id)
        ).all()
        states = session.execute(
            select(grading.GradingRun.status, func.count()).group_by(grading.GradingRun.status)
        )
        assert {status for status, _ in states} == {"completed"}
    moments = [attempt.accepted_at for attempt in attempts]
    assert len(moments) >= 8
    assert max(moments) - min(moments) > timedelta(days=7)
    assert max(moments) < datetime.now(UTC)
