"""What the list of translations shows to whom, in which order, and that it costs the same whatever there is."""

import pytest
from django.urls import reverse
from wagtail_localize.models import Translation

from courses.models import LessonPage, Question, QuestionBank
from icrweb.translating.choices import Step
from icrweb.translating.models import Stale
from icrweb.translating.queue import chosen, queue, waiting, with_words
from icrweb.translating.sizes import words_in
from icrweb.translating.sources import first_row
from icrweb.translating.working import send_back, write_words
from tests.factories.courses import lessons_of, make_course, make_index, make_lesson, text_block, translate
from tests.factories.people import make_user
from tests.factories.questions import make_bank, make_question, translate_question
from tests.factories.translations import begin, in_language, outdate, review_all, segment_of, write_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]


def someone(role: str, *languages: str):
    return make_user(groups=[role], translates_into=list(languages) or ["ja"])


def entry_of(row, person, language: str = "ja"):
    return next((entry for entry in queue(person, in_language(language)) if entry.key == row.translation_key), None)


def test_what_readers_meet_in_another_language_is_to_be_begun():
    lesson = lessons_of(make_course())[0]
    entry = entry_of(lesson, someone("translator"))
    assert (entry.begun, entry.step, entry.mine, entry.title) == (False, Step.MISSING, True, lesson.title)


def test_words_of_its_own_without_segments_are_nothing_to_do():
    lesson = lessons_of(make_course())[0]
    translate(lesson, "ja", title="レッスン")
    assert entry_of(lesson, someone("translator")) is None


def test_a_draft_of_the_source_is_nothing_to_translate():
    lesson = lessons_of(make_course())[0]
    lesson.unpublish()
    assert entry_of(lesson, someone("translator")) is None


def test_questions_stand_under_their_bank_and_pages_under_their_course():
    course, bank = make_course(title="Good practice"), make_bank(name="Bank of ethics")
    question = make_question(bank)
    person = someone("translator")
    assert entry_of(question, person).group[2] == "Bank of ethics"
    assert entry_of(lessons_of(course)[0], person).group[2] == "Good practice"
    assert entry_of(make_index(), person).group[2] == "Pages"


def test_a_question_with_a_row_of_its_own_is_nothing_to_do():
    question = make_question()
    question.copy_for_translation(in_language("ja")).save()
    assert entry_of(question, someone("translator")) is None


def test_the_most_urgent_comes_first():
    lessons = lessons_of(make_course())
    module = lessons[0].get_parent().specific
    lessons += [make_lesson(module) for _number in range(3)]
    sources = [begin(lesson) for lesson in lessons[:4]]
    for source, severity in ((sources[0], "meaning"), (sources[1], "critical")):
        write_all(source)
        outdate(write_words(segment_of(source, "tell one"), in_language("ja"), "見分ける", make_user()), severity=severity)
    write_all(sources[2])
    send_back(segment_of(sources[2], "tell one"), in_language("ja"), make_user(), "Shorter.")
    found = [entry for entry in queue(someone("translator"), in_language("ja")) if entry.model is LessonPage]
    assert [(entry.step, entry.begun) for entry in found] == [
        (Step.CRITICAL, True),
        (Step.OUTDATED, True),
        (Step.SENT_BACK, True),
        (Step.MISSING, True),
        (Step.MISSING, False),
    ]
    assert [entry.pk for entry in found[:3]] == [lessons[1].pk, lessons[0].pk, lessons[2].pk]


def test_what_readers_are_told_about_makes_it_urgent_until_it_is_published():
    lesson, person = lessons_of(make_course())[0], someone("medical_reviewer")
    source = begin(lesson)
    write_all(source)
    changed = outdate(write_words(segment_of(source, "tell one"), in_language("ja"), "見分ける", make_user()), severity="critical")
    Stale.objects.create(segment=changed, key=lesson.translation_key, locale=in_language("ja"))
    write_words(segment_of(source, "tell one"), in_language("ja"), "違いを見分ける", make_user())
    entry = entry_of(lesson, person)
    assert (entry.step, entry.mine) == (Step.CRITICAL, True)


def test_reviewers_find_what_they_did_not_write():
    lesson, reviewer = lessons_of(make_course())[0], someone("medical_reviewer")
    source = begin(lesson)
    write_all(source, by=reviewer)
    assert entry_of(lesson, reviewer).mine is False
    assert entry_of(lesson, someone("medical_reviewer")).mine is True
    assert entry_of(lesson, someone("translator")).mine is False


