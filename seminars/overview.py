"""Lists of seminars: one person's own, the next ones for the home page, and what the dashboard counts."""

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.models import Certificate
from icrweb.accounts.models import User
from icrweb.pages.languages import address
from icrweb.pages.privacy import open_to_all

from . import moments
from .applications.owing import owes
from .checkin.course_tests import course_test_words
from .models import Material, Registration, Seminar, SeminarIndexPage, SeminarPage, Team
from .reading import admin_row, pages_of, row_of
from .standing import CANCELLED, OVER, stage, state_words, status_of
from .teams.reading import incomplete_teams

ROWS_A_PAGE = 20


def my_seminars(user: User, language: str, page: str | int | None = None, ahead_page: str | int | None = None) -> dict:
    """What "My seminars" shows: places, lines and teams to come, and what has been, a page of each at a time."""
    now = timezone.now()
    mine = Registration.objects.for_person(user).live().select_related("assessment", "seminar__course_test__achievement")
    ahead = mine.filter(seminar__ends_at__gte=now).with_position().annotate(materials=_material_count(), owes=owes())
    ahead = ahead.prefetch_related("seminar__sittings").order_by("seminar__starts_at", "pk")
    ahead_obj = Paginator(ahead, ROWS_A_PAGE).get_page(ahead_page)
    page_obj = Paginator(mine.filter(seminar__ends_at__lt=now).order_by("-seminar__starts_at", "-pk"), ROWS_A_PAGE).get_page(page)
    upcoming, past = list(ahead_obj.object_list), list(page_obj.object_list)
    forming = list(incomplete_teams(user, now))
    pages = pages_of({one.seminar.key for one in (*upcoming, *past, *forming)}, language)
    certificates = _certificates(past)
    return {
        "upcoming": [{**_my_row(one, pages, language, now, one.position), **_next(one, user, language, now)} for one in upcoming],
        "past": [{**_my_row(one, pages, language, now), "certificate": certificates.get(one.key)} for one in past],
        "teams": [_team_row(one, user, pages, language) for one in forming],
        "ahead_obj": ahead_obj,
        "page_obj": page_obj,
        "seminars_url": _index_address(language),
    }


def upcoming_events(language: str, number: int, private: Iterable[str] | None = None) -> list[dict]:
    """The next seminars that have a page, as the home page shows them; two queries where the `private` paths are known."""
    pages = open_to_all(SeminarPage.objects.live(), private).filter(locale__language_code=language).values("translation_key")
    seminars = list(Seminar.objects.upcoming().filter(cancelled_at=None, key__in=pages)[:number])
    words = pages_of([seminar.key for seminar in seminars], language, private)
    return [row_of(seminar, words.get(seminar.key), language) for seminar in seminars]


def upcoming_with_counts(number: int = 5) -> list[dict]:
    """The next seminars with who is confirmed and who waits, for the dashboard; one query."""
    return [admin_row(seminar) for seminar in Seminar.objects.upcoming().filter(cancelled_at=None).with_counts()[:number]]


def _my_row(registration: Registration, pages: dict, language: str, now, position: int | None = None) -> dict:
    seminar = registration.seminar
    now_stage = stage(seminar, now)
    confirmed = registration.state == Registration.State.CONFIRMED
    if now_stage == CANCELLED:
        status, word = "problem", _("Cancelled by the organizer")
    elif now_stage == OVER:
        status, word = _past_words(registration)
    else:
        status, word = status_of(registration), state_words(registration, position)
    return {
        **row_of(seminar, pages.get(seminar.key), language),
        "registration": registration,
        "status": status,
        "status_word": word,
        "assessed": course_test_words(registration),
        "requested": registration.state == Registration.State.REQUESTED,
        "confirmed": confirmed and now_stage not in (CANCELLED, OVER),
        "may_cancel": now_stage != CANCELLED and now < seminar.starts_at,
        "when": moments.span(seminar.starts_at, seminar.ends_at, seminar.time_zone),
    }


def _team_row(team: Team, user: User, pages: dict, language: str) -> dict:
    """A team that is not whole: how many have yet to join or to be named, and until when."""
    seminar, lacking = team.seminar, max(team.asked, team.seminar.team_rule.least - team.joined)
    words = ngettext("%(number)d person has yet to join.", "%(number)d people have yet to join.", lacking)
    until = team.replace_until or seminar.registration_closes_at
    return {
        **row_of(seminar, pages.get(seminar.key), language),
        "team": team,
        "lacks": words % {"number": lacking} if lacking else "",
        "until": moments.moment(until, seminar.time_zone),
        "leads": team.leader_id == user.pk,
        "registered": team.completed_at is not None,
    }


def _next(registration: Registration, user: User, language: str, now) -> dict:
    """The sitting that goes on or comes next, in venue time and in the person's own where their profile says one."""
    seminar = registration.seminar
    own = user.time_zone if user.time_zone not in ("UTC", seminar.time_zone) else ""
    sitting = min((one for one in seminar.sittings.all() if one.ends_at >= now), key=lambda one: one.starts_at, default=None)
    has_place = registration.state == Registration.State.CONFIRMED and not seminar.cancelled_at
    if sitting is None or seminar.cancelled_at:
        return {"materials": registration.materials if has_place else 0}
    return {
        "next": moments.span(sitting.starts_at, sitting.ends_at, seminar.time_zone),
        "next_for_you": moments.span(sitting.starts_at, sitting.ends_at, own) if own else "",
        "next_title": sitting.title_in(language, seminar.language),
        "link": (sitting.online_link or seminar.online_link) if has_place else "",
        "materials": registration.materials if has_place else 0,
    }


def _material_count():
    """How many files a registration's seminar has."""
    files = Material.objects.filter(seminar=OuterRef("seminar")).order_by().values("seminar")
    return Coalesce(Subquery(files.annotate(number=Count("pk")).values("number")), 0)


def _past_words(registration: Registration) -> tuple[str, str]:
    if registration.attended_at:
        return "done", _("Attended")
    if registration.state == Registration.State.REQUESTED:
        return "not-started", _("It was not decided")
    if registration.state == Registration.State.WAITING:
        return "not-started", _("No place became free")
    return "not-started", _("Attendance not recorded")


def _certificates(registrations: list[Registration]) -> dict:
    keys = [one.key for one in registrations if one.attended_at]
    if not keys:
        return {}
    return {one.evidence_key: one for one in Certificate.objects.filter(evidence_key__in=keys, superseded_by=None)}


def _index_address(language: str) -> str:
    index = SeminarIndexPage.objects.live().filter(locale__language_code=language).only("url_path").first()
    return address(index.url_path, language) if index else f"/{language}/"
