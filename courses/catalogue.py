"""The rows of a list of courses: set-based, so that a thousand courses cost the queries of three."""

from collections import defaultdict
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Edition, Enrolment
from courses.progress import progress_of_many
from courses.quiz_rules import highest_pass_mark
from courses.readiness import is_complete, there
from icrweb.pages.languages import address, language_name


def hours(minutes: int) -> str:
    """ "45 min", "2 h", "3 h 40 min"."""
    whole, rest = divmod(minutes, 60)
    if not whole:
        return _("%(minutes)d min") % {"minutes": rest}
    if not rest:
        return _("%(hours)d h") % {"hours": whole}
    return _("%(hours)d h %(minutes)d min") % {"hours": whole, "minutes": rest}


def listed(pages):
    """What a list needs to know of live courses, in the editors' order, without loading pages."""
    return (
        pages.live()
        .order_by("path")
        .values("path", "translation_key", "topics", "roles", "title", "summary", "code", "figure", "url_path", "gives_certificate")
        .annotate(shown_in=F("alias_of__locale__language_code"))
    )


def rows_of(courses: list[dict], language: str, user) -> list[dict]:
    """What the rows of one page of the list show: editions, language strips and the reader's own progress."""
    keys = [course["translation_key"] for course in courses]
    editions = Edition.objects.newest(keys, timezone.now().date())
    complete = complete_languages({key: edition.syllabus for key, edition in editions.items()})
    studying = _studying(user, keys)
    rows = []
    for course in courses:
        edition, progress = editions.get(course["translation_key"]), studying.get(course["translation_key"])
        mark = highest_pass_mark(edition.syllabus) if edition else None
        rows.append(
            {
                "title": course["title"],
                "url": address(course["url_path"], language),
                "figure": course["figure"],
                "facts": [
                    course["code"],
                    *([_("Edition %(label)s") % {"label": edition.label}] if edition else [_("Not open yet")]),
                ],
                "text": course["summary"],
                "time": hours(edition.minutes) if edition else "",
                "proof": _proof(course["gives_certificate"], mark),
                "languages_complete": len(complete[course["translation_key"]]),
                "lang": course["shown_in"] or "",
                "status": "progress" if progress else "",
                "status_word": _("You are %(time)s in") % {"time": hours(progress.minutes_done)} if progress else "",
            }
        )
    return rows


def complete_languages(syllabi: dict[UUID, list[dict]], language: str = "") -> dict[UUID, list[str]]:
    """By course key, in which languages (of all, or of one) a course can be offered as its edition's syllabus asks: every page and every
    question of its tests, up to date, and nine in ten of its lessons. One query.
    """
    needed = {key: _needed(key, syllabus) for key, syllabus in syllabi.items()}
    present = there({key for keys, lessons in needed.values() for key in keys | lessons}, language)
    complete = defaultdict(list)
    for code, _name in settings.LANGUAGES:
        for key, (wanted, lessons) in needed.items():
            if is_complete(wanted, lessons, present[code]):
                complete[key].append(code)
    return complete


def _needed(course_key, syllabus: list[dict]) -> tuple[set[str], set[str]]:
    """The keys of what a language must have all of, and of the lessons."""
    lessons = {item["key"] for item in syllabus if item["kind"] == "lesson"}
    pages = {str(course_key), *(item["key"] for item in syllabus), *(item["module_key"] for item in syllabus)}
    return pages - lessons, lessons


def languages_of_course(course_key, syllabus: list[dict]) -> dict:
    """For one course: the languages it is complete in, and how far the others are, in percent; one query."""
    wanted, lessons = _needed(course_key, syllabus)
    present = there(wanted | lessons)
    complete = [code for code, _name in settings.LANGUAGES if is_complete(wanted, lessons, present[code])]
    return {
        "complete": [{"code": code, "name": language_name(code)} for code in complete],
        "partly": [
            {"code": code, "name": language_name(code), "percent": len(present[code]) * 100 // len(wanted | lessons)}
            for code, _name in settings.LANGUAGES
            if present[code] and code not in complete
        ],
    }


def _proof(gives_certificate: bool, pass_mark: int | None) -> str:
    if not gives_certificate:
        return _("No certificate")
    if pass_mark is None:
        return _("Certificate")
    return _("Certificate, pass mark %(percent)d %%") % {"percent": pass_mark}


def _studying(user, course_keys) -> dict:
    """Progress of the courses that `user` is in, by course key."""
    if not user.is_authenticated:
        return {}
    enrolments = list(Enrolment.objects.for_learner(user).open().filter(course_key__in=course_keys).select_related("edition"))
    progress = progress_of_many(enrolments) if enrolments else {}
    return {row.course_key: progress[row.pk] for row in enrolments}
