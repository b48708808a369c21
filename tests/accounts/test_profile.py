from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.utils import timezone

from icrweb.accounts import profile
from icrweb.accounts.models import Affiliation, User
from icrweb.trail.models import AuditEntry, Mail
from tests.accounts.test_names import PEOPLE
from tests.factories.people import PASSWORD, make_affiliation, make_institution, make_user

pytestmark = pytest.mark.django_db
PROFILE = "/en/accounts/profile/"
ADD = "/en/accounts/profile/affiliations/add/"


@pytest.fixture
def person(client):
    user = make_user(password=PASSWORD)
    client.post("/en/accounts/sign-in/", {"login": user.email, "password": PASSWORD})
    return user


@pytest.fixture
def sure(client, person):
    """They have just typed their password once more."""
    client.post("/en/accounts/sign-in/again/", {"password": PASSWORD})
    return person


def post_name(client, **fields):
    return client.post(PROFILE, {"form": "name", "latin_name": "Sutrisno", "native_name": "", "name_order": "single", **fields})


@pytest.mark.parametrize(("latin", "native"), PEOPLE)
def test_every_name_of_the_region_is_saved_as_it_was_typed(client, person, latin, native):
    assert post_name(client, latin_name=latin, native_name=native).status_code == 302
    person.refresh_from_db()
    assert (person.latin_name, person.native_name) == (latin, native)


def test_a_name_in_another_script_is_refused_with_a_sentence_and_nothing_changes(client, person):
    before = person.latin_name
    page = post_name(client, latin_name="กนก").content.decode()
    assert "Use Latin letters here, as in your passport. These do not fit: ก น" in page
    assert 'value="กนก"' in page
    assert 'aria-invalid="true"' in page
    person.refresh_from_db()
    assert person.latin_name == before


def test_a_native_name_that_cannot_be_printed_is_refused(client, person):
    assert "The certificate cannot print these characters: မ" in post_name(client, native_name="မ").content.decode()


def test_the_preview_without_script_shows_the_name_and_saves_nothing(client, person):
    before = person.latin_name
    page = post_name(client, latin_name="Nguyễn  Thị Đặng Ánh", native_name="Ánh", preview="1").content.decode()
    assert '<p class="name-preview__latin" data-name-latin>Nguyễn Thị Đặng Ánh</p>' in page
    person.refresh_from_db()
    assert person.latin_name == before


def test_names_are_locked_once_they_stand_on_a_certificate(client, person):
    person.names_locked_at = timezone.now()
    person.save()
    page = client.get(PROFILE).content.decode()
    assert "it is locked" in page
    assert 'name="latin_name"' not in page
    post_name(client, latin_name="Somebody Else", native_name="别人")
    locked = User.objects.get(pk=person.pk)
    assert (locked.latin_name, locked.native_name, locked.name_order) == (person.latin_name, "", "given_first")


def test_a_new_language_is_used_at_once(client, person):
    data = {"form": "contact", "country": "VN", "time_zone": "Asia/Ho_Chi_Minh", "language": "vi"}
    assert client.post(PROFILE, data)["Location"] == "/vi/accounts/profile/"
    person.refresh_from_db()
    assert (person.country, person.time_zone, person.language) == ("VN", "Asia/Ho_Chi_Minh", "vi")


def test_the_site_opens_in_the_language_that_was_chosen(client, person):
    data = {"form": "contact", "country": "VN", "time_zone": "Asia/Ho_Chi_Minh", "language": "vi"}
    client.post(PROFILE, data, headers={"Accept-Language": "ko"})
    assert client.get("/", headers={"Accept-Language": "ko"})["Location"] == "/vi/"


def test_the_preview_never_shows_a_name_that_was_refused(client, person):
    page = post_name(client, latin_name="กนก", native_name="กนก").content.decode()
    assert f"data-name-latin>{person.latin_name}</p>" in page
    assert "data-name-native>กนก</p>" in page


def test_a_time_zone_that_does_not_exist_is_refused(client, person):
    data = {"form": "contact", "country": "VN", "time_zone": "Asia/Saigon-on-Sea", "language": "vi"}
    assert client.post(PROFILE, data).status_code == 200
    person.refresh_from_db()
    assert person.time_zone == "UTC"


def test_an_affiliation_is_self_declared_until_confirmed(client, person):
    hospital = make_institution()
    data = {"institution": hospital.pk, "role": "physician", "department": "Oncology", "started_on": "2021-04-01"}
    assert client.post(ADD, data).status_code == 302
    affiliation = Affiliation.objects.get()
    assert (affiliation.user, affiliation.institution, affiliation.confirmed_at) == (person, hospital, None)
    assert "self-declared" in client.get(PROFILE).content.decode()


def test_an_institution_not_in_the_list_needs_its_name(client, person):
    data = {"institution": "other", "role": "nurse"}
    assert "Write the name of your institution." in client.post(ADD, data).content.decode()
    client.post(ADD, {**data, "unlisted_name": "Hospital of the Hill"})
    assert Affiliation.objects.get().institution_name == "Hospital of the Hill"


def test_an_institution_that_is_not_offered_cannot_be_chosen(client, person):
    hidden = make_institution(listed=False)
    assert client.post(ADD, {"institution": hidden.pk, "role": "nurse"}).status_code == 200
    assert not Affiliation.objects.exists()


def test_a_buddhist_year_is_refused_with_the_year_it_means(client, person):
    data = {"institution": make_institution().pk, "role": "nurse", "started_on": "2564-04-01"}
    assert "2564 looks like a year of the Buddhist era. Write 2021 instead." in client.post(ADD, data).content.decode()


