"""Every page, opened by who may and who may not; and what forms do."""

from __future__ import annotations

import re

import httpx
import pytest

from lectorium.rooms.courses import api as courses
from lectorium.rooms.grading import api as grading
from lectorium_server.pages.table import PAGES
from lectorium_server.routing.route import Route
from tests.server.exams import exam_places
from tests.server.knowledge import knowledge_places
from tests.server.privacy import a_request
from tests.server.quizzes import quiz_places
from tests.server.regrades import regraded
from tests.server.service import PREFIX, RunningService
from tests.server.tutor_admin import tutor_places
from tests.server.world import World

VIEWS = [route for route in PAGES.routes if route.method == "GET"]
READERS = {
    "view_home": ("student1", None),
    "view_school_replays": ("admin", "teacher"),
    "view_class_replays": ("ta", "student1"),
    "view_challenge_replays": ("ta", "student1"),
    "view_replay": ("teacher", "student1"),
    "view_school_costs": ("admin", "teacher"),
    "download_school_costs": ("admin", "teacher"),
    "view_class_costs": ("ta", "student1"),
    "download_class_costs": ("ta", "student1"),
    "view_models": ("admin", "teacher"),
    "view_model": ("admin", "teacher"),
    "view_instructions": ("admin", "teacher"),
    "view_school_tutor": ("admin", "teacher"),
    "view_class_tutor": ("teacher", "ta"),
    "view_challenge_tutor": ("teacher", "ta"),
    "view_school_knowledge": ("teacher", "ta"),
    "view_class_knowledge": ("teacher", "ta"),
    "view_challenge_knowledge": ("teacher", "ta"),
    "view_knowledge": ("teacher", "ta"),
    "view_source": ("student1", "stranger"),
    "download_knowledge": ("student1", "stranger"),
    "view_material_source": ("student1", "stranger"),
    "view_support": ("student1", "stranger"),
    "view_practice": ("student1", None),
    "view_practised": ("student1", None),
    "view_library": ("ta", "student1"),
    "view_problem": ("ta", "student1"),
    "view_contents": ("teacher", "ta"),
    "view_structure": ("teacher", "ta"),
    "new_announcement": ("teacher", "ta"),
    "new_material": ("teacher", "ta"),
    "view_edit": ("teacher", "ta"),
    "view_item": ("student1", "stranger"),
    "download_file": ("student1", "stranger"),
    "view_class": ("student1", "stranger"),
    "view_grades": ("ta", "student1"),
    "download_grades": ("ta", "student1"),
    "view_my_grades": ("student1", None),
    "view_roster": ("ta", "student1"),
    "view_entry": ("ta", "student1"),
    "view_dates": ("ta", "student1"),
    "view_student_dates": ("ta", "student1"),
    "view_label_dates": ("ta", "student1"),
    "view_item_tests": ("teacher", "ta"),
    "view_tests": ("teacher", "ta"),
    "view_regrades": ("teacher", "ta"),
    "view_regrade": ("teacher", "ta"),
    "view_quality": ("ta", "student1"),
    "view_users": ("admin", "teacher"),
    "download_roster": ("ta", "student1"),
    "view_person": ("ta", "student1"),
    "view_settings": ("teacher", "ta"),
    "view_class_audit": ("teacher", "ta"),
    "download_class_audit": ("teacher", "ta"),
    "view_audit": ("admin", "teacher"),
    "download_audit": ("admin", "teacher"),
    "view_me": ("student1", None),
    "view_data": ("student1", None),
    "view_erasures": ("admin", "teacher"),
    "view_erasure": ("admin", "teacher"),
    "view_research": ("ta", "student1"),
    "download_data": ("teacher", None),  # who sits no exam in any test
    "view_exam": ("student1", "stranger"),
    "view_sittings": ("ta", "student1"),
    "new_quiz": ("teacher", "ta"),
    "new_assignment": ("teacher", "ta"),
    "view_quiz_settings": ("teacher", "ta"),
    "view_new_question": ("teacher", "ta"),
    "view_question": ("teacher", "ta"),
    "view_question_import": ("teacher", "ta"),
    "view_quiz": ("student1", "stranger"),
    "review_quiz": ("student1", "stranger"),
    "view_quiz_result": ("student1", "stranger"),
    "view_quiz_answers": ("ta", "student1"),
    "view_journey": ("ta", "student2"),
    "view_class_stuck": ("ta", "student1"),
    "view_stuck": ("ta", "student1"),
    "view_class_answers": ("ta", "student1"),
    "view_answers": ("ta", "student1"),
}


