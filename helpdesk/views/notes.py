"""Notes and bookmarks: at a lesson (by the page's script, which asks for JSON, or by forms), and all together."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.outline import page_words
from helpdesk.models import Note, PublishedAnswer
from helpdesk.noting import change_note, delete_note, set_bookmark, write_note
from helpdesk.places import blocks_of, place_of
from helpdesk.views.lessons import readable, wants_json
from icrweb.pages.languages import source_language

NOTES_A_PAGE = 30


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lesson(request, lesson_key):
    """The notes of one lesson with the answers published in it; a POST keeps a note or a bookmark."""
    page, course = readable(request, lesson_key)
    if request.method == "POST":
        return _keep(request, page, course)
    notes = list(Note.objects.for_learner(request.user).in_lesson(lesson_key)) if request.user.is_authenticated else []
    answers = list(PublishedAnswer.objects.shown(lesson_key, source_language(page)))
    if wants_json(request):
        return JsonResponse(
            {
                "mine": request.user.is_authenticated,
                "token": get_token(request) if request.user.is_authenticated else "",
                "notes": [as_json(note) for note in notes],
                "answers": [{"block": one.block_id, "question": one.question, "answer": one.answer} for one in answers],
            }
        )
    context = {
        "lesson": page,
        "course": course,
        "lesson_lang": source_language(page) if source_language(page) != get_language() else "",
        "open": request.GET.get("note", ""),
        "blocks": _blocks(page, notes, answers),
        "lost": [note for note in notes if note.block_id not in blocks_of(page)],
    }
    return render(request, "helpdesk/lesson_notes.html", context)


def _blocks(page, notes: list[Note], answers: list[PublishedAnswer]) -> list[dict]:
    return [
        {
            "id": key,
            "words": words,
            "notes": [note for note in notes if note.block_id == key and note.text],
            "bookmark": next((note for note in notes if note.block_id == key and not note.text), None),
            "answers": [answer for answer in answers if answer.block_id == key],
        }
        for key, words in blocks_of(page).items()
    ]


def _keep(request, page, course):
    if not request.user.is_authenticated:
        if wants_json(request):
            return JsonResponse({"code": "signed_out", "sentence": _("You are signed out. Sign in to keep notes.")}, status=401)
        return redirect_to_login(page.get_url(request))
    block, text = request.POST.get("block", ""), request.POST.get("text", "")
    try:
        place = place_of(page, course, block, request.POST.get("words", ""))
        bookmark = request.POST.get("what") == "bookmark"
        note = set_bookmark(request.user, place) if bookmark else write_note(request.user, place, text)
    except ValidationError as refusal:
        if wants_json(request):
            return _refused(refusal)
        messages.error(request, " ".join(refusal.messages))
        return redirect(f"{request.path}?note={block}#place-{block}")
    if wants_json(request):
        return JsonResponse(as_json(note))
    return redirect(f"{request.path}#place-{block}")


def as_json(note: Note) -> dict:
    """What the page's script shows of a note."""
    return {
        "key": str(note.key),
        "block": note.block_id,
        "text": note.text,
        "url": reverse("helpdesk:note", kwargs={"note_key": note.key}),
        "delete": reverse("helpdesk:note_delete", kwargs={"note_key": note.key}),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, note_key):
    """Other words for a note."""
    note = get_object_or_404(Note.objects.for_learner(request.user), key=note_key)
    problem, text = "", note.text
    if request.method == "POST":
        text = request.POST.get("text", "")
        try:
            note = change_note(note, text)
        except ValidationError as refusal:
            if wants_json(request):
                return _refused(refusal)
            problem = " ".join(refusal.messages)
        else:
            if wants_json(request):
                return JsonResponse(as_json(note))
            messages.success(request, _("Saved."))
            return redirect("helpdesk:notes")
    context = {"note": note, "text": text, "problem": problem}
    return render(request, "helpdesk/note.html", context, status=422 if problem else 200)


@require_POST
@login_required
def delete(request, note_key):
    delete_note(get_object_or_404(Note.objects.for_learner(request.user), key=note_key))
    if wants_json(request):
        return JsonResponse({"deleted": True})
    messages.success(request, _("Deleted."))
    return redirect("helpdesk:notes")


@login_required
@require_safe
def mine(request):
    """All notes, those of one course together, newest first; found by any word of the note, its place or its lesson."""
    query = request.GET.get("q", "").strip()[:200]
    page_obj = Paginator(_found(request, query), NOTES_A_PAGE).get_page(request.GET.get("page"))
    context = {"query": query, "page_obj": page_obj, "rows": _rows(page_obj.object_list)}
    return render(request, "helpdesk/notes.html", context)


@login_required
@require_safe
def printed(request):
    """The notes found, all on one page, for paper."""
    query = request.GET.get("q", "").strip()[:200]
    return render(request, "helpdesk/notes_print.html", {"rows": _rows(_found(request, query)), "query": query})


@login_required
@require_safe
def as_text(request):
    """The notes found, as plain text to take along."""
    lines = []
    course = lesson = None
    for row in _rows(_found(request, request.GET.get("q", "").strip()[:200])):
        note = row["note"]
        if note.course_key != course:
            course = note.course_key
            lines += ["", row["course"], "=" * len(row["course"])]
        if note.lesson_key != lesson:
            lesson = note.lesson_key
            lines += ["", row["lesson"], "-" * len(row["lesson"])]
        lines += ["", f"> {note.words}", note.text or f"({_('Bookmark')})", f"{note.created_at:%Y-%m-%d %H:%M} UTC"]
    headers = {"Content-Disposition": 'attachment; filename="notes.txt"'}
    return HttpResponse("\n".join(lines).strip() + "\n", content_type="text/plain; charset=utf-8", headers=headers)


def _found(request, query: str):
    notes = Note.objects.for_learner(request.user).order_by("course_title", "course_key", "lesson_title", "lesson_key", "-pk")
    return notes.holding(query) if query else notes


def _rows(notes) -> list[dict]:
    """Each note with today's names and address of its place in the reader's language; the kept names where the page is gone."""
    notes = list(notes)
    words = page_words({note.lesson_key for note in notes} | {note.course_key for note in notes}, get_language())
    rows = []
    for note in notes:
        course = words.get(str(note.course_key), (note.course_title, "", ""))
        title, url, lang = words.get(str(note.lesson_key), (note.lesson_title, "", ""))
        rows.append(
            {
                "note": note,
                "course": course[0],
                "course_lang": course[2],
                "lesson": title,
                "lesson_lang": lang,
                "url": f"{url}#block-{note.block_id}" if url else "",
                "words_lang": note.language if note.language != get_language() else "",
            }
        )
    return rows


def _refused(refusal: ValidationError) -> JsonResponse:
    return JsonResponse({"code": refusal.code, "sentence": " ".join(refusal.messages)}, status=409)
