"""The figures agree with SciPy and statsmodels, and with worked examples that others published."""

import json
import math
import random
from collections import Counter, defaultdict

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import StratifiedTable

from courses.analysing.scores import Sums, scores, sums_of, total
from courses.analysing.statistics import (
    Cell,
    by_rest,
    discrimination,
    gained,
    item,
    mantel_haenszel,
    point_biserial,
    pooled,
    quantile,
    trust,
)

# Karl L. Wuensch (East Carolina University), StatHelp/KR20.txt: ten students, ten questions; Σpq and σ² are printed there.
WUENSCH = [
    "1111110110",
    "1011011101",
    "1111011001",
    "0010001000",
    "0000010010",
    "1110111111",
    "1101110111",
    "1111111101",
    "0101111101",
    "1101101110",
]
# An item-analysis worksheet (studylib.net 25270846): of five in the upper and five in the lower half so many were right; p and D as
# printed there.
WORKSHEET = [(4, 2, 0.6, 0.4), (5, 5, 1, 0), (4, 4, 0.8, 0), (4, 1, 0.5, 0.6), (5, 3, 0.8, 0.4), (1, 2, 0.3, -0.2)]
# Agresti, Categorical Data Analysis (1990), pages 231-237, as in R's mantelhaen.test: penicillin and rabbits.
RABBITS = [(0, 6, 0, 5), (3, 3, 0, 6), (6, 0, 2, 4), (5, 1, 6, 0), (2, 0, 5, 0)]
# Admissions to Berkeley by department (Bickel, Hammel and O'Connell 1975): men admitted, rejected, women admitted, rejected.
BERKELEY = [
    (512, 313, 89, 19),
    (353, 207, 17, 8),
    (120, 205, 202, 391),
    (138, 279, 131, 244),
    (53, 138, 94, 299),
    (22, 351, 24, 317),
]


def cells_of(papers: list[dict]) -> dict[object, list[Cell]]:
    """`papers`: by question, the credit. Counted as the database counts."""
    counted = defaultdict(Counter)
    for paper in papers:
        total, items = sum(paper.values()), len(paper)
        for question, credit in paper.items():
            rest = round(100 * (total - credit) / (items - 1), 4) if items > 1 else None
            counted[question][credit, rest, items] += 1
    return {question: [Cell(*key, n) for key, n in rows.items()] for question, rows in counted.items()}


def scored(cells: dict[object, list[Cell]]):
    return scores(total(sums_of(str(question), there) for question, there in cells.items()))


def sheet(rows: list[str]) -> list[dict]:
    return [{place: int(mark) for place, mark in enumerate(row)} for row in rows]


def made_up(people: int, items: int, bank: int, seed: int, *, partly: bool = False) -> list[dict]:
    """Learners who differ, questions that differ; each has `items` of a bank."""
    dice = random.Random(seed)
    hard = [dice.gauss(0, 1) for _ in range(bank)]
    papers = []
    for _ in range(people):
        able = dice.gauss(0, 1.2)
        paper = {}
        for question in sorted(dice.sample(range(bank), items)):
            right = dice.random() < 1 / (1 + math.exp(hard[question] - able))
            paper[question] = 1.0 if right else (0.5 if partly and dice.random() < 0.3 else 0.0)
        papers.append(paper)
    return papers


class TestPublished:
    def test_kr20_of_wuensch(self):
        matrix = np.array([list(map(int, row)) for row in WUENSCH])
        printed = 10 / 9 * (1 - 2.18 / 5.84)
        assert matrix.sum(axis=1).var() == pytest.approx(5.84)
        found = scored(cells_of(sheet(WUENSCH)))
        assert (found.kind, found.n, found.mean) == ("alpha", 10, pytest.approx(66))
        assert found.reliability == pytest.approx(printed)

    @pytest.mark.parametrize(("upper", "lower", "printed_p", "printed_d"), WORKSHEET)
    def test_p_and_d_of_the_worksheet(self, upper, lower, printed_p, printed_d):
        halves = [(1, 80, upper), (0, 80, 5 - upper), (1, 40, lower), (0, 40, 5 - lower)]
        cells = [Cell(credit, rest, 10, n) for credit, rest, n in halves if n]
        assert item(cells).facility == pytest.approx(printed_p)
        assert discrimination(cells, group=0.5) == pytest.approx(printed_d)

    def test_mantel_haenszel_of_the_rabbits(self):
        found = pooled(RABBITS)
        assert found.odds == pytest.approx(7)
        assert round(found.chi2, 4) == 3.9286
        assert round(found.p, 3) == 0.047

    def test_mantel_haenszel_of_berkeley(self):
        found = pooled(BERKELEY)
        assert round(found.odds, 4) == 0.9047
        assert found.size == "A"


