"""Round trip loses nothing: every field of pages and questions comes back, and what is left out has a reason that readers can find."""

import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import models
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from courses.files import introspecting
from courses.files.collecting import collect
from courses.files.exporting import Export
from courses.files.introspecting import LEFT_OUT, MODELS, NOT_THEIRS, NotCarriedError, kind_of_field, sorts, why_left_out
from courses.files.parsing import hear_default
from courses.files.schema import BOOL, DATE, DECIMAL, MOMENT, NUMBER, RICH, STREAM, TAGS, TEXT, hear
from courses.models import Case, Question
from courses.models import CoursePage as Course
from icrweb.pages.models import Guideline, GuidelineEdition
from tests.courses.files.test_round_trip import bring_in, forget, make_full_course
from tests.factories.courses import lessons_of

LATER = timezone.now().replace(microsecond=0) + datetime.timedelta(days=400)
OTHER = {
    BOOL: lambda now: not now,
    NUMBER: lambda now: 17,
    DECIMAL: lambda now: 3,
    DATE: lambda now: datetime.date(2028, 2, 29),
    RICH: lambda now: "<p>Other <b>words</b>.</p>",
    TAGS: lambda now: ["other", "tags"],
}
# What a value must be to make sense beside the others.
FITTING = {
    "go_live_at": timezone.now().replace(microsecond=0) - datetime.timedelta(days=3),
    "expire_at": LATER,
    "topics": ["ethics"],
    "roles": ["nurse"],
    "code": "OTHER",
    "stem": "<p>Other?</p>",
    "case": "other-case",
}


def other_value(row, field: models.Field, kind):
    """A value that is neither the default nor what is there."""
    now = field.value_from_object(row)
    if field.name in FITTING:
        return FITTING[field.name]
    if field.name == "slug":
        return f"other-{row.slug}"
    if field.choices:
        return next(value for value, _label in field.flatchoices if value not in (now, field.get_default(), ""))
    if kind.name == TEXT:
        return f"Other {field.name}"[: field.max_length]
    return OTHER[kind.name](now)


def change_every_field(row, sort: str) -> None:
    for name, kind in sorts()[sort].fields.items():
        field = type(row)._meta.get_field(name)
        if kind.name != STREAM and not kind.target and name != "objective":
            value = other_value(row, field, kind)
            getattr(row, name).set(value) if kind.name == TAGS else setattr(row, name, value)
    row.save()
    row.save_revision().publish()


def rows_of(course: Course) -> dict:
    """The first row of each sort: of the page models and the question."""
    lesson = lessons_of(course)[0]
    module = lesson.get_parent().specific
    quiz = next(page for page in module.get_children().specific() if type(page) is MODELS["quiz"])
    return {
        "course": course,
        "module": module,
        "lesson": lesson,
        "quiz": quiz,
        "case": Case.objects.filter(locale__language_code="en").first(),
        "question": Question.objects.filter(locale__language_code="en").first(),
    }


def values_now(course: Course) -> dict[str, dict]:
    keys = {sort: str(row.translation_key) for sort, row in rows_of(course).items()}
    items = collect(course.translation_key).items
    return {item.sort: item.values for item in items if item.language == "en" and item.key == keys.get(item.sort)}


@pytest.mark.django_db
def test_every_field_of_pages_and_questions_comes_back_when_nothing_is_as_it_was_made(tmp_path):
    course = make_full_course()
    course.objectives = course.certificate_is = course.certificate_is_not = [("sentence", "name the edition")]
    guideline = Guideline.objects.create(body="ICH", title="E6(R3)", short="E6")
    edition = GuidelineEdition.objects.create(guideline=guideline, edition="Step 4", code="e6r3")
    picture = get_image_model().objects.create(title="Figure", file=get_test_image_file("fig.png"), credit="Our own")
    for model in (Question, Case):
        model.objects.update(guideline=edition, picture=picture)
    for sort, row in rows_of(course).items():
        change_every_field(row, sort)
    course = Course.objects.get(pk=course.pk)
    before = values_now(course)
    assert set(before) == {"course", "module", "lesson", "quiz", "case", "question"}
    never_set = {
        f"{sort}.{name}"
        for sort, values in before.items()
        for name, kind in sorts()[sort].fields.items()
        if values[name] == hear_default(kind)
    }
    assert never_set == set()
    Export(course.translation_key).to_folder(tmp_path / "course")
    forget(course)
    plan = bring_in(tmp_path / "course")
    assert [(line.place, line.sentence, line.params) for line in plan.refused] == []
    assert values_now(Course.objects.get(translation_key=course.translation_key, locale__language_code="en")) == before


def test_every_field_is_carried_or_left_out_for_a_reason():
    found = sorts()
    for sort, model in {**MODELS, **introspecting.thing_models()}.items():
        fields = {field.name for field in model._meta.get_fields() if not field.auto_created and not why_left_out(field)}
        rows = set(introspecting.ROWS_OF.get(model._meta.label, {}))
        assert set(found[sort].fields) == fields | rows, model.__name__
        for relation in model._meta.related_objects:
            owned = type(relation.field).__name__ == "ParentalKey"
            name = relation.get_accessor_name()
            known = relation.hidden or name in rows or name in NOT_THEIRS
            assert known or not (owned or sort in MODELS), f"{model.__name__}.{name}"


@pytest.mark.parametrize("field", [models.BinaryField(name="new"), models.ManyToManyField(Course, name="new")])
def test_a_new_field_that_nobody_carries_is_not_passed_over(field):
    field.model = Course
    assert not why_left_out(field)
    with pytest.raises(NotCarriedError, match=r"CoursePage\.new"):
        kind_of_field(field)


def test_what_is_left_out_is_said_to_readers():
    said = (Path(settings.BASE_DIR) / "docs/course-files.md").read_text(encoding="utf-8")
    assert [name for name in (*LEFT_OUT, *NOT_THEIRS) if f"`{name}`" not in said] == []


@pytest.mark.parametrize(
    ("said", "raw"),
    [
        ("2026-12-01T08:00:00+09:00", "2026-11-30T23:00:00+00:00"),
        (datetime.datetime(2026, 12, 1, 8, tzinfo=datetime.UTC), "2026-12-01T08:00:00+00:00"),
        (datetime.date(2026, 12, 1), "2026-12-01T00:00:00+00:00"),
    ],
)
def test_a_day_and_time_is_the_same_in_every_zone(said, raw):
    kind = kind_of_field(Course._meta.get_field("go_live_at"))
    assert kind.name == MOMENT
    assert hear(kind, said, "") == raw
