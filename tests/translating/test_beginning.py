"""Beginning a translation in the admin, and that no other way puts unmarked words of the source before readers."""

import pytest
from django.urls import NoReverseMatch, reverse
from wagtail_localize.models import Translation

from tests.factories.courses import lessons_of, make_course, translate
from tests.factories.people import make_user
from tests.factories.questions import make_question
from tests.factories.translations import begin, in_language

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]


@pytest.fixture
def lesson():
    return lessons_of(make_course())[0]


@pytest.fixture
def translator(client):
    person = make_user(groups=["translator"], translates_into=["ja"])
    client.force_login(person)
    in_language("ja")
    return person


def test_the_page_menu_leads_to_the_languages(client, translator, lesson):
    url = reverse("translating:begin_page", args=[lesson.pk])
    assert url in client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    page = client.get(url).content.decode()
    assert "日本語" in page and 'value="ja"' in page and 'value="en"' not in page


def test_beginning_opens_the_editor_and_leaves_the_alias_to_readers(client, translator, lesson):
    answer = client.post(reverse("translating:begin_page", args=[lesson.pk]), {"language": "ja"})
    source = Translation.objects.get().source
    assert answer.url == reverse("translating:editor", args=[source.pk, "ja"])
    assert lesson.get_translation(in_language("ja")).alias_of_id == lesson.pk


def test_beginning_from_an_alias_begins_its_source(client, translator, lesson):
    alias = lesson.get_translation(in_language("ja"))
    client.post(reverse("translating:begin_page", args=[alias.pk]), {"language": "ja"})
    assert Translation.objects.get().source.get_source_instance() == lesson


def test_words_that_are_there_already_come_along(client, translator, lesson):
    translate(lesson, "ja", title="レッスン")
    answer = client.post(reverse("translating:begin_page", args=[lesson.pk]), {"language": "ja"}, follow=True)
    assert "レッスン</textarea>" in client.get(f"{answer.redirect_chain[0][0]}?show=all").content.decode()


def test_its_own_language_is_refused_with_a_sentence(client, translator, lesson):
    answer = client.post(reverse("translating:begin_page", args=[lesson.pk]), {"language": "en"})
    assert "Choose another" in answer.content.decode()
    assert not Translation.objects.exists()


def test_a_question_is_begun_the_same_way(client, translator):
    question = make_question()
    client.post(reverse("translating:begin_snippet", args=["courses", "question", question.pk]), {"language": "ja"})
    assert Translation.objects.get().source.get_source_instance() == question


@pytest.mark.parametrize(("app", "model"), [("courses", "questionbank"), ("accounts", "user"), ("nothing", "at-all")])
def test_only_what_is_translated_can_be_begun(client, translator, app, model):
    assert client.get(reverse("translating:begin_snippet", args=[app, model, "1"])).status_code == 404


@pytest.mark.parametrize("role", ["organizer", "director", "learner"])
def test_nobody_else_begins(client, lesson, role):
    client.force_login(make_user(groups=[role], translates_into=["ja"]))
    client.post(reverse("translating:begin_page", args=[lesson.pk]), {"language": "ja"})
    assert not Translation.objects.exists()


def test_editing_a_page_under_translation_opens_the_editor(client, translator, lesson):
    source = begin(lesson)
    alias = lesson.get_translation(in_language("ja"))
    answer = client.get(reverse("wagtailadmin_pages:edit", args=[alias.pk]))
    assert answer.url == reverse("translating:editor", args=[source.pk, "ja"])


def test_editing_an_alias_leads_to_its_beginning(client, translator, lesson):
    alias = lesson.get_translation(in_language("ja"))
    assert client.get(reverse("wagtailadmin_pages:edit", args=[alias.pk])).url == reverse("translating:begin_page", args=[alias.pk])


def test_editing_a_question_under_translation_opens_the_editor(client, translator):
    question = make_question()
    copy = question.copy_for_translation(in_language("ja"))
    copy.save()
    source = begin(question)
    answer = client.get(reverse("wagtailsnippets_courses_question:edit", args=[copy.pk]))
    assert answer.url == reverse("translating:editor", args=[source.pk, "ja"])


def test_the_source_opens_as_ever(client, translator, lesson):
    begin(lesson)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).status_code == 200


STOCK = [
    "submit/page/1/",
    "submit/snippet/courses/question/1/",
    "update/1/",
    "translate/1/strings/1/edit/",
    "translate/1/pofile/upload/",
    "translate/1/machine_translate/",
    "page/1/convert_to_alias/",
    "reports/translations/",
]


@pytest.mark.parametrize("path", STOCK)
def test_no_address_of_the_stock_screens_answers(admin_client, path):
    assert admin_client.post(f"/admin/localize/{path}").status_code == 404


def test_the_stock_screens_have_no_names_either():
    with pytest.raises(NoReverseMatch):
        reverse("wagtail_localize:update_translations", args=[1])


@pytest.mark.parametrize("own", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_languages(client, translator, lesson, django_assert_num_queries, own):
    for language in ("ja", "th", "vi")[:own]:
        begin(lesson, language)
    url = reverse("translating:begin_page", args=[lesson.pk])
    client.get(url)
    with django_assert_num_queries(17):
        client.get(url)
