"""The monthly mail about overdue reviews: to who can mend it, once, in their language, and to nobody else."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import ReviewDigest
from courses.review_digests import NAMED, write_review_digests
from icrweb.accounts.roles import COUNTRY_EDITOR, EDITOR, make_roles
from icrweb.trail.models import Mail
from tests.factories.people import make_user
from tests.factories.questions import make_question
from tests.factories.references import make_note, make_term

pytestmark = pytest.mark.django_db
FIRST = datetime(2027, 3, 2, 12, tzinfo=UTC)
PAST = (FIRST - timedelta(days=3)).date()


@pytest.fixture(autouse=True)
def at_the_beginning_of_a_month():
    make_roles()
    with time_machine.travel(FIRST, tick=False) as clock:
        yield clock


def text_of(letter: Mail) -> str:
    return bytes(letter.raw).decode()


def test_an_owner_hears_of_their_own_and_nobody_else_does():
    owner = make_user(groups=[COUNTRY_EDITOR])
    make_user(groups=[EDITOR])
    make_note("VN", owner=owner, review_by=PAST)
    make_note("TH", owner=make_user(groups=[COUNTRY_EDITOR]))
    assert write_review_digests() == 1
    letter = Mail.objects.get()
    assert (letter.to, letter.subject) == (owner.email, "1 review is overdue")
    assert "Vietnam" in text_of(letter)
    assert reverse("overdue_reviews") in text_of(letter)


def test_what_nobody_owns_or_whose_owner_cannot_act_goes_to_the_editors():
    editors = [make_user(groups=[EDITOR]) for _ in range(2)]
    make_term("delegation", review_by=PAST)
    make_question(review_by=PAST)
    make_note("VN", owner=make_user(groups=[COUNTRY_EDITOR], is_active=False), review_by=PAST)
    make_note("TH", owner=make_user(), review_by=PAST)
    make_user(groups=[EDITOR], is_active=False)
    assert write_review_digests() == 2
    assert {mail.to for mail in Mail.objects.all()} == {editor.email for editor in editors}
    assert {mail.subject for mail in Mail.objects.all()} == {"4 reviews are overdue"}


def test_nothing_overdue_is_no_mail():
    make_user(groups=[EDITOR])
    make_term("delegation", review_by=FIRST.date())
    assert write_review_digests() == 0
    assert ReviewDigest.objects.count() == 0


def test_once_a_month_and_again_in_the_next(at_the_beginning_of_a_month):
    make_user(groups=[EDITOR])
    make_term("delegation", review_by=PAST)
    assert [write_review_digests(), write_review_digests()] == [1, 0]
    at_the_beginning_of_a_month.move_to(datetime(2027, 3, 20, tzinfo=UTC))
    assert write_review_digests() == 0
    at_the_beginning_of_a_month.move_to(datetime(2027, 4, 1, 12, tzinfo=UTC))
    assert write_review_digests() == 1
    assert [f"{row.month}" for row in ReviewDigest.objects.order_by("month")] == ["2027-03-01", "2027-04-01"]


def test_the_month_begins_where_the_person_is(at_the_beginning_of_a_month):
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        make_user(f"{zone[8:12].lower()}@demo.example", groups=[EDITOR], time_zone=zone)
    make_term("delegation", review_by=PAST)
    at_the_beginning_of_a_month.move_to(datetime(2027, 2, 28, 12, tzinfo=UTC))
    make_term("consent", review_by=PAST - timedelta(days=9))
    assert write_review_digests() == 1
    assert Mail.objects.get().to == "kiri@demo.example"


def test_the_mail_is_in_the_language_of_the_person():
    make_user(groups=[EDITOR], language="ja")
    make_term("delegation", review_by=PAST)
    write_review_digests()
    html = text_of(Mail.objects.get()).replace("=3D", "=")
    assert 'lang="ja"' in html
    assert "2027年2月27日" in Mail.objects.get().subject + decoded(Mail.objects.get())


def decoded(letter: Mail) -> str:
    return "".join(
        part.get_payload(decode=True).decode() for part in message_from_bytes(bytes(letter.raw)).walk() if not part.is_multipart()
    )


def test_a_long_list_names_the_longest_overdue_and_says_how_many_there_are():
    make_user(groups=[EDITOR])
    for number in range(NAMED + 2):
        make_term(f"term{number:02}", review_by=PAST - timedelta(days=number))
    write_review_digests()
    letter = Mail.objects.get()
    assert letter.subject == f"{NAMED + 2} reviews are overdue"
    words = decoded(letter)
    assert "term16" in words
    assert "term00" not in words


def test_a_look_after_all_have_been_told_costs_the_same_however_much_is_overdue():
    counts = []
    for number in (1, 12):
        make_user(groups=[EDITOR])
        for one in range(number):
            make_term(f"term {number} {one}", review_by=PAST)
        write_review_digests()
        with CaptureQueriesContext(connection) as asked:
            assert write_review_digests() == 0
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 10
