"""Passport data: given after a place on site, sealed, seen by two roles with a reason, in no dump, log, trail or mail, and purged."""

import io
import logging
from datetime import timedelta

import pytest
import time_machine
from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.urls import reverse
from pypdf import PdfReader

from icrweb.trail.mail import send_waiting_mail
from icrweb.trail.models import AuditEntry, Mail
from seminars import registration
from seminars.models import OfficialLetter, Passport
from seminars.papers import files, issuing, passports, printing, sealing
from tests.factories.people import make_affiliation, make_user
from tests.factories.seminars import make_seminar_with_page

pytestmark = pytest.mark.django_db
ON_SITE = {"format": "on_site", "venue": "Seminar room 2", "city": "Tokyo", "zone": "Asia/Tokyo"}
GIVEN = {
    "passport_name": "NGUYEN THI LAN ZQXVOVQ",
    "birth_date": "1989-03-17",
    "sex": "F",
    "nationality": "LT",
    "passport_number": "zq9876543",
    "passport_expires": "2039-10-29",
    "position": "Head Zqnurse",
    "agrees": "on",
}
# As they were typed, as they are sealed and as they are printed.
VALUES = (
    "ZQXVOVQ",
    "zq9876543",
    "ZQ9876543",
    "1989-03-17",
    "17 March 1989",
    "2039-10-29",
    "29 October 2039",
    "Zqnurse",
    "Lithuania",
)


@pytest.fixture
def row(db):
    person = make_user(latin_name="Lan Nguyen")
    make_affiliation(person)
    return registration.register(person, make_seminar_with_page(**ON_SITE), "en")


def hand_in(client, row, **changes):
    client.force_login(row.person)
    return client.post(reverse("seminars:passport", args=[row.seminar.key]), {**GIVEN, **changes})


def everything_stored() -> str:
    """All rows of every table as text, bytes decoded, and all the files we keep."""
    rows = []
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy:
            rows.append(serializers.serialize("json", model._base_manager.all(), ensure_ascii=False))
    mails = [bytes(one.raw).decode("utf-8", "replace") for one in Mail.objects.all()]
    return "\n".join([*rows, *mails])


def files_kept() -> list[bytes]:
    storage = storages["private"]
    return [storage.open(f"letters/{name}").read() for name in storage.listdir("letters")[1]]


def test_no_value_stands_in_a_dump_a_log_the_trail_a_mail_or_a_file(client, row, roles, caplog):
    caplog.set_level(logging.DEBUG)
    assert hand_in(client, row).status_code == 302
    organizer = make_user(groups=["organizer"])
    passports.look(row, organizer, "For the embassy.")
    issuing.issue(row.seminar, [row.pk], kind="invitation", by=organizer)
    assert printing.render_waiting_letters() == 1
    send_waiting_mail()
    letter = OfficialLetter.objects.get()
    text = PdfReader(io.BytesIO(files.content_of(letter))).pages[0].extract_text()
    assert "ZQ9876543" in text, "the letter itself prints them"
    assert "Lithuania" in text
    with time_machine.travel(row.seminar.ends_at + timedelta(days=31)):
        stored = everything_stored()
        assert [value for value in VALUES if value in stored] == []
        assert [value for value in VALUES if value in caplog.text] == []
        assert not any(value.encode() in content for value in VALUES for content in files_kept())
        assert passports.purge_passports() == 2
    assert [value for value in VALUES if value in caplog.text] == []
    assert "purged" in caplog.text
    assert list(AuditEntry.objects.filter(deed__startswith="passport").values_list("deed", flat=True).order_by("pk")) == [
        "passport.give",
        "passport.look",
        "passport.purge",
    ]


def test_the_control_finds_a_value_that_is_kept_in_clear(client, row):
    hand_in(client, row)
    Passport.objects.update(sealed=str(sealing.unseal(Passport.objects.get().sealed)))
    assert "ZQ9876543" in everything_stored()


def test_a_wrong_form_keeps_what_was_typed_and_says_what_to_do(client, row):
    answer = hand_in(client, row, passport_number="12 34", passport_expires="2020-01-01", agrees="")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Letters A to Z and digits only" in page
    assert "The passport ends before the seminar does" in page
    assert "Without your agreement nothing is kept" in page
    assert 'value="NGUYEN THI LAN ZQXVOVQ"' in page
    assert not Passport.objects.exists()


def test_only_who_has_a_place_on_site_is_asked(client, row):
    by = make_user()
    registration.cancel(row, by, "Ill.")
    assert hand_in(client, row).status_code == 404
    online = make_seminar_with_page(format="online")
    other = registration.register(make_user(latin_name="Nobody Else"), online, "en")
    assert hand_in(client, other).status_code == 404
    with pytest.raises(ValidationError, match="a place on site"):
        passports.give(other, {}, agreed="", language="en")


