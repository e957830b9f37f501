"""Connections that the server has ended, and transactions that leave no trace."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from lectorium.kit.clock import now
from lectorium.kit.counters import current_number, next_number
from lectorium.kit.database import Database
from lectorium.kit.errors import Invalid
from lectorium.kit.idempotency import Answer, IdempotencyKey, claim, keep, sweep
from lectorium.kit.paging import decode, encode
from tests.support.people import School
from tests.support.postgres import TestServer


def test_a_connection_that_the_server_ended_is_not_used_again(postgres_server: TestServer) -> None:
    database = Database(postgres_server.urls["database_url"], pool_size=2)
    with database.transaction() as session:
        pid = session.scalar(text("SELECT pg_backend_pid()"))
    admin = Database(postgres_server.urls["database_url"], pool_size=1)
    with admin.transaction() as session:
        assert session.scalar(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    with database.transaction() as session:
        assert session.scalar(text("SELECT 1")) == 1
    database.close()
    admin.close()


def test_what_fails_leaves_no_trace(database: Database) -> None:
    def count_and_fail() -> None:
        with database.transaction() as session:
            next_number(session, "trace")
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        count_and_fail()
    with database.transaction() as session:
        assert current_number(session, "trace") == 0


def test_a_key_gives_its_first_answer_and_refuses_another_question(
    database: Database, school: School
) -> None:
    user = school.users["student1"].id
    with database.transaction() as session:
        assert claim(session, user, "k", b"question") is None
        keep(session, user, "k", Answer(201, b"done"))
    with database.transaction() as session:
        assert claim(session, user, "k", b"question") == Answer(201, b"done")
        with pytest.raises(Invalid) as refused:
            claim(session, user, "k", b"another")
    assert refused.value.code == "idempotency_mismatch"


def test_an_answer_is_kept_for_a_day(database: Database, school: School) -> None:
    user = school.users["teacher"].id
    with database.transaction() as session:
        for key, age in (("of yesterday", timedelta(hours=25)), ("of today", timedelta(hours=23))):
            assert claim(session, user, key, b"question") is None
            session.get_one(IdempotencyKey, (user, key)).created_at = now(session) - age
    with database.transaction() as session:
        assert sweep(session) == 1
    with database.transaction() as session:
        assert session.get(IdempotencyKey, (user, "of yesterday")) is None
        assert session.get(IdempotencyKey, (user, "of today")) is not None


@pytest.mark.parametrize("cursor", ["", "?", "bm90IGpzb24", encode(["only one"]), encode([1, 2, 3])])
def test_a_place_in_no_list_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid) as refused:
        decode(cursor, 2)
    assert refused.value.field == "after"
