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
    on_renamed,
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
from lectorium.rooms.materials.knowledge.extraction.kinds import READABLE
from lectorium.rooms.materials.knowledge.indexing import index_source
from lectorium.rooms.materials.knowledge.models import (
    ChunkEmbedding,
    Embedder,
    KnowledgeEntry,
    MaterialChunk,
    PlaceKind,
)
from lectorium.rooms.materials.knowledge.queueing import EMBED_JOB, INDEX_JOB, SourceKind, on_support
from lectorium.rooms.materials.knowledge.scopes import (
    Scope,
    challenge_scope,
    class_scope,
    find_scope,
    school_scope,
)
from lectorium.rooms.materials.knowledge.searching import Found, address_of, has_any, search, titles_now
from lectorium.rooms.materials.knowledge.sources import (
    SourcePage,
    list_chunks,
    open_entry,
    open_material,
    open_support,
    read_entry_file,
)
from lectorium.rooms.materials.knowledge.state import EmbeddingState, embedding_state
from lectorium.rooms.materials.models import IndexState, MaterialItem

__all__ = [
    "EMBED_JOB", "INDEX_JOB", "KINDS", "READABLE", "ChunkEmbedding", "Embedder", "Embedders",
    "EmbeddingState", "EntryView", "Found", "IndexState", "KnowledgeEntry", "MaterialChunk", "MaterialItem",
    "NewEntry", "NewMaterial", "PlaceKind", "Scope", "ServedFile", "Shelf", "SourceKind", "SourcePage",
    "Upload", "add_entry", "address_of", "challenge_scope", "change_entry", "change_material", "class_scope",
    "copy_knowledge", "copy_materials", "count_missing", "create_material", "delete_entry", "embed_chunks",
    "embedding_state", "find_entry", "find_material", "find_scope", "has_any", "index_again", "index_source",
    "list_chunks", "list_entries", "make_up", "material_of", "on_renamed", "on_support", "open_entry",
    "open_material", "open_support", "read_entry", "read_entry_file", "read_file", "school_scope", "search",
    "serving", "switch", "titles_now", "want",
]  # fmt: skip
