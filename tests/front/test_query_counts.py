"""What the pages that most people open ask of the database: as often in ten languages, whatever is translated, behind or withdrawn."""

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import ModulePage
from courses.progress import keep_position
from icrweb.pages.languages import spread
from icrweb.translating.adopting import adopt
from icrweb.translating.choices import Severity
from tests.factories.courses import (
    lessons_of,
    make_course,
    make_edition,
    make_enrolment,
    make_index,
    make_lesson,
    quiz_of,
    text_block,
    translate,
)
from tests.factories.people import make_user
from tests.factories.questions import make_bank, make_question, make_quiz, translate_question
from tests.factories.references import make_term
from tests.factories.site import make_site
from tests.factories.stale import make_stale
from tests.factories.translations import in_language

pytestmark = pytest.mark.django_db
GUEST = {"home": 11, "catalogue": 12, "course": 11, "lesson": 7}
LEARNER = {"course": 16, "lesson": 12, "my learning": 23}
ADOPTED, CREDITED, BEHIND, CRITICAL, FALLEN_BACK = "ko", "ja", "th", "vi", "ms"  # in the others it is an alias, as it is there


@pytest.fixture
def course():
    """Written in English and in the other nine an alias; with a lesson for guests, and a test that draws on a bank."""
    make_site(languages=())
    course = make_course()
    module = ModulePage.objects.child_of(course).get()
    body = [text_block("<p>About harm.</p>"), ("term", {"term": make_term("harm")}), text_block()]
    make_lesson(module, title="Dose", slug="dose", open_to_guests=True, body=body)
    make_quiz((make_bank(), "", 1), course=course)
    other = make_course()  # what else there is to learn
    make_edition(other)
    for page in (make_index(), *pages_of(course), *pages_of(other)):
        spread(page)
    return course


def pages_of(course) -> list:
    return [course, *ModulePage.objects.child_of(course), *lessons_of(course), quiz_of(course)]


def bring_into_every_state(course) -> None:
    """Translated; with who did it; behind its source; behind in what is critical, with a question withdrawn; shown in English again."""
    lesson, quiz = lessons_of(course)[-1], quiz_of(course)
    for language in (ADOPTED, CREDITED, BEHIND, CRITICAL):
        for page in (course, lesson, quiz):
            translate(page, language, title=f"In {language}")
    people = {"translator": make_user(latin_name="Mori Haruka"), "reviewer": make_user(latin_name="Sato Kenji")}
    for language, by in ((ADOPTED, {}), (CREDITED, people), (BEHIND, people), (CRITICAL, people)):
        for page in (course, lesson):
            adopt(page, in_language(language), **by)
    for page in (course, lesson):
        make_stale(page, BEHIND)
        make_stale(page, FALLEN_BACK, severity=Severity.CRITICAL)
    make_stale(course, CRITICAL, severity=Severity.CRITICAL, path=f"objectives.{course.objectives[0].id}")
    make_stale(lesson, CRITICAL, severity=Severity.CRITICAL, path=f"body.{lesson.body[0].id}")
    question = make_question(quiz.pools[0].value["bank"])
    translate_question(question, CRITICAL, live=False)
    make_stale(question, CRITICAL, severity=Severity.CRITICAL, path="stem")


def asked(client, course, names) -> dict[str, dict[str, int]]:
    """By page and language; what is worked out once a process has been."""
    found = {}
    for name in names:
        found[name] = {}
        for language, _name in settings.LANGUAGES:
            url = f"/{language}/{PATHS[name].format(course=course.slug)}"
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            found[name][language] = len(queries)
    return found


PATHS = {
    "home": "",
    "catalogue": "courses/",
    "course": "courses/{course}/",
    "lesson": "courses/{course}/m1/dose/",
    "my learning": "my/",
}


def everywhere(numbers: dict[str, int]) -> dict[str, dict[str, int]]:
    return {name: {language: number for language, _name in settings.LANGUAGES} for name, number in numbers.items()}


@pytest.mark.parametrize("prepare", [lambda course: None, bring_into_every_state], ids=["only English", "every state"])
def test_a_page_asks_as_often_in_every_language(client, course, prepare):
    prepare(course)
    enrolment = make_enrolment(make_edition(course))
    assert asked(client, course, GUEST) == everywhere(GUEST)
    client.force_login(enrolment.learner)
    keep_position(enrolment, lessons_of(course)[-1].translation_key, "abc", "en")
    assert asked(client, course, LEARNER) == everywhere(LEARNER)
