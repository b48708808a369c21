"""What programs are told about a certificate fits the schema that documents it, and nothing is told that it does not name."""

import json
from datetime import date

import pytest
from jsonschema import Draft202012Validator

from certificates.issuing import revoke, supersede
from certificates.models import Certificate, Requirement, Status
from certificates.statement import PUBLIC, SCHEMA
from icrweb.accounts.choices import NameOrder
from tests.factories.certificates import make_achievement, make_certificate
from tests.factories.people import make_user
from tests.factories.requirements import make_requirement, make_training
from tests.factories.site import make_site
from tests.factories.templates import make_template

pytestmark = pytest.mark.django_db


def undocumented(data, schema: dict, where: str = "") -> list[str]:
    """Fields that the schema does not name."""
    if isinstance(data, list):
        return [one for row in data for one in undocumented(row, schema.get("items", {}), where)]
    if not isinstance(data, dict) or "additionalProperties" in schema:
        return []
    named = schema.get("properties", {})
    found = [f"{where}.{name}" for name in data if name not in named]
    return found + [one for name in data if name in named for one in undocumented(data[name], named[name], f"{where}.{name}")]


def test_every_answer_fits_the_schema_that_is_served(client):
    make_site()
    make_requirement()
    make_template()
    schema = json.loads(b"".join(client.get("/v/schema.json").streaming_content))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    staff = make_user()
    certificates = {
        "valid": make_certificate(make_user(country="TH"), achievement=make_training()),
        "past": make_certificate(valid_until=date(2020, 1, 31)),
        "revoked": revoke(make_certificate(), staff, "leaked_test", "why"),
        "superseded": make_certificate(),
    }
    second = supersede(certificates["superseded"], staff, "spelling", latin_name="Sato Kenj")
    third = supersede(second, staff, "spelling", latin_name="Sato Kenji")
    certificates["attendance"] = make_certificate(
        achievement=make_achievement(kind="attendance"),
        pass_mark=None,
        attended_minutes=90,
        sittings=[{"title": "Opening", "minutes": 90, "starts_at": "2027-03-31T02:00:00+00:00"}],
        starts_on=date(2027, 3, 31),
        ends_on=date(2027, 3, 31),
    )
    answers = {}
    for name, certificate in certificates.items():
        response = client.get(f"/en/verify/{certificate.code}.json")
        assert response["Link"] == '</v/schema.json>; rel="describedby"'
        answers[name] = response.json()
        assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(answers[name])] == []
        assert undocumented(answers[name], schema) == []
    assert {name: answers[name]["status"] for name in Status.values} == {name: name for name in Status.values}
    assert answers["valid"]["guidance"]
    assert answers["valid"]["signatories"]
    assert answers["superseded"]["superseded_by"] == third.code
    told = answers["superseded"]["history"]
    assert [step["what"] for step in told] == ["issued", "superseded"]
    assert told[1]["at"] == second.issued_at.isoformat(timespec="seconds")  # and not when that one was replaced
    assert not validator.is_valid({**answers["valid"], "status": "good"})


def test_the_schema_names_all_that_can_be_said():
    named = json.loads(SCHEMA.read_text())["properties"]
    facts, guidance = named["facts"], named["guidance"]["items"]["properties"]
    assert tuple(facts["required"]) == PUBLIC
    assert named["status"]["enum"] == Status.values
    assert named["revocation_reason"]["enum"] == [*Certificate.RevocationReason.values, None]
    assert facts["properties"]["name_order"]["enum"] == NameOrder.values
    assert guidance["purpose"]["enum"] == Requirement.Purpose.values
    assert guidance["term"]["enum"] == Requirement.Term.values
    assert guidance["providers"]["enum"] == [value for value in Requirement.Provider.values if value] + [None]
