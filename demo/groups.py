"""Loading who may see a course, and the groups of the demonstration, through the deeds of editors, teachers and members."""

from datetime import date, timedelta
from pathlib import Path

from courses.access import set_access
from courses.cohorts import How, extend_for, join, open_cohort
from courses.inviting import invite
from courses.models import Cohort, CourseAccess
from icrweb.accounts.models import Institution, User

from .files import course_key, facts_in


def load_groups(path: Path, day: date) -> None:
    """Each part looks first whether an earlier loading did it."""
    facts = facts_in(path)
    for row in facts["access"]:
        _set_access(row)
    for row in facts["groups"]:
        if not Cohort.objects.filter(course_key=course_key(row["course"]), name=row["name"]).exists():
            _open_group(row, day)


def _set_access(row: dict) -> None:
    key = course_key(row["course"])
    if not CourseAccess.objects.filter(course_key=key).exists():
        set_access(
            key,
            audience=row["audience"],
            institutions=list(Institution.objects.filter(code__in=row["institutions"])),
            prerequisites=[course_key(name) for name in row["prerequisites"]],
            by=_person(row["by"]),
        )


def _open_group(row: dict, day: date) -> None:
    teachers = [_person(address) for address in row["teachers"]]
    cohort = open_cohort(
        course_key(row["course"]),
        name=row["name"],
        starts_on=day + timedelta(days=row["starts"]),
        due_on=day + timedelta(days=row["due"]),
        teachers=teachers,
        by=_person(row["by"]),
        institution=Institution.objects.get(code=row["institution"]),
        language=row["language"],
    )
    for member in row["members"]:
        person = _person(member["person"])
        membership = join(cohort, person, How.KEY, person.language)
        if "own" in member:
            extend_for(membership, day + timedelta(days=member["own"]), by=teachers[0])
    invite(cohort, row["invited"], by=teachers[0])


def _person(address: str) -> User:
    return User.objects.get(email=address)
