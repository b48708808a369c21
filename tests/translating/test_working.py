"""What is done to the words of a translation, and what that leaves of who did it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail_localize.models import StringTranslation, Translation

from courses.models import LessonPage
from icrweb.trail.models import AuditEntry
from icrweb.translating.models import Standing
from icrweb.translating.working import begin, confirm, review, send_back, write_words
from tests.factories.courses import translate
from tests.factories.people import make_user
from tests.factories.questions import make_question
from tests.factories.translations import begin as begun
from tests.factories.translations import in_language, lesson_of, outdate, review_all, segment_of, write_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson():
    return lesson_of('<p>Give <b>5 mg</b> as in <a href="https://who.example/">the guide</a>.</p><p>Not at night.</p>')


def code_of(refused) -> str:
    return refused.value.code


def test_beginning_leaves_the_alias_what_it_is(lesson):
    alias = lesson.get_translation(in_language("ja")).specific
    before = {field.attname: getattr(alias, field.attname) for field in alias._meta.concrete_fields}
    source = begin(lesson, [in_language("ja"), in_language("th")], make_user())
    alias = LessonPage.objects.get(pk=alias.pk)
    assert {field.attname: getattr(alias, field.attname) for field in alias._meta.concrete_fields} == before
    assert alias.alias_of_id == lesson.pk
    assert sorted(source.translations.values_list("target_locale__language_code", flat=True)) == ["ja", "th"]


def test_beginning_twice_changes_nothing(lesson):
    person = make_user()
    begin(lesson, [in_language("ja")], person)
    begin(lesson, [in_language("ja")], person)
    assert Translation.objects.count() == 1
    assert AuditEntry.objects.filter(deed="translation.begin").count() == 1


def test_a_translation_that_was_stopped_goes_on(lesson):
    source = begun(lesson)
    Translation.objects.update(enabled=False)
    begin(lesson, [in_language("ja")], make_user())
    assert source.translations.get().enabled


@pytest.mark.parametrize("language", ["ja", "th"])
def test_an_alias_and_a_translation_are_no_source(lesson, language):
    row = translate(lesson, "ja", title="レッスン") if language == "ja" else lesson.get_translation(in_language("ja"))
    with pytest.raises(ValidationError) as refused:
        begin(row.specific, [in_language("vi")], make_user())
    assert code_of(refused) == "not_source"


def test_nothing_is_translated_into_its_own_language(lesson):
    with pytest.raises(ValidationError) as refused:
        begin(lesson, [in_language("en")], make_user())
    assert code_of(refused) == "same"


def test_a_persons_words_are_translated_and_a_machines_are_a_draft(lesson):
    source, person = begun(lesson), make_user()
    standing = write_words(segment_of(source, "Not at"), in_language("ja"), "夜はだめ。", person)
    assert (standing.state, standing.translator) == ("translated", person)
    standing = write_words(segment_of(source, "Give"), in_language("ja"), "5 mg。", None, tool="Echo")
    words = StringTranslation.objects.get(pk=standing.words_id)
    assert (standing.state, standing.translator, words.translation_type, words.tool_name) == ("draft", None, "machine", "Echo")


def test_writing_a_title_does_not_touch_what_readers_see(lesson):
    source = begun(lesson)
    write_words(segment_of(source, lesson.title), in_language("ja"), "用量", make_user())
    alias = lesson.get_translation(in_language("ja"))
    assert (alias.title, alias.draft_title) == (lesson.title, lesson.title)


def test_the_same_words_again_change_nothing(lesson):
    source, first, second = begun(lesson), make_user(), make_user()
    write_words(segment_of(source, "Not at"), in_language("ja"), "夜はだめ。", first)
    standing = write_words(segment_of(source, "Not at"), in_language("ja"), " 夜はだめ。 ", second)
    assert standing.translator == first
    assert AuditEntry.objects.filter(deed="translation.write").count() == 1


def test_the_same_words_again_say_that_outdated_words_are_still_right(lesson):
    source, first, second = begun(lesson), make_user(), make_user()
    outdate(write_words(segment_of(source, "Not at"), in_language("ja"), "夜はだめ。", first))
    standing = write_words(segment_of(source, "Not at"), in_language("ja"), "夜はだめ。", second)
    assert (standing.outdated_by, standing.state, standing.translator) == (None, "translated", second)


def test_outdated_words_that_are_still_right_wait_for_review_again(lesson):
    source, second = begun(lesson), make_user()
    write_all(source)
    review_all(source)
    outdate(Standing.objects.get(words__data__contains="Not at"))
    standing = confirm(segment_of(source, "Not at"), in_language("ja"), second)
    assert (standing.outdated_by, standing.state, standing.translator, standing.reviewer) == (None, "translated", second, None)


def test_a_draft_that_is_good_becomes_its_confirmers(lesson):
    source, person = begun(lesson), make_user()
    write_words(segment_of(source, "Not at"), in_language("ja"), "夜はだめ。", None, tool="Echo")
    standing = confirm(segment_of(source, "Not at"), in_language("ja"), person)
    assert (standing.state, standing.translator) == ("translated", person)


def test_changed_words_lose_their_review_and_the_reason_they_came_back_for(lesson):
    source, translator, reviewer = begun(lesson), make_user(), make_user()
    write_all(source, by=translator)
    review_all(source, by=reviewer)
    send_back(segment_of(source, "Not at"), in_language("ja"), reviewer, "Too harsh.")
    standing = write_words(segment_of(source, "Not at"), in_language("ja"), "夜は避ける。", translator)
    assert (standing.state, standing.reviewer, standing.reviewed_at, standing.reason) == ("translated", None, None, "")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("  ", "empty"),
        ("<p>夜はだめ。</p>", "markup"),
        ('<b onclick="x()">5 mg</b>', "markup"),
        ('<a href="javascript:x()">手引き</a>', "markup"),
        ('<a id="a2">手引き</a>', "markup"),
        ("<img src=x>", "markup"),
    ],
)
def test_words_that_could_not_go_onto_the_page_are_refused(lesson, words, code):
    source = begun(lesson)
    with pytest.raises(ValidationError) as refused:
        write_words(segment_of(source, "Give"), in_language("ja"), words, make_user())
    assert code_of(refused) == code
    assert not StringTranslation.objects.exists()


def test_the_link_of_the_source_and_a_lone_ampersand_are_kept(lesson):
    source = begun(lesson)
    standing = write_words(segment_of(source, "Give"), in_language("ja"), '<a id="a1">A & B</a>を<b>5 mg</b>。', make_user())
    assert standing.words.data == '<a id="a1">A &amp; B</a>を<b>5 mg</b>。'


def test_nobody_writes_into_a_language_that_has_not_begun(lesson):
    source = begun(lesson)
    with pytest.raises(ValidationError) as refused:
        write_words(segment_of(source, "Not at"), in_language("vi"), "Không.", make_user())
    assert code_of(refused) == "not_begun"


def test_words_for_a_passage_that_was_changed_meanwhile_are_refused(lesson):
    source = begun(lesson)
    segment = segment_of(source, "Not at")
    segment.row.delete()
    segment.row.pk = 0
    with pytest.raises(ValidationError) as refused:
        write_words(segment, in_language("ja"), "夜はだめ。", make_user())
    assert code_of(refused) == "source_changed"


def test_somebody_else_reviews(lesson):
    source, translator, reviewer = begun(lesson), make_user(), make_user()
    write_all(source, by=translator)
    with pytest.raises(ValidationError) as refused:
        review_all(source, by=translator)
    assert code_of(refused) == "own"
    assert not Standing.objects.filter(state="reviewed").exists()
    review_all(source, by=reviewer)
    assert set(Standing.objects.values_list("state", "reviewer")) == {("reviewed", reviewer.pk)}


def test_the_database_holds_that_a_translator_is_not_the_reviewer(lesson):
    source, person = begun(lesson), make_user()
    standing = write_words(segment_of(source, "Not at"), in_language("ja"), "夜はだめ。", person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Standing.objects.filter(pk=standing.pk).update(reviewer=person)


def test_who_edits_while_reviewing_becomes_the_translator_and_needs_a_reviewer(lesson):
    source, reviewer, second = begun(lesson), make_user(), make_user()
    write_all(source)
    write_words(segment_of(source, "Not at"), in_language("ja"), "夜は避ける。", reviewer)
    with pytest.raises(ValidationError) as refused:
        review([segment_of(source, "Not at")], in_language("ja"), reviewer)
    assert code_of(refused) == "own"
    assert review([segment_of(source, "Not at")], in_language("ja"), second)[0].reviewer == second


def test_drafts_missing_and_outdated_words_are_not_reviewed(lesson):
    source, reviewer = begun(lesson), make_user()
    write_words(segment_of(source, "Give"), in_language("ja"), "5 mg。", None, tool="Echo")
    outdate(write_words(segment_of(source, "Not at"), in_language("ja"), "夜はだめ。", make_user()))
    for text, code in (("Give", "draft"), ("Not at", "outdated"), (lesson.title, "missing")):
        with pytest.raises(ValidationError) as refused:
            review([segment_of(source, text)], in_language("ja"), reviewer)
        assert code_of(refused) == code


def test_words_that_changed_since_they_were_read_are_not_reviewed(lesson):
    source = begun(lesson)
    write_all(source)
    read = segment_of(source, "Not at")
    write_words(read, in_language("ja"), "夜もよい。", make_user())
    with pytest.raises(ValidationError) as refused:
        review([read], in_language("ja"), make_user())
    assert code_of(refused) == "changed"


def test_reviewing_again_leaves_the_first_reviewer(lesson):
    source, first = begun(lesson), make_user()
    write_all(source)
    review_all(source, by=first)
    assert review([segment_of(source, "Not at")], in_language("ja"), make_user()) == []
    assert set(Standing.objects.values_list("reviewer", flat=True)) == {first.pk}


def test_words_go_back_with_a_reason(lesson):
    source, reviewer = begun(lesson), make_user()
    write_all(source)
    review_all(source, by=reviewer)
    with pytest.raises(ValidationError) as refused:
        send_back(segment_of(source, "Not at"), in_language("ja"), reviewer, "  ")
    assert code_of(refused) == "reason"
    standing = send_back(segment_of(source, "Not at"), in_language("ja"), reviewer, "Too harsh.")
    assert (standing.state, standing.reason, standing.reviewer) == ("draft", "Too harsh.", None)
    entry = AuditEntry.objects.get(deed="translation.send_back")
    assert (entry.actor, entry.why, entry.old["state"]) == (reviewer, "Too harsh.", "reviewed")


def test_the_trail_keeps_the_words_before(lesson):
    source, person = begun(lesson), make_user()
    write_words(segment_of(source, "Not at"), in_language("ja"), "夜はだめ。", person)
    write_words(segment_of(source, "Not at"), in_language("ja"), "夜は避ける。", person)
    entry = AuditEntry.objects.filter(deed="translation.write").latest("pk")
    assert (entry.old["words"], entry.new["words"]) == ("夜はだめ。", "夜は避ける。")


def test_a_question_is_translated_the_same_way():
    question, person = make_question(choices=[("Yes", True, "Because."), ("No", False, "Not so.")]), make_user()
    source = begun(question, "th")
    assert write_words(segment_of(source, "Because", "th"), in_language("th"), "เพราะ", person).state == "translated"
    assert not type(question).objects.filter(locale=in_language("th")).exists()
