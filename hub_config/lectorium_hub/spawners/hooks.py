"""What happens around a server's start and end: the choice on the form, and the GPU that goes with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader
from tornado import web

from lectorium_hub.gpus.desk import Desk, NoneFree
from lectorium_hub.gpus.leases import Holder
from lectorium_hub.spawners import processes, profiles

if TYPE_CHECKING:
    from lectorium_hub.spawners.spawner import SandboxSpawner

TEMPLATES = Path(__file__).parent.parent / "templates"
ALL_TAKEN = "All GPUs are taken at the moment. Your files are safe. Start without one, or try again later."


@dataclass(frozen=True)
class Hooks:
    """The functions that JupyterHub calls, around one desk of GPUs."""

    desk: Desk

    async def form(self, spawner: SandboxSpawner) -> str:
        """The choices, as HTML."""
        offers = await self.desk.offers(spawner.user.name)
        free = sum(not offer.taken or offer.mine for offer in offers)
        environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
        possible = [profile.slug for profile in profiles.PROFILES if profile.gpus <= free]
        last = (spawner.user_options or {}).get("profile")
        return environment.get_template("choices.html").render(
            profiles=profiles.PROFILES,
            offers=offers,
            possible=possible,
            chosen=last if last in possible else possible[0],
        )

    async def prepare(self, spawner: SandboxSpawner) -> None:
        """Lease a device where the profile has one; raises 503 if none is free."""
        spawner.gpu_id, spawner.gpu_nodes = "", ()
        if not spawner.profile.gpus:
            return
        try:
            device = await self.desk.take(spawner.user.name, spawner.name)
        except NoneFree:
            raise refused(503, ALL_TAKEN) from None
        spawner.gpu_id, spawner.gpu_nodes = device.id, device.nodes

    async def ended(self, spawner: SandboxSpawner) -> None:
        """Give the device back; called when a server ended, however it did, and when it never started."""
        await self.desk.give_back(spawner.user.name, spawner.name)


def options_from_form(data: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The form's answer as options; raises :class:`UnknownProfile`."""
    chosen = data.get("profile", [profiles.SMALL.slug])[0]
    return {"profile": profiles.find(chosen).slug}


def apply_options(spawner: SandboxSpawner, options: Mapping[str, Any]) -> None:
    """Take the chosen profile; options come from a person or a program, so anything may stand in them."""
    try:
        profile = profiles.find(options.get("profile"))
    except profiles.UnknownProfile as error:
        raise refused(400, str(error)) from None
    spawner.profile = profile
    spawner.mem_limit, spawner.cpu_limit = profile.memory, float(profile.cores)


def refused(status: int, text: str) -> web.HTTPError:
    """An error whose text JupyterHub shows to the person."""
    error = web.HTTPError(status, text)
    error.jupyterhub_message = text  # type: ignore[attr-defined]
    return error


def running_servers(mark: str, host: str) -> Collection[Holder]:
    """The servers of this installation that really run here, whoever started them."""
    return {Holder(host, person, server) for person, server in processes.servers(mark)}
