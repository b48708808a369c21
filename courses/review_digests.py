"""A sweep: once a month, each person who can mend it hears which reviews are overdue. Days are those of the person's own zone."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses import lettering
from courses.care import Line, due_by, overdue_owners
from courses.models import ReviewDigest
from icrweb.accounts.models import User
from icrweb.accounts.roles import EDITOR

DAYS = 7  # of a month on which its mail may leave; the later ones are there for a worker that was down on the first
NAMED = 15


def write_review_digests() -> int:
    """In the first days of a month: to owners about what is theirs, to the editors about what has no owner who could act."""
    now = timezone.now()
    if all((now + timedelta(hours=hours)).day > DAYS for hours in (-12, 14)):
        return 0
    lines: dict[str, list[Line]] = {}
    return sum(_digest(person, people, lines) for person, people in _waiting(overdue_owners()))


def _waiting(owners: set[int | None]) -> list[tuple[User, set[int | None]]]:
    """Who has not had this month's mail, and whose content it is about; None stands for content without an owner."""
    if not owners:
        return []
    people = {person.pk: person for person in _who_enters_the_admin().filter(Q(pk__in=owners - {None}) | Q(groups__name=EDITOR))}
    left_over = owners - people.keys()
    editors = set(User.objects.filter(groups__name=EDITOR, pk__in=people).values_list("pk", flat=True)) if left_over else set()
    about = {pk: ({pk} & owners) | (left_over if pk in editors else set()) for pk in people}
    months = {pk: _month(person) for pk, person in people.items()}
    told = set(ReviewDigest.objects.filter(month__in=set(months.values()) - {None}).values_list("person", "month"))
    return [(people[pk], about[pk]) for pk, month in months.items() if month and about[pk] and (pk, month) not in told]


def _digest(person: User, owners: set[int | None], lines: dict[str, list[Line]]) -> int:
    """The row is unique: of two workers at once one writes it, and the letter with it."""
    with translation.override(person.language):
        if person.language not in lines:
            lines[person.language] = due_by(timezone.now().date() - timedelta(days=1))
        theirs = [line for line in lines[person.language] if line.owner_pk in owners]
        if not theirs:
            return 0
        with transaction.atomic():
            _row, made = ReviewDigest.objects.get_or_create(person=person, month=_month(person))
            if made:
                _letter(person, theirs)
    return int(made)


def _letter(person: User, lines: list[Line]) -> None:
    number = len(lines)
    title = ngettext("%(number)d review is overdue", "%(number)d reviews are overdue", number) % {"number": number}
    paragraphs = [_("Look at each again: does it still hold? Then set a new day, or change it.")]
    if number > NAMED:
        paragraphs.append(_("Below are the %(number)d that are overdue longest.") % {"number": NAMED})
    words = {
        "subject": title,
        "title": title,
        "paragraphs": paragraphs,
        "facts": [{"label": line.kind, "value": _described(line)} for line in lines[:NAMED]],
        "button_text": _("See the list"),
        "button_url": settings.BASE_URL + reverse("overdue_reviews"),
        "if_nothing": _("Learners go on reading it as it is. You are written to again next month."),
        "why": _("You get this once a month while something is overdue that is yours, or that no other owner can look at."),
    }
    lettering.put(person.email, person, words)


def _described(line: Line) -> str:
    return _("%(title)s, %(language)s, due on %(day)s") % {
        "title": line.title,
        "language": line.language,
        "day": date_format(line.review_by, "DATE_FORMAT"),
    }


def _month(person: User) -> date | None:
    """The first of the month that has just begun where the person is; later in the month, nothing."""
    today = timezone.localdate(timezone=ZoneInfo(person.time_zone))
    return today.replace(day=1) if today.day <= DAYS else None


def _who_enters_the_admin():
    door = Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
    allowed = Q(is_superuser=True) | Q(groups__permissions__in=door) | Q(user_permissions__in=door)
    return User.objects.filter(pk__in=User.objects.filter(allowed, is_active=True).values("pk"))
