"""Courses in review: a course whose catalogue has its workflow, people of each step, and a draft that waits."""

from courses.declarations import declare
from courses.review import found_workflows, submit
from icrweb.accounts.roles import make_roles
from tests.factories.courses import lessons_of, make_course, text_block
from tests.factories.people import make_affiliation, make_institution, make_user


def make_reviewed_course(**fields):
    make_roles()
    course = make_course(**fields)
    found_workflows()
    return course


def make_staff(role: str, institution=None, *, declared_for=None, **fields):
    """Somebody with a role, at an institution of their own unless one is given, who has nothing to declare."""
    person = make_user(groups=[role], **fields)
    make_affiliation(person, institution or make_institution())
    if declared_for is not None:
        declare(person, declared_for.translation_key, "", none=True)
    return person


def make_waiting(course, author, html: str = "<p>New words.</p>"):
    """The first lesson of a course with words changed and submitted by `author`: it waits for peer review."""
    lesson = lessons_of(course)[0]
    lesson.body = [text_block(html)]
    lesson.save_revision(user=author)
    submit(lesson, author)
    return type(lesson).objects.get(pk=lesson.pk)