class TestAgreement:
    @pytest.mark.parametrize("partly", [False, True])
    def test_the_corrected_point_biserial_is_scipys_correlation_with_the_rest(self, partly):
        papers = made_up(300, 8, 8, seed=1, partly=partly)
        for question, cells in cells_of(papers).items():
            credit = [paper[question] for paper in papers]
            rest = [sum(paper.values()) - paper[question] for paper in papers]
            reference = stats.pearsonr(credit, rest) if partly else stats.pointbiserialr(credit, rest)
            assert point_biserial(cells) == pytest.approx(reference.statistic, abs=1e-6)

    @pytest.mark.parametrize("partly", [False, True])
    def test_alpha_and_sem_are_those_of_the_covariances(self, partly):
        papers = made_up(250, 9, 9, seed=2, partly=partly)
        covariances = np.cov(np.array([[paper[question] for question in range(9)] for paper in papers]), rowvar=False)
        alpha = 9 / 8 * (1 - np.trace(covariances) / covariances.sum())
        found = scored(cells_of(papers))
        assert found.kind == "alpha"
        assert found.reliability == pytest.approx(alpha, abs=1e-6)
        assert found.sem == pytest.approx(100 / 9 * math.sqrt(covariances.sum() * (1 - alpha)), rel=1e-5)
        assert found.sd == pytest.approx(np.std([sum(paper.values()) / 9 for paper in papers], ddof=1) * 100, rel=1e-6)

    def test_of_drawn_papers_it_is_the_one_way_analysis_of_variance(self):
        papers = made_up(200, 6, 30, seed=3, partly=True)
        anova = stats.f_oneway(*[list(paper.values()) for paper in papers])
        found = scored(cells_of(papers))
        assert found.kind == "drawn"
        assert found.reliability == pytest.approx(1 - 1 / anova.statistic, abs=1e-5)

    def test_of_papers_of_different_lengths_too(self):
        papers = made_up(120, 6, 30, seed=3, partly=True) + made_up(80, 5, 30, seed=6)
        anova = stats.f_oneway(*[list(paper.values()) for paper in papers])
        found = scored(cells_of(papers))
        assert found.kind == "lengths"
        assert found.reliability == pytest.approx(1 - 1 / anova.statistic, abs=1e-5)

    def test_of_drawn_papers_that_are_right_or_wrong_it_is_kr21(self):
        papers = made_up(200, 10, 40, seed=4)
        totals = np.array([sum(paper.values()) for paper in papers])
        mean, variance = totals.mean(), totals.var(ddof=1)
        kr21 = 10 / 9 * (1 - mean * (10 - mean) / (10 * variance))
        # Kuder and Richardson divide by n, the analysis of variance by n - 1.
        assert scored(cells_of(papers)).reliability == pytest.approx(kr21, abs=0.002)

    def test_drawn_papers_are_no_more_reliable_than_one_and_the_same(self):
        papers = made_up(400, 10, 10, seed=5)
        same = scored(cells_of(papers))
        renamed = [{(number % 2, question): credit for question, credit in paper.items()} for number, paper in enumerate(papers)]
        drawn = scored(cells_of(renamed))
        assert (same.kind, drawn.kind) == ("alpha", "drawn")
        assert drawn.reliability < same.reliability
        assert drawn.sem > same.sem

    @pytest.mark.parametrize("strata", [RABBITS, BERKELEY])
    def test_mantel_haenszel_is_that_of_statsmodels(self, strata):
        reference = StratifiedTable([np.array([[a, b], [c, d]]) for a, b, c, d in strata])
        tested = reference.test_null_odds(correction=True)
        found = pooled(strata)
        assert found.odds == pytest.approx(reference.oddsratio_pooled)
        assert found.error / 2.35 == pytest.approx(reference.logodds_pooled_se)
        assert (found.chi2, found.p) == (pytest.approx(tested.statistic), pytest.approx(tested.pvalue))
        assert found.p == pytest.approx(stats.chi2.sf(found.chi2, 1))

    def test_learners_are_matched_on_their_whole_score(self):
        papers = {language: made_up(300, 6, 6, seed) for language, seed in (("en", 6), ("th", 7))}
        tables = defaultdict(lambda: np.zeros((2, 2)))
        for row, language in enumerate(papers):
            for paper in papers[language]:
                tables[sum(paper.values())][row, int(paper[0] < 1)] += 1
        reference = StratifiedTable([table for table in tables.values() if table.sum(axis=1).all()])
        found = mantel_haenszel(cells_of(papers["en"])[0], cells_of(papers["th"])[0])
        assert found.odds == pytest.approx(reference.oddsratio_pooled)


