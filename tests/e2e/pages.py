"""The staff's pages, and a student's own, as a browser shows them."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page

from tests.e2e.window import Person

ROOT = "/services/lectorium/lectorium"


class Pages:
    """One tab with a page of the service in it."""

    def __init__(self, someone: Person, page: Page) -> None:
        self.someone = someone
        self.page = page

    @classmethod
    def sign_in(cls, someone: Person, path: str) -> Pages:
        """Come to a page from outside; the service sends people to the Hub and back."""
        page = someone.tab()
        someone.sign_in(page, ROOT + path)
        page.wait_for_url(re.compile(re.escape(path)))
        return cls(someone, page)

    def cell(self, row: str, column: str) -> Locator:
        """A cell of the gradebook, by student and item."""
        heads = self.page.locator("#grades thead th").all_inner_texts()
        (index,) = (number for number, head in enumerate(heads) if head.startswith(column))
        return self.page.locator("#grades tbody tr", has_text=row).locator("th, td").nth(index)

    def picture(self, name: str) -> None:
        """Keep how it looks."""
        self.someone.picture(self.page, name)
