"""What a publication of the source does to its translations, in the same request."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale
from wagtail_localize.models import TranslationSource

from courses.models import LessonPage, Question
from icrweb.translating.adopting import adopt
from icrweb.translating.changing import classify, note_published, open_changes
from icrweb.translating.models import SourceChange, Stale, Standing
from icrweb.translating.segments import segments_of
from tests.factories.courses import lessons_of, make_course, text_block, translate
from tests.factories.people import make_user
from tests.factories.questions import make_question, translate_question
from tests.factories.translations import in_language, rewrite

pytestmark = pytest.mark.django_db
DOSE, NIGHT = str(uuid.uuid4()), str(uuid.uuid4())


def body(dose="Give 5 mg at once.", night="Wait until morning, then look.") -> list:
    return [
        {"type": "text", "value": f"<p>{dose}</p>", "id": DOSE},
        {"type": "text", "value": f"<p>{night}</p>", "id": NIGHT},
    ]


@pytest.fixture
def lesson():
    page = lessons_of(make_course())[0]
    return rewrite(page, body=body())


def translated(lesson) -> LessonPage:
    return translate(
        lesson, "ja", title="บทเรียน", objective="แยกแยะได้", body=[("text", rich("ให้ 5 มก. ทันที")), ("text", rich("รอจนถึงเช้า แล้วดู"))]
    )


def rich(words):
    return text_block(f"<p>{words}</p>")[1]


def words_of(page) -> list[str]:
    return [block.value.source for block in type(page).objects.get(pk=page.pk).body]


def test_a_changed_dose_is_shown_in_the_source_words_within_the_request(lesson):
    page = translated(lesson)
    rewrite(lesson, body=body(dose="Give 50 mg at once."))
    assert words_of(page) == ["<p>Give 50 mg at once.</p>", "<p>รอจนถึงเช้า แล้วดู</p>"]
    stale = Stale.objects.shown_to(lesson.translation_key, "ja").get()
    assert (stale.segment.path, stale.segment.severity, stale.segment.old) == (f"body.{DOSE}", "critical", "Give 5 mg at once.")
    assert Standing.objects.filter(outdated_by=stale.segment).count() == 1


def test_a_translation_that_was_never_taken_in_learns_of_the_change_beside_one_that_was(lesson):
    adopt(lesson, translated(lesson).locale)
    korean = Locale.objects.get_or_create(language_code="ko")[0]
    there = lesson.copy_for_translation(korean, copy_parents=True)
    rewrite(there, title="수업", objective="구별할 수 있다", body=body("즉시 5 mg 투여", "아침까지 기다림"))
    rewrite(lesson, body=body(dose="Give 50 mg at once."))
    assert {row.locale.language_code for row in Stale.objects.open()} == {"ja", "ko"}


def test_a_comma_keeps_every_approval(lesson):
    page = translated(lesson)
    rewrite(lesson, body=body(night="Wait until morning then look."))
    assert words_of(page)[1] == "<p>รอจนถึงเช้า แล้วดู</p>"
    assert not Stale.objects.exists()
    source = TranslationSource.objects.get()
    assert all(segment.reached("approved") for segment in segments_of(source, in_language("ja")))
    assert SourceChange.objects.get().segments.get().severity == "typo"


def test_other_words_leave_the_translation_and_say_that_it_is_behind(lesson):
    page = translated(lesson)
    rewrite(lesson, body=body(night="Stay until noon, then call."))
    assert words_of(page)[1] == "<p>รอจนถึงเช้า แล้วดู</p>"
    assert Stale.objects.shown_to(lesson.translation_key, "ja").get().segment.severity == "meaning"


def test_a_new_block_comes_in_the_words_of_the_source(lesson):
    page = translated(lesson)
    new = {"type": "text", "value": "<p>Write it down.</p>", "id": str(uuid.uuid4())}
    rewrite(lesson, body=[new, *body()])
    assert words_of(page) == ["<p>Write it down.</p>", "<p>ให้ 5 มก. ทันที</p>", "<p>รอจนถึงเช้า แล้วดู</p>"]
    assert Stale.objects.get().segment.kind == "added"


def test_a_moved_block_is_no_change_and_moves_in_the_translation(lesson):
    page = translated(lesson)
    rewrite(lesson, body=body()[::-1])
    assert words_of(page) == ["<p>รอจนถึงเช้า แล้วดู</p>", "<p>ให้ 5 มก. ทันที</p>"]
    assert not SourceChange.objects.exists()


def test_a_fact_that_changed_follows_without_a_change_of_words(lesson):
    page = translated(lesson)
    rewrite(lesson, minutes=25)
    assert LessonPage.objects.get(pk=page.pk).minutes == 25
    assert LessonPage.objects.get(pk=page.pk).title == "บทเรียน"
    assert not SourceChange.objects.exists()


def test_a_page_whose_title_changed_critically_is_an_alias_until_it_is_mended(lesson):
    page = translated(lesson)
    english = rewrite(lesson, title="Never before day 3")
    row = LessonPage.objects.get(pk=page.pk)
    assert (row.alias_of_id, row.title, row.slug) == (english.pk, "Never before day 3", page.slug)
    change = SourceChange.objects.get()
    classify(change, {change.segments.get().pk: "meaning"}, make_user(is_superuser=True))
    row = LessonPage.objects.get(pk=page.pk)
    assert (row.alias_of_id, row.title, row.live) == (None, "บทเรียน", True)
    assert Stale.objects.open().get().segment.severity == "meaning"


def test_a_question_is_withdrawn_where_it_is_behind_and_comes_back_with_a_typo():
    question = make_question(stem="<p>Give 5 mg when?</p>")
    words = translate_question(question, "th")
    assert Question.objects.drawable(question.bank, "th").exists()
    rewrite(question, stem="<p>Give 50 mg when?</p>")
    assert not Question.objects.drawable(question.bank, "th").exists()
    change = SourceChange.objects.get()
    classify(change, {change.segments.get().pk: "typo"}, make_user(is_superuser=True))
    assert Question.objects.drawable(question.bank, "th").exists()
    assert Question.objects.get(pk=words.pk).stem == f"<p>{question.name} (th)</p>"
    assert not Stale.objects.exists()


def test_a_comma_does_not_withdraw_a_question():
    question = make_question(stem="<p>Give it, when?</p>")
    translate_question(question, "th")
    rewrite(question, stem="<p>Give it when?</p>")
    assert Question.objects.drawable(question.bank, "th").exists()


def test_publishing_the_same_again_costs_next_to_nothing(lesson):
    translated(lesson)
    page = rewrite(lesson, body=body(night="Stay until noon, then call."))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        note_published(page, page.live_revision, None)
    assert len(asked) <= 3
    assert SourceChange.objects.count() == 1


def test_classing_again_comes_to_the_same(lesson):
    page = translated(lesson)
    rewrite(lesson, body=body(dose="Give 50 mg at once."))
    person, change = make_user(is_superuser=True), SourceChange.objects.get()
    segment = change.segments.get().pk
    for severity, shown in (("typo", "ให้ 5 มก. ทันที"), ("critical", "Give 50 mg at once."), ("meaning", "ให้ 5 มก. ทันที")):
        for _again in range(2):
            classify(change, {segment: severity}, person)
            assert words_of(page)[0] == f"<p>{shown}</p>"
            assert Stale.objects.open().count() == (severity != "typo")
            assert Standing.objects.filter(outdated_by=segment).count() == (severity != "typo")
    assert open_changes(person).count() == 0


def test_only_who_may_publish_the_source_says_what_its_changes_mean(lesson):
    translated(lesson)
    rewrite(lesson, body=body(dose="Give 50 mg at once."))
    change = SourceChange.objects.get()
    with pytest.raises(ValidationError) as refused:
        classify(change, {}, make_user(groups=["Translator"]))
    assert refused.value.code == "permission"
    assert not open_changes(make_user()).exists()
    assert open_changes(make_user(is_superuser=True)).get() == change
