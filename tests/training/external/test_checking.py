"""Somebody else checks it: once, never their own, and a coordinator only for who shares with them."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils import timezone

from certificates.endings import endings_of
from certificates.models import Certificate
from certificates.outlook import outlook
from icrweb.accounts.sharing import share, stop_sharing
from icrweb.trail.models import AuditEntry, Mail
from icrweb.trail.reading import text_of
from tests.at_once import at_once
from tests.factories.certificates import make_certificate
from tests.factories.external import make_accepted, make_sent
from tests.factories.people import make_affiliation, make_institution, make_user
from tests.factories.requirements import make_body, make_requirement, make_training
from tests.factories.site import make_site
from training import record_words
from training.external.checking import accept, reject, take_back
from training.record import gather
from training.reminders import remind_of_renewals

DAY = datetime.date


def refused(deed, *args, **kwargs) -> str:
    with pytest.raises(ValidationError) as caught:
        deed(*args, **kwargs)
    return caught.value.code if hasattr(caught.value, "code") else next(iter(caught.value.error_dict.values()))[0].code


@pytest.mark.django_db
def test_accepted_it_counts_and_says_who_checked_it_and_when():
    person, checker = make_user(), make_user(latin_name="Mori Haruka")
    training = accept(make_sent(person, valid_until=DAY(2029, 5, 4)), family="gcp", by=checker)
    facts = gather(person)
    assert facts["minutes_by_category"] == {}
    assert facts["external_minutes"] == {"gcp": 360}
    (row,) = facts["external"]
    assert (row["checked_by"], row["checked_on"]) == ("Mori Haruka", training.checked_at.date().isoformat())
    assert not Certificate.objects.exists()
    (entry,) = AuditEntry.objects.filter(deed="external.accept")
    assert (entry.actor, entry.person) == (checker, person)


@pytest.mark.django_db
def test_the_address_of_a_checker_without_a_name_is_told_to_nobody():
    person = make_user()
    make_accepted(person, by=make_user("checker@demo.example", latin_name=""))
    (row,) = gather(person)["external"]
    assert record_words.checked(row) == f"External, checked on {row['checked_on']}"


@pytest.mark.django_db
def test_hours_are_those_of_the_window(django_assert_num_queries):
    person = make_user()
    make_accepted(person, completed_on=DAY(2025, 5, 4), number="1")
    make_accepted(person, completed_on=DAY(2026, 5, 4), number="2", category="ethics", family="ethics", minutes=45)
    assert gather(person, DAY(2026, 5, 4), DAY(2026, 5, 4))["external_minutes"] == {"ethics": 45}
    assert gather(person, None, DAY(2026, 5, 3))["external_minutes"] == {"gcp": 360}
    with django_assert_num_queries(5):
        gather(person)


@pytest.mark.django_db
def test_who_waits_who_was_rejected_and_who_was_taken_back_count_nothing():
    person, checker = make_user(), make_user()
    make_sent(person, number="1")
    reject(make_sent(person, number="2"), reason="Not the title on the file.", by=checker)
    take_back(make_accepted(person, number="3"), reason="The provider does not know the number.", by=checker)
    assert gather(person)["external"] == []
    assert gather(person)["external_minutes"] == {}
    assert endings_of([person]) == {}


@pytest.mark.django_db
def test_the_reason_comes_by_mail_in_the_persons_language(settings):
    person = make_user(language="ja")
    reject(make_sent(person), reason="氏名が一致しません。", by=make_user())
    assert Mail.objects.get().person == person
    assert "氏名が一致しません。" in text_of(Mail.objects.get().raw)


@pytest.mark.django_db
def test_refusals():
    person, checker = make_user(), make_user()
    training = make_sent(person)
    assert refused(accept, training, family="gcp", by=person) == "own"
    assert refused(reject, training, reason="Because.", by=person) == "own"
    assert refused(accept, training, family="juggling", by=checker) == "family"
    assert refused(reject, training, reason="  ", by=checker) == "reason"
    assert refused(take_back, training, reason="Because.", by=checker) == "decided"
    accept(training, family="", by=checker)
    assert refused(reject, training, reason="Because.", by=checker) == "decided"
    assert refused(accept, training, family="gcp", by=checker) == "decided"


@pytest.mark.django_db
def test_a_coordinator_decides_only_while_the_person_shares_and_is_confirmed():
    site, person, coordinator = make_institution(name="First Hospital"), make_user(), make_user(latin_name="Nur Aisyah")
    affiliation = make_affiliation(person, site)
    share(person, site, "en")
    training = make_sent(person)
    assert refused(accept, training, family="gcp", by=coordinator, site=site) == "not_shared"  # nobody confirmed the place
    affiliation.confirmed_at = timezone.now()
    affiliation.save()
    stop_sharing(person, site)
    assert refused(accept, training, family="gcp", by=coordinator, site=site) == "not_shared"
    share(person, site, "en")
    accept(training, family="gcp", by=coordinator, site=site)
    assert gather(person)["external"][0]["checked_for"] == "First Hospital"


@pytest.mark.django_db
def test_a_requirement_is_met_where_family_guideline_and_day_meet_it():
    make_site()
    person = make_user(country="VN")
    make_requirement({"family": "gcp", "guideline": "ICH E6(R3)"}, body=make_body("VN", name="Ministry"))
    make_accepted(person, guideline="ICH E6(R2)", completed_on=DAY(2024, 5, 4), number="1")
    make_accepted(person, family="", number="2")  # its hours only
    assert outlook(person, "en")[0]["status"] == "not-started"
    good = make_accepted(person, number="3")
    line = outlook(person, "en")[0]
    assert line["status"] == "current"
    assert line["parts"][0]["until"] == DAY(2029, 5, 4)
    assert line["parts"][0]["external"] == str(good)
    (ending,) = endings_of([person])[person.pk]
    assert (ending.training, ending.last) == (good, DAY(2029, 5, 4))


@pytest.mark.django_db
def test_hours_that_a_body_asks_for_name_what_somebody_else_gave():
    make_site()
    person = make_user(country="TW")
    make_requirement(hours={"ethics": 9}, country="TW", number=72)
    make_accepted(person, category="ethics", family="ethics", minutes=120)
    (part,) = outlook(person, "en")[0]["parts"]
    assert part["amount"] == "2 h of 9 h"
    assert part["external"] == "Lotus Research Academy (demo): Good Clinical Practice"


@pytest.mark.django_db
def test_external_training_that_lasts_longer_ends_the_reminders_about_ours_and_brings_its_own(time_machine):
    make_site()
    make_requirement(country="VN")
    person = make_user(country="VN", time_zone="UTC")
    make_certificate(person, achievement=make_training())  # counts until 2030-01-15
    time_machine.move_to(datetime.datetime(2029, 12, 10, 10, tzinfo=datetime.UTC), tick=False)
    assert remind_of_renewals() == 1
    make_accepted(person, completed_on=DAY(2029, 12, 1))
    (ending,) = endings_of([person])[person.pk]
    assert (ending.is_external, ending.last) == (True, DAY(2032, 12, 1))
    time_machine.move_to(datetime.datetime(2030, 1, 10, 10, tzinfo=datetime.UTC), tick=False)
    assert remind_of_renewals() == 0
    time_machine.move_to(datetime.datetime(2032, 11, 25, 10, tzinfo=datetime.UTC), tick=False)
    assert remind_of_renewals() == 1
    assert "Lotus Research Academy (demo)" in text_of(Mail.objects.order_by("pk").last().raw)


@pytest.mark.django_db
def test_who_holds_nothing_but_external_training_is_reminded_too(time_machine):
    make_site()
    person = make_user(country="VN", time_zone="UTC")
    make_accepted(person, valid_until=DAY(2027, 5, 4))
    time_machine.move_to(datetime.datetime(2027, 5, 3, 10, tzinfo=datetime.UTC), tick=False)
    assert remind_of_renewals() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_checkers_at_once_decide_once():
    Group.objects.get_or_create(name="coordinator")
    training, checkers = make_sent(), [make_user() for _ in range(6)]
    deeds = [lambda by=by: accept(training, family="gcp", by=by) for by in checkers[:3]]
    deeds += [lambda by=by: reject(training, reason="Unreadable.", by=by) for by in checkers[3:]]
    answers = at_once(*deeds)
    assert sum(not isinstance(answer, Exception) for answer in answers) == 1
    assert {answer.code for answer in answers if isinstance(answer, Exception)} == {"decided"}
    assert Mail.objects.count() == AuditEntry.objects.filter(deed__in=["external.accept", "external.reject"]).count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_same_number_sent_many_times_at_once_is_one():
    person = make_user()
    answers = at_once(*[lambda: make_sent(person)] * 6)
    assert sum(not isinstance(answer, Exception) for answer in answers) == person.external_trainings.count() == 1
