import pytest
from django.test import Client

from icrweb.accounts.models import Affiliation, Institution, User
from icrweb.accounts.roles import make_roles
from icrweb.trail.models import AuditEntry
from tests.factories.people import make_affiliation, make_institution, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_role(roles):
    """A browser of somebody with that role."""

    def enter(role: str, **fields) -> Client:
        client = Client()
        client.user = make_user(groups=[role] if role else [], latin_name="Staff Person", **fields)
        client.force_login(client.user)
        return client

    return enter


def person_data(person, **fields):
    kept = {name: getattr(person, name) for name in ("latin_name", "native_name", "name_order", "country", "time_zone", "language")}
    groups = list(person.groups.values_list("pk", flat=True))
    return {**kept, "is_active": "on", "groups": groups, "why": "", **fields}


@pytest.mark.parametrize("path", ["login/", "login/?next=/admin/pages/"])
def test_wagtails_own_sign_in_is_ours(client, path):
    answer = client.get(f"/admin/{path}", headers={"Accept-Language": "en"})
    assert answer["Location"].startswith("/en/accounts/sign-in/")
    assert client.post(f"/admin/{path}", {"username": "x", "password": "y"}).status_code == 302


def test_the_admin_sends_strangers_to_the_guarded_sign_in_and_back(client):
    assert client.get("/admin/pages/")["Location"] == "/accounts/sign-in/?next=/admin/pages/"
    answer = client.get("/accounts/sign-in/?next=/admin/pages/", headers={"Accept-Language": "ja"})
    assert answer["Location"] == "/ja/accounts/sign-in/?next=%2Fadmin%2Fpages%2F"


def test_a_learner_who_asks_for_the_admin_is_led_to_their_learning_and_not_round_in_circles(as_role):
    answer = as_role("learner").get("/admin/", follow=True)
    assert [url for url, _status in answer.redirect_chain][-1] == "/en/my/"


@pytest.mark.parametrize(
    "path",
    ["password_reset/", "password_reset/done/", "password_reset/confirm/x/y/", "bulk/accounts/user/delete/", "users/copy/1/"],
)
def test_wagtails_other_doors_are_closed_even_to_administrators(as_role, path):
    client = as_role("", is_superuser=True)
    assert client.get(f"/admin/{path}").status_code == client.post(f"/admin/{path}").status_code == 404


def test_the_admins_own_settings_change_neither_name_nor_address_nor_password(as_role):
    client = as_role("editor")
    page = client.get("/admin/account/").content.decode()
    for name in ("name_email-email", "name_email-first_name", "password-old_password", "avatar-avatar"):
        assert name not in page
    before = client.user.email
    client.post(
        "/admin/account/", {"name_email-email": "evil@demo.example", "name_email-first_name": "x", "name_email-last_name": "y"}
    )
    client.user.refresh_from_db()
    assert client.user.email == before


def test_a_person_is_changed_with_a_trace_of_old_new_who_and_why(as_role, roles):
    client, person = as_role("operator"), make_user(latin_name="Anan Bunmi", groups=["learner"])
    data = person_data(person, latin_name="Anan Boonmee", groups=[roles["organizer"].pk], why="Passport seen")
    assert client.post(f"/admin/users/edit/{person.pk}/", data).status_code == 302
    entry = AuditEntry.objects.get()
    assert (entry.deed, entry.actor, entry.person, entry.why) == ("person.change", client.user, person, "Passport seen")
    assert entry.old == {"latin_name": "Anan Bunmi", "groups": ["learner"]}
    assert entry.new == {"latin_name": "Anan Boonmee", "groups": ["organizer"]}


def test_saving_without_a_change_writes_nothing(as_role):
    client, person = as_role("operator"), make_user()
    assert client.post(f"/admin/users/edit/{person.pk}/", person_data(person)).status_code == 302
    assert not AuditEntry.objects.exists()


