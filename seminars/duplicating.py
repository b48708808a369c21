"""A past seminar once more: its words as drafts, its facts as many days later."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from icrweb.accounts.models import User
from icrweb.pages.languages import spread

from .applications.asking import rows_of, set_questions
from .models import Seminar, SeminarPage
from .quotas import set_quotas
from .scheduling import FACTS, MANY, Row, instant, plan


@transaction.atomic
def duplicate(seminar: Seminar, first_day: date, code: str, by: User) -> Seminar:
    """Drafts of its pages in every language that has words of its own, and the same sittings from `first_day` on.

    Nothing is published, nobody is registered; links to meetings and files are of the old seminar and stay there.
    """
    sittings = list(seminar.sittings.all())
    later = first_day - sittings[0].local_day
    if first_day <= timezone.now().astimezone(ZoneInfo(seminar.time_zone)).date():
        raise ValidationError(_("The first day must be in the future. Choose a later one."), code="past")
    pages = list(SeminarPage.objects.filter(translation_key=seminar.key, alias_of=None).order_by("pk"))
    if not pages:
        raise ValidationError(_("The page of this seminar is gone. Make a new page, and give it dates."), code="page")
    if Seminar.objects.filter(code=code).exists() or pages[0].get_siblings().filter(slug=code).exists():
        raise ValidationError(_("Another seminar has this code. Choose another."), code="unique")
    page = _copy(pages, code, by)
    facts = {name: getattr(seminar, name) for name in FACTS if name not in MANY}
    facts |= {"code": code, "online_link": "", "titles": seminar.titles, "language": seminar.language}
    facts |= {name: list(getattr(seminar, name).all()) for name in MANY}
    for name, label in (("opens", _("Registration opens")), ("closes", _("Registration closes"))):
        facts[f"registration_{name}_at"] = _moved(getattr(seminar, f"registration_{name}_at"), later, seminar.time_zone, label)
    rows = [
        Row(one.local_day + later, one.local_start, one.local_end, one.titles, place=one.place, mandatory=one.mandatory)
        for one in sittings
    ]
    copy = plan(page, facts, rows, seats=seminar.seats, seats_online=seminar.seats_online, by=by)
    until = seminar.acceptance_form_until
    if asked := rows_of(seminar):
        label = _("Questions after acceptance are answered by")
        copy = set_questions(copy, asked, by, until=until and _moved(until, later, seminar.time_zone, label))
    quotas, kept = list(seminar.quotas.select_related("institution")), seminar.quotas_kept_until
    if quotas or seminar.offer_hours:
        kept = kept and _moved(kept, later, seminar.time_zone, _("Seats of a quota stay empty until"))
        copy = set_quotas(copy, quotas, by, kept_until=kept, offer_hours=seminar.offer_hours)
    return copy


def _copy(pages: list[SeminarPage], code: str, by: User) -> SeminarPage:
    """Unpublished copies beside the pages; the first one is of the language it was written in."""
    first = None
    for page in pages:
        changes = {"slug": code} | ({"translation_key": first.translation_key} if first else {})
        copied = page.copy(update_attrs=changes, copy_revisions=False, keep_live=False, user=by)
        first = first or copied
    spread(first)
    return first


def _moved(at: datetime, later: timedelta, zone: str, label: str) -> datetime:
    """The same wall time at the venue, so many days later."""
    local = at.astimezone(ZoneInfo(zone)) + later
    return instant(local.date(), local.time(), zone, label)
