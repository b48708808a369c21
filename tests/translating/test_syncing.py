"""What readers get of a translation, whoever publishes it and by whatever way."""

import json
import uuid

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Locale, PageLogEntry
from wagtail_localize.models import StringTranslation, TranslationSource

from courses.models import Case, GlossaryTerm, LessonPage, LocalNote, Objective, Question
from icrweb.translating.adopting import adopt
from icrweb.translating.changing import classify
from icrweb.translating.models import SourceChange, Stale, Standing
from icrweb.translating.segments import segments_of
from icrweb.translating.syncing import preview, publish
from icrweb.translating.working import confirm, review, write_words
from tests.factories.courses import lessons_of, make_course, text_block, translate
from tests.factories.people import make_user
from tests.factories.questions import make_bank, make_case, make_objective, make_question, translate_case, translate_question
from tests.factories.references import make_note, make_term
from tests.factories.translations import approve_all, begin, in_language, rewrite, segment_of

pytestmark = pytest.mark.django_db
DOSE, NIGHT = str(uuid.uuid4()), str(uuid.uuid4())


def body(dose="Give 5 mg at once.", night="Wait until morning, then look.") -> list:
    return [
        {"type": "text", "value": f"<p>{dose}</p>", "id": DOSE},
        {"type": "text", "value": f"<p>{night}</p>", "id": NIGHT},
    ]


@pytest.fixture
def lesson():
    return rewrite(lessons_of(make_course())[0], body=body())


@pytest.fixture
def japanese(lesson):
    words = [text_block("<p>すぐに5 mgを投与する。</p>"), text_block("<p>朝まで待って、見る。</p>")]
    return translate(lesson, "ja", title="課", objective="見分ける", body=words)


def words_of(page) -> list[str]:
    return [block.value.source.removeprefix("<p>").removesuffix("</p>") for block in type(page).objects.get(pk=page.pk).body]


def mend(source, text: str, words: str, language: str = "ja"):
    """Somebody writes words for a passage, somebody else reviews them, and they are approved."""
    write_words(segment_of(source, text, language), in_language(language), words, make_user())
    review([segment_of(source, text, language)], in_language(language), make_user())
    Standing.objects.filter(state="reviewed").update(state="approved")


# --- Publishing from the workflow -------------------------------------------------------------------------------------


def test_a_first_translation_is_published_when_it_is_complete_and_not_before(lesson):
    source = begin(lesson)
    with pytest.raises(ValidationError) as refused:
        publish(source, in_language("ja"), make_user())
    assert refused.value.code == "incomplete"
    assert lesson.get_translation(in_language("ja")).alias_of_id == lesson.pk
    approve_all(source)
    page = lesson.get_translation(in_language("ja")).specific
    assert (page.alias_of_id, page.title, page.live, page.slug) == (None, f"「{lesson.title}」", True, lesson.slug)
    assert words_of(page) == ["「Give 5 mg at once.」", "「Wait until morning, then look.」"]


def test_a_page_below_one_that_is_not_there_yet_is_refused_with_a_sentence(lesson):
    source = begin(lesson, "th")
    with pytest.raises(ValidationError) as refused:
        approve_all(source, "th")
    assert refused.value.code == "parent"


def test_a_question_is_published_once_its_words_are_approved():
    question = make_question()
    approve_all(begin(question))
    assert Question.objects.drawable(question.bank, "ja").get() == question


def test_a_mended_passage_takes_the_place_of_the_source_words_and_closes_only_its_own_row(lesson, japanese):
    rewrite(lesson, body=body("Give 50 mg at once.", "Stay until noon, then call."))
    source = TranslationSource.objects.get()
    mend(source, "50 mg", "すぐに50 mgを投与する。")
    publish(source, in_language("ja"), make_user())
    assert words_of(japanese) == ["すぐに50 mgを投与する。", "朝まで待って、見る。"]
    assert Stale.objects.open().get().segment.path == f"body.{NIGHT}"


def test_words_nobody_approved_do_not_come_to_readers_with_a_change_of_the_source(lesson, japanese):
    adopt(lesson, in_language("ja"))
    source = TranslationSource.objects.get()
    write_words(segment_of(source, "Wait"), in_language("ja"), "下書き。", make_user())
    rewrite(lesson, minutes=25)
    assert words_of(japanese) == ["すぐに5 mgを投与する。", "朝まで待って、見る。"]
    assert segment_of(source, "Wait").target == "下書き。"


def test_words_that_were_confirmed_are_up_to_date_for_whatever_class(lesson, japanese):
    rewrite(lesson, body=body(night="Stay until noon, then call."))
    source, change = TranslationSource.objects.get(), SourceChange.objects.get()
    confirm(segment_of(source, "Stay"), in_language("ja"), make_user())
    classify(change, {change.segments.get().pk: "critical"}, make_user(is_superuser=True))
    assert not segment_of(source, "Stay").outdated


