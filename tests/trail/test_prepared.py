import uuid

import pytest
from wagtail.models import Page

from icrweb.trail.prepared import Given, Prepared, given_keys, given_numbers
from tests.factories.courses import lessons_of, make_course

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
