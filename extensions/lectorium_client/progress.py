"""A bar for what takes longer than a second, as the cell's output; it goes when the work is done."""

from __future__ import annotations

import html
import time
from types import TracebackType
from typing import Any, Self

PATIENCE_SECONDS = 1.0
EVERY_SECONDS = 0.2


class Progress:
    """A context around the work: ``update`` tells how far it is, from 0 to 1, and in words.

    Shown only in a notebook, and only after a second.  The kernel's stop button ends the work as usual.
    """

    def __init__(self, title: str) -> None:
        """``title``: what is being done, in words."""
        self.title = title
        self._began = self._told = 0.0
        self._handle: Any = None

    def __enter__(self) -> Self:
        """Begin to count the time."""
        self._began = time.monotonic()
        return self

    def update(self, share: float, words: str) -> None:
        """Show how far it is; cheap enough to call at every step."""
        now = time.monotonic()
        if now - self._began < PATIENCE_SECONDS or now - self._told < EVERY_SECONDS:
            return
        self._told = now
        self._show(_bar(self.title, min(max(share, 0.0), 1.0), words))

    def _show(self, bundle: dict[str, str]) -> None:
        if not _in_notebook():
            return
        from IPython.display import display

        if self._handle is None:
            self._handle = display(bundle, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        else:
            self._handle.update(bundle, raw=True)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away."""
        if self._handle is not None:
            self._handle.update({"text/plain": ""}, raw=True)


def _bar(title: str, share: float, words: str) -> dict[str, str]:
    label, words = html.escape(title), html.escape(words)
    return {
        "text/html": f'<label>{label} <progress max="1" value="{share:.3f}" aria-label="{label}"></progress> '
        f"{words}</label>",
        "text/plain": f"{title}: {share:.0%} {words}",
    }


def _in_notebook() -> bool:
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    return shell is not None and hasattr(shell, "kernel")
