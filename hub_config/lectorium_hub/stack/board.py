"""What the supervisor knows at this moment: written down at each change, and waited for by its tasks."""

import asyncio
import os
import time
from typing import Any

from lectorium_hub.stack.home import Home
from lectorium_hub.stack.parts import Plan, Service
from lectorium_hub.stack.state import PartStatus, StackState, StackStatus, write_status

# States of a part that let those go on that wait for it.
READY = {"running", "done"}


class Board:
    """The status of every part, with an event for each that was ready once."""

    def __init__(self, home: Home, plan: Plan) -> None:
        self._home = home
        self._begun = time.monotonic()
        kinds = {node.name: "service" if isinstance(node, Service) else "step" for node in plan.nodes}
        self._optional = {step.name for step in plan.steps if step.optional}
        self._ready = {name: asyncio.Event() for name in kinds}
        self.stopping = False
        self.status = StackStatus(
            state="starting",
            url=plan.url,
            pid=os.getpid(),
            started_at=time.time(),
            parts=[
                PartStatus(name, "service" if kind == "service" else "step") for name, kind in kinds.items()
            ],
        )

    def set(self, name: str, **changes: Any) -> None:
        """Note what became of a part."""
        part = self.status.part(name)
        for key, value in changes.items():
            setattr(part, key, value)
        if part.state in READY and not self.was_ready(name):
            part.ready_at = round(time.monotonic() - self._begun, 2)
            self._ready[name].set()
        self.write()

    async def wait_for(self, names: tuple[str, ...]) -> None:
        """Wait until each of these parts was ready once."""
        for name in names:
            await self._ready[name].wait()

    def was_ready(self, name: str) -> bool:
        """Whether a part was ready once."""
        return self._ready[name].is_set()

    def fail(self, problem: tuple[str, str, str]) -> None:
        """Note why the stack can't start."""
        self.status.problem = problem
        self.write()

    def write(self) -> None:
        """Derive the whole from its parts, and tell everybody who looks."""
        self.status.state = self._overall()
        elapsed = round(time.monotonic() - self._begun, 2)
        if self.status.usable_seconds is None and self._is_usable():
            self.status.usable_seconds = elapsed
        if self.status.ready_seconds is None and self.status.state in {"running", "degraded"}:
            self.status.ready_seconds = elapsed
        write_status(self._home, self.status)

    def _overall(self) -> StackState:
        if self.stopping:
            return "failed" if self.status.problem else "stopping"
        settled = all(self.was_ready(part.name) or self._gave_up(part) for part in self.status.parts)
        if not settled:
            return "starting"
        return "running" if all(part.state in READY for part in self.status.parts) else "degraded"

    def _gave_up(self, part: PartStatus) -> bool:
        return part.state == "failed" and part.name in self._optional

    def _is_usable(self) -> bool:
        """Whether people can log in: everything but the optional is there."""
        needed = (part for part in self.status.parts if part.name not in self._optional)
        return all(part.state in READY for part in needed)
