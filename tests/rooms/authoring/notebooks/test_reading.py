"""Reading what may be a notebook, and its one canonical form."""

import json
import subprocess
import sys

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lectorium.rooms.authoring.notebooks import (
    NotebookRefused,
    canonical_notebook,
    content_hash,
    inspect_notebook,
    read_notebook,
)
from tests.support.notebooks import SOURCE, cell, notebook

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
ANY_CELL = st.fixed_dictionaries(
    {"cell_type": st.sampled_from(["code", "markdown", "raw", "heading"]), "source": JSON},
    optional={
        "metadata": st.fixed_dictionaries(
            {},
            optional={
                "nbgrader": JSON
                | st.fixed_dictionaries(
                    {},
                    optional={
                        "grade": JSON,
                        "solution": st.booleans(),
                        "locked": st.booleans(),
                        "task": st.booleans(),
                        "grade_id": JSON,
                        "points": JSON,
                        "schema_version": st.sampled_from([0, 1, 2, 3, 4, "3", None]),
                    },
                ),
                "lectorium": JSON,
            },
        ),
        "outputs": JSON,
        "attachments": JSON,
        "id": JSON,
    },
)


@given(
    st.fixed_dictionaries({"nbformat": st.just(4), "cells": st.lists(ANY_CELL, max_size=4), "metadata": JSON})
)
def test_whatever_a_notebook_holds_the_answer_is_a_report(damaged: dict[str, object]) -> None:
    report = inspect_notebook(damaged)
    assert report.ok or report.errors[0].message


@given(st.binary(max_size=40) | JSON.map(json.dumps))
def test_whatever_a_file_holds_it_is_read_or_refused(data: bytes | str) -> None:
    try:
        assert read_notebook(data)["nbformat"] == 4
    except NotebookRefused as refused:
        assert refused.report.errors[0].code in ("not_a_notebook", "notebook_too_new")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"%PDF-1.7", "isn't valid JSON"),
        (b"[1, 2]", "not a notebook"),
        ('{"nbformat": 5, "cells": []}', "newer than the 4"),
        ('{"nbformat": 4, "cells": {}}', "no list of cells"),
        ('{"nbformat": 4, "cells": [{"cell_type": "picture"}]}', "Cell 1 is neither code nor text"),
        ('{"nbformat": 3, "worksheets": 7}', "old format 3"),
    ],
)
def test_what_is_no_notebook_is_refused_with_a_reason(data: bytes | str, says: str) -> None:
    with pytest.raises(NotebookRefused, match=says):
        read_notebook(data)


def test_i10_reading_the_same_file_twice_gives_the_same_bytes() -> None:
    without_ids = json.dumps({**SOURCE, "cells": [{**one, "id": None} for one in SOURCE["cells"]]})
    first, second = (canonical_notebook(json.loads(without_ids), outputs=False) for _ in range(2))
    assert content_hash(first) == content_hash(second)


def test_running_and_folding_cells_changes_no_byte() -> None:
    ran = json.loads(json.dumps(SOURCE))
    ran["metadata"]["widgets"] = {"state": "large"}
    ran["cells"][1] |= {
        "execution_count": 7,
        "outputs": [{"output_type": "stream", "name": "stdout", "text": "hi"}],
    }
    ran["cells"][1]["metadata"] |= {"collapsed": True, "execution": {"iopub.status.busy": "2031"}}
    assert canonical_notebook(ran, outputs=False) == canonical_notebook(SOURCE, outputs=False)
    assert canonical_notebook(ran, outputs=True) != canonical_notebook(SOURCE, outputs=True)


def test_editing_a_cell_changes_the_bytes() -> None:
    edited = notebook(*SOURCE["cells"][:-1], cell("code", "assert True", grade=True, points=1, grade_id="z"))
    assert canonical_notebook(edited, outputs=False) != canonical_notebook(SOURCE, outputs=False)


def test_lines_and_line_ends_of_all_systems_are_one_text() -> None:
    windows = notebook({"cell_type": "markdown", "metadata": {}, "source": ["one\r\n", "two"]})
    assert read_notebook(windows)["cells"][0]["source"] == "one\ntwo"


def test_cells_that_share_an_id_get_their_own() -> None:
    twins = read_notebook(notebook({**cell("code", "1"), "id": "same"}, {**cell("code", "2"), "id": "same"}))
    assert len({one["id"] for one in twins["cells"]}) == 2


def test_what_is_read_is_valid_notebook_format() -> None:
    nbformat.validate(read_notebook(SOURCE))


def test_a_notebook_of_the_old_format_is_converted() -> None:
    code = {"cell_type": "code", "language": "python", "input": ["x = 1"], "outputs": [], "metadata": {}}
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {},
        "worksheets": [{"cells": [code], "metadata": {}}],
    }
    assert read_notebook(old)["cells"][0]["source"] == "x = 1"


def test_half_characters_are_stored_as_question_marks() -> None:
    assert b'"source":"?"' in canonical_notebook(notebook(cell("markdown", "\ud800")), outputs=False)


def test_importing_the_package_loads_no_nbgrader() -> None:
    code = "import sys, lectorium.rooms.authoring.notebooks; assert 'nbgrader' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_numbers_that_no_browser_reads_become_null() -> None:
    strange = notebook(cell("code", "1"))
    strange["cells"][0]["metadata"]["a"] = [float("inf"), float("nan"), 1.5]
    kept = canonical_notebook(strange, outputs=False)
    assert json.loads(kept, parse_constant=pytest.fail)["cells"][0]["metadata"]["a"] == [None, None, 1.5]


def test_a_notebook_of_endless_cells_is_refused() -> None:
    many = notebook(*[cell("code", "1")] * 5001)
    with pytest.raises(NotebookRefused) as refused:
        canonical_notebook(many, outputs=False)
    assert refused.value.report.errors[0].code == "too_many_cells"
