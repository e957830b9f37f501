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
