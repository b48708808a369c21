"""Reminders of renewals: in the person's language and by their clock, once, and never to whom they do not concern."""

import datetime

import pytest
import time_machine

from certificates.issuing import achievement_for
from icrweb.accounts.models import User
from icrweb.trail.models import Mail
from icrweb.trail.reading import header, text_of
from tests.at_once import at_once
from tests.factories.certificates import make_certificate
from tests.factories.courses import make_enrolment
from tests.factories.people import make_user
from tests.factories.requirements import make_body, make_requirement, make_training
from training import reminders
from training.models import RenewalLook, RenewalReminder
from training.reminders import remind_of_renewals
from training.renewal_letters import stop_address

LAST = datetime.date(2030, 1, 15)  # 36 months after the certificate of the factory, a Tuesday


def make_holder(**fields):
    person = make_user(**{"country": "VN", "language": "en", **fields})
    make_certificate(person, achievement=make_training())
    return person


def look(left: int, hour: int = 10, minute: int = 0) -> int:
    """The worker looks so many days before the end."""
    day = LAST - datetime.timedelta(days=left)
    with time_machine.travel(datetime.datetime(day.year, day.month, day.day, hour, minute, tzinfo=datetime.UTC), tick=False):
        return remind_of_renewals()


@pytest.mark.django_db
def test_one_mail_a_stage_in_the_persons_language_with_one_message_id():
    make_requirement(body=make_body("VN", name="Ministry"))
    holder = make_holder()
    assert [left for left in range(92, -20, -1) if look(left)] == [90, 60, 29, 7, 0, -1]  # day 30 is a Sunday
    assert Mail.objects.filter(person=holder).count() == RenewalReminder.objects.count() == 6
    assert len(set(Mail.objects.values_list("message_id", flat=True))) == 6
    first, *_others, after = Mail.objects.order_by("pk")
    assert first.subject == "90 days left to renew “Good Clinical Practice for Investigator Sites”"
    assert "Ministry: Counts until 2030-01-15" in text_of(first.raw)
    assert "stays as it is" in text_of(first.raw)
    assert after.subject == "“Good Clinical Practice for Investigator Sites” ended on 2030-01-15"


@pytest.mark.django_db
def test_the_hour_is_the_persons_own():
    make_requirement()
    make_holder(time_zone="Asia/Tokyo", language="ja")
    assert look(91, hour=9, minute=30) == 0  # 18:30 there
    assert look(91, hour=22, minute=59) == 0  # 07:59 there
    assert look(91, hour=23, minute=1) == 1  # the morning of day 90
    assert "90" in Mail.objects.get().subject


@pytest.mark.django_db
def test_several_endings_come_in_one_mail_and_a_late_worker_sends_the_newest_only():
    make_requirement()
    holder = make_holder()
    earlier = datetime.datetime(2026, 12, 20, tzinfo=datetime.UTC)
    make_certificate(
        holder, achievement=make_training("safety"), completed_at=earlier, valid_until=LAST + datetime.timedelta(days=3)
    )
    assert look(20) == 1
    assert Mail.objects.get().subject == "2 trainings to renew"
    assert set(RenewalReminder.objects.values_list("stage", flat=True)) == {30}
    assert look(20, hour=12) == look(19) == 0


@pytest.mark.django_db
def test_nobody_is_reminded_of_what_is_renewed_or_whose_account_is_closed():
    make_requirement()
    renewed, closed = make_holder(), make_holder()
    later = datetime.datetime(2029, 10, 20, tzinfo=datetime.UTC)
    make_certificate(renewed, achievement=make_training(), completed_at=later)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    assert sum(look(left) for left in range(91, -20, -1)) == 0


@pytest.mark.django_db
def test_who_has_begun_to_renew_is_told_the_last_day_and_not_to_begin():
    make_requirement()
    holder, other = make_holder(), make_holder()
    enrolment = make_enrolment(learner=holder)
    achievement = achievement_for(enrolment.course_key, "completion", "C1", "Good Clinical Practice")
    achievement.family = "gcp"
    achievement.save()
    assert [look(90), look(60), look(29), look(7)] == [1, 1, 1, 1]
    assert not Mail.objects.filter(person=holder).exists()
    assert look(0) == 2
    letter = text_of(Mail.objects.get(person=holder).raw)
    assert "You have begun to renew." in letter
    assert "Go on" in letter
    assert "To renew is to take the course again" in text_of(Mail.objects.filter(person=other).order_by("pk").last().raw)


@pytest.mark.django_db
def test_one_click_stops_the_early_ones_the_last_ones_come_and_it_can_be_taken_back(client):
    make_requirement()
    holder = make_holder()
    assert look(90) == 1
    letter = Mail.objects.get().raw
    address = header(letter, "List-Unsubscribe").strip(" <>")
    assert header(letter, "List-Unsubscribe-Post") == "List-Unsubscribe=One-Click"
    assert address == stop_address(holder)
    path = "/" + address.split("/", 3)[3]
    page = client.post(path, {"List-Unsubscribe": "One-Click"}).content.decode()
    assert "These still come: a week before the end" in page
    assert holder.latin_name not in page
    assert [look(60), look(30), look(7)] == [0, 0, 1]
    assert not header(Mail.objects.order_by("pk").last().raw, "List-Unsubscribe")  # nothing in it could be stopped
    client.post(path, {"again": "1"})
    holder.refresh_from_db()
    assert holder.early_reminders
    assert client.get(f"{path[:-2]}-/").status_code == 404


@pytest.mark.django_db
def test_the_profile_shows_the_choice_and_changes_it(client):
    person = make_user()
    client.force_login(person)
    assert "90, 60 and 30 days" in client.get("/en/accounts/profile/").content.decode()
    client.post("/en/accounts/profile/", {"form": "mails"})
    person.refresh_from_db()
    assert not person.early_reminders
    client.post("/en/accounts/profile/", {"form": "mails", "early_reminders": "on"})
    person.refresh_from_db()
    assert person.early_reminders


@pytest.mark.django_db
def test_a_worker_that_is_killed_while_it_writes_leaves_nothing_half_done(monkeypatch):
    make_requirement()
    make_holder()

    def die(*arguments):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(reminders, "remind", die)
        with pytest.raises(SystemExit):
            look(90)
    assert not RenewalReminder.objects.exists()
    assert not Mail.objects.exists()
    assert look(90) == 1


@pytest.mark.django_db
def test_however_many_there_are_each_gets_a_row_and_the_database_is_asked_the_same(monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(reminders, "AT_ONCE", 2)
    for _ in range(5):
        make_holder()
    for _ in range(5):
        look(200)
    assert RenewalLook.objects.count() == 5
    with django_assert_max_num_queries(3):  # nothing is due: two looks for new people, one for those whose time has come
        look(200)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_one_mail_each_person():
    make_requirement()
    for _ in range(4):
        make_holder()
    with time_machine.travel(datetime.datetime(2029, 10, 17, 10, tzinfo=datetime.UTC), tick=False):
        assert sum(at_once(*[remind_of_renewals] * 3)) == 4
    assert Mail.objects.count() == RenewalReminder.objects.count() == 4
