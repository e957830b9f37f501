"""What a researcher or a teacher reads of a class, row by row."""

from __future__ import annotations

from uuid import UUID

from lectorium.rooms.analytics import api as analytics
from lectorium_server.handlers.paging import page_of, page_request
from lectorium_server.routing.call import Call
from lectorium_server.routing.route import Routes
from lectorium_server.routing.rules import DATA_VIEW
from lectorium_wire.analytics import AttemptRow, TestRow
from lectorium_wire.base import Page, Query
from lectorium_wire.regrading import DoubtfulAttempt, DoubtQuery, QualityQuery, SuiteQuality, TestQuality

routes = Routes("analytics")


@routes.get("/classes/{class_id}/analytics/attempts", rule=DATA_VIEW)
def list_attempt_rows(call: Call, class_id: UUID, query: Query) -> Page[AttemptRow]:
    """All attempts of a class's students, oldest first."""
    found = analytics.attempt_rows(call.session, call.actor, class_id, page_request(query))
    return page_of(found, AttemptRow.model_validate)


@routes.get("/classes/{class_id}/analytics/tests", rule=DATA_VIEW)
def list_test_rows(call: Call, class_id: UUID) -> Page[TestRow]:
    """How often each test passed and failed, over each student's last final submission."""
    rows = analytics.test_rows(call.session, call.actor, class_id)
    return Page[TestRow](items=[TestRow.model_validate(row) for row in rows])


@routes.get("/challenges/{challenge_id}/test-quality", rule=DATA_VIEW)
def get_test_quality(call: Call, challenge_id: UUID, query: QualityQuery) -> SuiteQuality:
    """How well the tests of a version tell right from wrong, over the submissions they have judged.

    A regrade's preview counts: so a new version is tried on old submissions before it is set.
    """
    found = analytics.suite_quality(
        call.session, call.actor, challenge_id, query.version_id, whole_class=query.whole_class
    )
    return SuiteQuality(
        version_id=found.version.id,
        number=found.version.number,
        title=found.version.title,
        attempts=found.attempts,
        passed_all=found.passed_all,
        **found.doubts,
        tests=[TestQuality.model_validate(test) for test in found.tests],
    )


@routes.get("/challenges/{challenge_id}/doubtful-attempts", rule=DATA_VIEW)
def list_doubtful_attempts(call: Call, challenge_id: UUID, query: DoubtQuery) -> Page[DoubtfulAttempt]:
    """Submissions that two versions judge differently, or that staff lowered though they pass everything."""
    found = analytics.doubtful_attempts(
        call.session,
        call.actor,
        challenge_id,
        page_request(query),
        query.version_id,
        whole_class=query.whole_class,
        doubt=query.doubt,
    )
    return page_of(found, DoubtfulAttempt.model_validate)
