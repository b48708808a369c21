"""Certificates for tests; each call shows only what the test is about."""

import uuid
from datetime import UTC, date, datetime

from certificates.issuing import Facts, achievement_for, issue_certificate
from certificates.models import Achievement, Certificate
from certificates.printing import make, take
from icrweb.accounts.models import User
from tests.factories.people import make_user

COMPLETED_AT = datetime(2027, 1, 15, 7, 20, tzinfo=UTC)


def make_facts(**fields) -> Facts:
    return Facts(
        **{
            "titles": {"en": "Good Clinical Practice for Investigator Sites", "th": "การปฏิบัติการวิจัยทางคลินิกที่ดี"},
            "source_language": "en",
            "study_language": "en",
            "completed_at": COMPLETED_AT,
            "edition_label": "2026.2",
            "effective_on": date(2026, 12, 1),
            "guideline_parts": ["ICH E6(R3) Principles", "ICH E6(R3) Annex 1"],
            "minutes_by_category": {"gcp": 300, "ethics": 30, "safety": 30},
            "pass_mark": 80,
            "modules": [
                {"id": "module-1", "title": "Roles and records", "minutes": 200},
                {"id": "module-2", "title": "Safety", "minutes": 160},
            ],
            **fields,
        }
    )


def make_achievement(**fields) -> Achievement:
    return achievement_for(
        **{
            "key": uuid.uuid4(),
            "kind": "completion",
            "code": "C1",
            "name": "Good Clinical Practice for Investigator Sites",
            **fields,
        }
    )


def make_certificate(
    recipient: User | None = None, *, achievement: Achievement | None = None, evidence_key=None, **facts
) -> Certificate:
    return issue_certificate(
        recipient or make_user(), achievement or make_achievement(), evidence_key or uuid.uuid4(), make_facts(**facts)
    )


def print_papers(certificate: Certificate) -> None:
    """What the worker does about the papers of one certificate."""
    for paper in certificate.papers.filter(sha256=""):
        assert take(paper)
        assert make(paper)
