"""A person's export: one archive of all that the rooms have about them, made while it is sent (G1)."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.database import Database
from lectorium.kit.errors import Conflict, Forbidden
from lectorium.kit.paging import PageRequest, fetch_page
from lectorium.rooms.people.api import Actor, Desk, Part, organization_name, record, written
from lectorium.rooms.submissions.api import sits_exam
from lectorium.storage import ObjectStore

PIECE = 64_000
"""So many bytes are gathered before they are sent on."""
README = """\
What {school} keeps about you in Lectorium, as of {made:%Y-%m-%d %H:%M} UTC.

Each file holds one thing a line, as JSON (https://jsonlines.org). Moments are in UTC. A line that says
"withheld" says why, and is there in full when you export again later. contents.json counts the lines: an
archive without it is not complete.

{files}

Not in here is what tells of other people, and what teachers note for themselves.
"""


class _Spool(io.RawIOBase):
    """Takes what an archive writes, until it is sent on; it can't be read or gone back in."""

    def __init__(self) -> None:
        super().__init__()
        self._held = bytearray()

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, data: Any, /) -> int:
        """Hold it."""
        self._held += data
        return len(data)

    def take(self, least: int = 1) -> Iterator[bytes]:
        """All that is held, once it is ``least`` bytes."""
        if len(self._held) >= least:
            yield bytes(self._held)
            self._held.clear()


def begin_export(session: Session, actor: Actor) -> None:
    """Let somebody take their own data out, and keep that they did.

    Raises :class:`Conflict` while they sit an exam: what is in it is closed to them then.
    """
    if actor.seen_by is not None:
        raise Forbidden("Only they export their own data. Nothing was changed. Look as yourself again.")
    if sits_exam(session, actor.user_id):
        raise Conflict(
            "Your data can't be exported while you sit an exam. All of it is kept. "
            "Come back when your exam is over.",
            code="exam",
        )
    record(session, actor, "user.export", "user", [actor.user_id])


def export_of(database: Database, store: ObjectStore, actor: Actor, parts: Sequence[Part]) -> Iterator[bytes]:
    """The archive's bytes, for who was let in: a transaction for each batch, and little held at once."""
    spool = _Spool()
    with ZipFile(spool, "w", ZIP_DEFLATED) as archive:
        with database.reading() as session:
            made, school = now(session).astimezone(UTC), organization_name(session, actor.organization_id)
        files = "\n".join(f"{part.name}.jsonl\n    {part.about}" for part in parts)
        archive.writestr(_named("README.txt", made), README.format(school=school, made=made, files=files))
        contents: dict[str, object] = {}
        for part in parts:
            lines = 0
            with archive.open(_named(f"{part.name}.jsonl", made), "w", force_zip64=True) as file:
                for batch in _batches(database, store, actor, part):
                    file.write(b"".join(batch))
                    lines += len(batch)
                    yield from spool.take(PIECE)
            contents[f"{part.name}.jsonl"] = {"lines": lines, "tables": list(part.tables)}
            yield from spool.take(PIECE)
        told = {"v": 1, "made_at": made.isoformat(), "user_id": str(actor.user_id), "files": contents}
        archive.writestr(_named("contents.json", made), json.dumps(told, indent=2))
    yield from spool.take()


def _batches(database: Database, store: ObjectStore, actor: Actor, part: Part) -> Iterator[list[bytes]]:
    """A part's lines; each batch begins after the last row of the one before."""
    page = PageRequest(part.batch)
    while True:
        with database.reading() as session:
            found = fetch_page(session, part.rows(actor), part.keys, page, casts=part.casts)
            lines = part.lines(Desk(session, store, actor), found.items) if found.items else []
            batch = [written(line) for line in lines]
        if batch:
            yield batch
        if found.next is None:
            return
        page = PageRequest(part.batch, found.next)


def _named(name: str, made: datetime) -> ZipInfo:
    info = ZipInfo(name, made.timetuple()[:6])
    info.compress_type = ZIP_DEFLATED
    return info
