from __future__ import annotations

from tests.server.service import RunningService
from tests.support.people import School


def test_me_names_the_caller_and_their_classes(service: RunningService, school: School) -> None:
    user = school.users["teacher"]
    me = service.client(user.login_name).get("/me").json()
    assert me["username"] == user.username
    assert [each["class_id"] for each in me["classes"]] == [str(school.class_id)]
