"""The door of materials."""

from lectorium.rooms.materials.checks import KINDS, Upload
from lectorium.rooms.materials.copying import copy_materials
from lectorium.rooms.materials.items import (
    NewMaterial,
    ServedFile,
    Shelf,
    change_material,
    create_material,
    find_material,
    material_of,
    read_file,
)
from lectorium.rooms.materials.models import MaterialItem

__all__ = [
    "KINDS",
    "MaterialItem",
    "NewMaterial",
    "ServedFile",
    "Shelf",
    "Upload",
    "change_material",
    "copy_materials",
    "create_material",
    "find_material",
    "material_of",
    "read_file",
]
