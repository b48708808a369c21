"""The site as a learner sees it, to read: what they study, a course, a lesson. Only while a look is open; nothing can be done here."""

from functools import wraps

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from courses.models import LessonPage, LessonPosition
from courses.outline import outline_of
from courses.overview import my_courses
from courses.progress import check_ids, progress_of
from courses.quizzes import in_zone
from helpdesk import helping
from helpdesk.places import blocks_of


def while_looking(view):
    """Only until the look is over; each page looked at is in the audit trail."""

    @require_safe
    @wraps(view)
    def wrapped(request, person, **kwargs):
        until = helping.looking_until(request.user, person)
        if until is None:
            return redirect("helpdesk_people:do", person.key, "look")
        helping.note_look(request.user, person, " ".join(["as seen", view.__name__, *map(str, kwargs.values())]))
        template, context = view(person, **kwargs)
        return render(request, template, {**context, "person": person, "until": in_zone(until, request.user.time_zone)})

    return wrapped


@while_looking
def learning(person):
    """My learning, without certificates."""
    return "helpdesk/seen/learning.html", {**my_courses(person, person.language), "enrolments": _keys(person)}


def _keys(person) -> list[dict]:
    return [
        {"key": row.key, "title": row.edition.title, "code": row.edition.code, "finished": row.completed_at}
        for row in person.enrolments.filter(left_at=None).select_related("edition").order_by("-last_seen_at")[:20]
    ]


@while_looking
def course(person, enrolment_key):
    """The course with what is done and where they go on."""
    enrolment = _enrolment(person, enrolment_key)
    progress = progress_of(enrolment)
    outline = outline_of(enrolment.edition.syllabus, person.language)
    outline.mark(progress.done, progress.next and progress.next["key"])
    set_by_staff = {str(key) for key in enrolment.lesson_completions.exclude(set_by=None).values_list("lesson_key", flat=True)}
    return "helpdesk/seen/course.html", {
        "enrolment": enrolment,
        "outline": outline,
        "progress": progress,
        "set_by_staff": set_by_staff,
    }


@while_looking
def lesson(person, enrolment_key, lesson_key):
    """The state of one lesson: its rule, what is answered, where they stopped."""
    enrolment = _enrolment(person, enrolment_key)
    item = enrolment.edition.item(lesson_key)
    if item is None or item["kind"] != "lesson":
        raise Http404
    page = LessonPage.objects.live().filter(translation_key=lesson_key, locale__language_code=enrolment.language).first()
    position = LessonPosition.objects.filter(enrolment=enrolment, lesson_key=lesson_key).first()
    completion = enrolment.lesson_completions.filter(lesson_key=lesson_key).select_related("set_by").first()
    checks = check_ids(lesson_key, enrolment.language)
    return "helpdesk/seen/lesson.html", {
        "enrolment": enrolment,
        "item": item,
        "page": page,
        "completion": completion,
        "done_at": completion and in_zone(completion.completed_at, person.time_zone),
        "position": position,
        "stopped_at": position and in_zone(position.updated_at, person.time_zone),
        "stopped_words": blocks_of(page).get(position.block_id, "") if page and position else "",
        "checks": len(checks),
        "answered": len(set(checks) & set(position.checks_answered if position else [])),
    }


def _enrolment(person, key):
    return get_object_or_404(person.enrolments.select_related("edition"), key=key)
