"""Monitors check many numbers at once; a file is compared by its hash; anyone may report a paper that looks wrong."""

import csv
import hashlib
import io

import pytest
from django.conf import settings

from certificates import codes, guessing, reporting
from certificates.issuing import revoke, revoke_many, supersede
from certificates.models import Certificate, Report
from icrweb.trail.models import AuditEntry
from tests.certificates.test_papers import stored
from tests.factories.certificates import make_achievement, make_certificate, print_papers
from tests.factories.people import make_user
from tests.factories.site import make_site

pytestmark = pytest.mark.django_db
ADDRESS = "/en/verify/batch/"


@pytest.fixture(autouse=True)
def site(db):
    make_site()


def test_each_line_gets_its_answer_in_the_order_typed(client):
    valid, taken_back, old = (make_certificate(make_user(latin_name=name)) for name in ("Ana", "Ben", "Cho"))
    revoke(taken_back, make_user(), "leaked_test", "why")
    new = supersede(old, make_user(), "spelling", latin_name="Choi")
    unknown, mistyped = codes.new_code(), valid.code[:-1] + ("2" if valid.code[-1] != "2" else "3")
    lines = [codes.format_code(valid.code).lower(), taken_back.address, old.code, unknown, mistyped]
    response = client.post(ADDRESS, {"codes": "\n".join(lines), "format": "csv"})
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["status"][:9] for row in rows] == ["valid", "revoked", "supersede", "No certif", "This numb"]
    assert [row["holder"] for row in rows] == ["Ana", "Ben", "Cho", "", ""]
    assert rows[2]["counts_now"] == new.number
    assert rows[0]["checked_at"].endswith("+00:00")
    page = client.post(ADDRESS, {"codes": "\n".join(lines)})
    text = page.content.decode()
    assert text.index("Ana") < text.index("Ben") < text.index("Cho")
    assert "5 numbers checked" in text
    assert new.number in text  # on paper a link says nothing
    assert f"{settings.BASE_URL}{ADDRESS}" in text
    assert page["X-Robots-Tag"].startswith("noindex")
    assert page["Cache-Control"] == "no-store"


def test_two_hundred_numbers_cost_the_queries_of_two(client, django_assert_num_queries):
    numbers = [make_certificate().code for _ in range(3)]
    for typed in (numbers[:2], numbers * 60):
        with django_assert_num_queries(1):
            client.post(ADDRESS, {"codes": "\n".join(typed), "format": "csv"})


def test_more_than_two_hundred_are_refused_and_kept(client):
    typed = "\n".join([codes.new_code()] * 201)
    text = client.post(ADDRESS, {"codes": typed}).content.decode()
    assert "These are 201 numbers, and one check takes 200." in text
    assert typed.splitlines()[0] in text


def test_unknown_numbers_inside_a_batch_count_towards_the_limit(client):
    certificate = make_certificate()
    guesses = [codes.new_code() for _ in range(guessing.MOST_UNKNOWN)]
    text = client.post(ADDRESS, {"codes": "\n".join([*guesses, certificate.code])}).content.decode()
    assert certificate.latin_name not in text
    assert "Not checked: too many unknown numbers before it." in text
    assert client.get(f"/en/verify/{certificate.code}/").status_code == 429


def test_a_formula_in_the_list_is_text_in_the_table(client):
    rows = client.post(ADDRESS, {"codes": "=cmd|x", "format": "csv"}).content.decode("utf-8-sig").splitlines()
    assert not rows[1].startswith("=")


def test_a_file_is_known_by_its_hash_and_one_changed_byte_is_not(client):
    certificate = make_certificate()
    print_papers(certificate)
    content = bytearray(stored(certificate.papers.get()))
    answer = client.get(f"/en/verify/paper/{hashlib.sha256(content).hexdigest()}.json").json()
    assert answer["number"] == certificate.number
    assert answer["status"] == "valid"
    assert answer["address"] == f"/en/verify/{certificate.code}/"
    content[len(content) // 2] ^= 1
    assert client.get(f"/en/verify/paper/{hashlib.sha256(content).hexdigest()}.json").status_code == 404


def test_a_paper_that_waits_is_found_by_no_hash(client):
    make_certificate()
    assert client.get(f"/en/verify/paper/{'0' * 64}.json").status_code == 404


def test_a_report_reaches_the_queue_with_its_certificate_and_is_closed_once(client):
    certificate = make_certificate()
    form = {"number": certificate.number, "words": "The date on the paper is 2026.", "email": "monitor@cro.example"}
    assert client.post("/en/verify/report/", form).status_code == 302
    report = Report.objects.open().get()
    assert report.certificate == certificate
    assert certificate.status().value == "valid"
    reporting.close(report, make_user(), "A photo editor was used.")
    with pytest.raises(Exception, match="closed already"):
        reporting.close(report, make_user(), "again")
    assert AuditEntry.objects.get(deed="report.close").why == "A photo editor was used."


def test_a_report_without_words_is_refused_and_one_with_a_strange_number_is_kept(client):
    refused = client.post("/en/verify/report/", {"number": "hello", "words": ""})
    assert "Write in a sentence what is wrong." in refused.content.decode()
    client.post("/en/verify/report/", {"number": "hello", "words": "No number of yours."})
    assert Report.objects.get().certificate is None


def test_reports_are_limited_by_the_hour_and_nothing_typed_is_lost(client):
    for number in range(reporting.MOST_AN_HOUR):
        client.post("/en/verify/report/", {"words": f"{number}"})
    text = client.post("/en/verify/report/", {"words": "one too many"}).content.decode()
    assert "Several reports came from your network within an hour." in text
    assert "one too many" in text
    assert Report.objects.count() == reporting.MOST_AN_HOUR


def test_what_happened_to_a_certificate_is_listed(client):
    certificate = make_certificate()
    revoke(certificate, make_user(), "shared_account", "why")
    text = client.get(f"/en/verify/{certificate.code}/").content.decode()
    assert "Revoked. Reason: The account was shared." in text


def test_many_are_revoked_with_one_reason_and_each_is_in_the_trail():
    achievement, director = make_achievement(), make_user()
    leaked = [make_certificate(achievement=achievement) for _ in range(3)]
    other = make_certificate()
    wanted = Certificate.objects.filter(achievement=achievement)
    assert revoke_many(wanted, director, "leaked_test", "The paper was in a chat group.", most=2) == 2
    assert revoke_many(wanted, director, "leaked_test", "The paper was in a chat group.", most=2) == 1
    assert revoke_many(wanted, director, "leaked_test", "The paper was in a chat group.") == 0
    assert {one.status().value for one in wanted} == {"revoked"}
    assert Certificate.objects.get(pk=other.pk).status().value == "valid"
    assert AuditEntry.objects.filter(deed="certificate.revoke", why="The paper was in a chat group.").count() == len(leaked)


def test_staff_see_whom_they_are_about_to_revoke_before_they_do(client):
    director = make_user("mori@demo.example", is_superuser=True, is_staff=True)
    client.force_login(director)
    certificate = make_certificate()
    form = {
        "achievement": certificate.achievement_id,
        "reason": "leaked_test",
        "why": "chat group",
        "completed_until": "2027-01-15",
    }
    shown = client.post("/admin/certificates/revoke-many/", form)
    assert certificate.number in shown.content.decode()
    assert Certificate.objects.get().status().value == "valid"
    client.post("/admin/certificates/revoke-many/", {**form, "confirmed": "1"})
    assert Certificate.objects.get().status().value == "revoked"
