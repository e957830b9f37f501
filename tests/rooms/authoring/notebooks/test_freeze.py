"""Freezing: what students get, what the grader gets, and what a version is made of."""

import json
from decimal import Decimal
from typing import Any

import nbformat
import pytest

from lectorium.rooms.authoring.notebooks import FrozenProblem, NotebookRefused, freeze_notebook
from tests.support.notebooks import SOURCE, cell, notebook


def sources(data: bytes) -> list[str]:
    return [one["source"] for one in json.loads(data)["cells"]]


def own(made: dict[str, Any], **lectorium: Any) -> dict[str, Any]:
    made["metadata"]["lectorium"] = lectorium
    return made


def test_students_get_a_stub_and_the_visible_lines() -> None:
    release = sources(freeze_notebook(SOURCE).release)
    assert release[1] == "def double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
    assert release[2] == "assert double(2) == 4"


def test_the_grader_gets_everything() -> None:
    frozen = freeze_notebook(SOURCE)
    assert sources(frozen.full) == [one["source"] for one in SOURCE["cells"]]
    assert frozen.reference_solution == SOURCE["cells"][1]["source"]
    assert frozen.starter_code == sources(frozen.release)[1]


def test_a_test_cell_is_one_case_with_a_release_part_and_a_full_part() -> None:
    mixed, plain = freeze_notebook(SOURCE).cases
    assert (mixed.key, mixed.kind, mixed.points, mixed.visibility) == (
        "test_double",
        "cell",
        Decimal(2),
        "always",
    )
    assert mixed.release_input == "assert double(2) == 4"
    assert "abab" in mixed.input
    assert plain.input == plain.release_input == "assert double(0) == 0"


def test_points_are_exact_decimals() -> None:
    tenth = cell("code", "assert 1", grade=True, points=0.1, grade_id="a")
    more = cell("code", "assert 2", grade=True, points=0.2, grade_id="b")
    assert freeze_notebook(notebook(tenth, more)).points == Decimal("0.3")


def test_i08_a_test_of_hidden_lines_only_shows_nothing() -> None:
    hidden = cell(
        "code",
        '"""Secret name"""\n### BEGIN HIDDEN TESTS\nassert f(123454321)\n### END HIDDEN TESTS',
        grade=True,
        points=1,
        grade_id="h",
    )
    frozen = freeze_notebook(notebook(*SOURCE["cells"], hidden))
    case = frozen.cases[-1]
    assert case.visibility == "never"
    assert case.name == "h"
    for secret in (b"123454321", b"Secret name"):
        assert secret not in frozen.release


@pytest.mark.parametrize("visibility", ["never", "after_due", "after_return"])
def test_i08_an_author_can_hide_a_whole_cell(visibility: str) -> None:
    later = own(
        cell("code", "assert f(987654321)", grade=True, points=1, grade_id="late"),
        visibility=visibility,
        title="Later",
    )
    frozen = freeze_notebook(notebook(*SOURCE["cells"], later))
    assert (frozen.cases[-1].visibility, frozen.cases[-1].name) == (visibility, "Later")
    assert b"987654321" not in frozen.release


def test_i08_outputs_hints_and_private_notes_leave_the_release() -> None:
    spoilt = json.loads(json.dumps(SOURCE))
    spoilt["cells"][2]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "expected 4711"}]
    spoilt["cells"][1]["metadata"]["notes"] = "the answer is 4711"
    spoilt["metadata"]["author_notes"] = "4711"
    spoilt["cells"].append(own(cell("markdown", "Think of 4711."), role="hint"))
    frozen = freeze_notebook(spoilt)
    assert b"4711" not in frozen.release
    assert frozen.hints == ("Think of 4711.",)


def test_i08_a_mark_scheme_and_its_pictures_leave_the_release() -> None:
    answer = cell(
        "markdown",
        "![](attachment:curve.png)\n\n### BEGIN MARK SCHEME\n1 point\n### END MARK SCHEME",
        grade=True,
        solution=True,
        points=1,
        grade_id="essay",
    )
    answer["attachments"] = {"curve.png": {"image/png": "aGlkZGVu"}}
    frozen = freeze_notebook(notebook(*SOURCE["cells"], answer))
    assert b"MARK SCHEME" not in frozen.release
    assert b"aGlkZGVu" not in frozen.release
    case = frozen.cases[-1]
    assert (case.kind, case.release_input) == ("manual", "YOUR ANSWER HERE")
    assert "1 point" in case.input


