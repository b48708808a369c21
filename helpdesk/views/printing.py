"""A lesson on paper: everything open, the feedback of the self-checks at the end, notes where they are wanted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from courses.blocks import SELF_CHECKS
from courses.models import Edition, Enrolment
from courses.quizzes import in_zone
from courses.reading import parts_of, pictures_of
from helpdesk.models import Note
from helpdesk.views.lessons import readable
from icrweb.pages.languages import alias_label, source_language
from icrweb.translating.showing import stale_page


@require_safe
def lesson(request: HttpRequest, lesson_key) -> HttpResponse:
    """`?notes` adds the reader's own notes under their paragraphs."""
    page, course = readable(request, lesson_key)
    user = request.user
    with_notes = user.is_authenticated and "notes" in request.GET
    notes = list(Note.objects.for_learner(user).in_lesson(lesson_key)) if with_notes else []
    parts = parts_of(pictures_of(page.body), source_language(page))
    checks = [part for part in parts if part.kind in SELF_CHECKS]
    context = {
        "page": page,
        "self": page,
        "alias": alias_label(page),
        "stale": stale_page(page),
        "course": course,
        "edition": _edition(request, course),
        "parts": [
            {
                "part": part,
                "check": checks.index(part) + 1 if part in checks else 0,
                "notes": [note for note in notes if note.block_id == part.id and note.text],
            }
            for part in parts
        ],
        "checks": checks,
        "with_notes": with_notes,
        "printed_at": in_zone(timezone.now(), user.time_zone if user.is_authenticated else "UTC"),
        "address": request.build_absolute_uri(page.get_url(request)),
    }
    return render(request, "helpdesk/print_lesson.html", context)


def _edition(request, course) -> Edition | None:
    """The one that the reader studies, else the one that is open."""
    if request.user.is_authenticated:
        enrolments = Enrolment.objects.for_learner(request.user).current().filter(course_key=course.translation_key)
        if enrolment := enrolments.select_related("edition").first():
            return enrolment.edition
    return Edition.objects.newest([course.translation_key], timezone.now().date()).get(course.translation_key)
