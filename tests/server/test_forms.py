"""A browser signs on through the Hub and fills in forms, with and without the proof that they are ours."""

from __future__ import annotations

import csv
import html
import io
import re
import uuid
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from lectorium.kit.database import Database
from lectorium.storage import open_store
from tests.server.service import PREFIX, RunningService
from tests.server.world import World, build_world

NAVIGATE = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "same-origin", "User-Agent": "a browser"}


class Browser:
    """Cookies, redirects and forms."""

    def __init__(self, service: RunningService, login: str) -> None:
        self.root = f"{service.url}{PREFIX}/lectorium"
        self.http = service.open(headers=NAVIGATE, timeout=30, follow_redirects=False)
        begun = self.http.get(f"{self.root}/")
        state = parse_qs(urlsplit(begun.headers["Location"]).query)["state"][0]
        back = f"{service.url}{PREFIX}/oauth_callback"
        self.http.get(back, params={"code": login, "state": state})

    def get(self, path: str) -> httpx.Response:
        return self.http.get(f"{self.root}{path}")

    def proof(self, path: str) -> str:
        return str(re.findall(r'name="_xsrf" value="([^"]+)"', self.get(path).text)[0])

    def send(self, page: str, target: str, **fields: str) -> httpx.Response:
        """Fill in the form on a page and send it; follows to where it leads."""
        data = {"_xsrf": self.proof(page), **fields}
        answer = self.http.post(f"{self.root}{target}", data=data)
        if answer.status_code == 303:
            return self.http.get(f"{self.root.partition('/services')[0]}{answer.headers['Location']}")
        return answer


@pytest.fixture
def teacher(service: RunningService, world: World) -> Browser:
    return Browser(service, world.login("teacher"))


@pytest.fixture(scope="module")
def graded(database: Database, service_folder: Path) -> World:
    """A school of its own, whose one grade nothing else changes."""
    return build_world(database, open_store(f"folder://{service_folder / 'objects'}"))


def test_signing_on_leads_back_to_the_page(teacher: Browser, world: World) -> None:
    page = teacher.get(f"/classes/{world.school.class_id}")
    assert page.status_code == 200
    assert "Join code" in page.text


def test_a_forged_form_changes_nothing(teacher: Browser, world: World) -> None:
    before = world.join_code
    path = f"{teacher.root}/classes/{world.school.class_id}/join-code"
    assert teacher.http.post(path).status_code == 403
    assert teacher.http.post(path, data={"_xsrf": "forged"}).status_code == 403
    other = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert teacher.http.post(path, headers=other).status_code == 403
    assert world.join_code == before


def test_a_cookie_does_not_write_to_the_api_without_proof(
    service: RunningService, teacher: Browser, world: World
) -> None:
    path = f"{service.api}/classes/{world.school.class_id}/join-code"
    assert teacher.http.post(path, headers={"Sec-Fetch-Mode": "cors"}).status_code == 401


def test_a_teacher_makes_a_class_and_a_student_joins(
    service: RunningService, teacher: Browser, world: World
) -> None:
    name = f"Class {uuid.uuid4().hex}"
    made = teacher.send("/", "/classes", name=name, section="Fall", time_zone="Europe/Berlin")
    assert "The class is made" in made.text
    code = re.findall(r'class="join-code">(\w+)<', made.text)[0]
    student = Browser(service, world.login("student1"))
    joined = student.send("/", "/join", code=f" {code.lower()} ")
    assert "You are in" in joined.text
    assert name in student.get("/").text


def test_a_wrong_code_comes_back_with_the_reason(teacher: Browser) -> None:
    answer = teacher.send("/", "/join", code="ZZZZZZ")
    assert answer.status_code == 404
    assert "No open class has this code" in answer.text
    assert 'value="ZZZZZZ"' in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_an_item_leads_to_its_problem_in_jupyterlab(service: RunningService, world: World) -> None:
    student = Browser(service, world.login("student1"))
    assert f'user-redirect/lab?lectorium={world.challenge_id}"' in student.get(f"/items/{world.item_id}").text


def test_an_item_is_hidden_and_shown_again(teacher: Browser, world: World) -> None:
    page = f"/classes/{world.school.class_id}"
    target = f"{page}/items/{world.item_id}/show"
    assert "see it any more" in teacher.send(page, target, show="no").text
    assert "Students see it now" in teacher.send(page, target, show="yes").text


def test_a_module_is_made_hidden_and_removed(teacher: Browser, world: World) -> None:
    page = f"/classes/{world.school.class_id}"
    title = f"Module {uuid.uuid4().hex[:6]}"
    made = teacher.send(page, f"{page}/modules", title=title)
    assert "The module is made" in made.text
    module = re.findall(rf'id="module-([0-9a-f-]+)">{title}', made.text)[0]
    assert "any more" in teacher.send(page, f"{page}/modules/{module}", do="hide").text
    assert title not in teacher.send(page, f"{page}/modules/{module}", do="remove").text
    full = teacher.send(page, f"{page}/modules/{world.school.module_id}", do="remove")
    assert (full.status_code, "still holds items" in full.text) == (409, True)


