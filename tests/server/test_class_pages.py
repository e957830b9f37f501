"""Settings, places, sections, copies and changes of a class, by form."""

from __future__ import annotations

import csv
import html
import io
import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from tests.server.service import RunningService
from tests.server.test_forms import Browser
from tests.server.world import World


@pytest.fixture
def teacher(service: RunningService, world: World) -> Browser:
    return Browser(service, world.login("teacher"))


def base(world: World) -> str:
    return f"/classes/{world.school.class_id}"


def place(world: World, who: str, **wanted: Any) -> courses.Member:
    with world.database.transaction() as session:
        found = courses.find_enrollment(session, world.school.class_id, world.school.users[who].id)
        assert found is not None
        return courses.find_member(session, world.school.actor("teacher"), found.id)[1]


def label_id(page: str, name: str) -> str:
    return str(re.findall(rf'<option value="([0-9a-f-]{{36}})"[^>]*>{name} \(', page)[0])


def test_a_section_is_made_filled_and_an_assistant_confined(
    teacher: Browser, service: RunningService, world: World
) -> None:
    roster, name = f"{base(world)}/roster", f"S{uuid.uuid4().hex[:8]}"
    made = teacher.send(roster, f"{base(world)}/labels", name=name, kind="section")
    section = label_id(made.text, name)
    target = f"{base(world)}/labels/{section}"
    wrong = teacher.send(roster, target, do="in", names="nobody-known")
    assert (wrong.status_code, "Not in this class" in wrong.text) == (422, True)
    student = world.school.users["student1"]
    teacher.send(roster, target, do="in", names=f"{student.username}, {world.school.users['student2'].email}")
    assert [place(world, who).section is not None for who in ("student1", "student2")] == [True, True]
    only = teacher.get(f"{roster}?label={section}&order=name&descending=true").text
    assert student.username in only
    assert world.school.users["ta"].username not in only
    ta = place(world, "ta").enrollment.id
    person = f"{base(world)}/people/{ta}"
    saved = teacher.send(person, person, role="ta", **{f"label_{section}": "yes"})
    assert f"of {name} only" in saved.text
    assistant = Browser(service, world.login("ta"))
    for path in (base(world), f"{base(world)}/grades"):
        assert f"You work with section {name}: only its students are shown" in assistant.get(path).text
        assert "only its students" not in teacher.get(path).text
    in_use = teacher.send(roster, target, do="remove")
    assert in_use.status_code == 409
    teacher.send(person, person, role="ta")
    assert place(world, "ta").works_with == []
    teacher.send(roster, target, do="out", names=student.username)
    assert place(world, "student1").section is None


def test_a_students_place_is_changed_on_one_page(teacher: Browser, world: World) -> None:
    roster, name = f"{base(world)}/roster", f"L{uuid.uuid4().hex[:8]}"
    label = label_id(teacher.send(roster, f"{base(world)}/labels", name=name, kind="label").text, name)
    person = f"{base(world)}/people/{place(world, 'student2').enrollment.id}"
    ticked = {f"label_{label}": "yes", "label_nonsense": "yes", "label_" + "x" * 36: "yes"}
    saved = teacher.send(person, person, role="student", section="none", time_multiplier="1.5", **ticked)
    assert "× 1.5" in saved.text
    found = place(world, "student2")
    assert [each.name for each in found.labels] == [name]
    assert '<td class="whole">× 1.5</td>' in teacher.get(roster).text
    for wrong in ("0.5", "six", "NaN"):
        refused = teacher.send(person, person, role="student", time_multiplier=wrong)
        assert refused.status_code == 422
    teacher.send(person, person, role="student", section="none", time_multiplier="1")
    assert not place(world, "student2").labels


def test_a_place_has_its_page_in_its_own_class_only(teacher: Browser, world: World) -> None:
    made = teacher.send("/", "/classes", name="Elsewhere", section="", time_zone="UTC")
    other = str(made.url).rpartition("/")[2].partition("?")[0]
    mine = place(world, "student1").enrollment.id
    assert teacher.get(f"{base(world)}/people/{mine}").status_code == 200
    assert teacher.get(f"/classes/{other}/people/{mine}").status_code == 404
    moved = teacher.send(f"{base(world)}/people/{mine}", f"/classes/{other}/people/{mine}", role="ta")
    assert moved.status_code == 404
    assert place(world, "student1").enrollment.role == "student"


def test_an_assistant_sees_places_and_changes_none(service: RunningService, world: World) -> None:
    ta = Browser(service, world.login("ta"))
    person = f"{base(world)}/people/{place(world, 'student2').enrollment.id}"
    assert "Save" not in ta.get(person).text
    answer = ta.send(f"{base(world)}/roster", person, role="student", time_multiplier="5")
    assert answer.status_code == 403
    for path in ("/settings", "/audit"):
        assert ta.get(f"{base(world)}{path}").status_code == 403


