"""What coordinators see of renewals: of their own institution, of people who share with it, and nothing else."""

import datetime

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils import timezone

from icrweb.accounts.models import Consent
from icrweb.accounts.profile import end_affiliation
from icrweb.accounts.roles import COORDINATOR
from icrweb.accounts.sharing import coordinated_by, people_of, share, stop_sharing
from icrweb.trail.models import AuditEntry, Mail
from icrweb.trail.reading import text_of
from tests.at_once import at_once
from tests.factories.certificates import make_certificate
from tests.factories.people import make_affiliation, make_institution, make_user
from tests.factories.requirements import make_body, make_requirement, make_training
from tests.factories.site import make_site
from training.models import CoordinatorDigest
from training.site_renewals import write_coordinator_digests

MONDAY = datetime.datetime(2029, 12, 3, 10, tzinfo=datetime.UTC)  # the certificate of the factory counts until 2030-01-15


@pytest.fixture
def site(db):
    make_site()
    Group.objects.get_or_create(name=COORDINATOR)
    make_requirement(body=make_body("TH", name="Ministry"))
    return make_institution(name="First Hospital")


def make_colleague(institution, name, *, sharing=True, **facts):
    person = make_user(latin_name=name)
    make_affiliation(person, institution)
    make_certificate(person, achievement=make_training(), **facts)
    if sharing:
        share(person, institution, "en")
    return person


def make_coordinator(institution, **fields):
    person = make_user(groups=["coordinator"], **fields)
    make_affiliation(person, institution, confirmed_at=timezone.now())
    return person


def address(institution):
    return f"/en/my/institutions/{institution.key}/renewals/"


def read(client, institution, coordinator, at=MONDAY, query=""):
    with time_machine.travel(at, tick=False):
        client.force_login(coordinator)
        return client.get(address(institution) + query)


def test_only_people_who_share_work_there_and_have_something_to_renew(client, site):
    other = make_institution(name="Second Hospital")
    make_colleague(site, "Canary Shared")
    make_colleague(site, "Canary Silent", sharing=False)
    make_colleague(other, "Canary Elsewhere")
    make_colleague(site, "Canary Later", completed_at=MONDAY)
    withdrawn, gone = make_colleague(site, "Canary Withdrawn"), make_colleague(site, "Canary Gone")
    stop_sharing(withdrawn, site)
    end_affiliation(gone.affiliations.get(), timezone.now().date())
    coordinator = make_coordinator(site)
    page = read(client, site, coordinator).content.decode()
    assert [name for name in ("Shared", "Silent", "Elsewhere", "Later", "Withdrawn", "Gone") if f"Canary {name}" in page] == [
        "Shared"
    ]
    assert "Ministry: Counts until 2030-01-15" in page
    assert "@demo.example" not in page.split("<main")[1]
    assert "Nobody here." in read(client, site, coordinator, query="?show=expired").content.decode()
    assert read(client, other, coordinator).status_code == 404


def test_a_role_without_a_confirmed_place_opens_nothing_nor_a_place_without_the_role(site):
    declared = make_user(groups=["coordinator"])
    make_affiliation(declared, site)
    worker = make_user()
    make_affiliation(worker, site, confirmed_at=timezone.now())
    former = make_coordinator(site)
    former.affiliations.update(ended_on=timezone.now().date() - datetime.timedelta(days=1))
    assert not any(coordinated_by(person).exists() for person in (declared, worker, former))
    assert coordinated_by(make_coordinator(site)).get() == site


def test_each_look_at_others_is_kept_once_an_hour(client, site):
    colleague = make_colleague(site, "Canary Shared")
    coordinator = make_coordinator(site)
    for minutes in (0, 20, 61):
        read(client, site, coordinator, MONDAY + datetime.timedelta(minutes=minutes))
    entries = AuditEntry.objects.filter(deed="site_renewals.view", actor=coordinator)
    assert [entry.new for entry in entries] == [{"people": [str(colleague.key)]}] * 2


def test_sharing_needs_a_place_there_and_stops_with_it(client, site):
    person = make_user()
    with pytest.raises(ValidationError, match="where you work today"):
        share(person, site, "en")
    affiliation = make_affiliation(person, site)
    client.force_login(person)
    client.post(f"/en/accounts/profile/affiliations/{affiliation.pk}/share/")
    client.post(f"/en/accounts/profile/affiliations/{affiliation.pk}/share/")
    assert Consent.objects.sharing().get().version
    assert "Stop sharing" in client.get("/en/accounts/profile/").content.decode()
    client.post(f"/en/accounts/profile/affiliations/{affiliation.pk}/end/")
    assert not people_of(site).exists()
    assert Consent.objects.filter(purpose="sharing").get().withdrawn_at


def write(at=MONDAY, times=1):
    with time_machine.travel(at, tick=False):
        return sum(write_coordinator_digests() for _ in range(times))


def test_one_mail_a_week_in_the_coordinators_language_and_by_their_clock(site):
    make_colleague(site, "Canary Shared")
    make_colleague(site, "Canary Silent", sharing=False)
    make_coordinator(site, time_zone="Asia/Tokyo", language="en")
    assert write(MONDAY) == 0  # 19:00 there
    assert write(MONDAY - datetime.timedelta(hours=10), times=2) == 1  # 09:00
    assert write(MONDAY + datetime.timedelta(days=1, hours=-8)) == 0
    raw = text_of(Mail.objects.get().raw)
    assert Mail.objects.get().subject == "Renewals at First Hospital: 1"
    assert "Canary Shared" in raw
    assert "Canary Silent" not in raw
    assert address(site) in raw
    assert write(MONDAY + datetime.timedelta(days=7, hours=-8)) == 1


def test_where_there_is_nothing_to_say_no_mail_comes(site):
    make_colleague(site, "Canary Later", completed_at=MONDAY)
    make_colleague(site, "Canary Long Ago", completed_at=MONDAY - datetime.timedelta(days=5 * 365))
    make_coordinator(site)
    assert write(times=2) == 0
    assert CoordinatorDigest.objects.get().endings == 0
    assert not Mail.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_many(client, site, number, django_assert_num_queries):
    for one in range(number):
        make_colleague(site, f"Canary {'ABC'[one]}")
    coordinator = make_coordinator(site)
    read(client, site, coordinator)  # which also notes the look
    with time_machine.travel(MONDAY, tick=False), django_assert_num_queries(17):
        page = client.get(address(site)).content.decode()
    assert page.count('<th scope="row">') == number


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_one_digest():
    make_site()
    Group.objects.get_or_create(name=COORDINATOR)
    make_requirement(body=make_body("TH"))
    site = make_institution()
    make_colleague(site, "Canary Shared")
    for _ in range(3):
        make_coordinator(site)
    with time_machine.travel(MONDAY, tick=False):
        assert sum(at_once(*[write_coordinator_digests] * 3)) == 3
    assert Mail.objects.count() == CoordinatorDigest.objects.count() == 3
