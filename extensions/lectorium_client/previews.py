"""What a regrade would do, as a table, as a figure and in words."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lectorium_wire.regrading import Regrade, RegradeAttempt, RegradeStudent, TestChange

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 50
NAMED = 5
POLICIES = {
    "replace": "the new runs count",
    "keep_better": "per submission the better run counts",
    "never_lower": "nobody's best falls",
}
LOOKS = {
    "gains": ("#0072B2", "triangle-up"),
    "loses": ("#D55E00", "triangle-down"),
    "same": ("#57606a", "circle"),
}
"""Colour and marker, so that each outcome is told by either."""


class Preview:
    """Who would gain and who would lose.

    ``table`` has a line per student and challenge, in points; ``attempts`` one per submission with the tests
    that judge it differently; ``plot()`` draws every student before and after; ``summary`` says it in words.
    """

    def __init__(
        self,
        regrade: Regrade,
        students: Sequence[RegradeStudent],
        attempts: Callable[[], Iterable[RegradeAttempt]],
    ) -> None:
        """``attempts`` is asked once, when they are looked at."""
        self.regrade = regrade
        self._students = students
        self._fetch = attempts

    @cached_property
    def table(self) -> pd.DataFrame:
        """Students by username: points before and after, the change, and whether staff set the grade."""
        import pandas as pd

        columns = [
            "student",
            "challenge",
            "regraded",
            "before",
            "after",
            "change",
            "of",
            "outcome",
            "by hand",
        ]
        rows = [
            (
                each.student.username,
                each.title,
                each.regraded,
                *(float(points) for points in (each.before, each.after, each.change, each.maximum)),
                each.outcome,
                each.is_override,
            )
            for each in self._students
        ]
        return pd.DataFrame(rows, columns=columns)

    @cached_property
    def attempts(self) -> pd.DataFrame:
        """Submissions: share of the points before and after, whether the new run counts, and what differs."""
        import pandas as pd

        columns = [
            "student",
            "attempt",
            "before",
            "after",
            "outcome",
            "counts",
            "state",
            "tests",
            "attempt_id",
        ]
        rows = [
            (
                each.student.username,
                each.attempt_number,
                _share(each.before, each.before_maximum),
                _share(each.after, each.after_maximum),
                each.outcome,
                each.taken,
                each.state,
                "; ".join(_change(change) for change in each.tests),
                each.attempt_id,
            )
            for each in self._fetch()
        ]
        return pd.DataFrame(rows, columns=columns)

    @property
    def summary(self) -> str:
        """How many gain, lose and stay, and what wasn't judged."""
        students, counts = self.regrade.students, self.regrade.counts
        if students is None:
            waiting = counts.planned + counts.queued
            return f"{waiting} of {counts.total} submissions still wait to be tried: preview it again."
        policy = POLICIES[self.regrade.policy]
        said = (
            f"Of {counts.total} submissions {counts.gains} gain, {counts.loses} lose and {counts.same} stay. "
            f"Where {policy}: {students.gains} students gain, {students.loses} lose, {students.same} stay."
        )
        failed = f" {counts.failed} couldn't be run and keep their result." if counts.failed else ""
        return said + failed

    def plot(self) -> Any:
        """A marker per student: points before to the right, after upwards; below the line they lose."""
        import plotly.graph_objects as go

        figure = go.Figure()
        most = max((float(each.maximum) for each in self._students), default=1.0)
        line = {"color": "#8c959f", "dash": "dot"}
        figure.add_scatter(
            x=[0, most], y=[0, most], mode="lines", line=line, hoverinfo="skip", showlegend=False
        )
        for outcome, (colour, symbol) in LOOKS.items():
            figure.add_trace(_markers(self.table[self.table["outcome"] == outcome], outcome, colour, symbol))
        figure.update_layout(
            template="plotly_white",
            title={
                "text": f"Regrade of {html.escape(self.regrade.title)}",
                "subtitle": {"text": "In points of the new version; below the line students lose"},
            },
            xaxis={"title": {"text": "Points before"}, "zeroline": False},
            yaxis={"title": {"text": "Points after"}, "zeroline": False},
            font={"family": "system-ui, sans-serif", "size": 13, "color": "#1f2328"},
            legend={"orientation": "h", "yref": "container", "yanchor": "bottom", "y": 0.02, "x": 0},
            margin={"t": 100, "b": 110},
        )
        return figure

    def _repr_html_(self) -> str:
        """The words, and those whom it changes most."""
        changed = self.table[self.table["outcome"] != "same"]
        first = changed.reindex(changed["change"].abs().sort_values(ascending=False, kind="stable").index)
        shown = first.head(SHOWN).to_html(index=False, border=0, float_format="{:.2f}".format)
        more = f"<p>… and {len(first) - SHOWN} more in <code>table</code></p>" if len(first) > SHOWN else ""
        return f"<p>{html.escape(self.summary)}</p>{shown if len(first) else ''}{more}"

    def __repr__(self) -> str:
        """The words."""
        return self.summary


def _markers(rows: pd.DataFrame, outcome: str, colour: str, symbol: str) -> Any:
    """Students at the same place share a marker, larger the more they are."""
    import plotly.graph_objects as go

    places = rows.groupby(["before", "after"], sort=True)["student"].agg(["count", _names]).reset_index()
    return go.Scatter(
        x=places["before"],
        y=places["after"],
        mode="markers",
        name=f"{outcome} ({len(rows)})",
        marker={"color": colour, "symbol": symbol, "size": 8 + 4 * places["count"] ** 0.5, "opacity": 0.8},
        customdata=places[["count", "_names"]],
        hovertemplate="%{x:.2f} → %{y:.2f} points<br>"
        "%{customdata[0]} students: %{customdata[1]}<extra></extra>",
    )


def _names(students: pd.Series) -> str:
    more = f" and {len(students) - NAMED} more" if len(students) > NAMED else ""
    return html.escape(", ".join(students.head(NAMED)) + more)


def _share(score: Any, maximum: Any) -> float | None:
    return None if score is None else float(score) / (float(maximum) or 1.0)


def _change(change: TestChange) -> str:
    return f"{change.name}: {change.before or 'not there'} → {change.after or 'not there'}"
