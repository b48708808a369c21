"""The tables and plots about a test: what the pages show and the files hold."""

from collections import Counter
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from courses.analysing import plots
from courses.analysing.kept import Kept
from courses.analysing.options import Asked
from courses.analysing.reading import Line, Taken, showable, taken
from courses.analysing.scores import Sums
from courses.analysing.statistics import FEWEST, GREY_BELOW, Gained
from courses.analysing.tables import Head, Shown, Table, figure, percent, probability, whole, words
from courses.analysing.words import FLAGS, trust_word
from icrweb.pages.languages import language_name

BANDS = 10


def n_of(n: int) -> Shown:
    return whole(n, note=trust_word(n))


def between(lower: float | None, upper: float | None, places: int = 2) -> Shown:
    if lower is None:
        return figure(None)
    return words(_("%(low)s and %(high)s") % {"low": figure(lower, places).text, "high": figure(upper, places).text})


# --- A test ---


def groups_table(name: str, caption: str, first: str, groups: dict[str, Sums]) -> Table:
    """A line a group; `groups` holds those that may be shown, by their words."""
    heads = [
        Head(first, number=False),
        Head(pgettext("number of learners", "n")),
        Head(_("Passed")),
        Head(_("Mean, percent")),
        Head(_("SD")),
        Head(_("Reliability")),
        Head(_("SEM"), help=_("Standard error of measurement, percent")),
    ]
    rows = []
    for label, sums in groups.items():
        if found := taken(sums):
            rows.append([words(label), n_of(found.scores.n), *_of_scores(found)])
    return Table(name, caption, heads, rows)


def _of_scores(found: Taken) -> list[Shown]:
    scores = found.scores
    return [percent(found.passed), figure(scores.mean, 1), figure(scores.sd, 1), figure(scores.reliability), figure(scores.sem, 1)]


def distribution(sums: Sums, pass_mark: int) -> tuple[Table, dict] | None:
    """How many learners had which result, in ten bands; nothing of fewer than thirty, where one column may be one person."""
    bands = Counter()
    for (points, items), number in sums.learners.items():
        bands[min(BANDS - 1, int(BANDS * points / items + 1e-6))] += number
    if sums.n < GREY_BELOW:
        return None
    shares = [bands[band] / bands.total() for band in range(BANDS)]
    labels = [f"{100 * band // BANDS}–{100 * (band + 1) // BANDS - (band < BANDS - 1)}" for band in range(BANDS)]
    heads = [Head(_("Result, percent"), number=False), Head(_("Learners"))]
    table = Table(
        "results", _("Results"), heads, [[words(label), percent(share)] for label, share in zip(labels, shares, strict=True)]
    )
    return table, plots.bars(shares, labels, pass_mark, {"across": _("Result, percent"), "mark": _("Pass mark")})


def gain_table(found: list[tuple[str, str, Gained]]) -> Table:
    """A line a pre-test and language ("": all), of those that may be shown."""
    heads = [
        Head(_("Pre-test"), number=False),
        Head(_("Language"), number=False),
        Head(_("Learners who took both")),
        Head(_("Before, median percent")),
        Head(_("After, median percent")),
        Head(_("Gain, median"), help=_("What was gained of what could be gained: (after − before) ÷ (100 − before)")),
        Head(_("Half of the gains lie between")),
        Head(_("Nothing to gain"), help=_("Had everything right before")),
    ]
    rows = []
    for title, language, gain in found:
        known = gain.gain is not None and gain.n - gain.undefined >= FEWEST
        rows.append(
            [
                words(title),
                words(language_name(language) if language else _("All")),
                n_of(gain.n),
                figure(gain.before, 1),
                figure(gain.after, 1),
                figure(gain.gain if known else None),
                between(*((gain.lower, gain.upper) if known else (None, None))),
                whole(gain.undefined) if gain.undefined >= FEWEST or not gain.undefined else words(_("fewer than 5")),
            ]
        )
    return Table("gain", _("Knowledge gained"), heads, rows)


# --- Its questions ---

