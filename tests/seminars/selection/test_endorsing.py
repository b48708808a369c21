import email.policy
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from icrweb.trail.models import AuditEntry, Mail
from seminars.approving import decide
from seminars.models import CountryRank, Endorsement
from seminars.selection.arranging import set_delegate
from seminars.selection.endorsing import ask_sites, endorse
from seminars.selection.ranking import rank_country
from seminars.selection.showing import asked_of
from tests.factories.people import make_institution, make_user
from tests.factories.selection import make_application, make_coordinator, make_selection

pytestmark = pytest.mark.django_db


def at_a_site(**steps):
    selection = make_selection(endorsed=True, **steps)
    institution = make_institution()
    return selection, institution, make_coordinator(institution), make_application(selection, institution)


def address_of(selection, institution, row=None):
    keys = [selection.key, institution.key, *([row.key] if row else [])]
    return reverse("seminars:endorsement" if row else "seminars:endorsements", args=keys)


def test_a_coordinator_endorses_changes_their_mind_and_both_are_on_record(client):
    selection, institution, coordinator, row = at_a_site()
    client.force_login(coordinator)
    assert str(row.person) in client.get(address_of(selection, institution)).content.decode()
    answer = client.post(address_of(selection, institution, row), {"endorsed": "yes", "words": "Leads our trials."})
    assert answer.url == address_of(selection, institution)
    endorse(row, coordinator, endorsed=False, words="Leaves us in May.")
    said = Endorsement.objects.get()
    assert (said.endorsed, said.words, said.by) == (False, "Leaves us in May.", coordinator)
    last, first = AuditEntry.objects.filter(deed="registration.endorse")
    assert (first.old, first.new) == (None, {"endorsed": True, "words": "Leads our trials."})
    assert (last.old["endorsed"], last.person, last.actor) == (True, row.person, coordinator)
    assert AuditEntry.objects.filter(deed="selection.view_site", actor=coordinator).count() == 1


def test_nobody_endorses_for_another_site_or_for_themselves():
    selection, institution, coordinator, row = at_a_site()
    others = make_coordinator(make_institution())
    with pytest.raises(ValidationError, match="Only coordinators of the applicant"):
        endorse(row, others, endorsed=True, words="Known to us.")
    with pytest.raises(ValidationError, match="Only coordinators of the applicant"):
        endorse(row, make_user(groups=["coordinator"]), endorsed=True, words="Known to us.")
    with pytest.raises(ValidationError, match="Nobody endorses their own"):
        endorse(row, row.person, endorsed=True, words="Me.")
    assert not Endorsement.objects.exists()


def test_another_sites_coordinator_finds_nothing(client):
    selection, institution, _coordinator, row = at_a_site()
    elsewhere = make_institution()
    client.force_login(make_coordinator(elsewhere))
    assert client.get(address_of(selection, institution)).status_code == 404
    assert client.get(address_of(selection, elsewhere, row)).status_code == 404  # a row of another site below one's own
    assert str(row.person) not in client.get(address_of(selection, elsewhere)).content.decode()


def test_the_deadline_the_decision_and_the_step_close_it():
    selection, institution, coordinator, row = at_a_site(endorse_until=timezone.now() + timedelta(days=1))
    with time_machine.travel(selection.endorse_until + timedelta(seconds=59), tick=False):
        endorse(row, coordinator, endorsed=True, words="In its last minute.")
    late = time_machine.travel(selection.endorse_until + timedelta(minutes=1), tick=False)
    with late, pytest.raises(ValidationError, match="Sites could endorse until"):
        endorse(row, coordinator, endorsed=False, words="Too late.")
    decide(selection.seminar, [row.pk], make_user(), approve=True)
    with pytest.raises(ValidationError, match="does not wait for a decision"):
        endorse(row, coordinator, endorsed=False, words="Decided.")
    other = make_application(make_selection(), institution)
    with pytest.raises(ValidationError, match="Sites do not endorse"):
        endorse(other, coordinator, endorsed=True, words="No such step.")


def test_an_empty_sentence_is_refused_and_the_page_keeps_what_was_chosen(client):
    selection, institution, coordinator, row = at_a_site()
    client.force_login(coordinator)
    answer = client.post(address_of(selection, institution, row), {"endorsed": "no", "words": " "})
    assert answer.status_code == 422
    assert 'value="no"' in answer.content.decode()
    with pytest.raises(ValidationError, match="Write a sentence"):
        endorse(row, coordinator, endorsed=True, words=" \n")


def test_who_is_not_endorsed_any_more_leaves_the_order_of_the_country():
    selection, institution, coordinator, row = at_a_site(ranked=True)
    endorse(row, coordinator, endorsed=True, words="Yes.")
    delegate = make_user()
    set_delegate(selection, "TH", delegate, make_user())
    rank_country(selection, "TH", [row.key], delegate)
    endorse(row, coordinator, endorsed=False, words="No more.")
    assert not CountryRank.objects.exists()


def test_what_is_asked_stands_on_my_seminars(client):
    selection, institution, coordinator, row = at_a_site()
    assert [one["url"] for one in asked_of(coordinator, "en")] == [address_of(selection, institution)]
    assert asked_of(row.person, "en") == []
    client.force_login(coordinator)
    assert f"Endorse applications of {institution.name}" in client.get(reverse("my:seminars")).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(client, number, django_assert_num_queries):
    selection, institution, coordinator, _row = at_a_site()
    for _more in range(number - 1):
        make_application(selection, institution)
    client.force_login(coordinator)
    client.get(address_of(selection, institution))
    with django_assert_num_queries(11):
        client.get(address_of(selection, institution))


def test_sites_are_asked_once_a_day_and_those_without_a_coordinator_are_counted():
    selection, institution, coordinator, _row = at_a_site()
    make_application(selection, institution)
    make_application(selection, make_institution())
    assert ask_sites(selection, make_user()) == (1, 1)
    letter = Mail.objects.get(person=coordinator)
    assert letter.subject == f"Applications of your site: {selection.seminar}"
    assert "2 people of" in message_of(letter)
    with pytest.raises(ValidationError, match="within the last day"):
        ask_sites(selection, make_user())
    with pytest.raises(ValidationError, match="Sites do not endorse now"):
        ask_sites(make_selection(), make_user())


def message_of(letter):
    return email.message_from_bytes(bytes(letter.raw), policy=email.policy.default).get_body(("plain",)).get_content()
