"""A term of a thousand students: seeded, read by many at once, and an exam that all begin together."""

from __future__ import annotations

import json
import statistics
import time
from contextlib import closing
from uuid import UUID

from bench.kit import Bench, console, percentile
from bench.term import exam, queries
from bench.term.asking import Line, timed, together
from bench.term.loader import Seeded, seed
from bench.term.plan import Size
from bench.term.sessions import give_passwords, signed_in
from bench.term.tokens import tokens
from lectorium.platform import Platform
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.people import api as people
from tests.support.site import Site, running_site

LARGE, SMALL = Size(1000), Size(100)
CLIENTS = 20
EACH = 15
ALONE = 30


def measure() -> Bench:
    """Take all figures."""
    bench = Bench("courses")
    with running_site() as site, closing(Platform(site.settings())) as platform:
        _, small = _seed(platform, site, SMALL)
        seconds, large = _seed(platform, site, LARGE)
        bench.measured(f"Seeding {LARGE.all_attempts:,} attempts", [seconds], "s", key="seed_seconds")
        labs = [Line(site.url, proof) for proof in tokens(site, large.students)]
        readers = _browsers(site, platform, [*large.students[:CLIENTS], small.students[0]])
        staff = [Line(site.url, readers[0].proof) for _ in range(CLIENTS)]
        _pages(bench, large, labs[:CLIENTS], readers[1:-1], staff)
        _count_statements(bench, platform, large)
        _growth(bench, large, small, staff[0], readers[1], readers[-1])
        _exam(bench, platform, large, labs)
        for line in [*labs, *readers, *staff]:
            line.close()
    return bench


def _seed(platform: Platform, site: Site, size: Size) -> tuple[float, Seeded]:
    begin = time.perf_counter()
    seeded = seed(platform, site.settings().owner_database_url, size)
    taken = time.perf_counter() - begin
    console.print(f"{size.students} students, {size.all_attempts:,} attempts: {taken:.0f} s")
    return taken, seeded


def _browsers(site: Site, platform: Platform, students: list[str]) -> list[Line]:
    """The teacher's, and then each student's, in which they have signed in."""
    give_passwords(site, platform, students)
    return [Line(site.url, signed_in(site, name)) for name in ["teacher", *students]]


def _pages(bench: Bench, large: Seeded, labs: list[Line], students: list[Line], staff: list[Line]) -> None:
    """Twenty clients at once, each asking fifteen times in a row; the first round only warms up.

    Pages are asked for by browsers, the list of attempts by Lab.
    """
    challenge, root = large.challenge_ids[-1], f"/classes/{large.class_id}"
    asked = {
        "student_home": (students, lambda _: "/"),
        "class_page": (staff, lambda _: root),
        "roster": (staff, lambda _: f"{root}/roster"),
        "attempts_list": (labs, lambda _: f"/api/challenges/{challenge}/attempts"),
    }
    for name, (lines, path_of) in asked.items():
        together(lines, path_of, 1)
        taken = together(lines, path_of, EACH)
        bench.measured(
            f"{name.replace('_', ' ')}, 95th percentile",
            [percentile(taken, 0.95)],
            "ms",
            key=f"{name}_p95_ms",
        )
        bench.measured(f"{name.replace('_', ' ')}, median", [statistics.median(taken)], "ms")


def _count_statements(bench: Bench, platform: Platform, large: Seeded) -> None:
    counts = [_count(platform, name, page, large) for name, page in PAGES]
    bench.measured("Statements of a page, at most", [max(counts)], "", key="max_queries_per_page")


PAGES = [
    ("teacher", "view_class"),
    ("teacher", "view_roster"),
    ("student", "view_home"),
    ("student", "view_class"),
]
"""Who reads which page."""


def _count(platform: Platform, who: str, page: str, large: Seeded) -> int:
    name = "teacher" if who == "teacher" else large.students[0]
    places = {} if page == "view_home" else {"class_id": large.class_id}
    return queries.count(platform, _actor(platform, name), name, page, places)


def _actor(platform: Platform, name: str) -> people.Actor:
    with platform.database.transaction() as session:
        school = session.scalars(people.organization_by_slug("sample")).one()
        return people.Actor.of(session.scalars(people.by_name_or_email(school.id, name)).one())


def _growth(bench: Bench, large: Seeded, small: Seeded, staff: Line, many: Line, few: Line) -> None:
    """The same pages of a large and of a small class, in turns, by one client."""
    for key, of_large, of_small in (
        ("growth_100_to_1000", staff, staff),
        ("student_growth_100_to_1000", many, few),
    ):
        series: dict[UUID, list[float]] = {large.class_id: [], small.class_id: []}
        for _ in range(ALONE):
            for line, seeded in ((of_large, large), (of_small, small)):
                series[seeded.class_id].append(timed(line, f"/classes/{seeded.class_id}"))
        ratio = statistics.median(series[large.class_id]) / statistics.median(series[small.class_id])
        bench.measured(key.replace("_", " "), [ratio], "", key=key)


def _exam(bench: Bench, platform: Platform, large: Seeded, lines: list[Line]) -> None:
    teacher = _actor(platform, "teacher")
    with platform.database.transaction() as session:
        version = session.get_one(authoring.Challenge, large.challenge_ids[0]).problem_version_id
        view = authoring.get_version(session, version)
    item_id, challenge_id = exam.set_exam(platform, teacher, large.class_id, version)
    release = platform.store.get(view.version.release_ref)
    for line in lines:  # they have the page open already
        line.ask("GET", f"/api/items/{item_id}/sitting")
    seen = exam.rush(lines, item_id, challenge_id, json.loads(release))
    bench.measured(
        "Starting an exam, 99th percentile", [percentile(seen.starts, 0.99)], "ms", key="exam_start_p99_ms"
    )
    bench.measured("Saving in it, 99th percentile", [percentile(seen.saves, 0.99)], "ms")
    bench.measured("Errors of 1,000", [len(seen.errors)], "", key="exam_errors")
    for error in seen.errors[:3]:
        console.print(error)


if __name__ == "__main__":
    measure().finish()
