"""Whose code something is: a library's, which lies where nothing can be written, or a notebook's."""

from __future__ import annotations

import functools
import sys
import types
from typing import Any, Final

_FOLDERS: Final = tuple({f"{sys.prefix}/", f"{sys.base_prefix}/", "/usr/", "<frozen "})


def is_from_library(value: Any) -> bool:
    """Whether its code is a library's, and not of a cell or of a file beside the notebook."""
    while isinstance(value, (functools.partial, types.MethodType)):
        value = value.func if isinstance(value, functools.partial) else value.__func__
    if type(value) is types.FunctionType:
        return value.__code__.co_filename.startswith(_FOLDERS)
    if type(value) is types.BuiltinFunctionType:
        return isinstance(value.__self__, types.ModuleType)  # not a method of some list
    if isinstance(value, types.ModuleType):
        origin = vars(value).get("__file__")
        return origin is None or str(origin).startswith(_FOLDERS)
    return _is_class_from_library(value if isinstance(value, type) else type(value))


def _is_class_from_library(kind: type) -> bool:
    package = str(kind.__module__).partition(".")[0]  # numpy names modules that aren't there
    home = sys.modules.get(package)
    return package != "__main__" and home is not None and is_from_library(home)