def test_a_class_is_renamed_archived_and_reopened(teacher: Browser) -> None:
    made = teacher.send("/", "/classes", name="Old name", section="", time_zone="UTC")
    page = f"/classes/{str(made.url).rpartition('/')[2].partition('?')[0]}"
    fields = {"name": "New name", "section": "S", "description": "About", "time_zone": "Europe/Berlin"}
    assert "New name" in teacher.send(page, f"{page}/settings", **fields).text
    held = teacher.send(page, f"{page}/settings", **fields, hold_grades="yes").text
    assert 'name="hold_grades" value="yes" checked' in held
    assert 'value="yes" checked' not in teacher.send(page, f"{page}/settings", **fields).text
    wrong = teacher.send(page, f"{page}/settings", **{**fields, "time_zone": "Mars"})
    assert (wrong.status_code, 'value="Mars"' in wrong.text) == (422, True)
    archived = teacher.send(page, f"{page}/archive", archive="yes")
    assert "This class is archived" in archived.text
    assert "Reopen the class" in teacher.get(f"{page}/settings").text
    assert "Add a module" not in archived.text
    assert "open again" in teacher.send(f"{page}/settings", f"{page}/archive", archive="no").text


def test_a_roster_is_tried_then_brought_in(teacher: Browser, world: World) -> None:
    page = f"/classes/{world.school.class_id}/roster"
    name = f"csv{uuid.uuid4().hex[:8]}"
    text = f"username,email,name\n{name},{name}@example.org,From A File\n"
    tried = teacher.send(page, f"{page}/import", csv=text)
    assert "This is what would happen" in tried.text
    assert "The line is fine. Nothing is changed until you bring it in." in tried.text
    assert "Bring this one in" in tried.text
    assert f"<td>{name}</td>" not in teacher.get(f"{page}?search={name}").text
    brought = teacher.send(page, f"{page}/import", csv=text, apply="yes")
    assert "The roster is in" in brought.text
    line = f"{name}@example.org,From A File"
    assert (line in tried.text, line in brought.text) == (True, False)
    again = teacher.send(page, f"{page}/import", csv=text)
    assert "The line says what is in the class already" in again.text
    assert "Bring this one in" not in again.text
    assert "From A File" in teacher.get(f"{page}?search={name}").text


def test_a_bad_line_stops_the_whole_roster(teacher: Browser, world: World) -> None:
    page = f"/classes/{world.school.class_id}/roster"
    answer = teacher.send(page, f"{page}/import", csv="username,email,name\nok1,ok1@example.org,Fine\n?,x,\n")
    assert "1 of 2 lines can" in html.unescape(answer.text)
    assert "Bring these" not in answer.text


def test_a_roster_comes_as_a_file_too(teacher: Browser, world: World) -> None:
    page = f"/classes/{world.school.class_id}/roster"
    name = f"file{uuid.uuid4().hex[:8]}"
    text = f"\ufeffusername,email,name\r\n{name},{name}@example.org,Söhne\r\n"
    answer = teacher.http.post(
        f"{teacher.root}{page}/import",
        data={"_xsrf": teacher.proof(page), "csv": "", "apply": "no"},
        files={"file": ("roster.csv", text.encode(), "text/csv")},
    )
    assert "This is what would happen" in answer.text
    assert "read as Western European" not in answer.text


def test_a_file_of_a_european_spreadsheet_is_read_and_said_to_be_guessed(
    teacher: Browser, world: World
) -> None:
    page = f"/classes/{world.school.class_id}/roster"
    name = f"file{uuid.uuid4().hex[:8]}"
    text = f"username;email;name\r\n{name};{name}@example.org;Jörg Müßig\r\n"
    answer = teacher.http.post(
        f"{teacher.root}{page}/import",
        data={"_xsrf": teacher.proof(page), "csv": ""},
        files={"file": ("roster.csv", text.encode("cp1252"), "text/csv")},
    )
    assert "read as Western European" in answer.text
    assert "Jörg Müßig" in answer.text
    teacher.send(page, f"{page}/import", csv=text, apply="yes")
    assert "Jörg Müßig" in teacher.get(f"{page}?search={name}").text


def test_too_large_a_form_is_refused(teacher: Browser, world: World) -> None:
    page = f"/classes/{world.school.class_id}/roster"
    answer = teacher.send(page, f"{page}/import", csv="x" * 2_600_000)
    assert answer.status_code == 413


