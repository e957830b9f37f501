"""Whatever the document allows gets an answer that the document knows, and never a 500."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from lectorium_server.openapi import describe
from lectorium_server.routes import TABLE
from lectorium_server.routing.route import Kind
from tests.server.service import RunningService
from tests.support.people import School

SKIPPED = [route.path for route in TABLE.routes if route.kind is not Kind.UNIT or route.scope is None]
SCHEMA = schemathesis.openapi.from_dict(describe(TABLE)).exclude(path=SKIPPED)


@pytest.fixture
def token(service: RunningService, school: School) -> str:
    return service.hub.token(school.users["admin"].login_name)


@SCHEMA.parametrize()
@settings(
    max_examples=4,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_any_request_is_answered(case: schemathesis.Case[Any], service: RunningService, token: str) -> None:
    headers = {"Authorization": f"token {token}"}
    answer = case.call(base_url=service.api, headers=headers)
    checks = [not_a_server_error, status_code_conformance, response_schema_conformance]
    case.validate_response(answer, checks=checks, headers=headers)
