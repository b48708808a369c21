from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from icrweb.trail.models import AuditEntry
from seminars.applications.applying import change
from seminars.applications.drafting import keep_file
from seminars.applications.reading import application_of, histories
from seminars.models import Registration
from seminars.registration import cancel
from tests.factories.applications import a_file, make_question
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_seminar

pytestmark = pytest.mark.django_db


def a_past_place(person, **fields) -> Registration:
    seminar = make_seminar(days=-30, settled_at=timezone.now())
    values = {"number": 1, "state": "confirmed", "language": "en", "confirmed_at": seminar.starts_at - timedelta(days=20), **fields}
    return Registration.objects.create(seminar=seminar, person=person, **values)


def test_answers_stand_in_the_readers_language_with_those_they_replaced():
    seminar = make_seminar()
    diet = make_question(
        seminar, kind="radio", labels={"en": "Diet", "ja": "食事"}, choices=[{"en": "Halal", "ja": "ハラール"}, {"en": "Any"}]
    )
    registration = make_registration(seminar)
    change(registration, {diet.pk: "Any"})
    change(registration, {diet.pk: "Halal"})
    (line,) = application_of(registration, "ja").answers
    assert (line.label, line.words, [words for _at, words in line.earlier]) == ("食事", ["ハラール"], [["Any"]])


def test_history_tells_attended_from_absent_and_given_back_late():
    person, start = make_user(), make_seminar(days=-30).starts_at
    attended = a_past_place(person, attended_at=timezone.now())
    absent = a_past_place(person)
    late = a_past_place(person, state="cancelled", cancelled_at=start - timedelta(days=1))
    a_past_place(person, state="cancelled", cancelled_at=start - timedelta(days=15))
    a_past_place(person, state="waiting", confirmed_at=None)
    history = histories([person.pk])[person.pk]
    assert (history.attended, history.no_shows, history.late_cancellations) == ([attended], [absent], [late])
    assert not history.is_first_timer
    assert histories([person.pk], besides=absent.seminar)[person.pk].no_shows == []


def test_a_place_that_the_organizer_took_away_is_not_held_against_anybody():
    staff, person = make_user(), make_user()
    seminar = make_seminar(days=3)
    registration = make_registration(seminar, person)
    cancel(registration, staff, "The bus has only ten seats.")
    ended = seminar.ends_at - timedelta(days=10)
    type(seminar).objects.filter(pk=seminar.pk).update(starts_at=ended - timedelta(hours=2), ends_at=ended)
    Registration.objects.filter(pk=registration.pk).update(cancelled_at=ended - timedelta(days=1))
    assert histories([person.pk])[person.pk].late_cancellations == []


def test_histories_of_many_take_as_many_queries_as_of_one(django_assert_num_queries):
    people = [make_user() for _number in range(4)]
    for person in people:
        a_past_place(person)
        a_past_place(person, state="cancelled", cancelled_at=timezone.now())
    for some in (people[:1], people):
        with django_assert_num_queries(2):
            histories([one.pk for one in some])


def test_the_organizer_reads_one_application_whole_and_goes_on_to_the_next(client, organizer):
    seminar = make_seminar()
    question, concept = make_question(seminar, "Title of your concept"), make_question(seminar, "Concept", kind="file")
    first, second = make_registration(seminar, make_user(latin_name="Siti Aminah")), make_registration(seminar)
    keep_file(first.person, concept, a_file(name="my concept.pdf"), "pdf")
    change(first, {question.pk: "A trial of <b>aspirin</b>"})
    words = client.get(reverse("seminars_desk:application", args=[seminar.pk, first.pk])).content.decode()
    assert "A trial of &lt;b&gt;aspirin&lt;/b&gt;" in words and "my concept.pdf" in words and "Siti Aminah" in words
    assert f'rel="next" href="{reverse("seminars_desk:application", args=[seminar.pk, second.pk])}"' in words
    assert 'rel="prev"' not in words
    entry = AuditEntry.objects.get(deed="registration.read")
    assert (entry.actor, entry.person) == (organizer, first.person)


def test_one_application_takes_as_many_queries_with_many_answers(client, organizer, django_assert_max_num_queries):
    seminar = make_seminar()
    registration = make_registration(seminar)
    address = reverse("seminars_desk:application", args=[seminar.pk, registration.pk])
    client.get(address)
    change(registration, {make_question(seminar).pk: "One"})
    with django_assert_max_num_queries(100) as few:
        client.get(address)
    change(registration, {make_question(seminar).pk: f"Answer {number}" for number in range(6)})
    with django_assert_max_num_queries(100) as many:
        client.get(address)
    assert len(many) == len(few)


def test_a_seminars_own_address_leads_to_no_registration_of_another(client, organizer):
    other = make_registration(make_seminar())
    assert client.get(reverse("seminars_desk:application", args=[make_seminar().pk, other.pk])).status_code == 404
