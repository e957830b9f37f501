"""The door of authoring."""

from lectorium.rooms.authoring.asking import (
    Looked,
    check_questions,
    find_question,
    frozen_question,
    kinds_of,
    prepare_question,
    prepare_questions,
    read_key,
)
from lectorium.rooms.authoring.changes import Difference, Line, compare_texts, compare_versions
from lectorium.rooms.authoring.closed import ClosedWork, closed_work
from lectorium.rooms.authoring.contents import (
    add_problem,
    change_place,
    change_settings,
    lock_contents,
    remove_problem,
    reorder_problems,
)
from lectorium.rooms.authoring.copying import copy_assignments
from lectorium.rooms.authoring.deleting import delete_item
from lectorium.rooms.authoring.effective import (
    Effective,
    effective,
    effective_of_all,
    effective_of_items,
    effective_of_students,
)
from lectorium.rooms.authoring.erasing import LOSSES
from lectorium.rooms.authoring.events import (
    ChallengeUpgraded,
    ContentsChanging,
    HintTaken,
    PointsChanged,
    SupportPublished,
)
from lectorium.rooms.authoring.exams import (
    NOT_BEGUN,
    OVER,
    check_end,
    is_on,
    is_running,
    shown_before,
    warnings_for,
)
from lectorium.rooms.authoring.exceptions import (
    FIELDS,
    OverrideView,
    Values,
    find_override,
    graded_work,
    list_class_overrides,
    list_overrides,
    override_of,
)
from lectorium.rooms.authoring.explaining import Candidate, Explanation, FieldWhy, explain
from lectorium.rooms.authoring.exporting import EXPORTED
from lectorium.rooms.authoring.hints import Hints, Taken, hint_costs, hints_taken, read_hints, reveal_hint
from lectorium.rooms.authoring.library import (
    WITHOUT_TEXTS,
    Entry,
    VersionView,
    as_written,
    cases_of,
    find_entry,
    find_problem,
    find_version,
    get_version,
    list_versions,
    points_of,
    read_notebook,
)
from lectorium.rooms.authoring.models import (
    Assignment,
    AssignmentProblem,
    Challenge,
    Difficulty,
    HintReveal,
    ItemOverride,
    KeyShown,
    Mode,
    Problem,
    ProblemVersion,
    Quiz,
    TestCase,
)
from lectorium.rooms.authoring.notebooks import (
    Assembled,
    Finding,
    FrozenProblem,
    NotebookRefused,
    Report,
    assemble,
    canonical_notebook,
    content_hash,
    referenced_files,
    with_covered,
    without_covered,
)
from lectorium.rooms.authoring.notebooks.answers import Answer, answers
from lectorium.rooms.authoring.notebooks.limits import with_overrides
from lectorium.rooms.authoring.overrides import delete_override, put_label_override, put_student_override
from lectorium.rooms.authoring.own import CellChange, OwnCell, compare_cells, own_cells
from lectorium.rooms.authoring.placing import (
    HOLDS,
    NewAssignment,
    Part,
    SetAssignment,
    assignments_of,
    challenge_ids_of,
    challenges_of_item,
    change_assignment,
    create_assignment,
    items_behind,
    parts_of,
)
from lectorium.rooms.authoring.practice import (
    Practice,
    change_challenge,
    create_challenge,
    delete_challenge,
    list_practice,
    practice_topics,
)
from lectorium.rooms.authoring.programs import SolutionMissing, extract_solution
from lectorium.rooms.authoring.publish import (
    Prepared,
    PublishRefused,
    check_notebook,
    prepare_notebook,
    prepare_program,
    publish_problem,
    publish_version,
)
from lectorium.rooms.authoring.questions import (
    AnswerRefused,
    AnyQuestion,
    OpenOption,
    OpenQuestion,
    answer_bytes,
    canonical_answer,
    given_text,
    is_answer,
    is_no_number,
    judge,
    key_text,
    open_question,
    read_answer,
    right_options,
)
from lectorium.rooms.authoring.quizzes import (
    NewQuestion,
    NewQuiz,
    SetQuestion,
    SetQuiz,
    change_quiz,
    create_quiz,
    find_quiz,
    last_due,
)
from lectorium.rooms.authoring.searching import (
    MOST_COUNTED,
    Order,
    Topic,
    Wanted,
    change_problem,
    count_problems,
    list_authors,
    list_problems,
    list_topics,
)
from lectorium.rooms.authoring.settings import LONGEST_MINUTES, AssignmentConfig, PlaceConfig
from lectorium.rooms.authoring.solving import (
    Rules,
    Setting,
    closed_reason,
    embargoed_in,
    find_setting,
    require_open,
    require_set,
    require_shown,
    settings_of_item,
    settings_seen,
)
from lectorium.rooms.authoring.standing import Contents, Place, read_contents
from lectorium.rooms.authoring.upgrading import (
    Pin,
    Upgraded,
    find_challenge,
    lock_pins,
    move_pin,
    newest_versions,
    require_teacher,
    upgrade_challenge,
    version_for,
)
from lectorium.rooms.authoring.verdicts import TestStatus, Verdict, verdict
from lectorium.rooms.authoring.withholding import WITHHELD, withheld

