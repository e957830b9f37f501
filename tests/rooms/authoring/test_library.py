"""Who reads problems with their tests and answers."""

import pytest

from lectorium.kit.errors import Forbidden
from lectorium.rooms.authoring import api as authoring
from lectorium.rooms.courses import api as courses
from tests.support.work import Course


def test_who_teaches_elsewhere_reads_no_answers_of_a_class_in_which_they_study(course: Course) -> None:
    school = course.school
    other = school.actor("other")
    with course.database.transaction() as session:
        assert authoring.read_notebook(session, course.store, other, course.version_id, release=False)
        courses.add_member(session, school.class_id, school.users["other"], "student")
    with course.database.transaction() as session:
        with pytest.raises(Forbidden, match="student of a class"):
            authoring.read_notebook(session, course.store, other, course.version_id, release=False)
        with pytest.raises(Forbidden):
            authoring.find_version(session, other, course.version_id)
        assert authoring.find_version(session, school.actor("ta"), course.version_id).cases
