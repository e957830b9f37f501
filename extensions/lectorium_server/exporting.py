"""A person's own data as a file: the same for the page and for programs."""

from __future__ import annotations

from lectorium.rooms.home import api as home
from lectorium.wiring import EXPORTED
from lectorium_server.routing.call import Call
from lectorium_server.routing.route import Download


def own_data(call: Call) -> Download:
    """The archive of all that is the caller's; that it was taken out is an event."""
    home.begin_export(call.session, call.actor)
    services, actor = call.services, call.actor
    name = f"lectorium-{call.person.login}.zip"
    return Download(
        name, "application/zip", lambda: home.export_of(services.database, services.store, actor, EXPORTED)
    )