def test_what_is_taken_out_is_brought_back_and_changes_nothing(teacher: Browser, world: World) -> None:
    text = teacher.get(f"{base(world)}/roster.csv?status=all").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {"username", "section", "time_multiplier"} <= rows[0].keys()
    assert world.school.users["student1"].username in {row["username"] for row in rows}
    back = teacher.send(f"{base(world)}/roster", f"{base(world)}/roster/import", csv=text)
    outcomes = re.findall(r"<td><span class=\"state [\w-]+\">(\w+)</span></td>", back.text)
    assert set(outcomes) <= {"unchanged"}
    assert len(outcomes) == len(rows)


def test_joining_is_closed_and_opened(teacher: Browser, world: World) -> None:
    made = teacher.send("/", "/classes", name="Closing", section="", time_zone="UTC")
    page = f"/classes/{str(made.url).rpartition('/')[2].partition('?')[0]}"
    closed = teacher.send(f"{page}/settings", f"{page}/join-code", do="close")
    assert "Nobody joins by code now" in closed.text
    opened = teacher.send(f"{page}/settings", f"{page}/join-code", do="new")
    assert 'class="join-code"' in opened.text
    assert "The old one stopped working" not in opened.text
    again = teacher.send(f"{page}/settings", f"{page}/join-code", do="new")
    assert "The old one stopped working" in again.text
    trail = teacher.get(f"{page}/audit?action=class").text
    assert trail.count("a new code:") == 2
    assert trail.count("joining by code is open:") == 2


def test_i14_what_joining_late_means_is_chosen_and_kept(teacher: Browser, world: World) -> None:
    made = teacher.send("/", "/classes", name="Joining", section="", time_zone="UTC")
    page = f"/classes/{str(made.url).rpartition('/')[2].partition('?')[0]}"
    settings, fields = f"{page}/settings", {"name": "Joining", "section": "", "time_zone": "UTC"}
    assert 'value="excused" checked' in teacher.get(settings).text
    chosen = teacher.send(settings, settings, **fields, before_joining="missing").text
    assert 'value="missing" checked' in chosen
    assert "due before a student joined" in teacher.get(f"{page}/audit?action=class").text
    assert 'value="missing" checked' in teacher.send(settings, settings, **fields).text
    assert teacher.send(settings, settings, **fields, before_joining="0").status_code == 422


def test_a_class_is_copied_by_form(teacher: Browser, world: World) -> None:
    settings = f"{base(world)}/settings"
    missing = teacher.send(settings, f"{base(world)}/copy", name="Next", dates="starts_on")
    assert (missing.status_code, "day of the first date" in missing.text) == (422, True)
    name = f"Next {uuid.uuid4().hex[:6]}"
    copied = teacher.send(settings, f"{base(world)}/copy", name=name, section="F", dates="days", days="364")
    assert "none of its people" in html.unescape(copied.text)
    assert name in copied.text
    assert "Sums" in copied.text
    class_id = UUID(str(copied.url).rpartition("/")[2].partition("?")[0])
    with world.database.transaction() as session:
        assert session.get_one(courses.Class, class_id).copied_from_id == world.school.class_id


def test_changes_are_found_by_person_kind_day_and_words(
    service: RunningService, teacher: Browser, world: World
) -> None:
    audit, word = f"{base(world)}/audit", uuid.uuid4().hex[:10]
    teacher.send(f"{base(world)}/roster", f"{base(world)}/labels", name=word, kind="label")
    assert word in teacher.get(f"{audit}?action=label&text={word}&who=teach").text
    for other in ("action=grade", "who=nobody", "until=2020-01-01", "since=2199-01-01", "text=%25%25%25"):
        assert word not in teacher.get(f"{audit}?{other}").text.replace("value=", "")
    lines = teacher.get(f"{audit}.csv?action=label&text={word}").content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(lines))
    assert (row["action"], word in row["after"]) == ("label.create", True)
    assert f"&#34;{word}" not in teacher.get(audit).text
    assert "audit.export" in teacher.get(f"{audit}?action=audit").text
    admin = Browser(service, world.login("admin"))
    assert word in admin.get(f"/audit?text={word}").text
    assert teacher.get("/audit").status_code == 403
    wrong = teacher.get(f"{audit}?since=yesterday")
    assert wrong.status_code == 422


def test_changes_come_in_pages(teacher: Browser, world: World) -> None:
    audit = f"{base(world)}/audit"
    seen: list[str] = []
    path = f"{audit}?limit=5"
    for _ in range(3):
        page = teacher.get(path).text
        seen += re.findall(r'<time datetime="([^"]+)"', page)
        following = re.findall(r'rel="next" href="[^"]*\?([^"]+)"', page)
        assert following
        path = f"{audit}?limit=5&{html.unescape(following[0])}"
    assert len(seen) == 15
    assert seen == sorted(seen, reverse=True)


def test_an_archived_class_shows_no_buttons_that_would_be_refused(teacher: Browser, world: World) -> None:
    made = teacher.send("/", "/classes", name="Old", section="", time_zone="UTC")
    page = f"/classes/{str(made.url).rpartition('/')[2].partition('?')[0]}"
    teacher.send(f"{page}/settings", f"{page}/archive", archive="yes")
    for path in ("", "/roster", "/settings", "/structure", "/audit", "/regrades"):
        text = teacher.get(f"{page}{path}").text
        forms = re.findall(r'<form method="post" action="[^"]*?(/[\w-]+)"', text)
        assert set(forms) <= {"/archive", "/copy"}, path


