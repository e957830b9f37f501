"""The whole route table."""

from __future__ import annotations

from lectorium_server.events import stream
from lectorium_server.handlers import (
    analytics,
    attempts,
    audit,
    challenges,
    classes,
    contents,
    exams,
    gpus,
    grades,
    health,
    items,
    journeys,
    knowledge,
    labels,
    library,
    modules,
    overrides,
    people,
    privacy,
    problems,
    questions,
    quizzes,
    readings,
    regrading,
    replays,
    research,
    tutor,
    tutor_admin,
    work,
)
from lectorium_server.routing.table import RouteTable

ROOMS = (
    health, gpus, people, classes, labels, modules, items, overrides, problems, challenges, work, attempts,
    exams, stream, grades, analytics, regrading, readings, library, contents, questions, quizzes, audit,
    tutor, tutor_admin, replays, journeys, knowledge, privacy, research,
)  # fmt: skip
TABLE = RouteTable(route for room in ROOMS for route in room.routes.routes)
