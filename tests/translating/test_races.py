"""Two publications at the same moment: one source, each change once, and the translation follows what is published in the end."""

import pytest
from django.db import transaction
from wagtail_localize.models import StringSegment, TranslationSource

from courses.models import LessonPage, Question
from icrweb.translating.changing import classify
from icrweb.translating.models import SourceChange, Stale
from tests.at_once import at_once
from tests.factories.courses import lessons_of, make_course, text_block, translate
from tests.factories.people import make_user
from tests.factories.questions import make_question, translate_question
from tests.factories.translations import rewrite

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def publishing(row, **words):
    def publish():
        with transaction.atomic():
            rewrite(row, **words)

    return publish


def test_two_editors_publish_a_source_at_once():
    lesson = lessons_of(make_course())[0]
    lesson.body = [text_block("<p>Give 5 mg.</p>")]
    lesson.save_revision().publish()
    page = translate(lesson, "ja", title="課", objective="見分ける", body=[text_block("<p>5 mg。</p>")])
    results = at_once(*(publishing(lesson, objective=f"tell {number} from another") for number in range(6)))
    assert results == [None] * 6
    source = TranslationSource.objects.get()
    shown = LessonPage.objects.get(pk=lesson.pk).objective
    assert StringSegment.objects.get(source=source, context__path="objective").string.data == shown
    assert LessonPage.objects.get(pk=page.pk).alias_of_id == lesson.pk
    assert LessonPage.objects.get(pk=page.pk).objective == shown
    words = list(SourceChange.objects.order_by("pk").values_list("segments__old", "segments__new"))
    assert all(one[1] == following[0] for one, following in zip(words, words[1:], strict=False))


def test_a_question_is_published_and_classed_at_once():
    question = make_question(stem="<p>Give 5 mg when?</p>")
    translate_question(question, "th")
    rewrite(question, stem="<p>Give 50 mg when?</p>")
    change, person = SourceChange.objects.get(), make_user(is_superuser=True)
    segment = change.segments.get().pk

    def say_typo():
        classify(change, {segment: "typo"}, person)

    results = at_once(say_typo, publishing(question, stem="<p>Give 500 mg when?</p>"))
    assert results == [None, None]
    assert not Question.objects.drawable(question.bank, "th").exists()
    assert Stale.objects.open().filter(segment__new="Give 500 mg when?").count() == 1
