"""What the generated matrix knows of each route: a request that works, who may send it, who may not.

Everything else is read off the route table.  A route without an entry fails a test.
"""

from __future__ import annotations

import uuid
from typing import Any

from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses.api import ContentType
from lectorium.rooms.grading import api as grading
from tests.server.case import Case, Path
from tests.server.contents import fresh_assignment, in_fresh_place, same_order
from tests.server.privacy import PRIVACY
from tests.server.quizzes import STATED, TEXT, fresh_answers, quizzed
from tests.server.regrades import regraded
from tests.server.sittings import SITTINGS
from tests.server.tutor_admin import KEEPING
from tests.server.world import NOTEBOOK, PROGRAM, World
from tests.support.journeys import converse


def in_class(world: World) -> dict[str, Any]:
    return {"class_id": world.school.class_id}


def in_module(world: World) -> dict[str, Any]:
    return {"module_id": world.school.module_id}


def in_item(world: World) -> dict[str, Any]:
    return {"item_id": world.item_id}


def in_label(world: World) -> dict[str, Any]:
    return {"label_id": world.fresh_label()}


def in_challenge(world: World) -> dict[str, Any]:
    return {"challenge_id": world.challenge_id}


def in_attempt(world: World) -> dict[str, Any]:
    return {"attempt_id": world.attempt_id}


def in_problem(world: World) -> dict[str, Any]:
    return {"problem_id": world.version.problem_id}


def in_version(world: World) -> dict[str, Any]:
    return {"version_id": world.version.id}


def in_grade(world: World) -> dict[str, Any]:
    return {"item_id": world.item_id, "student_id": world.student_id}


def in_own_challenge(world: World) -> dict[str, Any]:
    return {"challenge_id": world.fresh_challenge()}


def in_quiz(world: World) -> dict[str, Any]:
    return {"item_id": quizzed(world).item_id}


def in_question(world: World) -> dict[str, Any]:
    made = quizzed(world)
    with world.database.transaction() as session:
        view = authoring.find_version(session, world.school.actor("teacher"), made.versions[0])
    return {"problem_id": view.version.problem_id}


def in_journey(world: World) -> dict[str, Any]:
    return {"challenge_id": world.challenge_id, "student_id": world.student_id}


def in_step(world: World) -> dict[str, Any]:
    return {**in_journey(world), "step": f"submission-{world.attempt_id}"}


def in_answer(world: World) -> dict[str, Any]:
    return {"interaction_id": world.fresh_answer()}


def in_teachers_answer(world: World) -> dict[str, Any]:
    """Of one whom no test lets sit an exam: the tutor is closed then."""
    with world.database.transaction() as session:
        return {"interaction_id": converse(session, world.school.users["teacher"].id, world.challenge_id)}


def a_key() -> str:
    return str(uuid.uuid4())


def save(world: World) -> dict[str, Any]:
    return {"revision": world.revision(), "content": world.fresh_work()}


def a_regrade(*steps: Any) -> Path:
    """A regrade of one's own that has taken the steps."""
    return lambda world: {"regrade_id": regraded(world).fresh(*steps)}


def a_reading(content_type: ContentType) -> Path:
    """An announcement or a material with a file, of its own."""
    return lambda world: {"item_id": world.fresh_reading(content_type)}


def in_knowledge(world: World) -> dict[str, Any]:
    return {"knowledge_id": world.fresh_knowledge(indexed=True)}


READ, ASKED = {"title": "Notes", "content": "Name things."}, {"question": "How do loops end?"}
FILE = {"name": "notes.txt", "media_type": "text/plain", "content": "SGVsbG8="}
PREVIEWED = a_regrade(grading.start_preview)

