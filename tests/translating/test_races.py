"""Publications at the same moment: one source, each change once, nobody waits for ever, the last words stand."""

from time import sleep

import pytest
from django.db import transaction
from wagtail.models import Revision, Workflow, WorkflowState
from wagtail_localize.models import StringSegment, StringTranslation, TranslationSource

from courses.models import LessonPage, Question
from icrweb.pages.languages import spread
from icrweb.trail.models import AuditEntry
from icrweb.translating import working
from icrweb.translating.changing import classify
from icrweb.translating.models import ChangedSegment, SourceChange, Stale
from icrweb.translating.saving import Saved, mark_of, save_typed
from icrweb.translating.typed import Typed
from icrweb.translating.working import approve, begin
from tests.at_once import at_once
from tests.factories.courses import lessons_of, make_course, text_block, translate
from tests.factories.people import make_user
from tests.factories.questions import make_question, translate_question
from tests.factories.translations import begin as begun
from tests.factories.translations import in_language, review_all, rewrite, segment_of, write_all

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


def lesson_in(languages) -> LessonPage:
    """A lesson of a site that has these languages."""
    for language in languages:
        in_language(language)
    lesson = lessons_of(make_course())[0]
    for page in lesson.get_ancestors(inclusive=True).filter(depth__gt=1).specific():
        spread(page)
    return lesson


def make_translated(*languages: str):
    """A lesson with a block, published in these languages."""
    lesson = lesson_in(languages)
    lesson.body = [text_block("<p>Give it at noon.</p>")]
    lesson.save_revision().publish()
    for language in languages:
        words = {"title": f"T {language}", "objective": f"O {language}"}
        translate(lesson, language, **words, body=[{**block, "value": "<p>Words.</p>"} for block in lesson.body.raw_data])
    return LessonPage.objects.get(pk=lesson.pk)


def test_two_publications_at_once_leave_each_stale_row_once():
    lesson = make_translated("ja", "th")
    rewrite(lesson, body=[{**block, "value": "<p>Give it in the morning.</p>"} for block in lesson.body.raw_data])
    lesson = LessonPage.objects.get(pk=lesson.pk)
    bodies = [[{**block, "value": f"<p>Give it {when}.</p>"} for block in lesson.body.raw_data] for when in ("at night", "at dawn")]
    assert at_once(*(publishing(lesson, body=body) for body in bodies)) == [None, None]
    shown = LessonPage.objects.get(pk=lesson.pk).body.raw_data[0]["value"]
    rows = [(row.locale.language_code, row.segment.new) for row in Stale.objects.open().select_related("segment", "locale")]
    assert len(rows) == len(set(rows))
    assert {language for language, new in rows if f"<p>{new}</p>" == shown} == {"ja", "th"}
    assert ChangedSegment.objects.count() == SourceChange.objects.count() == 3, "each publication changed one passage"


def test_a_source_and_its_translation_are_published_at_once():
    lesson = make_translated("ja", "th")
    rewrite(lesson, objective="tell one from another")
    pages = [lesson, *(lesson.get_translation(in_language(code)).specific for code in ("ja", "th"))]
    deeds = [publishing(page, objective=f"tell {word} from another") for word in ("this", "that", "it") for page in pages]
    assert at_once(*deeds) == [None] * len(deeds)
    assert TranslationSource.objects.get().translations.count() == 2


def approving(page):
    """As Wagtail approves: the review is ended and what was reviewed is published."""
    revision = page.save_revision()
    facts = {"workflow": Workflow.objects.create(name="Review"), "requested_by": make_user()}
    types = {"content_type": revision.content_type, "base_content_type": revision.base_content_type}
    review = WorkflowState.objects.create(object_id=str(page.pk), **types, **facts)

    def approve_it():
        with transaction.atomic():
            state = WorkflowState.objects.get(pk=review.pk)
            state.status = WorkflowState.STATUS_APPROVED
            state.save()
            sleep(0.5)  # whoever publishes the source meanwhile ends reviews of its translations, too
            Revision.objects.get(pk=revision.pk).publish()

    return approve_it


def test_translations_are_approved_in_review_while_their_source_is_published():
    codes = ("ja", "th", "vi")
    lesson = make_translated(*codes)
    rewrite(lesson, objective="tell one from another")
    deeds = [approving(lesson.get_translation(in_language(code)).specific) for code in codes]
    deeds += [publishing(lesson, objective=f"tell {number} from another") for number in range(3)]
    assert at_once(*deeds) == [None] * len(deeds)


def test_a_title_is_classed_and_published_at_once():
    lesson = make_translated("ja", "th")
    rewrite(lesson, title="Two doses")
    change, person = SourceChange.objects.get(), make_user(is_superuser=True)
    segment = change.segments.get().pk

    def classing(severity):
        return lambda: classify(change, {segment: severity}, person)

    def in_turn(*deeds):
        return lambda: [deed() for deed in deeds] and None

    deeds = [in_turn(*(publishing(lesson, objective=f"tell {one} {turn}") for turn in range(3))) for one in ("this", "that")]
    deeds += [in_turn(*[classing("typo"), classing("critical")] * 3)] * 2
    assert at_once(*deeds) == [None] * 4
    hidden = ChangedSegment.objects.get(pk=segment).severity == "critical"
    pages = LessonPage.objects.filter(translation_key=lesson.translation_key).exclude(pk=lesson.pk)
    assert {page.alias_of_id for page in pages} == {lesson.pk if hidden else None}


def test_two_languages_are_approved_at_once():
    codes = ("ja", "th", "vi", "ko")
    lesson = lesson_in(codes)
    source = begin(lesson, [in_language(code) for code in codes], make_user())
    for code in codes:
        write_all(source, code)
        review_all(source, code)
    person = make_user(is_superuser=True)
    results = at_once(*(lambda code=code: approve(source, in_language(code), person) for code in codes))
    assert results == [None] * len(codes)
    assert LessonPage.objects.filter(translation_key=lesson.translation_key, alias_of=None, live=True).count() == 5


def test_two_people_begin_at_once():
    lesson, people = lesson_in(["ja"]), [make_user() for _number in range(4)]
    results = at_once(*(lambda person=person: begin(lesson, [in_language("ja")], person).pk for person in people))
    assert set(results) == {TranslationSource.objects.get().pk}
    assert AuditEntry.objects.filter(deed="translation.begin").count() == 1


def test_of_two_who_write_the_same_passage_at_once_one_is_shown_both(monkeypatch):
    write_words = working.write_words

    def write_late(*given):
        sleep(0.5)  # both have read by now, unless one waits for the other
        return write_words(*given)

    monkeypatch.setattr(working, "write_words", write_late)
    lesson = lesson_in(["ja"])
    source = begun(lesson)
    segment = segment_of(source, lesson.title)
    fields = [Typed(segment.row.pk, words, mark_of(segment)) for words in ("甲", "乙")]
    results = at_once(*(lambda typed=typed: save_typed(source, in_language("ja"), [typed], make_user()) for typed in fields))
    assert all(isinstance(found, Saved) for found in results)
    assert sorted(found.written for found in results) == [0, 1]
    kept = StringTranslation.objects.get(context=segment.row.context).data
    (problem,) = [problem for found in results for problem in found.problems.values()]
    assert {problem.typed, problem.theirs} == {"甲", "乙"} and problem.theirs == kept
