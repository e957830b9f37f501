"""What a copied class takes along from this room: assignments, quizzes and their problems."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lectorium.kit.clock import now
from lectorium.kit.database import new_id
from lectorium.kit.errors import Invalid
from lectorium.rooms.authoring.models import Assignment, AssignmentProblem, Challenge, Quiz
from lectorium.rooms.courses.api import ClassCopied, ContentItem


def copy_assignments(session: Session, event: ClassCopied) -> None:
    """Set the same versions in the copy, in the same order and for the same points (I10).

    An exam is hidden there until somebody shows it: its time must be right first.  Raises
    :class:`Invalid` where it would have no end.
    """
    for each in session.scalars(select(Assignment).where(Assignment.id.in_(event.items))).all():
        session.add(
            Assignment(
                id=event.items[each.id],
                mode=each.mode,
                points_total=each.points_total,
                difficulty=each.difficulty,
                config=dict(each.config),
            )
        )
    session.flush()
    _hide_exams(session, event)
    _copy_quizzes(session, event)
    _copy_problems(session, event)


def _hide_exams(session: Session, event: ClassCopied) -> None:
    exams = select(Assignment.id).where(Assignment.id.in_(event.items.values()), Assignment.mode == "exam")
    hidden = update(ContentItem).where(ContentItem.id.in_(exams)).values(is_published=False)
    if None in session.scalars(hidden.returning(ContentItem.due_date)).all():
        raise Invalid(
            "This class holds an exam, and an exam needs an end. Nothing was copied. "
            "Say by how many days dates move, or the first day.",
            code="exam_needs_end",
            field="days",
        )


def _copy_quizzes(session: Session, event: ClassCopied) -> None:
    session.add_all(
        Quiz(
            id=event.items[each.id],
            shuffle_questions=each.shuffle_questions,
            shuffle_choices=each.shuffle_choices,
            show_key=each.show_key,
        )
        for each in session.scalars(select(Quiz).where(Quiz.id.in_(event.items))).all()
    )


def _copy_problems(session: Session, event: ClassCopied) -> None:
    """What was taken out of an assignment stays out."""
    rows = session.execute(
        select(AssignmentProblem, Challenge)
        .join(Challenge, Challenge.id == AssignmentProblem.id)
        .where(AssignmentProblem.assignment_id.in_(event.items), Challenge.deleted_at.is_(None))
        .order_by(AssignmentProblem.id)
    ).all()
    moment = now(session)
    copies = [(problem, challenge, new_id()) for problem, challenge in rows]
    session.add_all(
        Challenge(
            id=copy_id,
            organization_id=challenge.organization_id,
            class_id=event.copy_id,
            problem_version_id=challenge.problem_version_id,
            title=challenge.title,
            created_by=event.actor.user_id,
            created_at=moment,
        )
        for _, challenge, copy_id in copies
    )
    session.flush()
    session.add_all(
        AssignmentProblem(
            id=copy_id,
            assignment_id=event.items[problem.assignment_id],
            order_index=problem.order_index,
            custom_points=problem.custom_points,
            config=dict(problem.config),
        )
        for problem, _, copy_id in copies
    )
    session.flush()
