"""Asking for passport data by mail, where the organizer has set a day: once, and once more three days before. No value is ever in it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from .. import moments
from ..deadlines import last_minute
from ..letters import Post
from ..models import LetterTerms, Mode, PassportRequest, Registration
from . import sealing

REMIND_BEFORE = TIME_TO_ANSWER = timedelta(days=3)
AT_ONCE = 200


def due_at(registration: Registration, asked_at: datetime) -> datetime:
    """The last minute of the day at the venue, but for who was asked late three days; the start at the latest."""
    seminar = registration.seminar
    until = last_minute(seminar.letter_terms.passport_until, seminar)
    return min(max(until, asked_at + TIME_TO_ANSWER), seminar.starts_at)


def ask_for_passports() -> int:
    """The worker's look: who has a place on site, has not given the data and was not asked; and who is to be reminded."""
    if not sealing.is_ready():
        return 0
    now = timezone.now()
    rows = Registration.objects.confirmed().filter(
        mode=Mode.ON_SITE,
        passport=None,
        person__is_active=True,
        seminar__cancelled_at=None,
        seminar__starts_at__gt=now,
        seminar__letter_terms__passport_until__isnull=False,
    )
    rows = rows.order_by("pk").values_list("pk", flat=True)
    soon = LetterTerms.objects.filter(passport_until__lte=(now + REMIND_BEFORE).date())
    late = rows.filter(
        passport_request__reminded_at=None,
        passport_request__asked_at__lte=now - timedelta(days=1),
        seminar__letter_terms__in=soon,
    )
    done = sum(_ask(pk, now) for pk in list(rows.filter(passport_request=None)[:AT_ONCE]))
    return done + sum(_remind(pk, now) for pk in list(late[:AT_ONCE]))


@transaction.atomic
def _ask(pk: int, now: datetime) -> int:
    """Making the row is what sends the mail: two workers never both do."""
    _row, made = PassportRequest.objects.get_or_create(registration_id=pk, defaults={"asked_at": now})
    if made:
        _write(_read(pk), now, reminder=False)
    return int(made)


@transaction.atomic
def _remind(pk: int, now: datetime) -> int:
    """Taking the row is one conditional update."""
    if not PassportRequest.objects.filter(registration=pk, reminded_at=None).update(reminded_at=now):
        return 0
    registration = _read(pk)
    asked_at = registration.passport_request.asked_at
    if now >= due_at(registration, asked_at):
        return 0
    _write(registration, asked_at, reminder=True)
    return 1


def _read(pk: int) -> Registration:
    return Registration.objects.select_related("person", "seminar__letter_terms", "passport_request").get(pk=pk)


def _write(registration: Registration, asked_at: datetime, *, reminder: bool) -> None:
    post = Post(registration.seminar)
    with translation.override(registration.language):
        due = moments.moment(due_at(registration, asked_at), registration.seminar.time_zone)
        title = post.title(registration)
        subject = _("Still needed for your letters: %(title)s") if reminder else _("For your letters: %(title)s")
        path = reverse("seminars:passport", kwargs={"seminar_key": registration.seminar.key})
        words = {
            "subject": subject % title,
            "title": _("Your passport data are needed"),
            "paragraphs": [
                _("You have a place at “%(title)s”. The letters for your visa print passport data.") % title,
                _("Sign in and give them on the page below. Never send them by mail, and do not answer this mail with them."),
                _("They are kept encrypted, seen by two roles only, and deleted 30 days after the seminar."),
            ],
            "facts": [{"label": _("Give them by"), "value": due}],
            "button_text": _("Give your passport data"),
            "button_url": settings.BASE_URL + path,
            "if_nothing": _("Your place is kept. Letters that print passport data cannot be issued to you."),
        }
        post.put(registration, words)