def test_a_grade_is_adjusted_commented_and_held(service: RunningService, graded: World) -> None:
    world, teacher = graded, Browser(service, graded.login("teacher"))
    page = f"/items/{world.item_id}/students/{world.student_id}"
    feedback = "<b>Good</b> & short"
    saved = teacher.send(page, page, adjustment="-0.5", feedback=feedback, private_notes="ask", then="hold")
    assert "Saved" in saved.text
    assert "4.5 of 5" in saved.text
    assert "<b>Good" not in saved.text
    student = Browser(service, world.login("student1"))
    assert "4.5" not in student.get("/me/grades").text  # I15: a held grade shows nowhere
    teacher.send(page, page, adjustment="-0.5", feedback=feedback, private_notes="ask", then="return")
    mine = student.get("/me/grades").text
    assert "4.5 of 5" in mine
    assert "&lt;b&gt;Good&lt;/b&gt; &amp; short" in mine
    assert "ask" not in mine
    teacher.send(page, page, adjustment="0", feedback="", private_notes="", then="save")


def test_the_grades_download_as_csv(service: RunningService, graded: World) -> None:
    world, teacher = graded, Browser(service, graded.login("teacher"))
    answer = teacher.get(f"/classes/{world.school.class_id}/grades.csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "Content-Length" not in answer.headers  # it is made while it is sent
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:4] == ["username", "name", "email", "Sums"]
    mine = next(row for row in rows if row[0] == world.school.users["student1"].username)
    assert mine[3] == "5"


def test_a_name_does_not_become_a_formula(service: RunningService, world: World) -> None:
    client = service.client(world.login("admin"))
    user = world.new_user()
    client.post("/users", json={**user, "name": "=HYPERLINK(1)"})
    client.post(f"/classes/{world.school.class_id}/enrollments", json={"username": user["username"]})
    browser = Browser(service, world.login("teacher"))
    answer = browser.get(f"/classes/{world.school.class_id}/grades.csv")
    assert ",'=HYPERLINK(1)," in answer.text


def test_an_administrator_makes_closes_and_opens_an_account(service: RunningService, world: World) -> None:
    admin = Browser(service, world.login("admin"))
    user = world.new_user()
    made = admin.send("/users", "/users", **user)
    assert "with the password <code>" in made.text
    user_id = service.client(world.login("admin")).get("/users", params={"search": user["username"]})
    target = f"/users/{user_id.json()['items'][0]['id']}"
    assert "Saved" in admin.send("/users", target, disabled="yes").text
    assert "closed" in admin.get(f"/users?search={user['username']}").text
    assert "Saved" in admin.send("/users", target, disabled="no").text
    assert "with the password <code>" in admin.send("/users", target, new_password="yes").text


def test_two_different_new_passwords_are_refused(teacher: Browser, world: World) -> None:
    proof = teacher.proof("/")
    data = {"_xsrf": proof, "current": "x", "new": "longer than 8", "again": "another one"}
    answer = teacher.http.post(f"{teacher.root}/me/password", data=data)
    assert answer.status_code == 422
    assert "differ" in answer.text
    assert "longer than 8" not in answer.text


def test_texts_for_people() -> None:
    from datetime import UTC, datetime, timedelta
    from decimal import Decimal

    from lectorium_server.pages.texts import absolute, plain, points, relative

    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert points(Decimal("89.995")) == "90"  # I11: half up, only here
    assert points(Decimal("2.50")) == "2.5"
    assert points(Decimal(100)) == "100"
    assert points(None) == "–"
    assert relative(now + timedelta(days=2, hours=1), now) == "in 2 days"
    assert relative(now - timedelta(hours=1), now) == "1 hour ago"
    assert relative(now + timedelta(seconds=5), now) == "in a moment"
    assert absolute(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Europe/Berlin").endswith("Sun 25 Oct, 02:30")
    assert plain("\x1b[31mred\x1b[0m <b>") == "red <b>"


def test_an_administrator_links_and_unlinks_the_schools_own_sign_in(
    service: RunningService, world: World
) -> None:
    admin = Browser(service, world.login("admin"))
    users = {name: world.school.users[name].id for name in ("student1", "student2")}
    identity = f"idp|{uuid.uuid4().hex}"
    api = service.client(world.login("admin"))
    linked = api.patch(f"/users/{users['student1']}", json={"external_identity": identity})
    assert linked.json()["external_identity"] == identity
    page = admin.get("/users").text
    assert identity in page
    assert "School sign-in" in page
    taken = admin.send("/users", f"/users/{users['student2']}", external_identity=identity)
    assert taken.status_code == 409
    assert "Another account has this external identity" in taken.text
    assert "Saved." in admin.send("/users", f"/users/{users['student1']}", external_identity="").text
    assert identity not in admin.get("/users").text
