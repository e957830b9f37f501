"""Code that looks where asserts stand while they run."""

import pytest

from lectorium.rooms.authoring.notebooks.canonical import read_notebook
from lectorium.rooms.authoring.notebooks.prying import prying
from tests.support.notebooks import SOURCE, answered, cell, notebook

FRAMES = "import sys\ndef double(x):\n    return sys._getframe(1).f_locals"


def reasons(answer: str, taught: str = "") -> tuple[str, ...]:
    teacher = notebook(cell("code", taught), *SOURCE["cells"])
    return prying(read_notebook(teacher), read_notebook(answered(teacher, answer)))


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (FRAMES, "f_locals"),
        ("def double(x):\n    return getattr(error, 'tb_frame')", "tb_frame"),
        ("name = 'f_back'\ndef double(x):\n    return getattr(frame, name)", "f_back"),
        ("def double(x):\n    return inspect.currentframe().f_back", "f_back"),
        ("from sys import _getframe as here\ndef double(x):\n    return here(1)", "_getframe"),
        ("def double(x):\n    return globals()['_ih'][-1]", "_ih"),
        ("def double(x):\n    return globals().get('_ih')", "_ih"),
        ("def double(x):\n    return _ih[-1]", "_ih"),
        ("def double(x):\n    return open(f'/proc/{x}/environ')", "/proc"),
        ("import inspect as i\ndef double(x):\n    return i.stack()", "inspect.stack"),
        ("from gc import get_objects as all_of\ndef double(x):\n    return all_of()", "gc.get_objects"),
        ("def double(x):\n    return In[-1]", "In["),
        ("def double(x):\n    return get_ipython().kernel.get_parent()", "get_parent"),
        ("def double(x):\n    return open('/proc/self/mem')", "/proc"),
    ],
)
def test_i25_known_ways_to_read_a_running_test_are_named_with_the_cell(answer: str, word: str) -> None:
    found = reasons(answer)
    assert all(reason.startswith("the cell “double” ") for reason in found)
    assert any(f"`{word}`" in reason for reason in found)


@pytest.mark.parametrize(
    "answer",
    [
        "def double(x):\n    return 2 * x",
        "import inspect\ndef double(x):\n    'frames of a film'\n    return inspect.signature(double)",
        "In = [1]\ndef double(x):\n    stack = []\n    stack.append(x)\n    return stack[0] * 2",
        "def double(x:\n",
        "f_code = 3\nraw_cell = 'f_code'\ndef double(x):\n    return f_code * x",
        "label = '_ih'\n_ih = 2\ndef double(x):\n    return 2 * x",
        "import inspect\ndef double(x):\n    print(inspect.currentframe().f_lineno)\n    return 2 * x",
        "def double(x):\n    memory = open('/proc/self/status').read()\n    return 2 * x",
        "def double(x):\n    # counts\n    text = 'like /proc/cpuinfo, it counts'\n    return 2 * x",
    ],
)
def test_other_code_is_nobodys_business(answer: str) -> None:
    assert reasons(answer) == ()


def test_what_the_teacher_teaches_is_no_trick() -> None:
    assert reasons(FRAMES, taught="# sys._getframe().f_locals shows the names of a running function") == ()