def test_an_alias_that_fell_for_its_title_is_its_own_page_again_when_it_is_mended(lesson, japanese):
    rewrite(lesson, title="Never before day 3")
    source = TranslationSource.objects.get()
    with pytest.raises(ValidationError) as refused:
        publish(source, in_language("ja"), make_user())
    assert refused.value.code == "incomplete"
    mend(source, "Never", "3日目より前には決して")
    publish(source, in_language("ja"), make_user())
    page = LessonPage.objects.get(pk=japanese.pk)
    assert (page.alias_of_id, page.title) == (None, "3日目より前には決して")
    assert words_of(page) == ["すぐに5 mgを投与する。", "朝まで待って、見る。"]
    assert not Stale.objects.open().exists()
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.convert_alias").exists()


def test_going_back_to_the_old_words_brings_the_old_translation_back(lesson, japanese):
    rewrite(lesson, body=body("Give 50 mg at once."))
    rewrite(lesson, body=body())
    assert words_of(japanese) == ["すぐに5 mgを投与する。", "朝まで待って、見る。"]
    assert not Stale.objects.open().exists()


def test_a_second_change_of_the_same_sentence_is_known_with_the_first(lesson, japanese):
    rewrite(lesson, body=body("Give 50 mg at once."))
    rewrite(lesson, body=body("Give 500 mg at once."))
    source = TranslationSource.objects.get()
    mend(source, "500 mg", "500 mg。")
    publish(source, in_language("ja"), make_user())
    assert not Stale.objects.open().exists()
    assert words_of(japanese)[0] == "500 mg。"


def test_a_removed_block_is_gone_from_the_translation_and_its_words_are_kept(lesson, japanese):
    rewrite(lesson, body=body()[:1])
    assert words_of(japanese) == ["すぐに5 mgを投与する。"]
    assert StringTranslation.objects.filter(data="朝まで待って、見る。").exists()
    assert SourceChange.objects.get().segments.get().severity == "typo"


def test_an_addition_to_what_search_engines_read_does_not_hide_the_translation(lesson, japanese):
    rewrite(lesson, search_description="What to give.")
    page = LessonPage.objects.get(pk=japanese.pk)
    assert (page.alias_of_id, page.search_description) == (None, "")


def test_a_reading_that_only_the_translation_has_stays(lesson, japanese):
    page = rewrite(japanese, seo_title="索引")
    rewrite(lesson, body=body(night="Wait until morning then look."))
    assert LessonPage.objects.get(pk=page.pk).seo_title == "索引"


def test_a_preview_shows_all_words_so_far_and_saves_nothing(lesson):
    source = begin(lesson)
    write_words(segment_of(source, "5 mg"), in_language("ja"), "5 mg。", make_user())
    page = preview(source, in_language("ja"))
    assert [block.value.source for block in page.body] == ["<p>5 mg。</p>", "<p>Wait until morning, then look.</p>"]
    assert lesson.get_translation(in_language("ja")).alias_of_id == lesson.pk


# --- By hand ----------------------------------------------------------------------------------------------------------


def test_words_changed_by_hand_are_taken_back_and_close_their_own_row_only(lesson, japanese):
    rewrite(lesson, body=body("Give 50 mg at once.", "Stay until noon, then call."))
    blocks = LessonPage.objects.get(pk=japanese.pk).body.get_prep_value()
    blocks[0]["value"] = "<p>すぐに50 mg。</p>"
    rewrite(japanese, body=blocks)
    source = TranslationSource.objects.get()
    assert segment_of(source, "50 mg").target == "すぐに50 mg。"
    assert not segment_of(source, "50 mg").outdated
    assert words_of(japanese) == ["すぐに50 mg。", "朝まで待って、見る。"]
    assert Stale.objects.open().get().segment.path == f"body.{NIGHT}"


def test_a_draft_by_hand_is_not_lost_when_the_source_changes(lesson, japanese):
    adopt(lesson, in_language("ja"))
    page = LessonPage.objects.get(pk=japanese.pk)
    blocks = page.body.get_prep_value()
    blocks[1]["value"] = "<p>夜明けまで待つ。</p>"
    page.body = LessonPage._meta.get_field("body").to_python(json.dumps(blocks))
    page.save_revision()
    rewrite(lesson, minutes=25)
    assert words_of(japanese)[1] == "朝まで待って、見る。"
    found = segment_of(TranslationSource.objects.get(), "Wait")
    assert (found.target, found.state) == ("夜明けまで待つ。", "translated")


def test_going_back_to_an_older_version_does_not_bring_an_old_dose_back(lesson, japanese):
    old = LessonPage.objects.get(pk=japanese.pk).latest_revision
    rewrite(lesson, body=body("Give 50 mg at once."))
    old.as_object().save_revision().publish()
    assert words_of(japanese)[0] == "Give 50 mg at once."
    assert Stale.objects.open().count() == 1


def test_publishing_a_withdrawn_question_by_hand_does_not_bring_it_back():
    question = make_question(stem="<p>Give 5 mg when?</p>")
    words = translate_question(question, "th")
    rewrite(question, stem="<p>Give 50 mg when?</p>")
    Question.objects.get(pk=words.pk).save_revision().publish()
    assert not Question.objects.drawable(question.bank, "th").exists()
    rewrite(words, stem="<p>ให้ 50 มก. เมื่อไร</p>")
    assert Question.objects.drawable(question.bank, "th").exists()


