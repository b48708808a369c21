"""Groups and restricted courses; each call shows only what the test is about."""

from datetime import timedelta

from django.utils import timezone

from courses.access import set_access
from courses.choices import Audience
from courses.cohorts import join, open_cohort
from courses.models import Cohort, CohortMembership, CoursePage
from tests.factories.courses import make_edition
from tests.factories.people import make_user


def make_cohort(course: CoursePage | None = None, *, days: int = 14, started: int = 7, teacher=None, **fields) -> Cohort:
    """A group that began `started` days ago and is due in `days`; the course has an edition."""
    today = timezone.now().date()
    course_key = course.translation_key if course else make_edition().course_key
    facts = {"name": "Spring group", "starts_on": today - timedelta(days=started), "due_on": today + timedelta(days=days), **fields}
    return open_cohort(course_key, teachers=[teacher or make_user()], by=None, **facts)


def make_member(cohort: Cohort, person=None) -> CohortMembership:
    return join(cohort, person or make_user(), CohortMembership.How.KEY, "en")


def restrict(course: CoursePage, audience: str = Audience.COHORTS, *institutions) -> None:
    set_access(course.translation_key, audience=audience, institutions=list(institutions), prerequisites=[], by=None)