SECONDS = gettext_lazy("Median time to the first answer, since the answer kept before it")
SORTS = {
    "question": lambda line, name: (name.casefold(), line.language),
    "language": lambda line, name: (line.language, name.casefold()),
    "n": lambda line, name: line.item.n,
    "p": lambda line, name: line.item.facility,
    "r": lambda line, name: _or_last(line.item.point_biserial),
    "d": lambda line, name: _or_last(line.item.discrimination),
    "gap": lambda line, name: _or_last(line.compared and line.compared.gap),
    "delta": lambda line, name: _or_last(line.compared and line.compared.matched and line.compared.matched.delta),
    "seconds": lambda line, name: _or_last(line.figures.seconds and line.figures.seconds.median),
    "flags": lambda line, name: (not line.flags, [list(FLAGS).index(flag) for flag in line.flags]),
}


def _or_last(value: float | None) -> float:
    return float("inf") if value is None else value


def sorted_lines(lines: list[Line], names: dict[UUID, str], sort: str) -> list[Line]:
    """By one of `SORTS`, a minus before it for the other way round; ties in the questions' order."""
    key = SORTS.get(sort.lstrip("-"), SORTS["flags"])
    ordered = sorted(lines, key=lambda line: SORTS["question"](line, names[line.question]))
    return sorted(ordered, key=lambda line: key(line, names[line.question]), reverse=sort.startswith("-"))


def heads_of_items() -> list[Head]:
    return [
        Head(pgettext("number of learners", "n"), "n"),
        Head(pgettext("facility", "p"), "p", help=_("Mean credit on this question")),
        Head(pgettext("point-biserial", "r"), "r", help=_("Correlation with the other questions")),
        Head(pgettext("discrimination", "D"), "d", help=_("The best 27 % of learners less the weakest 27 %")),
        Head(_("Difference in p"), "gap", help=_("From the language compared with")),
        Head(
            _("Δ MH"), "delta", help=_("Mantel–Haenszel at equal results, below 0: harder here; A negligible, B moderate, C large")
        ),
    ]


def cells_of_item(line: Line) -> list[Shown]:
    matched = line.compared.matched if line.compared else None
    return [
        n_of(line.item.n),
        figure(line.item.facility),
        figure(line.item.point_biserial),
        figure(line.item.discrimination),
        figure(line.compared.gap if line.compared else None),
        figure(matched.delta, note=matched.size) if matched else figure(None),
    ]


def median_seconds(line: Line) -> Shown:
    """Of fewer than five known times nothing."""
    spread = line.figures.seconds
    return figure(spread.median if spread and spread.n >= FEWEST else None, 0)


def items_table(lines: list[Line], names: dict[UUID, str], quiz_key: UUID, query: str, translations: dict) -> Table:
    """`translations`: where the words of a question in a language are translated; a difference between languages leads there."""
    heads = [Head(_("Question"), "question", number=False), Head(_("Language"), "language", number=False), *heads_of_items()]
    heads.append(Head(_("Seconds"), "seconds", help=SECONDS))
    heads.append(Head(_("What to look at"), "flags", number=False))
    rows = []
    for line in lines:
        url = reverse("item_analysis:question", args=[quiz_key, line.question]) + (f"?{query}" if query else "")
        of_words = {"language", "matched"} & set(line.flags)
        mend = translations.get((line.question, line.language), "") if of_words else ""
        flags = words("; ".join(str(FLAGS[flag]) for flag in line.flags), url=mend)
        name, language = words(names[line.question], url=url), words(language_name(line.language))
        rows.append([name, language, *cells_of_item(line), median_seconds(line), flags])
    return Table("questions", _("Questions of this test"), heads, rows)


# --- One question ---


