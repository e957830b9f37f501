"""A contract for import-linter: a room is entered by its door, never through the wall."""

import fnmatch
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """Modules outside a room import nothing of it but its doors.

    Options: ``rooms``, the package whose children are rooms; ``doors``, what everyone may import of a
    room, relative to it; ``keys``, lines ``IMPORTER -> MODULE`` (shell patterns, the module relative
    to the room) for the few who may import something else.
    """

    type_name = "doors"

    rooms = fields.StringField()
    doors = fields.SetField(subfield=fields.StringField())
    keys = fields.SetField(subfield=fields.StringField(), required=False, default=[])

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002 - the base's shape
        broken = [
            (importer, imported, graph.get_import_details(importer=importer, imported=imported))
            for room in sorted(graph.find_children(self._name))
            for imported in sorted({room} | graph.find_descendants(room))
            for importer in sorted(graph.find_modules_that_directly_import(imported))
            if not _inside(importer, room) and not self._may(importer, imported[len(room) + 1 :])
        ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported, details in check.metadata["broken"]:
            lines = ", ".join(f"l.{detail['line_number']}" for detail in details)
            output.print_error(f"{importer} -> {imported} ({lines})", bold=False)

    @property
    def _name(self) -> str:
        return _text(self.rooms)

    def _may(self, importer: str, module: str) -> bool:
        if module in _texts(self.doors):
            return True
        keys = (key.split(" -> ") for key in _texts(self.keys))
        return any(fnmatch.fnmatch(importer, who) and fnmatch.fnmatch(module, what) for who, what in keys)


def _inside(module: str, room: str) -> bool:
    return module == room or module.startswith(f"{room}.")


# import-linter replaces its field objects by their values when it reads the configuration.
def _text(value: Any) -> str:
    return str(value)


def _texts(value: Any) -> set[str]:
    return set(value)
