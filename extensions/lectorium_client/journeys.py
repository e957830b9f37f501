"""Journeys: a student's way through a challenge, evaluating it, and who is stuck."""

from __future__ import annotations

import html
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack
from uuid import UUID

from lectorium_client.paging import PAGE, Pages
from lectorium_client.transport import Routes, make
from lectorium_wire.journeys import (
    AnswerReview,
    AnswerReviewPut,
    AnswerRow,
    Journey,
    JourneyReview,
    JourneyReviewPut,
    JourneyStep,
    Step,
    StepsShown,
    StuckPage,
    StuckRow,
    Verdict,
)

if TYPE_CHECKING:
    import pandas as pd

LANES = {
    "question": ("asked the tutor", "#AA4499", "diamond"),
    "hint": ("took a hint", "#E69F00", "star"),
    "code_run": ("ran code", "#8c959f", "x"),
    "save": ("saved", "#0072B2", "line-ns-open"),
    "test_run": ("ran tests", "#009E73", "circle"),
    "submission": ("handed in", "#D55E00", "square"),
}
"""What a step is called, with colour and marker, so that each is told by either, and by its row."""
Wanted = Literal["all", "to_review", "rated_down", "withheld", "rewritten", "reviewed"]
Whom = Literal["stuck", "asking", "all"]
Sort = Literal["since", "questions", "last"]


class ReviewChanges(TypedDict, total=False):
    """A review of a journey, whole; ``updated_at`` is my last one's, as I have seen it."""

    marks: float | None
    max_marks: float
    comment: str
    shown: bool
    updated_at: datetime | None


class JourneyRoutes(Routes):
    """A student's way, step by step; and a class's at once."""

    def journey(self, challenge_id: UUID, student_id: UUID, shown: StepsShown = "all") -> JourneyReport:
        """All steps of a student at a challenge, oldest first; ``shown``: "steps" leaves out saves."""
        steps: list[Step] = []
        after: str | None = None
        while True:
            query = {"shown": shown, "limit": PAGE, "after": after}
            page = self._get(f"/challenges/{challenge_id}/students/{student_id}/journey", Journey, **query)
            steps += page.items
            after = page.next
            if after is None:
                return JourneyReport(page.model_copy(update={"items": steps}), self)

    def journey_step(
        self,
        challenge_id: UUID,
        student_id: UUID,
        step: str,
        shown: StepsShown = "all",
        against: Literal["step", "given"] = "step",
    ) -> JourneyStep:
        """One step with its texts: code and what had changed, conversation so far, and results."""
        return self._get(
            f"/challenges/{challenge_id}/students/{student_id}/journey/steps/{step}",
            JourneyStep,
            shown=shown,
            against=against,
        )

    def journey_reviews(self, challenge_id: UUID, student_id: UUID) -> list[JourneyReview]:
        """What teachers make of a journey; to its student what is shown."""
        return self._list(f"/challenges/{challenge_id}/students/{student_id}/journey/reviews", JourneyReview)

    def review_journey(
        self, challenge_id: UUID, student_id: UUID, **review: Unpack[ReviewChanges]
    ) -> JourneyReview:
        """Write my own review of a journey, or change it; raises ``Conflict`` if it was changed since."""
        return self._put(
            f"/challenges/{challenge_id}/students/{student_id}/journey/review",
            JourneyReview,
            make(JourneyReviewPut, **review),
        )

    def stuck(
        self,
        *,
        class_id: UUID | None = None,
        challenge_id: UUID | None = None,
        whom: Whom = "stuck",
        sort: Sort = "since",
    ) -> Pages[StuckRow]:
        """Who is stuck in a class or at a challenge: say one of the two."""
        chosen = {"whom": whom, "sort": sort}
        if challenge_id is not None:
            return self._pages(f"/challenges/{challenge_id}/stuck", StuckRow, **chosen)
        return self._pages(f"/classes/{class_id}/stuck", StuckRow, **chosen)

    def asked_about(self, *, class_id: UUID | None = None, challenge_id: UUID | None = None) -> StuckPage:
        """What is asked about in a class or at a challenge: names of errors, and words."""
        if challenge_id is not None:
            return self._get(f"/challenges/{challenge_id}/stuck", StuckPage, limit=1)
        return self._get(f"/classes/{class_id}/stuck", StuckPage, limit=1)

    def answers(
        self, *, class_id: UUID | None = None, challenge_id: UUID | None = None, wanted: Wanted = "to_review"
    ) -> Pages[AnswerRow]:
        """The tutor's answers in a class or at a challenge, those that give reason to look first."""
        if challenge_id is not None:
            return self._pages(f"/challenges/{challenge_id}/answers", AnswerRow, wanted=wanted)
        return self._pages(f"/classes/{class_id}/answers", AnswerRow, wanted=wanted)

    def review_answer(self, interaction_id: UUID, verdict: Verdict, comment: str = "") -> AnswerReview:
        """Say what I think of an answer: good, wrong, gave_away or unhelpful."""
        body = make(AnswerReviewPut, verdict=verdict, comment=comment)
        return self._put(f"/interactions/{interaction_id}/review", AnswerReview, body)


