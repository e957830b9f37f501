"""Attempts over time."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from lectorium_notebooks.figures.chart import LEGEND, Chart, chart, empty, look, plural

TITLE = "Attempts over time"
TYPES = {"final_submission": "Submissions", "test_run": "Test runs"}
DAYS_AS_DAYS = 120
"""A term longer than this is shown by weeks."""


def attempts_over_time(attempts: pd.DataFrame, due: pd.Series, about: str) -> Chart:
    """Bars per day (or week) of submissions and test runs, with the due dates.

    ``attempts``: the frame; ``due``: instants by item title; ``about``: the class, for the subtitle.
    """
    if attempts.empty:
        return empty(
            TITLE, about, "No attempts yet. They appear once students run tests or submit.", attempts
        )
    zone = str(attempts["accepted_at"].dt.tz)
    step = "week" if _span(attempts["accepted_at"]) > DAYS_AS_DAYS else "day"
    table = count_by(attempts, step)
    students = attempts["student"].nunique()
    made = chart(
        [_bars(table, name, place) for place, name in enumerate(TYPES.values())],
        title=TITLE,
        subtitle=(f"{about} · n = {plural(len(attempts), 'attempt')} of {plural(students, 'student')}",),
        x=f"{step.title()} ({zone})",
        y=f"Attempts per {step}",
        summary=_summary(attempts, table, step),
        table=table,
        margin=LEGEND,
        barmode="stack",
        bargap=0.15,
    )
    _mark_due(made, due, table)
    return made


def count_by(attempts: pd.DataFrame, step: str) -> pd.DataFrame:
    """Attempts per day or week: its first day, and a column per type; days without any have zeros."""
    days = attempts["accepted_at"].dt.tz_localize(None).dt.normalize()
    if step == "week":
        days = days - pd.to_timedelta(days.dt.day_of_week, unit="D")
    counted = pd.crosstab(days, attempts["type"]).reindex(columns=list(TYPES), fill_value=0)
    every = pd.date_range(counted.index.min(), counted.index.max(), freq="D" if step == "day" else "7D")
    table = counted.reindex(every, fill_value=0).rename(columns=TYPES).rename_axis(step.title(), axis=0)
    table.columns.name = None
    return table.reset_index()


def _bars(table: pd.DataFrame, name: str, place: int) -> go.Bar:
    style = look(place)
    pattern = {"shape": style.pattern, "fgcolor": "white", "size": 6, "solidity": 0.35}
    return go.Bar(
        x=table.iloc[:, 0],
        y=table[name],
        name=name,
        marker={"color": style.colour, "pattern": pattern},
        hovertemplate=f"%{{x|%a %d %b %Y}}<br>%{{y}} {name.lower()}<extra></extra>",
    )


def _mark_due(made: Chart, due: pd.Series, table: pd.DataFrame) -> None:
    """A line and a name where something is due; what is due on one day shares them."""
    local = due.dropna().dt.tz_localize(None)
    top = float(table[list(TYPES.values())].sum(axis=1).max()) * 1.12
    for moment, titles in local.groupby(local):
        made.add_vline(x=moment, line={"width": 1, "dash": "dot", "color": "#57606a"})
        made.add_annotation(
            x=moment, y=top, text="due: " + "<br>".join(titles.index), showarrow=False, textangle=-90,
            xanchor="right", yanchor="top", font={"size": 11, "color": "#424a53"},
            bgcolor="rgba(255,255,255,0.85)",
        )  # fmt: skip
    made.update_yaxes(range=[0, top])


def _summary(attempts: pd.DataFrame, table: pd.DataFrame, step: str) -> str:
    sums = table[list(TYPES.values())].sum(axis=1)
    most = int(sums.idxmax())
    first, last = attempts["accepted_at"].min(), attempts["accepted_at"].max()
    handed_in = int((attempts["type"] == "final_submission").sum())
    late = int(attempts["late"].sum())
    return (
        f"{plural(len(attempts), 'attempt')} of {plural(attempts['student'].nunique(), 'student')} between "
        f"{first:%d %b %Y} and {last:%d %b %Y}: {plural(handed_in, 'submission')}, {late:,} of them late, "
        f"and {plural(len(attempts) - handed_in, 'test run')}. The busiest {step} was "
        f"{table.iloc[most, 0]:%a %d %b} with {plural(int(sums.iloc[most]), 'attempt')}."
    )


def _span(moments: pd.Series) -> int:
    return int((moments.max() - moments.min()).days)
