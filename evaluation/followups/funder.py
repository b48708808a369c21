"""The report for those who pay: seminars of a period and programme, who came, what they said, what came of it. It names nobody."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Min, Sum
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from certificates.models import Certificate
from evaluation.models import Outcome, SeminarPlan, SeminarReply
from evaluation.report import FEWEST
from icrweb.accounts.choices import AffiliationRole, Country
from seminars.models import Attendance, LetterTerms, Registration, Seminar
from seminars.models.papers import PROGRAMME

from . import plots
from .counting import Nested, pooled, told, told_beside_total, told_inside
from .questions import SCALE, STATES, STEPS, asked_of

State = Registration.State
SELECTED = (State.CONFIRMED, State.OFFERED)
Stage = SeminarReply.Stage
KEEP = (2, 0, 1, 3)  # of applicants, selected, attended and certificates: which numbers are given up last where one tells another


@dataclass(frozen=True)
class Period:
    """From the first day to the last, by UTC, of seminars that begin in it; `programme` empty: every one."""

    first: date
    last: date
    programme: str = ""

    def seminars(self):
        first = datetime.combine(self.first, time(), ZoneInfo("UTC"))
        after = datetime.combine(self.last + timedelta(days=1), time(), ZoneInfo("UTC"))
        rows = Seminar.objects.filter(starts_at__gte=first, starts_at__lt=after, cancelled_at=None)
        if self.programme == PROGRAMME:
            rows = rows.exclude(pk__in=LetterTerms.objects.exclude(programme=PROGRAMME).values("seminar"))
        elif self.programme:
            rows = rows.filter(letter_terms__programme=self.programme)
        return rows.order_by("starts_at", "pk")


@dataclass(frozen=True)
class Table:
    """Heads and rows of text and numbers; the same on the page and in the file. `drawing`: a plot of it."""

    name: str
    title: str
    heads: list[str]
    rows: list[list]
    drawing: dict | None = None
    note: str = ""


@dataclass
class Facts:
    """What the database says of the seminars of a period, read once."""

    seminars: list[Seminar]
    applied: Counter = field(default_factory=Counter)
    selected: Counter = field(default_factory=Counter)
    attended: dict[int, list[tuple]] = field(default_factory=lambda: defaultdict(list))
    minutes: dict[int, int] = field(default_factory=dict)
    certificates: Counter = field(default_factory=Counter)

    def numbers(self) -> list[list[int]]:
        """By seminar: who applied, was selected, attended, has a certificate; each are some of those before."""
        came = {pk: len(rows) for pk, rows in self.attended.items()}
        columns = self.applied, self.selected, came, self.certificates
        return [[counts.get(one.pk, 0) for counts in columns] for one in self.seminars]


def programmes() -> list[str]:
    """Every programme that a seminar counts for."""
    return sorted({PROGRAMME, *LetterTerms.objects.values_list("programme", flat=True)})


def report(period: Period) -> list[Table]:
    """All tables, in a constant number of queries."""
    facts = _gather(period)
    rows, total = Nested(facts.numbers(), KEEP, FEWEST).told()
    seminars = _totals(facts, total), _by_seminar(facts, rows)
    return [*seminars, *_groups(facts, total), _said(facts), _steps(facts), _outcomes(facts)]


def _gather(period: Period) -> Facts:
    facts = Facts(list(period.seminars()))
    rows = Registration.objects.filter(seminar__in=facts.seminars)
    people = rows.values_list("seminar", "person", "state", "attended_at", "country", "institution_name", "role", "key")
    keys: dict[UUID, int] = {}
    came = defaultdict(set)
    for seminar, person, state, attended_at, country, site, role, key in people.order_by("pk"):
        came[seminar].add(person)
        facts.selected[seminar] += state in SELECTED
        if attended_at:
            facts.attended[seminar].append((person, country, site, role))
            keys[key] = seminar
    facts.applied = Counter({seminar: len(people) for seminar, people in came.items()})
    minutes = Attendance.objects.filter(registration__seminar__in=facts.seminars, registration__attended_at__isnull=False)
    facts.minutes = dict(minutes.order_by().values_list("registration__seminar").annotate(sum=Sum("minutes")))
    for key in Certificate.objects.filter(evidence_key__in=list(keys), superseded_by=None).values_list("evidence_key", flat=True):
        facts.certificates[keys[key]] += 1
    return facts


def _totals(facts: Facts, total: list[int | None]) -> Table:
    applied, selected, attended, certificates = total
    people = {person for rows in facts.attended.values() for person, *_rest in rows}
    different = told_inside(len(people), total[:3], FEWEST)
    first = told_inside(len(people) - len(_earlier(facts, people)), [*total[:3], different], FEWEST)
    lines = [
        (_("Seminars"), len(facts.seminars)),
        (_("Applicants"), _in_total(facts.applied.total(), applied)),
        (_("Selected"), _in_total(facts.selected.total(), selected)),
        (_("Attended"), _in_total(sum(len(rows) for rows in facts.attended.values()), attended)),
        (_("Different people who attended"), _in_total(len(people), different)),
        (_("First seminar with us"), _or_not_told(first)),
        (_("Hours of training received"), round(sum(facts.minutes.values()) / 60, 1) if len(people) >= FEWEST else _few()),
        (_("Certificates of attendance"), _in_total(facts.certificates.total(), certificates)),
    ]
    return Table("totals", _("In total"), [_("What"), pgettext("how many", "Number")], [list(line) for line in lines])


def _earlier(facts: Facts, people: set[int]) -> set[int]:
    """Who had attended a seminar before the first of these that they attended."""
    if not facts.seminars:
        return set()
    mine = {seminar.pk: seminar.starts_at for seminar in facts.seminars}
    first_here: dict[int, datetime] = {}
    for seminar, rows in facts.attended.items():
        for person, *_rest in rows:
            first_here[person] = min(first_here.get(person, mine[seminar]), mine[seminar])
    ever = Registration.objects.filter(person__in=people, attended_at__isnull=False).order_by()
    first_ever = ever.values_list("person").annotate(first=Min("seminar__starts_at"))
    return {person for person, first in first_ever if first < first_here[person]}


def _by_seminar(facts: Facts, told_rows: list[list[int | None]]) -> Table:
    heads = [_("Seminar"), _("Starts"), _("Applicants"), _("Selected"), _("Attended"), _("Hours"), _("Certificates")]
    rows = []
    for one, (applied, selected, attended, certificates) in zip(facts.seminars, told_rows, strict=True):
        hours = attended and round(facts.minutes.get(one.pk, 0) / 60, 1)
        starts = one.starts_at.astimezone(ZoneInfo(one.time_zone)).date().isoformat()
        numbers = (applied, selected, attended, hours, certificates)
        rows.append([one.title_in(get_language()), starts, *map(_or_not_told, numbers)])
    return Table("seminars", _("Seminars"), heads, rows)


def _groups(facts: Facts, total: list[int | None]):
    """Who attended, by country, site and profession; each attendance counts. Where the total is not told, they do not add up to it."""
    everybody = [row for rows in facts.attended.values() for row in rows]
    countries, roles = dict(Country.choices), dict(AffiliationRole.choices)
    unknown = _("Not stated")
    for name, title, head, counts in (
        ("countries", _("Attended, by country"), _("Country"), Counter(str(countries.get(row[1], unknown)) for row in everybody)),
        ("sites", _("Attended, by site"), _("Site"), Counter(row[2] or unknown for row in everybody)),
        (
            "professions",
            _("Attended, by profession"),
            _("Profession"),
            Counter(str(roles.get(row[3], unknown)) for row in everybody),
        ),
    ):
        shown, groups, people = pooled(counts, FEWEST)
        rows = [list(one) for one in shown]
        if groups:
            words = ngettext("%(number)d smaller group together", "%(number)d smaller groups together", groups)
            rows.append([words % {"number": groups}, _shown(people)])
        if total[2] is None and len(everybody) >= FEWEST:
            rows[-1][1] = _or_not_told(None)
        drawing = plots.bars([(label, number) for label, number in rows if isinstance(number, int)]) if shown else None
        yield Table(name, title, [head, _("Attended")], rows, drawing)


def _said(facts: Facts) -> Table:
    """Means at the end, with n; of ours together, of a seminar's own questions by themselves."""
    plans = {plan.seminar_id: plan for plan in SeminarPlan.objects.filter(seminar__in=facts.seminars)}
    words: dict[tuple, str] = {}
    values = defaultdict(list)
    by_pk = {one.pk: one for one in facts.seminars}
    given = SeminarReply.objects.given().filter(registration__seminar__in=facts.seminars, stage=Stage.END)
    answers_of = defaultdict(list)
    for seminar, answers in given.values_list("registration__seminar", "answers"):
        answers_of[seminar].append(answers)
    for pk, rows in answers_of.items():
        seminar, plan = by_pk[pk], plans.get(pk)
        own = bool(plan and plan.questions)
        for question in asked_of(plan, get_language(), seminar.language):
            if question["kind"] == SCALE:
                key = (pk if own else 0, question["key"])
                words[key] = f"{question['words']} ({seminar.title_in(get_language())})" if own else question["words"]
                values[key] += [said[question["key"]] for said in rows if said.get(question["key"])]
    lines = []
    for key in words:
        n = len(values[key])
        lines.append([words[key], _shown(n), round(sum(values[key]) / n, 2) if n >= FEWEST else "–"])
    heads = [_("Question, answered from 1 to 5"), pgettext("number of learners", "n"), _("Mean")]
    return Table("evaluation", _("What people said at the end"), heads, lines)


