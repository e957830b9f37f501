"""Changed tests: setting a newer version for students, and regrading what was handed in before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from pydantic import Field

from lectorium.kit.paging import PageRequest
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.gradebook import api as gradebook
from lectorium.rooms.grading import api as grading
from lectorium.rooms.home import api as home
from lectorium_server.pages.frame import Form, Pages, Redirect, View
from lectorium_server.pages.regrade_texts import bars, effect_words, sum_up
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import REGRADER
from lectorium_wire.base import Query

routes = Pages("regrades")
PAGE = 200
MANY = PageRequest(200)


class UpgradeForm(Form):
    """Which version students get from now on."""

    version_id: UUID
    reason: str = Field(default="", max_length=2000)


class RegradeForm(Form):
    """What is run again, and whose result counts; empty: the newest version of each problem."""

    to_version_id: UUID | Literal[""] = ""
    attempts: grading.Chosen = "all"
    policy: grading.Policy = "never_lower"
    reason: str = Field(default="", max_length=2000)


class StepForm(Form):
    """The next step of a regrade."""

    do: Literal["preview", "apply", "cancel", "undo"]


class EffectQuery(Query):
    """Whom to show, and from where on."""

    limit: int = Field(default=PAGE, ge=1, le=PAGE)
    outcome: grading.Outcome | None = None


@dataclass(frozen=True)
class Tests:
    """A challenge with the versions of its problem, newest first."""

    __test__ = False

    challenge: authoring.Challenge
    versions: Sequence[grading.VersionRow]
    progress: home.Progress

    @property
    def pinned(self) -> grading.VersionRow:
        """The version that students get."""
        return next(row for row in self.versions if row.is_pinned)

    @property
    def newest(self) -> grading.VersionRow:
        """The version that was published last."""
        return self.versions[0]

    @property
    def is_behind(self) -> bool:
        """Whether a newer version exists than students get."""
        return not self.newest.is_pinned

    @property
    def attempts(self) -> int:
        """Graded final submissions."""
        return sum(row.attempts for row in self.versions)

    @property
    def waiting(self) -> int:
        """Those that the newest version hasn't graded."""
        return self.attempts - self.newest.attempts


@routes.get("/items/{item_id}/tests", rule=REGRADER)
def view_item_tests(call: Call, item_id: UUID) -> View:
    """An item's problems with their versions, and the ways to use a newer one."""
    placed = courses.find_item(call.session, call.actor, item_id)
    challenges = authoring.challenges_of_item(call.session, item_id)
    found = courses.require(
        call.session, call.actor, placed.module.class_id, content="edit", student_data="grade"
    )
    return _tests_view(call, found, placed.item, challenges)


@routes.get("/challenges/{challenge_id}/tests", rule=REGRADER)
def view_tests(call: Call, challenge_id: UUID) -> View:
    """One problem with its versions; a standalone one as well."""
    challenge = authoring.find_challenge(call.session, call.actor, challenge_id)
    authoring.require_teacher(call.session, call.actor, challenge, writable=False)
    setting = authoring.find_setting(call.session, call.actor, challenge_id)
    return _tests_view(call, setting.access, setting.item, [challenge])


@routes.action("/challenges/{challenge_id}/upgrade", rule=REGRADER, back=view_tests)
def set_version(call: Call, challenge_id: UUID, body: UpgradeForm) -> Redirect:
    """Give students another version from now on."""
    grading.upgrade(call.session, call.actor, challenge_id, body.version_id, reason=body.reason)
    return Redirect(f"/challenges/{challenge_id}/tests", "upgraded")


@routes.action("/challenges/{challenge_id}/regrades", rule=REGRADER, back=view_tests)
def try_regrade(call: Call, challenge_id: UUID, body: RegradeForm) -> Redirect:
    """Run what was handed in to a problem under another version; nothing that counts changes yet."""
    return _begin(call, grading.NewRegrade(challenge_id=challenge_id), body)


@routes.action("/items/{item_id}/regrades", rule=REGRADER, back=view_item_tests)
def try_item_regrade(call: Call, item_id: UUID, body: RegradeForm) -> Redirect:
    """The same for all problems of an item, each under its newest version."""
    return _begin(call, grading.NewRegrade(item_id=item_id), body)


