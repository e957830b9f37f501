"""JupyterLab as its users have it: panels, the assignment bar, cells, dialogs."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e.window import PATIENCE_MS, Person

SAMPLE_CLASS = "Class Thinking in Python and Data Autumn term"
READY = "window.jupyterapp !== undefined && document.querySelector('#jp-main-dock-panel') !== null"
KERNEL_READY = """async () => {
  const panel = window.jupyterapp.shell.currentWidget;
  await panel.context.ready;
  await panel.sessionContext.ready;
  return panel.sessionContext.session?.kernel?.connectionStatus === "connected";
}"""


class Lab:
    """One tab with JupyterLab in it."""

    def __init__(self, someone: Person, page: Page) -> None:
        self.someone = someone
        self.page = page

    @classmethod
    def start(cls, someone: Person) -> Lab:
        """Sign in, start the server from the form, and come to Lab."""
        page = someone.tab()
        someone.sign_in(page, f"/hub/spawn/{someone.name}?next=%2Fuser%2F{someone.name}%2Flab")
        if "/hub/spawn/" in page.url:
            someone.picture(page, "spawn-form")
            page.get_by_role("button", name="Start").click()
        return cls(someone, page).arrive()

    @classmethod
    def open(cls, someone: Person, path: str = "") -> Lab:
        """Lab in a further tab, where the server runs already."""
        page = someone.tab()
        page.goto(f"{someone.url}/user/{someone.name}/lab{path}")
        return cls(someone, page).arrive()

    def arrive(self) -> Lab:
        """Wait until Lab is there."""
        self.page.wait_for_url(re.compile(rf"/user/{self.someone.name}/(lab|doc)"))
        self.page.wait_for_function(READY)
        self.page.evaluate("window.jupyterapp.restored.then(() => null)")
        return self

    def picture(self, name: str) -> None:
        """Keep how it looks."""
        self.someone.picture(self.page, name)

    def run_command(self, command: str, **arguments: Any) -> None:
        """Run one of Lab's commands, without waiting for its end."""
        script = "([id, args]) => { void window.jupyterapp.commands.execute(id, args) }"
        self.page.evaluate(script, [command, arguments])

    @property
    def courses(self) -> Locator:
        """The panel at the left."""
        return self.page.locator("#lectorium-courses")

    @property
    def results(self) -> Locator:
        """The panel at the right."""
        return self.page.locator("#lectorium-results")

    @property
    def bar(self) -> Locator:
        """The bar under the toolbar of the notebook in front."""
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)").get_by_label(
            "Assignment", exact=True
        )

    @property
    def draft(self) -> Locator:
        """What the bar says about the draft."""
        return self.bar.locator(".lct-bar-draft")

    @property
    def dialog(self) -> Locator:
        """The dialog that asks something."""
        return self.page.locator("dialog.jp-Dialog, .jp-Dialog")

    def open_item(self, title: str) -> None:
        """From "Up next" to a notebook with a kernel."""
        card = self.courses.locator(".lct-card", has_text=title)
        card.get_by_role("button").click()
        self.wait_for_notebook(title)

    def wait_for_notebook(self, title: str) -> None:
        """Until the notebook is there, with its kernel and its draft."""
        expect(self.bar.locator(".lct-bar-title")).to_have_text(title)
        expect(self.draft).not_to_have_text(re.compile("Loading"))
        self.wait_for_kernel()

    def wait_for_kernel(self) -> None:
        """The idle sign shows before the kernel is connected; the session knows better."""
        self.page.wait_for_function(KERNEL_READY, timeout=PATIENCE_MS)

    def cell_with(self, text: str) -> Locator:
        """The first code cell of the notebook in front that shows this text."""
        panel = self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
        return panel.locator(".jp-CodeCell", has_text=text).first

    def write(self, cell: Locator, text: str) -> None:
        """Replace what is in a cell, by the keyboard."""
        editor = cell.locator(".cm-content")
        editor.scroll_into_view_if_needed()
        editor.click()
        expect(editor).to_be_focused()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def save(self) -> None:
        """Save as people do; the draft goes to the service at once."""
        self.page.keyboard.press("Control+s")

    def wait_until_saved(self, patience_ms: int = PATIENCE_MS) -> None:
        """The bar promises that the service has it."""
        promise = re.compile(r"Saved \d?\d:\d\d\s*(AM|PM)?$")
        expect(self.draft).to_have_text(promise, timeout=patience_ms)

    def markdown_with(self, text: str) -> Locator:
        """The first text cell of the notebook in front that shows this text."""
        panel = self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
        return panel.locator(".jp-MarkdownCell", has_text=text).first

    def answer(self, cell: Locator, text: str) -> None:
        """Write into a text cell, and show it as text again."""
        cell.scroll_into_view_if_needed()
        cell.click()
        self.page.keyboard.press("Enter")
        expect(cell.locator(".cm-content")).to_be_focused()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Control+Enter")

    def run_tests(self) -> None:
        """The button in the bar."""
        self.bar.get_by_role("button", name="Run tests").click()

    def submit(self) -> None:
        """The button in the bar, and the dialog's."""
        self.bar.get_by_role("button", name="Submit").click()
        self.dialog.get_by_role("button", name="Submit").click()

    @property
    def summary(self) -> Locator:
        """The first line of a result."""
        return self.results.locator(".lct-summary-line")

    @property
    def receipt(self) -> Locator:
        """What proves that something was handed in."""
        return self.results.get_by_label("Receipt")

    @property
    def author_bar(self) -> Locator:
        """The bar of a notebook that is a teacher's source."""
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)").get_by_role(
            "toolbar", name="Author"
        )

    def put_file(self, path: str, text: str) -> None:
        """As if it had been dragged into the file browser."""
        script = """([path, text]) => window.jupyterapp.serviceManager.contents.save(
          path, {type: "file", format: "text", content: text}).then(() => null)"""
        self.page.evaluate(script, [path, text])

    def open_file(self, path: str) -> None:
        """As a double click in the file browser."""
        self.run_command("docmanager:open", path=path)
        expect(self.page.get_by_role("tab", name=path)).to_be_visible()
        self.wait_for_kernel()

    def open_row(self, title: str) -> None:
        """From the outline to a notebook with a kernel."""
        self.courses.locator(".lct-item", has_text=title).get_by_role("button").click()
        self.wait_for_notebook(title)

    def publish(self, title: str, module: str) -> Locator:
        """The button in the author's bar, and its dialog; returns the dialog that reports."""
        self.author_bar.get_by_role("button", name="Publish…").click()
        form = self.dialog
        form.get_by_label("Title").fill(title)
        form.get_by_label("Where").select_option(label=SAMPLE_CLASS)
        form.get_by_label("Module").select_option(label=module)
        form.get_by_role("button", name="Publish").click()
        report = self.page.locator(".lct-report-dialog")
        expect(report).to_be_visible()
        return report

    def show_dark(self) -> None:
        """The theme for the night."""
        self._theme("JupyterLab Dark", "false")

    def show_light(self) -> None:
        """The theme Lab begins with."""
        self._theme("JupyterLab Light", "true")

    def _theme(self, name: str, is_light: str) -> None:
        self.run_command("apputils:change-theme", theme=name)
        self.page.wait_for_function(f"document.body.dataset.jpThemeLight === '{is_light}'")
        expect(self.page.locator("#jupyterlab-splash")).to_have_count(0)

    def come_back(self) -> None:
        """From another window; a browser without a screen believes that it always has the focus."""
        self.page.bring_to_front()
        self.page.evaluate("window.dispatchEvent(new Event('focus'))")