def test_an_affiliation_cannot_end_before_it_begins(client, person):
    data = {"institution": make_institution().pk, "role": "nurse", "started_on": "2021-04-01", "ended_on": "2020-04-01"}
    assert "The end lies before the beginning." in client.post(ADD, data).content.decode()
    assert not Affiliation.objects.exists()


def test_ending_an_affiliation_keeps_it(client, person):
    affiliation = make_affiliation(person, started_on=date(2020, 1, 1))
    client.post(f"/en/accounts/profile/affiliations/{affiliation.pk}/end/")
    affiliation.refresh_from_db()
    assert affiliation.ended_on == timezone.now().date()
    with pytest.raises(ValidationError, match="has ended already"):
        profile.end_affiliation(affiliation, date(2030, 1, 1))


def test_somebody_elses_affiliation_is_not_there(client, person):
    affiliation = make_affiliation(make_user())
    assert client.post(f"/en/accounts/profile/affiliations/{affiliation.pk}/end/").status_code == 404
    assert client.get(f"/en/accounts/profile/affiliations/{affiliation.pk}/end/").status_code == 405
    affiliation.refresh_from_db()
    assert affiliation.ended_on is None


def test_the_profile_asks_the_database_as_often_for_one_affiliation_as_for_three(client, person, django_assert_num_queries):
    make_affiliation(person)
    client.get(PROFILE)
    with django_assert_num_queries(10):
        client.get(PROFILE)
    make_affiliation(person), make_affiliation(person)
    with django_assert_num_queries(10):
        client.get(PROFILE)


def test_a_second_address_is_added_by_code_and_made_the_main_one(client, sure, newest_code):
    old = sure.email
    client.post("/en/accounts/addresses/", {"action_add": "1", "email": "home@demo.example"})
    assert client.post("/en/accounts/code/", {"code": newest_code("home@demo.example")})["Location"] == "/en/accounts/addresses/"
    client.post("/en/accounts/addresses/", {"action_primary": "1", "email": "home@demo.example"})
    sure.refresh_from_db()
    assert sure.email == "home@demo.example"
    assert Mail.objects.filter(to=old).get().subject == "Your main address was changed"


def test_until_it_is_confirmed_the_old_address_stays_and_the_new_one_opens_nothing(client, sure, newest_code):
    client.post("/en/accounts/addresses/", {"action_add": "1", "email": "home@demo.example"})
    assert list(EmailAddress.objects.filter(user=sure).values_list("email", "primary")) == [(sure.email, True)]
    client.logout()
    assert client.post("/en/accounts/sign-in/", {"login": "home@demo.example", "password": PASSWORD}).status_code == 200


def test_another_persons_address_cannot_be_taken_and_the_page_does_not_say_that_it_is_known(client, sure):
    make_user("other@demo.example")
    answer = client.post("/en/accounts/addresses/", {"action_add": "1", "email": "other@demo.example"})
    assert answer["Location"] == "/en/accounts/code/"
    assert EmailAddress.objects.filter(email="other@demo.example").count() == 1


def test_five_addresses_are_enough(client, sure):
    for number in range(4):
        EmailAddress.objects.create(user=sure, email=f"more{number}@demo.example", verified=True)
    page = client.get("/en/accounts/addresses/").content.decode()
    assert "You keep five addresses" in page
    client.post("/en/accounts/addresses/", {"action_add": "1", "email": "sixth@demo.example"})
    assert not Mail.objects.exists()


def test_the_main_address_cannot_be_removed(client, sure):
    EmailAddress.objects.create(user=sure, email="more@demo.example", verified=True)
    client.post("/en/accounts/addresses/", {"action_remove": "1", "email": sure.email})
    assert EmailAddress.objects.filter(user=sure).count() == 2
    client.post("/en/accounts/addresses/", {"action_remove": "1", "email": "more@demo.example"})
    assert EmailAddress.objects.filter(user=sure).count() == 1


def test_changing_addresses_asks_for_the_password_and_goes_on_where_it_was(client, person):
    answer = client.post("/en/accounts/addresses/", {"action_add": "1", "email": "home@demo.example"})
    assert answer["Location"] == "/en/accounts/sign-in/again/?next=%2Fen%2Faccounts%2Faddresses%2F"
    assert not Mail.objects.exists()
    assert client.post(answer["Location"], {"password": "wrong"}).status_code == 200
    answer = client.post(answer["Location"], {"password": PASSWORD})
    assert answer["Location"] == "/en/accounts/code/"
    assert Mail.objects.get().to == "home@demo.example"


def test_a_stranger_sees_no_profile(client):
    for path in ("profile/", "welcome/", "addresses/", "password/", "profile/affiliations/add/"):
        assert client.get(f"/en/accounts/{path}")["Location"].startswith("/en/accounts/sign-in/?next=")


def test_confirming_writes_who_confirmed_what_and_why():
    staff, person = make_user(), make_user()
    affiliation = make_affiliation(person)
    profile.confirm_affiliation(affiliation, by=staff, why="Letter of the hospital seen")
    affiliation.refresh_from_db()
    assert affiliation.confirmed_by == staff
    entry = AuditEntry.objects.get()
    assert (entry.deed, entry.actor, entry.person, entry.why) == (
        "affiliation.confirm",
        staff,
        person,
        "Letter of the hospital seen",
    )
    assert entry.old == {"confirmed_at": None}
    assert entry.new["institution"] == affiliation.institution_name


def test_nobody_confirms_twice_or_for_themselves():
    staff = make_user()
    with pytest.raises(ValidationError, match="Somebody else"):
        profile.confirm_affiliation(make_affiliation(staff), by=staff)
    affiliation = make_affiliation(make_user())
    profile.confirm_affiliation(affiliation, by=staff)
    with pytest.raises(ValidationError, match="confirmed already"):
        profile.confirm_affiliation(affiliation, by=staff)
    assert AuditEntry.objects.count() == 1
