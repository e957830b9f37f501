"""With the real embedding model: what shares no word is found by meaning, beside what shares some."""

from __future__ import annotations

from lectorium.kit.database import Database
from lectorium.llm import Models
from lectorium.rooms.materials import api as materials
from lectorium.storage import ObjectStore
from tests.support.models import ModelServer
from tests.support.people import School

NOTES = """# Recursion
A function that calls itself needs a case in which it stops.

# Dictionaries
A dictionary keeps a value for each key, such as how often a word occurs.

# Files
Open a file in a with block, and it is closed for you.
"""


def test_a_question_in_other_words_finds_its_section(
    database: Database, school: School, store: ObjectStore, model_server: ModelServer, models: Models
) -> None:
    teacher, settings = school.actor("teacher"), model_server.settings()
    with database.transaction() as session:
        scope = materials.class_scope(session, teacher, school.class_id, writable=True)
        new = materials.NewEntry("Notes", NOTES)
        made = materials.add_entry(session, materials.Shelf(store, 10_000), teacher, scope, new, None)
    materials.index_source(database, store, "knowledge", made.entry.id)
    materials.embed_chunks(database, models, settings)

    question = "my program repeats for ever because nothing ends it"
    vector = models.embed([question])[0]
    with database.transaction() as session:
        scope = materials.Scope(school.organization_id, school.class_id)
        assert materials.search(session, scope, "infinite invocation", None, models.embedder) == []
        best = materials.search(session, scope, question, vector, models.embedder)
        assert best[0].heading == "Recursion"
        assert len(best) == 3
