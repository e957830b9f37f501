"""How long it takes until all tests pass."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from lectorium_notebooks.figures.chart import LEGEND, Chart, Look, chart, empty, looks, percent, plural

TITLE = "Time to the first pass"
MINUTE = 1 / 60
TICKS = {
    MINUTE: "≤ 1 min", 5 / 60: "5 min", 15 / 60: "15 min", 1: "1 h", 4: "4 h", 24: "1 day", 72: "3 days",
    168: "1 week", 672: "4 weeks", 2016: "12 weeks",
}  # fmt: skip


def time_to_first_pass(first_pass: pd.DataFrame, about: str) -> Chart:
    """Which share of those who tried has passed all tests after how much time, per problem.

    ``first_pass``: the frame.  Who hasn't passed yet counts in the share's denominator, so a line that
    stays below 100 % tells of them.
    """
    table = describe(first_pass)
    if first_pass.empty:
        return empty(TITLE, about, "No attempts yet. Times appear once students pass.", table)
    styles = looks(list(first_pass["problem"].unique()))
    first, last = _edges(first_pass["hours"].dropna())
    tried, passed = len(first_pass), int(first_pass["passed_at"].notna().sum())
    made = chart(
        [
            _steps(first_pass[first_pass["problem"] == name], name, style, first, last)
            for name, style in styles.items()
        ],
        title=TITLE,
        subtitle=(
            f"{about} · n = {plural(tried, 'start')} of {plural(first_pass['student'].nunique(), 'student')}",
            f"A marker for each of {plural(passed, 'pass', 'passes')}; who hasn't passed yet counts in n",
        ),
        x="Time since the student's first attempt (wall clock, logarithmic)",
        y="Passed (% of those who tried)",
        summary=_summary(table),
        table=table,
        margin=LEGEND,
        height=480,
        yaxis_range=[0, 103],
    )
    shown = {hours: words for hours, words in TICKS.items() if first <= hours <= last}
    made.update_xaxes(
        type="log", tickvals=list(shown), ticktext=list(shown.values()), minor={"showgrid": False}
    )
    return made


def _edges(hours: pd.Series) -> tuple[float, float]:
    """The marks of the axis around all times; an hour where nobody has passed."""
    if hours.empty:
        return MINUTE, 1.0
    low = max([tick for tick in TICKS if tick <= hours.min()], default=MINUTE)
    high = min([tick for tick in TICKS if tick > hours.max()], default=float(hours.max()))
    return low, high


def describe(first_pass: pd.DataFrame) -> pd.DataFrame:
    """Per problem: who tried, who passed and on the first submission, median hours and submissions."""
    rows = []
    for problem, group in first_pass.groupby("problem", sort=False):
        passed = group[group["passed_at"].notna()]
        rows.append(
            {
                "problem": problem,
                "tried": len(group),
                "passed": len(passed),
                "passed at the first submission": int((passed["submissions"] == 1).sum()),
                "median hours to pass": passed["hours"].median(),
                "median submissions to pass": passed["submissions"].median(),
            }
        )
    return pd.DataFrame(rows)


def _steps(group: pd.DataFrame, name: str, style: Look, first: float, last: float) -> go.Scatter:
    hours = group["hours"].dropna().clip(lower=MINUTE).sort_values()
    share = [count / len(group) * 100 for count in range(1, len(hours) + 1)]
    # The line goes on to the right edge at the height it has reached.
    return go.Scatter(
        x=[first, *hours, last],
        y=[0.0, *share, share[-1] if share else 0.0],
        name=f"{name} (n = {len(group)})",
        mode="lines+markers",
        line={"shape": "hv", "dash": style.dash, "color": style.colour, "width": 2},
        marker={"symbol": style.symbol, "size": [0, *[8] * len(hours), 0], "color": style.colour},
        hovertemplate="%{y:.0f} % have passed<extra>" + name + "</extra>",
    )


def _summary(table: pd.DataFrame) -> str:
    return " ".join(
        f"{row['problem']}: {row['passed']} of {row['tried']} who tried have passed "
        f"({percent(row['passed'] / row['tried'])}), {row['passed at the first submission']} at the first "
        f"submission{_median(row['median hours to pass'])}."
        for row in table.to_dict("records")
    )


def _median(hours: float) -> str:
    if pd.isna(hours):
        return ""
    if hours < MINUTE:
        return ", at once in the median"
    words = (
        f"{hours * 60:.0f} minutes"
        if hours < 2
        else f"{hours:.1f} hours"
        if hours < 48
        else f"{hours / 24:.1f} days"
    )
    return f", after {words} in the median"
