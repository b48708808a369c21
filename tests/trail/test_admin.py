from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from icrweb.accounts.roles import make_roles
from icrweb.trail import audit, mail
from icrweb.trail.models import AuditEntry, Mail
from icrweb.trail.retrying import retry
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    make_roles()
    user = make_user(groups=["operator"], latin_name="Olga Operator")
    client.force_login(user)
    return user


def write(to="anh@demo.example", person=None, **fields) -> Mail:
    message = EmailMultiAlternatives("Hello", "Words of the mail <b>", "icrweb <no-reply@demo.example>", [to])
    (row,) = mail.put(message, person=person)
    Mail.objects.filter(pk=row.pk).update(**fields)
    return Mail.objects.get(pk=row.pk)


def test_the_trail_is_found_by_person_deed_and_day(client, staff):
    anh, other = make_user(latin_name="Nguyễn Thị Đặng Ánh"), make_user(latin_name="Zhang Wei")
    audit.record("person.change", anh, actor=staff, person=anh, old={"country": "TH"}, new={"country": "VN"}, why="Moved house")
    audit.record("affiliation.confirm", other, actor=staff, person=other, why="List seen")
    today, later = f"{timezone.now():%Y-%m-%d}", f"{timezone.now() + timedelta(days=2):%Y-%m-%d}"
    for query, seen, unseen in (
        ("person=dang", "Moved house", "List seen"),
        (f"person={other.email}", "List seen", "Moved house"),
        ("deed=person.change", "Moved house", "List seen"),
        (f"at_from={today}&deed=affiliation.confirm", "List seen", "Moved house"),
    ):
        page = client.get(f"/admin/audit_trail/results/?{query}").content.decode()
        assert (seen in page, unseen in page) == (True, False), query
    assert "Moved house" not in client.get(f"/admin/audit_trail/results/?at_from={later}").content.decode()


def test_an_entry_shows_old_and_new(client, staff):
    entry = audit.record(
        "person.change", staff, actor=staff, person=staff, old={"country": "TH"}, new={"country": "VN"}, why="Moved"
    )
    page = client.get(f"/admin/audit_trail/inspect/{entry.pk}/").content.decode()
    assert "&quot;country&quot;: &quot;TH&quot;" in page
    assert "&quot;country&quot;: &quot;VN&quot;" in page


@pytest.mark.parametrize("path", ["new/", "edit/{}/", "delete/{}/", "copy/{}/", "history/{}/"])
@pytest.mark.parametrize("section", ["audit_trail", "mail_outbox"])
def test_the_trail_and_the_outbox_have_no_address_that_writes(client, staff, section, path):
    staff.is_superuser = True
    staff.save()
    pk = audit.record("x", staff).pk if section == "audit_trail" else write().pk
    url = f"/admin/{section}/{path.format(pk)}"
    assert client.get(url).status_code == client.post(url).status_code == 404


def test_the_outbox_shows_state_and_text_and_escapes_it(client, staff):
    sent = write(sent_at=timezone.now())
    assert "Sent" in client.get("/admin/mail_outbox/").content.decode()
    page = client.get(f"/admin/mail_outbox/inspect/{sent.pk}/").content.decode()
    assert "Words of the mail &lt;b&gt;" in page
    assert "Try again" not in page


@pytest.mark.parametrize(("demo", "shown"), [(True, True), (False, False)])
def test_a_code_in_a_mail_is_for_its_reader_and_not_for_staff(client, staff, settings, demo, shown):
    settings.DEMO = demo
    message = EmailMultiAlternatives(
        "Your code", "Type this\n\n123456\n\nWithin the hour", "icrweb <no-reply@demo.example>", ["a@demo.example"]
    )
    (row,) = mail.put(message)
    page = client.get(f"/admin/mail_outbox/inspect/{row.pk}/").content.decode()
    assert "Within the hour" in page
    assert ("123456" in page) is shown


@pytest.mark.parametrize(("state", "count"), [("sent", 1), ("dead", 1), ("waiting", 1), ("", 3)])
def test_the_outbox_is_filtered_by_state(client, staff, state, count):
    write("a@demo.example"), write("b@demo.example", sent_at=timezone.now()), write("c@demo.example", dead_at=timezone.now())
    page = client.get(f"/admin/mail_outbox/results/?state={state}").content.decode()
    assert sum(address in page for address in ("a@demo.example", "b@demo.example", "c@demo.example")) == count


def test_dead_mail_is_tried_again_with_a_trace(client, staff):
    anh = make_user()
    dead = write(person=anh, dead_at=timezone.now(), next_try_at=timezone.now() + timedelta(hours=6), tries=9)
    client.post(f"/admin/mail_outbox/retry/{dead.pk}/")
    assert list(Mail.objects.waiting()) == [dead]
    entry = AuditEntry.objects.get()
    assert (entry.deed, entry.actor, entry.person, entry.old["tries"]) == ("mail.retry", staff, anh, 9)


@pytest.mark.parametrize(("fields", "words"), [({"sent_at": timezone.now()}, "was sent"), ({}, "still being tried")])
def test_mail_that_is_not_dead_is_not_tried_again(fields, words):
    row = write(**fields)
    with pytest.raises(ValidationError, match=words):
        retry(row, by=make_user())
    assert not AuditEntry.objects.exists()


def test_reading_the_outbox_is_for_who_may(client):
    make_roles()
    row = write()
    client.force_login(make_user(groups=["editor"]))
    for path in ("", f"inspect/{row.pk}/"):
        assert client.get(f"/admin/mail_outbox/{path}").status_code == 302
    assert client.post(f"/admin/mail_outbox/retry/{row.pk}/").status_code == 302
    assert client.get("/admin/audit_trail/").status_code == 302


@pytest.mark.parametrize("section", ["audit_trail", "mail_outbox"])
def test_the_lists_cost_the_same_for_one_row_and_three(client, staff, section, django_assert_max_num_queries):
    def fill():
        write(person=make_user())
        audit.record("person.change", staff, actor=make_user(), person=make_user())

    fill()
    client.get(f"/admin/{section}/")
    with django_assert_max_num_queries(30) as once:
        client.get(f"/admin/{section}/")
    fill(), fill()
    with django_assert_max_num_queries(len(once)):
        client.get(f"/admin/{section}/")
