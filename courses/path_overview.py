"""Where a reader stands on a role path. A constant number of queries, however long the path is."""

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from certificates.models import Certificate
from courses.access import course_titles
from courses.catalogue import hours
from courses.models import CourseAccess, Edition, Enrolment, PathChoice, PathPage, Waiver
from courses.progress import progress_of_many
from icrweb.accounts.choices import Country
from icrweb.accounts.models import Affiliation, User
from icrweb.pages.languages import address

DONE, BEFORE, GOING, LOCKED, NOT_STARTED = "done", "before", "progress", "locked", "not-started"


@dataclass
class Step:
    """One course of the path as the reader has it."""

    course_key: str
    title: str
    url: str
    lang: str
    required: bool
    why: str
    block: str  # the id of the block that says so
    state: str = NOT_STARTED
    minutes: int = 0
    percent: int = 0
    proof: str = ""
    code: str = ""
    first: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def over(self) -> bool:
        return self.state in (DONE, BEFORE)

    @property
    def time(self) -> str:
        return hours(self.minutes) if self.minutes else ""


@dataclass
class Path:
    """A path for one reader in one country."""

    steps: list[Step]
    country: str
    note: str
    countries: list[tuple[str, str]]

    @property
    def required(self) -> list[Step]:
        return [step for step in self.steps if step.required]

    @property
    def done_count(self) -> int:
        return sum(step.over for step in self.required)

    @property
    def left(self) -> str:
        """Of what is required."""
        minutes = sum(step.minutes for step in self.required if not step.over)
        return _("%(time)s left") % {"time": hours(minutes)} if minutes else ""

    @property
    def count_words(self) -> str:
        number = len(self.required)
        words = ngettext("%(done)d of %(number)d required step", "%(done)d of %(number)d required steps", number)
        return words % {"done": self.done_count, "number": number}

    @property
    def next(self) -> Step | None:
        """What to do now: go on with what is begun, else the first required step that is open, else a recommended one."""
        waiting = [step for step in self.steps if step.url and step.state in (GOING, NOT_STARTED)]
        return min(waiting, key=lambda step: (step.state != GOING, not step.required), default=None)


def country_of(user, wanted: str = "") -> str:
    """The country asked for in the address, else where the reader works, else where they say they are."""
    if wanted in Country.values:
        return wanted
    if not user.is_authenticated:
        return ""
    works_in = Affiliation.objects.for_learner(user).current().exclude(institution=None)
    return works_in.values_list("institution__country", flat=True).first() or user.country


def path_for(page: PathPage, user, wanted_country: str = "") -> Path:
    country = country_of(user, wanted_country)
    blocks = [{**_plain(block["value"]), "block": block["id"]} for block in page.steps.raw_data]
    note = ""
    besides = [{**_plain(block["value"]), "block": block["id"]} for block in page.countries.raw_data]
    for one in besides:
        if one["country"] == country:
            blocks += [{**step, "block": one["block"]} for step in one["steps"]]
            note = one["note"]
    offered = dict.fromkeys(one["country"] for one in besides)
    return Path(
        steps=_steps(blocks, user),
        country=country if country in offered else "",
        note=note,
        countries=[(code, Country(code).label) for code in offered if code in Country.values],
    )


