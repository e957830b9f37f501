"""What the handlers of problems share: files, reports, and placing."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from uuid import UUID

from lectorium.kit.errors import Invalid
from lectorium.rooms.authoring import api as authoring
from lectorium_server.routing.call import Call
from lectorium_wire.authoring import (
    AttachedFile,
    Finding,
    Guarantee,
    Placement,
    ProblemCard,
    ProblemVersion,
    Report,
    TestCase,
)


def files_of(files: Sequence[AttachedFile]) -> dict[str, bytes]:
    """Attached files by name; raises :class:`Invalid` naming the one at fault."""
    found: dict[str, bytes] = {}
    for index, file in enumerate(files):
        if file.name in found:
            raise Invalid(
                f"Two files are called {file.name}. Nothing was changed. Rename one.",
                field=f"files.{index}.name",
            )
        found[file.name] = _decoded(file, index)
    return found


def _decoded(file: AttachedFile, index: int) -> bytes:
    try:
        return base64.b64decode(file.content, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid(
            f"The content of {file.name} isn't base64. Nothing was changed. Encode it and send it again.",
            field=f"files.{index}.content",
        ) from None


@contextmanager
def reported() -> Iterator[None]:
    """A refusal to publish carries its report in the shape of the wire."""
    try:
        yield
    except authoring.PublishRefused as refused:
        refused.extra["report"] = report_shape(refused.report)
        raise


def place(call: Call, version: authoring.ProblemVersion, where: Placement) -> tuple[UUID, UUID]:
    """Set a version as an assignment of its own; gives the item and the challenge."""
    settings = where.model_dump(exclude={"module_id", "title"})
    new = authoring.NewAssignment(title=where.title or version.title, **settings)
    item = authoring.create_assignment(call.session, call.actor, where.module_id, new, [version.id])
    return item.id, authoring.challenges_of_item(call.session, item.id)[0].id


def report_shape(report: authoring.Report) -> Report:
    """A report on the wire."""
    findings = [Finding.model_validate(each, from_attributes=True) for each in report.findings]
    tests = [Guarantee.model_validate(each, from_attributes=True) for each in report.tests]
    return Report(ok=report.ok, findings=findings, tests=tests)


def card_shape(entry: authoring.Entry) -> ProblemCard:
    """A problem on the wire."""
    return ProblemCard(
        id=entry.problem.id,
        slug=entry.problem.slug,
        title=entry.newest.title,
        kind=entry.newest.kind,
        latest_number=entry.newest.number,
        latest_version_id=entry.newest.id,
        topics=entry.problem.topics,
        difficulty=entry.problem.difficulty,
        author_id=entry.problem.created_by,
        author=entry.author,
        created_at=entry.problem.created_at,
        changed_at=entry.newest.created_at,
    )


def version_shape(
    version: authoring.ProblemVersion, points: Decimal | None, cases: Sequence[authoring.TestCase] = ()
) -> ProblemVersion:
    """A frozen version on the wire."""
    return ProblemVersion(
        id=version.id,
        problem_id=version.problem_id,
        number=version.number,
        title=version.title,
        kind=version.kind,
        languages=version.languages,
        content_hash=version.content_hash,
        created_at=version.created_at,
        points_total=points or Decimal(0),
        test_cases=[TestCase.model_validate(case, from_attributes=True) for case in cases],
    )
