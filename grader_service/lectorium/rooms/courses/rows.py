"""A roster as lines of CSV: what a file says, and what is written for a member.

What is written is what is read: bringing back a roster that was taken out changes nothing.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from lectorium.kit.errors import Invalid
from lectorium.rooms.courses.members import Member

REQUIRED = ("username", "email", "name")
COLUMNS = (*REQUIRED, "role", "section", "time_multiplier")
NO_SECTION = "-"
"""Takes a student out of the section; an empty cell leaves things as they are."""
MAX_ROWS = 5000
SEPARATORS = (",", ";", "\t")
"""What spreadsheets put between cells; the first line decides."""
ROLES = {"assistant": "ta"}
"""How people call a role, where it is stored by another name."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


@dataclass(frozen=True)
class Row:
    """One line of the file; None where it says nothing."""

    line: int
    username: str
    email: str
    name: str
    role: str
    section: str | None = None
    time_multiplier: str | None = None
    spills: bool = False
    """Whether it has more cells than the first line."""

    @property
    def multiplier(self) -> Decimal | None:
        """The factor for exam time; raises :class:`ValueError` where it is no number."""
        if self.time_multiplier is None:
            return None
        try:
            found = Decimal(self.time_multiplier.replace(",", "."))
        except InvalidOperation:
            raise ValueError(self.time_multiplier) from None
        if not found.is_finite():
            raise ValueError(self.time_multiplier)
        return found


def read_rows(text: str) -> Iterator[Row]:
    """The lines of a file; columns it doesn't know are left alone.  Raises :class:`Invalid`."""
    text = text.lstrip("\ufeff")
    reader = csv.DictReader(io.StringIO(text, newline=None), delimiter=_separator(text))
    try:
        _check_header([(name or "").strip().lower() for name in reader.fieldnames or []])
        for count, values in enumerate(reader, start=1):
            if count > MAX_ROWS:
                raise Invalid(
                    f"The file has over {MAX_ROWS} lines. Nothing was changed. Split it.", field="csv"
                )
            cells = {
                (key or "").strip().lower(): _read(value)
                for key, value in values.items()
                if isinstance(value, str)
            }
            if any(cells.values()):
                yield _row(reader.line_num, cells, spills=any(values.get(None) or ()))
    except csv.Error:
        raise Invalid(
            f"Line {reader.line_num + 1} can't be read as CSV. Nothing was changed. Look for a quotation "
            "mark without its other half.",
            field="csv",
        ) from None


def decoded(content: bytes) -> tuple[str, bool]:
    """The text of a file, and whether how it is written was guessed: Western European, as spreadsheets do."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace"), False
    try:
        return content.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace"), True


def _separator(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(SEPARATORS, key=first.count)


def _check_header(header: list[str]) -> None:
    missing = [name for name in REQUIRED if name not in header]
    twice = [name for name, count in Counter(header).items() if count > 1 and name in COLUMNS]
    if not missing and not twice:
        return
    wrong = f"lacks {', '.join(missing)}" if missing else f"has {', '.join(twice)} twice"
    raise Invalid(
        f"The file's first line {wrong}. Nothing was changed. "
        "Begin it with username,email,name (and role, section, time_multiplier, if you like).",
        field="csv",
    )


def _row(number: int, cells: dict[str, str], *, spills: bool) -> Row:
    role = cells.get("role", "").lower() or "student"
    return Row(
        number,
        cells.get("username", "").lower(),
        cells.get("email", ""),
        cells.get("name", ""),
        ROLES.get(role, role),
        " ".join(cells.get("section", "").split()) or None,
        cells.get("time_multiplier", "") or None,
        spills,
    )


def write_rows(members: Iterable[Member], *, head: bool) -> str:
    """Members as lines; with ``head`` the names of the columns before them."""
    out = io.StringIO()
    writer = csv.writer(out)
    if head:
        writer.writerow(COLUMNS)
    writer.writerows([safe(cell) for cell in _cells(member)] for member in members)
    return out.getvalue()


def safe(cell: str) -> str:
    """A text that no spreadsheet takes for a formula; read back, it is as before."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _read(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _cells(member: Member) -> tuple[str, ...]:
    place, user, section = member.enrollment, member.user, member.section
    return (
        user.username,
        user.email,
        user.name,
        place.role,
        section.name if section else "",
        format(place.time_multiplier.normalize(), "f"),
    )
