"""From a result to the paragraph to read again: chosen by the editor, the same in every language."""

import pytest
from django.urls import reverse

from courses.models import CoursePage, Objective
from courses.quiz_forms import _paragraphs
from courses.quizzes import start_attempt, submit
from icrweb.accounts.roles import make_roles
from tests.factories.courses import lessons_of
from tests.factories.people import make_user
from tests.factories.questions import make_bank, make_objective, make_sitting

pytestmark = pytest.mark.django_db


@pytest.fixture
def failed():
    """An attempt that needs another look at the second paragraph of a lesson; before and after the editor chose it."""
    bank = make_bank(2)
    enrolment, quiz = make_sitting(bank=bank, questions=2)
    lesson = lessons_of(CoursePage.objects.get(translation_key=enrolment.course_key, locale__language_code="en"))[0]
    objective = make_objective(bank, lesson=lesson)
    return enrolment, quiz, lesson, objective


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_result_leads_to_the_paragraph_in_the_readers_language(client, failed, language):
    enrolment, quiz, lesson, objective = failed
    block = str(lesson.body[1].id)
    Objective.objects.filter(pk=objective.pk).update(paragraph=block)
    client.force_login(enrolment.learner)
    attempt = submit(start_attempt(enrolment, quiz, "en", declared=True))
    text = client.get(f"/{language}/learn/attempts/{attempt.key}/result/").content.decode()
    address = f"{lesson.url.replace('/en/', f'/{language}/')}#block-{block}"
    assert f'href="{address}"' in text
    assert f'id="block-{block}"' in client.get(address).content.decode()


def test_without_a_paragraph_it_leads_to_the_lesson_and_so_do_old_papers(client, failed):
    enrolment, quiz, lesson, _objective = failed
    client.force_login(enrolment.learner)
    attempt = start_attempt(enrolment, quiz, "en", declared=True)
    for key in attempt.marking.values():
        key.pop("paragraph")
    attempt.save()
    submit(attempt)
    assert f'href="{lesson.url}"' in client.get(f"/en/learn/attempts/{attempt.key}/result/").content.decode()


def test_the_editor_chooses_among_the_paragraphs_of_the_lesson(client, failed):
    _enrolment, _quiz, lesson, objective = failed
    make_roles()
    client.force_login(make_user(groups=["editor"]))
    address = reverse(Objective.snippet_viewset.get_url_name("edit"), args=[objective.pk])
    assert "2. Text: A stretch of text." in client.get(address).content.decode()
    form = {"bank": objective.bank_id, "slug": objective.slug, "words": objective.words, "lesson": lesson.pk}
    refused = client.post(address, {**form, "paragraph": "nowhere"})
    assert "This paragraph is not in that lesson." in refused.content.decode()
    client.post(address, {**form, "paragraph": str(lesson.body[1].id)})
    objective.refresh_from_db()
    assert objective.paragraph == str(lesson.body[1].id)


def test_without_a_lesson_there_is_only_the_beginning():
    assert _paragraphs(None) == []
