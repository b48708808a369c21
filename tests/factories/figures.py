"""Figures as editors fill them in: the numbers of the worked examples."""

from courses.blocks import LessonBodyBlock

_COMMON = {"title": "A figure", "task": "Change a number.", "description": "What it shows.", "source": "Made for this test."}
_ARM = {"allocated": 110, "received": 108, "not_received": 2, "lost": 4, "discontinued": 6, "analysed": 107, "not_analysed": 3}
_VALUES = {
    "kaplan_meier": {
        "unit": "months",
        "interval": True,
        "patients": [
            {"time": time, "event": event}
            for time, event in [(3, True), (4, False), (6, True), (6, True), (8, False), (10, True), *[(12, False)] * 4]
        ],
    },
    "consort_flow": {
        "assessed": 312,
        "excluded": [
            {"reason": "Not eligible", "number": 61},
            {"reason": "Declined", "number": 24},
            {"reason": "Other", "number": 7},
        ],
        "randomised": 220,
        "arms": [{"name": "New", **_ARM}, {"name": "Standard", **_ARM}],
        "blank": False,
    },
    "sample_size": {"method": "unpooled", "first": 20, "second": 35, "difference": 0.5, "hazard_ratio": 0.7, "event_share": 60}
    | {"alpha": 5, "power": 80, "drop_out": 10},
    "recist": {
        "visits": [{"name": name, "new_lesion": False} for name in ("Baseline", "Week 8", "Week 16")],
        "targets": [
            {"name": "Liver 1", "organ": "liver", "node": False, "sizes": [50, 30, 38]},
            {"name": "Lung 1", "organ": "lung", "node": False, "sizes": [35, 25, 30]},
        ],
    },
    "ctcae": {
        "cases": [
            {"text": "Eight more stools a day, treated at home.", "term": "diarrhoea", "value": 8, "criteria": [], "related": True}
        ]
    },
    "variant": {
        "question": "tier",
        "variant": "Variant X",
        "tumour": "Lung adenocarcinoma",
        "country": "Japan",
        "day": "2026-11-20",
        "cards": [
            {"text": "Approved elsewhere", "code": "C", "played": True},
            {"text": "Guideline here", "code": "A", "played": False},
        ],
        "alternative": 42,
        "total": 280,
        "tumour_content": 30,
        "sensitivity": 90,
        "specificity": 95,
        "prevalence": 2,
    },
    "non_inferiority": {
        "measure": "ratio",
        "measure_name": "Hazard ratio for death",
        "lower_is_better": True,
        "margin": 1.25,
        "trials": [{"label": "Trial 1", "estimate": 1.05, "lower": 0.91, "upper": 1.21}],
    },
}
FIGURES = tuple(_VALUES)


def make_figure(kind: str, **changes):
    """The block and its value, as read from a page."""
    block = LessonBodyBlock().child_blocks[kind]
    return block, block.to_python({**_COMMON, **_VALUES[kind], **changes})


def figure_block(kind: str, **changes) -> tuple:
    """One part of a lesson's body."""
    return kind, make_figure(kind, **changes)[1]
