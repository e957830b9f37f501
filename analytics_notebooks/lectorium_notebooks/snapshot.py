"""What was read of a class, when, and how to cite it."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

from lectorium_client import Client
from lectorium_client.progress import Progress
from lectorium_wire.analytics import AttemptRow, TestRow
from lectorium_wire.courses import Class, ItemCard, Outline
from lectorium_wire.gradebook import Gradebook

LIBRARIES = ("lectorium", "numpy", "pandas", "plotly")


class UnknownClass(LookupError):
    """No class of that name, or several."""


@dataclass(frozen=True)
class Snapshot:
    """Everything that the frames are made of, as it was read between ``began`` and ``taken_at``.

    The parts are read one after the other within seconds: what students do in between may be in one
    and not yet in another.
    """

    klass: Class
    url: str
    service_version: str
    began: datetime
    taken_at: datetime
    items: tuple[ItemCard, ...]
    attempts: tuple[AttemptRow, ...]
    tests: tuple[TestRow, ...]
    gradebook: Gradebook

    @classmethod
    def take(cls, client: Client, klass: Class) -> Snapshot:
        """Read a class; raises :class:`~lectorium_client.ApiError`. Minutes for very large classes."""
        began = datetime.now(UTC)
        attempts = tuple(_attempts(client, klass, began))
        outline = client.outline(klass.id)
        return cls(
            klass=klass,
            url=client.url,
            service_version=client.health().version,
            began=began,
            items=tuple(
                item for module in outline.modules for item in module.items if item.state is not None
            ),
            attempts=attempts,
            tests=tuple(client.test_rows(klass.id)),
            gradebook=client.gradebook(klass.id),
            taken_at=datetime.now(UTC),
        )

    @property
    def students(self) -> int:
        """How many active students the class has."""
        return len(self.gradebook.rows)

    @property
    def fingerprint(self) -> str:
        """SHA-256 over all rows: equal data, equal fingerprint."""
        digest = hashlib.sha256()
        for row in (*self.attempts, *self.tests, self.gradebook):
            digest.update(row.model_dump_json().encode())
        return digest.hexdigest()

    def cite(self, notebook: str = "") -> str:
        """Text for a paper's or a report's methods section: what, when, n, versions."""
        where = f"{self.klass.name}{f', {self.klass.section}' if self.klass.section else ''}"
        amount = (
            f"{len(self.attempts)} attempts of {_people(self.attempts)} students ({self.students} enrolled)"
        )
        moment = f"{self.began:%Y-%m-%d %H:%M:%S} to {self.taken_at:%H:%M:%S} UTC"
        software = [f"{name} {_version(name)}" for name in LIBRARIES]
        lines = {
            "Data": f"{amount} at {len(self.items)} items of the class “{where}”, {self.klass.id}",
            "Read": f"{moment}, from Lectorium {self.service_version} at {self.url}",
            "Fingerprint": f"sha256 {self.fingerprint}",
            "Software": ", ".join([*software, f"Python {platform.python_version()}"]),
            **({"Notebook": notebook} if notebook else {}),
        }
        return "\n".join(f"{what}: {words}." for what, words in lines.items())


def find_class(client: Client, name: str, section: str | None = None) -> Class:
    """The one class of that name (and section, by its beginning); raises :class:`UnknownClass`."""
    classes = list(client.classes())
    named = [klass for klass in classes if _same(klass.name, name)]
    found = [klass for klass in named if _same(klass.section[: len((section or "").strip())], section or "")]
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        sections = _listed(klass.section or "(none)" for klass in found)
        raise UnknownClass(
            f"{len(found)} classes are called “{name}”. Say which: section= one of {sections}."
        )
    if named:
        sections = _listed(klass.section or "(none)" for klass in named)
        raise UnknownClass(f"“{name}” has no section “{section}”. It has: {sections}.")
    known = _listed(klass.name for klass in classes) or "no class yet"
    raise UnknownClass(f"There is no class “{name}” that you can see. You can see: {known}.")


def _graded(outline: Outline) -> Iterator[ItemCard]:
    """What is handed in; announcements and materials have no state."""
    for module in outline.modules:
        yield from (item for item in module.items if item.state is not None)


def _attempts(client: Client, klass: Class, now: datetime) -> Iterable[AttemptRow]:
    """Rows come oldest first, so the time they have reached says how far it is."""
    first: datetime | None = None
    count = 0
    with Progress(f"Reading attempts of {klass.name}") as progress:
        for page in client.attempt_rows(klass.id).pages():
            yield from page.items
            if page.items:
                first, last = first or page.items[0].accepted_at, page.items[-1].accepted_at
                count += len(page.items)
                share = (last - first) / (now - first) if now > first else 1.0
                progress.update(share, f"{count:,} so far, up to {last:%d %b %Y}")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # run from the source tree
        return "(not installed)"


def _people(rows: Iterable[AttemptRow]) -> int:
    return len({row.student for row in rows})


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in sorted(set(names)))
