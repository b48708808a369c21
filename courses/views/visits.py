"""What a visit to a page of a course shows. Called from `before_serve_page`: find, then show; no record changes here."""

from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import IntegerField, UUIDField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses.access import course_titles, missing_first, opens_on
from courses.catalogue import languages_of_course, rows_of
from courses.choices import CompletionRule
from courses.comparing import ends_words, history_of
from courses.covers import course_cover
from courses.declarations import declared_for
from courses.enrolment import may_renew
from courses.facets import ORDERS, Filters, courses_in
from courses.group_overview import groups_in
from courses.markup import course_markup
from courses.models import CourseIndexPage, CoursePage, Edition, Enrolment, LessonPage, LessonPosition, ModulePage, QuizPage
from courses.outline import live_syllabus, open_items, outline_of, source_course
from courses.progress import Progress, certificate_of, progress_of
from courses.reading import kept_words_of, words_of
from courses.studying import enrolment_of
from courses.watched import watched_of
from icrweb.accounts.models import Affiliation
from icrweb.media.embeds import open_frames
from icrweb.pages.context import frame
from icrweb.pages.languages import address, alias_label, source_language
from icrweb.trail.prepared import Given, Prepared
from icrweb.translating.crediting import Credit, credit_for, credit_of
from icrweb.translating.showing import stale_page

COURSES_A_PAGE = 20
HEADINGS = {"role": _("Your role"), "topic": _("Topic"), "length": _("Length"), "certificate": _("Certificate")}
COURSE = Prepared(
    lambda: (
        CoursePage.objects.filter(path=Given("path"))
        .order_by()
        .only("path", "url_path", "title", "translation_key", "code", "authors", "reviewers", "translators")
    )
)
POSITION = Prepared(
    lambda: LessonPosition.objects.filter(
        enrolment=Given("enrolment", IntegerField()), lesson_key=Given("lesson_key", UUIDField())
    ).order_by()
)


def catalogue(request: HttpRequest, page: CourseIndexPage) -> HttpResponse:
    """The courses of this language, filtered by what the address says."""
    language = get_language()
    filters = Filters(request.GET)
    found = courses_in(page, language, filters, request.user, frame(request).private)
    page_obj = Paginator(found.courses, COURSES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "self": page,
        "alias": alias_label(page),
        "stale": stale_page(page),
        "found": found,
        "filters": filters,
        "groups": [(name, heading, found.groups[name]) for name, heading in HEADINGS.items() if found.groups[name]],
        "orders": [(value, label, value == filters.order) for value, label in ORDERS],
        "chips": filters.chips(language),
        "canonical_query": urlencode([*filters.pairs, *([("page", page_obj.number)] if page_obj.number > 1 else [])]),
        "page_obj": page_obj,
        "rows": rows_of(page_obj.object_list, language, request.user),
    }
    return render(request, page.template, context)


