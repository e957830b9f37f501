"""Problems and their frozen versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from lectorium_client.paging import Pages
from lectorium_client.transport import PUBLISH_SECONDS, Routes, make
from lectorium_wire.authoring import (
    AttachedFile,
    Notebook,
    NotebookCheck,
    Placement,
    ProblemCard,
    ProblemPublish,
    ProblemVersion,
    ProgramImport,
    Published,
    Report,
    VersionPublish,
)


class LibraryRoutes(Routes):
    """What is published, and publishing in its plain form; see also ``publish``."""

    def problems(self, search: str | None = None) -> Pages[ProblemCard]:
        """The organization's problems; ``search``: the beginning of a word of the title."""
        return self._pages("/problems", ProblemCard, search=search)

    def problem(self, problem_id: UUID) -> ProblemCard:
        """A problem with its newest version."""
        return self._get(f"/problems/{problem_id}", ProblemCard)

    def problem_versions(self, problem_id: UUID) -> Pages[ProblemVersion]:
        """All frozen versions of a problem."""
        return self._pages(f"/problems/{problem_id}/versions", ProblemVersion)

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