DOWNLOADS = {
    *("download_grades", "download_file", "download_roster"),
    *("download_class_audit", "download_audit"),
    *("download_school_costs", "download_class_costs", "download_knowledge", "download_data"),
}

# What people wrote stands escaped, as it must; a tag of our own templates never does.
OUR_MARKUP_ESCAPED = (
    r"&lt;/?(a|article|button|code|del|details|div|fieldset|footer|form|h\d|header|input|ins|label|li|math|ol"
    r"|option|p|section|select|small|span|strong|summary|svg|table|tbody|td|th|thead|time|tr|ul)\b"
)


def page_client(service: RunningService, login: str | None) -> httpx.Client:
    client = service.client(login)
    client.base_url = f"{service.url}{PREFIX}/lectorium"
    return client


def address(route: Route, world: World) -> str:
    values = {
        "class_id": world.school.class_id,
        "item_id": world.item_id,
        "problem_id": world.version.problem_id,
        "challenge_id": world.challenge_id,
        "student_id": world.student_id,
        "enrollment_id": world.enrollment_id,
        "module_id": world.school.module_id,
        "user_id": world.school.users["stranger"].id,
    }
    if route.path.startswith("/practice/"):
        values["challenge_id"] = world.standalone_id
    if route.operation_id == "download_file":
        values["item_id"] = world.fresh_reading("material")
    if "regrade_id" in route.places:
        values["regrade_id"] = regraded(world).fresh(grading.start_preview)
    if "label_id" in route.places:
        values["label_id"] = world.fresh_label()
    if "request_id" in route.places:
        values |= a_request(world)
    values |= quiz_places(world, route.path) | exam_places(world, route.path)
    values |= tutor_places(world, route.path) | knowledge_places(world, route.path)
    return route.path.format(**values)


