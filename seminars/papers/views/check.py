"""Checking a letter by its code, without an account."""

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates import guessing, words

from ...models import OfficialLetter
from ..checking import lines_of, read_code
from ..forms import CodeForm

NOT_LISTED = {"X-Robots-Tag": "noindex, nofollow, noarchive", "Cache-Control": "no-store"}


@require_safe
def ask(request):
    """The form; a code that can be one leads on to its own page."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        try:
            return redirect("seminars:check_letter", code=read_code(form.cleaned_data["code"]))
        except ValidationError as refusal:
            form.add_error("code", refusal)
    return _page(request, "seminars/papers/check.html", {"form": form}, 422 if form.is_bound else 200)


@require_safe
def check(request, code):
    """What a letter states and whether it counts; one answer for every unknown code, and a pause for who tries many."""
    form = CodeForm({"code": code})
    if guessing.too_many(request):
        form.add_error(None, _("Too many unknown numbers came from your network. Wait a minute, then try again."))
        answer = _page(request, "seminars/papers/check.html", {"form": form}, 429)
        answer.headers["Retry-After"] = str(guessing.WINDOW)
        return answer
    try:
        wanted = read_code(code)
    except ValidationError as refusal:
        form.add_error("code", refusal)
        return _page(request, "seminars/papers/check.html", {"form": form}, 404)
    letter = OfficialLetter.objects.filter(code=wanted).select_related("replaced_by").first()
    if letter is None:
        guessing.note_unknown(request)
        form.add_error("code", _("No letter has this code. Compare each character with the letter."))
        return _page(request, "seminars/papers/check.html", {"form": form}, 404)
    if code != wanted:
        return redirect("seminars:check_letter", code=wanted)
    checked = words.in_utc(timezone.now())
    context = {
        "letter": letter,
        "lines": lines_of(letter, get_language()),
        "checked": checked,
        "form": CodeForm(),
    }
    return _page(request, "seminars/papers/checked.html", context, 200)


def _page(request, template: str, context: dict, status: int):
    answer = render(request, template, context, status=status)
    for name, value in NOT_LISTED.items():
        answer.headers[name] = value
    return answer
