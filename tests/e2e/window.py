"""A person at a real browser: signing in, starting a server, looking at pages, taking pictures."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from tests.support.site import Site

CHROMIUM = os.environ.get("LECTORIUM_CHROMIUM", "/usr/bin/chromium")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage")
SIZE = ViewportSize(width=1360, height=860)
PATIENCE_MS = 60_000
"""A busy machine with two cores is slow; what never comes is still noticed."""
NOT_HERE = f"needs a browser, and there is none at {CHROMIUM} (LECTORIUM_CHROMIUM names another)"
# JupyterLab hands its application to the page's scripts if its settings say so; kernels and commands
# can then be asked instead of guessed from what is drawn. The settings are read by deferred scripts.
EXPOSE = """
document.addEventListener("readystatechange", () => {
  const settings = document.getElementById("jupyter-config-data");
  if (settings && document.readyState === "interactive") {
    settings.textContent = JSON.stringify({...JSON.parse(settings.textContent), exposeAppInBrowser: true});
  }
});
"""


def has_chromium() -> bool:
    """Whether there is a browser to drive."""
    return shutil.which(CHROMIUM) is not None


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a screen."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Person:
    """Somebody's browser profile; all of their tabs share the sign-in."""

    context: BrowserContext
    url: str
    name: str
    password: str
    pictures: Path
    pages: list[Page] = field(default_factory=list)

    def tab(self) -> Page:
        """A new tab."""
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        self.pages.append(page)
        return page

    def sign_in(self, page: Page, path: str = "/hub/home") -> None:
        """Go to a page, through the form that asks who is there."""
        page.goto(self.url + path)
        if "/login" not in page.url:
            return  # signed in already
        page.get_by_label("Username").fill(self.name)
        page.locator("#password_input").fill(self.password)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda address: "/login" not in address)

    def leave_pictures(self) -> None:
        """How every open tab looks at the end."""
        for number, page in enumerate(page for page in self.pages if not page.is_closed()):
            self.picture(page, f"end-{number}")

    def picture(self, page: Page, name: str) -> Path:
        """Keep how it looks, for people to look at."""
        self.pictures.mkdir(parents=True, exist_ok=True)
        path = self.pictures / f"{name}.png"
        page.screenshot(path=path)
        return path


@contextmanager
def person(
    browser: Browser, url: str, name: str, password: str, pictures: Path, **options: object
) -> Iterator[Person]:
    """Somebody with a browser profile of their own."""
    context = browser.new_context(viewport=SIZE, **options)  # type: ignore[arg-type]
    context.add_init_script(EXPOSE)
    try:
        yield Person(context, url, name, password, pictures)
    finally:
        context.close()


People = Callable[[str], Person]


@contextmanager
def everybody(site: Site, pictures: Path) -> Iterator[People]:
    """Browser profiles by sign-in name, made when they are first asked for."""
    with ExitStack() as stack:
        browser = stack.enter_context(chromium())
        known: dict[str, Person] = {}

        def get(name: str) -> Person:
            if name not in known:
                profile = person(browser, site.url, name, site.passwords[name], pictures / name)
                known[name] = stack.enter_context(profile)
            return known[name]

        try:
            yield get
        finally:
            for someone in known.values():
                someone.leave_pictures()
