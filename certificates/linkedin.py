"""The address of LinkedIn's own form for adding a certificate to a profile. A plain link: nothing is sent before somebody follows it."""

from urllib.parse import urlencode

from . import words
from .models import Certificate

FORM = "https://www.linkedin.com/profile/add"


def address(certificate: Certificate, language: str) -> str:
    """The form filled in with what the certificate states; the holder looks at it there and saves it."""
    facts = certificate.facts
    completed = words.completed_day(facts)
    fields = {
        "startTask": "CERTIFICATION_NAME",
        "name": words.title(facts, language) or words.title_in_source(facts),
        "organizationName": facts["issuer"],
        "issueYear": completed.year,
        "issueMonth": completed.month,
        "certUrl": certificate.address,
        "certId": certificate.number,
    }
    if certificate.valid_until:
        fields |= {"expirationYear": certificate.valid_until.year, "expirationMonth": certificate.valid_until.month}
    return f"{FORM}?{urlencode(fields)}"
