"""How well and how quickly what the tutor reads is found.

- ``course_ndcg10``: questions on the sample course's notebooks, each with the cells that answer it; read, cut
  up and embedded as any upload.
- ``scifact_ndcg10``: BEIR's SciFact, where ``LECTORIUM_SCIFACT`` names its folder (``corpus.jsonl``,
  ``queries.jsonl``, ``qrels/test.tsv``); a document counts where its best chunk stands.
- ``search_p95_ms_100k``: a whole search (words and meaning) from a class that may find 3 % of 100,000 chunks.
- ``recall_vs_exact``: of the ten nearest chunks, the share that a search finds whose way is chosen by size,
  from classes of 3 to 50 %.
"""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from bench.kit import Bench, console, percentile
from bench.tutoring.corpus import SHARES, Corpus, class_for, load_corpus
from lectorium.kit.database import Database, new_id
from lectorium.kit.events import Registry
from lectorium.kit.settings import Settings
from lectorium.llm import Models, open_models
from lectorium.rooms.courses.api import Class
from lectorium.rooms.materials import api as materials
from lectorium.rooms.materials.knowledge.chunking import chunks_of
from lectorium.rooms.materials.knowledge.extraction.parts import Part
from lectorium.rooms.materials.knowledge.looking import sources_of
from lectorium.rooms.materials.knowledge.nearest import by_meaning, compare
from lectorium.rooms.people.api import Actor
from lectorium.storage import ObjectStore, open_store
from lectorium.wiring import wire
from tests.support.models import running_models
from tests.support.postgres import TestServer, running_postgres

QUESTIONS = Path(__file__).parent / "course_questions.json"
NOTEBOOKS = Path(__file__).parents[2] / "course" / "notebooks"
SCIFACT = "LECTORIUM_SCIFACT"
TOP = 10
ASKED = 200
MODEL = "all-MiniLM-L6-v2"


def measure_into(bench: Bench) -> None:
    """Take all figures of retrieval; those without their data are rows with the reason."""
    with running_postgres() as server, closing(open_database(server)) as database:
        with running_models() as gateway, closing(open_models(gateway.settings())) as models:
            with TemporaryDirectory() as folder:
                _course(bench, database, models, open_store(f"folder://{folder}"))
            _scifact(bench, database, models)
        corpus = load_corpus(server, database)
        _speed(bench, database, corpus)
        _recall(bench, database, corpus)


def open_database(server: TestServer) -> Database:
    """The application's database."""
    return Database(server.urls["database_url"], events=wire(Registry()))


def ndcg(ranked: Sequence[str], right: Mapping[str, int], most: int = TOP) -> float:
    """Normalized discounted cumulative gain of the first ``most``, as BEIR computes it."""
    gain = sum(right.get(each, 0) / math.log2(place + 1) for place, each in enumerate(ranked[:most], start=1))
    best = sorted(right.values(), reverse=True)[:most]
    return gain / sum(value / math.log2(place + 1) for place, value in enumerate(best, start=1))


def _course(bench: Bench, database: Database, models: Models, store: ObjectStore) -> None:
    with database.transaction() as session:
        teacher, class_id = class_for(session, "course")
    files = {path.stem: path.read_bytes() for path in sorted(NOTEBOOKS.glob("*.ipynb"))}
    names = {
        _add(database, store, teacher, class_id, name, f"{name}.ipynb", content): name
        for name, content in files.items()
    }
    _embed(database, models)
    scores = []
    for asked in json.loads(QUESTIONS.read_text()):
        found = _find(database, models, class_id, asked["question"])
        ranked = [f"{names[each.knowledge_id]} {each.page_number}" for each in found if each.knowledge_id]
        right = {f"{name} {cell}": 1 for name, cells in asked["sources"].items() for cell in cells}
        scores.append(ndcg(list(dict.fromkeys(ranked)), right))
    bench.measured(f"nDCG@10, {len(scores)} questions on the course", [float(np.mean(scores))], "",
                   key="course_ndcg10")  # fmt: skip


def _scifact(bench: Bench, database: Database, models: Models) -> None:
    folder = os.environ.get(SCIFACT)
    if not folder or not (Path(folder) / "corpus.jsonl").exists():
        bench.rows.append(("nDCG@10 on SciFact", "–", "", f"not measured: {SCIFACT} names no folder with it"))
        return
    root = Path(folder)
    with database.transaction() as session:
        _, class_id = class_for(session, "scifact")
    documents = [json.loads(line) for line in (root / "corpus.jsonl").open()]
    names = _documents(database, class_id, documents)
    console.print(f"SciFact: {len(documents)} documents; making vectors takes minutes")
    _embed(database, models)
    right: dict[str, dict[str, int]] = {}
    for line in (root / "qrels" / "test.tsv").read_text().splitlines()[1:]:
        query, document, relevance = line.split("\t")
        right.setdefault(query, {})[document] = int(relevance)
    queries = {each["_id"]: each["text"] for each in map(json.loads, (root / "queries.jsonl").open())}
    scores = [
        ndcg(_unique(_find(database, models, class_id, queries[query], 50), names), relevant)
        for query, relevant in right.items()
    ]
    bench.measured(f"nDCG@10 on SciFact, {len(scores)} queries", [float(np.mean(scores))], "",
                   key="scifact_ndcg10")  # fmt: skip


