"""A whole running Lectorium in a folder of its own, and ways in: browsers, tokens, clients, accounts."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from lectorium.kit.settings import Settings
from lectorium.platform import Platform
from lectorium.rooms.courses import api as courses
from lectorium.rooms.people import api as people
from lectorium_client import Client

UP_SECONDS = 240
XSRF = re.compile(r'name="_xsrf" value="([^"]+)"')


@dataclass
class Site:
    """A running stack; ``passwords`` by sign-in name grow as accounts are made."""

    home: Path
    url: str
    passwords: dict[str, str] = field(default_factory=dict)
    clients: ExitStack = field(default_factory=ExitStack)

    def settings(self) -> Settings:
        """The settings of its trusted processes."""
        os.environ["LECTORIUM_SECRETS_DIR"] = str(self.home / "secrets")
        try:
            return Settings()
        finally:
            del os.environ["LECTORIUM_SECRETS_DIR"]

    def ports(self) -> dict[str, int]:
        """The ports of its parts, by name."""
        found: dict[str, int] = json.loads((self.home / "ports.json").read_text())
        return found

    def sign_in(self, name: str) -> httpx.Client:
        """A browser without a window, signed in."""
        browser = httpx.Client(base_url=self.url, follow_redirects=True, timeout=60)
        form = XSRF.search(browser.get("/hub/login").text)
        assert form is not None
        fields = {"_xsrf": form[1], "username": name, "password": self.passwords[name]}
        browser.post("/hub/login?next=%2Fhub%2Fhome", data=fields).raise_for_status()
        return browser

    def token(self, name: str) -> str:
        """A token made on one's own Token page."""
        with closing(self.sign_in(name)) as browser:
            xsrf = XSRF.search(browser.get("/hub/token").text)
            value = xsrf[1] if xsrf else browser.cookies["_xsrf"]
            headers = {"X-XSRFToken": value, "Referer": f"{self.url}/hub/token"}
            answer = browser.post(f"/hub/api/users/{name}/tokens", headers=headers, json={"note": "test"})
            answer.raise_for_status()
            made: str = answer.json()["token"]
            return made

    def client(self, name: str) -> Client:
        """The Python client as somebody."""
        return self.clients.enter_context(Client(self.url, self.token(name)))

    def lectorium(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The command line for this home."""
        return lectorium(self.home, *arguments)

    def add_students(self, class_id: object, count: int) -> list[str]:
        """Make accounts and enroll them; returns their sign-in names."""
        names = [f"s{secrets.token_hex(3)}-{number}" for number in range(count)]
        platform = Platform(self.settings())
        password = secrets.token_hex(8)
        try:
            with platform.database.transaction() as session:
                school = session.scalars(people.organization_by_slug("sample")).one()
                for name in names:
                    new = people.NewUser(name, f"{name}@sample.example", name.title(), "student", password)
                    user = people.add_user(session, school.id, new)
                    courses.add_member(session, class_id, user, "student")  # type: ignore[arg-type]
        finally:
            platform.close()
        self.passwords |= dict.fromkeys(names, password)
        return names


def lectorium(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Call the command line for a home."""
    return subprocess.run(
        [sys.executable, "-m", "lectorium_hub.cli", *arguments],
        env={**os.environ, "LECTORIUM_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=UP_SECONDS,
        check=False,
    )


@contextmanager
def running_site(options: Sequence[str] = ()) -> Iterator[Site]:
    """Start everything in a temporary folder, and leave nothing behind."""
    home = Path(tempfile.mkdtemp(prefix="lectorium-site-")) / "home"
    try:
        done = lectorium(home, "up", "--port", "0", *options)
        assert done.returncode == 0, done.stdout + done.stderr + _logs(home)
        status = json.loads(lectorium(home, "status", "--json").stdout)
        assert status["state"] == "running", status
        logins = json.loads((home / "sample.json").read_text()) if (home / "sample.json").exists() else []
        site = Site(home, status["url"], {each["username"]: each["password"] for each in logins})
        with site.clients:
            yield site
    finally:
        lectorium(home, "down")
        shutil.rmtree(home.parent, ignore_errors=True)


def _logs(home: Path) -> str:
    """The ends of all logs: what to read when the stack didn't come up."""
    return "\n".join(f"--- {log.name}\n{log.read_text()[-2000:]}" for log in sorted(home.glob("logs/*.log")))
