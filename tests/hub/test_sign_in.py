"""Signing in through the real Hub, against real accounts."""

import re
from datetime import timedelta

import httpx
import pytest

from lectorium.kit.database import Database
from lectorium.rooms.courses import api as courses
from lectorium.rooms.people import api as people
from lectorium.rooms.people.passwords import hash_password
from tests.hub.running import RunningHub
from tests.support.people import School

PASSWORD = "staple battery horse"


@pytest.fixture(scope="module")
def password_hash() -> str:
    return hash_password(PASSWORD)


@pytest.fixture(autouse=True)
def _passwords(database: Database, school: School, password_hash: str) -> None:
    with database.transaction() as session:
        for user in school.users.values():
            session.get_one(people.User, user.id).password_hash = password_hash


def account(database: Database, name: str) -> people.User:
    with database.transaction() as session:
        user = people.by_login_name(session, name)
        assert user is not None
        return user


def message(page: httpx.Response) -> str:
    found = re.search(r'id="login_error"><b>Not signed in.</b> ([^<]*)<', page.text)
    return found[1].replace("&#39;", "'") if found else ""


def test_the_right_password_opens(hub: RunningHub, names: dict[str, str], database: Database) -> None:
    _, page = hub.sign_in(names["student1"], PASSWORD)
    assert page.status_code == 200
    assert page.url.path == "/hub/home"
    assert "Student1" in page.text
    assert account(database, names["student1"]).last_login_at is not None


def test_the_name_is_taken_as_it_is_meant(hub: RunningHub, names: dict[str, str]) -> None:
    browser, page = hub.sign_in(f" {names['student1'].upper()} ", PASSWORD)
    assert page.url.path == "/hub/home"
    assert hub.me(browser)["name"] == names["student1"]


def test_the_address_serves_as_a_name(hub: RunningHub, names: dict[str, str], school: School) -> None:
    browser, _ = hub.sign_in(school.users["student1"].email, PASSWORD)
    assert hub.me(browser)["name"] == names["student1"]


@pytest.mark.parametrize("password", ["wrong", PASSWORD.upper(), f" {PASSWORD}", "x" * 2000, ""])
def test_a_wrong_password_does_not(hub: RunningHub, names: dict[str, str], password: str) -> None:
    _, page = hub.sign_in(names["student2"], password)
    assert page.status_code == 403
    assert message(page).count(".") == 3
    assert PASSWORD not in page.text


@pytest.mark.parametrize(
    "name", ["nobody", "../admin", "x" * 300, "a\nb", "'; drop table users; --", "ünïcode"]
)
def test_an_unknown_name_is_answered_like_a_wrong_password(hub: RunningHub, name: str) -> None:
    _, page = hub.sign_in(name, PASSWORD)
    assert page.status_code == 403


@pytest.mark.parametrize("end", ["disabled_at", "deleted_at"])
def test_a_closed_account_stays_closed(
    hub: RunningHub, names: dict[str, str], database: Database, school: School, end: str
) -> None:
    with database.transaction() as session:
        user = session.get_one(people.User, school.users["student1"].id)
        setattr(user, end, user.created_at + timedelta(seconds=1))
    _, page = hub.sign_in(names["student1"], PASSWORD)
    assert page.status_code == 403


def sign_in_from(hub: RunningHub, address: str, name: str, password: str) -> httpx.Response:
    """Send the form as a proxy in front of the Hub would, for somebody at this address."""
    with httpx.Client(
        base_url=hub.hub_url, follow_redirects=True, timeout=60, headers={"X-Forwarded-For": address}
    ) as browser:
        return hub.post_form(browser, hub.form(browser), name, password)


