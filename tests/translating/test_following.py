"""Whatever an editor does to a lesson, its translation follows and no words are lost."""

import json
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail_localize.models import StringTranslation, TranslationSource

from courses.models import LessonPage, Question
from icrweb.translating.models import SourceChange, Stale
from icrweb.translating.segments import segments_of
from tests.factories.courses import lessons_of, make_course, translate
from tests.factories.questions import make_bank, make_question, translate_question
from tests.factories.translations import in_language, rewrite

pytestmark = pytest.mark.django_db
STEPS = st.lists(
    st.tuples(st.sampled_from(["edit", "dose", "comma", "move", "add", "sentence", "remove"]), st.integers(0, 5)),
    min_size=1,
    max_size=4,
)


def block(words: str) -> dict:
    return {"type": "text", "value": f"<p>{words}</p>", "id": str(uuid.uuid4())}


def step(blocks: list[dict], deed: str, place: int) -> list[dict]:
    blocks = [dict(one) for one in blocks]
    if deed == "add":
        blocks.insert(place % (len(blocks) + 1), block(f"Something new {place}."))
    elif not blocks:
        return blocks
    elif deed == "move":
        blocks.append(blocks.pop(place % len(blocks)))
    elif deed == "remove":
        blocks.pop(place % len(blocks))
    else:
        at = blocks[place % len(blocks)]
        said = {
            "edit": ("</p>", " indeed</p>"),
            "dose": ("<p>", "<p>5 "),
            "comma": ("</p>", ",</p>"),
            "sentence": ("</p>", "</p><p>And more.</p>"),
        }
        at["value"] = at["value"].replace(*said[deed], 1)
    return blocks


@pytest.fixture
def lesson():
    page = rewrite(lessons_of(make_course())[0], body=[block("First one"), block("Second one"), block("Third one")])
    words = [{**one, "value": one["value"].replace("<p>", "<p>訳 ")} for one in page.body.get_prep_value()]
    body = LessonPage._meta.get_field("body").to_python(json.dumps(words))
    translate(page, "ja", title="課", objective="見分ける", body=body)
    return page


@given(steps=STEPS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_translation_follows_every_step_and_loses_no_words(lesson, steps):
    japanese = in_language("ja")
    for deed, place in steps:
        before = set(StringTranslation.objects.filter(locale=japanese).values_list("data", flat=True))
        blocks = LessonPage.objects.get(pk=lesson.pk).body.get_prep_value()
        page = rewrite(lesson, body=step(blocks, deed, place))
        shown = page.get_translation(japanese).specific
        assert before <= set(StringTranslation.objects.filter(locale=japanese).values_list("data", flat=True))
        assert [one.id for one in shown.body] == [one.id for one in page.body]
        source = TranslationSource.objects.filter(object_id=page.translation_key).first()
        for segment in segments_of(source, japanese) if source else []:
            waiting = Stale.objects.open().filter(locale=japanese, segment__path=segment.path).exists()
            assert waiting or segment.reached("approved"), segment.path
        noted = SourceChange.objects.count()
        rewrite(lesson)
        assert SourceChange.objects.count() == noted


def test_the_language_of_the_bank_is_the_source_whichever_row_came_first():
    question = make_question(make_bank(language="ja"), stem="<p>5 mgはいつ？</p>")
    english = translate_question(question, "en")
    Question.objects.filter(translation_key=question.translation_key).update(bank=make_bank(language="en"))
    rewrite(question, stem="<p>50 mgはいつ？</p>")
    assert Question.objects.get(pk=english.pk).live
    assert not SourceChange.objects.exists()
