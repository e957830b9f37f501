"""The devices for kernels."""

from __future__ import annotations

import socket
from functools import cache

from lectorium_hub.gpus import leases
from lectorium_hub.gpus.devices import Device, discover
from lectorium_server.routing.call import Call
from lectorium_server.routing.route import Routes
from lectorium_server.routing.rules import ANYONE
from lectorium_wire.service import Gpu, Gpus

routes = Routes("service")


@routes.get("/gpus", rule=ANYONE)
def list_gpus(call: Call) -> Gpus:
    """The devices of this machine, free or taken."""
    holders = {row.device_id: row.username for row in leases.living(call.session, socket.gethostname())}
    return Gpus(
        devices=[
            Gpu(
                id=device.id,
                name=device.name,
                state="taken" if device.id in holders else "free",
                mine=holders.get(device.id) == call.person.login,
            )
            for device in _devices(call.services.settings.gpu_devices)
        ]
    )


@cache
def _devices(wanted: str) -> tuple[Device, ...]:
    """Devices don't come and go while we run, and asking the driver takes seconds."""
    return discover(wanted)