def course(request: HttpRequest, page: CoursePage) -> HttpResponse:
    """What the course is about and, for who studies it, where they stand."""
    language = get_language()
    enrolment = enrolment_of(request.user, page.translation_key)
    editions = list(Edition.objects.published().of_course(page.translation_key).order_by("-effective_on", "-pk"))
    newest = next((edition for edition in editions if edition.open_on(timezone.now().date())), None)
    edition = enrolment.edition if enrolment else newest
    syllabus = edition.syllabus if edition else live_syllabus(source_course(page.translation_key))
    if not enrolment:
        syllabus = open_items(syllabus, frame(request).private)
    outline = outline_of(syllabus, language)
    progress = progress_of(enrolment) if enrolment else None
    if progress:
        outline.mark(progress.done, progress.next and progress.next["key"])
    context = {
        "page": page,
        "self": page,
        "alias": alias_label(page),
        "stale": stale_page(page),
        "credit": _credit_of_course(page, syllabus),
        "edition": edition,
        "history": history_of(editions, {entry.key: entry.title for entry in outline.entries}),
        "today": timezone.now().date(),
        "ends_words": ends_words(edition, timezone.now().date()) if enrolment and not enrolment.completed_at else "",
        "edition_over": edition.over_on(timezone.now().date()) if edition else False,
        "newer": newest if enrolment and not enrolment.completed_at and newest and newest != edition else None,
        "enrolment": enrolment,
        "certificate": certificate_of(enrolment) if enrolment and enrolment.completed_at else None,
        "outline": outline,
        "next": outline.entry(progress.next["key"]) if progress and progress.next else None,
        "progress": progress,
        "quizzes": [item for item in syllabus if item["kind"] == "quiz"],
        "languages_of_course": languages_of_course(page.translation_key, syllabus),
        **_ways_in(request, page, enrolment, newest),
        "declarations": declared_for(page.translation_key),
    }
    if not request.user.is_authenticated and not page.path.startswith(frame(request).private):
        languages = [row["code"] for row in context["languages_of_course"]["complete"]]
        context["cover"] = course_cover(page, source_language(page), newest)
        context["markup"] = course_markup(
            page,
            settings.BASE_URL + request.path,
            context["cover"],
            newest,
            languages,
            [title for title, *_rest in context["missing"]],
        )
    return render(request, page.template, context)


def _credit_of_course(page: CoursePage, syllabus: list[dict]) -> Credit | None:
    """Who stands behind the words of the course and its lessons in this language: of a source nobody, for nobody translated it."""
    keys = {key for item in syllabus for key in (item["key"], item["module_key"])}
    return credit_for([page.translation_key, *map(UUID, keys)], page.locale_id)


def _ways_in(request: HttpRequest, page: CoursePage, enrolment: Enrolment | None, newest: Edition | None) -> dict:
    """The reader's groups in the course, what stands between them and enrolling, and whether it is time to take it again."""
    user = request.user
    missing = missing_first(user, page.translation_key) if enrolment is None or enrolment.completed_at else []
    return {
        "groups": groups_in(user, page.translation_key) if user.is_authenticated else [],
        "missing": list(course_titles(missing, user).values()) if missing else [],
        "may_renew": bool(enrolment and enrolment.completed_at and newest and not missing and may_renew(enrolment)),
        "opens_on": opens_on(user, page.translation_key) if user.is_authenticated and enrolment is None else None,
    }


def module(request: HttpRequest, page: ModulePage) -> HttpResponse:
    """A module has no page of its own: its lessons are listed in the course."""
    return redirect(f"{page.get_parent().get_url(request)}#module-{page.translation_key}")


def lesson(request: HttpRequest, page: LessonPage) -> HttpResponse:
    """The lesson, for who may read it; the way in, for who may not yet."""
    course_page = COURSE.first(path=page.path[: -2 * page.steplen])
    enrolment = enrolment_of(request.user, course_page.translation_key)
    if not _open_to(request, page, enrolment):
        return _closed(request, page, course_page)
    position = POSITION.first(enrolment=enrolment.pk, lesson_key=page.translation_key) if enrolment else None
    if position and "resume" in request.GET:
        return redirect(f"{request.path}{time_of(position)}#block-{position.block_id}")
    context = lesson_context(request, page, course_page, enrolment, position)
    return open_frames(render(request, page.template, context), context["body"].hosts)


def time_of(position: LessonPosition) -> str:
    """The second of a recording, as the part of an address that the player reads."""
    return f"?t={position.second}" if position.second else ""


def may_read(request: HttpRequest, page: LessonPage | QuizPage) -> bool:
    """The lesson or quiz is open to this visitor: what stands on it, a recording for example, is too."""
    course_page = CoursePage.objects.get(path=page.path[: -2 * page.steplen])
    return _open_to(request, page, enrolment_of(request.user, course_page.translation_key))


def _open_to(request: HttpRequest, page: LessonPage | QuizPage, enrolment: Enrolment | None) -> bool:
    return enrolment is not None or getattr(page, "open_to_guests", False) or _is_staff(request)


