"""Checks of a course page."""

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.checks import check, error, is_empty, warning
from courses.models import Edition
from courses.reviewing import latest_review_day


@check("courses.CoursePage")
def objectives(page):
    if not len(page.objectives):
        yield error("objectives_missing", _("Write at least one objective of the course."), field="objectives")
    for block in page.objectives:
        if is_empty(block.value):
            yield error("objective_empty", _("Write this objective, or delete the empty one."), block=block)


@check("courses.CoursePage")
def review_by(page):
    """Of the newest edition: not past, and not later than two years after it took effect."""
    edition = Edition.objects.published().of_course(page.translation_key).order_by("-effective_on", "-pk").first()
    if edition is None or edition.review_by is None:
        return
    if edition.review_by < timezone.now().date():
        yield warning(
            "review_overdue",
            _("The review of edition %(label)s was due on %(day)s. Check the course and publish a new edition.")
            % {"label": edition.label, "day": edition.review_by.isoformat()},
        )
    elif edition.review_by > latest_review_day(edition.effective_on):
        yield warning(
            "review_far",
            _("Edition %(label)s is to be reviewed on %(day)s. Two years after it took effect is the latest.")
            % {"label": edition.label, "day": edition.review_by.isoformat()},
        )
