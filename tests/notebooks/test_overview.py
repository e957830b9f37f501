"""The class overview runs from top to bottom on the demo class, as a teacher would run it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from lectorium.kit.settings import Settings
from lectorium_client import Client
from lectorium_hub import sample
from lectorium_notebooks import Cohort, UnknownClass, copy_notebooks
from lectorium_notebooks.figures.chart import MIME
from tests.server.service import RunningService
from tests.support.postgres import TestServer

HERE = Path(__file__).parents[2] / "analytics_notebooks"
OVERVIEW = HERE / "class_overview.ipynb"
NAME = "Thinking in Python and Data"
STUDENTS = 3
GRADED = 5
"""What is handed in of the sample course: four notebooks and a quiz."""
Notebook = Any


@dataclass
class Demo:
    """The demo class behind a running service, and its teacher's token."""

    service: RunningService
    token: str
    client: Client


@pytest.fixture(scope="module")
def demo(service: RunningService, postgres_server: TestServer, service_folder: Path) -> Iterator[Demo]:
    """The sample course, and a class of it with weeks of really graded work."""
    urls: dict[str, Any] = postgres_server.urls
    settings = Settings(objects_url=f"folder://{service_folder / 'objects'}", **urls)
    sample.install(settings)
    sample.populate(settings, students=STUDENTS, say=lambda _: None)
    token = service.hub.token("teacher")
    with Client(service.api, token) as client:
        yield Demo(service, token, client)


@pytest.fixture
def notebook() -> Notebook:
    return nbformat.read(OVERVIEW, as_version=4)  # type: ignore[no-untyped-call]


def run(
    notebook: Notebook, demo: Demo, folder: Path, monkeypatch: pytest.MonkeyPatch, section: str
) -> Notebook:
    """Execute it in a kernel that knows what a single-user server's environment says."""
    monkeypatch.setenv("LECTORIUM_API_URL", demo.service.api.removesuffix("lectorium/api"))
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", demo.token)
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code")
    cell.source = f"CLASS = {NAME!r}\nSECTION = {section!r}"
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}})
    return client.execute()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_overview_runs_from_top_to_bottom(
    notebook: Notebook, demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run(notebook, demo, tmp_path, monkeypatch, "Demo class")

    bundles = {cell.id: [output.get("data", {}) for output in cell.get("outputs", [])] for cell in done.cells}
    for cell in ("when", "scores", "stuck", "pass"):
        figure, words = bundles[cell]
        assert figure[MIME]["data"], f"{cell} shows nothing"
        assert "<details>" in words["text/html"]
    (cited,) = next(cell for cell in done.cells if cell.id == "cite").outputs
    assert re.search(
        rf"Data: \d+ attempts of {STUDENTS} students \({STUDENTS} enrolled\) at {GRADED} items", cited.text
    )
    assert len(json.dumps(done)) < 400_000


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_cohort_agrees_with_the_gradebook(demo: Demo) -> None:
    cohort = Cohort(NAME.upper(), "demo", client=demo.client)
    shot = cohort.snapshot
    graded = cohort.scores[cohort.scores["status"] == "graded"]

    assert cohort.attempts["status"].eq("completed").all()
    assert len(cohort.scores) == STUDENTS * GRADED
    grades = [each for row in shot.gradebook.rows for each in row.grades if each and each.status == "graded"]
    assert graded["score"].sum() == pytest.approx(sum(float(each.score or 0) for each in grades))
    assert len(graded) == len(grades) > 0
    assert cohort.tests["students"].max() <= STUDENTS
    assert f"{STUDENTS} students, {GRADED} items" in repr(cohort)
    before = shot.fingerprint
    cohort.refresh()
    assert cohort.snapshot is not shot
    assert cohort.snapshot.fingerprint == before


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_class_is_found_or_said_which_there_are(demo: Demo) -> None:
    with pytest.raises(UnknownClass, match=r"You can see: “Thinking in Python and Data”\."):
        Cohort("Thinking", client=demo.client)
    with pytest.raises(UnknownClass, match=r"2 classes are called.*“Autumn term”, “Demo class"):
        Cohort(NAME, "", client=demo.client)
    with pytest.raises(UnknownClass, match="has no section “Spring”"):
        Cohort(NAME, "Spring", client=demo.client)


def test_the_repository_holds_the_notebook_small_and_without_outputs() -> None:
    source = OVERVIEW.read_text()
    notebook = nbformat.reads(source, as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)

    assert len(source) < 12_000
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells)
    assert "widgets" not in notebook.metadata


def test_it_begins_with_one_cell_to_change_and_ends_with_how_to_cite(notebook: Notebook) -> None:
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    tagged = [cell for cell in code if "parameters" in cell.metadata.get("tags", [])]

    assert tagged == code[:1]
    assert re.findall(r"^(\w+) = ", tagged[0].source, re.MULTILINE) == ["CLASS", "SECTION"]
    assert "cite(" in notebook.cells[-1].source


def test_notebooks_are_copied_but_never_over_work(tmp_path: Path) -> None:
    copied = copy_notebooks(tmp_path / "new")
    assert [path.name for path in copied] == sorted(path.name for path in HERE.glob("*.ipynb"))
    copied[0].write_text(json.dumps({"mine": True}))

    assert copy_notebooks(tmp_path / "new") == []
    assert json.loads(copied[0].read_text()) == {"mine": True}
