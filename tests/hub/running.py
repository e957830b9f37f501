"""A real JupyterHub behind the real proxy, started as the stack starts them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx

from lectorium_hub.stack import proxy, valkey
from lectorium_hub.stack.home import Home
from lectorium_hub.stack.platform_parts import API_PREFIX, HUB_CONFIG
from lectorium_hub.stack.ports import find_free
from lectorium_hub.stack.secrets import SecretFolder

START_SECONDS = 90
Found = TypeVar("Found")


@dataclass
class RunningHub:
    """The processes and where they listen."""

    home: Home
    secrets: SecretFolder
    environment: dict[str, str]
    public: str
    hub_url: str
    proxy_api_url: str
    parts: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    browsers: list[httpx.Client] = field(default_factory=list)

    def start(self, name: str, command: list[str], more: Mapping[str, str] | None = None) -> None:
        """Start a part; its output goes to the home's logs."""
        environment = {**self.environment, **(more or {})}
        with self.home.log(name).open("ab") as log:
            self.parts[name] = subprocess.Popen(
                command, env=environment, cwd=self.home.hub, stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )

    def start_hub(self) -> None:
        """Start the Hub and wait until it answers through the proxy."""
        self.start(
            "hub",
            [sys.executable, "-m", "lectorium_hub.stack.quickly", "jupyterhub", "--config", str(HUB_CONFIG)],
        )
        until(lambda: _answers(f"{self.hub_url}/hub/health"), self.log_tail)
        until(lambda: _answers(f"{self.public}{API_PREFIX}lectorium/api/health"), self.log_tail)

    def kill_hub(self) -> None:
        """End the Hub as a crash would."""
        self.parts["hub"].send_signal(signal.SIGKILL)
        self.parts["hub"].wait()

    def log_tail(self) -> str:
        """What all parts said last."""
        return "\n".join(
            f"--- {log}\n{log.read_text()[-3000:]}" for log in sorted(self.home.logs.rglob("*.log"))
        )

    def visit(self) -> httpx.Client:
        """A browser of its own, closed with the Hub."""
        self.browsers.append(httpx.Client(base_url=self.public, follow_redirects=True, timeout=60))
        return self.browsers[-1]

    def form(self, browser: httpx.Client) -> dict[str, str]:
        """Open the sign-in page; returns its hidden field."""
        return xsrf(browser.get("/hub/login"))

    def post_form(
        self, browser: httpx.Client, form: dict[str, str], name: str, password: str
    ) -> httpx.Response:
        """Send the sign-in form."""
        fields = {**form, "username": name, "password": password}
        return browser.post("/hub/login?next=%2Fhub%2Fhome", data=fields)

    def sign_in(self, name: str, password: str) -> tuple[httpx.Client, httpx.Response]:
        """Fill in and send the form in a new browser."""
        browser = self.visit()
        return browser, self.post_form(browser, self.form(browser), name, password)

    def me(self, browser: httpx.Client) -> dict[str, Any]:
        """Whom the Hub takes the browser's owner for."""
        answer = browser.get("/hub/api/user", headers=self.same_origin(browser))
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def token(self, browser: httpx.Client, name: str) -> str:
        """A token that a person makes for a program of theirs."""
        answer = browser.post(
            f"/hub/api/users/{name}/tokens", headers=self.same_origin(browser), json={"note": "test"}
        )
        answer.raise_for_status()
        token: str = answer.json()["token"]
        return token

    def forget_freshness(self) -> None:
        """Let the Hub ask again who people are, as it does after a minute: restart it."""
        self.kill_hub()
        self.start_hub()

    def spawn(self, browser: httpx.Client, name: str, profile: str = "small") -> httpx.Response:
        """Send the spawn form; unless it comes back with an error, wait until the server is ready."""
        page = browser.get(f"/hub/spawn/{name}")
        answer = browser.post(f"/hub/spawn/{name}", params=xsrf(page), data={"profile": profile})
        if answer.is_success and "spawn_form" not in answer.text:
            until(lambda: self.servers(browser, name).get("", {}).get("ready"), self.log_tail)
        return answer

    def stop(self, browser: httpx.Client, name: str) -> None:
        """Stop a server and wait for its end."""
        browser.delete(f"/hub/api/users/{name}/server", headers=self.same_origin(browser)).raise_for_status()
        until(lambda: not self.servers(browser, name), self.log_tail)

    def servers(self, browser: httpx.Client, name: str) -> dict[str, Any]:
        """The Hub's list of a person's servers."""
        answer = browser.get(f"/hub/api/users/{name}", headers=self.same_origin(browser))
        answer.raise_for_status()
        servers: dict[str, Any] = answer.json()["servers"]
        return servers

    def same_origin(self, browser: httpx.Client) -> dict[str, str]:
        """What the Hub's own pages send along."""
        page = browser.get("/hub/home")
        return {"X-XSRFToken": xsrf(page)["_xsrf"], "Referer": f"{self.public}/hub/home"}


