"""Requirements as editors enter them in the admin."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from certificates.models import Requirement, TrainingNeed
from icrweb.accounts.roles import make_roles
from tests.factories.people import make_user
from tests.factories.references import make_guideline
from tests.factories.requirements import make_body, make_requirement, make_training

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    make_roles()
    user = make_user(groups=["editor"])
    client.force_login(user)
    return user


def form(requirement=None, **fields):
    basics = {
        "body": make_body().pk,
        "purpose": "trials",
        "role": "investigator",
        "term": "months",
        "number": "36",
        "source": make_guideline().pk,
        "checked_on": "2026-11-20",
        "needs": inline_formset([{"family": "gcp", "guideline": "ICH E6(R3)", "bridged_from": "ICH E6(R2)"}]),
        "hours": inline_formset([]),
    }
    return nested_form_data({**basics, **fields})


def test_an_editor_enters_one_and_is_noted_as_who_checked_it(client, editor):
    answer = client.post(reverse("wagtailsnippets_certificates_requirement:add"), form())
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    requirement = Requirement.objects.get()
    assert requirement.checked_by == editor
    assert requirement.needs.get().bridged_from == "ICH E6(R2)"


def test_who_changes_something_else_has_not_checked_it(client, editor):
    requirement = make_requirement({"family": "gcp"}, checked_on=datetime.date(2026, 11, 20))
    need = requirement.needs.get()
    needs = inline_formset([{"family": "gcp", "id": need.pk}], initial=1)
    sent = form(body=requirement.body_id, source=requirement.source_id, reference="Article 5", needs=needs)
    answer = client.post(reverse("wagtailsnippets_certificates_requirement:edit", args=[requirement.pk]), sent)
    assert answer.status_code == 302
    requirement.refresh_from_db()
    assert (requirement.reference, requirement.checked_by) == ("Article 5", None)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"number": None}, "number"),
        ({"term": "fiscal_years", "number": 3}, "starts_in"),
        ({"checked_on": datetime.date(2999, 1, 1)}, "checked_on"),
    ],
)
def test_a_term_that_cannot_be_reckoned_is_refused(fields, field):
    with pytest.raises(ValidationError) as refusal:
        make_requirement(**fields).full_clean()
    assert list(refusal.value.error_dict) == [field]


@pytest.mark.parametrize("fields", [{"family": "safety", "guideline": "ICH E2A"}, {"family": "gcp", "guideline": ""}])
def test_a_bridge_leads_to_a_named_edition_of_good_clinical_practice(fields):
    with pytest.raises(ValidationError) as refusal:
        TrainingNeed(requirement=make_requirement({"family": "ethics"}), bridged_from="ICH E6(R2)", **fields).full_clean()
    assert list(refusal.value.error_dict) == ["bridged_from"]


def test_an_editor_says_which_kind_of_training_an_achievement_is_and_nothing_else(client, editor):
    achievement = make_training("")
    address = reverse("wagtailsnippets_certificates_achievement:edit", args=[achievement.pk])
    assert client.post(address, {"family": "gcp", "name": "Another"}).status_code == 302
    achievement.refresh_from_db()
    assert (achievement.family, achievement.name) == ("gcp", "Good Clinical Practice for Investigator Sites")
    assert client.get(reverse("wagtailsnippets_certificates_achievement:add")).status_code == 302
    assert client.post(reverse("wagtailsnippets_certificates_achievement:delete", args=[achievement.pk])).status_code == 302
    assert client.get(reverse("wagtailsnippets_certificates_requirement:list")).status_code == 200