def test_a_translation_that_an_editor_took_offline_stays_there(lesson, japanese):
    adopt(lesson, in_language("ja"))
    LessonPage.objects.get(pk=japanese.pk).unpublish()
    rewrite(lesson, body=body("Give 50 mg at once."))
    assert not LessonPage.objects.get(pk=japanese.pk).live


# --- Other things than pages and questions ----------------------------------------------------------------------------


def other_language(row, **words):
    translation = row.copy_for_translation(in_language("ja"))
    for name, value in words.items():
        setattr(translation, name, value)
    translation.save()
    translation.save_revision().publish()
    return translation


def test_a_case_is_withdrawn_like_a_question():
    case = make_case(vignette="<p>She takes 5 mg.</p>")
    translate_case(case, "ja")
    rewrite(case, vignette="<p>She takes 50 mg.</p>")
    assert not Case.objects.drawable(case.bank, "ja").exists()


def test_a_term_is_withdrawn_for_a_critical_change_and_stays_for_another():
    term = make_term("Phase 1", definition="A first trial.")
    term.save_revision().publish()
    words = other_language(term, word="第1相", definition="最初の試験。")
    rewrite(term, definition="A first study.")
    assert GlossaryTerm.objects.get(pk=words.pk).live
    rewrite(term, definition="No first study.")
    assert not GlossaryTerm.objects.get(pk=words.pk).live
    assert GlossaryTerm.objects.words_of([term], "ja")[term.translation_key] == term


def test_a_local_note_is_withdrawn_for_a_critical_change_so_that_the_first_words_are_shown():
    note = make_note(words="<p>Within 7 days.</p>")
    note.save_revision().publish()
    words = other_language(note, words="<p>7日以内。</p>")
    rewrite(note, words="<p>Within 15 days.</p>")
    assert not LocalNote.objects.get(pk=words.pk).live
    assert [shown.pk for shown in note.subject.notes_in("ja")] == [note.pk]


def test_an_objective_has_no_drafts_and_shows_the_source_words_for_a_critical_change():
    objective = make_objective(make_bank(), words="Give 5 mg")
    translation = objective.copy_for_translation(in_language("ja"))
    translation.words = "5 mgを投与する"
    translation.save()
    adopt(objective, in_language("ja"))
    objective.words = "Give  5 mg."
    objective.save()
    assert Objective.objects.get(pk=translation.pk).words == "5 mgを投与する"
    objective.words = "Give 50 mg."
    objective.save()
    assert Objective.objects.get(pk=translation.pk).words == "Give 50 mg."


# --- Deleting, taking offline, copying --------------------------------------------------------------------------------


def test_a_deleted_translation_leaves_nothing_open(lesson, japanese):
    rewrite(lesson, body=body("Give 50 mg at once."))
    LessonPage.objects.get(pk=japanese.pk).delete()
    assert not Stale.objects.exists()
    assert SourceChange.objects.exists()


def test_a_deleted_source_leaves_its_translation_and_no_banner(lesson, japanese):
    rewrite(lesson, body=body(night="Stay until noon, then call."))
    LessonPage.objects.get(pk=lesson.pk).delete()
    assert LessonPage.objects.get(pk=japanese.pk).live
    assert not SourceChange.objects.exists()


def test_taking_the_source_offline_and_back_changes_nothing(lesson, japanese):
    adopt(lesson, in_language("ja"))
    LessonPage.objects.get(pk=lesson.pk).unpublish()
    rewrite(lesson)
    assert words_of(japanese) == ["すぐに5 mgを投与する。", "朝まで待って、見る。"]
    assert not SourceChange.objects.exists()


def test_a_copied_page_has_no_part_in_the_translations_of_the_first(lesson, japanese):
    adopt(lesson, in_language("ja"))
    copy = lesson.copy(update_attrs={"title": "Copy", "slug": "copy"})
    rewrite(copy, body=body("Give 50 mg at once."))
    assert words_of(japanese)[0] == "すぐに5 mgを投与する。"
    assert not Stale.objects.exists()


def test_an_alias_made_into_a_page_holds_the_source_words_and_follows_nothing(lesson):
    page = translate(lesson, "ja")
    rewrite(lesson, body=body("Give 50 mg at once."))
    assert not Stale.objects.exists()
    assert words_of(page)[0] == "Give 5 mg at once."


def test_two_languages_follow_each_by_what_they_know(lesson, japanese):
    question = make_question(stem="<p>Give 5 mg when?</p>")
    for language in ("ja", "th"):
        translate_question(question, language)
    rewrite(question, stem="<p>Give 50 mg when?</p>")
    source = TranslationSource.objects.get(object_id=question.translation_key)
    mend(source, "50 mg", "いつ50 mg？")
    publish(source, in_language("ja"), make_user())
    assert Question.objects.drawable(question.bank, "ja").exists()
    assert not Question.objects.drawable(question.bank, "th").exists()
    assert [segment.outdated for segment in segments_of(source, Locale.objects.get(language_code="th"))].count(True) == 1