def lesson_context(request, page, course_page, enrolment=None, position=None) -> dict:
    """Everything the lesson's template shows."""
    language = get_language()
    edition = (
        enrolment.edition
        if enrolment
        else Edition.objects.newest([course_page.translation_key], timezone.now().date()).get(course_page.translation_key)
    )
    syllabus = edition.syllabus if edition else live_syllabus(source_course(course_page.translation_key))
    if not enrolment:
        syllabus = open_items(syllabus, frame(request).private)
    progress = progress_of(enrolment) if enrolment else Progress(syllabus, frozenset())
    outline = outline_of(syllabus, language).mark(progress.done, page.translation_key)
    before, after = outline.neighbours(page.translation_key)
    stale = stale_page(page)
    check_url = reverse("courses:lesson_check", kwargs={"lesson_key": page.translation_key})
    if chosen_in := request.GET.get("check", ""):
        body = words_of(page, check_url, chosen_in, request.GET.getlist("choice"), stale)
    else:
        body = kept_words_of(page, language, check_url, stale)
    answered = [key for key in body.checks if position and key in position.checks_answered]
    return {
        "page": page,
        "self": page,
        "alias": alias_label(page),
        "stale": stale,
        "credit": credit_of(page),
        "course": course_page,
        "course_url": address(course_page.url_path, language),
        "edition": edition,
        "enrolment": enrolment,
        "guest": page.open_to_guests and not request.user.is_authenticated,
        "reader_country": _country_of(request.user) if "data-local-notes" in body.html else "",
        "ends_words": ends_words(edition, timezone.now().date()) if enrolment and not enrolment.completed_at else "",
        "recording": bool(enrolment and not enrolment.completed_at and outline.entry(page.translation_key)),
        "progress": progress,
        "segments": [
            {**segment, "here": item["key"] == str(page.translation_key)}
            for segment, item in zip(progress.segments, progress.asked_for, strict=True)
        ],
        "module": outline.module_of(page.translation_key),
        "entry": outline.entry(page.translation_key),
        "previous": before,
        "following": after,
        "completion": (edition.item(page.translation_key) or {}).get("completion", "") if edition else "",
        "watching": _watching(enrolment, page, edition),
        "lesson_number": _number_in_module(outline, page),
        "position": position,
        "body": body,
        "answered": answered,
    }


def _watching(enrolment, page, edition) -> dict | None:
    """What is played of the recordings, where the edition asks for it."""
    item = edition.item(page.translation_key) if edition and enrolment else None
    if not item or item.get("completion") != CompletionRule.WATCHED:
        return None
    return {"rows": watched_of(enrolment, page, item["share"]), "share": item["share"], "reading": item["transcript_counts"]}


def _number_in_module(outline, page) -> int:
    module = outline.module_of(page.translation_key)
    return next((number for number, entry in enumerate(module.entries, 1) if entry.here), 0) if module else 0


def _closed(request, page, course_page) -> HttpResponse:
    """Whoever may not read the lesson yet is told what to do; nothing is hidden behind a chain of redirects."""
    edition = Edition.objects.newest([course_page.translation_key], timezone.now().date()).get(course_page.translation_key)
    context = {
        "page": page,
        "self": page,
        "alias": alias_label(page),
        "stale": stale_page(page),
        "course": course_page,
        "edition": edition,
    }
    return render(request, "courses/lesson_closed.html", context, status=403)


def _country_of(user) -> str:
    """Where the reader works now, else the country of their profile: it opens that country's local notes."""
    if not user.is_authenticated:
        return ""
    current = Affiliation.objects.for_learner(user).current().filter(institution__isnull=False)
    return current.values_list("institution__country", flat=True).first() or user.country


def _is_staff(request) -> bool:
    return request.user.is_authenticated and request.user.has_perm("wagtailadmin.access_admin")
