"""A page is begun with everything below it: counted first, one deed, and only what one may change."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import GroupPagePermission
from wagtail_localize.models import StringTranslation, Translation

from courses.models import Case, LessonPage, ModulePage, Question
from icrweb.accounts.roles import make_roles
from icrweb.trail.models import AuditEntry
from icrweb.translating import starting
from icrweb.translating.models import Stale
from icrweb.translating.queue import queue
from icrweb.translating.starting import below, end, start, start_below
from tests.factories.courses import lessons_of, make_course, translate
from tests.factories.people import make_user
from tests.factories.questions import make_bank, make_objective, make_question, make_quiz, translate_question
from tests.factories.translations import begin, in_language, rewrite, segment_of, write_all

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def roles():
    make_roles()
    in_language("ja")


@pytest.fixture
def course():
    """Its test draws two questions of an objective from a bank that has one of another objective, too."""
    course, bank = make_course(), make_bank(2)
    make_objective(bank)
    make_question(bank, objective="other")
    make_question(bank, live=False)
    make_quiz((bank, "consent", 2), course=course)
    return type(course).objects.get(pk=course.pk)


@pytest.fixture
def editor():
    return make_user(groups=["editor"], translates_into=["ja"])


def begun() -> set:
    return {row.source.get_source_instance() for row in Translation.objects.filter(enabled=True)}


def test_everything_is_counted_and_begun_with_what_its_tests_draw(course, editor):
    found = below(course, in_language("ja"), editor)
    assert dict(found.kinds)["Question"] == 2 and dict(found.kinds)["Objective"] == 1
    start_below(course, in_language("ja"), editor)
    assert begun() == set(found.rows)
    assert {type(row) for row in found.rows} >= {type(course), ModulePage, LessonPage, Question}
    assert course in begun() and set(lessons_of(course)) <= begun()
    assert AuditEntry.objects.filter(deed="translation.begin").count() == len(found.rows)


def test_nothing_changes_for_readers(course, editor):
    start_below(course, in_language("ja"), editor)
    assert all(lesson.get_translation(in_language("ja")).alias_of_id == lesson.pk for lesson in lessons_of(course))
    assert not Question.objects.filter(locale=in_language("ja")).exists()


def test_what_has_begun_stays_as_it_is(course, editor):
    begin(lessons_of(course)[0])
    found = start_below(course, in_language("ja"), editor)
    assert found.begun == 1 and lessons_of(course)[0] not in found.rows
    assert below(course, in_language("ja"), editor).rows == []


def test_words_that_are_there_come_along(course, editor):
    translate(lessons_of(course)[0], "ja", title="レッスン")
    start_below(course, in_language("ja"), editor)
    source = Translation.objects.get(source__object_id=lessons_of(course)[0].translation_key).source
    assert source.translation_logs.exists(), "it was adopted"


def test_what_one_may_not_change_is_left_out(course):
    stranger = make_user(groups=["translator"], translates_into=["ja"])
    GroupPagePermission.objects.filter(group__name="translator").delete()
    found = below(course, in_language("ja"), stranger)
    assert {type(row) for row in found.rows} <= {Question, Case, type(found.rows[0])} and not any(
        isinstance(row, LessonPage | ModulePage) for row in found.rows
    )
    assert found.left_out > 2


def test_a_bank_in_another_language_is_begun_from_its_own_words(course, editor):
    bank = make_bank(1, language="ja")
    translate_question(bank.questions.get(), "en")
    make_quiz((bank, "", 1), course=course)
    start_below(course, in_language("th"), editor)
    (row,) = [row for row in begun() if isinstance(row, Question)]
    assert row.locale.language_code == "ja"


def test_very_much_goes_on_where_it_stopped(course, editor, monkeypatch):
    monkeypatch.setattr(starting, "MOST_AT_ONCE", 2)
    total, first = len(below(course, in_language("ja"), editor).rows), start_below(course, in_language("ja"), editor)
    assert (len(first.rows), first.left_out) == (2, total - 2)
    start_below(course, in_language("ja"), editor)
    assert Translation.objects.count() == 4


def test_the_page_counts_and_its_button_begins(client, course, editor):
    client.force_login(editor)
    url = reverse("translating:begin_below", args=[course.pk, "ja"])
    assert url in client.get(reverse("translating:begin_page", args=[course.pk])).content.decode()
    words = client.get(url).content.decode()
    assert "Question" in words and not Translation.objects.exists()
    answer = client.post(url, follow=True)
    assert "translations have begun" in answer.content.decode() and Translation.objects.exists()
    assert "All of it has begun." in client.get(url).content.decode()


@pytest.mark.parametrize("role", ["learner", "director", "organizer"])
def test_others_may_not(client, course, role):
    client.force_login(make_user(groups=[role], translates_into=["ja"]))
    answer = client.post(reverse("translating:begin_below", args=[course.pk, "ja"]))
    assert answer.status_code in (302, 403) and not Translation.objects.exists()


def test_what_was_ended_and_is_published_goes_on_without_being_taken_in_anew(course, editor):
    lesson = lessons_of(course)[0]
    translate(lesson, "ja", title="レッスン")
    start(lesson, in_language("ja"), editor)
    Translation.objects.update(enabled=False)
    start(lesson, in_language("ja"), editor)
    assert Translation.objects.get().enabled


def test_ending_leaves_words_and_what_readers_have(client, course, editor):
    lesson = lessons_of(course)[0]
    page = translate(lesson, "ja", title="レッスン")
    source = start(lesson, in_language("ja"), editor)
    words = StringTranslation.objects.count()
    end(source, in_language("ja"), editor)
    assert not Translation.objects.get().enabled
    assert StringTranslation.objects.count() == words > 0
    assert LessonPage.objects.get(pk=page.pk).live and LessonPage.objects.get(pk=page.pk).alias_of is None
    assert AuditEntry.objects.get(deed="translation.end").old == {"language": "ja", "passages": words}
    with pytest.raises(ValidationError):
        end(source, in_language("ja"), editor)


def test_readers_of_what_was_ended_are_told_when_its_source_changes_and_words_of_the_page_are_kept(course, editor):
    lesson = lessons_of(course)[0]
    page = translate(lesson, "ja", title="レッスン", objective="見分ける")
    end(start(lesson, in_language("ja"), editor), in_language("ja"), editor)
    rewrite(page, title="授業")
    rewrite(lesson, objective="tell two things from three")
    page = LessonPage.objects.get(pk=page.pk)
    assert Stale.objects.open().get().locale == in_language("ja")
    rewrite(lesson, objective="tell one thing from another thing")
    assert StringTranslation.objects.filter(data="授業").exists()


def test_what_was_ended_leaves_the_list_and_begins_again_with_its_words(client, course, editor):
    lesson = lessons_of(course)[0]
    source = begin(lesson)
    write_all(source)
    end(source, in_language("ja"), editor)
    assert not [entry for entry in queue(editor, in_language("ja")) if entry.pk == lesson.pk and entry.begun]
    start(lesson, in_language("ja"), editor)
    assert segment_of(source, lesson.title).target == f"「{lesson.title}」"


def test_the_editor_says_what_ending_does_and_its_button_ends(client, course, editor):
    source = begin(lessons_of(course)[0])
    write_all(source)
    client.force_login(editor)
    url = reverse("translating:editor", args=[source.pk, "ja"])
    said = client.get(url).content.decode()
    assert "passages have words. They are kept" in said and "Readers see the source, as before." in said
    answer = client.post(url, {"deed": "end"}, follow=True)
    assert "Ended." in answer.content.decode() and not Translation.objects.get().enabled


def test_who_may_not_begin_does_not_end(client, course):
    source = begin(lessons_of(course)[0])
    client.force_login(make_user(groups=["director"]))
    assert client.post(reverse("translating:editor", args=[source.pk, "ja"]), {"deed": "end"}).status_code in (302, 403)
    assert Translation.objects.get().enabled
