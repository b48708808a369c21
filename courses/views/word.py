"""Adding a text from Word to a lesson: read it, show what would be added and what was left out, then add it to the draft."""

import secrets

from django import forms
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from courses.adding import add_to_draft
from courses.models import LessonPage
from courses.word import LARGEST_FILE, TOO_LARGE, from_docx, from_html
from icrweb.uploads import LimitedFileInput

KEPT_FOR = 3600  # seconds between looking and adding


class WordForm(forms.Form):
    file = forms.FileField(
        label=_("Word file (.docx)"),
        required=False,
        help_text=_("At most 10 MB."),
        widget=LimitedFileInput(LARGEST_FILE, TOO_LARGE, ".docx"),
    )
    pasted = forms.CharField(
        label=_("Or paste the text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "data-word-paste": ""}),
        help_text=_("Tables, lists, headings and links are kept; pictures only come with a file."),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_FILE:
            raise ValidationError(TOO_LARGE, code="too_large")
        return file

    def clean(self):
        values = super().clean()
        if not self.errors and bool(values.get("file")) == bool((values.get("pasted") or "").strip()):
            raise ValidationError(_("Choose a file or paste a text; one of the two."), code="one_of_two")
        return values

    def read(self):
        upload = self.cleaned_data["file"]
        return from_docx(upload.read()) if upload else from_html(self.cleaned_data["pasted"])


@require_http_methods(["GET", "POST"])
def add_from_word(request: HttpRequest, page_id: int) -> HttpResponse:
    page = get_object_or_404(LessonPage, pk=page_id, alias_of=None)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    if "token" in request.POST:
        return _add(request, page)
    form, found, token = WordForm(*((request.POST, request.FILES) if request.method == "POST" else ())), None, ""
    if request.method == "POST" and form.is_valid():
        try:
            found = form.read()
        except ValidationError as refusal:
            form.add_error("file" if form.cleaned_data["file"] else "pasted", refusal)
        else:
            token = secrets.token_urlsafe(16)
            cache.set(_place(request, page, token), found, KEPT_FOR)
    context = {"form": form, "page": page, "found": found, "token": token}
    return render(request, "courses/admin/add_from_word.html", context, status=422 if form.errors else 200)


def _add(request, page) -> HttpResponse:
    place = _place(request, page, request.POST["token"])
    found = cache.get(place)
    if found is None:
        messages.error(request, gettext("The text is no longer kept here. Choose the file or paste the text again."))
        return redirect("courses_add_from_word", page.pk)
    try:
        add_to_draft(page, found, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        context = {"form": WordForm(), "page": page, "found": found, "token": request.POST["token"]}
        return render(request, "courses/admin/add_from_word.html", context, status=409)
    cache.delete(place)
    messages.success(request, gettext("Added at the end of the draft. Fill in captions, alternatives, credits and editions."))
    return redirect("wagtailadmin_pages:edit", page.pk)


def _place(request, page, token: str) -> str:
    """Where a text waits: for this person and page only."""
    return f"word:{request.user.pk}:{page.pk}:{token[:40]}"