class TestMantelHaenszel:
    def test_a_question_that_is_harder_in_one_language_only_is_large(self):
        english, thai = made_up(400, 10, 10, seed=8), made_up(400, 10, 10, seed=8)
        dice = random.Random(9)
        for paper in thai:
            paper[3] *= dice.random() < 0.4
        cells = {"en": cells_of(english), "th": cells_of(thai)}
        assert mantel_haenszel(cells["en"][3], cells["th"][3]).size == "C"
        assert mantel_haenszel(cells["en"][3], cells["th"][3]).delta < -1.5
        assert mantel_haenszel(cells["en"][5], cells["th"][5]).size == "A"

    def test_without_two_languages_or_without_spread_there_is_none(self):
        cells = cells_of(made_up(50, 5, 5, seed=10))[0]
        assert mantel_haenszel(cells, []) is None
        everyone_right = [Cell(1, rest, 5, 10) for rest in (0, 25, 50)]
        assert mantel_haenszel(everyone_right, everyone_right) is None


class TestGain:
    def test_the_example_of_the_method(self):
        # From 40 to 70 percent is half of what could be gained; who had everything right before is counted apart.
        found = gained([(40, 70, 1), (100, 100, 2)])
        assert (found.n, found.gain, found.undefined) == (3, pytest.approx(0.5), 2)
        assert gained([(100, 90, 3)]).gain is None
        assert gained([]) is None

    def test_quantiles_are_those_of_numpy(self):
        dice = random.Random(11)
        values = [(float(value), dice.randint(1, 5)) for value in dice.sample(range(100), 23)]
        everyone = [value for value, weight in values for _ in range(weight)]
        for share in (0.25, 0.5, 0.75):
            assert quantile(values, share) == pytest.approx(np.quantile(everyone, share))


class TestLimits:
    def test_groups_keep_ties_in_proportion(self):
        # Ten learners, six of them with the same score: the best 27 % are 2 with full score and 0.7 of the six.
        cells = [Cell(1, 100, 3, 2), Cell(1, 50, 3, 3), Cell(0, 100, 3, 3), Cell(0, 0, 3, 2)]
        best = (2 + 0.7 * 0.5) / 2.7
        weakest = 0.7 * 0.5 / 2.7
        assert discrimination(cells) == pytest.approx(best - weakest)

    def test_the_curve_has_equal_groups_from_weak_to_strong(self):
        cells = [Cell(float(rest >= 50), rest, 11, 20) for rest in (0, 25, 50, 75, 100)]
        assert by_rest(cells) == pytest.approx([0, 0, 1, 1, 1])

    def test_papers_without_spread_have_no_reliability(self):
        nobody_differs = scored(cells_of([{0: 1, 1: 0}] * 20))
        assert (nobody_differs.reliability, nobody_differs.sem, nobody_differs.kind) == (None, None, "")

    def test_sums_add_up_in_whatever_portions_and_come_back_from_json(self):
        papers = made_up(60, 5, 9, seed=11, partly=True)
        whole = scored(cells_of(papers))
        halves = [
            sums_of(str(question), cells) for part in (papers[:25], papers[25:]) for question, cells in cells_of(part).items()
        ]
        kept = [Sums.from_json(json.loads(json.dumps(sums.as_json()))) for sums in halves]
        again = scores(total(kept))
        assert (again.n, again.kind) == (whole.n, whole.kind)
        assert (again.mean, again.sd, again.reliability, again.sem) == pytest.approx(
            (whole.mean, whole.sd, whole.reliability, whole.sem)
        )

    def test_nobody_and_a_paper_of_one_question(self):
        assert scored({}) is None
        assert item([]) is None
        assert point_biserial(cells_of([{0: 1}, {0: 0}])[0]) is None
        assert by_rest(cells_of([{0: 1}, {0: 0}])[0]) == []

    @pytest.mark.parametrize(
        ("n", "word"), [(4, "hidden"), (5, "grey"), (29, "grey"), (30, "provisional"), (99, "provisional"), (100, "full")]
    )
    def test_how_far_a_figure_is_trusted(self, n, word):
        assert trust(n) == word
