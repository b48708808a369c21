"""New and changed courses as a feed."""

from datetime import UTC, datetime, time

from django.contrib.auth.models import AnonymousUser
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.choices import Topic
from courses.models import CourseIndexPage, CoursePage, Edition
from icrweb.pages.feeds import MOST, PagesFeed
from icrweb.pages.privacy import open_to_all

SHOWN = ("title", "summary", "url_path", "topics", "first_published_at", "last_published_at")


class CourseFeed(PagesFeed):
    """The courses with words of their own in this language, what changed last first: their page, or the edition to take."""

    model = CourseIndexPage
    place = "course_feed"

    def items(self, page) -> list[dict]:
        courses = open_to_all(CoursePage.objects.live().visible_to(AnonymousUser()), page.private).filter(
            alias_of=None, locale__language_code=get_language(), first_published_at__isnull=False
        )
        found = list(courses.order_by().values(*SHOWN, key=F("translation_key")))
        editions = _newest_editions()
        for course in found:
            course["edition"] = editions.get(course["key"])
            moments = [course["last_published_at"], *([course["edition"]["since"]] if course["edition"] else [])]
            course["changed_at"] = max(moments)
        return sorted(found, key=lambda course: course["changed_at"], reverse=True)[:MOST]

    def item_description(self, course) -> str:
        words = format_html("<p>{}</p>", course["summary"])
        if edition := course["edition"]:
            day = date_format(edition["effective_on"], "DATE_FORMAT")
            words += format_html("<p>{}</p>", _("Edition %(label)s, effective %(day)s.") % {"label": edition["label"], "day": day})
        return words

    def item_categories(self, course) -> list[str]:
        return [str(Topic(value).label) for value in course["topics"] if value in Topic]


def _newest_editions() -> dict:
    """By course key, the edition that takes new learners and since when; without the syllabus, which is long."""
    open_now = Edition.objects.open_on(timezone.now().date()).order_by("effective_on", "pk")
    newest = {}
    for edition in open_now.values("course_key", "label", "effective_on", "published_at"):
        begins = datetime.combine(edition["effective_on"], time(), UTC)
        newest[edition["course_key"]] = edition | {"since": max(begins, edition["published_at"])}
    return newest