CASES: dict[str, Case] = {
    **KEEPING,
    **PRIVACY,
    **SITTINGS,
    "get_health": Case("student1"),
    "get_openapi": Case("student1"),
    "get_me": Case("student1"),
    "change_my_password": Case(
        "student1",
        body=lambda _: {"current": "not it at all", "new": "another password"},
        answers=(422,),  # the account has no password
    ),
    "list_users": Case("admin", "teacher"),
    "create_user": Case("admin", "teacher", body=lambda world: world.new_user()),
    "change_user": Case(
        "admin",
        "teacher",
        places=lambda world: {"user_id": world.school.users["stranger"].id},
        body=lambda _: {"name": "Another Name"},
    ),
    "list_classes": Case("student1"),
    "create_class": Case("teacher", "student1", body=lambda _: {"name": "Algebra"}),
    "join_class": Case("other", body=lambda world: {"code": world.join_code}),
    "get_class": Case("student1", "stranger", places=in_class),
    "change_class": Case("teacher", "ta", places=in_class, body=lambda _: {"section": "Fall"}),
    "rotate_join_code": Case("teacher", "ta", places=in_class),
    "close_joining": Case("teacher", "ta", places=lambda world: {"class_id": world.fresh_class()}),
    "copy_class": Case("teacher", "ta", places=in_class, body=lambda _: {"name": "Next term", "days": 364}),
    "list_enrollments": Case("ta", "student1", places=in_class),
    "create_enrollment": Case(
        "ta", "student1", places=in_class, body=lambda world: {"username": world.fresh_username()}
    ),
    "import_enrollments": Case(
        "ta", "student1", places=in_class, body=lambda _: {"csv": "username,email,name\n", "dry_run": True}
    ),
    "change_enrollment": Case(
        "teacher",
        "ta",
        places=lambda world: {"enrollment_id": world.enrollment_id},
        body=lambda _: {"content": "view", "time_multiplier": "1.25"},
    ),
    "list_school_events": Case("admin", "teacher", query={"action": "class"}),
    "list_class_events": Case("teacher", "ta", places=in_class, query={"text": "class"}),
    "list_labels": Case("ta", "student1", places=in_class),
    "create_label": Case("teacher", "ta", places=in_class, body=lambda _: {"name": uuid.uuid4().hex}),
    "rename_label": Case("teacher", "ta", places=in_label, body=lambda _: {"name": uuid.uuid4().hex}),
    "delete_label": Case("teacher", "ta", places=in_label),
    "put_students": Case(
        "teacher", "ta", places=in_label, body=lambda world: {"put_in": [str(world.enrollment_id)]}
    ),
    "create_module": Case("teacher", "ta", places=in_class, body=lambda _: {"title": "Week 2"}),
    "change_module": Case("teacher", "ta", places=in_module, body=lambda _: {"description": "Vectors"}),
    "delete_module": Case("teacher", "ta", places=lambda world: {"module_id": world.fresh_module()}),
    "stream_events": Case("student1"),
    "list_gpus": Case("student1"),
    "get_outline": Case("student1", "stranger", places=in_class),
    "get_up_next": Case("student1"),
    "create_assignment": Case(
        "teacher",
        "ta",
        places=in_module,
        body=lambda world: {"title": "More sums", "problem_version_ids": [str(world.version.id)]},
    ),
    "get_item": Case("student1", "stranger", places=in_item),
    "order_outline": Case("teacher", "ta", places=in_class, body=lambda world: world.order()),
    "delete_item": Case(
        "teacher", "ta", places=lambda world: {"item_id": world.fresh_reading("announcement")}
    ),
    "create_announcement": Case(
        "teacher", "ta", places=in_module, body=lambda _: {"title": "Hello", "body_markdown": "$x^2$"}
    ),
    "get_announcement": Case("student1", "stranger", places=a_reading("announcement")),
    "change_announcement": Case(
        "teacher", "ta", places=a_reading("announcement"), body=lambda _: {"body_markdown": "Again"}
    ),
    "create_material": Case(
        "teacher", "ta", places=in_module, body=lambda _: {"title": "Notes", "file": FILE}
    ),
    "get_material": Case("student1", "stranger", places=a_reading("material")),
    "change_material": Case("teacher", "ta", places=a_reading("material"), body=lambda _: {"file": FILE}),
    "get_material_file": Case("student1", "stranger", places=a_reading("material")),
    "change_item": Case("teacher", "ta", places=in_item, body=lambda _: {"description": "Do it"}),
    "list_overrides": Case("ta", "student1", places=in_item),
    "list_class_overrides": Case("ta", "student1", places=in_class),
    "put_student_override": Case(
        "ta", "student1", places=in_grade, body=lambda _: {"due_date": None, "reason": "Ill"}
    ),
    "put_label_override": Case(
        "teacher",
        "ta",
        places=lambda world: {**in_item(world), "label_id": world.fresh_label()},
        body=lambda _: {"max_attempts": None},
    ),
    "delete_override": Case(
        "ta",
        "student1",
        places=lambda world: {"override_id": world.fresh_override()},
        query={"confirm": "true"},
    ),
    "explain_dates": Case("ta", "student1", places=in_grade),
    "check_notebook": Case("ta", "student1", body=lambda _: {"notebook": NOTEBOOK}),
    "list_problems": Case("ta", "student1"),
    "list_topics": Case("ta", "student1"),
    "change_problem": Case(
        "teacher", "ta", places=in_problem, body=lambda _: {"topics": ["sums"], "difficulty": "easy"}
    ),
    "get_changes": Case("ta", "student1", places=in_problem, query={"before": "1", "after": "1"}),
    "list_uses": Case("ta", "student1", places=in_problem),
    "get_contents": Case("teacher", "ta", places=in_item),
    "change_settings": Case("teacher", "ta", places=in_item, body=lambda _: {"difficulty": "medium"}),
    "add_problem": Case(
        "teacher",
        "ta",
        places=lambda world: {"item_id": fresh_assignment(world)[0]},
        body=lambda world: {"problem_version_id": str(world.version.id)},
    ),
    "reorder_problems": Case("teacher", "ta", places=in_item, body=same_order),
    "change_place": Case("teacher", "ta", places=in_fresh_place, body=lambda _: {"custom_points": 2.5}),
    "remove_problem": Case("teacher", "ta", places=in_fresh_place),
    "publish_problem": Case("teacher", "ta", body=lambda _: {"notebook": NOTEBOOK}),
    "import_program": Case("teacher", "ta", body=lambda _: PROGRAM),
    "get_problem": Case("ta", "student1", places=in_problem),
    "list_versions": Case("ta", "student1", places=in_problem),
    "publish_version": Case("teacher", "ta", places=in_problem, body=lambda _: {"notebook": NOTEBOOK}),
    "get_version": Case("ta", "student1", places=in_version),
    "get_version_notebook": Case("ta", "student1", places=in_version, query={"release": "true"}),
    "list_challenges": Case("student1"),
    "create_challenge": Case(
        "teacher", "ta", body=lambda world: {"problem_version_id": str(world.version.id)}
    ),
    "get_challenge": Case("student1", "stranger", places=in_challenge),
    "change_challenge": Case(
        "teacher", "other", places=in_own_challenge, body=lambda _: {"title": "Sums, again"}
    ),
    "delete_challenge": Case("teacher", "other", places=in_own_challenge),
    "reveal_hint": Case("student2", "stranger", places=in_challenge, body=lambda _: {"step": 1}),
    "list_hints": Case("student1", "stranger", places=in_challenge),
    "open_session": Case("student1", "stranger", places=in_challenge),
    "end_session": Case("student1", "stranger", places=in_challenge),
    "get_draft": Case("student1", "stranger", places=in_challenge),
    "save_draft": Case("student1", "stranger", places=in_challenge, body=save),
    "list_history": Case("student1", "stranger", places=in_challenge),
    "get_history": Case("student1", "stranger", places=lambda world: {**in_challenge(world), "revision": 1}),
    "create_attempt": Case(
        "student1", "stranger", places=in_challenge, body=lambda world: {"type": "test_run", **save(world)}
    ),
    "list_attempts": Case("student1", "stranger", places=in_challenge),
    "get_attempt": Case("student1", "student2", places=in_attempt),
    "get_attempt_notebook": Case("student1", "student2", places=in_attempt),
    "get_result": Case("ta", "student2", places=in_attempt),
    "get_gradebook": Case("ta", "student1", places=in_class),
    "get_my_grades": Case("student1", "stranger", places=in_class),
    "get_grade": Case("ta", "student1", places=in_grade),
    "change_grade": Case("ta", "student1", places=in_grade, body=lambda _: {"feedback": "Well done."}),
    "return_grades": Case("ta", "student1", places=in_item),
    "list_attempt_rows": Case("ta", "student1", places=in_class),
    "list_test_rows": Case("ta", "student1", places=in_class),
    "list_challenge_versions": Case(
        "teacher", "ta", places=lambda world: {"challenge_id": regraded(world).challenge_id}
    ),
    "upgrade_challenge": Case(
        "teacher",
        "ta",
        places=lambda world: {"challenge_id": regraded(world).free()},
        body=lambda world: {"version_id": str(regraded(world).version_id)},
    ),
    "create_regrade": Case(
        "teacher", "ta", body=lambda world: {"challenge_id": str(regraded(world).free()), "reason": "why"}
    ),
    "list_regrades": Case("teacher", "ta", places=lambda world: {"class_id": regraded(world).class_id}),
    "get_regrade": Case("teacher", "ta", places=a_regrade()),
    "preview_regrade": Case("teacher", "ta", places=a_regrade()),
    "list_regrade_students": Case("teacher", "ta", places=PREVIEWED),
    "list_regrade_attempts": Case("teacher", "ta", places=PREVIEWED),
    "apply_regrade": Case("teacher", "ta", places=PREVIEWED),
    "cancel_regrade": Case("teacher", "ta", places=a_regrade()),
    "undo_regrade": Case("teacher", "ta", places=a_regrade(grading.start_preview, grading.start_apply)),
    "get_test_quality": Case("ta", "student1", places=in_challenge),
    "list_doubtful_attempts": Case("ta", "student1", places=in_challenge),
    "check_questions": Case("ta", "student1", body=lambda _: {"text": TEXT}),
    "publish_question": Case("teacher", "ta", body=lambda _: {"question": STATED}),
    "import_questions": Case("teacher", "ta", body=lambda _: {"text": TEXT}),
    "publish_question_version": Case(
        "teacher", "ta", places=in_question, body=lambda _: {"question": STATED}
    ),
    "create_quiz": Case(
        "teacher",
        "ta",
        places=lambda world: {"module_id": quizzed(world).school.module_id},
        body=lambda world: {
            "title": "A quiz",
            "questions": [{"version_id": str(quizzed(world).versions[0]), "points": 2}],
        },
    ),
    "get_quiz": Case("student1", "stranger", places=in_quiz),
    "change_quiz": Case("teacher", "ta", places=in_quiz, body=lambda _: {"shuffle_choices": True}),
    "hand_in_quiz": Case("student1", "stranger", places=in_quiz, body=fresh_answers),
    "get_quiz_result": Case("student1", "stranger", places=in_quiz),
    "count_quiz_answers": Case("ta", "student1", places=in_quiz),
    "get_journey": Case("ta", "student2", places=in_journey),
    "get_journey_step": Case("student1", "student2", places=in_step, query={"against": "given"}),
    "list_journey_reviews": Case("ta", "student2", places=in_journey),
    "put_journey_review": Case(
        "ta",
        "student1",
        places=lambda world: {"challenge_id": world.challenge_id, "student_id": world.fresh_student()},
        body=lambda _: {"marks": 7.5, "comment": "Tried first, asked then.", "shown": True},
    ),
    "list_class_stuck": Case("ta", "student1", places=in_class, query={"whom": "all"}),
    "list_stuck": Case("ta", "student1", places=in_challenge, query={"sort": "questions"}),
    "list_class_answers": Case("ta", "student1", places=in_class, query={"wanted": "all"}),
    "list_answers": Case("ta", "student1", places=in_challenge),
    "put_answer_review": Case(
        "ta",
        "student1",
        places=lambda world: {"interaction_id": world.fresh_answer()},
        body=lambda _: {"verdict": "good", "comment": "Says where to look."},
    ),
    "get_tutor": Case("teacher", "stranger", places=in_challenge),
    "ask_tutor": Case(
        "teacher",
        "stranger",
        places=in_challenge,
        body=lambda _: {"message_key": a_key(), "text": "What does add mean?"},
        answers=(409,),  # the question before is still being answered
    ),
    "list_interactions": Case("teacher", "stranger", places=in_challenge, query={"kind": "chat"}),
    "get_interaction": Case("ta", "student2", places=in_answer),
    "stream_answer": Case("ta", "student2", places=in_answer),
    "stop_interaction": Case("teacher", "ta", places=in_teachers_answer),
    "rate_interaction": Case("teacher", "ta", places=in_teachers_answer, body=lambda _: {"rating": 1}),
    "record_code_run": Case(
        "teacher",
        "stranger",
        places=in_challenge,
        body=lambda _: {"message_key": a_key(), "code": "print(1)", "stdout": "1"},
    ),
    "get_school_policy": Case("admin", "teacher"),
    "change_school_policy": Case("admin", "teacher", body=lambda _: {"daily_limit": 50}),
    "get_class_policy": Case("teacher", "ta", places=in_class),
    "change_class_policy": Case("teacher", "ta", places=in_class, body=lambda _: {"help_level": "steps"}),
    "get_challenge_policy": Case("teacher", "ta", places=in_challenge),
    "change_challenge_policy": Case("teacher", "ta", places=in_challenge, body=lambda _: {"daily_limit": 50}),
    "list_knowledge": Case("teacher", "ta"),
    "add_knowledge": Case("teacher", "ta", body=lambda _: READ),
    "list_class_knowledge": Case("teacher", "ta", places=in_class),
    "add_class_knowledge": Case("teacher", "ta", places=in_class, body=lambda _: READ | {"file": FILE}),
    "list_challenge_knowledge": Case("teacher", "ta", places=in_challenge),
    "add_challenge_knowledge": Case("teacher", "ta", places=in_challenge, body=lambda _: READ),
    "get_embedding_state": Case("teacher", "ta"),
    "get_knowledge": Case("teacher", "ta", places=in_knowledge),
    "change_knowledge": Case("teacher", "ta", places=in_knowledge, body=lambda _: {"content": "Name."}),
    "delete_knowledge": Case("teacher", "ta", places=in_knowledge),
    "index_knowledge": Case("teacher", "ta", places=in_knowledge),
    "list_knowledge_chunks": Case("teacher", "ta", places=in_knowledge),
    "get_knowledge_file": Case("student1", "stranger", places=in_knowledge),
    "try_question": Case("teacher", "ta", body=lambda _: ASKED),
    "try_class_question": Case("teacher", "ta", places=in_class, body=lambda _: ASKED),
    "try_challenge_question": Case("teacher", "ta", places=in_challenge, body=lambda _: ASKED),
}
