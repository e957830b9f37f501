"""A quiz as an exam: nothing of it before the sitting, and its answers as they were saved last."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lectorium.kit.errors import Conflict
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.submissions import api as submissions
from tests.support.quizzes import RIGHT, Quizzed


def save(quizzed: Quizzed) -> None:
    drafts = quizzed.drafts(RIGHT)
    with quizzed.database.transaction() as session:
        submissions.save_answers(session, quizzed.school.actor("student1"), quizzed.item_id, drafts)


def test_i08_a_quiz_in_exam_mode_is_locked_swept_and_sealed(quizzed: Quizzed) -> None:
    actor = quizzed.school.actor("student1")
    quizzed.set(mode="exam", due_date=datetime.now(UTC) + timedelta(hours=1), time_limit_mins=30)
    with pytest.raises(Conflict) as refused:
        quizzed.view()
    assert refused.value.code == "not_begun"
    with quizzed.database.transaction() as session:
        submissions.start_sitting(session, actor, quizzed.item_id)
    assert not quizzed.result().shows_key
    save(quizzed)
    with quizzed.database.transaction() as session:
        view = submissions.hand_in(session, quizzed.store, actor, quizzed.item_id)
    assert [work.handed_in_at for work in view.work] == [view.closed_at] * 5
    quizzed.grade()
    for step in (quizzed.view, lambda: save(quizzed)):
        with pytest.raises(Conflict) as refused:
            step()
        assert refused.value.code == "closed"
    with quizzed.database.transaction() as session:
        entry = gradebook.find_entry(session, actor.user_id, quizzed.item_id)
    assert entry is not None
    assert entry.score_obtained == 8
    assert entry.returned_at is None
