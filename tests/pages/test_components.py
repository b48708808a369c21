"""Parts of pages that Python writes instead of a template."""

import datetime

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from icrweb.pages.templatetags.components import fact_rows

AS_A_TEMPLATE = Template(
    "{% for fact in facts %}{% if fact.value %}<div><dt>{{ fact.label }}</dt><dd>"
    "{% if fact.strong %}<strong>{{ fact.value }}</strong>{% else %}{{ fact.value }}{% endif %}"
    '{% if fact.more %}<br><span class="quiet"{% if fact.lang %} lang="{{ fact.lang }}"{% endif %}>{{ fact.more }}</span>{% endif %}'
    "</dd></div>{% endif %}{% endfor %}"
)
FACTS = [
    {"label": "A & b", "value": "<i>"},
    {"label": "Number", "value": 1_234_567, "strong": True},
    {"label": "Nothing", "value": 0},
    {"label": gettext_lazy("Completed"), "value": mark_safe("<b>x</b>"), "more": gettext_lazy("Status"), "lang": "th"},
    {"label": "Day", "value": datetime.date(2026, 1, 2)},
    {"label": "Moment", "value": datetime.datetime(2026, 1, 2, 3, 4, tzinfo=datetime.UTC), "more": 12.5},
    {"label": "None"},
]


@pytest.mark.parametrize("language", ["en", "th", "ja", "vi"])
def test_facts_are_written_as_a_template_would(language):
    with translation.override(language):
        assert fact_rows(FACTS) == AS_A_TEMPLATE.render(Context({"facts": FACTS}))
