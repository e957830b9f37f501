"""What a class reads, and the one order of everything in it."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from lectorium_wire.base import Body, Instant, Shape
from lectorium_wire.courses import ItemCard

MAX_TEXT = 200_000
MAX_ENCODED = 40_000_000


class ModuleOrder(Body):
    """A module, and the items in it from top to bottom."""

    id: UUID
    items: list[UUID] = Field(max_length=2_000)


class OutlineOrder(Body):
    """A whole class from top to bottom: every module and item exactly once; items may change modules."""

    revision: int = Field(ge=0, le=2_000_000_000, description="The outline's `revision` this was made from")
    modules: list[ModuleOrder] = Field(max_length=500)


class AnnouncementCreate(Body):
    """An announcement at the end of a module."""

    title: str = Field(min_length=1, max_length=200)
    body_markdown: str = Field(max_length=MAX_TEXT, description="Markdown; `$…$` is mathematics")
    is_published: bool = True
    release_date: Instant | None = Field(default=None, description="When students begin to see it")


class AnnouncementPatch(Body):
    """What may change about an announcement; absent keys stay, null clears the date."""

    title: str | None = Field(default=None, min_length=1, max_length=200)
    body_markdown: str | None = Field(default=None, max_length=MAX_TEXT)
    is_published: bool | None = None
    release_date: Instant | None = None


class Announcement(ItemCard):
    """An announcement with its text."""

    body_markdown: str
    updated_at: Instant


class UploadedFile(Body):
    """A file of a material: what it is called, what the sender takes it for, and its bytes in base64."""

    name: str = Field(min_length=1, max_length=255)
    media_type: str = Field(default="", max_length=200)
    content: str = Field(max_length=MAX_ENCODED)


class MaterialCreate(Body):
    """A material at the end of a module: words, a file, or both."""

    title: str = Field(min_length=1, max_length=200)
    body_markdown: str = Field(default="", max_length=MAX_TEXT, description="Markdown; `$…$` is mathematics")
    file: UploadedFile | None = None
    is_published: bool = True
    release_date: Instant | None = Field(default=None, description="When students begin to see it")


class MaterialPatch(Body):
    """What may change about a material; absent keys stay, null takes the date or the file away."""

    title: str | None = Field(default=None, min_length=1, max_length=200)
    body_markdown: str | None = Field(default=None, max_length=MAX_TEXT)
    file: UploadedFile | None = None
    is_published: bool | None = None
    release_date: Instant | None = None


class MaterialFile(Shape):
    """A material's file, told from its content; its bytes are at `/materials/{item_id}/file`."""

    name: str
    media_type: str
    size_bytes: int


class Material(ItemCard):
    """A material with its text, and what its file is."""

    body_markdown: str
    file: MaterialFile | None
    updated_at: Instant
