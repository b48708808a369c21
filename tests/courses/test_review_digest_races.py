"""Two workers that look at the same moment."""

from datetime import UTC, datetime

import pytest
import time_machine

from courses.models import ReviewDigest
from courses.review_digests import write_review_digests
from icrweb.trail.models import Mail
from tests.at_once import at_once
from tests.factories.people import make_user
from tests.factories.references import make_term

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_two_workers_at_once_write_one_mail_each_person():
    with time_machine.travel(datetime(2027, 3, 2, 12, tzinfo=UTC)):
        for number in range(4):
            make_term(f"term {number}", owner=make_user(is_superuser=True), review_by=datetime(2027, 2, 20).date())
        assert sum(at_once(*[write_review_digests] * 2)) == 4
    assert Mail.objects.count() == ReviewDigest.objects.count() == 4
