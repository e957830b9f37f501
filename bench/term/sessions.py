"""Browsers in which people have signed in: pages are asked for with their cookies."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from contextlib import closing

from bench.term.asking import SERVICE
from lectorium.platform import Platform
from lectorium.rooms.people import api as people
from tests.support.site import Site

OPENED = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
"""What a browser tells besides where a link is followed; without it the service warns in its log."""


def give_passwords(site: Site, platform: Platform, names: Sequence[str]) -> None:
    """Let seeded people sign in."""
    with platform.database.transaction() as session:
        for name in names:
            site.passwords[name] = secrets.token_hex(8)
            people.set_password(session, name, site.passwords[name])


def signed_in(site: Site, name: str) -> Mapping[str, str]:
    """The headers with which somebody's browser asks for the service's pages after signing in there."""
    with closing(site.sign_in(name)) as browser:
        page = browser.get(f"{SERVICE}/").raise_for_status()
        assert page.url.path == f"{SERVICE}/", page.url
        return {"Cookie": browser.build_request("GET", page.url).headers["Cookie"], **OPENED}
