import csv
import io

import openpyxl
import pytest
from django.urls import reverse

from icrweb.trail.models import AuditEntry
from tests.factories.people import make_user
from tests.factories.seminars import make_invitation, make_seminar
from tests.seminars.selection.test_board import scored
from tests.seminars.test_official_letters import make_letter, make_participants

pytestmark = pytest.mark.django_db


@pytest.fixture
def organizer(client):
    person = make_user(groups=["organizer"], is_staff=True)
    client.force_login(person)
    return person


def lines(answer) -> list[dict]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_invitations_are_exported_as_shown_and_on_record(client, organizer):
    seminar = make_seminar()
    make_invitation(seminar, "one@demo.example", name="=Evil()")
    make_invitation(seminar, "two@demo.example")
    address = reverse("seminars_desk:export_invitations", args=[seminar.pk])
    assert client.get(address).status_code == 405
    rows = lines(client.post(f"{address}?q=one"))
    assert [(row["address"], row["name"], row["state"]) for row in rows] == [("one@demo.example", "'=Evil()", "sent")]
    entry = AuditEntry.objects.filter(deed="registration.export").get()
    assert (entry.actor, entry.new) == (organizer, {"list": "invitations", "rows": 1, "filter": "q=one", "kind": "csv"})


def test_the_board_is_exported_in_its_order_with_its_scores(client, organizer):
    selection, (low, high, lacking) = scored(2, 5, None)
    address = reverse("seminars_desk:export_selection", args=[selection.seminar_id])
    rows = lines(client.post(address))
    assert [(row["number"], row["mean_score"]) for row in rows][:2] == [(str(high.number), "5.0"), (str(lacking.number), "5.0")]
    assert rows[-1]["number"] == str(low.number)
    sheet = openpyxl.load_workbook(io.BytesIO(client.post(address, {"kind": "xlsx"}).content)).active
    assert [row[0].value for row in sheet.iter_rows()] == ["number", *(int(row["number"]) for row in rows)]


def test_letters_are_exported_without_what_they_print_of_passports(client, organizer):
    seminar = make_seminar()
    (row,) = make_participants(seminar)
    letter = make_letter(row)
    (line,) = lines(client.post(reverse("seminars_desk:export_letters", args=[seminar.pk])))
    assert (line["number"], line["kind"], line["person"], line["code"]) == (
        letter.number, "leave", row.person.latin_name, letter.code,
    )  # fmt: skip
    assert set(line) == {"number", "kind", "person", "language", "issued_at", "code", "voided_at", "void_reason"}
