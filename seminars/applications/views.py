"""Filling in what a seminar asks: at sign-up, later, after acceptance; the draft that a page saves by itself; a file handed out."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from icrweb.pages.languages import address

from ..models import ApplicationFile, ExtraQuestion, Registration, Seminar
from ..reading import pages_of
from ..standing import why_not_open
from . import acceptance, applying
from .building import ApplicationForm, field_name, questions_of, typed_in
from .drafting import draft_of, drop_file, initial_of, keep_file, save_draft
from .files import files_of, may_read
from .looking import look_at_file

Part = ExtraQuestion.Part


class Sheet:
    """One part of the questions as one person sees it: what they have typed, sent and answered so far."""

    def __init__(self, request, seminar: Seminar, part: str, registration: Registration | None = None):
        self.request, self.seminar, self.part, self.registration = request, seminar, part, registration
        self.person, self.draft = request.user, draft_of(request.user, seminar, part)
        self.version = self.draft.version if self.draft else 0
        self.restored = self.draft is not None and request.method != "POST"
        self.refused: list[dict] = []
        typed = self.draft.typed if self.draft else {}
        if registration or len(seminar.modes) == 1:
            self.mode = registration.mode if registration else seminar.modes[0]
        else:
            self.mode = request.POST.get("mode", "") if request.method == "POST" else "".join(typed.get("mode", [])[-1:])
        self.questions = questions_of(seminar, part)
        if registration:
            self.questions = [one for one in self.questions if one.mode in ("", registration.mode)]
        self.form = self._form(typed)

    def _form(self, typed: dict) -> ApplicationForm:
        bound = self.request.method == "POST"
        questions = {field_name(one): one for one in self.questions}
        return ApplicationForm(
            self.request.POST if bound else None,
            self.request.FILES if bound else None,
            questions=self.questions,
            language=get_language(),
            mode=self.mode,
            kept=files_of(self.registration, self.person, self.questions),
            initial=None if bound else initial_of(typed, questions) if self.draft else self._answered(),
        )

    def _answered(self) -> dict:
        if self.registration is None:
            return {}
        rows = self.registration.answers.current().kept().filter(question__part=self.part)
        return {field_name(row.question): row.value for row in rows.select_related("question")}

    def receive(self, hand_in: Callable[[dict], object], done: str) -> tuple[object | None, ValidationError | None]:
        """Keep what was sent; hand it in if that was asked. Returns an answer, or why there is none."""
        valid = self.form.is_valid()
        if self.questions and self.mode not in self.seminar.modes:
            self.form.add_error(None, _("Say whether you come on site or take part online."))
            valid = False
        if self.questions:
            if refusal := _why_no_draft(self.person, self.seminar, self.part):
                return None, refusal
            if answer := self._save():
                return answer, None
            if "save" in self.request.POST:
                return None, None
        if not valid:
            return None, None
        try:
            hand_in(self.form.values())
        except ValidationError as refusal:
            return None, refusal
        return redirect(done), None

    def _save(self):
        """Keep the draft with its files; an answer, unless something was sent that is wrong or the sheet is to be handed in."""
        for question, upload, ending in self.form.uploads():
            self.form.kept[question.pk] = keep_file(self.person, question, upload, ending)
        here = self.request.get_full_path()
        seen = self.request.POST.get("seen", "")
        saved = save_draft(
            self.person,
            self.seminar,
            self.part,
            typed_in(self.request.POST, self.questions),
            seen=int(seen) if seen.isdecimal() else 0,
        )
        self.version = saved.version
        if drop := self.request.POST.get("drop"):
            for question in self.questions:
                if drop == str(question.pk):
                    drop_file(self.person, question)
            return redirect(here)
        if "save" in self.request.POST:
            if not self.form.only_files():
                messages.success(self.request, saved_words(saved.elsewhere))
                return redirect(here)
            self.refused = self.form.refused_files()
        return None

    def context(self) -> dict:
        return {
            "form": self.form,
            "rows": self.form.rows(),
            "part": self.part,
            "version": self.version,
            "restored": self.restored,
            "refused": self.refused,
            "draft_url": reverse("seminars:draft", args=[self.seminar.key, self.part]),
        }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request, seminar_key):
    """The person changes their own answers while they may."""
    registration = _mine(request, seminar_key)
    if not applying.may_change(registration) or not questions_of(registration.seminar, Part.SIGN_UP):
        return redirect("seminars:place", seminar_key=seminar_key)
    return _fill(request, registration, Part.SIGN_UP, lambda values: applying.change(registration, values), _("Your answers"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def after_acceptance(request, seminar_key):
    """What is asked of who has a place."""
    registration = _mine(request, seminar_key)
    if refusal := acceptance.why_not(registration, timezone.now()):
        messages.error(request, refusal.messages[0])
        return redirect("seminars:place", seminar_key=seminar_key)
    if not acceptance.asked_of(registration).exists():
        return redirect("seminars:place", seminar_key=seminar_key)

    def hand_in(values: dict):
        return applying.answer_after_acceptance(registration, values)

    return _fill(request, registration, Part.ACCEPTED, hand_in, _("A few questions before the seminar"))


@login_required
@require_POST
def draft(request, seminar_key, part):
    """What a page saves by itself, without files."""
    seminar = get_object_or_404(Seminar, key=seminar_key)
    if part not in Part.values:
        raise Http404
    if refusal := _why_no_draft(request.user, seminar, part):
        return JsonResponse({"words": refusal.messages[0]}, status=409)
    seen = request.POST.get("seen", "")
    typed = typed_in(request.POST, questions_of(seminar, part))
    saved = save_draft(request.user, seminar, part, typed, seen=int(seen) if seen.isdecimal() else 0)
    return JsonResponse({"version": saved.version, "words": saved_words(saved.elsewhere)})


@login_required
@require_safe
def file(request, file_key):
    """A file, as a download, to who sent it and to who decides; the looks of others are kept."""
    found = get_object_or_404(ApplicationFile.objects.select_related("person", "question"), key=file_key)
    if not may_read(request.user, found):
        raise Http404
    if found.person_id != request.user.pk:
        look_at_file(found, request.user)
    headers = {
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return FileResponse(
        found.file.open(), as_attachment=True, filename=found.name, content_type="application/octet-stream", headers=headers
    )


def saved_words(elsewhere: bool) -> str:
    if elsewhere:
        return _("Saved. This form is also open in another window or on another device; what was saved last is kept.")
    return _("Saved as a draft. Nothing is handed in yet.")


def _fill(request, registration: Registration, part: str, hand_in: Callable, title: str):
    seminar = registration.seminar
    sheet, refusal = Sheet(request, seminar, part, registration), None
    if request.method == "POST":
        answer, refusal = sheet.receive(hand_in, reverse("seminars:place", args=[seminar.key]))
        if answer:
            return answer
    page = pages_of([seminar.key], get_language()).get(seminar.key)
    context = {
        "title": title,
        "seminar": seminar,
        "seminar_title": page.title if page else seminar.title_in(get_language()),
        "page_url": address(page.url_path, get_language()) if page else reverse("my:seminars"),
        "refusal": refusal and refusal.messages[0],
        **sheet.context(),
    }
    return render(request, "seminars/applications/fill.html", context, status=422 if request.method == "POST" else 200)


def _mine(request, seminar_key) -> Registration:
    rows = Registration.objects.for_person(request.user).live().select_related("seminar", "person")
    return get_object_or_404(rows, seminar__key=seminar_key)


def _why_no_draft(person, seminar: Seminar, part: str) -> ValidationError | None:
    """Nothing is kept of what could not be handed in."""
    registration = Registration.objects.for_person(person).live().filter(seminar=seminar).select_related("seminar").first()
    if part == Part.ACCEPTED:
        no_place = ValidationError(_("These questions are for who has a place."), code="place")
        return acceptance.why_not(registration, timezone.now()) if registration else no_place
    if registration:
        closed = ValidationError(_("Your answers can no longer be changed."), code="closed")
        return None if applying.may_change(registration) else closed
    return why_not_open(seminar, timezone.now())
