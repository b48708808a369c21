"""A badge fits the schema that the publisher of Open Badges 3.0 gives out, whatever it is about."""

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft201909Validator

from certificates.models import Achievement
from tests.factories.badges import make_badge
from tests.factories.certificates import make_achievement, make_certificate

pytestmark = pytest.mark.django_db
SCHEMAS = Path(__file__).parent / "schemas"
CREDENTIAL = SCHEMAS / "ob_v3p0_achievementcredential_schema.json"


@pytest.fixture(scope="module")
def schema():
    return Draft201909Validator(json.loads(CREDENTIAL.read_text()), format_checker=Draft201909Validator.FORMAT_CHECKER)


def test_badges_of_courses_and_seminars_with_all_and_with_nothing_fit(schema):
    full = make_badge(valid_until=date(2039, 1, 31))
    bare = make_badge(
        make_certificate(
            achievement=make_achievement(kind=Achievement.Kind.ATTENDANCE, code=""),
            guideline_parts=[],
            minutes_by_category={},
            modules=[],
            pass_mark=None,
            edition_label="",
            effective_on=None,
            attended_minutes=90,
        )
    )
    for badge in (full, bare):
        document = json.loads(badge.document)
        assert [f"{error.json_path}: {error.message}" for error in schema.iter_errors(document)] == []
        for name in ("issuer", "validFrom", "credentialSubject"):  # the schema does say no
            assert not schema.is_valid({key: value for key, value in document.items() if key != name})


def test_the_schema_is_as_it_was_published():
    assert hashlib.sha256(CREDENTIAL.read_bytes()).hexdigest() in (SCHEMAS / "README.md").read_text()
