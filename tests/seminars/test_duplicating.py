from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from seminars.duplicating import duplicate
from seminars.models import Quota, Seminar, SeminarPage
from seminars.quotas import set_quotas
from tests.factories.people import make_institution, make_user
from tests.factories.seminars import make_registration, make_seminar_with_page

pytestmark = pytest.mark.django_db


def test_a_seminar_once_more_is_a_draft_with_the_same_wall_times_and_nobody_in_it():
    seminar = make_seminar_with_page(sittings=2, title="Protocol Workshop", online_link="https://meet.example/1", city="Bangkok")
    seminar.co_hosts.add(make_institution(name="Clinic (demo)"))
    make_registration(seminar)
    first = seminar.sittings.first().local_day
    set_quotas(seminar, [Quota(mode="online", country="TH", seats=3)], make_user(), kept_until=seminar.starts_at, offer_hours=48)
    seminar.refresh_from_db()
    copy = duplicate(seminar, first + timedelta(days=364), "protocol-workshop-2", by=make_user())
    assert [(one.local_day, one.local_start) for one in copy.sittings.all()] == [
        (first + timedelta(days=364 + number), time(9)) for number in range(2)
    ]
    assert copy.registration_opens_at - seminar.registration_opens_at == timedelta(days=364)
    assert (copy.seats, copy.city, copy.online_link, str(copy)) == (30, "Bangkok", "", "Protocol Workshop")
    assert [str(one) for one in copy.quotas.all()] == ["Thailand: 3"]
    assert (copy.quotas_kept_until, copy.offer_hours) == (copy.starts_at, 48)
    assert [one.name for one in copy.co_hosts.all()] == ["Clinic (demo)"]
    assert not copy.registrations.exists()
    pages = SeminarPage.objects.filter(translation_key=copy.key)
    assert pages.count() == SeminarPage.objects.filter(translation_key=seminar.key).count()
    assert not pages.live().exists()
    assert pages.get(alias_of=None).slug == "protocol-workshop-2"


def test_a_first_day_that_is_past_and_a_code_that_is_taken_are_refused_and_change_nothing(client, organizer):
    seminar = make_seminar_with_page()
    for day, code, why in (
        (date(2020, 1, 1), "other", "past"),
        (timezone.localdate() + timedelta(days=400), seminar.code, "unique"),
    ):
        with pytest.raises(ValidationError) as refusal:
            duplicate(seminar, day, code, by=organizer)
        assert refusal.value.code == why
    answer = client.post(reverse("seminars_desk:duplicate", args=[seminar.pk]), {"first_day": "2020-01-01", "code": "other"})
    assert "The first day must be in the future" in answer.content.decode()
    assert Seminar.objects.count() == 1


def test_the_organizer_is_led_to_the_dates_of_the_copy(client, organizer):
    seminar = make_seminar_with_page()
    day = timezone.localdate() + timedelta(days=400)
    answer = client.post(reverse("seminars_desk:duplicate", args=[seminar.pk]), {"first_day": str(day), "code": "again"})
    assert answer.url == reverse("seminars_desk:edit", args=[Seminar.objects.get(code="again").pk])
