"""When training of people stops counting: by the rules of bodies that concern them, by the certificate itself, and not when renewed."""

import datetime

import pytest

from certificates.endings import endings_of, opens_again
from certificates.issuing import revoke, supersede
from tests.factories.certificates import make_certificate
from tests.factories.people import make_affiliation, make_institution, make_user
from tests.factories.requirements import make_body, make_requirement, make_training
from tests.factories.site import make_site

pytestmark = pytest.mark.django_db
DAY = datetime.date


@pytest.fixture
def holder():
    make_site()
    return make_user(latin_name="Anh", country="VN")


def ends(person):
    return [
        (one.last, [requirement.body.name for requirement in one.requirements], one.own)
        for one in endings_of([person]).get(person.pk, [])
    ]


def test_each_body_of_where_one_lives_or_works_names_its_own_day(holder):
    make_requirement(body=make_body("VN", name="Ministry"))
    make_requirement(body=make_body("TH", name="University"), number=24)
    make_requirement(body=make_body("TH", name="Hospital"), number=24)
    make_requirement(body=make_body("JP", name="Elsewhere"), number=12)
    make_requirement(body=make_body("VN", name="No period"), term="none", number=None)
    make_requirement(body=make_body("VN", name="Hours"), hours={"ethics": 9})
    make_affiliation(holder, make_institution(country="TH"))
    make_certificate(holder, achievement=make_training(), valid_until=DAY(2031, 1, 1))
    by_bodies = ends(holder)
    assert by_bodies[0][0] == DAY(2029, 1, 15)
    assert sorted(by_bodies[0][1]) == ["Hospital", "University"]
    assert by_bodies[1:] == [(DAY(2030, 1, 15), ["Ministry"], False), (DAY(2031, 1, 1), [], True)]
    assert endings_of([holder])[holder.pk][0].opens == DAY(2028, 10, 17)


def test_what_was_taken_again_ends_with_the_later_one(holder):
    make_requirement()
    training = make_training()
    make_certificate(holder, achievement=training, valid_until=DAY(2029, 1, 15))
    later = datetime.datetime(2028, 12, 1, tzinfo=datetime.UTC)
    make_certificate(holder, achievement=make_training(), completed_at=later)  # another course of the same kind
    assert ends(holder) == [(DAY(2031, 12, 1), [holder_body(holder)], False)]


def holder_body(person):
    return endings_of([person])[person.pk][0].requirements[0].body.name


def test_revoked_and_superseded_ones_end_nothing(holder):
    make_requirement()
    training = make_training()
    wrong = make_certificate(holder, achievement=training)
    supersede(wrong, by=make_user(), why="A slip.", latin_name="Ánh")
    assert len(ends(holder)) == 1
    certificate = holder.certificates.standing().get()
    revoke(certificate, make_user(), "issued_in_error", "Not theirs.")
    assert ends(holder) == []


def test_without_any_rule_nothing_ends(holder):
    make_certificate(holder, achievement=make_training())
    assert ends(holder) == []


def test_one_may_take_again_what_ends_and_training_of_the_same_kind(holder):
    make_requirement()
    training, other, safety = make_training(), make_training(), make_training("safety")
    assert opens_again(holder, training.key) is None
    make_certificate(holder, achievement=training)
    assert opens_again(holder, training.key) == opens_again(holder, other.key) == DAY(2029, 10, 17)
    assert opens_again(holder, safety.key) is None


@pytest.mark.parametrize("number", [1, 3])
def test_the_database_is_asked_the_same_for_one_and_for_many(number, django_assert_num_queries):
    make_site()
    training = make_training()
    people = []
    for _ in range(number):
        make_requirement()
        people.append(make_user(country="VN"))
        make_affiliation(people[-1])
        make_certificate(people[-1], achievement=training)
    with django_assert_num_queries(7):
        endings_of(people)
