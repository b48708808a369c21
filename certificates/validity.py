"""Until when training counts, by the rule of whoever accepts it. Plain arithmetic of days; nothing here knows a database.

A day is that of completion, as the certificate prints it; a last day is inclusive.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

RENEWAL_OPENS = timedelta(days=90)  # before the last day


@dataclass(frozen=True)
class Months:
    """A fixed term: 36 months from the day of completion."""

    months: int

    def last_day(self, completed_on: date) -> date:
        return add_months(completed_on, self.months)


@dataclass(frozen=True)
class FiscalYears:
    """To the end of the n-th fiscal year; the one in which it was completed is the first. `starts_in`: 4 is April."""

    years: int
    starts_in: int

    def last_day(self, completed_on: date) -> date:
        first = completed_on.year if completed_on.month >= self.starts_in else completed_on.year - 1
        return date(first + self.years, self.starts_in, 1) - timedelta(days=1)


@dataclass(frozen=True)
class BeforeStart:
    """Completed within so many months before a study starts; then good for the length of the study."""

    months: int

    def last_day(self, completed_on: date) -> date:
        """The last day on which a study may start."""
        return add_months(completed_on, self.months)


@dataclass(frozen=True)
class HoursWithin:
    """Hours of some subjects within a window of months; each piece of training counts until it leaves the window."""

    months: int

    def last_day(self, completed_on: date) -> date:
        return add_months(completed_on, self.months)


@dataclass(frozen=True)
class NoTerm:
    """The body sets no period."""

    def last_day(self, completed_on: date) -> None:
        return None


Rule = Months | FiscalYears | BeforeStart | HoursWithin | NoTerm


@dataclass(frozen=True, kw_only=True)
class Held:
    """Training somebody holds: of which family, when completed, covering which parts of which guidelines, minutes by category.

    `ends_on`: the last day that the certificate itself states, if it states one; no rule reaches beyond it. `key` tells it apart.
    """

    family: str
    completed_on: date
    ends_on: date | None = None
    parts: tuple[str, ...] = ()
    minutes: dict[str, int] = field(default_factory=dict, hash=False)
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class Need:
    """One thing that is asked for: training of a family (any when empty), covering a guideline (any when empty).

    With `bridged_from`, training under that earlier edition counts too, together with a bridge to `guideline`.
    """

    family: str = ""
    guideline: str = ""
    bridged_from: str = ""
    bridge_family: str = ""


def add_months(day: date, months: int) -> date:
    """The same day of a later (or, negative, earlier) month; the last day of that month where it is shorter."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def day_in(moment: datetime, zone: str) -> date:
    """Which day it is there."""
    return moment.astimezone(ZoneInfo(zone)).date()


def last_day(rule: Rule, held: Held) -> date | None:
    """By the rule, and by the certificate's own last day, whichever comes first."""
    return min((day for day in (rule.last_day(held.completed_on), held.ends_on) if day), default=None)


def renewal_opens(last: date) -> date:
    return last - RENEWAL_OPENS


def covers(held: Held, guideline: str) -> bool:
    """One of its guideline parts begins with these words: "ICH E6(R3)" is found in "ICH E6(R3) Annex 1", not in "ICH E6(R30)"."""
    return not guideline or any(_begins(part, guideline) for part in held.parts)


def _begins(part: str, guideline: str) -> bool:
    rest = part.strip().casefold().removeprefix(guideline.strip().casefold())
    return len(rest) < len(part.strip()) and not rest[:1].isalnum()


def meets(need: Need, held: Held) -> bool:
    """It is what is asked for, by itself."""
    of_family = held.family == need.family if need.family else held.family not in ("", need.bridge_family)
    return of_family and covers(held, need.guideline)


def needs_bridge(need: Need, held: Held) -> bool:
    """It is what was asked for under the earlier edition: it counts together with a bridge."""
    return bool(need.bridged_from) and held.family == need.family and covers(held, need.bridged_from) and not meets(need, held)


def is_bridge(need: Need, held: Held) -> bool:
    """It leads training under the earlier edition over to the one that is asked for."""
    return bool(need.bridged_from) and held.family == need.bridge_family and covers(held, need.guideline)


@dataclass(frozen=True)
class Answer:
    """Whether a need is met, its last day (None where there is none to name), and by what: the training whose days count."""

    met: bool
    last_day: date | None = None
    by: Held | None = field(default=None, compare=False)


NOT_MET = Answer(False)


def answer(need: Need, rule: Rule, held: Iterable[Held]) -> Answer:
    """The best answer that all somebody holds gives: the one that lasts longest.

    A bridge prolongs nothing: the days count from the training that it bridges, and it must come while that still counts.
    """
    held = list(held)
    found = [Answer(True, last_day(rule, one), one) for one in held if meets(need, one)]
    bridges = [one.completed_on for one in held if is_bridge(need, one)]
    for one in held:
        if needs_bridge(need, one):
            last = last_day(rule, one)
            if any(one.completed_on <= day and (last is None or day <= last) for day in bridges):
                found.append(Answer(True, last, one))
    return longest(found)


def longest(answers: Iterable[Answer]) -> Answer:
    """Of several ways to meet the same need the one that lasts longest; of equal ones that completed last."""
    return max(
        (one for one in answers if one.met), key=lambda one: (one.last_day or date.max, one.by.completed_on), default=NOT_MET
    )


def own_end(held: Iterable[Held]) -> Answer:
    """Until when training of one kind holds by what its certificates state themselves: the one that lasts longest."""
    return longest(Answer(True, one.ends_on, one) for one in held)


def together(answers: Iterable[Answer]) -> Answer:
    """All of them: met when each is, until the first of them ends."""
    answers = list(answers)
    if not answers or not all(one.met for one in answers):
        return NOT_MET
    return Answer(True, min((one.last_day for one in answers if one.last_day), default=None))


def minutes_between(held: Iterable[Held], first: date | None, last: date | None) -> Counter:
    """Minutes by category of what was completed from `first` to `last`, both inclusive; open where None."""
    total = Counter()
    for one in held:
        if (first is None or first <= one.completed_on) and (last is None or one.completed_on <= last):
            total.update(one.minutes)
    return total


def minutes_within(held: Iterable[Held], rule: HoursWithin, day: date) -> Counter:
    """Minutes by category of what still counts on `day`."""
    return minutes_between((one for one in held if rule.last_day(one.completed_on) >= day), None, day)