def test_descriptions_hold_mathematics_and_no_markup(teacher: Browser) -> None:
    made = teacher.send("/", "/classes", name="Described", section="", time_zone="UTC")
    page = f"/classes/{str(made.url).rpartition('/')[2].partition('?')[0]}"
    about = {"name": "Described", "section": "", "description": "On $x^2$ and <b>", "time_zone": "UTC"}
    teacher.send(f"{page}/settings", f"{page}/settings", **about)
    said = "About $y_1$, for 5$ and 7$ <script>"
    teacher.send(f"{page}/structure", f"{page}/structure/modules", title="M", description=said)
    for path in (page, f"{page}/structure"):
        shown = teacher.get(path).text
        assert "<msub><mi>y</mi><mn>1</mn></msub></mrow></math>, for 5$ and 7$ &lt;script&gt;</p>" in shown
    assert "<msup><mi>x</mi><mn>2</mn></msup></mrow></math> and &lt;b&gt;" in teacher.get(page).text


def test_what_is_over_with_nothing_handed_in_is_missing_on_the_page_and_in_its_csv(
    service: RunningService, world: World
) -> None:
    actor, over = world.school.actor("teacher"), datetime.now(UTC) - timedelta(days=1)
    with world.database.transaction() as session:
        klass = courses.create_class(session, actor, courses.NewClass("Owing")).klass
        module = courses.create_module(session, actor, klass.id, "One", "", is_published=True)
        place = courses.add_member(session, klass.id, world.school.users["student1"], "student")
        place.joined_at = over - timedelta(days=1)
        for title, due in (("Over", over), ("Open", over + timedelta(days=2))):
            new = authoring.NewAssignment(title, due_date=due)
            authoring.create_assignment(session, actor, module.id, new, [world.version.id])
        page = f"/classes/{klass.id}/grades"
    teacher = Browser(service, world.login("teacher"))
    shown = teacher.get(page).text
    assert shown.count(">missing</span>") == 1
    assert shown.count('aria-label="nothing handed in"') == 1
    rows = list(csv.reader(io.StringIO(teacher.get(f"{page}.csv").content.decode("utf-8-sig"))))
    assert rows[2][3:6] == ["missing", "", ""]


def test_up_next_says_how_many_more_wait_and_leads_to_the_item(
    service: RunningService, world: World, teacher: Browser
) -> None:
    new = courses.NewClass(f"Full of work {uuid.uuid4().hex[:6]}")
    with world.database.transaction() as session:
        actor = world.school.actor("teacher")
        found = courses.create_class(session, actor, new)
        class_id = found.klass.id
        courses.enroll(session, actor, class_id, world.school.users["student2"].username, "student")
        module = courses.create_module(session, actor, class_id, "Week 1", "", is_published=True)
        session.flush()
        empty = courses.create_module(session, actor, class_id, "Week 2", "", is_published=True)
        for day in range(1, 6):
            due = datetime(2026, 1, 1, tzinfo=UTC).replace(year=datetime.now(UTC).year + 1, day=day)
            work = authoring.NewAssignment(f"Work {day}", due_date=due)
            authoring.create_assignment(session, actor, module.id, work, [world.version.id])
        session.flush()
        empty_id = empty.id
    home = Browser(service, world.login("student2")).get("/").text
    shown = html.unescape(home)
    assert re.search(rf'href="[^"]*/classes/{class_id}">\d more in {new.name}</a>', shown)
    assert re.search(r'class="name" href="[^"]*/items/[0-9a-f-]{36}">', home)
    assert f"/classes/{class_id}/structure#row-{empty_id}" in teacher.get(f"/classes/{class_id}").text
    with world.database.transaction() as session:
        courses.change_class(session, world.school.actor("teacher"), class_id, {"is_archived": True})


def test_a_class_with_dates_is_copied_as_the_form_stands(teacher: Browser, world: World) -> None:
    with world.database.transaction() as session:
        actor = world.school.actor("teacher")
        class_id = courses.create_class(session, actor, courses.NewClass("Dated")).klass.id
        module = courses.create_module(session, actor, class_id, "Week 1", "", is_published=True)
        said = courses.NewAnnouncement("Hello", "x", release_date=datetime(2030, 3, 1, tzinfo=UTC))
        courses.create_announcement(session, actor, module.id, said)
    settings, copy = f"/classes/{class_id}/settings", f"/classes/{class_id}/copy"
    assert 'name="starts_on" value="2031-02-28"' in teacher.get(settings).text
    emptied = teacher.send(settings, copy, name="Usual", dates="starts_on", starts_on="")
    assert "Choose a day, or leave all dates out. In this class it is 1 March 2030." in emptied.text
    copied = teacher.send(settings, copy, name="Usual", dates="starts_on", starts_on="2031-02-28")
    assert "none of its people" in html.unescape(copied.text)
