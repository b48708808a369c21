"""Figures to work with: the browser's arithmetic is the server's, and the keyboard is enough."""

import random
import re
from dataclasses import asdict, is_dataclass

import pytest
from playwright.sync_api import expect

from courses.figures import ctcae, flow, margin, response, sample_size, survival, variants
from tests.journeys.steps import faults_on_screen
from tests.journeys.test_keyboard import tab_to

pytestmark = pytest.mark.journey

NUMBERS = "courses/fig/numbers-of-a-trial"
SITE = "courses/fig/judgements-at-a-site"
LESSONS = {
    "icr-kaplan-meier": f"{NUMBERS}/the-step-and-the-tick/",
    "icr-consort-flow": f"{NUMBERS}/where-everybody-went/",
    "icr-sample-size": f"{NUMBERS}/how-many-are-enough/",
    "icr-non-inferiority": f"{NUMBERS}/against-the-margin/",
    "icr-recist": f"{SITE}/bigger-or-smaller/",
    "icr-ctcae": f"{SITE}/three-answers/",
    "icr-variant": f"{SITE}/what-a-variant-means/",
}
CALL_ALL = """async ([folder, calls]) => {
  const modules = {};
  for (const [name] of calls) modules[name] ??= await import(`${folder}${name}.js`);
  return calls.map(([name, deed, args]) => modules[name][deed](...args));
}"""
SHAPES = """(svg) => [...svg.children].map((one) => [one.tagName, one.textContent,
  ...["d", "x", "y", "cx", "cy", "text-anchor", "class"].map((name) => one.getAttribute(name) ?? "")])"""