__all__ = [
    "EXPORTED", "FIELDS", "HOLDS", "LONGEST_MINUTES", "LOSSES", "MOST_COUNTED", "NOT_BEGUN", "OVER",
    "WITHHELD", "WITHOUT_TEXTS", "Answer", "AnswerRefused", "AnyQuestion", "Assembled", "Assignment",
    "AssignmentConfig", "AssignmentProblem", "Candidate", "CellChange", "Challenge", "ChallengeUpgraded",
    "ClosedWork", "Contents", "ContentsChanging", "Difference", "Difficulty", "Effective", "Entry",
    "Explanation", "FieldWhy", "Finding", "FrozenProblem", "HintReveal", "HintTaken", "Hints",
    "ItemOverride", "KeyShown", "Line", "Looked", "Mode", "NewAssignment", "NewQuestion", "NewQuiz",
    "NotebookRefused", "OpenOption", "OpenQuestion", "Order", "OverrideView", "OwnCell", "Part", "Pin",
    "Place", "PlaceConfig", "PointsChanged", "Practice", "Prepared", "Problem", "ProblemVersion",
    "PublishRefused", "Quiz", "Report", "Rules", "SetAssignment", "SetQuestion", "SetQuiz", "Setting",
    "SolutionMissing", "SupportPublished", "Taken", "TestCase", "TestStatus", "Topic", "Upgraded",
    "Values", "Verdict", "VersionView", "Wanted", "add_problem", "answer_bytes", "answers", "as_written",
    "assemble", "assignments_of", "canonical_answer", "canonical_notebook", "cases_of", "challenge_ids_of",
    "challenges_of_item",
    "change_assignment", "change_challenge", "change_place", "change_problem", "change_quiz",
    "change_settings", "check_end", "check_notebook", "check_questions", "closed_reason", "closed_work",
    "compare_cells", "compare_texts", "compare_versions", "content_hash", "copy_assignments",
    "count_problems", "create_assignment", "create_challenge", "create_quiz", "delete_challenge",
    "delete_item", "delete_override", "effective", "effective_of_all", "effective_of_items",
    "effective_of_students", "embargoed_in", "explain", "extract_solution", "find_challenge",
    "find_entry", "find_override", "find_problem", "find_question", "find_quiz", "find_setting",
    "find_version", "frozen_question", "get_version", "given_text", "graded_work", "hint_costs",
    "hints_taken", "is_answer", "is_no_number", "is_on", "is_running", "items_behind", "judge",
    "key_text", "kinds_of", "last_due", "list_authors", "list_class_overrides", "list_overrides",
    "list_practice",
    "list_problems", "list_topics", "list_versions", "lock_contents", "lock_pins", "move_pin",
    "newest_versions", "open_question", "override_of", "own_cells", "parts_of", "points_of",
    "practice_topics", "prepare_notebook", "prepare_program", "prepare_question", "prepare_questions",
    "publish_problem", "publish_version", "put_label_override", "put_student_override", "read_answer",
    "read_contents", "read_hints", "read_key", "read_notebook", "referenced_files", "remove_problem",
    "reorder_problems", "require_open", "require_set", "require_shown", "require_teacher",
    "reveal_hint", "right_options", "settings_of_item", "settings_seen", "shown_before",
    "upgrade_challenge", "verdict", "version_for", "warnings_for", "with_covered", "with_overrides",
    "withheld", "without_covered",
]  # fmt: skip
