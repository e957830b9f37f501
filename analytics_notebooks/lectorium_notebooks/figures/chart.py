"""A plotly figure that also tells in words and in a table what it shows."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from itertools import cycle, islice
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

MIME = "application/vnd.plotly.v1+json"
CONFIG = {"displaylogo": False, "responsive": True}
ROW, FRAME = 34, 170
LEGEND = {"b": 105}
"""The margin below a figure with a legend."""
"""Pixels: of a row in a figure of rows, and of all around them."""


class Look(NamedTuple):
    """How one series is told from the others: by colour, and as well by marker, line and hatching."""

    colour: str
    symbol: str
    dash: str
    pattern: str


# Okabe and Ito's colours, which stay apart for all kinds of colour vision, darkest first; yellow is left
# out: too pale on white.
LOOKS = (
    Look("#0072B2", "circle", "solid", ""),
    Look("#D55E00", "diamond", "dash", "/"),
    Look("#009E73", "square", "dot", "x"),
    Look("#AA4499", "triangle-up", "dashdot", "."),
    Look("#000000", "x", "longdash", "\\"),
    Look("#56B4E9", "star", "longdashdot", "+"),
    Look("#E69F00", "triangle-down", "solid", "-"),
)


class Chart(go.Figure):  # type: ignore[misc] # plotly ships no types
    """A figure with ``summary`` (what it shows, in words) and ``table`` (the numbers behind it).

    Shown in a notebook it brings both along, for who can't see it.  It is an ordinary plotly figure
    otherwise: change it, or save it with ``write_html``.
    """

    def __init__(
        self, *args: Any, summary: str = "", table: pd.DataFrame | None = None, **kwargs: Any
    ) -> None:
        """``args`` and ``kwargs`` are plotly's."""
        super().__init__(*args, **kwargs)
        self._summary = summary
        self._table = pd.DataFrame() if table is None else table

    @property
    def summary(self) -> str:
        """What the figure shows, in words."""
        return self._summary

    @property
    def table(self) -> pd.DataFrame:
        """The numbers behind the figure."""
        return self._table

    def _ipython_display_(self) -> None:
        from IPython.display import display

        figure = {**json.loads(self.to_json()), "config": CONFIG}
        words = {"text/html": self._words(), "text/plain": self.table.to_string(index=False)}
        for bundle in ({MIME: figure, "text/plain": self.summary}, words):
            display(bundle, raw=True)  # type: ignore[no-untyped-call] # IPython's

    def _words(self) -> str:
        """The summary, and the table folded away; without scripts, so that it survives any export."""
        table = self.table.to_html(index=False, border=0, na_rep="", float_format="{:.2f}".format)
        return (
            f"<p>{html.escape(self.summary)}</p>"
            f"<details><summary>The numbers as a table</summary>{table}</details>"
        )


def look(place: int) -> Look:
    """How the series at a place looks."""
    return LOOKS[place % len(LOOKS)]


def looks(names: Sequence[str]) -> dict[str, Look]:
    """A look for each name, in their order."""
    return dict(zip(names, islice(cycle(LOOKS), len(names)), strict=True))


def rows_height(rows: int) -> int:
    """The height in pixels of a figure with one line of text per row."""
    return FRAME + ROW * max(rows, 3)


def chart(
    traces: Sequence[Any],
    *,
    title: str,
    subtitle: Sequence[str],
    x: str,
    y: str,
    summary: str,
    table: pd.DataFrame,
    height: int = 420,
    **layout: Any,
) -> Chart:
    """A figure in the house's look: ``x`` and ``y`` are the axes' titles, with units.

    ``subtitle``: which class and how many, then how to read it; a line each.
    """
    made = Chart(list(traces), summary=summary, table=table)
    made.update_layout(
        template="plotly_white",
        title={
            "text": title,
            "subtitle": {"text": "<br>".join(subtitle)},
            "x": 0.02,
            "xanchor": "left",
            "y": 1,
            "yanchor": "top",
            "pad": {"t": 18},
        },
        font={"family": "system-ui, sans-serif", "size": 13, "color": "#1f2328"},
        xaxis={"title": {"text": x}, "automargin": True},
        yaxis={"title": {"text": y}, "automargin": True},
        legend={"orientation": "h", "yref": "container", "yanchor": "bottom", "y": 0.02, "x": 0},
        margin={"l": 20, "r": 20, "t": 105, "b": 60},
        height=height,
    )
    made.update_layout(**layout)
    return made


def empty(title: str, about: str, words: str, table: pd.DataFrame) -> Chart:
    """A figure that says why there is nothing to see, and what would fill it."""
    made = chart([], title=title, subtitle=(about,), x="", y="", summary=words, table=table, height=220)
    made.update_xaxes(visible=False)
    made.update_yaxes(visible=False)
    made.add_annotation(text=html.escape(words), showarrow=False, x=0.5, y=0.5, xref="paper", yref="paper")
    return made


def plural(count: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def percent(share: float) -> str:
    """A share as whole percent."""
    return f"{share * 100:.0f} %"


def shortened(text: str, length: int) -> str:
    """A text that fits a label."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
