"""The parts that are Lectorium's own: migrations, the Hub, the API, the workers, and the sample course."""

import asyncio
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from lectorium_hub.stack import readiness
from lectorium_hub.stack.config import StackConfig
from lectorium_hub.stack.errors import StackError
from lectorium_hub.stack.home import Home
from lectorium_hub.stack.parts import Service, Step
from lectorium_hub.stack.ports import PortBook
from lectorium_hub.stack.secrets import SecretFolder

HUB_CONFIG = Path(__file__).parent.parent / "jupyterhub_config.py"
ROUSE_TRIES = 5
API_PREFIX = "/services/lectorium/"
EVERYWHERE = {"0.0.0.0", ""}  # noqa: S104 - compared, not bound
PYTHON = (sys.executable, "-m")
QUICKLY = (*PYTHON, "lectorium_hub.stack.quickly")
# Who waits in a browser comes first, also while everything starts.
PATIENTLY = ("nice", "-n", "5", *QUICKLY)


@dataclass(frozen=True)
class Site:
    """One home's stack: where everything is, and who listens where."""

    home: Home
    secrets: SecretFolder
    ports: PortBook
    config: StackConfig
    bind: str

    @property
    def public_url(self) -> str:
        """What people open."""
        return self.config.public_url or f"http://{self.front_door}"

    @property
    def front_door(self) -> str:
        """Host and port where the proxy answers people, seen from this machine."""
        host = "127.0.0.1" if self.bind in EVERYWHERE else self.bind
        return f"{host}:{self.ports['public']}"

    @property
    def hub_url(self) -> str:
        """The Hub, as the proxy and the API reach it."""
        return f"http://{self.hub_address}"

    @property
    def hub_address(self) -> str:
        """Host and port of the Hub."""
        return f"127.0.0.1:{self.ports['hub']}"

    @property
    def api_address(self) -> str:
        """Host and port of the API."""
        return f"127.0.0.1:{self.ports['api']}"

    @property
    def models_address(self) -> str:
        """Host and port of the gateway to language models."""
        return f"127.0.0.1:{self.ports['models']}"

    def environment(self) -> dict[str, str]:
        """Who is where; nothing secret."""
        return {
            "LECTORIUM_PUBLIC_URL": self.public_url,
            "LECTORIUM_BIND_URL": f"http://{self.bind}:{self.ports['public']}",
            "LECTORIUM_PROXY_API_URL": f"http://127.0.0.1:{self.ports['proxy_api']}",
            "LECTORIUM_HUB_URL": self.hub_url,
            "LECTORIUM_API_URL": f"http://{self.api_address}",
        }


def nodes(site: Site, *, sample: bool) -> Iterable[Service | Step]:
    """Everything of ours, in the order in which people would name it."""
    environment = site.environment()
    stores = ("roles", *(("valkey",) if site.config.own_valkey else ()))
    yield Step(
        "migrate",
        ("roles",),
        (*QUICKLY, "lectorium_hub.stack.steps", "migrate"),
        environment=environment,
    )
    yield _hub(site, environment)
    yield _api(site, environment, stores)
    yield from _workers(site, environment, stores)
    if site.config.own_models:
        yield _models(site)
    if sample and not site.home.sample.exists():
        yield Step(
            "sample-course",
            ("migrate", "hub", "api", "proxy", "worker-1"),
            (*QUICKLY, "lectorium_hub.stack.steps", "sample-course"),
            environment=environment,
            optional=True,
        )


def _hub(site: Site, environment: dict[str, str]) -> Service:
    return Service(
        "hub",
        lambda: [*QUICKLY, "jupyterhub", "--config", str(HUB_CONFIG)],
        ("roles", "proxy"),
        # As people reach it: through the proxy. (The login page would set a cookie each time, and log that.)
        check=readiness.http(site.front_door, "/hub/health"),
        environment=environment,
        stop_seconds=20,
    )


def _api(site: Site, environment: dict[str, str], stores: tuple[str, ...]) -> Service:
    hub_names = {
        "JUPYTERHUB_API_URL": f"{site.hub_url}/hub/api",
        "JUPYTERHUB_BASE_URL": "/",
        "JUPYTERHUB_CLIENT_ID": "service-lectorium",
        "JUPYTERHUB_SERVICE_NAME": "lectorium",
        "JUPYTERHUB_SERVICE_PREFIX": API_PREFIX,
        "JUPYTERHUB_SERVICE_URL": f"http://{site.api_address}",
        "JUPYTERHUB_OAUTH_CALLBACK_URL": f"{API_PREFIX}oauth_callback",
    }
    return Service(
        "api",
        lambda: [*QUICKLY, "lectorium_server"],
        ("migrate", *stores),
        check=readiness.http(site.api_address, f"{API_PREFIX}lectorium/api/health"),
        environment={**environment, **hub_names},
    )


def _models(site: Site) -> Service:
    """The gateway to language models; it waits for nobody, and loads none before it is asked."""
    return Service(
        "models",
        lambda: [*PATIENTLY, "lectorium_hub.models.gateway"],
        check=readiness.http(site.models_address, "/health"),
    )


def _workers(site: Site, environment: dict[str, str], stores: tuple[str, ...]) -> Iterable[Service]:
    # Numeric libraries start a thread per core each, and then wait for each other.
    quiet = {**environment, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    for number in range(1, site.config.workers + 1):
        name = f"worker-{number}"
        alive = site.home.run / f"{name}.alive"
        yield Service(
            name,
            partial(_worker_command, name),
            ("migrate", *stores),
            check=readiness.heartbeat(alive),
            environment={**quiet, "LECTORIUM_ALIVE_FILE": str(alive)},
            prepare=partial(alive.unlink, missing_ok=True),
            stop_seconds=15,
        )
    schedule = site.home.run / "beat-schedule"
    beat = [
        *PATIENTLY,
        "celery",
        "--app=lectorium.worker.beat",
        "beat",
        f"--schedule={schedule}",
        "--pidfile=",
    ]
    yield Service("beat", partial(list, beat), ("migrate", *stores), environment=quiet)


def _worker_command(name: str) -> list[str]:
    """One job at a time each; the sandbox is a process of its own, so a thread is enough here."""
    return [
        *PATIENTLY, "lectorium_hub.stack.worker", f"--hostname={name}@%h",
        "--pool=threads", "--concurrency=1", "--loglevel=INFO", "--without-gossip", "--without-mingle",
    ]  # fmt: skip


async def rouse_hub(site: Site) -> None:
    """Have the Hub notice that the proxy or the database was restarted, before a person does.

    The proxy keeps its routes in memory only, and the Hub sends them again when asked. After the
    database broke off, the first request that reaches the Hub fails: this is that request.

    Raises:
        StackError: the Hub isn't there or refuses; it notices by itself after some minutes.
    """
    token = {"Authorization": f"token {site.secrets['lectorium_supervisor_token']}"}
    for _ in range(ROUSE_TRIES):
        status, _ = await readiness.request(site.hub_address, "/hub/api/proxy", method="POST", headers=token)
        if status < 300:
            return
        await asyncio.sleep(0.1)
    raise StackError(
        f"The Hub answers {status} when asked to send the proxy its routes.",
        "People's servers go on running.",
        "Until it does so by itself, in some minutes, servers may seem to be missing.",
    )