def test_closing_an_account_needs_a_reason(as_role):
    client, person = as_role("operator"), make_user()
    data = person_data(person)
    del data["is_active"]
    assert "Say why." in client.post(f"/admin/users/edit/{person.pk}/", data).content.decode()
    client.post(f"/admin/users/edit/{person.pk}/", {**data, "why": "Asked for it"})
    person.refresh_from_db()
    assert not person.is_active


def test_correcting_a_name_on_a_certificate_needs_a_reason(as_role):
    client, person = as_role("operator"), make_user(latin_name="Anan Bunmi", names_locked_at="2026-11-01T00:00Z")
    assert (
        "Say why."
        in client.post(f"/admin/users/edit/{person.pk}/", person_data(person, latin_name="Anan Boonmee")).content.decode()
    )
    person.refresh_from_db()
    assert person.latin_name == "Anan Bunmi"


def test_an_address_is_not_changed_in_the_admin(as_role):
    client, person = as_role("operator"), make_user("anan@demo.example")
    client.post(f"/admin/users/edit/{person.pk}/", person_data(person, email="evil@demo.example", country="TH"))
    person.refresh_from_db()
    assert (person.email, person.country) == ("anan@demo.example", "TH")


def test_an_operator_makes_no_administrators_and_does_not_touch_them(as_role):
    client, person, root = as_role("operator"), make_user(), make_user(is_superuser=True)
    answer = client.post(f"/admin/users/edit/{person.pk}/", person_data(person, is_superuser="on", country="TH"))
    person.refresh_from_db()
    assert (answer.status_code, person.country, person.is_superuser) == (302, "TH", False)
    client.post(f"/admin/users/edit/{root.pk}/", person_data(root, latin_name="Changed"))
    root.refresh_from_db()
    assert root.latin_name != "Changed"


@pytest.mark.parametrize("role", ["operator", ""])
def test_nobody_is_deleted_and_a_sentence_says_what_to_do_instead(as_role, role):
    client, person = as_role(role, is_superuser=not role), make_user()
    for answer in (client.get(f"/admin/users/delete/{person.pk}/", follow=True), client.post(f"/admin/users/delete/{person.pk}/")):
        assert User.objects.filter(pk=person.pk).exists()
        assert answer.status_code in (200, 302)
    page = client.get(f"/admin/users/delete/{person.pk}/", follow=True).content.decode()
    assert "People are never deleted" in page
    assert f"/admin/users/delete/{person.pk}/" not in client.get("/admin/users/").content.decode()


def test_a_person_added_by_staff_signs_in_by_code(as_role, client, newest_code, roles):
    staff = as_role("operator")
    data = {
        "email": "New.Person@demo.example",
        "latin_name": "New Person",
        "name_order": "given_first",
        "time_zone": "Asia/Bangkok",
    }
    answer = staff.post("/admin/users/new/", {**data, "language": "en", "groups": [roles["learner"].pk]})
    assert answer.status_code == 302
    assert AuditEntry.objects.get().deed == "person.create"
    client.post("/en/accounts/sign-in/by-mail/", {"email": "new.person@demo.example"})
    code = newest_code("new.person@demo.example")
    assert client.post("/en/accounts/sign-in/code/", {"code": code})["Location"] == "/en/my/"


def test_people_are_found_without_marks_and_roles_have_names(as_role):
    client = as_role("operator")
    make_user(latin_name="Nguyễn Thị Đặng Ánh", groups=["medical_reviewer"])
    page = client.get("/admin/users/results/?q=dang").content.decode()
    assert "Nguyễn Thị Đặng Ánh" in page
    assert "Medical reviewer" in page
    assert "Staff Person" not in page