def xsrf(page: httpx.Response) -> dict[str, str]:
    """The page's token against forged requests."""
    match = re.search(r'(?:name="_xsrf" value=|xsrf_token: )"([^"]+)"', page.text)
    assert match, page.text[:500]
    return {"_xsrf": match[1]}


def until(
    condition: Callable[[], Found], explain: Callable[[], str] = str, seconds: float = START_SECONDS
) -> Found:
    """Wait for something to come true; fails with the explanation."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"It didn't happen within {seconds} seconds.\n{explain()}")
        time.sleep(0.1)
    return found


@contextmanager
def running_hub(folder: Path, urls: Mapping[str, str], **settings: str) -> Iterator[RunningHub]:
    """Start a proxy and a Hub in a home of their own; stop both and everything they started."""
    home = Home(folder)
    home.create()
    secrets = SecretFolder(home.secrets)
    secrets.generate()
    valkey_port = find_free()
    valkey.configure(home, secrets, valkey_port)
    stores = {"redis_url": valkey.url(secrets, valkey_port), "objects_url": f"folder://{home.objects}"}
    for name, value in {**stores, **urls, **settings}.items():
        secrets.write(f"lectorium_{name}", value)
    public, proxy_api, hub_port, api = (f"127.0.0.1:{find_free()}" for _ in range(4))
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PYTHONPATH") if name in os.environ},
        "LECTORIUM_HOME": str(home.path),
        "LECTORIUM_SUPERVISED": str(home.path),
        "LECTORIUM_SECRETS_DIR": str(home.secrets),
        "LECTORIUM_PUBLIC_URL": f"http://{public}",
        "LECTORIUM_BIND_URL": f"http://{public}",
        "LECTORIUM_PROXY_API_URL": f"http://{proxy_api}",
        "LECTORIUM_HUB_URL": f"http://{hub_port}",
        "LECTORIUM_API_URL": f"http://{api}",
    }
    hub = RunningHub(
        home,
        secrets,
        environment,
        environment["LECTORIUM_PUBLIC_URL"],
        environment["LECTORIUM_HUB_URL"],
        environment["LECTORIUM_PROXY_API_URL"],
    )
    proxy.install()
    try:
        hub.start(
            "proxy",
            proxy.server_command(
                secrets, bind="127.0.0.1", port=_port(public), api_port=_port(proxy_api), hub_url=hub.hub_url
            ),
        )
        hub.start("valkey", valkey.server_command(home))
        hub.start("api", [sys.executable, "-m", "lectorium_server"], _api_names(hub))
        hub.start_hub()
        yield hub
    finally:
        for browser in hub.browsers:
            browser.close()
        for part in reversed(hub.parts.values()):
            part.terminate()
            try:
                part.wait(30)
            except subprocess.TimeoutExpired:
                part.kill()


def _port(address: str) -> int:
    return int(address.rpartition(":")[2])


def _api_names(hub: RunningHub) -> dict[str, str]:
    return {
        "JUPYTERHUB_API_TOKEN": hub.secrets["lectorium_api_token"],
        "JUPYTERHUB_API_URL": f"{hub.hub_url}/hub/api",
        "JUPYTERHUB_BASE_URL": "/",
        "JUPYTERHUB_CLIENT_ID": "service-lectorium",
        "JUPYTERHUB_SERVICE_NAME": "lectorium",
        "JUPYTERHUB_SERVICE_PREFIX": API_PREFIX,
        "JUPYTERHUB_SERVICE_URL": hub.environment["LECTORIUM_API_URL"],
        "JUPYTERHUB_OAUTH_CALLBACK_URL": f"{API_PREFIX}oauth_callback",
    }


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).status_code == 200
    except httpx.HTTPError:
        return False
