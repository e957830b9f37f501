import os
import threading
from pathlib import Path

import pytest

from lectorium_hub.spawners import homes

needs_root = pytest.mark.skipif(not homes.can_give_ids(), reason="only root can give folders to user ids")


def test_an_ordinary_user_keeps_its_own_id(tmp_path: Path) -> None:
    home = homes.prepare(tmp_path / "users", "ada", own_ids=False)
    assert home.uid is None
    assert home.path.stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "users").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["../ada", "a/b", "", ".", "..", "/ada"])
def test_a_name_never_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="folder's name"):
        homes.prepare(tmp_path / "users", name, own_ids=False)


@needs_root
def test_each_home_has_an_id_of_its_own_and_keeps_it(tmp_path: Path) -> None:
    folder = tmp_path / "users"
    first = homes.prepare(folder, "ada", own_ids=True)
    second = homes.prepare(folder, "bob", own_ids=True)
    assert first.uid is not None
    assert first.uid != second.uid
    assert homes.prepare(folder, "ada", own_ids=True) == first
    assert first.path.stat().st_uid == first.path.stat().st_gid == first.uid


@needs_root
def test_homes_made_at_the_same_time_share_no_id(tmp_path: Path) -> None:
    found: list[int | None] = []
    names = [f"student{number}" for number in range(24)]
    threads = [
        threading.Thread(
            target=lambda name=name: found.append(homes.prepare(tmp_path / "users", name, own_ids=True).uid)
        )
        for name in names
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == len(names)


@needs_root
def test_no_id_left_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(homes, "LAST_ID", homes.FIRST_ID)
    homes.prepare(tmp_path / "users", "ada", own_ids=True)
    with pytest.raises(homes.NoIdLeft):
        homes.prepare(tmp_path / "users", "bob", own_ids=True)


@pytest.mark.parametrize(
    ("id_map", "expected"),
    [
        ("0 0 4294967295", True),
        ("0 100000 65536", True),
        ("0 1000 1", False),
        ("0 1000 1\n1 100000 65536", True),
    ],
)
def test_ids_are_given_only_where_the_map_holds_them(
    id_map: str, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert homes.can_give_ids(id_map) is expected
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert homes.can_give_ids(id_map) is False
