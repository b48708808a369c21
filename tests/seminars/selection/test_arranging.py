from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from icrweb.trail.models import AuditEntry, Mail
from seminars.models import Criterion, Delegate, Selection, Seminar, SeminarPage
from seminars.selection.arranging import set_delegate, set_selection
from seminars.views.visits import order_words
from tests.factories.people import make_user
from tests.factories.selection import STEPS, a_criterion, make_selection
from tests.factories.seminars import make_seminar, make_seminar_with_page

pytestmark = pytest.mark.django_db


def posted(seminar, **fields):
    """What the form of steps sends, with one criterion."""
    row = {"title": "Question", "weight": "2", "level_1": "vague", "level_5": "sharp", "others": "ja: 問い | あいまい"}
    rubric = {f"criteria-0-{name}": value for name, value in row.items()}
    frame = {"criteria-TOTAL_FORMS": "1", "criteria-INITIAL_FORMS": "0", "scores": "2", "wide_spread": "1.5"}
    return {**frame, **rubric, **fields}


def test_the_steps_and_the_rubric_are_kept_and_on_record(client, organizer, roles):
    seminar = make_seminar(decides_online=True)
    day = (seminar.starts_at - timedelta(days=9)).date()
    address = reverse("seminars_desk:selection_steps", args=[seminar.pk])
    answer = client.post(address, posted(seminar, endorsed="on", endorse_until_day=day.isoformat()))
    assert answer.status_code == 302
    selection = Selection.objects.get()
    assert (selection.mode, selection.endorsed, selection.scores) == ("online", True, 2)
    assert f"{selection.endorse_until.astimezone():%M}" == "59"
    criterion = selection.criteria.get()
    assert criterion.shown_in("ja") == ["問い", "あいまい", "", "", "", '<span lang="en">sharp</span>']
    assert criterion.shown_in("fil")[0] == '<span lang="en">Question</span>'
    entry = AuditEntry.objects.get(deed="seminar.set_selection")
    assert (entry.actor, entry.new["scores"], entry.new["rubric"][0]["weight"]) == (organizer, 2, 2)
    shown = client.get(address).content.decode()
    assert "ja: 問い | あいまい" in shown
    typed = {
        **posted(seminar),
        "criteria-INITIAL_FORMS": "1",
        "criteria-0-key": str(criterion.key),
        "criteria-0-title": "The question",
    }
    client.post(address, typed)
    assert [one.pk for one in Criterion.objects.all()] == [criterion.pk]
    assert str(Criterion.objects.get()) == "The question"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"criteria-0-title": ""}, "Say what is marked"),
        ({"criteria-0-weight": ""}, "Give it a weight"),
        ({"criteria-0-others": "ja: 1 | 2 | 3 | 4 | 5 | 6 | 7"}, "five more parts"),
        ({"endorse_until_day": "2099-01-01"}, "Each step ends before the seminar starts"),
        ({"scores": "9"}, "less than or equal to 5"),
        ({"criteria-TOTAL_FORMS": "0"}, "Write at least one criterion"),
    ],
)
def test_what_cannot_be_is_refused_and_stays_typed(client, organizer, roles, fields, sentence):
    seminar = make_seminar(decides_online=True)
    answer = client.post(reverse("seminars_desk:selection_steps", args=[seminar.pk]), posted(seminar, **fields))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Selection.objects.exists()


def test_only_where_the_organizer_decides(client, organizer, roles):
    seminar = make_seminar()
    with pytest.raises(ValidationError, match="only where the organizer decides"):
        set_selection(seminar, "online", STEPS, [], organizer)
    answer = client.get(reverse("seminars_desk:selection_steps", args=[seminar.pk]))
    assert answer.url == reverse("seminars_desk:edit", args=[seminar.pk])


def test_a_rubric_that_was_scored_by_keeps_its_weights_and_mends_its_words():
    selection = make_selection(scores=1)
    first, second = selection.criteria.all()
    facts = {**STEPS, "scores": 1, "wide_spread": Decimal(2)}
    set_selection(selection.seminar, "online", facts, [a_criterion("New", 3), a_criterion("Kept", 1, first.key)], make_user())
    assert [(str(one), one.weight) for one in selection.criteria.all()] == [("New", 3), ("Kept", 1)]
    assert not Criterion.objects.filter(key=second.key).exists()


def test_a_delegate_is_named_told_and_replaced():
    selection, staff = make_selection(ranked=True), make_user()
    first, second = make_user(language="en"), make_user()
    set_delegate(selection, "TH", first, staff)
    set_delegate(selection, "TH", first, staff)
    assert [one.subject for one in Mail.objects.filter(person=first)] == [f"You are a country delegate: {selection.seminar}"]
    set_delegate(selection, "TH", second, staff)
    assert Delegate.objects.get().person == second
    set_delegate(selection, "TH", None, staff)
    assert not Delegate.objects.exists()
    assert AuditEntry.objects.filter(deed="seminar.set_delegate").count() == 3


def test_the_organizer_names_delegates_by_their_address(client, organizer, roles):
    selection, person = make_selection(ranked=True), make_user("delegate@demo.example")
    address = reverse("seminars_desk:selection_people", args=[selection.seminar_id])
    assert client.post(address, {"delegate": "1", "country": "MY", "email": "nobody@demo.example"}).status_code == 422
    client.post(address, {"delegate": "1", "country": "MY", "email": "Delegate@demo.example"})
    assert Delegate.objects.get(country="MY").person == person
    assert "delegate@demo.example" in client.get(address).content.decode()


def test_the_public_page_says_who_has_a_say_and_in_what_order_places_are_given(client):
    seminar = make_seminar_with_page(decides_online=True)
    assert "in the order of arrival" in order_words(seminar)
    make_selection(seminar, endorsed=True, ranked=True, scores=2)
    seminar = Seminar.objects.get(pk=seminar.pk)
    assert order_words(seminar) == "Places are given by score, then in the order of arrival."
    page = SeminarPage.objects.get(translation_key=seminar.key, locale__language_code="en")
    shown = client.get(page.url).content.decode()
    for sentence in (
        "Coordinators of your institution read",
        "The delegate of your country",
        "2 reviewers score it",
        "by score, then by",
    ):
        assert sentence in shown
