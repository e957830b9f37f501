"""The desk where servers fetch and return their GPUs: the Hub's side of the leases."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.orm import Session

from lectorium.kit.database import Database
from lectorium_hub.gpus import leases
from lectorium_hub.gpus.devices import Device
from lectorium_hub.gpus.leases import Holder

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Offer:
    """A device as the form shows it."""

    device: Device
    taken: bool
    mine: bool


class NoneFree(Exception):
    """Every device is somebody else's at this moment."""


class Desk:
    """Hands out this machine's devices.

    Leases are rows, so they survive a crash of the Hub; what a crash left behind is settled
    against the really running servers before the first new lease. Every method works in a thread.
    """

    def __init__(
        self,
        devices: Sequence[Device],
        database: Callable[[], Database],
        running: Callable[[str], Collection[Holder]],
        host: str | None = None,
    ) -> None:
        """``running`` lists the servers of a host that really run now."""
        self.devices = tuple(devices)
        self.host = host or socket.gethostname()
        self._database = database
        self._running = running
        self._settled = False
        self._settling = asyncio.Lock()

    async def offers(self, username: str) -> list[Offer]:
        """All devices, free or taken, in their own order."""
        if not self.devices:
            return []
        await self._settle()
        held = await self._do(
            lambda session: {row.device_id: row.username for row in leases.living(session, self.host)}
        )
        return [Offer(device, device.id in held, held.get(device.id) == username) for device in self.devices]

    async def take(self, username: str, server_name: str = "") -> Device:
        """Lease a device; raises :class:`NoneFree`."""
        await self._settle()
        holder = Holder(self.host, username, server_name)
        taken = await self._do(
            lambda session: leases.lease(session, holder, [device.id for device in self.devices])
        )
        for device in self.devices:
            if device.id == taken:
                return device
        raise NoneFree

    async def give_back(self, username: str, server_name: str = "") -> None:
        """End the server's lease, if it has one."""
        if self.devices:
            holder = Holder(self.host, username, server_name)
            await self._do(lambda session: leases.release(session, holder))

    async def _settle(self) -> None:
        async with self._settling:
            if not self._settled:
                running = await asyncio.to_thread(self._running, self.host)
                await self._do(lambda session: leases.reconcile(session, self.host, running))
                self._settled = True

    async def _do(self, work: Callable[[Session], Answer]) -> Answer:
        def transact() -> Answer:
            with self._database().transaction() as session:
                return work(session)

        return await asyncio.to_thread(transact)
