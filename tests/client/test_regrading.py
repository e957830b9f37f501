"""Regrading from Python, with a worker that does it: look, apply, undo; and how good the tests are."""

from __future__ import annotations

from uuid import UUID

import plotly.graph_objects as go
import pytest

from lectorium_client import Client, Conflict, Invalid, NotAllowed
from tests.client.fixtures import As
from tests.server.regrades import Regraded, regraded
from tests.server.world import World


@pytest.fixture
def ours(world: World) -> Regraded:
    """A class whose second version is stricter, with no regrade in the way."""
    made = regraded(world)
    made.free()
    return made


def score(teacher: Client, ours: Regraded, name: str) -> tuple[float, float]:
    """What the gradebook shows of somebody, and of how much."""
    for row in teacher.gradebook(ours.class_id).rows:
        if row.student.username.startswith(name) and row.grades[0] is not None:
            return float(row.grades[0].score or 0), float(row.grades[0].max_score)
    raise LookupError(name)


@pytest.mark.usefixtures("worker")
def test_look_apply_and_undo(teacher: Client, ours: Regraded) -> None:
    regrade = teacher.regrade(ours.challenge_id, to_version=2, reason="zero was missing")
    preview = regrade.preview()
    assert regrade.state.state == "previewed"
    assert preview.summary.startswith("Of 2 submissions 0 gain, 1 lose and 1 stay. ")
    assert list(preview.table["outcome"]) == ["same", "loses"]
    assert list(preview.table["change"]) == [0.0, -1.0]
    assert preview.attempts["tests"].iloc[1] == "zero: not there → fail"
    assert list(preview.attempts["counts"]) == [True, True]
    assert score(teacher, ours, "student2") == (5.0, 5.0)

    assert regrade.apply().state == "applied"
    assert score(teacher, ours, "student2") == (5.0, 6.0)
    assert teacher.challenge(ours.challenge_id).version_number == 2

    assert regrade.undo().state == "undone"
    assert score(teacher, ours, "student2") == (5.0, 5.0)
    assert teacher.challenge(ours.challenge_id).version_number == 1
    assert repr(regrade) == "<regrade of “Add two numbers”: 2 submissions, undone>"
    assert next(iter(teacher.regrades(ours.class_id))).id == regrade.id


@pytest.mark.usefixtures("worker")
def test_a_preview_is_a_table_a_figure_and_words(teacher: Client, ours: Regraded) -> None:
    regrade = teacher.regrade(ours.challenge_id, policy="never_lower")
    preview = regrade.preview()
    shown = preview._repr_html_()
    assert shown.startswith("<p>Of 2 submissions 0 gain, 1 lose and 1 stay. Where nobody&#x27;s best falls: ")
    figure = preview.plot()
    assert isinstance(figure, go.Figure)
    assert [trace.name for trace in figure.data[1:]] == ["gains (0)", "loses (0)", "same (2)"]
    assert str(regrade.cancel().state) == "cancelled"
    again = teacher.find_regrade(regrade.id)
    assert again.state.can == []


@pytest.mark.usefixtures("worker")
def test_how_good_the_tests_are(teacher: Client, client_of: As, ours: Regraded) -> None:
    teacher.regrade(ours.challenge_id).preview()
    newest = teacher.challenge_versions(ours.challenge_id)[0]
    report = client_of("ta").test_quality(ours.challenge_id, newest.version_id)
    assert list(report.table["test"]) == ["small", "large", "zero"]
    assert list(report.table["passed"]) == [1.0, 1.0, 0.5]
    assert list(report.table["finding"]) == ["everybody passes"] * 2 + ["tells right from wrong"]
    assert list(report.doubtful["doubt"]) == ["fails_now"]
    assert report.summary.startswith("Version 2, 3 tests, 2 submissions, 1 of them pass everything. 2 tests")
    assert "<table" in report._repr_html_()
    assert len(report.plot().data) == 2
    assert list(client_of("ta").doubtful_attempts(ours.challenge_id, doubt="passes_now")) != []


def test_what_doesnt_fit_is_refused_in_words(teacher: Client, client_of: As, ours: Regraded) -> None:
    with pytest.raises(Invalid, match="no version 7"):
        teacher.regrade(ours.challenge_id, to_version=7)
    with pytest.raises(NotAllowed):
        client_of("ta").regrade(ours.challenge_id)
    regrade = teacher.regrade(ours.challenge_id)
    with pytest.raises(Conflict) as refused:
        teacher.regrade(ours.challenge_id)
    assert (refused.value.code, refused.value.current) == (
        "regrade_open",
        {"regrade_id": str(regrade.id), "state": "planned"},
    )
    with pytest.raises(Conflict) as early:
        regrade.apply()
    assert early.value.code == "wrong_state"


def test_upgrading_says_what_a_regrade_would_take_in(teacher: Client, ours: Regraded) -> None:
    done = teacher.upgrade_challenge(ours.challenge_id, 2, reason="stricter")
    assert (done.from_number, done.to_number, done.attempts) == (1, 2, 2)
    with pytest.raises(Conflict) as again:
        teacher.upgrade_challenge(ours.challenge_id, 2)
    assert again.value.code == "same_version"


def test_tests_that_have_judged_nothing_say_so(teacher: Client, world: World) -> None:
    report = teacher.test_quality(untouched(teacher, world))
    assert report.summary == "Version 1 has judged no submission yet."
    assert set(report.table["finding"]) == {"has judged nothing"}
    assert len(report.plot().data) == 1
    assert report.doubtful.empty


def untouched(teacher: Client, world: World) -> UUID:
    """A standalone challenge in which nobody has handed anything in."""
    return teacher.create_challenge(world.version.id, "Nobody's").id
