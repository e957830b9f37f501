"""What stands in an assignment: problems, order, points, settings."""

from __future__ import annotations

from uuid import UUID

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.home import api as home
from lectorium_server.auth.scopes import Scope
from lectorium_server.routing.call import Call
from lectorium_server.routing.route import Routes
from lectorium_server.routing.rules import CONTENT_EDIT
from lectorium_wire.contents import (
    AssignmentContents,
    AssignmentProblem,
    PlacePatch,
    ProblemAdd,
    ProblemOrder,
    SettingsPatch,
)

routes = Routes("contents")
CLEARED_BY_NULL = {"max_attempts", "time_limit_mins", "allowed_languages"}


@routes.get("/items/{item_id}/contents", rule=CONTENT_EDIT)
def get_contents(call: Call, item_id: UUID) -> AssignmentContents:
    """An assignment's settings and its problems in order, with how far students have come."""
    return contents_shape(home.contents_view(call.session, call.actor, item_id))


@routes.patch("/items/{item_id}/settings", rule=CONTENT_EDIT, scope=Scope.TEACH)
def change_settings(call: Call, item_id: UUID, body: SettingsPatch) -> AssignmentContents:
    """Change how an assignment is taken; 409 for what would hurt students who have begun."""
    given = body.model_dump(exclude_unset=True)
    changes = {key: value for key, value in given.items() if value is not None or key in CLEARED_BY_NULL}
    return answer(call, authoring.change_settings(call.session, call.actor, item_id, changes))


@routes.post("/items/{item_id}/problems", rule=CONTENT_EDIT, scope=Scope.TEACH)
def add_problem(call: Call, item_id: UUID, body: ProblemAdd) -> AssignmentContents:
    """Put a frozen version at the end of an assignment; grades follow the new sum of points."""
    return answer(
        call,
        authoring.add_problem(
            call.session,
            call.actor,
            item_id,
            body.problem_version_id,
            title=body.title,
            custom_points=body.custom_points,
        ),
    )


@routes.put("/items/{item_id}/problems", rule=CONTENT_EDIT, scope=Scope.TEACH)
def reorder_problems(call: Call, item_id: UUID, body: ProblemOrder) -> AssignmentContents:
    """Put the problems in another order; 409 where it isn't `before` any more.

    Then `current` holds the `order` that is.
    """
    return answer(
        call,
        authoring.reorder_problems(call.session, call.actor, item_id, body.before, body.after),
    )


@routes.patch("/items/{item_id}/problems/{challenge_id}", rule=CONTENT_EDIT, scope=Scope.TEACH)
def change_place(call: Call, item_id: UUID, challenge_id: UUID, body: PlacePatch) -> AssignmentContents:
    """Change a problem's title, points, languages or hints here; its version stays as it is."""
    changes = body.model_dump(exclude_unset=True)
    return answer(call, authoring.change_place(call.session, call.actor, item_id, challenge_id, changes))


@routes.delete("/items/{item_id}/problems/{challenge_id}", rule=CONTENT_EDIT, scope=Scope.TEACH)
def remove_problem(call: Call, item_id: UUID, challenge_id: UUID) -> None:
    """Take a problem out; 409 with code `handed_in` where somebody has handed in to it."""
    authoring.remove_problem(call.session, call.actor, item_id, challenge_id)


def answer(call: Call, contents: authoring.Contents) -> AssignmentContents:
    """The contents as they stand now."""
    return contents_shape(home.with_counts(call.session, contents))


def contents_shape(view: home.ContentsView) -> AssignmentContents:
    """An assignment's contents on the wire."""
    contents = view.contents
    item, assignment, config = contents.placed.item, contents.assignment, contents.config
    return AssignmentContents(
        item_id=item.id,
        class_id=contents.placed.module.class_id,
        title=item.title,
        content_type=item.content_type,
        mode=assignment.mode,
        difficulty=assignment.difficulty,
        points_total=assignment.points_total,
        max_attempts=config.max_attempts,
        accept_late=config.accept_late,
        time_limit_mins=config.time_limit_mins,
        allowed_languages=config.allowed_languages,
        hint_cost=config.hint_cost,
        problems=[place_shape(each) for each in view.places],
        warnings=view.warnings,
    )


def place_shape(view: home.PlaceView) -> AssignmentProblem:
    """A problem in an assignment on the wire."""
    place = view.place
    return AssignmentProblem(
        challenge_id=place.row.id,
        problem_id=place.version.problem_id,
        version_id=place.version.id,
        number=place.version.number,
        newest_number=place.newest.number,
        title=place.challenge.title,
        kind=place.version.kind,
        points=place.points,
        version_points=place.version_points,
        custom_points=place.row.custom_points,
        languages=place.languages,
        allowed_languages=place.config.allowed_languages,
        hint_count=len(place.version.hints),
        hint_cost=place.config.hint_cost,
        begun=view.begun,
        handed_in=view.handed_in,
    )
