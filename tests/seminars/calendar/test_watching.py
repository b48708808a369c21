"""Being told when registration opens or a place can be had again."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from icrweb.trail.models import Mail
from seminars.calendar.watching import stop_address, tell_watchers, watch
from seminars.models import Seminar, SeminarPage, Watch
from seminars.registration import cancel, cancel_seminar, register
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_seminar, make_seminar_with_page
from tests.seminars.test_registration import mails_to

pytestmark = pytest.mark.django_db


def make_early(**fields):
    return make_seminar(registration_opens_at=timezone.now() + timedelta(days=5), **fields)


def make_closed(**fields):
    """A seminar of one seat that somebody has, closed an hour ago, a month before it starts."""
    seminar = make_seminar(seats=1, **fields)
    row = make_registration(seminar)
    Seminar.objects.filter(pk=seminar.pk).update(registration_closes_at=timezone.now() - timedelta(hours=1))
    seminar.refresh_from_db()
    return seminar, row


def reopen(seminar):
    Seminar.objects.filter(pk=seminar.pk).update(registration_closes_at=timezone.now() + timedelta(days=9))


def tell_at(moment) -> int:
    with time_machine.travel(moment, tick=False):
        return tell_watchers()


def test_one_mail_comes_when_registration_opens_and_none_before_or_after():
    seminar, person = make_early(), make_user(time_zone="Asia/Tokyo")
    watch(person, seminar, "en")
    assert tell_at(seminar.registration_opens_at - timedelta(seconds=1)) == 0
    assert [tell_at(seminar.registration_opens_at), tell_at(seminar.registration_opens_at)] == [1, 0]
    [mail] = mails_to(person)
    words = mail.get_body(("plain",)).get_content()
    assert mail["Subject"] == f"Registration is open: {seminar}"
    assert "Bangkok (UTC+07:00)" in words
    assert "Tokyo (UTC+09:00)" in words
    assert f"/en/take-part/{seminar.key}/" in words
    assert not Watch.objects.exists()


def test_one_mail_comes_when_a_closed_seminar_has_a_place_again():
    seminar, holder = make_closed()
    person = make_user()
    watch(person, seminar, "en")
    assert tell_watchers() == 0
    reopen(seminar)
    assert tell_watchers() == 0  # open, and full
    cancel(holder, by=holder.person)
    assert [tell_watchers(), tell_watchers()] == [1, 0]
    assert [mail["Subject"] for mail in mails_to(person)] == [f"A place is free: {seminar}"]


def test_the_mail_names_the_page_of_the_seminar_as_the_address_to_type():
    seminar, person = make_seminar_with_page(registration_opens_at=timezone.now() + timedelta(days=5)), make_user()
    page = SeminarPage.objects.get(translation_key=seminar.key, locale__language_code="en")
    watch(person, seminar, "en")
    tell_at(seminar.registration_opens_at)
    [mail] = mails_to(person)
    assert page.url in mail.get_body(("html",)).get_content()
    assert "/my/seminars/" not in mail.get_body(("html",)).get_content()


def test_a_free_place_that_nobody_can_register_for_is_not_told():
    seminar, holder = make_closed()
    watch(make_user(), seminar, "en")
    cancel(holder, by=holder.person)
    assert tell_watchers() == 0


def test_asking_twice_is_one_row_and_one_mail():
    seminar, person = make_early(), make_user()
    watch(person, seminar, "en")
    watch(person, seminar, "ja")
    assert Watch.objects.get().language == "ja"
    tell_at(seminar.registration_opens_at)
    assert Mail.objects.filter(person=person).count() == 1


def test_who_has_registered_meanwhile_or_left_the_site_is_not_told():
    seminar = make_early()
    here, closed = make_user(), make_user()
    for person in (here, closed):
        watch(person, seminar, "en")
    type(closed).objects.filter(pk=closed.pk).update(is_active=False)
    with time_machine.travel(seminar.registration_opens_at, tick=False):
        register(here, seminar, "en")
        tell_watchers()
    assert [mail["Subject"] for mail in mails_to(here)] == [f"You have a place: {seminar}"]
    assert mails_to(closed) == []
    assert not Watch.objects.exists()


def test_nobody_is_told_of_a_seminar_that_was_called_off():
    seminar = make_early()
    watch(make_user(), seminar, "en")
    cancel_seminar(seminar, make_user(), "A storm.")
    assert tell_at(seminar.registration_opens_at) == 0


def test_there_is_nothing_to_wait_for_while_it_is_open_once_it_runs_or_with_a_place():
    running, _holder = make_closed()
    closed, holder = make_closed()
    for seminar, person, moment in (
        (make_seminar(), make_user(), timezone.now()),
        (running, make_user(), running.starts_at),
        (closed, holder.person, timezone.now()),
    ):
        with time_machine.travel(moment, tick=False), pytest.raises(ValidationError) as refusal:
            watch(person, seminar, "en")
        assert refusal.value.code == "stage"


def test_one_click_on_the_page_asks_and_another_takes_it_back(client):
    seminar = make_seminar_with_page(registration_opens_at=timezone.now() + timedelta(days=5))
    page = SeminarPage.objects.get(translation_key=seminar.key, locale__language_code="en")
    before = client.get(page.url).content.decode()
    assert "Sign in to be told when it opens" in before
    assert f'?next={page.url}%23take-part"' in before
    person = make_user()
    client.force_login(person)
    assert "Tell me when it opens" in client.get(page.url).content.decode()
    path = reverse("seminars:tell_me", args=[seminar.key])
    asked = client.post(path)
    assert asked["Location"].startswith("/en/seminars/")
    assert Watch.objects.get().person == person
    shown = client.get(page.url).content.decode()
    assert "We write to you once, when registration opens." in shown
    assert f"The mail goes to {person.email}." in shown
    client.post(path, {"stop": "1"})
    assert not Watch.objects.exists()


def test_one_click_in_the_mail_takes_everything_back(client):
    first, second, person = make_early(), make_early(), make_user()
    for seminar in (first, second):
        watch(person, seminar, "en")
    Seminar.objects.filter(pk=second.pk).update(registration_opens_at=timezone.now() + timedelta(days=6))
    tell_at(first.registration_opens_at)
    [mail] = mails_to(person)
    assert mail["List-Unsubscribe"].strip(" <>") == stop_address(person)
    path = "/" + stop_address(person).split("/", 3)[3]
    client.get(path)
    assert Watch.objects.count() == 1
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Watch.objects.exists()
    assert client.get(path.replace("/stop/", "/stop/0")).status_code == 404


def test_a_page_that_is_not_there_cannot_be_watched(client):
    client.force_login(make_user())
    assert client.post(reverse("seminars:tell_me", args=[make_early().key])).status_code == 404
