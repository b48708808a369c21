"""Certificates in the admin: found by anything on the paper, revoked and corrected by those who may, edited by nobody."""

from datetime import UTC, date, datetime

import pytest
from django.urls import NoReverseMatch, reverse

from certificates.issuing import revoke, supersede
from certificates.models import Certificate
from icrweb.accounts.roles import make_roles
from icrweb.trail.models import AuditEntry
from tests.factories.certificates import make_certificate
from tests.factories.people import make_user
from tests.factories.site import make_site

pytestmark = pytest.mark.django_db
INDEX = "/admin/certificates/"
QUERIES = ["sato", "dang", "Kenji Sato", "佐藤", "investigator sites", "ดีสำหรับ", "CODE", "code with spaces", "beginning"]


@pytest.fixture(autouse=True)
def roles(db):
    make_site()
    make_roles()


@pytest.fixture
def director(client):
    user = make_user(groups=["director"], is_staff=True)
    client.force_login(user)
    return user


@pytest.fixture
def sato(director):
    return make_certificate(make_user(latin_name="Đặng Sato Kenji", native_name="佐藤 健二", country="JP"))


@pytest.mark.parametrize("query", QUERIES)
def test_a_certificate_is_found_by_anything_on_it(client, sato, query):
    make_certificate(make_user(latin_name="Someone Else"), titles={"en": "Another course"})
    certificate = make_certificate(
        sato.recipient, titles={"en": "Good Clinical Practice for Investigator Sites", "th": "การปฏิบัติที่ดีสำหรับหน่วยวิจัย"}
    )
    query = {"CODE": certificate.code, "code with spaces": certificate.number.lower(), "beginning": certificate.code[:8]}.get(
        query, query
    )
    text = client.get(INDEX, {"q": query}).content.decode()
    assert certificate.number in text
    assert "Someone Else" not in text


@pytest.mark.parametrize(
    ("status", "shown"), [("valid", "VALID"), ("past", "PAST"), ("superseded", "SUPERSEDED"), ("revoked", "REVOKED")]
)
def test_the_list_is_filtered_by_status(client, director, status, shown):
    valid = make_certificate(make_user(latin_name="VALID Person"))
    make_certificate(make_user(latin_name="PAST Person"), valid_until=date(2020, 1, 1))
    supersede(make_certificate(make_user(latin_name="SUPERSEDED Person")), director, "why", latin_name="Corrected")
    revoke(make_certificate(make_user(latin_name="REVOKED Person")), director, "misconduct", "why")
    text = client.get(INDEX, {"status": status}).content.decode()
    for name in ("VALID", "PAST", "SUPERSEDED", "REVOKED"):
        assert (f"{name} Person" in text) == (name == shown)
    assert Certificate.objects.get(pk=valid.pk)


def test_the_list_is_filtered_by_course_and_by_day(client, director):
    early = make_certificate(make_user(latin_name="Early Person"), completed_at=datetime(2026, 1, 1, tzinfo=UTC))
    late = make_certificate(make_user(latin_name="Late Person"))
    by_day = client.get(INDEX, {"completed_at_from": "2027-01-01"}).content.decode()
    by_course = client.get(INDEX, {"achievement": early.achievement_id}).content.decode()
    assert ("Early Person" in by_day, "Late Person" in by_day) == (False, True)
    assert ("Early Person" in by_course, "Late Person" in by_course) == (True, False)
    assert late.pk


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_the_same_however_long(client, director, rows, django_assert_num_queries):
    for _ in range(rows):
        make_certificate()
    client.get(INDEX)
    with django_assert_num_queries(13):
        client.get(INDEX)


def test_the_page_of_a_certificate_shows_its_history(client, director, sato):
    new = supersede(sato, director, "The order was wrong.", latin_name="Sato Kenji")
    revoke(new, director, "shared_account", "Two people.")
    text = client.get(reverse("certificates_admin:inspect", args=[new.pk])).content.decode()
    for words in ("certificate.issue", "certificate.revoke", "Two people.", str(director), "The account was shared", "Revoked"):
        assert words in text, words
    old = client.get(reverse("certificates_admin:inspect", args=[sato.pk])).content.decode()
    for words in ("certificate.supersede", "The order was wrong.", "Superseded", new.number):
        assert words in old, words


def test_revoking_asks_why_and_is_told_to_everyone(client, director, sato):
    address = reverse("certificates_admin:revoke", args=[sato.pk])
    assert "Kept in the audit trail" in client.get(address).content.decode()
    refused = client.post(address, {"reason": "shared_account", "why": ""})
    assert refused.status_code == 200
    sato.refresh_from_db()
    assert sato.revoked_at is None
    response = client.post(address, {"reason": "shared_account", "why": "Two people, one account."})
    assert response["Location"] == reverse("certificates_admin:inspect", args=[sato.pk])
    sato.refresh_from_db()
    assert sato.revocation_reason == "shared_account"
    assert AuditEntry.objects.get(deed="certificate.revoke").actor == director
    assert "Revoked" in client.get(f"/en/verify/{sato.code}/").content.decode()
    again = client.post(address, {"reason": "shared_account", "why": "again"})
    assert "This certificate is revoked already." in again.content.decode()


def test_correcting_issues_a_new_one_and_keeps_what_was_typed_when_refused(client, director, sato):
    address = reverse("certificates_admin:supersede", args=[sato.pk])
    form = {"latin_name": "Sato Kenji", "native_name": "佐藤 健二", "name_order": "family_first", "why": "Spelling."}
    refused = client.post(address, {**form, "latin_name": "佐藤"}).content.decode()
    assert "Use Latin letters here, as in your passport." in refused
    assert 'value="佐藤"' in refused
    refused = client.post(address, {**form, "native_name": "\U00016a00"}).content.decode()
    assert "The certificate cannot print these characters: \U00016a00" in refused
    assert Certificate.objects.count() == 1
    response = client.post(address, form)
    new = Certificate.objects.standing().get()
    assert response["Location"] == reverse("certificates_admin:inspect", args=[new.pk])
    assert (new.latin_name, new.facts["name_order"]) == ("Sato Kenji", "family_first")


@pytest.mark.parametrize("role", ["organizer", "editor", "translator", "medical_reviewer", "coordinator", "learner"])
def test_other_roles_neither_see_nor_change_certificates(client, role):
    certificate = make_certificate(make_user(latin_name="Hidden Person"))
    client.force_login(make_user(groups=[role], is_staff=True))
    for address in (
        INDEX,
        reverse("certificates_admin:inspect", args=[certificate.pk]),
        reverse("certificates_admin:revoke", args=[certificate.pk]),
        reverse("certificates_admin:supersede", args=[certificate.pk]),
    ):
        response = client.get(address, follow=True)
        assert "Hidden Person" not in response.content.decode()
    client.post(reverse("certificates_admin:revoke", args=[certificate.pk]), {"reason": "misconduct", "why": "no"})
    certificate.refresh_from_db()
    assert certificate.revoked_at is None


def test_operators_may_revoke(client, sato):
    client.force_login(make_user(groups=["operator"], is_staff=True))
    assert client.get(reverse("certificates_admin:revoke", args=[sato.pk])).status_code == 200


@pytest.mark.parametrize("name", ["add", "edit", "delete", "copy"])
def test_nothing_is_added_edited_or_deleted_here(name):
    with pytest.raises(NoReverseMatch):
        reverse(f"certificates_admin:{name}", args=[] if name == "add" else ["00000000-0000-0000-0000-000000000000"])
