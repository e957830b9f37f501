"""Where students are stuck: tests that most of them fail on their last submission."""

from __future__ import annotations

import math

import pandas as pd
import plotly.graph_objects as go

from lectorium_notebooks.figures.chart import (
    Chart,
    Look,
    chart,
    empty,
    looks,
    percent,
    plural,
    rows_height,
    shortened,
)

TITLE = "Where students are stuck"
LABEL = 48
Z = 1.959964
"""Of the normal distribution, for 95 %."""


def stuck_points(stuck: pd.DataFrame, about: str, most: int = 15) -> Chart:
    """The share of students whose last submission fails a test, with its 95 % interval; worst first.

    ``stuck``: the frame; ``most``: how many tests to draw (the table has all).
    """
    table = _table(stuck)
    if stuck.empty:
        return empty(TITLE, about, "Nobody's last submission fails a test.", table)
    shown = table.head(most).iloc[::-1].reset_index(drop=True)
    labels = [
        f"{shortened(row.test, LABEL)}<br><i>{shortened(row.problem, LABEL)}</i>"
        for row in shown.itertuples()
    ]
    styles = looks(list(dict.fromkeys(table["problem"])))
    made = chart(
        [
            _points(shown, labels, problem, style)
            for problem, style in styles.items()
            if problem in set(shown["problem"])
        ],
        title=TITLE,
        subtitle=(
            f"{about} · {_amount(len(shown), len(table))} that somebody's last submission fails",
            "Label: how many students; line: 95 % interval of their share (Wilson)",
        ),
        x="Students whose last submission fails the test (%)",
        y="",
        summary=_summary(table),
        table=table,
        height=rows_height(int(1.3 * len(shown))),
        xaxis_range=[-4, 104],
        showlegend=False,
    )
    made.update_yaxes(categoryorder="array", categoryarray=labels)
    return made


def wilson(failed: int, students: int) -> tuple[float, float]:
    """The 95 % interval of a share by Wilson's score; sound for small n too."""
    if students == 0:
        return 0.0, 1.0
    share, square = failed / students, Z * Z / students
    middle = (share + square / 2) / (1 + square)
    half = Z * math.sqrt(share * (1 - share) / students + square / (4 * students)) / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)


def _table(stuck: pd.DataFrame) -> pd.DataFrame:
    table = stuck[["problem", "test", "failed", "students", "fail_share", "common_error"]].copy()
    bounds = [wilson(int(row.failed), int(row.students)) for row in table.itertuples()]
    table.insert(5, "low", [low for low, _ in bounds])
    table.insert(6, "high", [high for _, high in bounds])
    return table


def _points(shown: pd.DataFrame, labels: list[str], problem: str, style: Look) -> go.Scatter:
    mine = shown["problem"] == problem
    rows = shown[mine]
    return go.Scatter(
        x=rows["fail_share"] * 100,
        y=[label for label, take in zip(labels, mine, strict=True) if take],
        mode="markers+text",
        name=problem,
        text=[f"{row.failed} of {row.students}" for row in rows.itertuples()],
        textposition="top center",
        textfont={"size": 11},
        marker={"color": style.colour, "symbol": style.symbol, "size": 12},
        error_x={
            "type": "data", "symmetric": False, "thickness": 1.5, "width": 4,
            "array": (rows["high"] - rows["fail_share"]) * 100,
            "arrayminus": (rows["fail_share"] - rows["low"]) * 100,
        },
        customdata=rows[["common_error"]].map(lambda text: shortened(text, 120) or "no message"),
        hovertemplate="%{text} students fail (%{x:.0f} %)<br>mostly: %{customdata[0]}<extra></extra>",
    )  # fmt: skip


def _amount(shown: int, all_of_them: int) -> str:
    if shown < all_of_them:
        return f"the {shown} most failed of {all_of_them} tests"
    return plural(shown, "test")


def _summary(table: pd.DataFrame) -> str:
    lines = [
        f"{row.test} ({row.problem}): {row.failed} of {row.students} students, {percent(row.fail_share)}"
        for row in table.head(3).itertuples()
    ]
    return (
        f"{plural(len(table), 'test')} that somebody's last submission fails. Most often failed: "
        f"{'; '.join(lines)}."
    )
