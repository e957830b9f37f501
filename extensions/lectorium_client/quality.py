"""How good a version's tests are, as a table, as a figure and in words."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from lectorium_client.paging import Pages
from lectorium_client.transport import Routes
from lectorium_wire.regrading import Doubt, DoubtfulAttempt, SuiteQuality

if TYPE_CHECKING:
    import pandas as pd

NAMED = 4
FINDINGS = {
    "none": ("tells right from wrong", "#0072B2", "circle"),
    "no_data": ("has judged nothing", "#8c959f", "x"),
    "all_pass": ("everybody passes", "#E69F00", "triangle-up"),
    "all_fail": ("everybody fails", "#D55E00", "triangle-down"),
    "against": ("better work fails it more often", "#AA4499", "diamond"),
}
"""What a finding means, with colour and marker, so that each is told by either."""


class QualityRoutes(Routes):
    """Tests, tried on what was handed in."""

    def test_quality(
        self, challenge_id: UUID, version_id: UUID | None = None, *, whole_class: bool = False
    ) -> SuiteReport:
        """How well the tests of a version tell right from wrong, over the submissions they have judged.

        None is the version that is set.  Another one has judged what a regrade's preview has run:
        ``client.regrade(challenge_id, to_version=2).preview()`` tries it on old submissions.
        ``whole_class`` takes in all of the class's challenges of this problem.
        """
        chosen = {"version_id": version_id, "whole_class": str(whole_class).lower()}
        found = self._get(f"/challenges/{challenge_id}/test-quality", SuiteQuality, **chosen)
        doubtful = partial(self.doubtful_attempts, challenge_id, version_id, whole_class=whole_class)
        return SuiteReport(found, doubtful)

    def doubtful_attempts(
        self,
        challenge_id: UUID,
        version_id: UUID | None = None,
        *,
        whole_class: bool = False,
        doubt: Doubt | None = None,
    ) -> Pages[DoubtfulAttempt]:
        """Submissions that two versions judge differently, or that staff lowered though all tests pass."""
        chosen = {"version_id": version_id, "whole_class": str(whole_class).lower(), "doubt": doubt}
        return self._pages(f"/challenges/{challenge_id}/doubtful-attempts", DoubtfulAttempt, **chosen)


class SuiteReport:
    """A version's tests: ``table`` has a line per test, ``doubtful`` one per submission to look at.

    ``plot()`` draws each test by how many pass it and how well it tells right from wrong; ``summary``
    says it in words.
    """

    def __init__(self, found: SuiteQuality, doubtful: Callable[[], Iterable[DoubtfulAttempt]]) -> None:
        """``doubtful`` is asked once, when it is looked at."""
        self.quality = found
        self._fetch = doubtful

    @cached_property
    def table(self) -> pd.DataFrame:
        """Tests in their order.

        ``passed`` is a share, ``discrimination`` the corrected item-total correlation (-1 to 1),
        ``upper - lower`` the difference of the pass shares in the best and the worst 27 %.
        """
        import pandas as pd

        rows = [
            {
                "test": test.name,
                "hidden": test.visibility != "always",
                "points": float(test.points),
                "submissions": test.attempts,
                "passed": test.pass_share,
                "discrimination": test.discrimination,
                "upper - lower": test.upper_lower,
                "finding": FINDINGS[test.finding][0],
                "same as": ", ".join(test.same_as),
            }
            for test in self.quality.tests
        ]
        shares = dict.fromkeys(("passed", "discrimination", "upper - lower"), float)
        return pd.DataFrame(rows).astype(shares)  # None becomes NaN, also where there is no other value

    @cached_property
    def doubtful(self) -> pd.DataFrame:
        """Submissions that two versions judge differently, or that staff lowered though all tests pass."""
        import pandas as pd

        columns = [
            "student",
            "attempt",
            "doubt",
            "passed",
            "of",
            "passed before",
            "of before",
            "version before",
        ]
        rows = [
            (
                each.student.username,
                each.attempt_number,
                each.doubt,
                each.passed,
                each.total,
                each.passed_before,
                each.total_before,
                each.number_before,
            )
            for each in self._fetch()
        ]
        return pd.DataFrame(rows, columns=columns)

    @property
    def summary(self) -> str:
        """How many tests help, and which submissions give reason to look again."""
        found = self.quality
        if not found.attempts:
            return f"Version {found.number} has judged no submission yet."
        idle = sum(test.finding in {"all_pass", "all_fail"} for test in found.tests)
        twins = sum(bool(test.same_as) for test in found.tests)
        return (
            f"Version {found.number}, {len(found.tests)} tests, {found.attempts} submissions, "
            f"{found.passed_all} of them pass everything. {idle} tests never tell submissions apart, "
            f"{twins} judge all of them like another test. {found.passes_now} submissions pass everything "
            f"that failed under another version, {found.fails_now} the other way round, and "
            f"{found.passes_but_lowered} pass everything though staff lowered the grade."
        )

    def plot(self) -> Any:
        """A marker per test: the share that passes to the right, discrimination upwards."""
        import plotly.graph_objects as go

        figure = go.Figure()
        for words, colour, symbol in FINDINGS.values():
            rows = self.table[self.table["finding"] == words].fillna({"passed": 0, "discrimination": 0})
            # Tests at the same place share a marker, and their names stand in one line.
            places = rows.groupby(["passed", "discrimination"])["test"].agg(_names).reset_index()
            if len(rows):
                figure.add_scatter(
                    x=places["passed"] * 100,
                    y=places["discrimination"],
                    mode="markers+text",
                    text=places["test"],
                    textposition="top center",
                    name=f"{words} ({len(rows)})",
                    marker={"color": colour, "symbol": symbol, "size": 11},
                )
        figure.add_hline(y=0, line={"color": "#8c959f", "dash": "dot"})
        figure.update_layout(
            template="plotly_white",
            title={
                "text": f"Tests of {html.escape(self.quality.title)}, version {self.quality.number}",
                "subtitle": {"text": f"{self.quality.attempts} submissions; the higher, the better it tells"},
            },
            xaxis={"title": {"text": "Submissions that pass (%)"}, "range": [-8, 108], "zeroline": False},
            yaxis={"title": {"text": "Correlation with the other tests"}, "zeroline": False},
            font={"family": "system-ui, sans-serif", "size": 13, "color": "#1f2328"},
            legend={"orientation": "h", "yref": "container", "yanchor": "bottom", "y": 0.02, "x": 0},
            margin={"t": 100, "b": 110},
        )
        return figure

    def _repr_html_(self) -> str:
        """The words and the table."""
        table = self.table.to_html(index=False, border=0, na_rep="", float_format="{:.2f}".format)
        return f"<p>{html.escape(self.summary)}</p>{table}"

    def __repr__(self) -> str:
        """The words."""
        return self.summary


def _names(tests: pd.Series) -> str:
    more = f" and {len(tests) - NAMED} more" if len(tests) > NAMED else ""
    return html.escape(", ".join(tests.head(NAMED)) + more)