def _steps(facts: Facts) -> Table:
    """Where plans stood after 3 and 12 months."""
    counts, n = Counter(), Counter()
    rows = SeminarReply.objects.given().filter(registration__seminar__in=facts.seminars).exclude(stage=Stage.END)
    for stage, answers in rows.values_list("stage", "answers"):
        n[stage] += 1
        counts.update((stage, key, answers[key]) for key, _label in STEPS if answers.get(key))
    lines = []
    for stage in (Stage.MONTHS_3, Stage.MONTHS_12):
        for key, label in STEPS:
            cells = [counts[stage, key, state] for state, _words in STATES]
            silent = n[stage] - sum(cells)
            *cells, _silent = told_beside_total([*cells, silent], FEWEST)
            lines.append([str(stage.label), str(label), _shown(n[stage]), *map(_or_not_told, cells)])
    heads = [_("When"), _("Step"), pgettext("number of learners", "n"), *(str(words) for _state, words in STATES)]
    return Table("steps", _("Where plans stood"), heads, lines)


def _outcomes(facts: Facts) -> Table:
    """What came of the seminars: events, not people, by the time since the seminar."""
    three, twelve, later = Counter(), Counter(), Counter()
    rows = Outcome.objects.standing().filter(registration__seminar__in=facts.seminars)
    for kind, on, ended in rows.values_list("kind", "happened_on", "registration__seminar__ends_at"):
        days = (on - ended.date()).days
        (three if days <= 91 else twelve if days <= 365 else later)[kind] += 1
    lines = [
        [str(kind.label), three[kind], three[kind] + twelve[kind], three[kind] + twelve[kind] + later[kind]]
        for kind in Outcome.Kind
    ]
    shown = [line for line in lines if line[3]]
    heads = [_("What"), _("By 3 months"), _("By 12 months"), _("Ever")]
    drawing = plots.bars([(line[0], line[3]) for line in shown]) if shown else None
    note = _("Outcomes are events that participants or organizers noted, most of them public; they are counted as they are.")
    return Table("outcomes", _("Outcomes"), heads, shown, drawing, note)


def _shown(number: int) -> int | str:
    return _few() if told(number, FEWEST) is None else number


def _in_total(number: int, said: int | None) -> int | str:
    return _few() if told(number, FEWEST) is None else _or_not_told(said)


def _or_not_told(number: float | None) -> float | str:
    return pgettext("of a number", "not told") if number is None else number


def _few() -> str:
    return _("fewer than %(number)d") % {"number": FEWEST}


def method() -> list[str]:
    """How the numbers came to be, beside every report and in every file."""
    return [
        _("Seminars count that begin in the period and were not cancelled. Days are those of UTC."),
        _("Applicants are people with a registration of any state; selected are those who have a place or an offer of one today."),
        _(
            "Attended means that the rule of the seminar was met. Country, site and profession are those of the day of registration."
        ),
        _("Hours are the minutes present of those who attended. Certificates are those that were not replaced by a correction."),
        _("Means are of the answers that were given; n says how many. Answering is voluntary."),
        _("Numbers of fewer than %(number)d people are not told, and small groups are put together until they are larger.")
        % {"number": FEWEST},
        _("Where the total would tell such a number, the next larger one beside it is not told either."),
        _(
            "The same holds for what lies between two numbers, such as applicants who were not selected: one of the two is not told."
        ),
    ]
