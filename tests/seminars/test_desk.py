import csv
import io
from datetime import timedelta

import openpyxl
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from certificates.models import Paper
from certificates.papers import Progress, progress_of
from icrweb.trail.models import AuditEntry
from seminars.attendance import mark_attendance, settle_ended_seminars
from seminars.models import Registration, Seminar
from seminars.registration import register
from tests.factories.people import make_affiliation, make_institution, make_user
from tests.factories.seminars import make_registration, make_seminar, make_seminar_page

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"seminars_desk:{name}", args=args)


def typed(sittings, **fields):
    """A filled form; each sitting is (day, start, end, title, key)."""
    data = {
        "code": "workshop",
        "format": "hybrid",
        "time_zone": "Asia/Bangkok",
        "city": "Bangkok",
        "venue": "Training floor",
        "seats": "24",
        "seats_online": "10",
        "opens_day": "2030-01-01",
        "opens_time": "00:00",
        "closes_day": "2030-05-31",
        "closes_time": "23:59",
        "attendance_rule": "all",
        "share_needed": "80",
        "gives_certificate": "on",
        "contact_email": "desk@demo.example",
        "sittings-TOTAL_FORMS": str(len(sittings) + 1),
        "sittings-INITIAL_FORMS": str(sum(1 for sitting in sittings if len(sitting) > 4)),
        **fields,
    }
    for number, sitting in enumerate(sittings):
        for name, value in zip(("local_day", "local_start", "local_end", "title", "key"), sitting, strict=False):
            data[f"sittings-{number}-{name}"] = value
        data[f"sittings-{number}-mandatory"] = "on"
    return data


def test_planning_a_page_makes_its_seminar_with_sittings(client, organizer):
    page = make_seminar_page(title="Protocol Workshop")
    assert "Dates, seats and registration" in client.get(url("for_page", page.pk)).content.decode()
    answer = client.post(
        url("for_page", page.pk), typed([("2030-06-03", "09:00", "12:00", "Day one"), ("2030-06-04", "09:00", "12:00", "")])
    )
    seminar = Seminar.objects.get()
    assert answer.url == url("registrations", seminar.pk)
    assert (seminar.key, seminar.seats, str(seminar)) == (page.translation_key, 24, "Protocol Workshop")
    assert [one.titles for one in seminar.sittings.all()] == [{"en": "Day one"}, {}]
    assert seminar.registration_closes_at == timezone.datetime.fromisoformat("2030-05-31T23:59+07:00")
    assert client.get(url("for_page", page.pk)).url == url("edit", seminar.pk)


def test_titles_in_other_languages_are_typed_a_line_each(client, organizer):
    data = typed([("2030-06-03", "09:00", "12:00", "Day one")])
    data["sittings-0-other_titles"] = "ja: 1日目\nth: วันที่ 1"
    client.post(url("for_page", make_seminar_page().pk), data)
    assert Seminar.objects.get().sittings.get().titles == {"en": "Day one", "ja": "1日目", "th": "วันที่ 1"}


