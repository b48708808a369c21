"""The pages: the form, one's own record, the queue in the admin, and that of an institution."""

import datetime

import pytest
from django.utils import timezone

from certificates.models import ExternalTraining
from icrweb.accounts.roles import make_roles
from icrweb.accounts.sharing import share, stop_sharing
from icrweb.trail.models import AuditEntry
from tests.factories.external import make_accepted, make_pdf, make_picture, make_sent
from tests.factories.people import make_affiliation, make_institution, make_user
from tests.factories.site import make_site
from training.external.checking import reject
from training.papers import ask_for_paper
from training.pdf import render
from training.sharing import address_of, make_link

pytestmark = pytest.mark.django_db
ADD, RECORD, QUEUE = "/en/my/record/external/", "/en/my/record/", "/admin/external/"
STATED = {
    "provider": "Lotus Research Academy (demo)",
    "title": "Good Clinical Practice",
    "category": "gcp",
    "minutes": "360",
    "completed_on": "2026-05-04",
    "number": "LRA-1",
}


@pytest.fixture
def person(client):
    make_site()
    user = make_user("holder@demo.example", latin_name="Kanokwan Srisuksawat")
    client.force_login(user)
    return user


@pytest.fixture
def site(person):
    institution = make_institution(name="First Hospital")
    make_affiliation(person, institution, confirmed_at=timezone.now())
    share(person, institution, "en")
    return institution


@pytest.fixture
def coordinator(site):
    make_roles()
    coordinator = make_user(groups=["coordinator"], latin_name="Nur Aisyah")
    make_affiliation(coordinator, site, confirmed_at=timezone.now())
    share(coordinator, site, "en")
    return coordinator


def make_staff(client, role="director"):
    make_roles()
    staff = make_user(groups=[role], latin_name="Mori Haruka", is_staff=True)
    client.force_login(staff)
    return staff


def file_of(training):
    return f"{ADD}{training.key}/file/"


def test_it_is_sent_waits_and_is_withdrawn(client, person):
    answer = client.post(ADD, {**STATED, "file": make_pdf()})
    assert (answer.status_code, answer["Location"]) == (302, f"{RECORD}#external")
    sent = ExternalTraining.objects.get()
    page = client.get(RECORD).content.decode()
    assert "Waiting to be checked" in page
    assert "Hours of external training" not in page
    assert client.post(f"{ADD}{sent.key}/withdraw/").status_code == 302
    assert "Waiting to be checked" not in client.get(RECORD).content.decode()


def test_what_is_refused_keeps_what_was_typed(client, person):
    answer = client.post(ADD, {**STATED, "completed_on": "1980-01-01", "file": make_pdf("<html>")})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Training from before 1990 cannot be added." in page
    assert 'value="Lotus Research Academy (demo)"' in page
    assert "A file has to be chosen again." in page
    empty = client.post(ADD, {})
    assert empty.status_code == 422
    assert empty.content.decode().count("field__error") == 4
    assert not ExternalTraining.objects.exists()


def test_a_scripted_address_is_refused(client, person):
    assert client.post(ADD, {**STATED, "address": "javascript:alert(1)"}).status_code == 422


def test_the_file_is_a_download_for_its_learner_and_each_look_is_kept(client, person):
    training = make_sent(person, make_picture())
    answer = client.get(file_of(training))
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "image/png")
    assert "no-store" in answer["Cache-Control"]
    client.force_login(make_user())
    assert client.get(file_of(training)).status_code == 404
    assert [entry.actor for entry in AuditEntry.objects.filter(deed="external.look")] == [person]


def test_accepted_it_stands_apart_on_page_link_and_paper(client, person):
    make_accepted(person, by=make_user(latin_name="Mori Haruka"))
    day = timezone.now().date().isoformat()
    link = make_link(person, "The monitor", 7)
    for address in (RECORD, address_of(link).split("127.0.0.1:8000")[-1]):
        page = client.get(address).content.decode()
        assert f"External, checked by Mori Haruka on {day}" in page
        assert "Hours of external training, checked" in page
        assert "Approved hours" not in page
        assert "No certificate in these days." in page
    paper = ask_for_paper(person, "th")
    assert paper.facts["external_minutes"] == {"gcp": 360}
    assert render(paper).startswith(b"%PDF")
    del paper.facts["external"], paper.facts["external_minutes"]  # asked for before there was any
    assert render(paper).startswith(b"%PDF")


def test_rejected_its_learner_reads_why_and_nobody_else_does(client, person):
    reject(make_sent(person), reason="The name differs from yours.", by=make_user())
    assert "The name differs from yours." in client.get(RECORD).content.decode()
    link = make_link(person, "The monitor", 7)
    assert "The name differs" not in client.get(address_of(link).split("127.0.0.1:8000")[-1]).content.decode()


