"""One person's courses: in progress, finished, and what else there is. A constant number of queries."""

from django.core.paginator import Paginator
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import Certificate
from courses.catalogue import hours, rows_of
from courses.models import CourseIndexPage, CoursePage, Edition, Enrolment, LessonPosition
from courses.outline import page_words
from courses.progress import Progress, progress_of_many
from icrweb.accounts.models import User
from icrweb.media.playing import clock
from icrweb.pages.languages import address

ENROLMENTS_A_PAGE = 20
SUGGESTIONS = 3


def my_courses(user: User, language: str, page: str | int | None = None) -> dict:
    """What "My learning" shows: enrolments by the day they were last seen, open ones first, with where to go on."""
    enrolments = Enrolment.objects.for_learner(user).filter(left_at=None).select_related("edition")
    page_obj = Paginator(
        enrolments.order_by(F("completed_at").desc(nulls_first=True), "-last_seen_at", "-pk"), ENROLMENTS_A_PAGE
    ).get_page(page)
    rows = list(page_obj.object_list)
    progress = progress_of_many(rows)
    nexts = {row.pk: progress[row.pk].next for row in rows if not row.completed_at and progress[row.pk].next}
    words = page_words({row.course_key for row in rows} | {item["key"] for item in nexts.values()}, language)
    places = {row.enrolment_id: row for row in LessonPosition.objects.last_of(rows)}
    certificates = {
        certificate.evidence_key: certificate
        for certificate in Certificate.objects.filter(evidence_key__in=[row.key for row in rows], superseded_by=None)
    }
    shown = [_row(row, progress[row.pk], nexts.get(row.pk), words, certificates.get(row.key), places.get(row.pk)) for row in rows]
    in_progress = [row for row in shown if not row["finished_at"]]
    return {
        "page_obj": page_obj,
        "first": in_progress[0] if in_progress and page_obj.number == 1 else None,
        "in_progress": in_progress,
        "finished": [row for row in shown if row["finished_at"]],
        "suggestions": _suggestions(user, language),
        "catalogue_url": _catalogue(language),
    }


def _row(
    enrolment: Enrolment,
    progress: Progress,
    item: dict | None,
    words: dict,
    certificate: Certificate | None,
    place: LessonPosition | None,
) -> dict:
    edition = enrolment.edition
    title, url, lang = words.get(str(enrolment.course_key), (edition.title, "", edition.language))
    next_title, next_url, next_lang = words.get(item["key"], (item["title"], "", edition.language)) if item else ("", "", "")
    return {
        "key": enrolment.key,
        "code": edition.code,
        "title": title,
        "url": url,
        "lang": lang,
        "edition": _("Edition %(label)s") % {"label": edition.label},
        "segments": progress.segments,
        "left": _("%(time)s left") % {"time": hours(progress.minutes_left)},
        "next_title": next_title,
        "next_url": f"{next_url}?resume" if next_url and item["kind"] == "lesson" else next_url,
        "next_lang": next_lang,
        "next_time": hours(item["minutes"]) if item else "",
        "next_second": clock(place.second) if place and place.second and item and str(place.lesson_key) == item["key"] else "",
        "last_seen_at": enrolment.last_seen_at,
        "last_day": edition.last_day,
        "over": edition.over_on(timezone.now().date()),
        "finished_at": enrolment.completed_at,
        "certificate": certificate,
    }


def _suggestions(user: User, language: str) -> list[dict]:
    """The first courses of the catalogue that are open and that the person has not taken."""
    taken = Enrolment.objects.for_learner(user).filter(left_at=None).values("course_key")
    open_today = Edition.objects.open_on(timezone.now().date()).values("course_key")
    courses = (
        CoursePage.objects.live()
        .visible_to(user)
        .filter(locale__language_code=language, translation_key__in=open_today)
        .exclude(translation_key__in=taken)
        .order_by("path")
        .values("translation_key", "title", "summary", "code", "figure", "url_path", "gives_certificate")
        .annotate(shown_in=F("alias_of__locale__language_code"))
    )
    return rows_of(list(courses[:SUGGESTIONS]), language, user)


def _catalogue(language: str) -> str:
    path = CourseIndexPage.objects.live().filter(locale__language_code=language).values_list("url_path", flat=True).first()
    return address(path, language) if path else f"/{language}/"
