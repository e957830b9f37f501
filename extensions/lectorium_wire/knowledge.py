"""What the tutor may read: entries in three scopes, what was extracted, and what a question finds."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from lectorium_wire.base import Body, Instant, Shape
from lectorium_wire.readings import MAX_TEXT, MaterialFile, UploadedFile

IndexState = Literal["waiting", "indexed", "failed"]
PlaceKind = Literal["page", "slide", "cell", "line", "paragraph"]


class KnowledgeCreate(Body):
    """An entry: words in Markdown, a file whose words can be read, or both."""

    title: str = Field(min_length=1, max_length=200)
    content: str = Field(default="", max_length=MAX_TEXT)
    file: UploadedFile | None = None
    shown_to_students: bool = Field(default=True, description="Students may open it where it is cited")


class KnowledgePatch(Body):
    """What may change about an entry; absent keys stay, null takes the file away."""

    title: str | None = Field(default=None, min_length=1, max_length=200)
    content: str | None = Field(default=None, max_length=MAX_TEXT)
    file: UploadedFile | None = None
    shown_to_students: bool | None = None


class Knowledge(Shape):
    """An entry without its words."""

    id: UUID
    class_id: UUID | None = Field(description="Null where it is the school's, or a standalone challenge's")
    challenge_id: UUID | None
    title: str
    file: MaterialFile | None
    shown_to_students: bool
    index_state: IndexState
    index_message: str = Field(description="Why it failed, or what of it wasn't read")
    chunks: int = Field(description="Pieces it was cut into")
    embedded: int = Field(description="Of those, how many can be found by meaning, not only by words")
    author: str
    created_at: Instant
    updated_at: Instant


class KnowledgeText(Knowledge):
    """An entry with the words that were typed."""

    content: str


class KnowledgeChunk(Shape):
    """A piece of an entry as it was read, and where it stands: pages and the like count from 1."""

    order_index: int
    place_kind: PlaceKind
    page_number: int
    heading: str
    content: str


class KnowledgeQuestion(Body):
    """A question to try."""

    question: str = Field(min_length=1, max_length=4000)
    limit: int = Field(default=8, ge=1, le=20)


class KnowledgeFound(KnowledgeChunk):
    """A piece that a question finds."""

    title: str
    score: float
    knowledge_id: UUID | None
    material_id: UUID | None
    address: str | None = Field(description="The page that opens there; null for what students don't open")


class KnowledgeFindings(Shape):
    """What the tutor would read for a question, the best first."""

    items: list[KnowledgeFound]
    words_only: bool = Field(description="The embedding model didn't answer: found by words alone")


class EmbeddingState(Shape):
    """How many of the organization's pieces have a vector, by the model in use and the next one."""

    model: str
    chunks: int
    embedded: int
    next_model: str | None
    next_embedded: int
