"""Taking existing translations into segments."""

import json
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, Revision, get_page_models
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from courses.models import LessonPage
from icrweb.translating.adopting import adopt
from icrweb.translating.extracting import pieces_of, strings_in, values_of
from icrweb.translating.models import SourceChange, Stale
from icrweb.translating.segments import segments_of
from tests.factories.courses import text_block, translate
from tests.factories.people import make_user
from tests.factories.questions import PARTS, make_bank, make_question, make_quiz, translate_question
from tests.factories.translations import in_language, lesson_of, rewrite

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson():
    return lesson_of("<p>One.</p><p>Two.</p>", "<p>Three.</p>")


def japanese(lesson, body=("<p>一。</p><p>二。</p>", "<p>三。</p>")):
    return translate(lesson, "ja", title="課", objective="見分ける", body=[text_block(words) for words in body])


def test_the_words_of_a_translation_become_segments_with_who_brought_them(lesson):
    japanese(lesson)
    translator, reviewer = make_user(), make_user()
    source = adopt(lesson, in_language("ja"), translator=translator, reviewer=reviewer)
    found = {segment.source: segment for segment in segments_of(source, in_language("ja"))}
    assert {text: segment.target for text, segment in found.items()} == {
        lesson.title: "課",
        lesson.objective: "見分ける",
        "One.": "一。",
        "Two.": "二。",
        "Three.": "三。",
    }
    standing = found["Two."].standing
    assert (standing.state, standing.translator, standing.reviewer) == ("approved", translator, reviewer)
    assert Translation.objects.get().target_locale == in_language("ja")


def test_adopting_again_changes_nothing_and_keeps_who_brought_the_words(lesson):
    japanese(lesson)
    translator = make_user()
    adopt(lesson, in_language("ja"), translator=translator)
    before = list(StringTranslation.objects.order_by("pk").values_list("pk", "data", "standing__pk", "standing__translator"))
    adopt(lesson, in_language("ja"), translator=make_user())
    assert (
        list(StringTranslation.objects.order_by("pk").values_list("pk", "data", "standing__pk", "standing__translator")) == before
    )


def test_many_segments_ask_for_no_more_queries_than_few(lesson):
    counts = []
    for number in (3, 60):
        page = rewrite(
            lesson, body=[{"type": "text", "value": f"<p>Line {i}.</p>", "id": str(uuid.uuid4())} for i in range(number)]
        )
        target = page.get_translation(in_language("ja")).specific
        target.alias_of = None
        target.save()
        rewrite(
            target,
            title="課",
            body=json.loads(json.dumps([{**b, "value": b["value"].replace("Line", "行")} for b in page.body.get_prep_value()])),
        )
        TranslationSource.objects.all().delete()
        with CaptureQueriesContext(connection) as asked:
            adopt(page, in_language("ja"))
        counts.append(len(asked))
    assert counts[1] <= counts[0] <= 45
    assert StringTranslation.objects.filter(data__startswith="行").count() >= 60


def test_a_text_that_is_another_one_is_not_adopted(lesson):
    translate(lesson, "ja", title="課", body=[])
    LessonPage.objects.filter(locale=in_language("ja")).update(objective="")
    with pytest.raises(ValidationError) as refused:
        adopt(lesson, in_language("ja"))
    assert refused.value.code == "unlike"
    assert not TranslationSource.objects.exists()


def test_a_copy_in_the_words_of_the_source_is_no_translation(lesson):
    translate(lesson, "ja")
    with pytest.raises(ValidationError) as refused:
        adopt(lesson, in_language("ja"))
    assert refused.value.code == "unlike"


def test_an_alias_is_not_adopted(lesson):
    with pytest.raises(ValidationError) as refused:
        adopt(lesson, in_language("ja"))
    assert refused.value.code == "none"


def test_words_with_a_link_that_the_source_does_not_have_wait_as_a_draft(lesson):
    japanese(lesson, ('<p>一。</p><p><a href="https://who.example/">二</a>を見る。</p>', "<p>三。</p>"))
    source = adopt(lesson, in_language("ja"))
    found = {segment.source: segment for segment in segments_of(source, in_language("ja"))}
    assert (found["Two."].state, found["Two."].words.has_error) == ("draft", True)


def test_where_the_version_before_is_gone_nothing_is_claimed(lesson):
    page = japanese(lesson)
    Revision.objects.filter(object_id=str(lesson.pk)).exclude(pk=lesson.latest_revision_id).delete()
    LessonPage.objects.filter(pk=lesson.pk).update(live_revision=None, latest_revision=None)
    Revision.objects.filter(object_id=str(lesson.pk)).delete()
    rewrite(lesson, title="Never before day 3")
    assert not SourceChange.objects.exists()
    assert LessonPage.objects.get(pk=page.pk).title == "課"


def test_a_text_that_was_never_filled_in_does_not_stop_the_extraction(lesson):
    body = [{"type": "recall", "value": {"stem": None, "answer": "<p>Because.</p>"}, "id": str(uuid.uuid4())}]
    page = LessonPage(body=LessonPage._meta.get_field("body").to_python(json.dumps(body)), title="T", objective="O")
    assert [words for _path, words in pieces_of(page)] == ["T", "O", "Because."]


@pytest.mark.parametrize("model", [model for model in get_page_models() if model is not Page], ids=lambda model: model._meta.label)
def test_no_address_code_or_number_is_among_the_words_of_a_page(model):
    words = {field.field_name for field in get_translatable_fields(model) if field.is_translated(model())}
    assert not words & {"slug", "code", "translators", "minutes", "pass_mark", "purpose", "draft_title"}
    copied = {field.field_name for field in get_translatable_fields(model) if field.is_synchronized(model())}
    assert "slug" not in copied


@pytest.mark.parametrize("kind", [*PARTS, "single", "numeric", "short_text"])
def test_no_key_of_a_question_is_among_its_words(kind):
    question = make_question(make_bank(), kind)
    names = {value.path.split(".")[-1] for value in strings_in(values_of(question))}
    leaves = {name for name in names if len(name) != 36}
    assert leaves <= {"stem", "feedback", "feedback_wrong", "picture_alt", "text", "other"}


def test_a_weight_and_the_objective_of_a_pool_are_no_words():
    question = make_question(choices=[("Right", True), ("Wrong", False)])
    blocks = question.choices.get_prep_value()
    blocks[0]["value"]["weight"] = "50"
    page = rewrite(question, choices=blocks)
    assert "50" not in [words for _path, words in pieces_of(page)]
    assert "consent" not in [words for _path, words in pieces_of(make_quiz((question.bank, "consent", 1)))]


def test_a_change_of_the_key_reaches_the_translation_without_a_change_of_words():
    question = make_question()
    words = translate_question(question, "th")
    blocks = question.choices.get_prep_value()
    blocks[0]["value"]["correct"], blocks[1]["value"]["correct"] = False, True
    rewrite(question, choices=blocks)
    words.refresh_from_db()
    assert [block.value["correct"] for block in words.choices] == [False, True, False]
    assert words.live
    assert not Stale.objects.exists()
