"""Problems and their frozen versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypedDict, Unpack
from uuid import UUID

from lectorium_client.paging import Pages
from lectorium_client.transport import PUBLISH_SECONDS, Routes, make
from lectorium_wire.authoring import (
    AttachedFile,
    Difficulty,
    Notebook,
    NotebookCheck,
    Placement,
    ProblemCard,
    ProblemPatch,
    ProblemPublish,
    ProblemVersion,
    ProgramImport,
    Published,
    Report,
    Topic,
    VersionPublish,
)
from lectorium_wire.library import ProblemUses, VersionChanges


class Wanted(TypedDict, total=False):
    """What is looked for in the library; all that is given must fit."""

    topics: Sequence[str]
    difficulty: Difficulty
    kind: Literal["notebook", "program", "question"]
    author_id: UUID
    order: Literal["title", "newest"]


class LibraryRoutes(Routes):
    """What is published, and publishing in its plain form; see also ``publish``."""

    def problems(self, search: str | None = None, **wanted: Unpack[Wanted]) -> Pages[ProblemCard]:
        """The organization's problems; ``search``: words of the title, the statement or the topics."""
        topics = wanted.pop("topics", None)
        given = None if topics is None else ",".join(topics)
        return self._pages("/problems", ProblemCard, search=search, topics=given, **wanted)

    def topics(self, begins: str | None = None) -> list[Topic]:
        """The topics of the organization's problems, the most used first."""
        return self._list("/problems/topics", Topic, begins=begins)

    def change_problem(
        self, problem_id: UUID, *, topics: Sequence[str] | None = None, difficulty: Difficulty | None = None
    ) -> ProblemCard:
        """Say what a problem is about and how hard it is; what isn't given stays."""
        given = {"topics": None if topics is None else list(topics), "difficulty": difficulty}
        body = make(ProblemPatch, **{key: value for key, value in given.items() if value is not None})
        return self._patch(f"/problems/{problem_id}", ProblemCard, body)

    def problem(self, problem_id: UUID) -> ProblemCard:
        """A problem with its newest version."""
        return self._get(f"/problems/{problem_id}", ProblemCard)

    def problem_versions(self, problem_id: UUID) -> Pages[ProblemVersion]:
        """All frozen versions of a problem."""
        return self._pages(f"/problems/{problem_id}/versions", ProblemVersion)

    def version_changes(self, problem_id: UUID, before: int, after: int) -> VersionChanges:
        """What changed from one version's number to another's."""
        return self._get(f"/problems/{problem_id}/changes", VersionChanges, before=before, after=after)

    def problem_uses(self, problem_id: UUID, *, after: str | None = None) -> ProblemUses:
        """Where a problem is used, newest first; ``after`` is the ``next`` of the page before."""
        return self._get(f"/problems/{problem_id}/uses", ProblemUses, after=after)

    def problem_version(self, version_id: UUID) -> ProblemVersion:
        """A frozen version with its tests."""
        return self._get(f"/problem-versions/{version_id}", ProblemVersion)

    def version_notebook(self, version_id: UUID, *, release: bool = False) -> Notebook:
        """A version's notebook: the teacher's own, or with ``release`` what students get."""
        query = {"release": "true" if release else "false"}
        return self._get(f"/problem-versions/{version_id}/notebook", dict[str, Any], **query)

    def check_notebook(
        self, notebook: Notebook, files: Sequence[AttachedFile] = (), *, run_solution: bool = True
    ) -> Report:
        """Say what stands against publishing a notebook; changes nothing."""
        body = make(NotebookCheck, notebook=notebook, files=list(files), run_solution=run_solution)
        return self._post("/problems/check", Report, body, repeatable=False, timeout=PUBLISH_SECONDS)

    def publish_problem(
        self,
        notebook: Notebook,
        *,
        title: str | None = None,
        files: Sequence[AttachedFile] = (),
        place: Placement | None = None,
    ) -> Published:
        """Freeze a notebook as a new problem; raises :class:`~lectorium_client.PublishRefused`."""
        body = make(ProblemPublish, notebook=notebook, title=title, files=list(files), place=place)
        return self._post("/problems", Published, body, timeout=PUBLISH_SECONDS)

    def publish_version(
        self,
        problem_id: UUID,
        notebook: Notebook,
        *,
        title: str | None = None,
        files: Sequence[AttachedFile] = (),
    ) -> Published:
        """Freeze the next version of a problem; assignments stay on theirs."""
        body = make(VersionPublish, notebook=notebook, title=title, files=list(files))
        return self._post(f"/problems/{problem_id}/versions", Published, body, timeout=PUBLISH_SECONDS)

    def import_program(self, program: ProgramImport) -> Published:
        """Make a program problem from its parts."""
        return self._post("/problems/import", Published, program, timeout=PUBLISH_SECONDS)
