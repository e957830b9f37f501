"""The distribution of scores per item."""

from __future__ import annotations

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

TITLE = "Scores per item"
LABEL = 40
QUARTILES = (0.25, 0.5, 0.75)
HALF = 0.36
"""Half the height of an item's band; items are 1 apart."""


def score_distribution(scores: pd.DataFrame, about: str) -> Chart:
    """Every graded student's share of the points as a marker, with median and middle half, per item.

    ``scores``: the frame, items in the class's order; what isn't graded is counted, not drawn.
    """
    table = describe(scores)
    graded = scores[scores["status"] == "graded"]
    if graded.empty:
        return empty(TITLE, about, "No grades yet. They appear once submissions are graded.", table)
    items = [item for item in scores["item"].unique() if item in set(graded["item"])]
    groups = [graded[graded["item"] == item] for item in items]
    styles = looks(items).values()
    students = plural(graded["student"].nunique(), "student")
    made = chart(
        [
            trace
            for place, (group, style) in enumerate(zip(groups, styles, strict=True))
            for trace in (_middle(group, place), _median(group, place), _points(group, place, style))
        ],
        title=TITLE,
        subtitle=(
            f"{about} · n = {plural(len(graded), 'grade')} of {students}",
            "A marker per student; grey: the middle half; black line: the median",
        ),
        x="Share of the item's points (%)",
        y="",
        summary=_summary(table),
        table=table,
        height=rows_height(int(2.2 * len(items))),
        showlegend=False,
        xaxis_range=[-3, 103],
    )
    labels = [
        f"{shortened(item, LABEL)}<br>(n = {len(group)})" for item, group in zip(items, groups, strict=True)
    ]
    made.update_yaxes(
        tickvals=list(range(len(items))),
        ticktext=labels,
        range=[len(items) - 0.4, -0.6],
        showgrid=False,
        zeroline=False,
    )
    return made


def describe(scores: pd.DataFrame) -> pd.DataFrame:
    """Per item: how many graded, pending, missing, excused or nothing yet; quartiles of the share in %."""
    rows = []
    for item, group in scores.groupby("item", sort=False):
        share = group.loc[group["status"] == "graded", "share"] * 100
        low, middle, high = (share.quantile(level) for level in QUARTILES)
        counts = {
            status: int((group["status"] == status).sum())
            for status in ("graded", "pending", "missing", "excused", "none yet")
        }
        rows.append(
            {"item": item, **counts, "lower quartile %": low, "median %": middle, "upper quartile %": high}
        )
    return pd.DataFrame(rows)


def _points(group: pd.DataFrame, place: int, style: Look) -> go.Scatter:
    return go.Scatter(
        x=group["share"] * 100,
        y=place + _apart(group["share"]),
        mode="markers",
        marker={"color": style.colour, "symbol": style.symbol, "size": 8, "opacity": 0.8},
        customdata=group[["student", "score", "points"]],
        hovertemplate="%{customdata[0]}<br>%{customdata[1]:.2f} of %{customdata[2]:.2f} points"
        "<br>%{x:.0f} %<extra></extra>",
    )


def _middle(group: pd.DataFrame, place: int) -> go.Scatter:
    """The middle half of the students as a grey band."""
    low, high = (group["share"].quantile(level) * 100 for level in (QUARTILES[0], QUARTILES[2]))
    top, bottom = place - HALF, place + HALF
    return go.Scatter(
        x=[low, low, high, high],
        y=[top, bottom, bottom, top],
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor="rgba(87, 96, 106, 0.18)",
        hoverinfo="skip",
    )


def _median(group: pd.DataFrame, place: int) -> go.Scatter:
    middle = group["share"].median() * 100
    return go.Scatter(
        x=[middle, middle],
        y=[place - HALF, place + HALF],
        mode="lines",
        line={"color": "#1f2328", "width": 3},
        hovertemplate="median %{x:.0f} %<extra></extra>",
    )


def _apart(shares: pd.Series) -> pd.Series:
    """Offsets that set equal scores side by side, so that every student is seen."""
    near = (shares * 40).round()
    place, count = near.groupby(near).cumcount(), near.groupby(near).transform("size")
    step = (2 * HALF / count.clip(lower=2)).clip(upper=0.09)
    return (place - (count - 1) / 2) * step


def _summary(table: pd.DataFrame) -> str:
    parts = []
    for row in table[table["graded"] > 0].to_dict("records"):
        absent = [
            f"{row[status]} {status}"
            for status in ("pending", "missing", "excused", "none yet")
            if row[status]
        ]
        parts.append(
            f"{row['item']}: {row['graded']} graded, median {percent(row['median %'] / 100)}, half of them "
            f"between {percent(row['lower quartile %'] / 100)} and {percent(row['upper quartile %'] / 100)}"
            f"{'; not shown: ' + ', '.join(absent) if absent else ''}."
        )
    return " ".join(parts)
