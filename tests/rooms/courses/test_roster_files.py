"""A roster as a file: however a spreadsheet wrote it, and what of it can't be meant."""

from __future__ import annotations

from itertools import product

import pytest
from sqlalchemy import select

from lectorium.kit.database import Database
from lectorium.kit.errors import Invalid
from lectorium.rooms.courses import api as courses
from lectorium.rooms.courses.rows import read_rows
from lectorium.rooms.people.api import AuditEvent, User, authenticate
from lectorium.rooms.people.passwords import needs_rehash
from tests.rooms.courses.test_roster import FULL, bring, line_of, new_lines
from tests.support.people import School
from tests.support.statements import counting


def report_of(database: Database, school: School, text: str, *, dry_run: bool = True) -> courses.RosterReport:
    with database.transaction() as session:
        teacher = school.actor("teacher")
        return courses.import_roster(session, teacher, school.class_id, text, dry_run=dry_run)


def test_a_file_is_read_however_a_spreadsheet_wrote_it() -> None:
    lines = ["Username;E-Mail;email;Name", "jörg;x;j@a.org;Jörg Müßig", "", 'ada;x;a@a.org;"Love; lace"']
    codings = ("utf-8", "utf-8-sig", "utf-16", "cp1252")
    for separator, end, coding in product((",", ";", "\t"), ("\n", "\r\n", "\r"), codings):
        text = end.join(line.replace(";", separator) for line in lines) + end
        decoded, guessed = courses.decoded(text.encode(coding))
        rows = list(read_rows(decoded))
        assert [row.name for row in rows] == ["Jörg Müßig", f"Love{separator} lace"]
        assert [row.line for row in rows] == [2, 4]
        assert guessed == (coding == "cp1252")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("username,email,name,Email\n", "has email twice"),
        ("username;email\n", "lacks name"),
        ('username,email,name\nada,a@b.org,"' + "A" * 200_000 + "\n", "Line 2 can't be read"),
        ("username,email,name\n" + "a,a@b.org,A\n" * 5001, "over 5000 lines"),
        ("", "lacks username, email, name"),
    ],
)
def test_a_file_that_cant_be_meant_is_refused_whole(
    database: Database, school: School, text: str, why: str
) -> None:
    with pytest.raises(Invalid, match=why) as refused:
        report_of(database, school, text)
    assert refused.value.field == "csv"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("ada,a@b.org,Lovelace, Ada", "more cells than the first"),
        ("ada,a@b.org,J\ufffdrg", "can't be read"),
        ("ada,a@b.org,J\x00rg", "can't be read"),
        (f"ada,a@b.org,{'A' * 201}", "at most 200"),
        ("erased-0123456789ab,a@b.org,Ada", "kept for people who were erased"),
    ],
)
def test_a_line_that_cant_be_meant_is_refused_with_its_reason(
    database: Database, school: School, line: str, why: str
) -> None:
    report = report_of(database, school, f"username,email,name\n{line}\n", dry_run=False)
    (row,) = report.rows
    assert (row.outcome, report.applied) == ("refused", False)
    assert why in row.message


def test_i17_an_import_names_whom_it_puts_in(database: Database, school: School) -> None:
    stranger = school.users["stranger"]
    ada = f"ada-{school.slug}"
    text = (
        f"{FULL}{ada},ada@{school.slug}.org,Ada,student,Monday,1.5\n"
        f"{stranger.username},{stranger.email},S,ta,,\n"
    )
    assert bring(database, school, text) == ["created", "enrolled"]
    assert bring(database, school, text) == ["unchanged", "unchanged"]
    with database.transaction() as session:
        of_class = select(AuditEvent).where(AuditEvent.class_id == school.class_id)
        event = session.scalars(of_class.where(AuditEvent.action == "roster.import")).one()
    assert event.after is not None
    assert event.after[ada] == {"role": "student", "section": "Monday", "time_multiplier": "1.5"}
    assert event.after[stranger.username] == {"role": "ta"}


def test_i22_a_file_asks_for_its_people_once(database: Database, school: School) -> None:
    """However many lines: those that change nothing ask nothing each."""
    text = FULL + line_of(school, "student1") + line_of(school, "student2")
    with counting(database.engine) as statements:
        assert bring(database, school, text) == ["unchanged", "unchanged"]
    many = len(statements)
    with counting(database.engine) as statements:
        assert bring(database, school, FULL + line_of(school, "student1")) == ["unchanged"]
    assert len(statements) == many


def test_who_came_with_a_file_signs_in_and_has_a_strong_hash_from_then_on(
    database: Database, school: School
) -> None:
    report = report_of(database, school, new_lines(school, "kim"), dry_run=False)
    (row,) = report.rows
    assert row.password is not None

    def stored() -> str:
        with database.transaction() as session:
            return str(session.scalars(select(User.password_hash).where(User.username == row.username)).one())

    before = stored()
    with database.transaction() as session:
        assert authenticate(session, row.username, "guessed").signed_in is None
        assert authenticate(session, row.username, row.password).signed_in is not None
    assert needs_rehash(before)
    assert not needs_rehash(stored())
