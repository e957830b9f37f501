"""Frames say what was really there, in documented columns."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pandas as pd
import pytest

from lectorium_notebooks.frames import build
from lectorium_notebooks.frames.columns import COLUMNS, columns_help, columns_of
from lectorium_notebooks.snapshot import Snapshot
from lectorium_wire.gradebook import StaffGrade
from tests.notebooks.snapshots import DAY_ONE, attempt, grade, item, number, outcome, snapshot, whole_class

SUMS = item(1, "Sums", due=DAY_ONE + timedelta(days=7))
PAIR = item(2, "Pair", challenges=2)


@pytest.mark.parametrize("shot", [snapshot(), whole_class(5)], ids=["nobody", "a class"])
def test_every_frame_has_exactly_its_documented_columns_and_types(shot: Snapshot) -> None:
    attempts = build.attempts(shot)
    frames = {
        "attempts": attempts,
        "scores": build.scores(shot),
        "tests": build.tests(shot),
        "stuck": build.stuck(build.tests(shot)),
        "first_pass": build.first_pass(attempts, "Europe/Berlin"),
    }
    for name, frame in frames.items():
        types = {column: str(kind).replace("Europe/Berlin", "zone") for column, kind in frame.dtypes.items()}
        assert types == {column.name: column.type for column in columns_of(name)}, name


def test_columns_help_explains_each_column_once() -> None:
    everything = columns_help()

    assert not everything.duplicated(["frame", "column"]).any()
    assert (everything["meaning"].str.len() > 5).all()
    assert list(columns_help("stuck")["column"]) == [column.name for column in COLUMNS["tests"]]
    with pytest.raises(KeyError, match="There are: attempts, scores"):
        columns_help("atempts")


def test_attempts_are_told_in_the_class_time_zone() -> None:
    before, after = DAY_ONE, DAY_ONE + timedelta(days=7)  # summer time ends in between
    rows = [attempt("ann", SUMS, before, 1), attempt("ann", SUMS, after, 4, attempt_number=2)]

    frame = build.attempts(snapshot([SUMS], rows))

    assert [moment.hour for moment in frame["accepted_at"]] == [10, 9]
    assert list(frame["share"]) == [0.25, 1.0]
    assert list(frame["focused_min"]) == [1.5, 1.5]


def test_an_attempt_without_result_has_no_score() -> None:
    frame = build.attempts(snapshot([SUMS], [attempt("ann", SUMS, DAY_ONE, None)]))

    assert frame["score"].isna().all()
    assert frame["share"].isna().all()
    assert list(frame["status"]) == ["queued"]


def test_problems_of_one_item_are_told_apart() -> None:
    second = attempt("ann", PAIR, DAY_ONE, 4, challenge_id=PAIR.challenge_ids[1])

    frame = build.attempts(snapshot([SUMS, PAIR], [second, attempt("ann", SUMS, DAY_ONE, 4)]))

    assert list(frame["problem"]) == ["Pair · 2", "Sums"]


def test_scores_hold_every_student_and_item() -> None:
    rows: dict[str, list[StaffGrade | None]] = {
        "ann": [grade(SUMS, "graded", 3.0), None],
        "bob": [grade(SUMS, "excused", None), grade(PAIR, "pending", None)],
    }

    frame = build.scores(snapshot([SUMS, PAIR], rows=rows))

    assert list(frame["status"]) == ["graded", "none yet", "excused", "pending"]
    assert frame["share"].tolist()[0] == 0.75
    assert frame["share"].isna().sum() == 3
    assert frame["due"].isna().tolist() == [False, True, False, True]


def test_stuck_has_the_failing_tests_worst_first() -> None:
    tests = [outcome(SUMS, "easy", 9, 0), outcome(SUMS, "half", 5, 5, "oops"), outcome(SUMS, "hard", 1, 9)]

    frame = build.tests(snapshot([SUMS], tests=tests))
    stuck = build.stuck(frame)

    assert list(frame["test"]) == ["easy", "half", "hard"]
    assert list(stuck["test"]) == ["hard", "half"]
    assert list(stuck["fail_share"]) == [0.9, 0.5]


def test_the_first_pass_is_a_submission_that_passes_everything() -> None:
    hour = timedelta(hours=1)
    rows = [
        attempt("ann", SUMS, DAY_ONE, 4, type="test_run"),
        attempt("ann", SUMS, DAY_ONE + hour, 3),
        attempt("ann", SUMS, DAY_ONE + 3 * hour, 4),
        attempt("ann", SUMS, DAY_ONE + 9 * hour, 4),
        attempt("bob", SUMS, DAY_ONE, 2),
        attempt("cem", SUMS, DAY_ONE, 4),
        attempt("dia", SUMS, DAY_ONE, None, total=0),
    ]

    frame = build.first_pass(build.attempts(snapshot([SUMS], rows)), "Europe/Berlin").set_index("student")

    assert frame.loc["ann", ["hours", "test_runs", "submissions"]].tolist() == [3.0, 1, 2]
    assert frame.loc["cem", "hours"] == 0
    assert frame.loc[["bob", "dia"], "passed_at"].isna().all()
    assert pd.isna(frame.loc["bob", "hours"])


def test_equal_data_have_equal_fingerprints_and_others_have_not() -> None:
    rows = [attempt("ann", SUMS, DAY_ONE, 1, attempt_id=number(5, 1))]
    other = [attempt("ann", SUMS, DAY_ONE, 2, attempt_id=number(5, 1))]

    assert snapshot([SUMS], rows).fingerprint == snapshot([SUMS], rows, id=uuid4()).fingerprint
    assert snapshot([SUMS], rows).fingerprint != snapshot([SUMS], other).fingerprint


def test_a_citation_says_what_when_how_much_and_with_what() -> None:
    cited = whole_class().cite("class_overview.ipynb")

    expected = (
        "attempts of 30 students (30 enrolled) at 4 items of the class",
        "Autumn term",
        "2026-10-19 08:00:00 to 08:00:02 UTC, from Lectorium 0.1.0 at https://",
        "sha256",
        "pandas",
        "Python 3.",
        "Notebook: class_overview.ipynb",
    )
    assert [words for words in expected if words not in cited] == []