def test_guessing_slows_down_one_account_from_one_address_only(
    hub: RunningHub, names: dict[str, str]
) -> None:
    here, elsewhere = "192.0.2.1", "192.0.2.2"
    answers = [sign_in_from(hub, here, names["student1"], "guess")]
    while (
        answers[-1].status_code == 403 and len(answers) < 14
    ):  # on a busy machine the first waits pass unseen
        answers.append(sign_in_from(hub, here, names["student1"], "guess"))
    assert answers[-1].status_code == 429
    assert len(answers) > 5
    assert "Try again in" in message(answers[-1])
    assert sign_in_from(hub, here, names["student1"], PASSWORD).status_code == 429
    assert sign_in_from(hub, here, names["student2"], PASSWORD).status_code == 200
    assert sign_in_from(hub, elsewhere, names["student1"], PASSWORD).status_code == 200


def test_groups_and_scopes_follow_the_role(hub: RunningHub, names: dict[str, str]) -> None:
    expected = {
        "student1": {"read", "work"},
        "ta": {"read", "work", "teach"},
        "teacher": {"read", "work", "teach"},
        "researcher": {"read", "work"},
        "admin": {"read", "work", "teach", "admin"},
    }
    for short, scopes in expected.items():
        browser, _ = hub.sign_in(names[short], PASSWORD)
        me = hub.me(browser)
        assert me["groups"][0] == ("student" if short == "student1" else short)
        custom = {scope.rpartition(":")[2] for scope in me["scopes"] if scope.startswith("custom:lectorium:")}
        assert custom == scopes
        assert "access:services!service=lectorium" in me["scopes"]
        assert not me["admin"]


def test_the_api_knows_whose_token_it_is(hub: RunningHub, names: dict[str, str]) -> None:
    browser, _ = hub.sign_in(names["teacher"], PASSWORD)
    token = {"Authorization": f"token {hub.token(browser, names['teacher'])}"}
    me = httpx.get(f"{hub.public}/services/lectorium/lectorium/api/me", headers=token)
    assert me.status_code == 200
    assert me.json()["username"] == names["teacher"]


def test_a_closed_account_is_out_within_a_minute(
    hub: RunningHub, names: dict[str, str], database: Database, school: School
) -> None:
    browser, _ = hub.sign_in(names["student1"], PASSWORD)
    token = hub.token(browser, names["student1"])
    with database.transaction() as session:
        user = session.get_one(people.User, school.users["student1"].id)
        user.disabled_at = user.created_at
    hub.forget_freshness()
    api = httpx.get(f"{hub.hub_url}/hub/api/user", headers={"Authorization": f"token {token}"})
    assert api.status_code in {401, 403}
    closed = browser.get("/hub/home")
    assert closed.url.path == "/hub/login"
    assert "An administrator of your school can set a new one" in closed.text


def test_a_new_role_arrives_without_signing_in_again(
    hub: RunningHub, names: dict[str, str], database: Database, school: School
) -> None:
    browser, _ = hub.sign_in(names["student1"], PASSWORD)
    with database.transaction() as session:
        session.get_one(people.User, school.users["student1"].id).role = "teacher"
    hub.forget_freshness()
    me = hub.me(browser)
    assert me["groups"] == ["teacher"]
    assert "custom:lectorium:teach" in me["scopes"]


def test_no_password_reaches_the_log(hub: RunningHub, names: dict[str, str]) -> None:
    hub.sign_in(names["student1"], PASSWORD)
    hub.sign_in(names["student1"], "not " + PASSWORD)
    assert PASSWORD not in hub.home.log("hub").read_text()


def test_a_student_who_helps_to_teach_a_class_gets_what_teaching_needs(
    hub: RunningHub, names: dict[str, str], database: Database, school: School
) -> None:
    with database.transaction() as session:
        courses.add_member(session, school.class_id, school.users["stranger"], "ta")
    browser, _ = hub.sign_in(names["stranger"], PASSWORD)
    assert "custom:lectorium:teach" in hub.me(browser)["scopes"]
    plain, _ = hub.sign_in(names["student1"], PASSWORD)
    assert "custom:lectorium:teach" not in hub.me(plain)["scopes"]
