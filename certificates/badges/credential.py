"""What a badge says about a certificate: an OpenBadgeCredential of Open Badges 3.0, in English, from the frozen facts."""

import hashlib

from django.conf import settings

from certificates import words
from certificates.models import Achievement, Badge, Certificate, badge_address
from icrweb.pages.registry import address_of_part

from . import bitstring
from .vocabulary import CREDENTIALS, OPEN_BADGES, stamp

_TYPES = {Achievement.Kind.COMPLETION: "CertificateOfCompletion", Achievement.Kind.ATTENDANCE: "Certificate"}


def describe(badge: Badge, issuer: str) -> dict:
    """The whole credential, unsigned. No name and no address in clear: the certificate behind it states who."""
    certificate = badge.certificate
    facts = certificate.facts
    document = {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": badge.address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": title(facts),
        "issuer": {
            "id": issuer,
            "type": ["Profile"],
            "name": facts["issuer"] or settings.WAGTAIL_SITE_NAME,
            "url": settings.BASE_URL,
        },
        "validFrom": stamp(certificate.issued_at),
        "awardedDate": stamp(certificate.completed_at),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [identity(certificate.recipient.email, badge.salt)],
            "achievement": _achievement(certificate),
        },
        "evidence": [
            {
                "id": certificate.address,
                "type": ["Evidence"],
                "name": f"Certificate {certificate.number}",
                "description": "The certificate behind this badge, with its holder and its status today.",
            }
        ],
        "credentialStatus": bitstring.entry(badge.status_list.address, badge.index),
    }
    if certificate.valid_until:  # inclusive
        document["validUntil"] = f"{certificate.valid_until}T23:59:59Z"
    return document


def title(facts: dict) -> str:
    return words.title(facts, "en") or words.title_in_source(facts)


def identity(email: str, salt: str) -> dict:
    """Whoever knows the address can see that it is meant; nobody reads it here."""
    digest = hashlib.sha256((email.strip().lower() + salt).encode()).hexdigest()
    return {
        "type": "IdentityObject",
        "identityType": "emailAddress",
        "hashed": True,
        "salt": salt,
        "identityHash": f"sha256${digest}",
    }


def _achievement(certificate: Certificate) -> dict:
    facts = certificate.facts
    achievement = {
        "id": f"urn:uuid:{certificate.achievement.key}",
        "type": ["Achievement"],
        "achievementType": _TYPES[facts["kind"]],
        "name": title(facts),
        "description": _joined([words.in_language("en", words.kind, facts), _edition(facts), _hours(facts)]),
        "criteria": {"narrative": _criteria(facts)},
        "image": {"id": badge_address(certificate.code, "png"), "type": "Image"},
        "inLanguage": facts["study_language"],
    }
    if facts["code"]:
        achievement["humanCode"] = facts["code"]
    if facts["edition_label"]:
        achievement["version"] = facts["edition_label"]
    if facts["guideline_parts"]:
        achievement["alignment"] = [
            {"type": ["Alignment"], "targetName": part, "targetUrl": address_of_part(part) or certificate.address}
            for part in facts["guideline_parts"]
        ]
    return achievement


def _criteria(facts: dict) -> str:
    if facts["kind"] == Achievement.Kind.ATTENDANCE:
        present = words.in_language("en", words.hours, facts["attended_minutes"]) if facts["attended_minutes"] else ""
        return _joined(["Attended the seminar", present and f"Time present: {present}"])
    modules = "; ".join(module["title"] for module in facts["modules"])
    test = words.in_language("en", words.test, facts)
    return _joined(["Completed the course", f"Test: {test}", modules and f"Modules: {modules}"])


def _edition(facts: dict) -> str:
    return f"Edition {words.in_language('en', words.edition, facts)}" if facts["edition_label"] else ""


def _hours(facts: dict) -> str:
    total = words.in_language("en", words.total_hours, facts)
    return f"Approved hours: {total}" if total else ""


def _joined(sentences: list[str]) -> str:
    return " ".join(f"{sentence}." for sentence in sentences if sentence)
