"""What axe-core finds in the parts of Lab's window that are ours; Lab's own faults are its own."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

OURS = (
    ".lct-panel",
    ".lct-bar",
    ".lct-strip",
    ".lct-explain",
    ".lct-reader",
    ".lct-quiz",
    ".lct-structure",
    ".jp-Dialog",
)


def assert_in_reach(page: Page) -> None:
    """Nothing that is shown now is out of somebody's reach: names, roles, contrast, focus."""
    here = [[selector] for selector in OURS if page.locator(selector).count() > 0]
    found = Axe().run(page, {"include": here})
    assert here
    assert found.violations_count == 0, found.generate_report()
