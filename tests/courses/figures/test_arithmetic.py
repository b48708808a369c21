"""The arithmetic of figures: worked numbers, properties, and agreement with libraries that compute the same."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from courses.figures import ctcae, drawings, margin, response, sample_size, variants
from courses.figures.flow import Arm, Flow, problems
from courses.figures.survival import Patient, at_risk, kaplan_meier, median, survival_at

TEN = [Patient(*one) for one in [(3, True), (4, False), (6, True), (6, True), (8, False), (10, True), *[(12, False)] * 4]]
PEOPLE = st.lists(st.builds(Patient, st.integers(1, 60), st.booleans()), min_size=1, max_size=40)
SHARE = st.integers(1, 99).map(lambda percent: percent / 100)
SIZE = st.integers(0, 150)


class TestSurvival:
    def test_ten_participants(self):
        steps = kaplan_meier(TEN)
        assert [round(survival_at(steps, time), 3) for time in (0, 3, 6, 9.9, 10)] == [1, 0.9, 0.675, 0.675, 0.54]
        assert median(steps) is None
        assert [at_risk(TEN, time) for time in (0, 3, 4, 6, 8, 10, 12)] == [10, 10, 9, 8, 6, 5, 4]

    def test_the_median_is_the_first_time_at_one_half(self):
        assert median(kaplan_meier([Patient(2, True), Patient(5, False)])) == 2
        assert median(kaplan_meier([Patient(1, True), Patient(2, True), Patient(3, True), Patient(4, False)])) == 2

    @given(PEOPLE)
    def test_the_curve_never_rises_and_its_interval_holds_it(self, people):
        steps = kaplan_meier(people)
        heights = [1.0, *(step.survival for step in steps)]
        assert heights == sorted(heights, reverse=True)
        assert steps[0].at_risk == len(people)
        assert sum(step.events + step.censored for step in steps) == len(people)
        for step in steps:
            if step.lower is None:
                assert step.survival == 0
            else:
                assert 0 <= step.lower <= step.survival <= step.upper <= 1

    @given(PEOPLE)
    def test_without_censoring_it_is_the_share_that_is_left(self, people):
        everyone = [Patient(one.time, True) for one in people]
        for step in kaplan_meier(everyone):
            left = sum(one.time > step.time for one in everyone) / len(everyone)
            assert step.survival == pytest.approx(left, abs=1e-12)

    @pytest.mark.parametrize("seed", range(4))
    def test_it_agrees_with_lifelines_and_statsmodels(self, seed):
        from lifelines import KaplanMeierFitter  # noqa: PLC0415 - heavy, for this test only
        from numpy.random import default_rng  # noqa: PLC0415
        from statsmodels.duration.survfunc import SurvfuncRight  # noqa: PLC0415

        random = default_rng(seed)
        times, events = random.integers(1, 30, 60), random.random(60) < 0.6
        steps = kaplan_meier([Patient(float(time), bool(event)) for time, event in zip(times, events, strict=True)])
        theirs = KaplanMeierFitter().fit(times, events)
        table = SurvfuncRight(times, events)
        for step in steps:
            assert step.survival == pytest.approx(theirs.predict(step.time), abs=1e-12)
        assert median(steps) == theirs.median_survival_time_
        ours = {step.time: step for step in steps}
        for time, share, error in zip(table.surv_times, table.surv_prob, table.surv_prob_se, strict=True):
            if share > 0:
                assert ours[time].upper == pytest.approx(min(1, share + 1.959963984540054 * error), abs=1e-9)


def _arm(**changes):
    return Arm(
        **{"allocated": 110, "received": 108, "not_received": 2, "lost": 4, "discontinued": 6, "analysed": 107, "not_analysed": 3}
        | changes
    )


class TestFlow:
    def test_the_worked_flow_balances(self):
        assert problems(Flow(312, [61, 24, 7], 220, [_arm(), _arm()])) == []

    @pytest.mark.parametrize(
        ("flow", "box", "arm", "code", "found", "expected"),
        [
            (Flow(312, [61, 24, 7], 221, [_arm(), _arm(allocated=111, received=109, analysed=108)]), "randomised", None, "sum", 221, 220),
            (Flow(90, [61, 24, 7], 220, [_arm(), _arm()]), "excluded", None, "more", 92, 90),
            (Flow(312, [61, 24, 7], 220, [_arm(), _arm(allocated=109, received=107, analysed=106)]), "allocated", None, "sum", 219, 220),
            (Flow(312, [61, 24, 7], 220, [_arm(received=107), _arm()]), "received", 0, "sum", 109, 110),
            (Flow(312, [61, 24, 7], 220, [_arm(), _arm(lost=111)]), "lost", 1, "more", 111, 110),
            (Flow(312, [61, 24, 7], 220, [_arm(), _arm(analysed=None)]), "analysed", 1, "empty", None, None),
            (Flow(312, [61, 24, 7], None, [_arm(), _arm()]), "randomised", None, "empty", None, None),
        ],
    )  # fmt: skip
    def test_the_box_that_does_not_fit_is_named(self, flow, box, arm, code, found, expected):
        (problem,) = problems(flow)
        assert (problem.box, problem.arm, problem.code, problem.found, problem.expected) == (box, arm, code, found, expected)

    @given(st.lists(st.integers(0, 90), min_size=1, max_size=4), st.integers(0, 400), st.integers(1, 50))
    def test_one_number_changed_in_a_balanced_flow_is_always_noticed(self, excluded, randomised, by):
        first = randomised // 2
        arms = [Arm(n, n, 0, 0, 0, n, 0) for n in (first, randomised - first)]
        assessed = sum(excluded) + randomised
        assert problems(Flow(assessed, excluded, randomised, arms)) == []
        assert problems(Flow(assessed + by, excluded, randomised, arms))
        assert problems(Flow(assessed, excluded, randomised, [Arm(first, first, 0, 0, 0, first + by, 0), arms[1]]))


class TestSampleSize:
    def test_the_worked_numbers(self):
        assert sample_size.round_up(sample_size.proportions_unpooled(0.20, 0.35, 0.05, 0.8)) == 136
        assert sample_size.round_up(sample_size.proportions_pooled(0.20, 0.35, 0.05, 0.8)) == 138
        assert sample_size.round_up(sample_size.means_normal(0.5, 0.05, 0.8)) == 63
        assert sample_size.means_t(0.5, 0.05, 0.8) == 64
        assert sample_size.logrank_events(0.70, 0.05, 0.8) == pytest.approx(246.8, abs=0.05)
        assert sample_size.round_up(sample_size.logrank_events(0.70, 0.05, 0.8)) == 247
        assert sample_size.logrank_events(0.75, 0.05, 0.9) == pytest.approx(507.8, abs=0.05)
        assert sample_size.round_up(sample_size.logrank_events(0.75, 0.05, 0.9)) == 508

    def test_number_needed_to_treat_and_drop_out_are_whole_people(self):
        assert sample_size.number_needed_to_treat(0.20, 0.15) == 20
        assert sample_size.inflate(90, 0.1) == 100
        assert sample_size.inflate(91, 0.1) == 102

    @given(SHARE, SHARE, SHARE)
    def test_the_size_reaches_its_power_in_both_formulas(self, first, second, power):
        assume(abs(first - second) >= 0.01 and power > 0.1)
        for size, reached in (
            (sample_size.proportions_unpooled, sample_size.power_unpooled),
            (sample_size.proportions_pooled, sample_size.power_pooled),
        ):
            needed = size(first, second, 0.05, power)
            assert reached(needed, first, second, 0.05) == pytest.approx(power, abs=1e-9)
            assert size(second, first, 0.05, power) == pytest.approx(needed)

    @given(st.integers(5, 300).map(lambda hundredth: hundredth / 100), SHARE)
    def test_events_and_means_reach_their_power(self, effect, power):
        assume(abs(effect - 1) > 0.02 and power > 0.1)
        assert sample_size.power_logrank(sample_size.logrank_events(effect, 0.05, power), effect, 0.05) == pytest.approx(power)
        assert sample_size.logrank_events(1 / effect, 0.05, power) == pytest.approx(sample_size.logrank_events(effect, 0.05, power))
        assert sample_size.power_normal(sample_size.means_normal(effect, 0.05, power), effect, 0.05) == pytest.approx(power)

    @pytest.mark.parametrize(
        ("effect", "alpha", "power"), [(0.2, 0.05, 0.9), (0.5, 0.05, 0.8), (0.8, 0.01, 0.8), (1.5, 0.05, 0.8), (3, 0.1, 0.5)]
    )
    def test_the_t_test_agrees_with_statsmodels(self, effect, alpha, power):
        from scipy.stats import t  # noqa: PLC0415 - heavy, for this test only
        from statsmodels.stats.power import NormalIndPower, TTestIndPower  # noqa: PLC0415

        needed = TTestIndPower().solve_power(effect, alpha=alpha, power=power) if effect < 3 else 2
        n = sample_size.means_t(effect, alpha, power)
        assert n == max(2, math.ceil(needed))
        assert sample_size.power_t(n, effect, alpha) == pytest.approx(TTestIndPower().power(effect, n, alpha), abs=1e-8)
        assert sample_size.t_quantile(1 - alpha / 2, 2 * n - 2) == pytest.approx(t.ppf(1 - alpha / 2, 2 * n - 2), abs=1e-10)
        if effect < 1.5:
            theirs = NormalIndPower().solve_power(effect, alpha=alpha, power=power)
            assert sample_size.means_normal(effect, alpha, power) == pytest.approx(theirs, rel=1e-3)

    @pytest.mark.parametrize(("first", "second"), [(0.2, 0.35), (0.5, 0.6), (0.05, 0.12)])
    def test_pooled_proportions_agree_with_statsmodels(self, first, second):
        from statsmodels.stats.proportion import samplesize_proportions_2indep_onetail  # noqa: PLC0415 - heavy

        theirs = samplesize_proportions_2indep_onetail(second - first, first, 0.8, alpha=0.05)
        assert sample_size.proportions_pooled(first, second, 0.05, 0.8) == pytest.approx(theirs, rel=1e-6)


def _sheet(*sums, new=()):
    visits = response.judge([response.Target("liver", False, list(sums))], [number in new for number in range(len(sums))])
    return visits[-1]


class TestResponse:
    def test_progression_needs_twenty_percent_and_five_millimetres(self):
        found = _sheet(85, 55, 68)
        assert (found.verdict, round(found.from_nadir, 1), found.millimetres) == ("PD", 23.6, 13)
        found = _sheet(60, 20, 24)
        assert (found.verdict, round(found.from_nadir), found.millimetres, round(found.from_baseline)) == ("PR", 20, 4, -60)
        assert found.short

    @pytest.mark.parametrize(
        ("sums", "new", "verdict"),
        [
            ((100, 70), (), "PR"),
            ((100, 70.1), (), "SD"),
            ((100, 120), (), "PD"),
            ((100, 119.9), (), "SD"),
            ((100, 0), (), "CR"),
            ((100, 0, 5), (), "PD"),
            ((100, 0, 4), (), "PR"),
            ((100, 40), (1,), "PD"),
        ],
    )
    def test_the_limits(self, sums, new, verdict):
        assert _sheet(*sums, new=new).verdict == verdict

    def test_nodes_below_ten_millimetres_are_a_complete_response(self):
        targets = [response.Target("neck", True, [20, 9, 10]), response.Target("lung", False, [15, 0, 0])]
        assert [visit.verdict for visit in response.judge(targets, [False] * 3)] == ["baseline", "CR", "PR"]

    def test_what_the_baseline_does_not_allow(self):
        liver = response.Target("Liver", False, [10])
        assert response.refusals([liver, liver]) == []
        assert response.refusals([liver, liver, response.Target("liver ", False, [9.9])]) == [("organ", 2), ("lesion", 2)]
        assert response.refusals([response.Target(f"organ {n}", n == 5, [15 - n / 5]) for n in range(6)]) == [
            ("too_many", 5),
            ("node", 5),
        ]

    @given(st.lists(SIZE, min_size=2, max_size=8).filter(lambda sums: sums[0] >= 10))
    def test_every_verdict_follows_from_sum_baseline_and_nadir(self, sums):
        for number, found in list(enumerate(response.judge([response.Target("liver", False, sums)], [False] * len(sums))))[1:]:
            nadir = min(sums[:number])
            grown = sums[number] - nadir >= 5 and 5 * (sums[number] - nadir) >= nadir
            if sums[number] == 0:
                assert found.verdict == "CR"
            elif grown:
                assert found.verdict == "PD"
            else:
                assert found.verdict == ("PR" if 10 * sums[number] <= 7 * sums[0] else "SD")


class TestGrades:
    @pytest.mark.parametrize(
        ("term", "value", "criteria", "number"),
        [
            ("neutrophils", 499, (), 4),
            ("neutrophils", 500, (), 3),
            ("neutrophils", 999, (), 3),
            ("neutrophils", 1000, (), None),
            ("diarrhoea", 3, (), None),
            ("diarrhoea", 4, (), 2),
            ("diarrhoea", 6, (), 2),
            ("diarrhoea", 7, (), 3),
            ("diarrhoea", 2, ("hospital",), 3),
            ("diarrhoea", 9, ("life_threatening",), None),
            ("diarrhoea", 1, ("death", "hospital"), 5),
        ],
    )
    def test_the_limits_of_version_5(self, term, value, criteria, number):
        assert ctcae.grade(term, value, frozenset(criteria)).number == number

    def test_severe_is_not_serious(self):
        assert not ctcae.serious(frozenset())
        assert ctcae.serious(frozenset({"important"}))
        assert [ctcae.remark(*one) for one in ((3, False), (2, True), (3, True), (2, False), (None, True))] == [
            "severe_not_serious", "serious_not_severe", "both", "neither", "unknown",
        ]  # fmt: skip


class TestVariants:
    @pytest.mark.parametrize(
        ("evidence", "tier"),
        [("D", "II"), ("DC", "II"), ("DB", "I"), ("A", "I"), ("", "III"), (["unknown"], "III"), (["common"], "IV"),
         (["common", "A"], None)],
    )  # fmt: skip
    def test_the_strongest_card_gives_the_tier(self, evidence, tier):
        assert variants.tier(list(evidence)) == tier

    @pytest.mark.parametrize(
        ("criteria", "found"),
        [
            (["PVS1", "PM2"], "likely_pathogenic"),
            (["BA1"], "benign"),
            (["PVS1"], None),
            (["PVS1", "PM1", "PM2"], None),
            (["PVS1", "PM2", "BA1"], None),
            (["PS1", "PS2"], None),
            ([], None),
        ],
    )
    def test_a_class_comes_only_from_a_combination_that_is_covered(self, criteria, found):
        assert variants.germline_class(criteria) == found

    def test_there_are_28_criteria(self):
        assert len(variants.CRITERIA) == len(set(variants.CRITERIA)) == 28

    def test_the_worked_reads_fit_and_give_no_germline_hint(self):
        found = variants.reads(42, 280, 0.30)
        assert (found.share, found.expected, found.fits, found.germline_hint) == (0.15, 0.15, True, False)
        assert variants.reads(144, 300, 0.7).germline_hint
        assert not variants.reads(42, 280, 0.80).fits

    def test_predictive_value(self):
        assert variants.positive_predictive_value(0.90, 0.95, 0.02) == pytest.approx(0.269, abs=0.0005)
        assert variants.positive_predictive_value(0, 1, 0.5) is None

    @given(st.integers(1, 5000), st.data())
    def test_the_interval_agrees_with_statsmodels_and_holds_the_share(self, total, data):
        from statsmodels.stats.proportion import proportion_confint  # noqa: PLC0415 - heavy, for this test only

        count = data.draw(st.integers(0, total))
        lower, upper = variants.wilson(count, total)
        assert lower - 1e-12 <= count / total <= upper + 1e-12
        assert (lower, upper) == pytest.approx(proportion_confint(count, total, method="wilson"), abs=1e-9)


class TestMargin:
    def test_the_worked_trial(self):
        assert margin.judge(0.91, 1.21, 1.25, "ratio", True) == margin.Verdict(True, False, "non_inferior", False)

    @pytest.mark.parametrize(
        ("lower", "upper", "conclusion", "worse"),
        [
            (0.7, 0.9, "superior", False),
            (1.05, 1.2, "non_inferior", True),
            (0.9, 1.3, "inconclusive", False),
            (1.3, 1.6, "inferior", False),
            (0.9, 1.25, "inconclusive", False),
            (1.25, 1.4, "inconclusive", False),
        ],
    )
    def test_every_place_of_an_interval(self, lower, upper, conclusion, worse):
        found = margin.judge(lower, upper, 1.25, "ratio", True)
        assert (found.conclusion, found.worse) == (conclusion, worse)

    @given(st.tuples(st.integers(-50, 50), st.integers(-50, 50)).map(sorted), st.integers(1, 40))
    def test_the_other_direction_is_the_mirror(self, interval, limit):
        lower, upper = interval
        here = margin.judge(lower, upper, limit, "difference", True)
        assert here == margin.judge(-upper, -lower, -limit, "difference", False)
        assert here.non_inferior or not here.superior

    @pytest.mark.parametrize(
        ("limit", "measure", "lower_is_better", "fits"),
        [(1.25, "ratio", True, True), (0.8, "ratio", True, False), (0.8, "ratio", False, True), (0, "ratio", False, False)]
        + [(5, "difference", True, True), (-5, "difference", False, True), (5, "difference", False, False)],
    )
    def test_the_margin_lies_on_the_worse_side(self, limit, measure, lower_is_better, fits):
        assert margin.margin_fits(limit, measure, lower_is_better) is fits


@given(st.floats(0.01, 1e6))
def test_marks_of_an_axis_begin_at_nought_and_reach_the_end(high):
    marks = drawings.ticks(0, high)
    assert marks[0] == 0
    assert marks[-1] >= high * (1 - 1e-9)
    assert 2 <= len(marks) <= 8
