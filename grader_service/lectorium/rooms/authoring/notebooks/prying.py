"""Students' code that looks where tests of asserts stand while they run: a net for what is known, no proof.

Checks need none of this: what they want isn't there to be read.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import Final

from lectorium.rooms.authoring.notebooks.canonical import Notebook
from lectorium.rooms.authoring.notebooks.code import parse
from lectorium.rooms.authoring.notebooks.constants import Constants
from lectorium.rooms.authoring.notebooks.roles import grade_id, role

_FRAMES: Final = frozenset(
    {"f_back", "f_locals", "f_globals", "f_code", "co_consts", "tb_frame", "gi_frame", "cr_frame", "ag_frame"}
    | {"_getframe", "_current_frames"}
)
_CELLS: Final = frozenset(
    {"get_parent", "parent_header", "history_manager", "_ih", "raw_cell", "_filename_map"}
)
_FREE: Final = frozenset({"_getframe", "_current_frames", "_ih"})
"""Those which can be had without a dot."""
_BY_NAME: Final = frozenset({"getattr", "attrgetter", "__getattribute__", "get", "pop"})
_PROCESS: Final = re.compile(r"/proc/\S*")
_COUNTS: Final = re.compile(
    r"/proc/((self|thread-self)/(status|statm?|io|limits|loginuid|oom_score)"
    r"|cpuinfo|meminfo|uptime|loadavg|version|stat|vmstat|filesystems)\b[^/]*"
)
"""Numbers about the machine and about memory, which tell nothing of a test."""
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
    own = {cell["source"] for cell in teacher["cells"]}
    taught = "\n".join(cell["source"] for cell in teacher["cells"])
    found: dict[str, None] = {}
    for index, cell in enumerate(student["cells"]):
        name = grade_id(cell)
        if cell["cell_type"] != "code" or cell["source"] in own:
            continue
        if name is None or name not in locked:
            where = f"the cell “{name}”" if name else f"cell {index + 1}"
            looks = (says.format(word=word) for word, says in _looks(cell["source"]) if word not in taught)
            found |= dict.fromkeys(f"{where} {look}" for look in looks)
    return tuple(found)


def _looks(source: str) -> Iterator[tuple[str, str]]:
    """What looks where: the word, and a sentence about it."""
    try:
        nodes = list(ast.walk(parse(source)))
    except (SyntaxError, ValueError, RecursionError):
        return
    names, texts = Constants(), _naming_texts(nodes)
    for node in nodes:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names.read(node)
    for node in nodes:
        word = _word(node, texts)
        called = names.dotted(node.func) if isinstance(node, ast.Call) else ""
        if word in _FRAMES or called in _CALLS:
            yield word or called, _FRAME_SAYS
        elif word in _CELLS or _is_history(node):
            yield word or "In[", _CELL_SAYS
        elif _is_of_processes(node):
            yield "/proc", _PROC_SAYS


def _naming_texts(nodes: Sequence[ast.AST]) -> set[int]:
    """The texts, by id, that may name what is looked up: ``getattr(frame, "f_back")``, ``names["_ih"]``.

    Where what a getattr looks up is worked out, each text may be it.
    """
    every = {id(node): node for node in nodes if isinstance(node, ast.Constant)}
    found: set[int] = set()
    for node in _lookups(nodes):
        if isinstance(node, ast.Subscript):
            found.add(id(node.slice))
            continue
        asked = node.args[1:2] if _last_name(node.func) == "getattr" else node.args
        found |= set(map(id, asked))
        if _last_name(node.func) not in ("get", "pop") and not all(id(one) in every for one in asked):
            return set(every)
    return found & set(every)


def _lookups(nodes: Sequence[ast.AST]) -> Iterator[ast.Call | ast.Subscript]:
    """What looks something up by a name that is a value."""
    for node in nodes:
        if isinstance(node, ast.Subscript) or (
            isinstance(node, ast.Call) and _last_name(node.func) in _BY_NAME
        ):
            yield node


def _last_name(function: ast.expr) -> str:
    match function:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def _word(node: ast.AST, texts: set[int]) -> str:
    """The name of an attribute, a name that can be had without a dot, or a text that names one."""
    match node:
        case ast.Attribute(attr=name):
            return name
        case ast.alias(name=name) | ast.Name(id=name, ctx=ast.Load()) if name in _FREE:
            return name
        case ast.Constant(value=str(text)) if id(node) in texts:
            return text
    return ""


def _is_of_processes(node: ast.AST) -> bool:
    """A text that names a file of a process: its memory, its files, its environment."""
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return False
    return any(not _COUNTS.fullmatch(path) for path in _PROCESS.findall(node.value))


def _is_history(node: ast.AST) -> bool:
    """``In[-1]``: IPython's list of cells."""
    return isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "In"
