"""Signing in: what is refused costs the same, and guessing is slowed down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher

from lectorium.kit.database import Database
from lectorium.kit.errors import Invalid
from lectorium.rooms.people import api as people
from lectorium.rooms.people.passwords import hash_password, needs_rehash, verify_password
from lectorium.rooms.people.signin import FORGIVEN_AFTER, FREE_FAILURES
from tests.support.people import School

PASSWORD = "staple battery horse"


@pytest.fixture(scope="module")
def password_hash() -> str:
    return hash_password(PASSWORD)


@pytest.fixture
def login(database: Database, school: School, password_hash: str) -> str:
    with database.transaction() as session:
        user = session.get_one(people.User, school.users["student1"].id)
        user.password_hash = password_hash
        return user.login_name


def attempt(database: Database, login: str, password: str) -> people.Outcome:
    with database.transaction() as session:
        return people.authenticate(session, login, password)


def test_name_or_address_and_password_open(database: Database, school: School, login: str) -> None:
    for typed in (login, login.upper(), school.users["student1"].email):
        outcome = attempt(database, typed, PASSWORD)
        assert outcome.signed_in is not None
        assert outcome.signed_in.login_name == login


def test_an_unknown_name_is_checked_as_long_as_a_known_one(
    database: Database, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str | bytes] = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, stored: str | bytes, password: str | bytes) -> bool:
        checked.append(stored)
        return bool(verify(self, stored, password))

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    known, unknown = attempt(database, login, "wrong"), attempt(database, "nobody-at-all", "wrong")
    assert len(checked) == 2
    assert known.error is not None
    assert unknown.error is not None
    assert (known.error.code, known.error.detail) == (unknown.error.code, unknown.error.detail)


def test_what_chance_made_is_refused_as_slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """A quick refusal would tell that there is an account, and that nobody has signed in to it yet."""
    stored = hash_password(PASSWORD, by_chance=True)
    checked: list[bool] = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, kept: str | bytes, password: str | bytes) -> bool:
        checked.append(needs_rehash(str(kept)))
        return bool(verify(self, kept, password))

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    assert verify_password(stored, PASSWORD)
    assert checked == [True]
    assert not verify_password(stored, "wrong")
    assert checked == [True, True, False]


def fail(database: Database, school: School, times: int, ago: timedelta = timedelta(0)) -> None:
    """Have failed before: guessing for real takes 50 ms each."""
    with database.transaction() as session:
        user = session.get_one(people.User, school.users["student1"].id)
        user.failed_logins, user.login_not_before = times, datetime.now(UTC) - ago


def test_guesses_from_everywhere_make_everybody_wait_until_the_time_is_over(
    database: Database, demo_database: Database, login: str, school: School
) -> None:
    fail(database, school, FREE_FAILURES - 1)
    moment = datetime.now(UTC) + timedelta(seconds=1)
    assert attempt(demo_database.at(moment), login, "wrong").error is not None
    refused = attempt(demo_database.at(moment), login, PASSWORD)
    assert refused.error is not None
    assert refused.error.code == "slow_down"
    later = attempt(demo_database.at(moment + timedelta(minutes=6)), login, PASSWORD)
    assert later.signed_in is not None
    fresh = attempt(demo_database.at(moment + timedelta(minutes=6)), login, "wrong")
    assert fresh.error is not None
    assert attempt(demo_database.at(moment + timedelta(minutes=6)), login, PASSWORD).signed_in is not None


def test_a_few_failures_make_nobody_wait(database: Database, login: str) -> None:
    for _ in range(8):
        attempt(database, login, "wrong")
    assert attempt(database, login, PASSWORD).signed_in is not None


def test_old_failures_are_forgiven(
    database: Database, demo_database: Database, login: str, school: School
) -> None:
    fail(database, school, FREE_FAILURES + 20, ago=22 * FORGIVEN_AFTER)
    moment = datetime.now(UTC)
    attempt(demo_database.at(moment), login, "wrong")
    assert attempt(demo_database.at(moment), login, PASSWORD).signed_in is not None


def test_a_closed_account_stays_closed(database: Database, school: School, login: str) -> None:
    with database.transaction() as session:
        people.change_user(session, school.actor("admin"), school.users["student1"].id, disabled=True)
    assert attempt(database, login, PASSWORD).signed_in is None
    with database.transaction() as session:
        assert people.role_of(session, login) is None


@pytest.mark.parametrize("name", ["erased-0123456789ab", "Erased-me"])
def test_g2_nobody_is_called_like_who_was_erased(database: Database, school: School, name: str) -> None:
    new = people.NewUser(name, "somebody@example.org", "Somebody")
    with database.transaction() as session, pytest.raises(Invalid) as refused:
        people.create_user(session, school.actor("admin"), new)
    assert (refused.value.code, refused.value.field) == ("reserved", "username")
