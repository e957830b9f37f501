"""Students' code that looks where tests of asserts stand while they run: a net for what is known, no proof.

Checks need none of this: what they want isn't there to be read.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from lectorium.rooms.authoring.notebooks.canonical import Notebook
from lectorium.rooms.authoring.notebooks.code import parse
from lectorium.rooms.authoring.notebooks.constants import Constants
from lectorium.rooms.authoring.notebooks.roles import grade_id, role

_FRAMES: Final = frozenset(
    {"f_back", "f_locals", "f_globals", "f_code", "co_consts", "tb_frame", "gi_frame", "cr_frame", "ag_frame"}
    | {"_getframe", "_current_frames", "currentframe"}
)
_CELLS: Final = frozenset(
    {"get_parent", "parent_header", "history_manager", "_ih", "raw_cell", "_filename_map"}
)
_CALLS: Final = frozenset(
    {"inspect.stack", "inspect.trace", "inspect.getouterframes", "inspect.getinnerframes"}
    | {
        "traceback.walk_stack",
        "traceback.extract_stack",
        "traceback.walk_tb",
        "sys.settrace",
        "sys.setprofile",
    }
    | {"sys.addaudithook", "threading.settrace", "gc.get_objects", "gc.get_referrers", "linecache.getlines"}
)
_FRAME_SAYS: Final = "reads what other code is running (`{word}`), where asserts and their values can be seen"
_CELL_SAYS: Final = "reads the text of cells that run (`{word}`), tests among them"
_PROC_SAYS: Final = "looks into processes (`{word}`)"


def prying(teacher: Notebook, student: Notebook) -> tuple[str, ...]:
    """Reasons, in words for a teacher; empty where no cell of the student's own looks there.

    What the teacher's notebook itself names is its subject, and no trick.
    """
    locked = {grade_id(cell) for cell in teacher["cells"] if role(cell) in ("test", "readonly")}
    taught = "\n".join(cell["source"] for cell in teacher["cells"])
    found: dict[str, None] = {}
    for index, cell in enumerate(student["cells"]):
        name = grade_id(cell)
        if cell["cell_type"] == "code" and (name is None or name not in locked):
            where = f"the cell “{name}”" if name else f"cell {index + 1}"
            looks = (says.format(word=word) for word, says in _looks(cell["source"]) if word not in taught)
            found |= dict.fromkeys(f"{where} {look}" for look in looks)
    return tuple(found)


def _looks(source: str) -> Iterator[tuple[str, str]]:
    """What looks where: the word, and a sentence about it."""
    try:
        tree = parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return
    names = Constants()
    for statement in ast.walk(tree):
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            names.read(statement)
    for node in ast.walk(tree):
        word = _word(node)
        called = names.dotted(node.func) if isinstance(node, ast.Call) else ""
        if word in _FRAMES or called in _CALLS:
            yield word or called, _FRAME_SAYS
        elif word in _CELLS or _is_history(node):
            yield word or "In[", _CELL_SAYS
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "/proc/" in node.value:
            yield "/proc", _PROC_SAYS


def _word(node: ast.AST) -> str:
    """The name of an attribute, a name, or a text that names one (for getattr)."""
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Name):
        return node.id
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _is_history(node: ast.AST) -> bool:
    """``In[-1]``: IPython's list of cells."""
    return isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "In"
