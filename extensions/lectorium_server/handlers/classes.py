"""Classes, and who is in them."""

from __future__ import annotations

from uuid import UUID

from lectorium.rooms.courses import api as courses
from lectorium.rooms.submissions import api as submissions
from lectorium_server.auth.scopes import Scope
from lectorium_server.handlers.paging import page_of, page_request
from lectorium_server.routing.call import Call
from lectorium_server.routing.route import Routes
from lectorium_server.routing.rules import (
    ANYONE,
    AUTHOR_ROLE,
    CLASS_COPIER,
    CLASS_TEACHER,
    CONTENT_EDIT,
    DATA_GRADE,
    DATA_VIEW,
    MEMBER,
)
from lectorium_wire.base import Page, Query
from lectorium_wire.courses import (
    Class,
    ClassCopy,
    ClassCreate,
    ClassPatch,
    Enrollment,
    EnrollmentCreate,
    EnrollmentPatch,
    JoinClass,
    LabelRef,
    RosterImport,
    RosterQuery,
    RosterReport,
)
from lectorium_wire.people import Person

routes = Routes("classes")


@routes.get("/classes", rule=ANYONE)
def list_classes(call: Call, query: Query) -> Page[Class]:
    """My classes by name; for an administrator, all of the organization's."""
    return page_of(courses.list_classes(call.session, call.actor, page_request(query)), class_shape)


@routes.post("/classes", rule=AUTHOR_ROLE, scope=Scope.TEACH)
def create_class(call: Call, body: ClassCreate) -> Class:
    """Make a class; its maker becomes its teacher."""
    return class_shape(courses.create_class(call.session, call.actor, courses.NewClass(**body.model_dump())))


@routes.post("/classes/join", rule=ANYONE, scope=Scope.WORK, status=200)
def join_class(call: Call, body: JoinClass) -> Class:
    """Join a class by its code, as a student; a student who comes back finds the old work."""
    return class_shape(courses.join_class(call.session, call.actor, body.code, network=call.network))


@routes.get("/classes/{class_id}", rule=MEMBER)
def get_class(call: Call, class_id: UUID) -> Class:
    """A class, and my place in it."""
    return class_shape(courses.access(call.session, call.actor, class_id))


@routes.patch("/classes/{class_id}", rule=CONTENT_EDIT, scope=Scope.TEACH)
def change_class(call: Call, class_id: UUID, body: ClassPatch) -> Class:
    """Change a class, archive it or reopen it.

    409 with code `sittings_running` where it is archived while students sit an exam in it: `current` counts
    them, and `confirm` does it.
    """
    changes = body.model_dump(exclude_none=True, exclude={"confirm"})
    changed = submissions.change_class(call.session, call.actor, class_id, changes, confirmed=body.confirm)
    return class_shape(changed)


@routes.post("/classes/{class_id}/join-code", rule=CONTENT_EDIT, scope=Scope.TEACH, status=200)
def rotate_join_code(call: Call, class_id: UUID) -> Class:
    """Give a class a new join code; the old one stops working at once, and joining is open again."""
    return class_shape(courses.rotate_join_code(call.session, call.actor, class_id))


@routes.delete("/classes/{class_id}/join-code", rule=CONTENT_EDIT, scope=Scope.TEACH)
def close_joining(call: Call, class_id: UUID) -> None:
    """Take a class's join code away: nobody joins by code until there is a new one."""
    courses.close_joining(call.session, call.actor, class_id)


@routes.post("/classes/{class_id}/copy", rule=CLASS_COPIER, scope=Scope.TEACH)
def copy_class(call: Call, class_id: UUID, body: ClassCopy) -> Class:
    """Make a class of another's structure, in one go: never people, work, exceptions or grades."""
    how = courses.Copying(**body.model_dump())
    return class_shape(courses.copy_class(call.session, call.actor, class_id, how))


@routes.get("/classes/{class_id}/enrollments", rule=DATA_VIEW)
def list_enrollments(call: Call, class_id: UUID, query: RosterQuery) -> Page[Enrollment]:
    """Who is in a class, by username unless asked otherwise."""
    wanted = courses.Wanted(
        search=query.search,
        status=query.status,
        label_id=query.label_id,
        order=query.order,
        descending=query.descending,
    )
    found = courses.list_members(call.session, call.actor, class_id, page_request(query), wanted)
    return page_of(found, enrollment_shape)


@routes.post("/classes/{class_id}/enrollments", rule=DATA_GRADE, scope=Scope.TEACH)
def create_enrollment(call: Call, class_id: UUID, body: EnrollmentCreate) -> Enrollment:
    """Put a person of the organization into a class."""
    return enrollment_shape(courses.enroll(call.session, call.actor, class_id, body.username, body.role))


# A stored answer would keep the new accounts' passwords; the same file twice changes nothing anyhow.
@routes.post(
    "/classes/{class_id}/enrollments/import",
    rule=DATA_GRADE,
    scope=Scope.TEACH,
    status=200,
    idempotent=False,
    large=True,
)
def import_enrollments(call: Call, class_id: UUID, body: RosterImport) -> RosterReport:
    """Bring a class's roster from CSV: tried first, reported line by line, everything or nothing."""
    report = courses.import_roster(call.session, call.actor, class_id, body.csv, dry_run=body.dry_run)
    return RosterReport.model_validate(report)


@routes.patch("/enrollments/{enrollment_id}", rule=CLASS_TEACHER, scope=Scope.TEACH)
def change_enrollment(call: Call, enrollment_id: UUID, body: EnrollmentPatch) -> Enrollment:
    """Change somebody's place in a class, exam time and sections; a new role brings its usual access."""
    changes = body.model_dump(exclude_none=True)
    return enrollment_shape(courses.change_enrollment(call.session, call.actor, enrollment_id, **changes))


def class_shape(found: courses.Access) -> Class:
    """A class on the wire; its join code is its staff's to give out."""
    klass = found.klass
    return Class(
        id=klass.id,
        name=klass.name,
        section=klass.section,
        description=klass.description,
        time_zone=klass.time_zone,
        is_archived=klass.is_archived,
        hold_grades=klass.hold_grades,
        before_joining=klass.before_joining,
        join_code=klass.join_code if found.is_staff else None,
        copied_from_id=klass.copied_from_id if found.is_staff else None,
        my_role=found.role,
        my_content=found.content,
        my_student_data=found.student_data,
    )


def enrollment_shape(member: courses.Member) -> Enrollment:
    """Somebody's place in a class, on the wire."""
    place = member.enrollment
    return Enrollment(
        id=place.id,
        class_id=place.class_id,
        person=Person.model_validate(member.user),
        email=member.user.email,
        role=place.role,
        content=place.content,
        student_data=place.student_data,
        status=place.status,
        joined_at=place.joined_at,
        dropped_at=place.dropped_at,
        time_multiplier=place.time_multiplier,
        labels=[LabelRef.model_validate(label) for label in member.labels],
        sections=[LabelRef.model_validate(label) for label in member.works_with],
    )
