import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db.models import DateTimeField, F, IntegerField, UUIDField
from wagtail.models import Page

from courses.models import Enrolment
from icrweb.accounts.models import User
from icrweb.trail.prepared import Given, Prepared, given_keys, given_numbers
from tests.factories.courses import lessons_of, make_course, make_enrolment
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def test_a_prepared_query_takes_one_two_or_no_keys():
    first, second = lessons_of(make_course())
    asked = Prepared(
        lambda: (
            Page.objects.filter(translation_key__in=given_keys("keys"), locale__language_code=Given("language"))
            .order_by("path")
            .values_list("title")
        )
    )
    keys = [first.translation_key, second.translation_key]
    assert asked.rows(language="en", keys=keys) == [(first.title,), (second.title,)]
    assert asked.rows(language="en", keys=[second.translation_key, uuid.uuid4()]) == [(second.title,)]
    assert asked.rows(language="th", keys=keys) == asked.rows(language="en", keys=[]) == []


def test_a_prepared_query_takes_one_two_or_no_ids():
    first, second = lessons_of(make_course())
    asked = Prepared(lambda: Page.objects.filter(pk__in=given_numbers("ids")).order_by("path").values_list("pk"))
    assert asked.rows(ids=[second.pk, first.pk]) == [(first.pk,), (second.pk,)]
    assert asked.rows(ids=[second.pk]) == [(second.pk,)]
    assert asked.rows(ids=[]) == []


def test_a_prepared_query_gives_what_its_queryset_gives():
    enrolment = make_enrolment()

    def wanted(**chosen):
        return Enrolment.objects.filter(**chosen).select_related("edition", "learner").annotate(double=F("pk") * 2)

    asked = Prepared(lambda: wanted(pk=Given("pk", IntegerField())))
    plain, [prepared] = wanted(pk=enrolment.pk).get(), asked.all(pk=enrolment.pk)
    for found in (prepared, asked.first(pk=enrolment.pk)):
        assert found == plain and found.double == plain.double
        for row, other in ((found, plain), (found.edition, plain.edition), (found.learner, plain.learner)):
            assert {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields} == {
                field.attname: getattr(other, field.attname) for field in other._meta.concrete_fields
            }
    assert asked.first(pk=0) is None and asked.all(pk=0) == []


def test_what_a_prepared_query_leaves_out_is_read_when_it_is_asked_for(django_assert_num_queries):
    user = make_user(latin_name="Somchai Jaidee")
    asked = Prepared(lambda: User.objects.filter(key=Given("key", UUIDField())).only("email"))
    with django_assert_num_queries(2):
        found = asked.first(key=user.key)
        assert (found.email, found.latin_name) == (user.email, "Somchai Jaidee")


def test_a_moment_is_compared_as_the_queryset_compares_it():
    session = Session.objects.create(session_key="a" * 32, session_data="", expire_date=datetime(2027, 1, 1, tzinfo=UTC))
    asked = Prepared(lambda: Session.objects.filter(expire_date__gt=Given("now", DateTimeField())))
    assert asked.all(now=session.expire_date - timedelta(microseconds=1)) == [session]
    assert asked.all(now=session.expire_date) == []
