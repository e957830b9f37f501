"""Draws the plan of one home: which services and steps, with which ports, secrets and environment."""

import dataclasses
import os
import signal
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from lectorium_hub.stack import platform_parts, postgres, provision, proxy, readiness, valkey
from lectorium_hub.stack.config import ADMIN_URL, DATABASE_URLS, StackConfig, load_config
from lectorium_hub.stack.home import Home
from lectorium_hub.stack.parts import Plan, Service, Step
from lectorium_hub.stack.platform_parts import Site
from lectorium_hub.stack.ports import PortBook
from lectorium_hub.stack.process import MARK
from lectorium_hub.stack.secrets import SecretFolder

# What parts inherit of the environment `up` was called in: the machine's, not the caller's.
INHERITED = (
    "HOME", "USER", "LOGNAME", "LANG", "TZ", "TMPDIR", "PYTHONPATH", "LD_LIBRARY_PATH",
    "CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES", "SSL_CERT_FILE", "SSL_CERT_DIR",
    "http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY",
)  # fmt: skip


@dataclass(frozen=True)
class Options:
    """What was said on the command line; it wins over the configuration.

    `only` names the parts to run (with what they need); with `remember` false, the ports of this start
    aren't kept for the next.
    """

    port: int | None = None
    bind: str | None = None
    only: tuple[str, ...] | None = None
    sample: bool = True
    remember: bool = True

    def arguments(self) -> list[str]:
        """The same, as arguments of the supervisor."""
        words = [] if self.port is None else [f"--port={self.port}"]
        words += [] if self.bind is None else [f"--bind={self.bind}"]
        words += [f"--only={','.join(self.only)}"] if self.only is not None else []
        words += [] if self.sample else ["--without-sample"]
        return words if self.remember else [*words, "--forget-ports"]


def base_environment(home: Home) -> dict[str, str]:
    """What every part finds in its environment; nothing of it is secret."""
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
    programs = str(Path(sys.executable).parent)
    return {
        "LC_ALL": "C.UTF-8",
        **inherited,
        "PATH": os.pathsep.join([programs, os.environ.get("PATH", os.defpath)]),
        MARK: str(home.path),
        "LECTORIUM_HOME": str(home.path),
        "LECTORIUM_SECRETS_DIR": str(home.secrets),
        "PYTHONUNBUFFERED": "1",
        # glibc keeps a heap per thread and core otherwise; with many threads that is memory for nothing.
        "MALLOC_ARENA_MAX": "2",
    }


def draw(home: Home, options: Options) -> Plan:
    """Settle ports and secrets, prepare what must exist before the first start, and list the parts.

    Raises:
        StackError: a port is taken, a program is missing, or the configuration makes no sense.
    """
    config = load_config(home.config)
    bind = options.bind or config.bind
    ports = PortBook(home.ports)
    ports.settle(public=config.port if options.port is None else options.port, address=bind)
    if options.remember:
        ports.save()
    secrets = SecretFolder(home.secrets)
    secrets.generate()
    server = database_server(config, secrets, ports["postgres"])
    write_settings(home, config, secrets, ports, server)
    if config.own_postgres:
        postgres.initialize(home, secrets)
    site = Site(home, secrets, ports, config, bind)
    nodes: list[Service | Step] = [*_stores(site, server), *_proxy(site)]
    nodes += platform_parts.nodes(site, sample=options.sample)
    chosen = _only(nodes, options.only) if options.only is not None else nodes
    return Plan(site.public_url, tuple(chosen))


def database_server(config: StackConfig, secrets: SecretFolder, port: int) -> provision.Server | None:
    """The Postgres that we administer: our own, or one whose administrator's URL was given; else None."""
    admin_url = config.outside.get(ADMIN_URL)
    if config.own_postgres:
        admin_url = f"postgresql://postgres:{secrets['postgres_password']}@127.0.0.1:{port}/postgres"
    if admin_url is None:
        return None
    passwords = {role: secrets[name] for role, _, name in provision.ROLES.values()}
    return provision.Server(admin_url, passwords)