def each(routes: list[Route]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("route", [pytest.param(route, id=route.operation_id) for route in routes])


def test_every_view_has_its_readers() -> None:
    assert {route.operation_id for route in VIEWS} == set(READERS)


@each(VIEWS)
def test_its_reader_sees_it(service: RunningService, world: World, route: Route) -> None:
    client = page_client(service, world.login(READERS[route.operation_id][0]))
    answer = client.get(address(route, world))
    assert answer.status_code == 200, answer.text
    if route.operation_id not in DOWNLOADS:
        assert_is_a_page(answer)


def assert_is_a_page(answer: httpx.Response) -> None:
    """Title, language, landmarks, one heading, a label for every field, nothing inline."""
    html = answer.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert '<html lang="en">' in html
    assert re.search(r"<title>\S.* · Lectorium</title>", html)
    assert html.count("<h1") == 1
    assert '<main id="main"' in html
    assert "<nav aria-label=" in html
    assert " style=" not in html
    assert "onclick" not in html
    assert not re.search(OUR_MARKUP_ESCAPED, re.sub(r"<(pre|textarea)\b.*?</\1>", "", html, flags=re.DOTALL))
    fields = re.findall(r'<(?:input|select|textarea) [^>]*?id="([^"]+)"', html)
    assert set(fields) <= set(re.findall(r'<label[^>]* for="([^"]+)"', html))
    assert len(fields) == len(set(fields))


@each(VIEWS)
def test_a_stranger_is_sent_to_sign_in(service: RunningService, world: World, route: Route) -> None:
    answer = page_client(service, None).get(address(route, world))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/hub/api/oauth2/authorize?client_id=service-lectorium")


@each([route for route in VIEWS if READERS[route.operation_id][1]])
def test_the_wrong_reader_is_told_why(service: RunningService, world: World, route: Route) -> None:
    answer = page_client(service, world.login(str(READERS[route.operation_id][1]))).get(address(route, world))
    assert answer.status_code in {403, 404}
    assert 'role="alert"' in answer.text
    assert answer.headers["Content-Type"].startswith("text/html")


@each([route for route in VIEWS if route.places])
def test_k1_the_neighbour_finds_nothing(service: RunningService, world: World, route: Route) -> None:
    answer = page_client(service, world.neighbours.users["admin"].login_name).get(address(route, world))
    assert answer.status_code == 404


@each([route for route in PAGES.routes if route.method == "POST"])
def test_a_form_without_proof_does_nothing(service: RunningService, world: World, route: Route) -> None:
    answer = page_client(service, None).post(address(route, world), data={"code": "x"})
    assert answer.status_code == 403
    assert "<title>" in answer.text


@each([route for route in PAGES.routes if route.method == "POST" and route.body is not None])
def test_a_form_that_makes_no_sense_comes_back_with_the_reason(
    service: RunningService, world: World, route: Route
) -> None:
    answer = page_client(service, world.login("admin")).post(address(route, world), data={"colour": "red"})
    assert answer.status_code == 422
    assert_is_a_page(answer)
    assert 'role="alert"' in answer.text


def test_an_unknown_page_is_404(service: RunningService, world: World) -> None:
    answer = page_client(service, world.login("student1")).get("/nothing/here")
    assert answer.status_code == 404
    assert "Go to your classes" in answer.text


def test_the_services_address_leads_home(service: RunningService, world: World) -> None:
    client = page_client(service, world.login("student1"))
    answer = client.get(f"{service.url}{PREFIX}/")
    assert answer.headers["Location"].rstrip("/") == f"{PREFIX}/lectorium"


def test_staff_see_which_hints_were_taken_and_when(service: RunningService, world: World) -> None:
    hints = f"{service.api}/challenges/{world.challenge_id}/hints"
    student = service.client(world.login("student1"))
    student.post(hints, json={})
    taken = len(student.get(hints).json()["items"])
    assert taken
    page = page_client(service, world.login("ta")).get(f"/items/{world.item_id}/students/{world.student_id}")
    assert re.search(rf"Hints taken: {taken} \([^)]*\d\d:\d\d[^)]*\)", page.text)


def test_staff_see_what_waits_to_be_graded(service: RunningService, world: World) -> None:
    address = f"/classes/{world.school.class_id}"
    handed_in = {
        "type": "final_submission",
        "revision": world.revision("student2"),
        "content": world.release(),
    }
    taken = service.client(world.login("student2")).post(
        f"/challenges/{world.challenge_id}/attempts", json=handed_in
    )
    assert taken.status_code == 201, taken.text
    shown = page_client(service, world.login("ta")).get(address).text
    assert re.search(r"\d+ submissions?( and \d+ test runs?)? waits?, the oldest since", shown)
    assert "waits" not in page_client(service, world.login("student1")).get(address).text
    with world.database.transaction() as session:
        assistant = courses.access(session, world.school.actor("ta"), world.school.class_id)
        line = grading.line_of(session, assistant)
    assert line.handed_in >= 1
    assert line.oldest is not None


def test_staff_see_flagged_work_and_why_and_its_student_does_not(
    service: RunningService, world: World
) -> None:
    flag = {"code": "tampering", "level": "suspect", "message": "Look <here>.", "tests": []}
    grades = f"/classes/{world.school.class_id}/grades"
    staff = page_client(service, world.login("ta"))
    assert "Nothing is flagged" in staff.get(grades, params={"flagged": "true"}).text
    with world.database.transaction() as session:
        grading.current_run(session, world.attempt_id).flags = [flag]
    shown = staff.get(grades, params={"flagged": "true"}).text
    assert shown.count('<th scope="row"') == 1
    assert "state-flagged" in shown
    work = f"/items/{world.item_id}/students/{world.student_id}"
    assert "Look &lt;here&gt;." in staff.get(work).text
    result = f"{service.api}/attempts/{world.attempt_id}/result"
    assert service.client(world.login("student1")).get(result).json()["flags"] == []
    assert service.client(world.login("ta")).get(result).json()["flags"] == [flag]
    table = f"{service.api}{grades}"
    answer = service.client(world.login("ta")).get(table, params={"flagged": "true"}).json()
    assert [row["flagged"].count(True) for row in answer["rows"]] == [1]
    with world.database.transaction() as session:
        grading.current_run(session, world.attempt_id).flags = []