def _documents(database: Database, class_id: UUID, documents: Iterable[Mapping[str, str]]) -> dict[UUID, str]:
    """Each document as an entry, cut up as texts are; without the detour over files and jobs."""
    names: dict[UUID, str] = {}
    with database.transaction() as session:
        owner = session.get_one(Class, class_id)
        ids = {"organization_id": owner.organization_id, "class_id": class_id}
        for document in documents:
            entry = materials.KnowledgeEntry(
                id=new_id(), **ids, title=document["title"], created_by=owner.owner_id, index_state="indexed"
            )
            names[entry.id] = document["_id"]
            session.add(entry)
            session.flush()
            for index, piece in enumerate(chunks_of([Part("line", 1, "", document["text"])])):
                session.add(materials.MaterialChunk(
                    id=new_id(), **ids, knowledge_id=entry.id, order_index=index, title=entry.title,
                    content=piece.text, place_kind="line", page_number=piece.number,
                ))  # fmt: skip
    return names


def _unique(found: Iterable[materials.Found], names: Mapping[UUID, str]) -> list[str]:
    return list(dict.fromkeys(names[each.knowledge_id] for each in found if each.knowledge_id))


def _add(
    database: Database, store: ObjectStore, teacher: Actor, class_id: UUID, title: str, name: str, data: bytes
) -> UUID:
    with database.transaction() as session:
        scope = materials.class_scope(session, teacher, class_id, writable=True)
        upload, shelf = materials.Upload(name, "", data), materials.Shelf(store, 10_000_000)
        entry = materials.add_entry(session, shelf, teacher, scope, materials.NewEntry(title), upload).entry
    materials.index_source(database, store, "knowledge", entry.id)
    return entry.id


def _embed(database: Database, models: Models) -> None:
    while materials.embed_chunks(database, models, Settings(), seconds=600):
        pass


def _find(
    database: Database, models: Models, class_id: UUID, question: str, limit: int = 20
) -> list[materials.Found]:
    vector = models.embed([question])[0]
    with database.transaction() as session:
        return materials.search(session, _scope(session, class_id), question, vector, models.embedder, limit)


def _scope(session: Session, class_id: UUID) -> materials.Scope:
    return materials.Scope(session.get_one(Class, class_id).organization_id, class_id)


def _speed(bench: Bench, database: Database, corpus: Corpus) -> None:
    """One search after the other on one connection, as the platform makes it: a transaction each."""
    class_id, taken = corpus.classes[SHARES[0]], []
    for number in range(ASKED + 10):
        question, vector = corpus.question(number)
        begin = time.perf_counter()
        with database.transaction() as session:
            scope = materials.Scope(corpus.organization_id, class_id)
            found = materials.search(session, scope, question, vector, MODEL)
        taken.append((time.perf_counter() - begin) * 1000)
        assert found
    taken = taken[10:]
    bench.measured("Search, 3 % of 100,000 chunks", taken, "ms")
    bench.measured("Search, 95th percentile", [percentile(taken, 0.95)], "ms", key="search_p95_ms_100k")


def _recall(bench: Bench, database: Database, corpus: Corpus) -> None:
    """The way that is chosen against comparing everything."""
    shares = []
    for share, class_id in corpus.classes.items():
        hits, taken = [], []
        for number in range(40):
            _, vector = corpus.question(number)
            with database.transaction() as session:
                sources = sources_of(session, materials.Scope(corpus.organization_id, class_id))
                begin = time.perf_counter()
                chosen = by_meaning(session, sources, vector, MODEL, TOP)
                taken.append((time.perf_counter() - begin) * 1000)
                exact = compare(session, sources, vector, MODEL, TOP)
            hits.append(len({*chosen} & {*exact}) / TOP)
        shares.append(float(np.mean(hits)))
        bench.measured(f"Recall of the ten nearest, {share:.0%} of them", [shares[-1]], "")
        bench.measured(f"Their vectors, {share:.0%} of them", taken, "ms")
    bench.measured("Recall against comparing all, at worst", [min(shares)], "", key="recall_vs_exact")