@pytest.mark.parametrize(
    ("sittings", "fields", "sentence"),
    [
        ([("2030-06-03", "09:00", "08:00", "")], {}, "Row 1: the end must come after the start."),
        (
            [("2030-06-03", "09:00", "12:00", ""), ("2030-06-03", "11:00", "13:00", "")],
            {},
            "Rows 1 and 2 overlap. Change one of them.",
        ),
        ([], {}, "Add at least one sitting."),
        ([("", "", "", ""), ("2030-06-03", "09:00", "08:00", "")], {}, "Row 2: the end must come after the start."),
        ([("2030-10-06", "02:30", "05:00", "")], {"time_zone": "Australia/Sydney"}, "clocks in Australia/Sydney jump over 02:30"),
        ([("2030-06-03", "09:00", "12:00", "")], {"closes_day": "2030-06-03"}, "Registration must close before the first sitting"),
        (
            [("2030-10-20", "09:00", "12:00", "")],
            {"time_zone": "Australia/Sydney", "closes_day": "2030-10-06", "closes_time": "02:15"},
            "Registration closes: on 2030-10-06 clocks in Australia/Sydney jump over 02:15.",
        ),
        ([("2573-06-03", "09:00", "12:00", "")], {}, "Write the year of the common era, for example 2027."),
        ([("2030-06-03", "09:00", "12:00", "")], {"attendance_rule": "some"}, "Say how many sittings are needed, from 1 to 1."),
        ([("2030-06-03", "09:00", "12:00", "")], {"code": ""}, "This field is required."),
    ],
)
def test_a_wrong_form_keeps_what_was_typed_and_changes_nothing(client, organizer, sittings, fields, sentence):
    answer = client.post(url("for_page", make_seminar_page().pk), typed(sittings, venue="Typed venue", **fields))
    words = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in words
    assert "Typed venue" in words
    assert not Seminar.objects.exists()


def test_changing_the_time_tells_everybody_and_seats_are_not_in_this_form(client, organizer):
    seminar = make_seminar(sittings=1, city="Bangkok")
    row = make_registration(seminar)
    sitting = seminar.sittings.get()
    data = typed(
        [(str(sitting.local_day), "14:00", "16:00", "", str(sitting.key))],
        seats="1",
        opens_day="2020-01-01",
        closes_day=str(sitting.local_day - timedelta(days=1)),
        why="The room.",
    )
    answer = client.post(url("edit", seminar.pk), data, follow=True)
    assert "is told by mail" in answer.content.decode()
    seminar.refresh_from_db()
    assert (seminar.seats, seminar.calendar_sequence) == (30, 1)
    assert AuditEntry.objects.get(deed="seminar.reschedule").why == "The room."
    assert row.person.pk


def test_a_refused_change_leaves_the_seminar_alone(client, organizer):
    seminar = make_seminar()
    sitting = seminar.sittings.get()
    data = typed([(str(sitting.local_day), "14:00", "13:00", "", str(sitting.key))], venue="Elsewhere")
    assert client.post(url("edit", seminar.pk), data).status_code == 422
    seminar.refresh_from_db()
    assert seminar.venue == ""


def test_more_seats_promote_through_the_form(client, organizer):
    seminar = make_seminar(seats=1)
    make_registration(seminar)
    waiting = make_registration(seminar)
    client.post(url("seats", seminar.pk), {"seats": "2", "why": "A larger room."})
    waiting.refresh_from_db()
    assert waiting.state == "confirmed"


def test_fewer_seats_show_how_far_over_capacity(client, organizer):
    seminar = make_seminar(seats=3)
    for _ in range(3):
        make_registration(seminar)
    client.post(url("seats", seminar.pk), {"seats": "1"})
    assert "Over capacity by 2" in client.get(url("registrations", seminar.pk)).content.decode()
    assert "Over capacity by 2" in client.get(url("index")).content.decode()


def test_the_seminar_is_called_off_with_a_reason_only(client, organizer):
    seminar = make_seminar()
    answer = client.post(url("cancel", seminar.pk), {"why": ""})
    assert answer.status_code == 200
    client.post(url("cancel", seminar.pk), {"why": "A typhoon."})
    seminar.refresh_from_db()
    assert seminar.cancelled_at


@pytest.mark.parametrize(
    ("deed", "waits", "state"),
    [("cancel", False, "cancelled"), ("confirm", True, "confirmed"), ("to-waiting-list", False, "waiting")],
)
def test_a_deed_to_somebody_asks_why_and_is_on_record(client, organizer, deed, waits, state):
    seminar = make_seminar(seats=1)
    placed, waiting = make_registration(seminar), make_registration(seminar)
    row = waiting if waits else placed
    address = url("act", seminar.pk, row.pk, deed)
    assert client.get(address).status_code == 200
    client.post(address, {"why": " "})
    row.refresh_from_db()
    assert row.state == ("waiting" if waits else "confirmed")
    client.post(address, {"why": "Agreed by telephone."})
    row.refresh_from_db()
    assert row.state == state
    entry = AuditEntry.objects.get(person=row.person)
    assert (entry.actor, entry.why) == (organizer, "Agreed by telephone.")


