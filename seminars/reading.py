"""The pages that belong to seminars, in one language, and how a seminar is written in a line."""

from collections.abc import Iterable
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from icrweb.pages.languages import address, source_language
from icrweb.pages.privacy import open_to_all
from icrweb.trail.prepared import Given, Prepared

from . import moments
from .letters import where
from .models import Seminar, SeminarPage
from .standing import seats_words

COUNTED = Prepared(lambda: Seminar.objects.filter(key=Given("key")).select_related("host", "team_rule").with_counts())


def counted(key: UUID) -> Seminar | None:
    """One seminar with its host, its rule for teams and its counts: written once, for two hundred may ask for it at once."""
    return COUNTED.first(key=key)


PAGE = Prepared(
    lambda: (
        SeminarPage.objects.live()
        .filter(translation_key=Given("key"), locale__language_code=Given("language"))
        .select_related("locale", "alias_of__locale")
    )
)


def page_of(key: UUID, language: str, private: Iterable[str]) -> SeminarPage | None:
    """The live public page of one seminar in a language; `private` are the paths of what is not public."""
    page = PAGE.first(key=key, language=language)
    return None if page is None or page.path.startswith(tuple(private)) else page


def pages_of(keys: Iterable[UUID], language: str, private: Iterable[str] | None = None) -> dict[UUID, SeminarPage]:
    """The live public pages of seminars in a language by key; one query where the `private` paths are known."""
    pages = open_to_all(SeminarPage.objects.live(), private).filter(translation_key__in=list(keys), locale__language_code=language)
    return {page.translation_key: page for page in pages.select_related("locale", "alias_of__locale")}


def course_addresses(keys: Iterable[UUID], language: str) -> dict[UUID, str]:
    """Where the courses of these keys are, in a language; those whose page is private or gone are left out. One or two queries."""
    pages = open_to_all(Page.objects.live()).filter(translation_key__in=list(keys), locale__language_code=language)
    return {page.translation_key: address(page.url_path, language) for page in pages.only("translation_key", "url_path")}


def row_of(seminar: Seminar, page: SeminarPage | None, language: str) -> dict:
    """What a list shows of a seminar: title, address, dates, venue time."""
    zone = ZoneInfo(seminar.time_zone)
    first, last = seminar.starts_at.astimezone(zone).date(), seminar.ends_at.astimezone(zone).date()
    source = source_language(page) if page else seminar.language
    return {
        "seminar": seminar,
        "title": page.title if page else seminar.title_in(language),
        "url": address(page.url_path, language) if page else "",
        "text": page.summary if page else "",
        "lang": source if source != language else "",
        "date": moments.short_days(first, last),
        "year": moments.years(first, last),
        "starts": _("Starts %(clock)s") % {"clock": moments.clock(seminar.starts_at, seminar.time_zone)},
        "facts": [str(seminar.get_format_display()), seminar.city if seminar.format != Seminar.Format.ONLINE else ""],
        "where": where(seminar),
    }


def admin_row(seminar: Seminar) -> dict:
    """What the editors' dashboard shows of a seminar that was read with its counts."""
    zone = seminar.time_zone
    return {
        "seminar": seminar,
        "title": seminar.title_in(seminar.language),
        "url": reverse("seminars_desk:registrations", args=[seminar.pk]),
        "starts": moments.moment(seminar.starts_at, zone),
        "closes": moments.moment(seminar.registration_closes_at, zone),
        "seats": seminar.seats,
        "confirmed": seminar.confirmed_count,
        "waiting": seminar.waiting_count,
        "seats_words": seats_words(seminar),
    }
