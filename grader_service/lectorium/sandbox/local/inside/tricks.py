"""Known ways to make asserts pass, looked for inside a kernel between a student's cells and a test.

What is stock is remembered before any student code runs. All of this can be fooled by code that
owns the interpreter: it is a net for what is known, not a proof. What libraries do (autoreload,
inline plots, widgets) is no trick.
"""

from __future__ import annotations

import builtins
import operator
import sys
import threading
import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lectorium.sandbox.local.inside.hooks import is_late
from lectorium.sandbox.local.inside.libraries import is_from_library
from lectorium.sandbox.local.inside.strangers import Strangers

REQUEST: Final = "lectorium_tricks_request"
REPLY: Final = "lectorium_tricks_reply"
_MACHINERY: Final = (
    "IPython.core.async_helpers",
    "IPython.core.compilerop",
    "IPython.core.interactiveshell",
    "ast",
    "ipykernel.compiler",
    "ipykernel.ipkernel",
    "ipykernel.kernelbase",
    "ipykernel.zmqshell",
    "jupyter_client.session",
)
_CHECKERS: Final = ("math", "operator", "unittest", "unittest.case")
_LATE_CHECKERS: Final = ("numpy", "numpy.testing", "pandas", "pandas.testing")  # where a notebook uses them
_KERNELS_OWN: Final = {"_", "input", "display", "get_ipython"}  # of the builtins, ipykernel changes these
_DECIDE_NOTHING: Final = {"print"}  # no assert passes by what is printed
_HARMLESS: Final = {"showtraceback", "_showtraceback"}  # often replaced, to show less; decides nothing
_EVENTS: Final = ("pre_execute", "pre_run_cell", "post_execute", "post_run_cell")
_is, _code_of = operator.is_, operator.attrgetter("__code__")
_REWRITES: Final = "a transformer rewrites cells before they run ({name})"


@dataclass(frozen=True, slots=True)
class _Place:
    """Names of the machinery: as they were, and which new ones would hide something."""

    label: str
    names: Mapping[str, Any]
    stock: Mapping[str, Any]
    codes: Mapping[str, types.CodeType]
    hidden: frozenset[str]
    ids: list[int]

    def changed(self) -> Iterator[str]:
        if self.is_as_ever():
            return
        for name, value in list(self.names.items()):
            if name not in _HARMLESS and self._differs(name, value):
                yield f"`{name}` of {self.label} was replaced"

    def is_of(self, module: Any) -> bool:
        return type(module) is types.ModuleType and vars(module) is self.names

    def is_as_ever(self) -> bool:
        """Whether every name stands for what it did, and no function was given other code."""
        if _ids(self.names) != self.ids:
            return False
        functions = map(self.stock.__getitem__, self.codes)
        return all(map(_is, map(_code_of, functions), self.codes.values()))

    def _differs(self, name: str, value: Any) -> bool:
        if value is self.stock.get(name):
            return name in self.codes and getattr(value, "__code__", None) is not self.codes[name]
        if is_from_library(value):
            return False
        return callable(self.stock.get(name)) or (name in self.hidden and _can_run(value))


