"""What a teacher writes to a group, however many are in it."""

from email import message_from_bytes, policy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from courses.models import Cohort, CohortMembership, CohortMessage
from courses.teaching import write_to_group
from icrweb.accounts.models import User
from icrweb.trail.models import Mail
from tests.factories.cohorts import make_cohort, make_member
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def write(cohort: Cohort) -> CohortMessage:
    words = {"subject": "How is it going?", "text": "Dear all\n\nWrite to me.", "behind_only": False}
    return write_to_group(cohort, **words, by=cohort.teachers.get())


def fill(cohort: Cohort, number: int) -> None:
    """Many members at once; how they joined is not what is looked at."""
    names = [f"crowd{one}@demo.example" for one in range(number)]
    people = User.objects.bulk_create(User(email=name, latin_name="One Of Many") for name in names)
    CohortMembership.objects.bulk_create(
        CohortMembership(cohort=cohort, person=person, how="key", told_version="1") for person in people
    )


def test_each_member_gets_a_letter_of_their_own_in_their_language():
    cohort = make_cohort(name="Autumn group")
    english, japanese = (
        make_member(cohort, make_user(language=language, latin_name=name)).person
        for language, name in (("en", "Anna & Bo"), ("ja", "Sato Hana"))
    )
    make_member(cohort, make_user(is_active=False))
    assert write(cohort).recipients == 2
    letters = {mail.person: mail for mail in Mail.objects.select_related("person")}
    assert letters.keys() == {english, japanese}
    for person, letter in letters.items():
        raw = bytes(letter.raw)
        assert letter.to == person.email
        assert letter.message_id.encode() in raw
        assert f"To: {person.email}".encode() in raw
        html = message_from_bytes(raw, policy=policy.default).get_body(("html",)).get_content()
        assert f'lang="{person.language}"' in html
        assert [escape(one.latin_name) in html for one in (english, japanese)] == [person == english, person == japanese]
    assert letters[english].message_id != letters[japanese].message_id


def test_a_crowd_costs_no_more_questions_than_a_few():
    """Only the letters grow, and many of them are written by one statement: on SQLite ninety."""
    few, crowd = make_cohort(), make_cohort()
    make_member(few)
    fill(crowd, 200)
    beside, writing = [], []
    for cohort in (few, crowd):
        with CaptureQueriesContext(connection) as asked:
            write(cohort)
        letters = [query for query in asked.captured_queries if query["sql"].startswith('INSERT INTO "trail_mail"')]
        writing.append(len(letters))
        beside.append(len(asked) - len(letters))
    assert Mail.objects.count() == 201
    assert beside[0] == beside[1]
    assert writing[0] == 1
    assert writing[1] <= 3