def _plain(value):
    """A block as it is stored, without what wraps the items of its lists: reading it whole would ask for all courses each time."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(item["value"] if isinstance(item, dict) and item.get("type") == "item" else item) for item in value]
    return value


def _steps(blocks: list, user) -> list[Step]:
    keys = list(dict.fromkeys(str(block["course"]) for block in blocks))
    titles = course_titles(keys, user)
    editions = {str(key): edition for key, edition in Edition.objects.newest(keys, timezone.now().date()).items()}
    held = _Held(user, keys, [str(key) for block in blocks for one in block.get("equivalents", []) for key in one["all_of"]])
    steps = []
    for key in keys:
        if key not in titles:
            continue  # neither a page nor an edition: nothing is left to take
        block = _weightiest([block for block in blocks if str(block["course"]) == key])
        title, url, lang = titles[key]
        edition = editions.get(key)
        step = Step(key, title, url, lang, block["weight"] == "required", block["why"], block["block"])
        if url and edition:
            step.minutes, step.code = edition.minutes, edition.code
        held.judge(step, block, edition)
        steps.append(step)
    first = course_titles([one for step in steps for one in held.missing(step.course_key)], user) if user.is_authenticated else {}
    for step in steps:
        missing = held.missing(step.course_key) if step.state == NOT_STARTED and user.is_authenticated else []
        if missing:
            step.state, step.first = LOCKED, [first[one] for one in missing if one in first]
    return steps


def _weightiest(same: list) -> dict:
    """A course named twice, by the path and by the country, is one step: required where either says so, with its reason."""
    chosen = next((block for block in same if block["weight"] == "required"), same[0])
    return {**chosen, "equivalents": [one for block in same for one in block.get("equivalents", [])]}


class _Held:
    """What the reader has of some courses and certificates; read once."""

    def __init__(self, user, keys: list[str], equivalents: list[str]):
        self.open, self.finished, self.valid, self.ended = {}, {}, {}, {}
        self.asks, self.waived = {}, set()
        if not user.is_authenticated:
            return
        self.asks = {
            str(key): first
            for key, first in CourseAccess.objects.filter(course_key__in=keys).values_list("course_key", "prerequisites")
        }
        wanted = {*keys, *equivalents, *(one for first in self.asks.values() for one in first)}
        standing = Certificate.objects.for_recipient(user).filter(achievement__key__in=wanted, superseded_by=None)
        certificates = list(standing.select_related("achievement"))
        today = timezone.now().date()
        revoked = {row.evidence_key for row in certificates if row.revoked_at}
        for row in sorted(certificates, key=lambda row: row.completed_at):
            if not row.revoked_at:
                past = row.valid_until is not None and row.valid_until < today
                (self.ended if past else self.valid)[str(row.achievement.key)] = row
        rows = list(Enrolment.objects.for_learner(user).filter(course_key__in=wanted, left_at=None).select_related("edition"))
        for row in sorted((row for row in rows if row.completed_at and row.key not in revoked), key=lambda row: row.completed_at):
            self.finished[str(row.course_key)] = row
        going = [row for row in rows if not row.completed_at]
        progress = progress_of_many(going) if going else {}
        self.open = {str(row.course_key): progress[row.pk] for row in going}
        self.waived = {str(key) for key in Waiver.objects.filter(person=user).values_list("course_key", flat=True)}

    def missing(self, key: str) -> list[str]:
        return [] if key in self.waived else [one for one in self.asks.get(key, []) if one not in self.finished]

    def judge(self, step: Step, block: dict, edition: Edition | None) -> None:
        """Write into the step how the reader stands with it."""
        key = step.course_key
        finished = self.finished.get(key)
        expired = key in self.ended and key not in self.valid
        if finished and not expired:
            newest = edition is None or finished.edition_id == edition.pk
            step.state = DONE if newest else BEFORE
            step.proof = _edition_words(finished.edition.label, finished.completed_at)
        elif words := self._equivalent(block):
            step.state, step.proof = BEFORE, words
        elif key in self.open:
            step.state, step.percent, step.minutes = GOING, self.open[key].percent, self.open[key].minutes_left
        elif expired:
            day: date = self.ended[key].valid_until
            step.proof = _("Your certificate ended on %(day)s.") % {"day": day.isoformat()}

    def _equivalent(self, block: dict) -> str:
        for one in block["equivalents"]:
            proofs = [str(key) for key in one["all_of"]]
            if proofs and all(key in self.valid or (key in self.finished and key not in self.ended) for key in proofs):
                titles = [self.valid[key].title for key in proofs if key in self.valid]
                return f"{one['words']}: {', '.join(titles)}" if titles else one["words"]
        return ""


def _edition_words(label: str, at) -> str:
    return _("Edition %(label)s, finished %(day)s") % {"label": label, "day": at.date().isoformat()}


def my_path(user: User) -> dict:
    """The chosen path for "My learning", or nothing."""
    key = PathChoice.objects.filter(person=user).values_list("path_key", flat=True).first()
    page = PathPage.objects.live().filter(translation_key=key, locale__language_code=get_language()).first() if key else None
    if page is None:
        return {"path": None}
    return {"path": path_for(page, user), "path_page": page, "path_url": address(page.url_path, get_language())}