def test_the_person_sees_corrects_and_takes_back_their_own(client, row):
    hand_in(client, row)
    hand_in(client, row, passport_number="AB1234567")
    page = client.get(reverse("seminars:passport", args=[row.seminar.key])).content.decode()
    assert "AB1234567" in page
    assert Passport.objects.get().consent["sentence"].startswith("I agree")
    client.post(reverse("seminars:take_back_passport", args=[row.seminar.key]))
    assert not Passport.objects.exists()


@pytest.mark.parametrize(
    ("role", "sees"), [("organizer", True), ("director", True), ("helper", False), ("operator", False), ("editor", False)]
)
def test_two_roles_see_passport_data_and_nobody_else(client, row, roles, role, sees):
    hand_in(client, row)
    staff = make_user(groups=[role])
    assert passports.may_see(staff) is sees
    client.force_login(staff)
    page = client.post(reverse("seminars_desk:passport", args=[row.seminar_id, row.pk]), {"why": "The embassy asks."}, follow=True)
    assert ("ZQ9876543" in page.content.decode()) is sees
    assert AuditEntry.objects.filter(deed="passport.look", actor=staff).exists() is sees


def test_a_superuser_without_the_role_does_not_see_them(client, row, roles):
    hand_in(client, row)
    staff = make_user()
    staff.is_superuser = True
    staff.save()
    assert not passports.may_see(staff)
    client.force_login(staff)
    page = client.post(reverse("seminars_desk:passport", args=[row.seminar_id, row.pk]), {"why": "Curious."}, follow=True)
    assert "ZQ9876543" not in page.content.decode()
    letter = issuing.issue(row.seminar, [row.pk], kind="invitation", by=make_user(groups=["organizer"])).issued[0]
    printing.make(letter)
    assert client.get(reverse("seminars:letter_pdf", args=[letter.key])).status_code == 404


def test_a_look_needs_a_reason(client, row, organizer):
    hand_in(client, row)
    client.force_login(organizer)
    answer = client.post(reverse("seminars_desk:passport", args=[row.seminar_id, row.pk]), {"why": " "})
    assert answer.status_code == 422
    assert "ZQ9876543" not in answer.content.decode()


def test_a_letter_that_prints_passport_data_is_refused_to_who_gave_none(row, roles):
    organizer = make_user(groups=["organizer"])
    with pytest.raises(ValidationError, match="missing for: Lan Nguyen"):
        issuing.issue(row.seminar, [row.pk], kind="invitation", by=organizer)
    [letter] = issuing.issue(row.seminar, [row.pk], kind="invitation", by=organizer, with_passport=False).issued
    assert "passport" not in letter.facts["body"].lower()
    assert not letter.has_passport_data


def test_staff_opening_such_a_letter_is_a_look_and_the_person_opening_it_is_not(client, row, organizer):
    hand_in(client, row)
    [letter] = issuing.issue(row.seminar, [row.pk], kind="invitation", by=organizer).issued
    printing.make(letter)
    address = reverse("seminars:letter_pdf", args=[letter.key])
    assert client.get(address).content.startswith(b"%PDF")
    assert not AuditEntry.objects.filter(deed="passport.look").exists()
    client.force_login(organizer)
    assert client.get(address).content.startswith(b"%PDF")
    assert AuditEntry.objects.get(deed="passport.look").new == {"number": letter.number}


def test_thirty_days_after_the_event_data_and_files_are_gone_and_the_number_stays(client, row, roles):
    hand_in(client, row)
    [letter] = issuing.issue(row.seminar, [row.pk], kind="invitation", by=make_user(groups=["organizer"])).issued
    printing.make(letter)
    name = OfficialLetter.objects.get().name
    with time_machine.travel(row.seminar.ends_at + timedelta(days=29)):
        assert passports.purge_passports() == 0
    with time_machine.travel(row.seminar.ends_at + timedelta(days=30, minutes=1)):
        assert passports.purge_passports() == 2
        assert passports.purge_passports() == 0
    letter.refresh_from_db()
    assert (letter.sealed, letter.name) == ("", "")
    assert letter.purged_at
    assert len(letter.sha256) == 64
    assert not storages["private"].exists(name)
    assert not printing.make(letter)
    page = client.get(f"/en/take-part/letters/{letter.code}/").content.decode()
    assert letter.number in page


def test_who_loses_the_place_loses_the_data_at_once(client, row):
    hand_in(client, row)
    registration.cancel(row, row.person)
    assert passports.purge_passports() == 1
    assert not Passport.objects.exists()


def test_a_new_key_before_the_old_one_reads_both(settings):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.PASSPORT_KEYS = [old]
    sealed = sealing.seal({"a": "b"})
    settings.PASSPORT_KEYS = [new, old]
    assert sealing.unseal(sealed) == {"a": "b"}
    again = sealing.seal({"a": "b"})
    settings.PASSPORT_KEYS = [new]
    assert sealing.unseal(again) == {"a": "b"}
    with pytest.raises(InvalidToken):
        sealing.unseal(sealed)


def test_without_a_key_nobody_is_asked(settings, client, row):
    settings.PASSPORT_KEYS, settings.PASSPORT_KEY_FILE = [], ""
    assert hand_in(client, row).status_code == 404
