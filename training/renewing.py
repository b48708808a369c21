"""What somebody should renew now: until when it is accepted for whom, and the course that renews it. A constant number of queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

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
    """Endings whose window is open, the earliest first; what ends at several days for several bodies stands once, by its training."""
    today = today_at_issuer(timezone.now())
    by_training: dict[str, list[Ending]] = defaultdict(list)
    for one in endings_of([person]).get(person.pk, []):
        if one.opens <= today:
            by_training[one.key].append(one)
    groups = list(by_training.values())
    offers = _offers(person, language, [group[0] for group in groups]) if groups else {}
    return [_row(group, offers[group[0].key], language, today) for group in groups]


def begun_by(people: Sequence[User], endings: Mapping[int, Sequence[Ending]]) -> dict[int, set[Ending]]:
    """Which of their endings they have begun to renew: they study a course that does; constant queries."""
    open_ones = Enrolment.objects.open().filter(learner__in=people).values_list("learner", "course_key")
    studied = defaultdict(set)
    for learner, course_key in open_ones:
        studied[learner].add(course_key)
    achievements = {one.key: one for one in Achievement.objects.filter(key__in=set().union(*studied.values()))}
    return {
        person: {
            one for one in endings.get(person, ()) if any(renews(achievements[key], one) for key in keys & achievements.keys())
        }
        for person, keys in studied.items()
    }


def _row(group: list[Ending], offers: list[dict], language: str, today) -> dict:
    title, lang = ending_words.title(group[0], language)
    states = {ending_words.state(one, today) for one in group}
    return {
        "number": "" if group[0].is_external else group[0].training.number,
        "title": title,
        "lang": lang,
        "state": ending_words.EXPIRED if states == {ending_words.EXPIRED} else ending_words.EXPIRING,
        "ends": ending_words.ends(next((one for one in group if one.last >= today), group[-1]), today),
        "lines": [line for one in group for line in ending_words.for_whom(one, language, today)],
        "offers": offers,
    }


def _offers(person: User, language: str, endings: list[Ending]) -> dict[str, list[dict]]:
    """The courses that renew each training, its own course before others of the same kind."""
    own = {one.key: one.training.achievement.key for one in endings if not one.is_external}
    families = {one.family for one in endings} - {""}
    wanted = Achievement.objects.filter(key__in=own.values()) | Achievement.objects.filter(family__in=families)
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
        fitting = [course for course in courses if renews(achievements[course["key"]], one)]
        first = own.get(one.key)
        offers[one.key] = sorted(fitting, key=lambda course, first=first: course["key"] != first)
    return offers
