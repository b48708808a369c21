"""Seminars with their pages and people; each call shows only what the test is about."""

import email
import email.policy
import re
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from django.utils import timezone
from wagtail.models import Locale, Page, Site

from icrweb.accounts.models import Institution, User
from icrweb.front.models import HomePage
from icrweb.pages.languages import spread
from icrweb.trail.models import Mail
from seminars.deadlines import closing_day
from seminars.invitations.inviting import invite
from seminars.invitations.listing import Guest
from seminars.models import Invitation, NominationCall, Registration, Seminar, SeminarIndexPage, SeminarPage, Team, TeamRule
from seminars.nominations.nominating import open_call
from seminars.registration import register
from seminars.scheduling import Row, set_sittings
from seminars.teams.forming import form_team, join_team, set_rule
from tests.factories.people import make_user
from tests.factories.site import make_site

_numbers = count(1)


def make_seminar(*, seats: int = 30, days: int = 30, sittings: int = 1, zone: str = "Asia/Bangkok", **fields) -> Seminar:
    """A seminar without a page: open now, `days` ahead (behind, when negative) at 09:00–11:00 venue time, a sitting a day."""
    number = next(_numbers)
    now = timezone.now()
    first = (now + timedelta(days=days)).date()
    rows = [Row(first + timedelta(days=day), time(9), time(11), {"en": f"Part {day + 1}"}) for day in range(sittings)]
    seminar = Seminar(
        **{
            "code": f"seminar-{number}",
            "titles": {"en": f"Seminar {number}"},
            "time_zone": zone,
            "seats": seats,
            "contact_email": "desk@demo.example",
            "registration_opens_at": min(now, now + timedelta(days=days)) - timedelta(days=60),
            "registration_closes_at": now + timedelta(days=days - 2),
            **fields,
        }
    )
    set_sittings(seminar, rows)
    return seminar


def make_seminar_index() -> SeminarIndexPage:
    """The list of seminars of the English site, with its aliases; the site is founded when there is none."""
    if index := SeminarIndexPage.objects.filter(locale__language_code="en").first():
        return index
    site = Site.objects.filter(is_default_site=True).first()
    home = site.root_page.specific if site and isinstance(site.root_page.specific, HomePage) else make_site()
    return _add(home, SeminarIndexPage(title="Seminars", slug="seminars", show_in_menus=True))


def make_seminar_page(index: SeminarIndexPage | None = None, **fields) -> SeminarPage:
    """A published page of words, in English with aliases; it has no dates yet."""
    number = next(_numbers)
    values = {"title": f"Seminar {number}", "slug": f"seminar-{number}", "summary": f"What seminar {number} is about.", **fields}
    return _add(index or make_seminar_index(), SeminarPage(**values))


def make_seminar_with_page(**fields) -> Seminar:
    page = make_seminar_page(**{name: fields.pop(name) for name in ("title", "slug", "summary", "speakers") if name in fields})
    return make_seminar(key=page.translation_key, titles={"en": page.title}, **fields)


def make_registration(seminar: Seminar, person=None, language: str = "en") -> Registration:
    """Somebody who registered through the deed: confirmed while there are seats, else waiting."""
    return register(person or make_user(), seminar, language)


def make_invitation(seminar: Seminar, address: str, by=None, **guest) -> tuple[Invitation, str]:
    """Somebody invited through the deed, with the token that only their mail knows."""
    asked = {name: guest.pop(name) for name in ("ends_on", "holds_seat") if name in guest}
    mode = seminar.modes[0].value if len(seminar.modes) == 1 else ""
    one = Guest(address, **{"name": "", "language": "en", "mode": mode, **guest})
    invite(seminar, [one], by or make_user(), **{"ends_on": closing_day(seminar), **asked})
    invitation = seminar.invitations.get(address=address, revoked_at=None, accepted_at=None)
    return invitation, token_in(invitation.mail)


def make_call(seminar: Seminar, *sites: Institution, number: int = 2, by=None) -> NominationCall:
    """Sites asked through the deed to name people until registration closes."""
    numbers = dict.fromkeys(sites, number)
    return open_call(seminar, seminar.modes[0], ends_on=closing_day(seminar), numbers=numbers, by=by or make_user())


def make_rule(seminar: Seminar, least: int = 2, most: int = 3, **rule) -> TeamRule:
    """The seminar takes teams of so many, set through the deed."""
    given = {"mode": seminar.modes[0], "may_pass": False, "reply_days": 7, **rule}
    return set_rule(seminar, least=least, most=most, by=make_user(), **given)


def make_whole_team(seminar: Seminar, *people: User, name: str = "") -> Team:
    """A team whose members have all joined: its leader is the first."""
    leader, *others = people
    team = form_team(leader, seminar, name or f"Team {next(_numbers)}", [one.email for one in others])
    for one in others:
        join_team(team.members.get(address=one.email), one, "en")
    team.refresh_from_db()
    return team


def token_in(letter: Mail) -> str:
    """The token in the link of a mail."""
    text = email.message_from_bytes(bytes(letter.raw), policy=email.policy.default).get_body(("plain",)).get_content()
    return re.search(r"/(?:invitation|team/join)/([\w-]{20,})/", text).group(1)


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def a_day(year: int, month: int, day: int) -> date:
    return date(year, month, day)


def _add(parent: Page, page: Page) -> Page:
    page.locale = Locale.objects.get(language_code="en")
    parent.add_child(instance=page)
    page.save_revision().publish()
    spread(page)
    page.refresh_from_db()
    return page
