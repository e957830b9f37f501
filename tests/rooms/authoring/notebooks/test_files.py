"""Files a notebook needs beside itself."""

import pytest

from lectorium.rooms.authoring.notebooks import inspect_notebook, referenced_files
from tests.support.notebooks import SOURCE, cell, notebook


@pytest.mark.parametrize(
    ("kind", "source", "names"),
    [
        ("markdown", "![a plot](plots/one.png)", ("plots/one.png",)),
        ("markdown", '<img width="3" src="two words.png">', ("two words.png",)),
        ("markdown", "![](three%20words.png#top)", ("three words.png",)),
        ("markdown", "![](https://example.org/x.png) ![](attachment:y.png) ![](//cdn/z.png)", ()),
        ("markdown", "![](/etc/passwd) ![](../up.png)", ()),
        ("code", "pd.read_csv('rides.csv', sep=';')", ("rides.csv",)),
        ("code", "with open('words.txt') as f: pass", ("words.txt",)),
        ("code", "open('out.txt', 'w')\ndf.to_csv('made.csv')\npd.read_csv('made.csv')", ()),
        ("code", "np.load('a.npy'); plt.savefig('b.png')", ("a.npy",)),
        ("code", "print('rides.csv?')\nthis is no python", ()),
        ("raw", "![](one.png)", ()),
    ],
)
def test_names_are_found_where_text_shows_or_code_opens_them(
    kind: str, source: str, names: tuple[str, ...]
) -> None:
    assert referenced_files(notebook(cell(kind, source))) == names


def test_a_file_that_was_not_sent_is_a_warning() -> None:
    book = notebook(cell("markdown", "![](plot.png)"), *SOURCE["cells"])
    assert [finding.code for finding in inspect_notebook(book).findings] == ["file_missing"]
    assert inspect_notebook(book, files=["plot.png"]).findings == ()


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "file:x", "a\0b"])
def test_a_file_outside_of_the_folder_is_refused(name: str) -> None:
    assert [finding.code for finding in inspect_notebook(SOURCE, files=[name]).errors] == ["file_name_unsafe"]


@pytest.mark.parametrize(
    "names", [("a", "a/b"), ("a/b", "a"), ("data", "data/deep/x.csv"), ("x/y", "x/y/z", "other")]
)
def test_a_file_where_another_needs_a_folder_is_refused_and_both_are_named(names: tuple[str, ...]) -> None:
    (finding,) = inspect_notebook(SOURCE, files=names).errors
    assert finding.code == "file_name_clash"
    outer, inner = sorted(names[:2], key=len)
    assert f"“{outer}” is a file" in finding.message
    assert f"“{inner}” needs a folder" in finding.message


def test_names_that_only_begin_alike_do_not_clash() -> None:
    assert inspect_notebook(SOURCE, files=["a", "ab/c", "a.csv"]).errors == ()
