"""Who may write and review in which language."""

import pytest
from django.urls import reverse

from icrweb.accounts.models import User
from icrweb.translating.who import languages_of, may_publish, may_review, may_write
from tests.factories.courses import lessons_of, make_course
from tests.factories.people import make_user
from tests.factories.questions import make_question
from tests.factories.translations import in_language

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]


@pytest.mark.parametrize(
    ("role", "writes", "reviews", "publishes"),
    [
        ("translator", True, False, False),
        ("medical_reviewer", True, True, True),
        ("editor", True, False, False),
        ("director", False, False, True),
        ("organizer", False, False, False),
        ("learner", False, False, False),
    ],
)
def test_each_role_may_do_its_part_in_its_languages(role, writes, reviews, publishes):
    person, japanese = make_user(groups=[role], translates_into=["ja"]), in_language("ja")
    for row in (lessons_of(make_course())[0].get_translation(japanese).specific, make_question()):
        assert (may_write(person, row, japanese), may_review(person, row, japanese)) == (writes, reviews)
        assert may_publish(person, row) == publishes
        assert not may_write(person, row, in_language("vi"))
        assert not may_review(person, row, in_language("vi"))


def test_administrators_have_every_language_and_nobody_has_one_that_the_site_does_not():
    assert "th" in languages_of(make_user(is_superuser=True))
    assert languages_of(make_user(translates_into=["xx", "vi"])) == ["vi"]


def test_the_languages_of_a_person_are_set_in_the_admin_and_the_trail_knows(admin_client):
    person = make_user(groups=["translator"], country="TH")
    fields = {
        name: getattr(person, name) for name in ("latin_name", "native_name", "name_order", "country", "time_zone", "language")
    }
    answer = admin_client.post(
        reverse("wagtailusers_users:edit", args=[person.pk]),
        {**fields, "translates_into": ["th", "vi"], "is_active": "on", "why": "", "groups": [person.groups.get().pk]},
    )
    assert answer.status_code == 302, answer.context["form"].errors
    assert User.objects.get(pk=person.pk).translates_into == ["th", "vi"]
