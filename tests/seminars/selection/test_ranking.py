from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from icrweb.trail.models import AuditEntry
from seminars.models import CountryRank
from seminars.selection.arranging import set_delegate
from seminars.selection.endorsing import endorse
from seminars.selection.ranking import rank_country, to_rank
from tests.factories.people import make_institution, make_user
from tests.factories.selection import make_application, make_coordinator, make_selection

pytestmark = pytest.mark.django_db


def in_a_country(number=3, **steps):
    """A selection with a delegate of Thailand, and who applied from there."""
    selection, delegate = make_selection(ranked=True, **steps), make_user()
    set_delegate(selection, "TH", delegate, make_user())
    return selection, delegate, [make_application(selection) for _number in range(number)]


def order_of(selection):
    return list(CountryRank.objects.filter(selection=selection, country="TH").values_list("registration", "place"))


def test_the_delegate_saves_an_order_in_one_deed_and_changes_it(client):
    selection, delegate, (first, second, third) = in_a_country()
    client.force_login(delegate)
    address = reverse("seminars:country", args=[selection.key, "TH"])
    assert client.get(address).status_code == 200
    answer = client.post(address, {str(first.key): "3", str(second.key): "1", str(third.key): "2"})
    assert answer.status_code == 302
    assert order_of(selection) == [(second.pk, 1), (third.pk, 2), (first.pk, 3)]
    assert [row.pk for row in to_rank(selection, "TH")] == [second.pk, third.pk, first.pk]
    rank_country(selection, "TH", [third.key, second.key, first.key], delegate)
    assert order_of(selection) == [(third.pk, 1), (second.pk, 2), (first.pk, 3)]
    last = AuditEntry.objects.filter(deed="seminar.rank_country").first()
    assert (last.actor, last.old["order"][0]) == (delegate, str(second.key))


def test_ties_gaps_strangers_and_an_old_list_are_refused(client):
    selection, delegate, (first, second, third) = in_a_country()
    client.force_login(delegate)
    address = reverse("seminars:country", args=[selection.key, "TH"])
    tied = client.post(address, {str(first.key): "1", str(second.key): "1", str(third.key): "2"})
    assert tied.status_code == 422
    assert "Two of them share one" in tied.content.decode()
    assert client.post(address, {str(first.key): "1", str(second.key): "2"}).status_code == 422
    for keys, sentence in (
        ([first.key, first.key, second.key], "share one"),
        ([first.key, second.key], "has changed"),
        ([first.key, second.key, make_application(selection, make_institution(country="MY")).key], "has changed"),
    ):
        with pytest.raises(ValidationError, match=sentence):
            rank_country(selection, "TH", keys, delegate)
    assert order_of(selection) == []


def test_the_database_knows_no_ties():
    selection, delegate, (first, second) = in_a_country(2)
    rank_country(selection, "TH", [first.key, second.key], delegate)
    with pytest.raises(IntegrityError), transaction.atomic():
        CountryRank.objects.filter(registration=second).update(place=1)


def test_only_the_delegate_in_time_and_not_about_themselves(client):
    selection, delegate, rows = in_a_country(1, rank_until=timezone.now() + timedelta(days=1))
    other = make_user()
    set_delegate(selection, "MY", other, make_user())
    with pytest.raises(ValidationError, match="Only the delegate of the country"):
        rank_country(selection, "TH", [rows[0].key], other)
    client.force_login(other)
    assert client.get(reverse("seminars:country", args=[selection.key, "TH"])).status_code == 404
    late = time_machine.travel(selection.rank_until + timedelta(minutes=1), tick=False)
    with late, pytest.raises(ValidationError, match="could send their order until"):
        rank_country(selection, "TH", [rows[0].key], delegate)
    set_delegate(selection, "TH", rows[0].person, make_user())
    with pytest.raises(ValidationError, match="You have applied yourself"):
        rank_country(selection, "TH", [rows[0].key], rows[0].person)


def test_where_sites_endorse_only_endorsed_applications_are_put_in_order():
    selection, _delegate, (first, second) = in_a_country(2, endorsed=True)
    endorse(first, make_coordinator(first.institution), endorsed=False, words="Not now.")
    endorse(second, make_coordinator(second.institution), endorsed=True, words="Yes.")
    assert list(to_rank(selection, "TH")) == [second]
