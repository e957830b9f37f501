"""The roster: tried first, reported row by row, the same twice; and who may touch it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from lectorium.kit.database import Database
from lectorium.kit.errors import Forbidden, Invalid, NotFound
from lectorium.kit.paging import PageRequest
from lectorium.rooms.courses import api as courses
from lectorium.rooms.people.api import AuditEvent, User
from tests.support.people import School

HEADER = "username,email,name,role\n"


def bring(
    database: Database, school: School, text: str, *, dry_run: bool = False, who: str = "teacher"
) -> list[str]:
    with database.transaction() as session:
        report = courses.import_roster(session, school.actor(who), school.class_id, text, dry_run=dry_run)
    return [row.outcome for row in report.rows]


def members(database: Database, school: School) -> set[str]:
    with database.transaction() as session:
        page = courses.list_members(session, school.actor("teacher"), school.class_id, PageRequest(200))
    return {member.user.username for member in page.items}


def new_lines(school: School, *names: str) -> str:
    return HEADER + "".join(f"{n}-{school.slug},{n}@{school.slug}.org,{n.title()},student\n" for n in names)


def test_a_trial_says_all_and_changes_nothing(database: Database, school: School) -> None:
    before = members(database, school)
    assert bring(database, school, new_lines(school, "ada", "bob"), dry_run=True) == ["created", "created"]
    assert members(database, school) == before


def test_the_same_file_twice_changes_nothing_the_second_time(database: Database, school: School) -> None:
    text = new_lines(school, "ada", "bob")
    assert bring(database, school, text) == ["created", "created"]
    assert bring(database, school, text) == ["unchanged", "unchanged"]


def test_one_bad_line_keeps_the_whole_file_out(database: Database, school: School) -> None:
    before = members(database, school)
    text = (
        new_lines(school, "ada")
        + f"BAD NAME,x@{school.slug}.org,X,student\n"
        + f"ada-{school.slug},a@b.org,A,student\n"
    )
    assert bring(database, school, text) == ["created", "refused", "refused"]
    assert members(database, school) == before


def test_somebody_of_the_school_is_enrolled_and_another_address_is_refused(
    database: Database, school: School
) -> None:
    stranger = school.users["stranger"]
    assert bring(database, school, f"{HEADER}{stranger.username},wrong@x.org,S,student\n") == ["refused"]
    assert bring(database, school, f"{HEADER}{stranger.username},{stranger.email},S,student\n") == [
        "enrolled"
    ]
    assert stranger.username in members(database, school)


def test_a_file_without_its_header_is_refused_by_name(database: Database, school: School) -> None:
    with pytest.raises(Invalid, match="lacks email, name") as refused:
        bring(database, school, "username\nada\n")
    assert refused.value.field == "csv"


def test_only_an_administrator_makes_a_teachers_account(database: Database, school: School) -> None:
    line = f"{HEADER}new-{school.slug},new@{school.slug}.org,New,teacher\n"
    assert bring(database, school, line) == ["refused"]
    assert bring(database, school, line, who="admin") == ["created"]


def test_i16_an_assistant_adds_students_but_no_staff(database: Database, school: School) -> None:
    stranger = school.users["stranger"]
    assert bring(database, school, f"{HEADER}{stranger.username},{stranger.email},S,ta\n", who="ta") == [
        "refused"
    ]
    assert bring(database, school, f"{HEADER}{stranger.username},{stranger.email},S,\n", who="ta") == [
        "enrolled"
    ]


def test_i16_an_assistant_who_edits_content_gives_no_roles(database: Database, school: School) -> None:
    with database.transaction() as session:
        place = courses.find_enrollment(session, school.class_id, school.users["ta"].id)
        assert place is not None
        courses.change_enrollment(session, school.actor("teacher"), place.id, content="edit")
    teacher, student = school.users["teacher"], school.users["student1"]
    for user, role in ((teacher, "student"), (student, "teacher"), (student, "ta")):
        assert bring(database, school, f"{HEADER}{user.username},{user.email},X,{role}\n", who="ta") == [
            "refused"
        ]
    stranger = school.users["stranger"].username
    with database.transaction() as session, pytest.raises(Forbidden):
        courses.enroll(session, school.actor("ta"), school.class_id, stranger, "teacher")


@pytest.mark.parametrize(
    ("who", "error"), [("student1", Forbidden), ("stranger", NotFound), ("other", NotFound)]
)
def test_others_neither_read_nor_change_the_roster(
    database: Database, school: School, who: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        bring(database, school, new_lines(school, "ada"), who=who)
    with database.transaction() as session, pytest.raises(error):
        courses.list_members(session, school.actor(who), school.class_id, PageRequest())


def test_i16_nobody_changes_their_own_place(database: Database, school: School) -> None:
    with database.transaction() as session:
        own = courses.find_enrollment(session, school.class_id, school.users["ta"].id)
        assert own is not None
        with pytest.raises(Forbidden):
            courses.change_enrollment(session, school.actor("ta"), own.id, role="teacher")


def test_the_roster_comes_in_pages_that_hold_everybody_once(database: Database, school: School) -> None:
    seen: list[str] = []
    after = None
    while True:
        with database.transaction() as session:
            page = courses.list_members(
                session, school.actor("teacher"), school.class_id, PageRequest(2, after)
            )
        seen += [member.user.username for member in page.items]
        after = page.next
        if after is None:
            break
    assert sorted(seen) == seen
    assert set(seen) == members(database, school)


def test_a_trial_tells_addresses_only_to_who_manages_the_schools_people(
    database: Database, school: School
) -> None:
    stranger = school.users["stranger"]
    line = f"{HEADER}{stranger.username},wrong@x.org,S,student\n"
    told = {}
    for who in ("ta", "teacher", "admin"):
        with database.transaction() as session:
            actor = school.actor(who)
            report = courses.import_roster(session, actor, school.class_id, line, dry_run=True)
        told[who] = stranger.email in report.rows[0].message
        assert "another address" in report.rows[0].message
    assert told == {"ta": False, "teacher": False, "admin": True}


FULL = "username,email,name,role,section,time_multiplier\n"


def taken_out(database: Database, school: School, who: str = "teacher") -> str:
    text, after = "", None
    while True:
        with database.transaction() as session:
            lines, after = courses.export_roster(
                session, school.actor(who), school.class_id, courses.Wanted(status="all"), after
            )
        text += lines
        if after is None:
            return text


def line_of(school: School, who: str, section: str = "", time: str = "") -> str:
    user = school.users[who]
    return f"{user.username},{user.email},{user.name},student,{section},{time}\n"


def test_sections_and_exam_time_come_with_the_file(database: Database, school: School) -> None:
    text = FULL + line_of(school, "student1", "Monday", "1.5") + line_of(school, "student2", "Monday")
    assert bring(database, school, text) == ["updated", "updated"]
    assert bring(database, school, text) == ["unchanged", "unchanged"]
    out = taken_out(database, school)
    assert line_of(school, "student1", "Monday", "1.5").strip() in out
    assert line_of(school, "student2", "Monday", "1").strip() in out
    assert bring(database, school, FULL + line_of(school, "student1")) == ["unchanged"]
    assert bring(database, school, FULL + line_of(school, "student1", "-")) == ["updated"]
    assert line_of(school, "student1", "", "1.5").strip() in taken_out(database, school)


def test_bringing_back_what_was_taken_out_changes_nothing(database: Database, school: School) -> None:
    bring(database, school, FULL + line_of(school, "student1", "=1+1", "2"))
    with database.transaction() as session:
        session.get_one(User, school.users["student2"].id).name = "-Robert'); DROP"
    text = taken_out(database, school)
    assert "'=1+1" in text
    assert "'-Robert" in text
    outcomes = bring(database, school, text)
    assert outcomes == ["unchanged"] * len(outcomes)
    assert text == taken_out(database, school)


@pytest.mark.parametrize(
    ("who", "section", "time", "why"),
    [
        ("student1", "Monday", "0.5", "a number from 1 to 5"),
        ("student1", "Monday", "longer", "a number from 1 to 5"),
        ("student1", "NaN", "NaN", "a number from 1 to 5"),
        ("student1", "M" * 61, "", "at most 60"),
    ],
)
def test_what_a_line_cant_mean_is_refused_with_a_reason(
    database: Database, school: School, who: str, section: str, time: str, why: str
) -> None:
    with database.transaction() as session:
        report = courses.import_roster(
            session,
            school.actor("teacher"),
            school.class_id,
            FULL + line_of(school, who, section, time),
            dry_run=False,
        )
    assert [row.outcome for row in report.rows] == ["refused"]
    assert why in report.rows[0].message


def test_i16_an_assistant_brings_no_sections_and_no_exam_time(database: Database, school: School) -> None:
    for section, time in (("Monday", ""), ("", "2")):
        text = FULL + line_of(school, "student1", section, time)
        assert bring(database, school, text, who="ta") == ["refused"]


def test_i17_an_import_keeps_what_it_changed_and_from_what(database: Database, school: School) -> None:
    bring(database, school, FULL + line_of(school, "student1", "Monday", "1.5"))
    with database.transaction() as session:
        event = session.scalars(
            select(AuditEvent).where(
                AuditEvent.class_id == school.class_id, AuditEvent.action == "roster.import"
            )
        ).one()
    name = school.users["student1"].username
    assert event.before is not None
    assert event.after is not None
    assert (event.before[name]["section"], event.after[name]["section"]) == ("", "Monday")
    assert (event.before[name]["time_multiplier"], event.after[name]["time_multiplier"]) == ("1", "1.5")


def test_the_roster_is_found_by_section_and_sorted(database: Database, school: School) -> None:
    text = FULL + line_of(school, "student1", "Tuesday") + line_of(school, "student2", "Monday")
    bring(database, school, text)

    def names(**wanted: Any) -> list[str]:
        found: list[str] = []
        after = None
        while True:
            with database.transaction() as session:
                page = courses.list_members(
                    session,
                    school.actor("teacher"),
                    school.class_id,
                    PageRequest(1, after),
                    courses.Wanted(**wanted),
                )
            found += [member.user.username for member in page.items]
            after = page.next
            if after is None:
                return found

    student1, student2 = school.users["student1"].username, school.users["student2"].username
    assert names(order="section")[-2:] == [student2, student1]
    assert names(order="section", descending=True)[:2] == [student1, student2]
    assert len(names(order="joined_at")) == len(names(order="role")) == len(names(order="name")) == 4
    with database.transaction() as session:
        labels = courses.list_labels(session, school.actor("teacher"), school.class_id)
    tuesday = next(view.label.id for view in labels if view.label.name == "Tuesday")
    assert names(label_id=tuesday) == [student1]
    assert names(without_section=True) == []


@pytest.mark.parametrize(
    ("said", "role"), [("Assistant", "ta"), ("TA", "ta"), ("Student", "student"), ("TEACHER", "teacher")]
)
def test_a_role_is_read_as_people_call_it(database: Database, school: School, said: str, role: str) -> None:
    text = f"{HEADER}kim-{school.slug},kim@{school.slug}.org,Kim,{said}\n"
    assert bring(database, school, text, who="admin") == ["created"]
    with database.transaction() as session:
        page = courses.list_members(session, school.actor("teacher"), school.class_id, PageRequest(200))
    (kim,) = [each for each in page.items if each.user.username == f"kim-{school.slug}"]
    assert kim.enrollment.role == role


def test_a_trial_says_once_which_section_it_would_make(database: Database, school: School) -> None:
    lines = "".join(f"{n}-{school.slug},{n}@{school.slug}.org,{n},Group B\n" for n in ("ada", "bob"))
    text = f"username,email,name,section\n{lines}"
    with database.transaction() as session:
        report = courses.import_roster(session, school.actor("teacher"), school.class_id, text, dry_run=True)
        made = [
            label.label.name
            for label in courses.list_labels(session, school.actor("teacher"), school.class_id)
        ]
    assert [row.message for row in report.rows] == [
        "A new account, enrolled. Makes the section “Group B”.",
        "A new account, enrolled.",
    ]
    assert "Group B" not in made
