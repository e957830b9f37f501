"""What every column of every frame means; the frames are built in this order, and a test holds them to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Column:
    """A column: its name, its pandas type, its unit and its meaning."""

    name: str
    type: str
    unit: str
    meaning: str


ZONED = "datetime64[us, zone]"
STUDENT = Column("student", "str", "", "Username")
ITEM = Column("item", "str", "", "Title of the item (assignment)")
PROBLEM = Column("problem", "str", "", "Title of the item, with the problem's number where it has several")
ITEM_ID = Column("item_id", "str", "", "The item's id in Lectorium")
CHALLENGE_ID = Column("challenge_id", "str", "", "The problem's id in Lectorium, as set in this item")

COLUMNS: Mapping[str, Sequence[Column]] = {
    "attempts": (
        STUDENT,
        ITEM,
        PROBLEM,
        Column("type", "str", "", "test_run (visible tests only) or final_submission (handed in)"),
        Column("number", "int64", "", "1, 2, 3 … per student, problem and type"),
        Column("accepted_at", ZONED, "class's time", "When the service took it, in the class's time zone"),
        Column("late", "bool", "", "Handed in after the due date"),
        Column("status", "str", "", "queued, processing, completed or error; scores exist once completed"),
        Column("score", "float64", "points", "Points reached; NaN while there is no result"),
        Column("points", "float64", "points", "Points that could be reached"),
        Column("share", "float64", "0 to 1", "score / points"),
        Column("passed", "Int64", "tests", "Tests passed"),
        Column("total", "Int64", "tests", "Tests that were run"),
        Column("run_ms", "Int64", "ms", "How long the tests ran"),
        Column("focused_min", "float64", "minutes", "Time with the notebook in focus up to this attempt"),
        ITEM_ID,
        CHALLENGE_ID,
        Column("attempt_id", "str", "", "The attempt's id in Lectorium"),
    ),
    "scores": (
        STUDENT,
        ITEM,
        Column("due", ZONED, "class's time", "When the item is due; NaT where it isn't"),
        Column("status", "str", "", "graded, pending (waits for marking), missing, excused, or none yet"),
        Column("score", "float64", "points", "What counts: the best attempts, late deductions, adjustments"),
        Column("points", "float64", "points", "The item's maximum"),
        Column("share", "float64", "0 to 1", "score / points"),
        Column("adjustment", "float64", "points", "What staff added or took away by hand"),
        Column("submitted_at", ZONED, "class's time", "When the attempt that counts was handed in"),
        Column("returned_at", ZONED, "class's time", "When the student could first see the grade"),
        ITEM_ID,
        Column("student_id", "str", "", "The student's id in Lectorium"),
    ),
    "tests": (
        ITEM,
        PROBLEM,
        Column("test", "str", "", "The test's name"),
        Column("students", "int64", "students", "Whose last submission ran this test"),
        Column("failed", "int64", "students", "Whose last submission fails it"),
        Column("fail_share", "float64", "0 to 1", "failed / students"),
        Column("common_error", "str", "", "The most frequent message among the failures"),
        ITEM_ID,
        CHALLENGE_ID,
        Column("test_case_id", "str", "", "The test's id in Lectorium, the same in every version"),
    ),
    "first_pass": (
        STUDENT,
        ITEM,
        PROBLEM,
        Column("started_at", ZONED, "class's time", "First attempt of any type"),
        Column("passed_at", ZONED, "class's time", "First submission that passes all tests; NaT: not yet"),
        Column("hours", "float64", "hours", "Wall-clock time from started_at to passed_at; NaN: not yet"),
        Column("test_runs", "int64", "", "Test runs up to the first pass, or so far"),
        Column("submissions", "int64", "", "Submissions up to and with the first pass, or so far"),
        CHALLENGE_ID,
    ),
}
STUCK = "stuck"
"""Has the columns of ``tests``."""


def columns_of(frame: str) -> Sequence[Column]:
    """A frame's columns; raises ``KeyError`` naming the frames there are."""
    name = "tests" if frame == STUCK else frame
    if name not in COLUMNS:
        raise KeyError(f"There is no frame “{frame}”. There are: {', '.join([*COLUMNS, STUCK])}.")
    return COLUMNS[name]


def columns_help(frame: str | None = None) -> pd.DataFrame:
    """The columns of one frame or of all: frame, column, type, unit, meaning."""
    frames = [*COLUMNS, STUCK] if frame is None else [frame]
    rows = [
        (name, column.name, column.type, column.unit, column.meaning)
        for name in frames
        for column in columns_of(name)
    ]
    return pd.DataFrame(rows, columns=["frame", "column", "type", "unit", "meaning"])


def typed(frame: str, columns: Mapping[str, Sequence[object]], zone: str) -> pd.DataFrame:
    """A frame with its documented columns and types; instants move into the class's ``zone``."""
    made = {column.name: _series(column, columns[column.name], zone) for column in columns_of(frame)}
    return pd.DataFrame(made)


def _series(column: Column, values: Sequence[object], zone: str) -> pd.Series:
    if column.type == ZONED:
        return (
            pd.Series(pd.to_datetime(pd.Series(list(values), dtype=object), utc=True))
            .dt.tz_convert(zone)
            .dt.as_unit("us")
        )
    return pd.Series(list(values), dtype=column.type)
