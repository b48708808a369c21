"""One mail to who asked for it when registration opens or a place can be had again. The row goes as the mail is written."""

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from icrweb.accounts.models import User
from icrweb.pages.languages import address

from .. import moments
from ..letters import Post
from ..models import Registration, Seminar, Watch
from ..reading import pages_of
from ..standing import CLOSED, EARLY, seats_left, stage

PORTION = 50
WANTED = {EARLY: Watch.Wanted.OPENING, CLOSED: Watch.Wanted.PLACE}
_SIGNER = signing.Signer(salt="seminars.watching.stop")


def stop_address(person: User) -> str:
    """Whoever has this address, and nobody else, takes back with one click what the person asked to be told."""
    return settings.BASE_URL + reverse("seminars:stop_watching", kwargs={"watch_token": _SIGNER.sign(person.key.hex)})


def person_to_stop(token: str) -> User | None:
    try:
        return User.objects.filter(key=_SIGNER.unsign(token)).first()
    except signing.BadSignature:
        return None


@transaction.atomic
def watch(person: User, seminar: Seminar, language: str) -> Watch:
    """Ask to be told; asking again is asking once, in the language of the last time."""
    seminar = _locked(seminar.pk)
    now = timezone.now()
    wanted = WANTED.get(stage(seminar, now)) if now < seminar.starts_at else None
    if wanted is None or seminar.registrations.live().filter(person=person).exists():
        raise ValidationError(_("There is nothing to wait for. Look at the page of the seminar again."), code="stage")
    return Watch.objects.update_or_create(seminar=seminar, person=person, defaults={"wanted": wanted, "language": language})[0]


def unwatch(person: User, seminar: Seminar | None = None) -> int:
    """Take it back for one seminar, or for all."""
    mine = Watch.objects.filter(person=person)
    return (mine.filter(seminar=seminar) if seminar else mine).delete()[0]


def tell_watchers() -> int:
    """A sweep: the seminars that people wait for, and that have opened or have a place again."""
    now = timezone.now()
    watched = Seminar.objects.filter(Exists(Watch.objects.filter(seminar=OuterRef("pk"))), cancelled_at=None)
    open_now = watched.filter(registration_opens_at__lte=now, starts_at__gt=now).with_counts()
    return sum(_tell(seminar.pk) for seminar in open_now if seminar.is_open(now) and _due(seminar))


def _due(seminar: Seminar) -> list[str]:
    """What people may be told now: that it is open, and with a place left that there is one."""
    return [Watch.Wanted.OPENING, *([Watch.Wanted.PLACE] if seats_left(seminar) else [])]


@transaction.atomic
def _tell(pk: int) -> int:
    """One portion of one seminar; who has registered meanwhile, or closed the account, is not written to."""
    _locked(pk)
    seminar = Seminar.objects.with_counts().get(pk=pk)
    if not seminar.is_open(timezone.now()):
        return 0
    rows = list(seminar.watches.filter(wanted__in=_due(seminar)).select_related("person").order_by("pk")[:PORTION])
    there = set(Registration.objects.live().filter(seminar=seminar).values_list("person", flat=True))
    post = Post(seminar)
    for row in rows:
        if row.person_id not in there and row.person.is_active:
            _put(post, row)
    Watch.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _put(post: Post, row: Watch) -> None:
    seminar = post.seminar
    opens = row.wanted == Watch.Wanted.OPENING
    guest = post.to_guest(row.person.email, "", row.language, seminar.modes[0] if len(seminar.modes) == 1 else "", row.person)
    with translation.override(row.language):
        closes = [{"label": _("Registration closes"), "value": moments.moment(seminar.registration_closes_at, seminar.time_zone)}]
        if (own := row.person.time_zone) not in (seminar.time_zone, "UTC"):
            closes.append({"label": _("For you"), "value": moments.moment(seminar.registration_closes_at, own)})
        subject = _("Registration is open: %(title)s") if opens else _("A place is free: %(title)s")
        words = {
            "subject": subject % post.title(guest),
            "title": _("Registration is open") if opens else _("A place is free"),
            "paragraphs": [
                _("You asked to be told. Places are given by the order that the page of the seminar says; none is kept for you."),
            ],
            "facts": closes,
            "button_text": _("Register"),
            "button_url": settings.BASE_URL + reverse("seminars:register", kwargs={"seminar_key": seminar.key}),
            "address": settings.BASE_URL + _page_address(seminar, row.language),
            "if_nothing": _("Nothing more comes. You are not registered."),
            "why": _("You get this once, because you asked for it on the page of the seminar."),
        }
        post.put(guest, words, stop=stop_address(row.person))


def _page_address(seminar: Seminar, language: str) -> str:
    """Short enough to be typed; without a page in this language the list of seminars of the reader."""
    page = pages_of([seminar.key], language).get(seminar.key)
    return address(page.url_path, language) if page else reverse("my:seminars")


def _locked(pk: int) -> Seminar:
    return Seminar.objects.select_for_update().get(pk=pk)
