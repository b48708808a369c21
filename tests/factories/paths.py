"""Role paths, published; each call shows only what the test is about."""

import json
import uuid

from courses.models import PathIndexPage, PathPage
from tests.factories.courses import add, make_index


def step(course, weight="required", equivalents=()) -> dict:
    return {"course": str(course.translation_key), "weight": weight, "why": "Because.", "equivalents": list(equivalents)}


def make_path(*steps, countries=()) -> PathPage:
    home = make_index().get_parent().specific
    index = PathIndexPage.objects.filter(locale=home.locale).first() or add(home, PathIndexPage(title="Paths", slug="paths"))
    page = PathPage(title="Pharmacist", slug=f"p{uuid.uuid4().hex[:6]}", role="pharmacist", summary="For pharmacists.")
    page.steps = json.dumps([{"type": "step", "value": one} for one in steps])
    page.countries = json.dumps([{"type": "country", "value": one} for one in countries])
    return PathPage.objects.get(pk=add(index, page).pk)