def test_staff_see_the_oldest_first_with_its_age_and_decide(client, person):
    newer = make_sent(person, number="2", title="The newer")
    older = make_sent(make_user(), make_pdf(), number="3", title="The older")
    make_sent(make_user(), make_pdf(), number="4", title="The copy")
    ExternalTraining.objects.filter(pk=older.pk).update(sent_at=timezone.now() - datetime.timedelta(days=12))
    staff = make_staff(client)
    make_sent(staff, number="5", title="My own")
    page = client.get(QUEUE).content.decode()
    assert page.index("The older") < page.index("The newer") < page.index("The copy")
    assert "(12 days)" in page
    assert page.count("Look twice") == 2
    assert "My own" not in page
    assert "Another person sent the very same file." in client.get(f"{QUEUE}{older.key}/").content.decode()
    assert client.post(f"{QUEUE}{older.key}/", {"reject": "1", "reason": ""}).status_code == 200
    assert client.post(f"{QUEUE}{older.key}/", {"reject": "1", "reason": "Another's file."}).status_code == 302
    assert client.post(f"{QUEUE}{newer.key}/", {"accept": "1", "family": "gcp"}).status_code == 302
    assert "How long the oldest has waited" in client.get("/admin/").content.decode()
    assert "The newer" in client.get(f"{QUEUE}?show=accepted").content.decode()
    assert client.post(f"{QUEUE}{newer.key}/", {"reject": "1", "reason": "A mistake of ours."}).status_code == 302
    newer.refresh_from_db()
    assert newer.state == "rejected"


@pytest.mark.parametrize("role", ["editor", "organizer", "translator"])
def test_other_staff_see_nothing_of_it(client, person, role):
    training = make_sent(person, make_pdf())
    make_staff(client, role)
    assert client.get(QUEUE).status_code == 302
    assert client.get(f"{QUEUE}{training.key}/").status_code == 302
    assert client.get(file_of(training)).status_code == 404


def test_a_coordinator_checks_for_who_shares_and_never_their_own(client, person, site, coordinator):
    mine = make_sent(coordinator, title="My own", number="9")
    training = make_sent(person, make_pdf(), title="Hers")
    elsewhere = make_sent(make_user(), title="Elsewhere", number="8")
    client.force_login(coordinator)
    address = f"/en/my/institutions/{site.key}/external/"
    page = client.get(address).content.decode()
    assert [title for title in ("My own", "Hers", "Elsewhere") if title in page] == ["Hers"]
    assert address in client.get("/en/my/").content.decode()
    for other in (mine, elsewhere):
        assert client.get(f"{address}{other.key}/").status_code == 404
        assert client.post(f"{address}{other.key}/", {"accept": "1", "family": "gcp"}).status_code == 404
    assert client.get(file_of(training)).status_code == 200
    assert client.post(f"{address}{training.key}/", {"reject": "1", "reason": " "}).status_code == 422
    assert client.post(f"{address}{training.key}/", {"accept": "1", "family": "gcp"}).status_code == 302
    assert client.get(file_of(training)).status_code == 404  # decided: no more to look at
    client.force_login(person)
    assert "External, checked by Nur Aisyah, First Hospital on" in client.get(RECORD).content.decode()
    assert AuditEntry.objects.filter(deed="site_external.view", actor=coordinator).exists()


def test_who_no_longer_shares_is_out_of_a_coordinators_sight(client, person, site, coordinator):
    training = make_sent(person, make_pdf())
    stop_sharing(person, site)
    client.force_login(coordinator)
    address = f"/en/my/institutions/{site.key}/external/"
    assert "Nothing waits" in client.get(address).content.decode()
    assert client.get(f"{address}{training.key}/").status_code == 404
    assert client.get(file_of(training)).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_lists_cost_the_same_for_one_and_for_many(client, person, site, coordinator, number, django_assert_num_queries):
    for one in range(number):
        make_sent(person, number=f"w{one}")
        make_accepted(person, number=f"a{one}", by=coordinator)
    client.get(RECORD)
    with django_assert_num_queries(OWN):
        client.get(RECORD)
    client.force_login(coordinator)
    address = f"/en/my/institutions/{site.key}/external/"
    client.get(address)
    with django_assert_num_queries(SITE):
        client.get(address)
    make_staff(client)
    client.get(QUEUE)
    with django_assert_num_queries(ADMIN):
        assert client.get(QUEUE).content.decode().count("Good Clinical Practice</a>") == number


OWN, SITE, ADMIN = 19, 10, 12
