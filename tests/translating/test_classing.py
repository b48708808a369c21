"""Classing changes of a source in the admin."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from courses.models import LessonPage
from icrweb.translating.models import SourceChange, Stale
from tests.factories.courses import lessons_of, make_course, make_index, text_block, translate
from tests.factories.people import make_user
from tests.factories.questions import make_bank, make_objective
from tests.factories.translations import begin, in_language, lesson_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]


@pytest.fixture
def lesson():
    return lesson_of("<p>Give 2 mg.</p><p>Ask first.</p>")


def changed(lesson, html: str) -> SourceChange:
    """The lesson is translated, then the words of its block change."""
    translate(lesson, "ja", title="レッスン")
    page = LessonPage.objects.get(pk=lesson.pk)
    block = page.body[0]
    block.value.source = html
    page.save_revision(user=make_user()).publish()
    return SourceChange.objects.get(key=lesson.translation_key)


def director(client):
    person = make_user(groups=["director"])
    client.force_login(person)
    return person


def test_each_changed_passage_shows_what_differs_and_what_each_class_does(client, lesson):
    change = changed(lesson, "<p>Give 5 mg.</p><p>Ask first.</p>")
    director(client)
    page = client.get(reverse("translating:change", args=[change.pk])).content.decode()
    assert "<del>2</del>" in page and "<ins>5</ins>" in page
    assert "Readers of 1 translation see it with a banner" in page
    assert f'name="class-{change.segments.get().pk}" value="critical" checked' in page


def test_the_class_is_kept_with_who_gave_it(client, lesson):
    change = changed(lesson, "<p>Give 5 mg.</p><p>Ask first.</p>")
    person = director(client)
    number = change.segments.get().pk
    answer = client.post(reverse("translating:change", args=[change.pk]), {f"class-{number}": "typo", "note": "Was a slip."})
    assert answer.url == reverse("translating:changes")
    change.refresh_from_db()
    assert (change.segments.get().severity, change.classed_by, change.note) == ("typo", person, "Was a slip.")


def test_a_class_that_is_none_is_refused_and_the_note_stays(client, lesson):
    change = changed(lesson, "<p>Give 5 mg.</p><p>Ask first.</p>")
    director(client)
    number = change.segments.get().pk
    answer = client.post(reverse("translating:change", args=[change.pk]), {f"class-{number}": "huge", "note": "A slip."})
    assert answer.status_code == 200 and "A slip." in answer.content.decode()
    assert SourceChange.objects.get().classed_at is None


def test_changes_wait_in_a_list_until_they_are_classed(client, lesson):
    change = changed(lesson, "<p>Give 5 mg.</p><p>Ask first.</p>")
    director(client)
    url = reverse("translating:change", args=[change.pk])
    assert url in client.get(reverse("translating:changes")).content.decode()
    client.post(url, {f"class-{change.segments.get().pk}": "typo", "note": ""})
    assert url not in client.get(reverse("translating:changes")).content.decode()


def test_a_director_reaches_the_list_from_the_menu_and_what_is_classed_until_all_languages_know_it(client, lesson):
    change = changed(lesson, "<p>Give 5 mg.</p><p>Ask first.</p>")
    director(client)
    assert reverse("translating:index") in client.get(reverse("wagtailadmin_home")).content.decode()
    url = reverse("translating:change", args=[change.pk])
    assert url in client.get(reverse("translating:index"), follow=True).content.decode()
    client.post(url, {f"class-{change.segments.get().pk}": "meaning", "note": ""})
    classed = reverse("translating:changes", query={"show": "classed"})
    assert url in client.get(classed).content.decode()
    Stale.objects.update(closed_at=timezone.now())
    assert url not in client.get(classed).content.decode()


@pytest.mark.parametrize("role", ["helper", "coordinator"])
def test_who_may_class_nothing_has_no_menu_of_it(client, role):
    client.force_login(make_user(groups=[role]))
    assert reverse("translating:index") not in client.get(reverse("wagtailadmin_home"), follow=True).content.decode()


@pytest.mark.parametrize("role", ["translator", "organizer", "learner"])
def test_who_may_not_publish_it_does_not_class_it(client, lesson, role):
    change = changed(lesson, "<p>Give 5 mg.</p><p>Ask first.</p>")
    client.force_login(make_user(groups=[role], translates_into=["ja"]))
    client.post(reverse("translating:change", args=[change.pk]), {f"class-{change.segments.get().pk}": "typo", "note": ""})
    assert SourceChange.objects.get().classed_at is None
    assert reverse("translating:change", args=[change.pk]) not in client.get(reverse("translating:changes")).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_changes(client, django_assert_num_queries, number):
    for lesson in [lesson for _number in range(2) for lesson in lessons_of(make_course())][:number]:
        lesson.body = [text_block("<p>Give 2 mg.</p>")]
        lesson.save_revision().publish()
        changed(LessonPage.objects.get(pk=lesson.pk), "<p>Give 5 mg.</p>")
    director(client)
    client.get(reverse("translating:changes"))
    with django_assert_num_queries(13):
        client.get(reverse("translating:changes"))


def test_whoever_publishes_a_page_that_is_translated_is_led_to_the_class_of_the_change(client):
    index = make_index()
    translate(index, "ja", title="コース")
    client.force_login(make_user(is_superuser=True))
    form = {"title": "All courses", "slug": index.slug, "introduction": rich_text("<p></p>"), "comments": inline_formset([])}
    url = reverse("wagtailadmin_pages:edit", args=[index.pk])
    answer = client.post(url, {**nested_form_data(form), "action-publish": "1"})
    assert answer.url == reverse("translating:change", args=[SourceChange.objects.get().pk])


def test_whoever_changes_an_objective_is_led_there_too(client):
    objective = make_objective(make_bank(), words="judge a dose")
    copy = objective.copy_for_translation(in_language("ja"))
    copy.words = "用量を判断する"
    copy.save()
    begin(objective)
    client.force_login(make_user(is_superuser=True))
    url = reverse("wagtailsnippets_courses_objective:edit", args=[objective.pk])
    form = {"bank": objective.bank_id, "slug": objective.slug, "words": "judge every dose", "lesson": "", "paragraph": ""}
    answer = client.post(url, form)
    assert answer.url == reverse("translating:change", args=[SourceChange.objects.get().pk])