def languages_table(lines: list[Line]) -> Table:
    """The same figures a language a line, with what Mantel–Haenszel says in full."""
    more = [Head(_("Odds ratio")), Head(_("χ²")), Head(_("P")), Head(_("Results matched on"))]
    heads = [Head(_("Language"), number=False), *(Head(head.text, number=True, help=head.help) for head in heads_of_items()), *more]
    rows = []
    for line in lines:
        matched = line.compared.matched if line.compared else None
        cells = [figure(matched.odds), figure(matched.chi2), probability(matched.p)] if matched else [figure(None)] * 3
        cells.append(whole(matched.strata) if matched else figure(None))
        rows.append([words(language_name(line.language)), *cells_of_item(line), *cells])
    return Table("languages", _("By language"), heads, rows)


def times_table(lines: list[Line]) -> Table:
    """Of languages in which at least five times are known."""
    heads = [
        Head(_("Language"), number=False),
        Head(_("Known times")),
        Head(_("Seconds"), help=SECONDS),
        Head(_("Half of the times lie between")),
    ]
    rows = []
    for line in lines:
        times = line.figures.seconds
        if times and times.n >= FEWEST:
            half = between(times.lower, times.upper, 0)
            rows.append([words(language_name(line.language)), whole(times.n), median_seconds(line), half])
    return Table("times", _("Time to the first answer"), heads, rows)


def answers_table(lines: list[Line], asked: Asked, lang: str) -> Table:
    """What was answered, in share of learners, a column a language; the right one is marked in words."""
    heads = [Head(_("Answer"), number=False), Head(_("Key"), number=False), *(Head(language_name(line.language)) for line in lines)]
    right = {option.label: option.right for line in lines for option in line.options}
    rows, others = [], Counter()
    for label in dict.fromkeys([*asked.choices, *right]):
        numbers = {line.language: next((option.n for option in line.options if option.label == label), 0) for line in lines}
        if label not in asked.choices and (sum(numbers.values()) < FEWEST or not asked.words(label)):
            others.update(numbers)
            continue
        text = words(strip_tags(asked.words(label)), lang="" if asked.number else lang)
        rows.append([text, words(_("right") if right[label] else ""), *_shares(lines, numbers)])
    if sum(others.values()):
        rows.append([words(_("Other answers")), words(""), *_shares(lines, others)])
    none = {line.language: line.figures.given.get(None, (0, 0))[0] for line in lines}
    rows.append([words(_("No answer")), words(""), *_shares(lines, none)])
    return Table("answers", _("Answers"), heads, rows)


def _shares(lines: list[Line], numbers: dict[str, int]) -> list[Shown]:
    return [percent(numbers[line.language] / line.item.n) for line in lines]


def curve(lines: list[Line]) -> tuple[Table, dict] | None:
    """Share right in five equal groups by the other questions, of languages with thirty learners."""
    across = [_("weakest fifth"), "2", "3", "4", _("strongest fifth")]
    shown = [line for line in lines if line.item.n >= GREY_BELOW and line.figures.fifths]
    drawn = [(language_name(line.language), line.figures.fifths) for line in shown]
    if not drawn:
        return None
    heads = [Head(_("Language"), number=False), *(Head(word) for word in across)]
    table = Table("curve", _("Credit by how the other questions were answered"), heads)
    table.rows.extend([words(name), *(percent(share) for share in groups)] for name, groups in drawn)
    return table, plots.curves(drawn, ["1", "2", "3", "4", "5"], {"across": _("Learners in fifths, from weakest to strongest")})


def versions_table(kept: Kept, days: dict[int, datetime], live: int | None) -> Table:
    """By which version of the question answers were marked; the newest first."""
    heads = [Head(_("Version of the question"), number=False), Head(pgettext("number of learners", "n"))]
    heads.append(Head(pgettext("facility", "p"), help=_("Mean credit on this question")))
    shown = showable({version: n for version, (n, _credit) in kept.versions.items()})
    rows = []
    for version in sorted(shown, key=lambda version: version or 0, reverse=True):
        n, credit = kept.versions[version]
        day = date_format(days[version], "Y-m-d H:i") + " UTC" if version in days else _("not known")
        rows.append([words(day, note=_("the live one") if version and version == live else ""), n_of(n), figure(credit / n)])
    return Table("versions", _("By version of the question"), heads, rows)
