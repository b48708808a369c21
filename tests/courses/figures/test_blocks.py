"""Figures as editors save them and as they stand on the page without script."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.utils import translation

from tests.factories.figures import FIGURES, make_figure


def page_of(kind, language="en", **changes):
    block, value = make_figure(kind, **changes)
    with translation.override(language):
        return BeautifulSoup(block.render(value, {"id": "f1"}), "html.parser")


@pytest.mark.parametrize("kind", FIGURES)
def test_without_script_a_figure_is_a_drawing_a_result_and_a_table(kind):
    page = page_of(kind)
    assert page.figcaption.get_text() == "A figure"
    assert page.select_one("svg[role=img][aria-labelledby=figure-f1], .flow, .ladder")
    assert page.select_one(".figure__worked").get_text(strip=True)
    assert len(page.select("table tbody tr")) >= 1
    assert page.select("details p")[0].get_text() == "What it shows."
    assert all(tool.has_attr("hidden") for tool in page.select("[data-tools]"))


@pytest.mark.parametrize("kind", FIGURES)
def test_a_figure_saved_as_its_editor_filled_it_is_accepted(kind):
    block, value = make_figure(kind)
    assert block.clean(value)["title"] == "A figure"


@pytest.mark.parametrize("kind", FIGURES)
def test_drawings_stay_drawings_where_numbers_have_a_comma(kind):
    numbers = [path["d"] for path in page_of(kind, "vi").select("path")]
    assert not [d for d in numbers if "," in d]


ARM = {"name": "New", "allocated": 110, "received": 108, "not_received": 2, "lost": 4, "discontinued": 6}
ARM |= {"analysed": 107, "not_analysed": 3}


@pytest.mark.parametrize(
    ("kind", "changes", "field", "sentence"),
    [
        ("kaplan_meier", {"patients": [{"time": 0, "event": True}] * 2}, "patients", "Give every participant a time above 0."),
        (
            "consort_flow",
            {"randomised": 221},
            "randomised",
            "Randomised: 221 stands here, and 220 are left after the exclusions.",
        ),
        (
            "consort_flow",
            {"arms": [ARM, {**ARM, "name": "Standard", "analysed": 100}]},
            "arms",
            "Analysed or excluded from the analysis, Standard: the parts add up to 103, and it must be 110.",
        ),
        ("sample_size", {"second": 20}, "second", "differ by at least half a percentage point"),
        ("sample_size", {"hazard_ratio": 1}, "hazard_ratio", "differs from 1"),
        ("non_inferiority", {"margin": 0.8}, "margin", "The margin lies on the wrong side."),
        (
            "non_inferiority",
            {"trials": [{"label": "T", "estimate": 2, "lower": 0.9, "upper": 1.1}]},
            "trials",
            "between its lower and its upper limit",
        ),
        (
            "recist",
            {"targets": [{"name": "Node", "organ": "neck", "node": True, "sizes": [12, 9, 9]}]},
            "targets",
            "Node: a target node measures at least 15 mm",
        ),
        (
            "recist",
            {"targets": [{"name": "Liver", "organ": "liver", "node": False, "sizes": [12, 9]}]},
            "targets",
            "one size for each visit",
        ),
        ("variant", {"cards": [{"text": "x", "code": "PVS1", "played": True}]}, "cards", "Tiers take somatic evidence"),
        ("variant", {"alternative": 300}, "alternative", "more reads with the variant than reads in all"),
    ],
)
def test_what_cannot_be_is_refused_under_its_field(kind, changes, field, sentence):
    block, value = make_figure(kind, **changes)
    with pytest.raises(ValidationError) as refusal:
        block.clean(value)
    assert sentence in refusal.value.block_errors[field].message


def test_the_grader_names_its_version_and_claims_no_limit_it_does_not_hold():
    words = page_of("ctcae").get_text(" ")
    assert "CTCAE v5.0" in words
    assert "Severe is not serious" in words
    assert "v6" not in words


def test_a_hospital_stay_is_serious_and_decides_the_grade_of_diarrhoea():
    case = {"text": "Two more stools, admitted.", "term": "diarrhoea", "value": 2, "criteria": ["hospital"], "related": False}
    words = page_of("ctcae", cases=[case]).get_text(" ")
    assert "Grade 3, CTCAE v5.0. A hospital stay: grade 3, whatever the number of stools." in words
    assert "Serious: hospital stay, or a longer one." in words


def test_a_tier_is_stated_with_day_tumour_and_country():
    words = page_of("variant").select_one("[data-result]").get_text(" ")
    assert "Stated for Lung adenocarcinoma, Japan, 20 November 2026." in words
