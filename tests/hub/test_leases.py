import asyncio
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from lectorium.kit.database import Database
from lectorium.kit.leases import GpuLease
from lectorium_hub.gpus import leases
from lectorium_hub.gpus.desk import Desk, NoneFree
from lectorium_hub.gpus.devices import discover
from lectorium_hub.gpus.leases import Holder
from tests.support.postgres import TestServer

IDS = [device.id for device in discover("pretend:4")]


@pytest.fixture(scope="module")
def hub_database(postgres_server: TestServer) -> Iterator[Database]:
    """The database as the Hub's own small role sees it."""
    database = Database(postgres_server.urls["hub_people_url"], pool_size=16)
    yield database
    database.close()


@pytest.fixture
def host() -> str:
    return f"host-{uuid.uuid4().hex}"


def desk(database: Database, host: str, running: set[Holder] | None = None) -> Desk:
    return Desk(discover("pretend:4"), lambda: database, lambda _: running or set(), host)


def lease(database: Database, holder: Holder) -> str | None:
    with database.transaction() as session:
        return leases.lease(session, holder, IDS)


def test_sixteen_at_once_get_four_devices_and_none_twice(hub_database: Database, host: str) -> None:
    holders = [Holder(host, f"student{number}") for number in range(16)]
    with ThreadPoolExecutor(16) as pool:
        got = list(pool.map(lambda holder: lease(hub_database, holder), holders))
    assert sorted(device for device in got if device) == IDS
    assert got.count(None) == 12


def test_who_has_one_keeps_it(hub_database: Database, host: str) -> None:
    holder = Holder(host, "ada")
    assert lease(hub_database, holder) == lease(hub_database, holder)


def test_what_is_given_back_is_free_again(hub_database: Database, host: str) -> None:
    for number in range(4):
        lease(hub_database, Holder(host, f"student{number}"))
    with hub_database.transaction() as session:
        assert leases.release(session, Holder(host, "student2")) == 1
        assert leases.release(session, Holder(host, "student2")) == 0
    assert lease(hub_database, Holder(host, "late")) == "pretend-2"


def test_machines_do_not_share_ids(hub_database: Database, host: str) -> None:
    assert lease(hub_database, Holder(host, "ada")) == lease(hub_database, Holder(f"{host}-2", "ada"))


def test_the_database_itself_refuses_two_owners(hub_database: Database, host: str) -> None:
    lease(hub_database, Holder(host, "ada"))
    with pytest.raises(IntegrityError), hub_database.transaction() as session:
        session.execute(
            insert(GpuLease).values(host=host, device_id="pretend-0", username="bob", server_name="")
        )


def test_after_a_crash_only_running_servers_keep_theirs(hub_database: Database, host: str) -> None:
    for name in ("ada", "bob", "eve"):
        lease(hub_database, Holder(host, name))

    async def after_the_crash() -> list[str | None]:
        new = desk(hub_database, host, {Holder(host, "bob")})
        offers = await new.offers("bob")
        return [offer.device.id if offer.taken and offer.mine else None for offer in offers]

    assert asyncio.run(after_the_crash()) == [None, "pretend-1", None, None]
    with hub_database.transaction() as session:
        rows = session.scalars(select(GpuLease).where(GpuLease.host == host)).all()
        assert {row.username: row.released_at is None for row in rows} == {
            "ada": False,
            "bob": True,
            "eve": False,
        }


async def test_settling_never_takes_what_was_just_given(hub_database: Database, host: str) -> None:
    one = desk(hub_database, host)  # says that nothing runs: a server on its way isn't a process yet
    first = await one.take("ada")
    assert [offer.taken for offer in await one.offers("bob")] == [True, False, False, False]
    others = await asyncio.gather(*(one.take(f"student{number}") for number in range(3)))
    assert len({first, *others}) == 4
    with pytest.raises(NoneFree):
        await one.take("late")
    await one.give_back("ada")
    assert await one.take("late") == first


async def test_without_devices_the_database_is_not_asked() -> None:
    def nowhere() -> Database:
        raise AssertionError

    assert await Desk((), nowhere, lambda _: set()).offers("ada") == []
    await Desk((), nowhere, lambda _: set()).give_back("ada")