def write_settings(
    home: Home, config: StackConfig, secrets: SecretFolder, ports: PortBook, server: provision.Server | None
) -> None:
    """Write the settings that processes read: what was configured, else what we run ourselves."""
    settings = {
        "redis_url": valkey.url(secrets, ports["valkey"]),
        "objects_url": home.objects.as_uri().replace("file://", "folder://", 1),
        "llm_embedded_url": f"http://:{secrets['models_key']}@127.0.0.1:{ports['models']}/v1",
        **(server.urls() if server else {}),
        **{name: value for name, value in config.outside.items() if name != ADMIN_URL},
        **config.handed_on,
    }
    for name, value in settings.items():
        secrets.write(f"lectorium_{name}", value)
    _forget_settings(secrets, settings)


def _forget_settings(secrets: SecretFolder, current: Mapping[str, str]) -> None:
    """Remove settings of an earlier start that were configured then and aren't now."""
    generated = {"proxy_token", "api_token", "supervisor_token", "cookie_secret", "crypt_key"}
    for path in secrets.path.glob("lectorium_*"):
        name = path.name.removeprefix("lectorium_")
        if name not in current and name not in generated:
            secrets.remove(path.name)


def _stores(site: Site, server: provision.Server | None) -> Iterable[Service | Step]:
    """The database with its roles, and the queue."""
    if site.config.own_postgres and server is not None:
        yield Service(
            "postgres",
            partial(postgres.server_command, site.home),
            check=readiness.postgres(server.admin_url),
            prepare=partial(_prepare_postgres, site),
            restored=partial(platform_parts.rouse_hub, site),
            stop_signal=signal.SIGINT,  # "fast": it ends clients' sessions, and writes everything down
            stop_seconds=30,
        )
    if server is not None:
        after = ("postgres",) if site.config.own_postgres else ()
        yield Step("roles", after, action=partial(provision.provision, server))
    else:
        checks = [readiness.postgres(site.config.outside[name]) for name in DATABASE_URLS]
        yield Step("roles", action=partial(_ask_all, checks))
    if site.config.own_valkey:
        yield Service(
            "valkey",
            partial(valkey.server_command, site.home),
            check=readiness.valkey(
                site.ports["valkey"], partial(site.secrets.__getitem__, "valkey_password")
            ),
            prepare=partial(valkey.configure, site.home, site.secrets, site.ports["valkey"]),
        )


def _prepare_postgres(site: Site) -> None:
    postgres.configure(site.home, site.ports["postgres"])
    postgres.clear_stale_lock(site.home)


async def _ask_all(checks: Iterable[readiness.Check]) -> None:
    for check in checks:
        await check()


def _proxy(site: Site) -> Iterable[Service | Step]:
    """The reverse proxy, and the installation of its packages where they are missing."""
    after: tuple[str, ...] = ()
    if proxy.installed() is None:
        install = (sys.executable, "-m", "lectorium_hub.stack.steps", "proxy-packages")
        # Installing is the caller's doing: which registry, which certificates, which mirror.
        yield Step("proxy-packages", command=install, environment=os.environ)
        after = ("proxy-packages",)
    command = partial(
        proxy.server_command,
        site.secrets,
        bind=site.bind,
        port=site.ports["public"],
        api_port=site.ports["proxy_api"],
        hub_url=site.hub_url,
    )
    token = partial(_token, site, "lectorium_proxy_token")
    yield Service(
        "proxy",
        command,
        after,
        check=readiness.http(f"127.0.0.1:{site.ports['proxy_api']}", "/api/routes", token),
        restored=partial(platform_parts.rouse_hub, site),
    )


def _token(site: Site, name: str) -> dict[str, str]:
    return {"Authorization": f"token {site.secrets[name]}"}


def _only(nodes: Iterable[Service | Step], wanted: Iterable[str]) -> list[Service | Step]:
    """The wanted nodes, and all that they wait for."""
    by_name = {node.name: node for node in nodes}
    needed: dict[str, Service | Step] = {}
    frontier = list(wanted)
    while frontier:
        node = by_name[frontier.pop()]
        if node.name not in needed:
            needed[node.name] = dataclasses.replace(node)
            frontier += node.after
    return [node for name, node in by_name.items() if name in needed]
