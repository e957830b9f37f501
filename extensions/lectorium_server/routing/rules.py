"""Who may use a route, in words, and where a role of the organization decides alone."""

from __future__ import annotations

from dataclasses import dataclass

STAFF = frozenset({"teacher", "ta", "admin"})
AUTHORS = frozenset({"teacher", "admin"})
ADMINS = frozenset({"admin"})


@dataclass(frozen=True)
class Rule:
    """A rule; ``roles`` is set where the role in the organization decides before anything is read."""

    name: str
    text: str
    roles: frozenset[str] | None = None


OPEN = Rule("open", "Everybody, without signing in")
ANYONE = Rule("anyone", "Everybody who is signed in")
MEMBER = Rule("member", "Members of the class; who has left may still read")
STUDENT = Rule("student", "Students of the class, once the item is shown")
SOLVER = Rule("solver", "Members of the class once the item is shown; everybody for a standalone challenge")
READER = Rule("reader", "Whose work it is, and staff of the class who may see student data")
CONTENT_EDIT = Rule("content:edit", "Staff of the class who may edit its content")
CLASS_COPIER = Rule(
    "class copier",
    "Teachers and administrators of the organization who may edit the class's content",
    AUTHORS,
)
DATA_VIEW = Rule("data:view", "Staff of the class who may see student data")
RESEARCHER = Rule(
    "researcher",
    "Researchers whom the class's teacher has let in, and who don't see its students by name",
)
DATA_GRADE = Rule("data:grade", "Staff of the class who may grade")
REGRADER = Rule("regrader", "Staff of the class who may both edit its content and grade")
CLASS_TEACHER = Rule("class teacher", "Teachers of the class")
REPLAYER = Rule("replayer", "Staff of the class who may grade; of practice, who set it, and administrators")
CLASS_STAFF = Rule("class staff", "Teachers and assistants of the class")
KNOWLEDGE = Rule(
    "knowledge",
    "Who may edit what it belongs to: a class's staff who edit its content; of the school and of a "
    "standalone challenge, teachers and administrators",
)
MAKER = Rule("maker", "Who made it, and administrators", AUTHORS)
STAFF_ROLE = Rule("staff", "Teachers, assistants and administrators of the organization", STAFF)
AUTHOR_ROLE = Rule("author", "Teachers and administrators of the organization", AUTHORS)
ADMIN = Rule("admin", "Administrators of the organization", ADMINS)

RULES = (
    OPEN, ANYONE, MEMBER, SOLVER, READER, CONTENT_EDIT, DATA_VIEW, DATA_GRADE, REGRADER, CLASS_TEACHER,
    CLASS_STAFF, REPLAYER, RESEARCHER, STUDENT, CLASS_COPIER, KNOWLEDGE, MAKER, STAFF_ROLE, AUTHOR_ROLE,
    ADMIN,
)  # fmt: skip
