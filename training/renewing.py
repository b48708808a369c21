"""What somebody should renew now: until when it is accepted for whom, and the course that renews it. A constant number of queries."""

from collections import defaultdict

from django.db.models import F
from django.utils import timezone

from certificates.endings import Ending, endings_of, renews
from certificates.guidance import today_at_issuer
from certificates.models import Achievement
from courses.models import CoursePage, Edition, Enrolment
from icrweb.accounts.models import User
from icrweb.pages.languages import address

from . import ending_words


def to_renew(person: User, language: str) -> list[dict]:
    """Endings whose window is open, the earliest first; what ends at several days for several bodies stands once, by its certificate."""
    today = today_at_issuer(timezone.now())
    by_certificate: dict[str, list[Ending]] = defaultdict(list)
    for one in endings_of([person]).get(person.pk, []):
        if one.opens <= today:
            by_certificate[one.certificate.code].append(one)
    groups = list(by_certificate.values())
    offers = _offers(person, language, [group[0] for group in groups]) if groups else {}
    return [_row(group, offers[group[0].certificate.code], language, today) for group in groups]


def _row(group: list[Ending], offers: list[dict], language: str, today) -> dict:
    title, lang = ending_words.title(group[0], language)
    states = {ending_words.state(one, today) for one in group}
    return {
        "certificate": group[0].certificate,
        "title": title,
        "lang": lang,
        "state": ending_words.EXPIRED if states == {ending_words.EXPIRED} else ending_words.EXPIRING,
        "ends": ending_words.ends(next((one for one in group if one.last >= today), group[-1]), today),
        "lines": [line for one in group for line in ending_words.for_whom(one, language, today)],
        "offers": offers,
    }


def _offers(person: User, language: str, endings: list[Ending]) -> dict[str, list[dict]]:
    """The courses that renew each certificate, its own course before others of the same kind."""
    held = [one.certificate.achievement for one in endings]
    families = {one.family for one in held} - {""}
    wanted = Achievement.objects.filter(key__in=[one.key for one in held]) | Achievement.objects.filter(family__in=families)
    achievements = {one.key: one for one in wanted}
    editions = Edition.objects.newest(list(achievements), timezone.now().date())
    pages = (
        CoursePage.objects.live()
        .visible_to(person)
        .filter(locale__language_code=language, translation_key__in=[key for key, one in editions.items() if one.gives_certificate])
        .order_by("path")
        .values("translation_key", "title", "url_path")
        .annotate(shown_in=F("alias_of__locale__language_code"))
    )
    begun = set(Enrolment.objects.for_learner(person).open().values_list("course_key", flat=True))
    courses = [
        {
            "key": page["translation_key"],
            "title": page["title"],
            "lang": page["shown_in"] or language,
            "url": address(page["url_path"], language),
            "edition": editions[page["translation_key"]].label,
            "begun": page["translation_key"] in begun,
        }
        for page in pages
    ]
    offers = {}
    for one in endings:
        own = one.certificate.achievement.key
        fitting = [course for course in courses if renews(achievements[course["key"]], one)]
        offers[one.certificate.code] = sorted(fitting, key=lambda course, own=own: course["key"] != own)
    return offers