def test_a_registration_of_another_seminar_is_not_there(client, organizer):
    seminar, other = make_seminar(), make_registration(make_seminar())
    assert client.post(url("act", seminar.pk, other.pk, "cancel"), {"why": "x"}).status_code == 404
    assert client.post(url("act", other.seminar.pk, other.pk, "delete"), {"why": "x"}).status_code == 404
    other.refresh_from_db()
    assert other.state == "confirmed"


def test_the_list_is_found_by_state_country_site_and_folded_name(client, organizer):
    seminar, hospital = make_seminar(seats=1), make_institution(country="VN", name="Red River (demo)")
    person = make_user(latin_name="Nguyễn Thị Đặng Ánh")
    make_affiliation(person, hospital)
    register(person, seminar, "vi")
    register(make_user(latin_name="Kim Seo-yeon", native_name="김서연", country="KR"), seminar, "ko")
    address = url("registrations", seminar.pk)

    def names(**query):
        words = client.get(address, query).content.decode()
        return [name for name in ("Nguyễn Thị Đặng Ánh", "Kim Seo-yeon") if name in words]

    assert names() == ["Nguyễn Thị Đặng Ánh", "Kim Seo-yeon"]
    assert names(q="dang anh") == ["Nguyễn Thị Đặng Ánh"]
    assert names(q="김서연") == ["Kim Seo-yeon"]
    assert names(state="waiting") == ["Kim Seo-yeon"]
    assert names(country="VN") == ["Nguyễn Thị Đặng Ánh"]
    assert names(site=hospital.pk) == ["Nguyễn Thị Đặng Ánh"]
    assert names(q="nobody at all") == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(client, organizer, number, django_assert_num_queries):
    seminar = make_seminar(seats=1)
    for _ in range(number):
        person = make_user()
        make_affiliation(person)
        register(person, seminar, "en")
    client.get(url("registrations", seminar.pk))
    with django_assert_num_queries(29):
        client.get(url("registrations", seminar.pk))


@pytest.mark.parametrize("number", [1, 3])
def test_the_desk_asks_as_often_for_one_as_for_three(client, organizer, number, django_assert_num_queries):
    for _ in range(number):
        make_registration(make_seminar())
    client.get(url("index"))
    with django_assert_num_queries(12):
        assert client.get(url("index")).status_code == 200


EVIL = ["=1+1", "+1+1", "-1+1|x", "@SUM(A1)", "\t=1+1", "＝1+1", "\uff0b1", "|calc"]


@pytest.mark.parametrize("evil", EVIL)
def test_no_cell_of_the_export_is_a_formula(client, organizer, evil):
    seminar, person = make_seminar(), make_user()
    type(person).objects.filter(pk=person.pk).update(latin_name=evil)
    register(person, seminar, "en")
    answer = client.post(url("export", seminar.pk))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0]["latin_name"].startswith("'")


def test_the_export_is_the_list_as_shown_and_is_on_record(client, organizer):
    seminar = make_seminar(seats=1)
    make_registration(seminar, make_user(latin_name="Kim Seo-yeon"))
    make_registration(seminar, make_user(latin_name="Lin Yi-chun"))
    assert client.get(url("export", seminar.pk)).status_code == 405
    answer = client.post(url("export", seminar.pk) + "?state=waiting")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["latin_name"], row["number"], row["state"], row["position"]) for row in rows] == [
        ("Lin Yi-chun", "2", "waiting", "1")
    ]
    entry = AuditEntry.objects.get()
    sheet = openpyxl.load_workbook(io.BytesIO(client.post(url("export", seminar.pk), {"kind": "xlsx"}).content)).active
    assert [row[3].value for row in sheet.iter_rows()] == ["latin_name", "Kim Seo-yeon", "Lin Yi-chun"]
    assert (entry.deed, entry.actor, entry.new) == (
        "registration.export",
        organizer,
        {"rows": 1, "filter": {"state": "waiting"}, "kind": "csv"},
    )


