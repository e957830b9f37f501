"""Whether the service lives, and what it offers."""

from __future__ import annotations

from lectorium_server.routing.call import OpenCall
from lectorium_server.routing.route import Raw, Routes
from lectorium_server.routing.rules import OPEN
from lectorium_server.version import VERSION
from lectorium_wire.service import Health

routes = Routes("service")


@routes.get("/health", rule=OPEN, scope=None)
def get_health(call: OpenCall) -> Health:
    """Whether the service, its database and its queue answer."""
    call.services.check()
    return Health(status="ok", version=VERSION)


@routes.get("/openapi.json", rule=OPEN, scope=None)
def get_openapi(call: OpenCall) -> Raw:  # noqa: ARG001 # every route's function is given its call
    """This API as an OpenAPI 3.1 document."""
    from lectorium_server.openapi import document_bytes
    from lectorium_server.routes import TABLE

    return Raw(document_bytes(TABLE))