class Tricks:
    """What of a kernel is stock, and what has changed since."""

    def __init__(self, kernel: Any) -> None:
        self.kernel, self.shell = kernel, kernel.shell
        self.builtins = dict(vars(builtins))
        self.clean: dict[str, _Place] = {}
        """Libraries by which tests compare, as they were when nothing was found in them."""
        self.checkers = {name: sys.modules[name] for name in _CHECKERS}
        self.places = list(_shared_places((type(kernel), type(kernel.shell))))
        self.strangers = Strangers()
        self.manager = kernel.shell.input_transformer_manager
        self.transforms = [id(item) for item in _transforms(self.manager)]
        list(self._late_checkers())  # what is loaded already is known to be clean then

    def start(self) -> None:
        """In a kernel that listens: what it has of its own."""
        self.session = self.kernel.session
        things = (self.kernel, self.shell, self.session)
        self.types = [(thing, type(thing)) for thing in things]
        self.handlers = dict(self.kernel.shell_handlers)
        self.strangers.start()
        self.places += [_own_place(thing) for thing in things]

    async def handle(self, stream: Any, ident: Any, parent: dict[str, Any]) -> None:
        """A request: forget the probe that ran before, where one did, and say what was found."""
        if parent["content"].get("forget"):
            self._forget()
        self.session.send(stream, REPLY, {"tricks": self.find()}, parent, ident=ident)

    def _forget(self) -> None:
        """A probe doesn't count: the next cell has its number."""
        self.shell.execution_count -= 1
        history = self.shell.history_manager
        for lines in (history.input_hist_parsed, history.input_hist_raw):
            del lines[self.shell.execution_count :]

    def find(self) -> list[str]:
        """The tricks that are in place, in words for a teacher; empty for an honest notebook."""
        looks = (
            self._swapped(),
            self._builtins(),
            *(place.changed() for place in self.places),
            self._transformed(),
            self._registered(),
            self._exchanged(),
            _traced(),
            self._late_checkers(),
            (f"values of the class {name} equal anything" for name in self.strangers.friends_of_all()),
        )
        return list(dict.fromkeys(reason for look in looks for reason in look))

    def _swapped(self) -> Iterator[str]:
        for thing, kind in self.types:
            if type(thing) is not kind:
                yield f"the kernel's {kind.__name__} was given another class"
        if self.kernel.shell is not self.shell or self.kernel.session is not self.session:
            yield "a part of the kernel was exchanged"
        for name, handler in self.handlers.items():
            if self.kernel.shell_handlers.get(name) != handler:
                yield f"the kernel's handler of {name} was replaced"

    def _builtins(self) -> Iterator[str]:
        now = vars(builtins)
        for name, stock in self.builtins.items():
            if name in _KERNELS_OWN | _DECIDE_NOTHING or now.get(name) is stock:
                continue
            if name not in now or not is_from_library(now[name]):
                yield f"the builtin `{name}` was replaced"

    def _transformed(self) -> Iterator[str]:
        for name in ("ast_transformers", "input_transformers_cleanup", "input_transformers_post"):
            if not all(map(is_from_library, getattr(self.shell, name))):
                yield _REWRITES.format(name=name)
        if self.shell.input_transformer_manager is not self.manager:
            yield _REWRITES.format(name="input_transformer_manager")
        added = (item for item in _transforms(self.manager) if id(item) not in self.transforms)
        if not all(map(is_from_library, added)):
            yield _REWRITES.format(name="transforms")

    def _registered(self) -> Iterator[str]:
        for event in _EVENTS:
            hooks = self.shell.events.callbacks.get(event, ())
            if any(not is_from_library(hook) and not is_late(event, hook) for hook in hooks):
                yield f"a function was registered that runs with every cell ({event})"

    def _late_checkers(self) -> Iterator[str]:
        for name in _LATE_CHECKERS:
            module = sys.modules.get(name)
            known = self.clean.get(name)
            if module is None or (known is not None and known.is_of(module) and known.is_as_ever()):
                continue
            found = list(_replaced_in(name, module))
            if type(module) is types.ModuleType and not found:
                self.clean[name] = _place(name, vars(module), frozenset())
            yield from found

    def _exchanged(self) -> Iterator[str]:
        for name, module in self.checkers.items():
            if sys.modules.get(name) is not module:
                yield f"the module {name} was replaced"


def _shared_places(kinds: Iterable[type]) -> Iterator[_Place]:
    hides_builtin = frozenset(vars(builtins))
    for name in _MACHINERY:
        if name in sys.modules:
            yield _place(f"the module {name}", vars(sys.modules[name]), hides_builtin)
    for kind in (*kinds, sys.modules["jupyter_client.session"].Session):
        methods = _methods(kind)
        for base in _bases(kind):
            yield _place(f"the class {base.__name__}", vars(base), methods)
    for name in _CHECKERS:
        yield _place(f"the module {name}", vars(sys.modules[name]), frozenset())
    result = sys.modules["IPython.core.interactiveshell"].ExecutionResult
    yield _place("the class ExecutionResult", vars(result), _methods(result) | {"__setattr__"})
    yield _place("unittest.TestCase", vars(sys.modules["unittest.case"].TestCase), frozenset())


def _own_place(thing: Any) -> _Place:
    return _place(f"the kernel's {type(thing).__name__}", vars(thing), _methods(type(thing)))


def _bases(kind: type) -> list[type]:
    return [base for base in type.mro(kind) if base is not object]


def _methods(kind: type) -> frozenset[str]:
    return frozenset(name for base in _bases(kind) for name in vars(base)) | {"__getattribute__"}


def _place(label: str, names: Mapping[str, Any], hidden: frozenset[str]) -> _Place:
    codes = {name: value.__code__ for name, value in names.items() if type(value) is types.FunctionType}
    return _Place(label, names, dict(names), codes, hidden, _ids(names))


def _ids(names: Mapping[str, Any]) -> list[int]:
    """What all names stand for, in their order; compared without a word to what they stand for."""
    return list(map(id, list(names.values())))


def _can_run(value: Any) -> bool:
    return callable(value) or isinstance(value, property)


def _transforms(manager: Any) -> list[Any]:
    return [*manager.cleanup_transforms, *manager.line_transforms, *manager.token_transformers]


def _traced() -> Iterator[str]:
    found = {"settrace": sys.gettrace(), "setprofile": sys.getprofile(), "threading": threading.gettrace()}
    for name, function in found.items():
        if function is not None and not is_from_library(function):
            yield f"a function watches every line that runs, and can change values ({name})"


def _replaced_in(name: str, module: Any) -> Iterator[str]:
    """What of a library isn't its own any more; some notebooks never load it."""
    names = vars(module) if isinstance(module, types.ModuleType) else {}
    if "__file__" not in names or not is_from_library(module):
        yield f"the module {name} was replaced"
    for public in names.get("__all__") or ():
        if public in names and not is_from_library(names[public]):
            yield f"`{name}.{public}` was replaced"
