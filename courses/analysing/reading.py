"""What was counted of a test, as pages and files show it: small groups left out, today's key and flags put beside the figures."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from uuid import UUID

from courses.analysing.flags import Compared, Option, flags
from courses.analysing.kept import Figures, Kept
from courses.analysing.options import Asked
from courses.analysing.scores import Scores, Sums, scores, total
from courses.analysing.statistics import FEWEST, Gained, Item
from courses.models import Question, Tally

Groups = dict[tuple[int, str], Sums]  # by edition and language


@dataclass(frozen=True)
class Taken:
    """A test in one group of learners."""

    scores: Scores
    passed: float


@dataclass(frozen=True)
class Line:
    """A question in one language."""

    question: UUID
    language: str
    figures: Figures
    options: list[Option]
    flags: list[str]

    @property
    def item(self) -> Item:
        return self.figures.item

    @property
    def compared(self) -> Compared | None:
        return self.figures.compared


def showable(groups: dict[object, int]) -> set:
    """The groups that may be shown: of five people at least, and never all but one that the total would give away."""
    hidden = {group for group, number in groups.items() if number < FEWEST}
    for group in sorted(groups, key=lambda group: (groups[group], str(group))):
        if not hidden or sum(groups[one] for one in hidden) >= FEWEST:
            break
        hidden.add(group)
    return set(groups) - hidden


# --- A test ---


def groups_of(tally: Tally) -> Groups:
    return {(edition, language): Sums.from_json(kept) for edition, language, kept in tally.sums}


def by_edition(groups: Groups) -> dict[int, Sums]:
    """Those that may be shown."""
    return _by(groups, 0)


def by_language(groups: Groups) -> dict[str, Sums]:
    """Those that may be shown."""
    return _by(groups, 1)


def _by(groups: Groups, place: int) -> dict:
    found = defaultdict(list)
    for group, sums in groups.items():
        found[group[place]].append(sums)
    sums = {group: total(several) for group, several in found.items()}
    return {group: sums[group] for group in showable({group: one.n for group, one in sums.items()})}


def taken(sums: Sums) -> Taken | None:
    found = scores(sums)
    if found is None or found.n < FEWEST:
        return None
    return Taken(found, sums.passed / found.n)


def gains_of(tally: Tally, edition: int) -> dict[str, dict[str, Gained]]:
    """By pre-test the gain of all, "", and of the languages that may be shown."""
    found = defaultdict(dict)
    for before, of, language, gained in tally.gains:
        if of == edition:
            found[before][language] = Gained(**gained)
    for before, groups in found.items():
        shown = {"", *showable({language: gain.n for language, gain in groups.items() if language})}
        found[before] = {language: gain for language, gain in groups.items() if language in shown and gain.n >= FEWEST}
    return found


# --- Its questions ---


def kept_questions(tally: Tally, edition: int, question: UUID | None = None) -> dict[UUID, Kept]:
    """Of one edition; 0: of all."""
    rows = tally.questions.filter(edition=edition)
    if question:
        rows = rows.filter(question_key=question)
    return {key: Kept.from_json(figures) for key, figures in rows.values_list("question_key", "figures")}


def questions_of(keys) -> dict[UUID, dict[str, Question]]:
    """By question and language its rows: the words, and in the source language the key."""
    rows = Question.objects.filter(translation_key__in=keys).select_related("locale", "bank", "guideline__guideline")
    found = defaultdict(dict)
    for row in rows.order_by("pk"):
        found[row.translation_key][row.locale.language_code] = row
    return found


def source_of(rows: dict[str, Question]) -> Question | None:
    return next((row for row in rows.values() if row.is_source), None)


def asked_of(questions: dict[UUID, dict[str, Question]]) -> dict[UUID, Asked]:
    """Each question as its key has it today; nothing to choose from where its row is gone or unfinished."""
    sources = {key: source_of(rows) for key, rows in questions.items()}
    return {key: Asked.of(row.written()) if row and not row.faults() else Asked() for key, row in sources.items()}


def lines(kept: dict[UUID, Kept], asked: dict[UUID, Asked], *, final: bool) -> list[Line]:
    """Each question in each language in which at least five were set it."""
    found = []
    for key, one in kept.items():
        for language in sorted(showable({language: figures.item.n for language, figures in one.languages.items()})):
            figures = one.languages[language]
            given = Counter({label: n for label, (n, _full) in figures.given.items()})
            full = Counter({label: n for label, (_n, n) in figures.given.items()})
            options = asked.get(key, Asked()).options(given, full)
            raised = flags(figures.item, options, figures.compared, final=final)
            found.append(Line(key, language, figures, options, raised))
    return found
