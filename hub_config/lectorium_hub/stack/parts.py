"""What the stack is made of: services that run, and steps that end, each after others."""

import signal
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field

from lectorium_hub.stack.readiness import Check, started


@dataclass(frozen=True)
class Service:
    """A process that is kept running.

    `prepare` runs before each start; `restored` runs when it is ready again after it had died.
    """

    name: str
    command: Callable[[], list[str]]
    after: tuple[str, ...] = ()
    check: Check = started
    environment: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[], None] = lambda: None
    restored: Callable[[], Awaitable[None]] | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 10.0


@dataclass(frozen=True)
class Step:
    """Work that ends: a command, or a coroutine of our own. It runs once in the life of a supervisor."""

    name: str
    after: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    action: Callable[[], Awaitable[None]] | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    # Without it the stack is usable: where it fails, the stack is degraded, not stopped.
    optional: bool = False


@dataclass(frozen=True)
class Plan:
    """All services and steps of one stack, and its address."""

    url: str
    nodes: tuple[Service | Step, ...]

    def __post_init__(self) -> None:
        names = [node.name for node in self.nodes]
        unknown = {needed for node in self.nodes for needed in node.after} - set(names)
        if unknown or len(set(names)) != len(names):
            message = f"parts that wait for nothing known, or share a name: {sorted(unknown) or names}"
            raise ValueError(message)

    @property
    def services(self) -> tuple[Service, ...]:
        return tuple(node for node in self.nodes if isinstance(node, Service))

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(node for node in self.nodes if isinstance(node, Step))

    def stop_order(self) -> list[list[Service]]:
        """Services in groups, each group to be stopped together after the groups before it."""
        remaining = list(self.services)
        groups = []
        while remaining:
            needed = self._needed_by(remaining)
            last = [service for service in remaining if service.name not in needed]
            groups.append(last)
            remaining = [service for service in remaining if service.name in needed]
        return groups

    def _needed_by(self, services: Iterable[Service]) -> set[str]:
        """Everything that these services wait for, directly or through others."""
        waits = {node.name: node.after for node in self.nodes}
        needed: set[str] = set()
        frontier = [name for service in services for name in service.after]
        while frontier:
            name = frontier.pop()
            if name not in needed:
                needed.add(name)
                frontier += waits[name]
        return needed