def in_script(value):
    """A value of Python as its twin in the browser writes it."""
    if is_dataclass(value):
        value = asdict(value)
    if isinstance(value, dict):
        return {re.sub(r"_(\w)", lambda match: match[1].upper(), name): in_script(one) for name, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [in_script(one) for one in value]
    return value


def differences(theirs, ours, place="") -> list[str]:
    """Where two results differ: numbers by more than 1e-9, anything else at all."""
    if isinstance(ours, dict) and isinstance(theirs, dict) and ours.keys() == theirs.keys():
        return [fault for name in ours for fault in differences(theirs[name], ours[name], f"{place}.{name}")]
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        return [fault for number, one in enumerate(ours) for fault in differences(theirs[number], one, f"{place}[{number}]")]
    if isinstance(ours, (int, float)) and not isinstance(ours, bool) and isinstance(theirs, (int, float)):
        return [] if abs(ours - theirs) <= 1e-9 * max(1, abs(ours)) else [f"{place}: {theirs} in the browser, {ours} here"]
    return [] if ours == theirs and type(ours) is type(theirs) else [f"{place}: {theirs!r} in the browser, {ours!r} here"]


def random_calls(seed: int, rounds: int) -> list[tuple]:
    """(module, function, arguments, what Python says), the same for the same seed."""
    chance = random.Random(seed)
    calls = []

    def add(module, deed, here, *args):
        twin = re.sub(r"_(\w)", lambda match: match[1].upper(), deed)
        calls.append((module, twin, in_script(args), in_script(here(*args))))

    for _round in range(rounds):
        people = [
            survival.Patient(chance.choice([chance.randint(1, 20), chance.uniform(0.1, 20)]), chance.random() < 0.6)
            for _ in range(chance.randint(1, 20))
        ]
        steps = survival.kaplan_meier(people)
        add("survival", "kaplan_meier", survival.kaplan_meier, people)
        add("survival", "median", survival.median, steps)
        add("survival", "survival_at", survival.survival_at, steps, chance.uniform(0, 22))
        add("flow", "problems", flow.problems, random_flow(chance))
        first, second = chance.uniform(0.02, 0.98), chance.uniform(0.02, 0.98)
        alpha, power, effect = chance.choice([0.01, 0.05, 0.1]), chance.uniform(0.5, 0.99), chance.uniform(0.1, 2.5)
        for deed in ("proportions_unpooled", "proportions_pooled"):
            add("sample-size", deed, getattr(sample_size, deed), first, second, alpha, power)
        for deed in ("means_normal", "means_t", "logrank_events"):
            add("sample-size", deed, getattr(sample_size, deed), effect, alpha, power)
        people_a_group = chance.randint(2, 400)
        for deed in ("power_unpooled", "power_pooled"):
            add("sample-size", deed, getattr(sample_size, deed), people_a_group, first, second, alpha)
        for deed in ("power_normal", "power_t", "power_logrank"):
            add("sample-size", deed, getattr(sample_size, deed), people_a_group, effect, alpha)
        add("sample-size", "inflate", sample_size.inflate, people_a_group, chance.uniform(0, 0.9))
        add("sample-size", "number_needed_to_treat", sample_size.number_needed_to_treat, first, second)
        visits = chance.randint(2, 8)
        targets = [
            response.Target(
                chance.choice(["liver", "Liver ", "lung", "neck"]),
                chance.random() < 0.3,
                [chance.choice([0, 4, 9.5, 10, 12, 15, 24, chance.randint(0, 90)]) for _ in range(visits)],
            )
            for _ in range(chance.randint(1, 6))
        ]
        add("response", "judge", response.judge, targets, [chance.random() < 0.1 for _ in range(visits)])
        add("response", "refusals", response.refusals, targets)
        criteria = frozenset(chance.sample(ctcae.SERIOUS_CRITERIA, chance.choice([0, 0, 1, 2])))
        graded = chance.choice(ctcae.TERMS), chance.choice([0, 3, 4, 6, 7, 20, 499, 500, 999, 1000, 4000])
        add("ctcae", "grade", ctcae.grade, *graded, criteria)
        add("ctcae", "serious", ctcae.serious, criteria)
        add("ctcae", "remark", ctcae.remark, chance.choice([None, 2, 3, 4, 5]), bool(criteria))
        add("variants", "tier", variants.tier, chance.sample(variants.EVIDENCE, chance.randint(0, 3)))
        add(
            "variants",
            "germline_class",
            variants.germline_class,
            chance.sample(["PVS1", "PM1", "PM2", "PP1", "BA1"], chance.randint(0, 3)),
        )
        total = chance.randint(1, 3000)
        add("variants", "reads", variants.reads, chance.randint(0, total), total, chance.uniform(0.05, 1))
        shares = [chance.random() for _ in range(3)]
        add("variants", "positive_predictive_value", variants.positive_predictive_value, *shares)
        lower, upper, limit = sorted([chance.uniform(0.3, 3), chance.uniform(0.3, 3)]), chance.choice([0.8, 1, 1.25]), None
        limit, (lower, upper) = upper, lower
        measure, less = chance.choice(["ratio", "difference"]), chance.random() < 0.5
        add("margin", "judge", margin.judge, lower, upper, limit, measure, less)
        add("margin", "margin_fits", margin.margin_fits, limit, measure, less)
    return calls


def random_flow(chance: random.Random) -> flow.Flow:
    """A flow that balances, with some numbers then changed or taken away."""
    arms = []
    for _ in range(chance.randint(2, 4)):
        allocated, missing = chance.randint(10, 200), chance.randint(0, 9)
        arms.append([allocated, allocated - missing, missing, chance.randint(0, 9), 3, allocated - missing, missing])
    excluded = [chance.randint(0, 60) for _ in range(chance.randint(1, 4))]
    top = [sum(arm[0] for arm in arms) + sum(excluded), sum(arm[0] for arm in arms)]
    for numbers in (top, *arms):
        if chance.random() < 0.3:
            numbers[chance.randrange(len(numbers))] = chance.choice([None, 0, 500])
    return flow.Flow(top[0], excluded, top[1], [flow.Arm(*arm) for arm in arms])


def test_the_browser_computes_what_the_server_computes(site, visitor):
    page = visitor()
    page.goto(f"/en/{LESSONS['icr-kaplan-meier']}")
    calls = random_calls(seed=2026, rounds=60)
    theirs = page.evaluate(CALL_ALL, [f"{site.url}/static/js/figures/arithmetic/", [call[:3] for call in calls]])
    faults = [
        f"{module}.{deed}{args}: {fault}"
        for (module, deed, args, ours), found in zip(calls, theirs, strict=True)
        for fault in differences(found, ours)
    ]
    assert len(calls) > 1500
    assert not faults, "\n".join(faults[:10])


@pytest.mark.parametrize("element", LESSONS)
def test_start_again_brings_the_servers_figure_back(visitor, element):
    page = visitor(width=320)
    page.goto(f"/en/{LESSONS[element]}")
    figure = page.locator(element).first
    result = figure.locator("[role=status]").first
    expect(figure.locator("[data-reset]")).to_be_visible()
    drawn = [svg.evaluate(SHAPES) for svg in figure.locator("[data-drawing]").all()]
    said = result.inner_text()
    figure.locator("[data-reset]").click()
    if element != "icr-consort-flow":  # it begins with empty boxes
        assert [svg.evaluate(SHAPES) for svg in figure.locator("[data-drawing]").all()] == drawn
        assert result.inner_text() == said
    assert faults_on_screen(page) == []


def test_without_script_every_figure_stands_with_its_table(visitor):
    page = visitor(java_script_enabled=False)
    for element, address in LESSONS.items():
        page.goto(f"/en/{address}")
        figure = page.locator(element).first
        expect(figure.locator(".figure__worked").first).to_be_visible()
        expect(figure.locator("table, .flow").first).to_be_visible()
        expect(figure.locator("[data-tools]:visible")).to_have_count(0)


def test_the_keyboard_is_enough(visitor):
    page = visitor()
    page.goto(f"/en/{LESSONS['icr-kaplan-meier']}")
    result = page.locator("icr-kaplan-meier [data-result]")
    expect(result).to_contain_text("10 participants: 4 with the event, 6 censored.")
    tab_to(page, "icr-kaplan-meier tbody tr:nth-child(5) select")
    page.keyboard.press("ArrowUp")
    expect(result).to_contain_text("5 with the event")
    tab_to(page, "icr-kaplan-meier tbody tr:nth-child(6) input[type=range]")
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    expect(result).not_to_contain_text("The median is not reached")
    tab_to(page, "icr-kaplan-meier [data-add]")
    page.keyboard.press("Enter")
    expect(result).to_contain_text("11 participants")
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 11

    page.goto(f"/en/{LESSONS['icr-non-inferiority']}")
    result = page.locator("icr-non-inferiority [data-result]")
    expect(result).to_contain_text("Trial 1: non-inferior yes, superior no.")
    tab_to(page, "[data-slide=margin]")
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    expect(result).to_contain_text("Trial 1: non-inferior no, superior no. The interval includes the margin: inconclusive.")


def test_the_flow_says_which_box_is_wrong(visitor):
    page = visitor(width=390)
    page.goto(f"/en/{LESSONS['icr-consort-flow']}")
    figure = page.locator("icr-consort-flow")
    expect(figure.locator("[data-result]")).to_contain_text("Randomised: fill in a number.")
    figure.get_by_label("Randomised").fill("220")
    for name in ("New treatment", "Standard treatment"):
        figure.get_by_label(f"Allocated to {name}").fill("110")
    figure.get_by_label("Analysed for the primary outcome, New treatment").fill("107")
    figure.get_by_label("Analysed for the primary outcome, Standard treatment").fill("100")
    sentence = "Analysed or excluded from the analysis, Standard treatment: the parts add up to 102, and it must be 110."
    expect(figure.locator("[data-result]")).to_have_text(sentence)
    figure.get_by_label("Analysed for the primary outcome, Standard treatment").fill("108")
    expect(figure.locator("[data-result]")).to_have_text("All numbers balance. 220 participants were randomised.")
