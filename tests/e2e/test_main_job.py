"""The whole main job, in a real browser: working, handing in, grading, publishing."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.lab import Lab
from tests.e2e.pages import Pages
from tests.e2e.reach import assert_in_reach
from tests.e2e.school import COURSE, answers, hand_in, item_of
from tests.e2e.window import People
from tests.support.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.slow, pytest.mark.timeout(300)]
WORDS = "Counting words"


def test_a_student_works_and_reads_the_result(people: People) -> None:
    written = answers("counting-words", "plain-loops")
    lab = Lab.start(people("student"))
    expect(lab.courses).to_be_visible()
    lab.open_item(WORDS)
    lab.write(lab.cell_with("def clean_words"), written["clean_words"])
    lab.save()
    lab.wait_until_saved()

    lab.page.close()
    lab = Lab.open(people("student"))
    lab.open_item(WORDS)
    expect(lab.cell_with("def clean_words")).to_contain_text('if part != "":')

    lab.run_tests()
    expect(lab.summary).to_have_text("1 of 3 tests, 2 of 6 points")
    expect(lab.results).to_contain_text("NotImplementedError")

    lab.write(lab.cell_with("def count_words"), written["count_words"])
    lab.write(lab.cell_with("def most_frequent"), written["most_frequent"])
    lab.submit()
    expect(lab.receipt).to_contain_text("Attempt 1")
    expect(lab.summary).to_have_text("6 of 6 tests, 11 of 14 points")
    expect(lab.courses.locator(".lct-item", has_text=WORDS)).to_contain_text("11 of 14 points")


def test_the_teacher_returns_a_grade_and_the_student_sees_it(people: People, site: Site) -> None:
    with site.client("student2") as student:
        item = item_of(student, WORDS)
        hand_in(student, item.challenge_ids[0], answers("counting-words", "plain-loops"))
        name = student.me().name
        class_id = item.class_id

    grades = Pages.sign_in(people("teacher"), f"/classes/{class_id}/grades")
    grades.cell(name, WORDS).get_by_role("link", name="to grade").click()
    expect(grades.page.get_by_text("What was written")).to_be_visible()
    grades.page.get_by_label("Adjust by").fill("2.5")
    grades.page.get_by_label("Comment for the student").fill("A good reason, well put.")
    grades.page.get_by_role("button", name="Save and return").click()
    expect(grades.page.get_by_role("status")).to_contain_text("Saved")

    mine = Pages.sign_in(people("student2"), "/me/grades")
    row = mine.page.get_by_role("row", name=re.compile(WORDS))
    expect(row).to_contain_text("13.5 of 14")
    expect(row).to_contain_text("A good reason, well put.")


def test_a_teacher_publishes_and_the_student_finds_it(people: People) -> None:
    lab = Lab.start(people("teacher"))
    lab.put_file(
        "Fog.ipynb",
        (COURSE / "notebooks/counting-words.ipynb").read_text().replace("# Counting words", "# Fog"),
    )
    lab.open_file("Fog.ipynb")
    expect(lab.author_bar).to_contain_text("Ready")
    check_exam_form(lab)
    report = lab.publish(title="Fog in the log", module="Data that answers")
    expect(report).to_contain_text("is version 1 now")
    expect(report).to_contain_text("find “Fog in the log” under Courses")
    expect(report).to_contain_text("Compared outside")

    student = Lab.start(people("student"))
    student.open_row("Fog in the log")
    expect(student.cell_with("def clean_words")).to_contain_text("YOUR CODE HERE")


def check_exam_form(lab: Lab) -> None:
    """What an exam lacks is said at its field, which has the keyboard, and nothing is published."""
    lab.author_bar.get_by_role("button", name="Publish…").click()
    form = lab.dialog
    form.get_by_label("Kind").select_option(label="Exam")
    form.get_by_label("Minutes").fill("ten")
    form.get_by_role("button", name="Publish").click()
    expect(form.get_by_label("Closes")).to_be_focused()
    expect(form.get_by_label("Closes")).to_have_accessible_description(re.compile("An exam needs an end"))
    expect(form.get_by_label("Minutes")).to_have_accessible_description(re.compile("from 1 to 44,640"))
    lab.picture("exam-form")
    assert_in_reach(lab.page)
    form.get_by_role("button", name="Cancel").click()
