"""Who is stuck, in a class or at a challenge; and the tutor's answers that give reason to look."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from pydantic import Field

from lectorium.kit.paging import PageRequest
from lectorium.rooms.home import api as home
from lectorium.rooms.submissions import api as submissions
from lectorium.rooms.tutor import api as tutor
from lectorium_server.pages.frame import Pages, View
from lectorium_server.pages.journey_texts import ORDERS, WANTED, WHOM
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import DATA_VIEW
from lectorium_wire.base import Query

routes = Pages("stuck")
PAGE = 50


class StuckQuery(Query):
    """Whom, in which order."""

    limit: int = Field(default=PAGE, ge=1, le=PAGE)
    whom: home.Whom = "stuck"
    order: home.Sort = "since"
    search: str = Field(default="", max_length=100)

    def address(self, **changes: str | None) -> str:
        """The same as a part of an address, changed as told; from the beginning unless told."""
        said = {"whom": self.whom, "order": self.order, "search": self.search, **changes}
        return urlencode({key: value for key, value in said.items() if value})


class AnswersQuery(Query):
    """Which answers."""

    limit: int = Field(default=PAGE, ge=1, le=PAGE)
    wanted: tutor.Wanted = "to_review"


@routes.get("/classes/{class_id}/stuck", rule=DATA_VIEW)
def view_class_stuck(call: Call, class_id: UUID, query: StuckQuery | None = None) -> View:
    """Who is stuck in the class, at what and since when."""
    return _stuck(call, query or StuckQuery(), f"/classes/{class_id}", class_id=class_id)


@routes.get("/challenges/{challenge_id}/stuck", rule=DATA_VIEW)
def view_stuck(call: Call, challenge_id: UUID, query: StuckQuery | None = None) -> View:
    """Who is stuck at a challenge."""
    return _stuck(call, query or StuckQuery(), f"/challenges/{challenge_id}", challenge_id=challenge_id)


@routes.get("/classes/{class_id}/answers", rule=DATA_VIEW)
def view_class_answers(call: Call, class_id: UUID, query: AnswersQuery | None = None) -> View:
    """The tutor's answers in the class."""
    watched = submissions.watch_class(call.session, call.actor, class_id)
    return _answers(call, watched, query or AnswersQuery(), f"/classes/{class_id}")


@routes.get("/challenges/{challenge_id}/answers", rule=DATA_VIEW)
def view_answers(call: Call, challenge_id: UUID, query: AnswersQuery | None = None) -> View:
    """The tutor's answers at a challenge."""
    watched = submissions.watch_challenge(call.session, call.actor, challenge_id)
    return _answers(call, watched, query or AnswersQuery(), f"/challenges/{challenge_id}")


def _stuck(
    call: Call,
    asked: StuckQuery,
    base: str,
    *,
    class_id: UUID | None = None,
    challenge_id: UUID | None = None,
) -> View:
    view = home.who_is_stuck(
        call.session,
        call.actor,
        PageRequest(asked.limit, asked.after),
        class_id=class_id,
        challenge_id=challenge_id,
        whom=asked.whom,
        sort=asked.order,
        search=asked.search.strip() or None,
    )
    more = {
        "view": view,
        "asked": asked,
        "limits": (home.STUCK_RUNS, home.STUCK_QUESTIONS, home.STUCK_RECENT.days),
        "whom_words": WHOM,
        "order_words": ORDERS,
    }
    return View("stuck.html", {**_around(view.watched, base), **more})


def _answers(call: Call, watched: submissions.Watched, asked: AnswersQuery, base: str) -> View:
    page = PageRequest(asked.limit, asked.after)
    rows = tutor.list_answers(call.session, call.actor, watched, page, wanted=asked.wanted)
    more = {"rows": rows, "asked": asked, "wanted_words": WANTED}
    return View("answers.html", {**_around(watched, base), **more})


def _around(watched: submissions.Watched, base: str) -> dict[str, object]:
    """What both pages say of where they are."""
    zone = watched.access.klass.time_zone if watched.access else "UTC"
    return {
        "access": watched.access,
        "challenge": watched.challenge,
        "zone": zone,
        "base": base,
        "tab": "stuck",
    }
