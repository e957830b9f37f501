"""The whole route table."""

from __future__ import annotations

from lectorium_server.events import stream
from lectorium_server.handlers import classes, health, modules, people
from lectorium_server.routing.table import RouteTable

ROOMS = (health, people, classes, modules, stream)
TABLE = RouteTable(route for room in ROOMS for route in room.routes.routes)