class JourneyReport:
    """A student's way: ``table`` has a line per step, ``step(number)`` its texts, ``plot()`` draws it."""

    def __init__(self, found: Journey, client: JourneyRoutes) -> None:
        """``client`` is asked for a step's texts when they are looked at."""
        self.journey = found
        self._client = client

    @cached_property
    def table(self) -> pd.DataFrame:
        """Steps in their order; ``minutes`` since the first, ``passed`` and ``of`` tests where any ran."""
        import pandas as pd

        steps = self.journey.items
        rows = [
            {
                "step": step.id,
                "at": step.at,
                "minutes": (step.at - steps[0].at).total_seconds() / 60,
                "kind": step.kind,
                "number": step.number,
                "state": step.state,
                "passed": step.passed,
                "of": step.total,
                "about": step.about,
                "guarding": step.guarding,
                "rating": step.rating,
            }
            for step in steps
        ]
        columns = ["step", "at", "minutes", "kind", "number", "state", "passed", "of", "about"]
        frame = pd.DataFrame(rows, columns=[*columns, "guarding", "rating"])
        return frame.astype(dict.fromkeys(("number", "passed", "of", "rating"), "Int64"))

    def step(self, number: int, against: Literal["step", "given"] = "step") -> JourneyStep:
        """The texts of the step in that line of ``table``."""
        found = self.journey
        step = found.items[number].id
        return self._client.journey_step(found.challenge_id, found.student.id, step, against=against)

    @property
    def summary(self) -> str:
        """How much there is of it."""
        found, counts = self.journey, self.journey.counts
        return (
            f"{found.student.name} at “{found.title}”: {found.worked_seconds // 60} minutes at the notebook, "
            f"{counts.save} saves, {counts.test_run} test runs, {counts.submission} submissions, "
            f"{counts.question} questions, {counts.hint} hints, {counts.code_run} runs of code."
        )

    def plot(self) -> Any:
        """A marker per step: time to the right, a row for each kind; what passed all tests is filled."""
        import plotly.graph_objects as go

        figure = go.Figure()
        for kind, (words, colour, symbol) in LANES.items():
            rows = self.table[self.table["kind"] == kind]
            if not len(rows):
                continue
            tests = rows["of"].fillna(0).to_numpy() > 0
            missed = tests & (rows["passed"].fillna(0) < rows["of"].fillna(0)).to_numpy(dtype=bool)
            open_ = [f"{symbol}-open" if failing else symbol for failing in missed]
            figure.add_scatter(
                x=rows["at"],
                y=[words] * len(rows),
                mode="markers",
                name=f"{words} ({len(rows)})",
                text=[_label(row) for row in rows.to_dict("records")],
                hovertemplate="%{text}<br>%{x}<extra></extra>",
                marker={"color": colour, "symbol": open_, "size": 11, "line": {"width": 2, "color": colour}},
            )
        figure.update_layout(
            template="plotly_white",
            title={
                "text": f"{html.escape(self.journey.student.name)} at “{html.escape(self.journey.title)}”",
                "subtitle": {"text": "Empty markers: some tests failed"},
            },
            xaxis={"title": {"text": "Time (UTC)"}},
            yaxis={"title": {"text": ""}, "autorange": "reversed"},
            font={"family": "system-ui, sans-serif", "size": 13, "color": "#1f2328"},
            legend={"orientation": "h", "yref": "container", "yanchor": "bottom", "y": 0.02, "x": 0},
            margin={"t": 100, "b": 110},
        )
        return figure

    def _repr_html_(self) -> str:
        """The words and the table."""
        table = self.table.to_html(index=True, border=0, na_rep="", float_format="{:.1f}".format)
        return f"<p>{html.escape(self.summary)}</p>{table}"

    def __repr__(self) -> str:
        """The words."""
        return self.summary


def _label(row: dict[str, Any]) -> str:
    words = LANES[row["kind"]][0]
    tests = f": {row['passed']} of {row['of']} tests" if row["of"] == row["of"] and row["of"] else ""
    return f"{words}{tests}"
