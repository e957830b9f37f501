"""What a class reads: announcements and materials."""

from __future__ import annotations

import base64
import mimetypes
from datetime import datetime
from pathlib import Path
from typing import TypedDict, Unpack
from uuid import UUID

from lectorium_client.transport import Routes, make
from lectorium_wire.readings import (
    Announcement,
    AnnouncementCreate,
    AnnouncementPatch,
    Material,
    MaterialCreate,
    MaterialPatch,
    UploadedFile,
)


class Showing(TypedDict, total=False):
    """Who sees it since when; instants need a time zone."""

    is_published: bool
    release_date: datetime | None


class ReadingChanges(Showing, total=False):
    """What may change about an announcement or a material; None clears the date."""

    title: str
    body_markdown: str


class ReadingRoutes(Routes):
    """Announcements and materials."""

    def create_announcement(
        self, module_id: UUID, title: str, body_markdown: str, **showing: Unpack[Showing]
    ) -> Announcement:
        """Announce something at the end of a module, in Markdown; ``$…$`` is mathematics."""
        body = make(AnnouncementCreate, title=title, body_markdown=body_markdown, **showing)
        return self._post(f"/modules/{module_id}/announcements", Announcement, body)

    def announcement(self, item_id: UUID) -> Announcement:
        """An announcement with its text."""
        return self._get(f"/announcements/{item_id}", Announcement)

    def change_announcement(self, item_id: UUID, **changes: Unpack[ReadingChanges]) -> Announcement:
        """Change an announcement, show or hide it."""
        return self._patch(f"/announcements/{item_id}", Announcement, make(AnnouncementPatch, **changes))

    def create_material(
        self,
        module_id: UUID,
        title: str,
        body_markdown: str = "",
        *,
        file: Path | str | None = None,
        **showing: Unpack[Showing],
    ) -> Material:
        """Put a material at the end of a module: words in Markdown, a file of this machine, or both."""
        upload = _upload(Path(file)) if file is not None else None
        body = make(MaterialCreate, title=title, body_markdown=body_markdown, file=upload, **showing)
        return self._post(f"/modules/{module_id}/materials", Material, body)

    def material(self, item_id: UUID) -> Material:
        """A material with its text, and what its file is."""
        return self._get(f"/materials/{item_id}", Material)

    def change_material(
        self,
        item_id: UUID,
        *,
        file: Path | str | None = None,
        drop_file: bool = False,
        **changes: Unpack[ReadingChanges],
    ) -> Material:
        """Change a material, show or hide it; ``file`` replaces its file, ``drop_file`` takes it away."""
        given: dict[str, object] = {**changes}
        if file is not None:
            given["file"] = _upload(Path(file))
        elif drop_file:
            given["file"] = None
        return self._patch(f"/materials/{item_id}", Material, make(MaterialPatch, **given))

    def save_material_file(self, item_id: UUID, folder: Path | str = ".") -> Path:
        """Save a material's file in a folder; gives where.  A file of that name there is replaced."""
        found = self.material(item_id)
        content = self._bytes(f"/materials/{item_id}/file")
        path = Path(folder) / (found.file.name if found.file else "file")
        path.write_bytes(content)
        return path


def _upload(path: Path) -> UploadedFile:
    media_type = mimetypes.guess_type(path.name)[0] or ""
    content = base64.b64encode(path.read_bytes()).decode()
    return make(UploadedFile, name=path.name, media_type=media_type, content=content)