def test_reviewers_find_what_is_ready_to_be_published():
    lesson = lessons_of(make_course())[0]
    source = begin(lesson)
    write_all(source)
    review_all(source)
    entry = entry_of(lesson, someone("medical_reviewer"))
    assert (entry.step, entry.mine) == (Step.REVIEWED, True)


def test_passages_are_counted_by_what_is_next_for_them_and_words_by_what_is_left():
    page = lessons_of(make_course())[0]
    page.body = [text_block("<p>One two <b>three</b>.</p><p>Four five.</p>")]
    page.save_revision().publish()
    source = begin(LessonPage.objects.get(pk=page.pk))
    write_all(source)
    write_words(segment_of(source, "Four"), in_language("ja"), "よん", None, tool="Echo")
    entry = entry_of(page, someone("translator"))
    assert (entry.total, entry.steps[Step.MACHINE], entry.steps[Step.TRANSLATED]) == (entry.total, 1, entry.total - 1)
    assert with_words([entry], in_language("ja"))[0].words == 2


def test_words_are_counted_in_scripts_with_and_without_spaces():
    assert words_in("One two <b>three</b>.") == 3
    assert words_in("適格基準を確認する") == 5


def test_a_state_and_a_course_narrow_the_list():
    course, other = make_course(), make_course()
    begin(lessons_of(course)[0])
    entries = queue(someone("translator"), in_language("ja"))
    group = entry_of(lessons_of(other)[0], someone("translator")).group[1]
    assert {entry.group[1] for entry in chosen(entries, "", group)} == {group}
    assert chosen(entries, "critical", "") == []
    assert len(chosen(entries, "all", "")) == len(entries)


def test_the_list_is_shown_for_ones_own_language(client):
    lesson = lessons_of(make_course())[0]
    begin(lesson, "vi")
    client.force_login(someone("translator", "vi"))
    page = client.get(reverse("translating:index")).content.decode()
    source = Translation.objects.get().source
    assert lesson.title in page and reverse("translating:editor", args=[source.pk, "vi"]) in page


def test_who_has_no_language_yet_is_told_whom_to_ask(client):
    client.force_login(make_user(groups=["translator"]))
    assert "Nobody has said yet" in client.get(reverse("translating:index")).content.decode()


def test_the_list_is_for_who_translates(client):
    client.force_login(someone("organizer"))
    assert client.get(reverse("translating:index")).status_code == 302


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_list(client, django_assert_num_queries, number):
    for _number in range(number):
        course = make_course()
        write_all(begin(lessons_of(course)[0]))
        begin(make_question(make_bank()))
    client.force_login(someone("translator"))
    client.get(reverse("translating:index"))
    with django_assert_num_queries(27):
        client.get(reverse("translating:index"))


def test_a_long_list_is_shown_page_by_page(client):
    bank, _japanese = make_bank(), in_language("ja")
    for _number in range(45):
        make_question(bank)
    client.force_login(someone("translator"))
    answer = client.get(reverse("translating:index"))
    assert len(answer.context["page_obj"].object_list) == 40 and "page=2" in answer.content.decode()


def test_the_dashboard_names_what_is_urgent_in_ones_languages(client):
    lesson, reviewer = lessons_of(make_course())[0], someone("medical_reviewer", "ja", "vi")
    source = begin(lesson)
    write_all(source)
    changed = outdate(write_words(segment_of(source, "tell one"), in_language("ja"), "見分ける", make_user()))
    Stale.objects.create(segment=changed, key=lesson.translation_key, locale=in_language("ja"))
    ((language, counts),) = waiting(reviewer)
    assert (language, counts[Step.OUTDATED]) == ("ja", 1)
    client.force_login(reviewer)
    assert "1 outdated" in client.get(reverse("wagtailadmin_home")).content.decode()


def test_a_question_is_translated_from_the_language_of_its_bank_whatever_row_came_first():
    question = make_question()
    words = translate_question(question, "ja")
    QuestionBank.objects.filter(pk=question.bank_id).update(language="ja")
    assert first_row(Question.objects.get(pk=question.pk)) == first_row(words) == words
    begin(Question.objects.get(pk=words.pk), "th")
    assert [entry.pk for entry in queue(someone("translator"), in_language("th")) if entry.model is Question] == [words.pk]
    assert not [entry for entry in queue(someone("translator"), in_language("ja")) if entry.model is Question]
