"""Assessed seminars: who passed has it in writing, beside the paper about attendance."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from certificates.composing import paper_of
from certificates.models import Certificate
from icrweb.trail.models import AuditEntry
from seminars.attendance import mark_attendance
from seminars.checkin.assessing import assess
from seminars.models import Assessment
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_seminar

pytestmark = pytest.mark.django_db


@pytest.fixture
def over(organizer):
    seminar = make_seminar(sittings=2)
    for name in ("Kim Seo-yeon", "Lin Yi-chun"):
        make_registration(seminar, make_user(latin_name=name))
    with time_machine.travel(seminar.ends_at + timedelta(hours=1), tick=False):
        yield seminar


def refused(seminar, chosen, by, why="Test.", **fields) -> str:
    with pytest.raises(ValidationError) as refusal:
        assess(seminar, chosen, by, passed=True, why=why, **fields)
    assert not Assessment.objects.exists()
    return refusal.value.code


def test_who_passed_gets_completion_and_who_was_there_attendance_on_two_papers(over, organizer):
    one, two = over.registrations.all()
    for sitting in over.sittings.all():
        mark_attendance(one, sitting, 120, organizer)
    assess(over, [one.pk, two.pk], organizer, passed=True, why="Test of today, 84 %.")
    papers = Certificate.objects.order_by("recipient", "achievement__kind")
    assert [(paper.recipient, paper.achievement.kind) for paper in papers] == [
        (one.person, "attendance"),
        (one.person, "completion"),
        (two.person, "completion"),
    ]
    assert papers[1].evidence_key == one.assessment.key
    assert [module["minutes"] for module in papers[1].facts["modules"]] == [120, 120]
    assert list(AuditEntry.objects.filter(deed="seminar.assess").values_list("why", flat=True)) == ["Test of today, 84 %."] * 2


def test_saying_it_again_changes_nothing(over, organizer):
    chosen = list(over.registrations.values_list("pk", flat=True))
    assert len(assess(over, chosen, organizer, passed=True, why="Test.")) == 2
    assert assess(over, chosen, organizer, passed=True, why="Once more.") == []
    assert Certificate.objects.count() == 2
    assert set(Assessment.objects.values_list("why", flat=True)) == {"Test."}


def test_not_passed_gives_nothing_and_a_later_pass_gives_one_certificate(over, organizer):
    row = over.registrations.first()
    assess(over, [row.pk], organizer, passed=False, why="Plan not presented.")
    assert not Certificate.objects.exists()
    assess(over, [row.pk], organizer, passed=True, why="Presented later.")
    assess(over, [row.pk], organizer, passed=False, why="A mistake.")
    assess(over, [row.pk], organizer, passed=True, why="It was none.")
    assert Certificate.objects.count() == 1


def test_an_assessment_needs_a_ground_people_with_a_place_and_somebody_else(over, organizer):
    row = over.registrations.first()
    stranger = make_registration(make_seminar())
    assert refused(over, [row.pk], organizer, why=" ") == "why"
    assert refused(over, [], organizer) == "chosen"
    assert refused(over, [row.pk, stranger.pk], organizer) == "chosen"
    assert refused(over, [row.pk], row.person) == "oneself"
    with time_machine.travel(over.ends_at - timedelta(minutes=1), tick=False):
        assert refused(over, [row.pk], organizer) == "early"


def test_the_page_keeps_ticks_and_words_when_it_refuses(client, organizer, over):
    one, two = over.registrations.all()
    address = f"/admin/seminars/{over.pk}/assessment/"
    client.force_login(organizer)
    wrong = client.post(address, {"chosen": [one.pk], "why": "", "passed": "1"})
    assert wrong.status_code == 422
    assert wrong.content.decode().count(" checked") == 1
    right = client.post(address, {"chosen": [one.pk], "why": "<b>Test</b>", "passed": "1"}, follow=True).content.decode()
    assert "1 assessment is saved." in right
    assert "certificate issued" in right
    assert "&lt;b&gt;Test&lt;/b&gt;" in right
    client.post(address, {"chosen": [two.pk], "why": "No plan."})
    assert dict(Assessment.objects.values_list("registration", "passed")) == {one.pk: True, two.pk: False}


def test_the_page_asks_as_often_for_one_as_for_three(client, organizer, over, django_assert_num_queries):
    client.force_login(organizer)
    numbers = set()
    for row in over.registrations.all():
        assess(over, [row.pk], organizer, passed=True, why="Test.")
        client.get(f"/admin/seminars/{over.pk}/assessment/")
        with django_assert_num_queries(40, exact=False) as asked:
            client.get(f"/admin/seminars/{over.pk}/assessment/")
        numbers.add(len(asked))
    assert len(numbers) == 1


def test_the_paper_says_seminar_and_one_that_was_issued_before_keeps_its_words(over, organizer):
    assess(over, [over.registrations.first().pk], organizer, passed=True, why="Test.")
    paper = Certificate.objects.get()
    assert paper_of(paper, "en")["did"]["first"]["text"] == "completed the seminar"
    del paper.facts["of_seminar"]
    assert paper_of(paper, "en")["did"]["first"]["text"] == "completed the course"
