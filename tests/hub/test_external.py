"""Signing in through the school's own provider, with the form's password beside it."""

from collections.abc import Iterator

import psycopg
import pytest

from lectorium.kit.database import Database
from lectorium.rooms.people import api as people
from lectorium.rooms.people.passwords import hash_password
from tests.hub.provider import CLIENT, SECRET, Provider, running_provider
from tests.hub.running import RunningHub, running_hub
from tests.support.people import School
from tests.support.postgres import TestServer

PASSWORD = "staple battery horse"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture(scope="module")
def school_hub(
    postgres_server: TestServer, provider: Provider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningHub]:
    """A Hub with a database of its own that knows the provider."""
    with psycopg.connect(postgres_server.admin_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE lectorium_hub_external OWNER lectorium_hub")
    urls = dict(postgres_server.urls)
    urls["hub_database_url"] = (
        urls["hub_database_url"].removesuffix("/lectorium_hub") + "/lectorium_hub_external"
    )
    oauth = {
        "oauth_client_id": CLIENT,
        "oauth_client_secret": SECRET,
        "oauth_authorize_url": f"{provider.url}/authorize",
        "oauth_token_url": f"{provider.url}/token",
        "oauth_userinfo_url": f"{provider.url}/userinfo",
        "oauth_username_claim": "sub",
    }
    with running_hub(tmp_path_factory.mktemp("external"), urls, gpu_devices="", **oauth) as hub:
        yield hub


def link(database: Database, school: School, identity: str) -> str:
    with database.transaction() as session:
        user = session.get_one(people.User, school.users["teacher"].id)
        user.password_hash = hash_password(PASSWORD)
        people.change_user(session, school.actor("admin"), user.id, external_identity=identity)
        return user.login_name


def test_a_linked_account_comes_in_with_its_role(
    school_hub: RunningHub, provider: Provider, database: Database, school: School
) -> None:
    provider.identity = f"{school.slug}|17"
    name = link(database, school, provider.identity)
    browser = school_hub.visit()
    assert "Sign in with your school" in browser.get("/hub/login").text
    page = browser.get("/hub/oauth_login?next=%2Fhub%2Fhome")
    assert page.url.path == "/hub/home"
    me = school_hub.me(browser)
    assert (me["name"], me["groups"][0]) == (name, "teacher")


def test_an_identity_without_an_account_is_told_what_to_do(
    school_hub: RunningHub, provider: Provider, school: School
) -> None:
    provider.identity = f"{school.slug}|stranger"
    page = school_hub.visit().get("/hub/oauth_login")
    assert page.status_code == 403
    assert "Ask your teacher or administrator to connect your account" in page.text


def test_a_provider_cannot_choose_a_login_name(
    school_hub: RunningHub, provider: Provider, database: Database, school: School
) -> None:
    link(database, school, f"{school.slug}|18")
    provider.identity = school.users["admin"].login_name
    assert school_hub.visit().get("/hub/oauth_login").status_code == 403


def test_a_closed_account_stays_closed(
    school_hub: RunningHub, provider: Provider, database: Database, school: School
) -> None:
    provider.identity = f"{school.slug}|19"
    link(database, school, provider.identity)
    with database.transaction() as session:
        user = session.get_one(people.User, school.users["teacher"].id)
        user.disabled_at = user.created_at
    assert school_hub.visit().get("/hub/oauth_login").status_code == 403


def test_a_forged_answer_is_refused(school_hub: RunningHub, provider: Provider) -> None:
    provider.identity = "somebody"
    assert school_hub.visit().get("/hub/oauth_callback?code=made-up&state=made-up").status_code in {400, 403}


def test_the_password_form_stays(school_hub: RunningHub, database: Database, school: School) -> None:
    name = link(database, school, f"{school.slug}|20")
    browser, page = school_hub.sign_in(name, PASSWORD)
    assert page.url.path == "/hub/home"
    assert school_hub.me(browser)["name"] == name
    assert school_hub.sign_in(name, "wrong")[1].status_code == 403
