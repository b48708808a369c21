from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from icrweb.trail.models import AuditEntry
from seminars.applications.applying import answer_after_acceptance, change
from seminars.applications.drafting import keep_file, save_draft
from seminars.applications.keeping import purge
from seminars.models import Answer, ApplicationFile, Draft, Registration
from tests.factories.applications import a_file, make_question
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_seminar

pytestmark = pytest.mark.django_db


@pytest.fixture
def applied(db) -> Registration:
    seminar = make_seminar()
    title, concept = make_question(seminar, "Title"), make_question(seminar, "Concept", kind="file")
    diet = make_question(seminar, "Diet", part="accepted")
    registration = make_registration(seminar)
    keep_file(registration.person, concept, a_file(), "pdf")
    change(registration, {title.pk: "A trial"})
    answer_after_acceptance(registration, {diet.pk: "Halal"})
    return registration


def at(moment):
    return time_machine.travel(moment, tick=False)


def kept() -> list:
    return list(Answer.objects.kept().values_list("value", flat=True)), ApplicationFile.objects.kept().count()


def test_answers_after_acceptance_go_after_30_days_and_the_rest_after_180(applied, django_capture_on_commit_callbacks):
    ended, file = applied.seminar.ends_at, ApplicationFile.objects.get()
    storage, name = file.file.storage, file.file.name
    for days, expected in (
        (29, (["A trial", "Halal"], 1)),
        (31, (["A trial"], 1)),
        (179, (["A trial"], 1)),
        (181, ([], 0)),
    ):
        with at(ended + timedelta(days=days)), django_capture_on_commit_callbacks(execute=True):
            purge()
            assert purge() == 0
        assert kept() == expected
        assert storage.exists(name) == bool(expected[1])
    assert set(Answer.objects.values_list("value", flat=True)) == {None}
    deeds = AuditEntry.objects.filter(deed__startswith="registration.purge").order_by("pk").values_list("deed", flat=True)
    assert list(deeds) == ["registration.purge_answers", "registration.purge_file", "registration.purge_answers"]
    assert "Halal" not in str(list(AuditEntry.objects.values_list("old", "new")))


def test_what_declined_people_sent_goes_30_days_after_the_decision(applied):
    decided = applied.seminar.registration_opens_at
    Registration.objects.update(state="declined", cancelled_at=decided)
    other = make_registration(applied.seminar)
    change(other, {Answer.objects.first().question_id: "Another trial"})
    with at(decided + timedelta(days=31)):
        purge()
    assert kept() == (["Another trial"], 0)


def test_an_application_still_reads_when_its_words_are_gone(applied, client, organizer):
    with at(applied.seminar.ends_at + timedelta(days=181)):
        purge()
    words = client.get(reverse("seminars_desk:application", args=[applied.seminar_id, applied.pk])).content.decode()
    assert "Thrown away; the time to keep it is over." in words and "concept.pdf, thrown away on" in words


def test_drafts_go_30_days_after_registration_closed_with_their_files():
    seminar, person = make_seminar(), make_user()
    keep_file(person, make_question(seminar, kind="file"), a_file(), "pdf")
    save_draft(person, seminar, "sign_up", {})
    with at(seminar.registration_closes_at + timedelta(days=29)):
        assert purge() == 0
    with at(seminar.registration_closes_at + timedelta(days=31)):
        assert purge() == 1
    assert not Draft.objects.exists() and not ApplicationFile.objects.exists()


def test_answers_are_columns_of_the_export_and_what_was_asked_after_acceptance_is_not(applied, client, organizer):
    nasty = make_question(applied.seminar, "=cmd|'/C calc'!A0")
    change(applied, {Answer.objects.first().question_id: "A trial", nasty.pk: "=1+1"})
    answer = client.post(reverse("seminars_desk:export", args=[applied.seminar_id]))
    head, row = answer.content.decode("utf-8-sig").splitlines()
    assert head.endswith(",Title,'=cmd|'/C calc'!A0")
    assert row.endswith(",A trial,'=1+1")
    assert "Halal" not in row


def test_the_export_asks_as_often_for_many_as_for_one(applied, client, organizer, django_assert_max_num_queries):
    client.post(reverse("seminars_desk:export", args=[applied.seminar_id]))
    counts = []
    for _round in range(2):
        with django_assert_max_num_queries(100) as asked:
            client.post(reverse("seminars_desk:export", args=[applied.seminar_id]))
        counts.append(len(asked))
        for _number in range(3):
            change(make_registration(applied.seminar), {Answer.objects.first().question_id: "More"})
    assert counts[0] == counts[1]
