"""Figures have titles, units and n, and say the same in words and in a table."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lectorium_notebooks import Chart
from lectorium_notebooks.figures.chart import LOOKS, MIME
from lectorium_notebooks.figures.first_pass import time_to_first_pass
from lectorium_notebooks.figures.scores import score_distribution
from lectorium_notebooks.figures.stuck import stuck_points, wilson
from lectorium_notebooks.figures.timeline import attempts_over_time, count_by
from lectorium_notebooks.frames import build
from lectorium_notebooks.snapshot import Snapshot
from tests.notebooks.snapshots import DAY_ONE, attempt, item, outcome, snapshot, whole_class

NO_DUE = pd.Series([], dtype="datetime64[us, Europe/Berlin]")


def timeline(shot: Snapshot) -> Chart:
    due = pd.Series({card.title: card.due_date for card in shot.items}, dtype="datetime64[us, Europe/Berlin]")
    return attempts_over_time(build.attempts(shot), due, "Sums")


def scores(shot: Snapshot) -> Chart:
    return score_distribution(build.scores(shot), "Sums")


def stuck(shot: Snapshot) -> Chart:
    return stuck_points(build.stuck(build.tests(shot)), "Sums")


def first_pass(shot: Snapshot) -> Chart:
    return time_to_first_pass(build.first_pass(build.attempts(shot), "Europe/Berlin"), "Sums")


MAKERS = pytest.mark.parametrize("make", [timeline, scores, stuck, first_pass])


@MAKERS
def test_a_figure_says_what_it_shows(make: Callable[[Snapshot], Chart]) -> None:
    chart = make(whole_class())
    layout = chart.layout

    assert layout.title.text
    assert "n = " in layout.title.subtitle.text or "11 tests" in layout.title.subtitle.text
    assert any(unit in layout.xaxis.title.text for unit in ("%", "Europe/Berlin", "wall clock"))
    assert any(digit.isdigit() for digit in chart.summary)
    assert not chart.table.empty
    assert len(chart.to_json()) < 200_000


@MAKERS
def test_nothing_yet_is_said_in_words(make: Callable[[Snapshot], Chart]) -> None:
    chart = make(snapshot())

    assert chart.summary
    assert chart.summary.endswith(".")
    assert [note.text.replace("&#x27;", "'") for note in chart.layout.annotations] == [chart.summary]


@MAKERS
def test_series_are_told_apart_by_more_than_colour(make: Callable[[Snapshot], Chart]) -> None:
    """By marker, or for bars by hatching."""
    traces = [trace for trace in make(whole_class()).data if trace.marker.color is not None]
    signs = [trace.marker.pattern.shape if trace.type == "bar" else trace.marker.symbol for trace in traces]
    colours = [trace.marker.color for trace in traces]

    assert len(set(signs)) == len(set(colours)) == len(traces) > 1


def test_looks_differ_in_every_respect() -> None:
    for signs in (
        set(style)
        for style in zip(*((look.colour, look.symbol, look.pattern) for look in LOOKS), strict=True)
    ):
        assert len(signs) == len(LOOKS)


def test_bars_add_up_to_all_attempts_and_empty_days_are_zero() -> None:
    shot = whole_class()
    table = count_by(build.attempts(shot), "day")

    assert table[["Submissions", "Test runs"]].to_numpy().sum() == len(shot.attempts)
    assert (table["Day"].diff().dropna() == pd.Timedelta(days=1)).all()
    assert count_by(build.attempts(shot), "week")["Week"].dt.day_of_week.eq(0).all()


def test_an_attempt_before_midnight_counts_on_the_local_day() -> None:
    late = DAY_ONE.replace(hour=23)  # one o'clock of the next day in Berlin
    shot = snapshot([item(1, "Sums")], [attempt("ann", item(1, "Sums"), late, 4)])

    assert count_by(build.attempts(shot), "day")["Day"].tolist() == [pd.Timestamp("2026-10-20")]


def test_due_dates_are_drawn_and_named() -> None:
    notes = [note.text for note in timeline(whole_class()).layout.annotations]

    assert notes == [
        "due: Counting words",
        "due: The longest warm-up",
        "due: A year of harbour water",
        "due: When is the tram late?",
    ]


def test_every_graded_student_is_a_marker_of_their_own() -> None:
    shot = whole_class()
    graded = build.scores(shot).query("status == 'graded'")
    points = [trace for trace in scores(shot).data if trace.mode == "markers"]
    places = [(x, round(y, 6)) for trace in points for x, y in zip(trace.x, trace.y, strict=True)]

    assert len(places) == len(set(places)) == len(graded)


def test_stuck_points_read_from_worst_to_best() -> None:
    card = item(1, "Sums")
    tests = [outcome(card, f"test {count}", 20 - count, count) for count in range(1, 21)]
    chart = stuck(snapshot([card], tests=tests))

    assert chart.layout.yaxis.categoryarray[-1].startswith("test 20")
    assert len(chart.data[0].x) == 15
    assert len(chart.table) == 20
    assert "15 most failed of 20 tests" in chart.layout.title.subtitle.text
    assert "test 20 (Sums): 20 of 20 students, 100 %" in chart.summary


def test_who_has_not_passed_stays_in_the_share() -> None:
    card = item(1, "Sums")
    rows = [attempt("ann", card, DAY_ONE, 4), attempt("bob", card, DAY_ONE, 1)]
    chart = first_pass(snapshot([card], rows))

    assert max(chart.data[0].y) == 50
    assert "1 of 2 who tried have passed (50 %), 1 at the first submission" in chart.summary


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_stays_within_bounds(counts: tuple[int, int]) -> None:
    failed, students = counts
    low, high = wilson(failed, students)

    assert 0 <= low <= failed / students + 1e-12
    assert failed / students - 1e-12 <= high <= 1


def test_wilson_agrees_with_published_values() -> None:
    """Newcombe 1998, table I: 81 of 263, and 15 of 148."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=1e-4)


def test_names_from_outside_are_shown_as_text() -> None:
    card = item(1, "<img src=x onerror=alert(1)>")
    chart = stuck(snapshot([card], tests=[outcome(card, "<script>alert(1)</script>", 1, 1, "<b>")]))

    assert "<script" not in chart._words()
    assert "<img" not in chart._words()
    assert MIME.endswith("+json")