def test_pictures_in_the_text_survive() -> None:
    shown = cell("markdown", "![the plot](attachment:plot.png)")
    shown["attachments"] = {"plot.png": {"image/png": "c2hvd24="}}
    assert b"c2hvd24=" in freeze_notebook(notebook(shown, *SOURCE["cells"])).release


def test_locked_cells_cannot_be_edited_in_lab() -> None:
    released = json.loads(freeze_notebook(SOURCE).release)["cells"]
    flags = [
        (one["metadata"].get("editable", True), one["metadata"].get("deletable", True)) for one in released
    ]
    assert flags == [(True, True), (True, False), (False, False), (False, False)]


def test_the_release_is_a_valid_notebook_that_runs_here() -> None:
    frozen = freeze_notebook(
        {**SOURCE, "metadata": {"kernelspec": {"name": "xpython", "language": "python"}}}
    )
    release = json.loads(frozen.release)
    nbformat.validate(release)
    assert frozen.kernel_name == release["metadata"]["kernelspec"]["name"] == "python3"


def test_i10_the_same_notebook_freezes_to_the_same_version() -> None:
    assert freeze_notebook(SOURCE).content_hash == freeze_notebook(json.dumps(SOURCE)).content_hash


def test_i10_any_change_makes_another_version() -> None:
    first = freeze_notebook(SOURCE)
    changed = json.loads(json.dumps(SOURCE).replace("double(0) == 0", "double(1) == 2"))
    hashes = {
        first.content_hash,
        freeze_notebook(changed).content_hash,
        freeze_notebook(SOURCE, title="Other").content_hash,
        freeze_notebook(SOURCE, files={"data.csv": b"1"}).content_hash,
    }
    assert len(hashes) == 4


def test_a_test_keeps_its_key_when_its_text_changes() -> None:
    changed = json.loads(json.dumps(SOURCE).replace("double(0) == 0", "double(1) == 2"))
    keys = [[case.key for case in freeze_notebook(one).cases] for one in (SOURCE, changed)]
    assert keys[0] == keys[1]


def test_old_cell_metadata_is_upgraded() -> None:
    old = cell("code", "assert double(3) == 6")
    old["metadata"]["nbgrader"] = {
        "grade": True,
        "solution": False,
        "locked": True,
        "points": "2",
        "grade_id": "old",
    }
    frozen = freeze_notebook(notebook(*SOURCE["cells"], old))
    assert frozen.cases[-1].points == Decimal(2)
    assert json.loads(frozen.full)["cells"][-1]["metadata"]["nbgrader"]["schema_version"] == 3


@pytest.mark.parametrize(
    ("title", "metadata", "expected"),
    [
        ("Given", {"lectorium": {"title": "Noted"}}, "Given"),
        (None, {"lectorium": {"title": "Noted"}}, "Noted"),
        (None, {}, "Doubling"),
    ],
)
def test_the_title_is_given_noted_or_the_first_heading(
    title: str | None, metadata: dict[str, Any], expected: str
) -> None:
    assert freeze_notebook({**SOURCE, "metadata": metadata}, title).title == expected


@pytest.mark.parametrize(
    ("source", "grade_id", "name"),
    [
        ('"""Doubles small numbers"""\nassert 1', "t", "Doubles small numbers"),
        ("# doubles small numbers\nassert 1", "t", "doubles small numbers"),
        ("# tests\nassert 1", "t", "t"),
        ("assert 1", "t", "t"),
        ("assert 1", "cell-0123456789abcdef", "Part 2"),
    ],
)
def test_a_case_is_named_by_what_people_read(source: str, grade_id: str, name: str) -> None:
    book = notebook(
        cell("markdown", "## Part 2\n"), cell("code", source, grade=True, points=1, grade_id=grade_id)
    )
    assert freeze_notebook(book).cases[0].name == name


def test_limits_come_from_the_notebook() -> None:
    limited = {**SOURCE, "metadata": {"lectorium": {"limits": {"wall_seconds": 5}}}}
    assert freeze_notebook(limited).limits == {"wall_seconds": 5}


def test_a_refusal_carries_the_report() -> None:
    with pytest.raises(NotebookRefused, match="has no points") as refused:
        freeze_notebook(notebook(cell("code", "assert 1", grade=True, grade_id="t")))
    assert [finding.code for finding in refused.value.report.errors] == ["points_missing"]


def test_a_frozen_problem_cannot_be_changed() -> None:
    frozen: FrozenProblem = freeze_notebook(SOURCE)
    with pytest.raises(AttributeError):
        frozen.title = "other"  # type: ignore[misc]
