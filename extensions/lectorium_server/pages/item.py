"""One item as its class reads it: text, file, what is to be done, and the way to the next."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from lectorium.rooms.home import api as home
from lectorium.rooms.materials import api as materials
from lectorium_server.pages.frame import Download, Pages, View
from lectorium_server.routing.call import Call
from lectorium_server.routing.rules import MEMBER

routes = Pages("item")
KIND_WORDS = {
    "assignment": "Assignment", "quiz": "Quiz", "material": "Material", "announcement": "Announcement",
}  # fmt: skip
SIZES = ((1_000_000, "MB"), (1_000, "kB"))


@routes.get("/items/{item_id}", rule=MEMBER)
def view_item(call: Call, item_id: UUID) -> View:
    """The item with its text and its neighbours."""
    placed = courses.find_item(call.session, call.actor, item_id)
    text, file = _said(call, placed)
    stands = home.item_in_place(call.session, call.actor, placed)
    closed = authoring.closed_work(call.session, call.actor, [item_id]).get(item_id)
    context = {"access": placed.access, "card": stands.card, "text": text, "file": file, "beside": stands}
    return View("item.html", {**context, "closed": closed})


@routes.get("/items/{item_id}/file", rule=MEMBER)
def download_file(call: Call, item_id: UUID) -> Download:
    """A material's file, to be saved and never shown as a page."""
    found = materials.read_file(call.session, call.services.store, call.actor, item_id)

    def pieces() -> Iterator[bytes]:
        yield found.content

    return Download(found.name, found.media_type, pieces)


def size(count: int) -> str:
    """A number of bytes for people: "1.4 MB"."""
    for unit, name in SIZES:
        if count >= unit:
            return f"{count / unit:.1f} {name}"
    return f"{count} bytes"


def _said(call: Call, placed: courses.Placed) -> tuple[str, materials.MaterialItem | None]:
    """Its words, and its file where there is one."""
    if placed.item.content_type == "announcement":
        courses.keep_read(call.session, call.actor, placed.access, placed.item.id)
        return courses.announcement_of(call.session, placed).body_markdown, None
    if placed.item.content_type == "material":
        found = materials.material_of(call.session, placed)
        return found.body_markdown, found if found.blob_ref else None
    return placed.item.description, None