def test_an_affiliation_is_confirmed_with_one_click(as_role):
    client, affiliation = as_role("organizer"), make_affiliation(make_user(latin_name="Đặng Ánh"))
    assert "Đặng Ánh" in client.get("/admin/affiliations/?q=dang").content.decode()
    assert client.get(f"/admin/affiliations/{affiliation.pk}/confirm/").status_code == 405
    client.post(f"/admin/affiliations/{affiliation.pk}/confirm/", {"why": "List of the hospital"})
    assert Affiliation.objects.get().confirmed_by == client.user
    assert AuditEntry.objects.get().why == "List of the hospital"
    assert "Nothing waits" in client.get("/admin/affiliations/").content.decode()


def test_the_list_of_affiliations_costs_the_same_for_one_and_three(as_role, django_assert_num_queries):
    client = as_role("organizer")
    make_affiliation(make_user())
    client.get("/admin/affiliations/")
    with django_assert_num_queries(12):
        client.get("/admin/affiliations/")
    make_affiliation(make_user()), make_affiliation(make_user())
    with django_assert_num_queries(12):
        client.get("/admin/affiliations/")


def test_an_institution_with_people_cannot_be_deleted(as_role):
    client = as_role("operator")
    hospital = make_institution()
    make_affiliation(make_user(), hospital)
    page = client.post(f"/admin/institutions/delete/{hospital.pk}/", follow=True).content.decode()
    assert "People work or worked there" in page
    assert Institution.objects.filter(pk=hospital.pk).exists()
    empty = make_institution()
    client.post(f"/admin/institutions/delete/{empty.pk}/")
    assert not Institution.objects.filter(pk=empty.pk).exists()


def test_an_institution_keeps_its_languages(as_role):
    client = as_role("operator")
    data = {"code": "TH9", "name": "New Hospital (demo)", "kind": "site", "country": "TH", "time_zone": "Asia/Bangkok"}
    client.post("/admin/institutions/new/", {**data, "languages": ["th", "en"], "site_quota": "2", "listed": "on"})
    assert Institution.objects.get(code="TH9").languages == ["th", "en"]


# Which of the admin's addresses each role may open. Everything else answers with a redirect, 403 or 404.
OPEN = {
    "learner": set(),
    "coordinator": set(),
    "editor": {"", "account/", "pages/", "images/", "documents/"},
    "translator": {"", "account/", "pages/"},
    "medical_reviewer": {"", "account/", "pages/"},
    "organizer": {"", "account/", "pages/", "images/", "documents/", "institutions/", "institutions/new/", "affiliations/"},
    "director": {"", "account/", "pages/", "users/", "institutions/", "audit_trail/"},
    "operator": {
        "", "account/", "pages/", "images/", "documents/", "users/", "users/new/", "groups/", "institutions/", "institutions/new/",
        "affiliations/", "audit_trail/", "mail_outbox/", "sites/", "locales/", "workflows/list/",
    },
}  # fmt: skip
ASKED = sorted(OPEN["operator"] | {"audit_trail/new/", "mail_outbox/new/", "audit_trail/delete/1/", "audit_trail/edit/1/"})


@pytest.mark.parametrize("role", sorted(OPEN))
def test_each_role_opens_what_is_its_own_in_the_admin_and_nothing_else(as_role, role):
    client = as_role(role)
    opened = {path for path in ASKED if client.get(f"/admin/{path}").status_code == 200}
    assert opened == OPEN[role]


def test_coordinators_and_learners_hold_no_permission_at_all(roles):
    for role in ("learner", "coordinator"):
        assert not roles[role].permissions.exists()
        assert not roles[role].page_permissions.exists()


def test_no_role_may_delete_people_or_write_the_audit_trail(roles):
    for group in roles.values():
        codes = {f"{row.content_type.app_label}.{row.codename}" for row in group.permissions.select_related("content_type")}
        assert not codes & {"accounts.delete_user", "trail.add_auditentry", "trail.change_auditentry", "trail.delete_auditentry"}


def test_making_the_roles_again_changes_nothing(roles):

    before = {name: (group.permissions.count(), group.page_permissions.count()) for name, group in roles.items()}
    assert {name: (group.permissions.count(), group.page_permissions.count()) for name, group in make_roles().items()} == before
