"""What a holder sees and may do; what others may not."""

import datetime
import html
import re
import uuid
from urllib.parse import parse_qs, urlsplit

import pytest

from certificates.issuing import issue_certificate, revoke
from certificates.models import Paper
from tests.factories.certificates import make_achievement, make_certificate, make_facts, print_papers
from tests.factories.people import make_user
from tests.factories.site import make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder(client):
    make_site()
    user = make_user(latin_name="Sutrisno")
    client.force_login(user)
    return user


def test_one_sees_ones_own_certificates_only(client, holder):
    mine, other = make_certificate(holder), make_certificate()
    text = client.get("/en/my/certificates/").content.decode()
    assert mine.number in text
    assert other.number not in text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_the_same_however_long(client, holder, rows, django_assert_num_queries):
    for _ in range(rows):
        print_papers(make_certificate(holder))
    client.get("/en/my/certificates/")
    with django_assert_num_queries(16):
        client.get("/en/my/certificates/")


def test_a_pending_paper_says_so_and_looks_again(client, holder):
    certificate = make_certificate(holder)
    text = client.get("/en/my/certificates/").content.decode()
    assert "The paper in English is being made; it is here within a minute." in text
    response = client.get(f"/en/verify/{certificate.code}/en.pdf")
    assert response["Refresh"] == "4"
    assert "it is here within a minute" in response.content.decode()
    print_papers(certificate)
    assert "Paper (PDF), English" in client.get("/en/my/certificates/").content.decode()


def test_the_holder_gets_the_very_bytes(client, holder):
    certificate = make_certificate(holder)
    print_papers(certificate)
    response = client.get(f"/en/verify/{certificate.code}/en.pdf")
    content = b"".join(response.streaming_content)
    paper = certificate.papers.get()
    assert len(content) > 30_000
    assert response["ETag"] == f'"{paper.sha256}"'
    assert response["Cache-Control"] == "private, no-cache"
    assert response["X-Robots-Tag"].startswith("noindex")
    assert f"certificate-{certificate.code}-en.pdf" in response["Content-Disposition"]
    again = client.get(f"/en/verify/{certificate.code}/en.pdf", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_a_paper_in_another_language_is_asked_for_by_its_holder(client, holder):
    certificate = make_certificate(holder)
    response = client.post(f"/en/verify/{certificate.code}/paper/", {"language": "ja"})
    assert response["Location"] == "/en/my/certificates/"
    assert set(certificate.papers.values_list("language", flat=True)) == {"en", "ja"}
    client.post(f"/en/verify/{certificate.code}/paper/", {"language": "ja"})
    assert certificate.papers.count() == 2
    assert client.post(f"/en/verify/{certificate.code}/paper/", {"language": "xx"}).status_code == 404
    assert client.get(f"/en/verify/{certificate.code}/paper/").status_code == 405


def test_another_person_can_neither_fetch_nor_ask(client, holder):
    certificate = make_certificate(make_user())
    print_papers(certificate)
    assert client.get(f"/en/verify/{certificate.code}/en.pdf").status_code == 404
    assert client.post(f"/en/verify/{certificate.code}/paper/", {"language": "ko"}).status_code == 404
    assert Paper.objects.count() == 1


def test_a_visitor_with_the_number_sees_the_facts_but_signs_in_for_the_paper(client):
    make_site()
    certificate = make_certificate()
    print_papers(certificate)
    assert client.get(f"/en/verify/{certificate.code}/").status_code == 200
    response = client.get(f"/en/verify/{certificate.code}/en.pdf")
    assert response.status_code == 302
    assert "/accounts/sign-in/" in response["Location"]


def test_staff_who_see_certificates_may_fetch_papers(client, django_user_model):
    make_site()
    certificate = make_certificate()
    print_papers(certificate)
    staff = make_user(is_staff=True, is_superuser=True)
    client.force_login(staff)
    assert client.get(f"/en/verify/{certificate.code}/en.pdf").status_code == 200
    client.force_login(make_user(is_staff=True))
    assert client.get(f"/en/verify/{certificate.code}/en.pdf").status_code == 404


def test_a_revoked_certificate_stays_in_the_list_and_says_why(client, holder):
    certificate = make_certificate(holder)
    revoke(certificate, make_user(), "issued_in_error", "why")
    text = client.get("/en/my/certificates/").content.decode()
    assert "Revoked" in text
    assert "It was issued in error." in text


def test_who_has_no_name_is_told_how_to_get_the_certificate(client, holder):
    holder.latin_name = ""
    holder.save()
    issue_certificate(holder, make_achievement(name="Safety reporting"), uuid.uuid4(), make_facts())
    text = client.get("/en/my/certificates/").content.decode()
    assert "Give your name to get your certificate" in text
    assert "Safety reporting" in text
    assert "/en/accounts/profile/" in text


def test_a_person_without_certificates_is_told_how_to_get_one(client, holder):
    assert "No certificate yet" in client.get("/en/my/certificates/").content.decode()


def test_the_list_comes_in_pages(client, holder):
    for _ in range(21):
        make_certificate(holder)
    first, second = (client.get(f"/en/my/certificates/?page={page}").content.decode() for page in (1, 2))
    assert (first.count("certificate-row__papers"), second.count("certificate-row__papers")) == (20, 1)


def test_a_certificate_is_added_to_a_profile_by_a_plain_link(client, holder):
    certificate = make_certificate(holder, valid_until=datetime.date(2030, 1, 14))
    text = client.get("/en/my/certificates/").content.decode()
    found = re.search(r'href="(https://www.linkedin.com/[^"]+)" target="_blank" rel="noopener noreferrer"', text)
    fields = parse_qs(urlsplit(html.unescape(found[1])).query)
    assert {name: values[0] for name, values in fields.items()} == {
        "startTask": "CERTIFICATION_NAME",
        "name": "Good Clinical Practice for Investigator Sites",
        "organizationName": "icrweb demonstration network",
        "issueYear": "2027",
        "issueMonth": "1",
        "certUrl": certificate.address,
        "certId": certificate.number,
        "expirationYear": "2030",
        "expirationMonth": "1",
    }
    assert text.count("linkedin.com") == 1


def test_a_revoked_certificate_is_offered_to_no_profile(client, holder):
    revoke(make_certificate(holder), make_user(), "issued_in_error", "why")
    assert "linkedin.com" not in client.get("/en/my/certificates/").content.decode()