def test_the_printed_list_has_everybody(client, organizer):
    seminar = make_seminar()
    make_registration(seminar, make_user(latin_name="<b>Kim</b>"))
    words = client.get(url("print", seminar.pk)).content.decode()
    assert "&lt;b&gt;Kim&lt;/b&gt;" in words
    assert "Signature" in words


# --- Who may ----------------------------------------------------------------------------------------------------------


def addresses(seminar, registration, page):
    return [
        url("index"),
        url("for_page", page.pk),
        url("edit", seminar.pk),
        url("seats", seminar.pk),
        url("cancel", seminar.pk),
        url("registrations", seminar.pk),
        url("export", seminar.pk),
        url("print", seminar.pk),
        url("act", seminar.pk, registration.pk, "cancel"),
        url("attendance", seminar.pk),
    ]


@pytest.mark.parametrize("role", [None, "learner", "coordinator", "editor", "translator", "medical_reviewer"])
def test_only_organizers_come_to_the_desk(client, roles, role):
    page = make_seminar_page()
    seminar = make_seminar(key=page.translation_key)
    row = make_registration(seminar, make_user(latin_name="Canary Person"))
    if role:
        client.force_login(make_user(groups=[role]))
    for address in addresses(seminar, row, page):
        for answer in (client.get(address), client.post(address, {"why": "x", "seats": "1"})):
            assert answer.status_code in (302, 403), (role, address)
            assert b"Canary Person" not in answer.content
    row.refresh_from_db()
    seminar.refresh_from_db()
    assert (row.state, seminar.seats, seminar.cancelled_at) == ("confirmed", 30, None)
    assert not AuditEntry.objects.exists()


def test_a_director_looks_and_changes_nothing(client, roles):
    page = make_seminar_page()
    seminar = make_seminar(key=page.translation_key)
    row = make_registration(seminar)
    client.force_login(make_user(groups=["director"]))
    assert client.get(url("index")).status_code == 200
    words = client.get(url("registrations", seminar.pk)).content.decode()
    assert "Cancel the registration" not in words
    assert client.post(url("act", seminar.pk, row.pk, "cancel"), {"why": "x"}).status_code == 302
    assert Registration.objects.get().state == "confirmed"


def test_the_page_editor_leads_to_the_desk(client, organizer):
    page = make_seminar_page()
    page.owner = organizer
    page.save()
    words = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert url("for_page", page.pk) in words


def test_the_desk_says_how_far_the_certificates_are(client, organizer):
    seminar = make_seminar()
    rows = [make_registration(seminar) for _ in range(3)]
    assert "papers waiting" not in client.get(url("registrations", seminar.pk)).content.decode()
    with time_machine.travel(seminar.ends_at + timedelta(hours=1)):
        for row in rows[:2]:
            mark_attendance(row, seminar.sittings.get(), 120, organizer)
        settle_ended_seminars()
        Paper.objects.filter(certificate__evidence_key=rows[0].key).update(sha256="1" * 64)
        client.force_login(organizer)
        page = client.get(url("registrations", seminar.pk)).content.decode()
        assert progress_of(seminar.key) == Progress(issued=2, printed=1, waiting=1, troubled=0)
        assert "Papers are being made" in page
        Paper.objects.filter(sha256="").update(tries=3)
        assert "1 paper could not be made several times" in client.get(url("registrations", seminar.pk)).content.decode()
