"""Translations as files in the admin: out, in after a look, and drafts by a machine."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail_localize.models import StringTranslation

from courses.models import LessonPage
from icrweb.translating.models import SentFile
from tests.factories.courses import lessons_of, make_course, text_block
from tests.factories.people import make_user
from tests.factories.translations import begin

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    page = lessons_of(make_course())[0]
    page.body = [text_block("<p>Not at night.</p>")]
    page.save_revision().publish()
    return begin(LessonPage.objects.get(pk=page.pk))


@pytest.fixture
def translator(client, source):
    person = make_user(groups=["translator"], translates_into=["ja"])
    client.force_login(person)
    return person


def address(name: str, source, *more, language="ja") -> str:
    return reverse(f"translating_{name}", args=[source.pk, language, *more])


def send(client, source, text: str, **more):
    upload = SimpleUploadedFile("lesson.po", text.encode())
    return client.post(address("words_in", source, **more), {"file": upload}, follow=True)


def translated(client, source, words="夜には使わないでください。") -> str:
    text = client.get(address("words_po", source)).content.decode()
    start = text.index('msgid "Not at night."')
    return text[:start] + text[start:].replace('msgstr ""', f'msgstr "{words}"', 1)


def test_a_translator_downloads_translates_looks_and_brings_in(client, source, translator):
    looked = send(client, source, translated(client, source))
    assert "夜には使わないでください。" in looked.content.decode()
    assert not StringTranslation.objects.exists()
    done = client.post(looked.redirect_chain[-1][0], follow=True)
    assert "1 passage was brought in." in done.content.decode()
    assert StringTranslation.objects.get().last_translated_by == translator
    assert SentFile.objects.get().text == ""


def test_xliff_goes_out_too(client, source, translator):
    answer = client.get(address("words_xliff", source))
    assert answer["Content-Type"] == "application/xliff+xml; charset=utf-8"
    assert b"Not at night." in answer.content


def test_a_hostile_file_is_told_with_its_line_and_changes_nothing(client, source, translator):
    looked = send(client, source, translated(client, source, "<img src=x onerror=alert(1)>"))
    page = looked.content.decode()
    assert "must not stand in a translation" in page
    assert "<img src=x" not in page
    assert "Nothing would change." in page
    assert not StringTranslation.objects.exists()


def test_a_bomb_is_refused_at_the_form(client, source, translator):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xliff>&b;</xliff>'
    answer = send(client, source, bomb)
    assert answer.status_code == 422
    assert "Line 1" in answer.content.decode()
    assert not SentFile.objects.exists()


def test_a_file_that_is_too_large_is_refused(client, source, translator):
    answer = send(client, source, "x" * 4_000_001)
    assert answer.status_code == 422
    assert "larger than 4 MB" in answer.content.decode()


def test_who_does_not_translate_into_the_language_gets_nothing(client, source):
    client.force_login(make_user(groups=["translator"], translates_into=["th"]))
    assert client.get(address("words_po", source)).status_code in (302, 403)
    send(client, source, "x")
    assert not SentFile.objects.exists()


def test_somebody_elses_file_is_not_found(client, source, translator):
    looked = send(client, source, translated(client, source))
    client.force_login(make_user(groups=["translator"], translates_into=["ja"]))
    assert client.get(looked.redirect_chain[-1][0]).status_code == 404


def test_without_a_machine_the_page_says_so(client, source, translator):
    answer = client.post(address("by_machine", source), follow=True)
    assert "No machine translates" in answer.content.decode()


def test_a_machine_drafts_what_is_missing(client, source, translator, settings):
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {"CLASS": "tests.translating.test_drafting.Careful"}
    client.post(address("by_machine", source))
    assert set(StringTranslation.objects.values_list("translation_type", flat=True)) == {"machine"}


def test_looking_at_a_file_asks_the_same_of_the_database_for_more_passages(
    client, translator, source, django_assert_max_num_queries
):
    looked = send(client, source, translated(client, source))
    with django_assert_max_num_queries(25):
        client.get(looked.redirect_chain[-1][0])
