from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from icrweb.accounts.models import User

pytestmark = pytest.mark.django_db


def make_learners(count, password):
    out = StringIO()
    call_command("make_learners", count=count, password=password, stdout=out)
    return out.getvalue()


def test_a_made_learner_signs_in_with_the_password_that_was_given(client):
    make_learners(2, "a long rehearsal")
    answer = client.post("/en/accounts/sign-in/", {"login": "learner0002@demo.example", "password": "a long rehearsal"})
    assert answer.status_code == 302
    assert int(client.session["_auth_user_id"]) == User.objects.get(email="learner0002@demo.example").pk


def test_making_them_again_makes_only_those_that_are_missing():
    make_learners(2, "a long rehearsal")
    keys = list(User.objects.filter(email__startswith="learner").values_list("key", flat=True))
    assert make_learners(3, "another rehearsal").startswith("1 learners made, 2 were there")
    made = User.objects.filter(email__startswith="learner").order_by("email")
    assert [user.email[:11] for user in made] == ["learner0001", "learner0002", "learner0003"]
    assert set(keys) < {user.key for user in made}
    assert all(user.check_password("another rehearsal") for user in made)
    assert EmailAddress.objects.filter(user__in=made, verified=True, primary=True).count() == 3
    assert {group.name for user in made for group in user.groups.all()} == {"learner"}


def test_a_made_learner_is_found_by_name():
    make_learners(1, "a long rehearsal")
    assert User.objects.named("learner 0001").count() == 1


def test_outside_the_demonstration_it_refuses(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="only with ICRWEB_DEMO=1"):
        make_learners(1, "a long rehearsal")
    assert not User.objects.filter(email__startswith="learner").exists()


@pytest.mark.parametrize("count", [0, 10_000])
def test_a_count_out_of_range_is_refused(count):
    with pytest.raises(CommandError, match="between 1 and 9999"):
        make_learners(count, "a long rehearsal")
