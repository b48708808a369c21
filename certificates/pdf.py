"""The paper of a certificate as PDF/A-3a and PDF/UA-1. The same facts give the same bytes."""

import json

import typst

from icrweb.accounts.glyphs import FONT_PATHS, LATIN

from .composing import LAYOUT, paper_of
from .models import Certificate


def render(certificate: Certificate, language: str) -> bytes:
    """The paper in a language, from the facts and the design that the certificate froze."""
    return typst.compile(
        str(LAYOUT),
        root=str(LAYOUT.parent),
        font_paths=[str(LATIN), *FONT_PATHS],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps([paper_of(certificate, language)], ensure_ascii=False)},
        pdf_standards=["a-3a", "ua-1"],
        timestamp=int(certificate.issued_at.timestamp()),
        format="pdf",
    )
