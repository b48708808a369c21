import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import Page
from wagtail.search.models import IndexEntry

from icrweb.front import reindexing
from icrweb.front.models import IndexWriting
from icrweb.front.reindexing import write_index_anew
from icrweb.front.search import find
from tests.factories.courses import lessons_of, make_course, make_edition, make_enrolment, make_lesson, text_block
from tests.factories.references import make_term

pytestmark = pytest.mark.django_db
GUEST = AnonymousUser()


@pytest.fixture
def lesson():
    module = lessons_of(make_course())[0].get_parent().specific
    return make_lesson(module, title="Weighing harm", body=[text_block("<p>The canary sings.</p>")])


def found(words, user=GUEST) -> list[str]:
    return [str(hit.title) for hit in find(words, "en", user).hits]


def write_all() -> int:
    portions = 0
    while write_index_anew():
        portions += 1
    return portions


def test_a_new_site_has_nothing_to_write_anew(lesson):
    assert found("weighing") == ["<mark>Weighing</mark> harm"]
    assert write_index_anew() == 0


def test_an_older_site_is_written_anew_once_and_goes_on_where_it_stopped(lesson, monkeypatch):
    make_term("Equipoise")
    IndexWriting.objects.all().delete()
    IndexEntry.objects.all().delete()
    monkeypatch.setattr(reindexing, "PORTION", 3)
    write_index_anew()
    reached = IndexWriting.objects.get(of="page").reached
    assert Page.objects.filter(pk__lte=reached).count() == 3
    assert write_all() >= Page.objects.count() // 3 - 1
    assert [*found("weighing"), *found("equipoise")] == ["<mark>Weighing</mark> harm", "<mark>Equipoise</mark>"]
    IndexEntry.objects.all().delete()
    assert write_index_anew() == 0


def test_with_another_secret_key_closed_lessons_are_sealed_anew(lesson, settings):
    course = lesson.get_parent().get_parent().specific
    learner = make_enrolment(make_edition(course)).learner
    assert found("canary", learner) == ["Weighing harm"]
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [], "another key, as long as a key should be to be one"
    assert found("canary", learner) == []
    write_all()
    assert found("canary", learner) == ["Weighing harm"]
