"""The door of materials."""

from lectorium.rooms.materials.checks import KINDS, Upload
from lectorium.rooms.materials.copying import copy_knowledge, copy_materials
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
from lectorium.rooms.materials.knowledge.embedders import Embedders, count_missing, serving, switch, want
from lectorium.rooms.materials.knowledge.embedding import embed_chunks, make_up
from lectorium.rooms.materials.knowledge.entries import (
    EntryView,
    NewEntry,
    add_entry,
    change_entry,
    delete_entry,
    find_entry,
    index_again,
    list_entries,
    read_entry,
)
from lectorium.rooms.materials.knowledge.indexing import index_source
from lectorium.rooms.materials.knowledge.models import (
    ChunkEmbedding,
    Embedder,
    KnowledgeEntry,
    MaterialChunk,
    PlaceKind,
)
from lectorium.rooms.materials.knowledge.queueing import EMBED_JOB, INDEX_JOB, SourceKind, on_support
from lectorium.rooms.materials.knowledge.scopes import Scope, challenge_scope, class_scope, school_scope
from lectorium.rooms.materials.knowledge.searching import Found, address_of, search
from lectorium.rooms.materials.models import MaterialItem

__all__ = [
    "EMBED_JOB", "INDEX_JOB", "KINDS", "ChunkEmbedding", "Embedder", "Embedders", "EntryView", "Found",
    "KnowledgeEntry", "MaterialChunk", "MaterialItem", "NewEntry", "NewMaterial", "PlaceKind", "Scope",
    "ServedFile", "Shelf", "SourceKind", "Upload", "add_entry", "address_of", "challenge_scope",
    "change_entry", "change_material", "class_scope", "copy_knowledge", "copy_materials", "count_missing",
    "create_material", "delete_entry", "embed_chunks", "find_entry", "find_material", "index_again",
    "index_source", "list_entries", "make_up", "material_of", "on_support", "read_entry", "read_file",
    "school_scope", "search", "serving", "switch", "want",
]  # fmt: skip