@routes.get("/classes/{class_id}/regrades", rule=REGRADER)
def view_regrades(call: Call, class_id: UUID, query: Query | None = None) -> View:
    """Who regraded what, when and why."""
    asked = query or Query()
    page = PageRequest(asked.limit, asked.after)
    found = courses.access(call.session, call.actor, class_id)
    listed = grading.list_regrades(call.session, call.actor, class_id, page)
    return View("regrades.html", {"access": found, "regrades": listed, "tab": "regrades"})


@routes.get("/regrades/{regrade_id}", rule=REGRADER)
def view_regrade(call: Call, regrade_id: UUID, query: EffectQuery | None = None) -> View:
    """How far a regrade is, who gains and loses by it, and the steps that are open."""
    asked = query or EffectQuery()
    view = grading.read_regrade(call.session, call.actor, regrade_id)
    context = {"regrade": view, "outcome": asked.outcome, **_place(call, view)}
    if view.students is None:
        return View("regrade.html", {**context, "effects": None})
    page = PageRequest(asked.limit, asked.after)
    effects = gradebook.students_of(call.session, view, page, asked.outcome)
    spread = gradebook.spread_of(call.session, view)
    return View(
        "regrade.html",
        {
            **context,
            "effects": effects,
            "changes": _changes(call, view, effects.items),
            "sums": sum_up(spread),
            "bars": bars(spread),
            "will": effect_words(view, spread),
        },
    )


@routes.action("/regrades/{regrade_id}", rule=REGRADER, back=view_regrade)
def step_regrade(call: Call, regrade_id: UUID, body: StepForm) -> Redirect:
    """Look, apply, cancel or undo."""
    step: Callable[..., object] = {
        "preview": grading.start_preview,
        "apply": grading.start_apply,
        "cancel": grading.cancel_regrade,
        "undo": grading.start_undo,
    }[body.do]
    step(call.session, call.actor, regrade_id)
    return Redirect(f"/regrades/{regrade_id}", f"regrade_{body.do}")


def _begin(call: Call, scope: grading.NewRegrade, body: RegradeForm) -> Redirect:
    new = replace(
        scope,
        to_version_id=body.to_version_id or None,
        policy=body.policy,
        attempts=body.attempts,
        reason=body.reason,
    )
    job = grading.plan_regrade(call.session, call.actor, new)
    grading.start_preview(call.session, call.actor, job.id)
    return Redirect(f"/regrades/{job.id}", "regrade_preview")


def _tests_view(
    call: Call,
    access: courses.Access | None,
    item: courses.ContentItem | None,
    challenges: Sequence[authoring.Challenge],
) -> View:
    versions = grading.versions_of(call.session, call.actor, challenges)
    progress = home.progress_of(call.session, [each.id for each in challenges])
    problems = [Tests(each, versions[each.id], progress[each.id]) for each in challenges]
    return View(
        "tests.html",
        {"access": access, "item": item, "problems": problems, "running": _running(call, access)},
    )


def _running(call: Call, access: courses.Access | None) -> dict[UUID, grading.RegradeView]:
    """Regrades that aren't over, by the challenges they hold."""
    if access is None:
        return {}
    listed = grading.list_regrades(call.session, call.actor, access.klass.id, MANY).items
    return {
        target.challenge_id: view
        for view in listed
        if view.job.state in grading.OPEN
        for target in view.targets
    }


def _place(call: Call, view: grading.RegradeView) -> dict[str, object]:
    """Where a regrade belongs: its class and item, or neither."""
    setting = authoring.find_setting(call.session, call.actor, view.targets[0].challenge_id)
    return {"access": setting.access, "item": setting.item}


def _changes(
    call: Call, view: grading.RegradeView, effects: Sequence[gradebook.StudentEffect]
) -> dict[tuple[UUID, UUID], list[grading.AttemptView]]:
    """The attempts of the students shown that come out differently, by student and challenge."""
    found: defaultdict[tuple[UUID, UUID], list[grading.AttemptView]] = defaultdict(list)
    student_ids = {each.student.id for each in effects}
    if student_ids:
        page = PageRequest(PAGE * 10)
        shown = grading.attempts_of(call.session, call.actor, view, page, sorted(student_ids))
        for each in shown.items:
            if each.tests or each.item.state == "failed":
                found[each.item.student_id, each.item.challenge_id].append(each)
    return found
