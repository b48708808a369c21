"""A person's own letters, and the passport data they give for them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates.papers import TROUBLED

from ...models import OfficialLetter, Registration, Seminar
from .. import files, passports
from ..forms import PassportForm, consent_sentence
from ..reading import own_letters, row_of

WAIT = 4  # seconds until the page about a letter in the making looks again
CLOSED = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex, nofollow, noarchive"}


@login_required
@require_safe
def letters(request, seminar_key):
    """One's own letters of a seminar, void ones too."""
    mine = _mine(request, seminar_key)
    context = {
        "seminar": mine.seminar,
        "title": mine.seminar.title_in(get_language()),
        "rows": [row_of(letter) for letter in own_letters(request.user, mine.seminar)],
        "asks_passport": passports.may_be_given(mine),
    }
    return render(request, "seminars/papers/letters.html", context)


@login_required
@require_safe
def pdf(request, letter_key):
    """The letter, to its person and to staff who see letters; a page that looks again while it is being made."""
    letter = get_object_or_404(
        OfficialLetter.objects.select_related("registration__person", "registration__seminar"), key=letter_key
    )
    if not files.may_read(request.user, letter) or letter.purged_at:
        raise Http404
    if not letter.sha256:
        context = {"letter": letter, "seminar": letter.registration.seminar, "failed": letter.tries >= TROUBLED}
        answer = render(request, "seminars/papers/waiting.html", context)
        answer.headers["Refresh"] = str(WAIT)
        return answer
    with transaction.atomic():
        files.note_look(request.user, letter)
        content = files.content_of(letter)
    headers = {**CLOSED, "Content-Disposition": f'inline; filename="{letter.number}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@sensitive_post_parameters()
@sensitive_variables()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def passport(request, seminar_key):
    """Give, correct and take back passport data, while one has a place on site."""
    mine = _mine(request, seminar_key)
    given = passports.own_values(mine)
    if not passports.may_be_given(mine) and not given:
        raise Http404
    form = PassportForm(request.POST if request.method == "POST" else None, mine, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            passports.give(mine, form.values(), agreed=consent_sentence(), language=get_language())
            messages.success(request, _("Your passport data are kept, encrypted, for your letters."))
            return redirect("seminars:letters", seminar_key=seminar_key)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    context = {"form": form, "seminar": mine.seminar, "title": mine.seminar.title_in(get_language()), "given": bool(given)}
    answer = render(request, "seminars/papers/passport.html", context, status=422 if form.errors else 200)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@login_required
@require_POST
def take_back(request, seminar_key):
    """Delete one's passport data now."""
    passports.take_back(_mine(request, seminar_key))
    messages.success(request, _("Your passport data are deleted."))
    return redirect("seminars:letters", seminar_key=seminar_key)


def _mine(request, seminar_key) -> Registration:
    """One's newest registration; the page of letters stays when the place is lost."""
    seminar = get_object_or_404(Seminar, key=seminar_key)
    rows = Registration.objects.for_person(request.user).filter(seminar=seminar)
    mine = rows.select_related("seminar", "person").order_by("-pk").first()
    if mine is None:
        raise Http404
    return mine
