"""How good a problem's tests are, and which submissions give reason to look at them again."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from lectorium.kit.paging import PageRequest
from lectorium.rooms.analytics import api as analytics
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.grading import api as grading
from lectorium_server.pages.frame import Pages, View
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import DATA_VIEW
from lectorium_wire.base import Query

routes = Pages("quality")
PAGE = 100
FEW = 10
"""With fewer submissions the figures say little, and the page says so."""

FINDINGS = {
    "none": "",
    "no_data": "It has judged nothing yet.",
    "all_pass": "Everybody passes it, so it tells nobody apart. Keep it as a help, or make it harder.",
    "all_fail": "Everybody fails it. Look whether it expects the right thing.",
    "against": "Who does better fails it more often. Look whether it expects the right thing.",
}
DOUBTS = {
    "passes_now": "Passes all of these tests, and failed some of version {before}",
    "fails_now": "Fails some of these tests, and passed all of version {before}",
    "passes_but_lowered": "Passes everything, and staff have lowered the grade",
}
WORDS = ((0.5, "very well"), (0.3, "well"), (0.1, "a little"), (-0.1, "hardly"))


class QualityQuery(Query):
    """Which version's tests, and on whose work."""

    limit: int = Field(default=PAGE, ge=1, le=PAGE)
    version_id: UUID | None = None
    whole_class: bool = False


@routes.get("/challenges/{challenge_id}/quality", rule=DATA_VIEW)
def view_quality(call: Call, challenge_id: UUID, query: QualityQuery | None = None) -> View:
    """The tests of a version over the submissions that they have judged."""
    asked = query or QualityQuery()
    where = (call.session, call.actor, challenge_id)
    suite = analytics.suite_quality(*where, asked.version_id, whole_class=asked.whole_class)
    page = PageRequest(asked.limit, asked.after)
    doubtful = analytics.doubtful_attempts(*where, page, asked.version_id, whole_class=asked.whole_class)
    setting = authoring.find_setting(*where)
    return View(
        "quality.html",
        {
            "access": setting.access,
            "item": setting.item,
            "challenge": setting.challenge,
            "suite": suite,
            "doubtful": doubtful,
            "whole_class": asked.whole_class,
            "versions": grading.challenge_versions(*where) if _teaches(setting) else [],
            "few": suite.attempts < FEW,
        },
    )


def tells_apart(discrimination: float | None) -> str:
    """How well a test tells right from wrong, in words; the number stands beside them."""
    if discrimination is None:
        return "can’t be said"
    return next((word for least, word in WORDS if discrimination >= least), "the wrong way round")


def _teaches(setting: authoring.Setting) -> bool:
    found = setting.access
    return found is None or found.regrades
