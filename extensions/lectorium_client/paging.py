"""Lists of any length: fetched page by page, as they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from lectorium_wire.base import Page

Item = TypeVar("Item")
PAGE = 200
"""Items asked for at once: the most that the service gives."""


class Pages(Generic[Item]):
    """A list on the service; every loop over it asks anew.

    ``for item in pages`` fetches what it needs, ``list(pages)`` fetches everything, and ``first()``
    fetches one item.
    """

    def __init__(self, fetch: Callable[[str | None], Page[Item]]) -> None:
        """``fetch`` gets one page: the first for None, else the one after that place."""
        self._fetch = fetch

    def __iter__(self) -> Iterator[Item]:
        """All items."""
        for page in self.pages():
            yield from page.items

    def pages(self) -> Iterator[Page[Item]]:
        """Page by page, for who wants to show progress."""
        after: str | None = None
        while True:
            page = self._fetch(after)
            yield page
            after = page.next
            if after is None:
                return

    def first(self) -> Item | None:
        """The first item, or None."""
        return next(iter(self), None)

    def __repr__(self) -> str:
        """What to do with it."""
        return "<a list on the service: list(…) fetches it, a loop fetches as it goes>"
