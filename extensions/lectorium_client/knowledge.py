"""What the tutor may read: in the organization, a class or a challenge."""

from __future__ import annotations

import base64
import mimetypes
from pathlib import Path
from typing import TypedDict, Unpack
from uuid import UUID

from lectorium_client.paging import Pages
from lectorium_client.transport import Routes, make
from lectorium_wire.knowledge import (
    EmbeddingState,
    Knowledge,
    KnowledgeChunk,
    KnowledgeCreate,
    KnowledgeFindings,
    KnowledgePatch,
    KnowledgeQuestion,
    KnowledgeText,
)
from lectorium_wire.readings import UploadedFile


class KnowledgeWords(TypedDict, total=False):
    """What an entry says, and whether students open it where it is cited."""

    content: str
    shown_to_students: bool


class KnowledgeChanges(KnowledgeWords, total=False):
    """What may change about an entry."""

    title: str


class KnowledgeRoutes(Routes):
    """Entries, what was read of them, and what a question finds.

    Without ids it is the organization's; with ``class_id`` a class's, with ``challenge_id`` a challenge's.
    """

    def knowledge(
        self, *, class_id: UUID | None = None, challenge_id: UUID | None = None
    ) -> Pages[Knowledge]:
        """The entries of one scope, by title; what stands around it is not repeated."""
        if challenge_id is not None:
            return self._pages(f"/challenges/{challenge_id}/knowledge", Knowledge)
        if class_id is not None:
            return self._pages(f"/classes/{class_id}/knowledge", Knowledge)
        return self._pages("/knowledge", Knowledge)

    def add_knowledge(
        self,
        title: str,
        *,
        file: Path | str | None = None,
        class_id: UUID | None = None,
        challenge_id: UUID | None = None,
        **words: Unpack[KnowledgeWords],
    ) -> KnowledgeText:
        """Give the tutor something to read: ``content`` in Markdown, a file of this machine, or both."""
        body = make(KnowledgeCreate, title=title, file=_upload(file), **words)
        if challenge_id is not None:
            return self._post(f"/challenges/{challenge_id}/knowledge", KnowledgeText, body)
        if class_id is not None:
            return self._post(f"/classes/{class_id}/knowledge", KnowledgeText, body)
        return self._post("/knowledge", KnowledgeText, body)

    def knowledge_entry(self, knowledge_id: UUID) -> KnowledgeText:
        """An entry with its words and how far it has come."""
        return self._get(f"/knowledge/{knowledge_id}", KnowledgeText)

    def change_knowledge(
        self,
        knowledge_id: UUID,
        *,
        file: Path | str | None = None,
        drop_file: bool = False,
        **changes: Unpack[KnowledgeChanges],
    ) -> KnowledgeText:
        """Change an entry; ``file`` replaces its file, ``drop_file`` takes it away."""
        given: dict[str, object] = {**changes}
        if file is not None or drop_file:
            given["file"] = _upload(file)
        return self._patch(f"/knowledge/{knowledge_id}", KnowledgeText, make(KnowledgePatch, **given))

    def delete_knowledge(self, knowledge_id: UUID) -> None:
        """Take an entry away: the tutor doesn't find it any more."""
        self._delete(f"/knowledge/{knowledge_id}")

    def index_knowledge(self, knowledge_id: UUID) -> Knowledge:
        """Have an entry read once more; raises Conflict while it waits to be read."""
        return self._post(f"/knowledge/{knowledge_id}/index", Knowledge)

    def knowledge_chunks(self, knowledge_id: UUID) -> Pages[KnowledgeChunk]:
        """What was read of an entry, piece by piece."""
        return self._pages(f"/knowledge/{knowledge_id}/chunks", KnowledgeChunk)

    def save_knowledge_file(self, knowledge_id: UUID, path: Path | str) -> Path:
        """Save an entry's file under a path; a file there is replaced."""
        saved = Path(path)
        saved.write_bytes(self._bytes(f"/knowledge/{knowledge_id}/file"))
        return saved

    def try_question(
        self,
        question: str,
        *,
        limit: int = 8,
        class_id: UUID | None = None,
        challenge_id: UUID | None = None,
    ) -> KnowledgeFindings:
        """What the tutor would find for a question asked there, the best first."""
        body = make(KnowledgeQuestion, question=question, limit=limit)
        if challenge_id is not None:
            return self._post(f"/challenges/{challenge_id}/knowledge/search", KnowledgeFindings, body)
        if class_id is not None:
            return self._post(f"/classes/{class_id}/knowledge/search", KnowledgeFindings, body)
        return self._post("/knowledge/search", KnowledgeFindings, body)

    def embedding_state(self) -> EmbeddingState:
        """How many of the organization's pieces can be found by meaning, and by which model."""
        return self._get("/knowledge/state", EmbeddingState)


def _upload(file: Path | str | None) -> UploadedFile | None:
    if file is None:
        return None
    path = Path(file)
    media_type = mimetypes.guess_type(path.name)[0] or ""
    content = base64.b64encode(path.read_bytes()).decode()
    return make(UploadedFile, name=path.name, media_type=media_type, content=content)
