"""The pages of regrading and of test quality: who may, what forms do, and what figures say."""

from __future__ import annotations

import re
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from lectorium.rooms.gradebook.api import Spread
from lectorium.rooms.grading import api as grading
from lectorium_server.pages.quality import tells_apart
from lectorium_server.pages.regrade_texts import MOST_BARS, bars, sum_up
from lectorium_server.pages.texts import counted, percent, signed
from tests.server.regrades import Regraded, grade_waiting, regraded
from tests.server.service import RunningService
from tests.server.test_forms import Browser
from tests.server.test_pages import page_client
from tests.server.world import World


@pytest.fixture
def teacher(service: RunningService, world: World) -> Browser:
    return Browser(service, world.login("teacher"))


def work(world: World, placed: Regraded, regrade_id: UUID) -> None:
    """What the workers do."""
    grade_waiting(world, placed.challenge_id)
    grading.regrade(world.database, regrade_id)


def test_from_the_form_to_undone(teacher: Browser, world: World) -> None:
    placed = regraded(world)
    page = f"/challenges/{placed.free()}/tests"
    assert "version 2 is published; students are on version 1." in teacher.get(page).text
    begun = teacher.send(
        page,
        f"/challenges/{placed.challenge_id}/regrades",
        policy="replace",
        attempts="all",
        reason="One more test",
    )
    assert "The submissions are run again." in begun.text
    regrade_id = UUID(re.findall(r"/regrades/([0-9a-f-]{36})", begun.text)[0])
    address = f"/regrades/{regrade_id}"
    work(world, placed, regrade_id)
    shown = teacher.get(address).text
    assert "Who gains and loses" in shown
    assert "zero: no such test → passed" in shown
    assert "will gain and" in shown
    assert "Applying" in teacher.send(address, address, do="apply").text
    work(world, placed, regrade_id)
    assert re.search("Applied <time[^>]*>just now", teacher.get(address).text)
    assert "Undoing" in teacher.send(address, address, do="undo").text
    work(world, placed, regrade_id)
    assert "The results that counted before count again." in teacher.get(address).text
    listed = teacher.get(f"/classes/{placed.class_id}/regrades").text
    assert "One more test" in listed
    assert "undone" in listed


def test_cancelled_changes_nothing(teacher: Browser, world: World) -> None:
    placed = regraded(world)
    address = f"/regrades/{placed.fresh(grading.start_preview)}"
    assert "Nothing that counts was changed." in teacher.send(address, address, do="cancel").text
    refused = teacher.send(f"/challenges/{placed.challenge_id}/tests", address, do="undo")
    assert refused.status_code == 409
    assert "was cancelled, so it can&#39;t be undone" in refused.text


def test_a_version_is_set_from_now_on(teacher: Browser, world: World) -> None:
    placed = regraded(world)
    page = f"/challenges/{placed.free()}/tests"
    target = f"/challenges/{placed.challenge_id}/upgrade"
    before = " ".join(teacher.get(page).text.split())
    assert re.search(
        r"\d+ students? ha(s|ve) begun and keeps? the notebook of then; \d+ of all ha(s|ve) handed in", before
    )
    done = teacher.send(page, target, version_id=str(placed.version_id), reason="")
    assert "Set for students: it grades what is handed in from now on." in done.text
    again = teacher.send(page, target, version_id=str(placed.version_id), reason="")
    assert again.status_code == 409
    assert "is set as version 2 already" in again.text
    placed.free()


@pytest.mark.parametrize("who", ["ta", "student1", "stranger"])
def test_only_who_edits_and_grades_may_regrade(service: RunningService, world: World, who: str) -> None:
    placed = regraded(world)
    address = f"/regrades/{placed.fresh(grading.start_preview)}"
    browser = Browser(service, world.login(who))
    proof = {"_xsrf": browser.proof("/")}
    for target, fields in (
        (address, {"do": "apply"}),
        (f"/challenges/{placed.challenge_id}/regrades", {}),
        (f"/challenges/{placed.challenge_id}/upgrade", {"version_id": str(placed.version_id)}),
    ):
        answer = browser.http.post(f"{browser.root}{target}", data={**proof, **fields})
        assert answer.status_code in {403, 404}, target
        assert 'role="alert"' in answer.text
    with world.database.transaction() as session:
        view = grading.read_regrade(session, placed.teacher, UUID(address.rpartition("/")[2]))
    assert view.job.state == "previewed"


def test_staff_who_only_grade_see_the_quality_and_no_way_to_change(
    service: RunningService, world: World
) -> None:
    placed = regraded(world)
    placed.fresh(grading.start_preview)
    client = page_client(service, world.login("ta"))
    page = client.get(
        f"/challenges/{placed.challenge_id}/quality", params={"version_id": str(placed.version_id)}
    ).text
    assert "Over 2 submissions, 1 of which passes everything." in page
    assert "take the figures as a hint only" in page
    assert "never fails" in page
    assert "Versions and regrades" not in page


def spread(*changes: tuple[str, int]) -> list[Spread]:
    return [
        Spread(uuid4(), Decimal(10), Decimal(10) + Decimal(change), is_override=False, count=count)
        for change, count in changes
    ]


def test_few_changes_are_bars_of_their_own() -> None:
    drawn = bars(spread(("-1.5", 2), ("0", 8), ("4", 1), ("4", 1)))
    assert [(bar.label, bar.count, bar.share, bar.kind) for bar in drawn] == [
        ("−1.5", 2, 25, "lose"),
        ("0", 8, 100, "same"),
        ("+4", 2, 25, "gain"),
    ]


def test_many_changes_are_drawn_in_steps_that_miss_nobody() -> None:
    changes = [(str(change), 1) for change in range(-9, 20)]
    drawn = bars(spread(*changes))
    assert len(drawn) == MOST_BARS
    assert sum(bar.count for bar in drawn) == len(changes)
    assert [bar.label for bar in drawn][4:7] == ["up to −5", "0", "up to +5"]
    assert [bar.count for bar in drawn][3:9] == [4, 5, 1, 5, 5, 5]
    assert bars([]) == []


def test_sums_count_everybody() -> None:
    sums = sum_up(
        [
            Spread(uuid4(), Decimal(4), Decimal(8), is_override=True, count=1),
            Spread(uuid4(), Decimal(8), Decimal(8), is_override=False, count=3),
        ]
    )
    assert (sums.students, sums.before, sums.after, sums.kept_by_hand) == (4, Decimal(7), Decimal(8), 1)


def test_figures_in_words() -> None:
    assert counted([(2, "test"), (0, "run"), (1, "regrade")]) == "2 tests and 1 regrade"
    assert counted([(1, "test"), (1, "run"), (3, "regrade")]) == "1 test, 1 run and 3 regrades"
    assert counted([(0, "test")]) == ""
    assert [signed(Decimal(text)) for text in ("2.5", "0", "-0.005")] == ["+2.5", "0", "−0.01"]
    assert [percent(share) for share in (0.0, 0.001, 0.5, 0.999, 1.0)] == [
        "0 %",
        "1 %",
        "50 %",
        "99 %",
        "100 %",
    ]
    assert [tells_apart(each) for each in (None, 0.7, 0.3, 0.2, 0.0, -0.4)] == [
        "can’t be said",
        "very well",
        "well",
        "a little",
        "hardly",
        "the wrong way round",
    ]
