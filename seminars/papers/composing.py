"""What stands on the paper of a letter, as data for the typesetter: from its frozen facts, and passport data where it prints them."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from certificates import days, pictures
from certificates.codes import format_code
from certificates.composing import LAYOUT as CERTIFICATE
from certificates.guidance import today_at_issuer
from icrweb.pages.scripts import run

from ..models import OfficialLetter
from . import passports, placeholders

LAYOUT = Path(__file__).parent.parent / "typst" / "letter.typ"
WORDMARK = CERTIFICATE.parent / "wordmark.svg"
INK = "#131f38"
STANDARDS = ["a-3a", "ua-1"]
HIDDEN = "·" * 21  # where a preview has no code


@dataclass(frozen=True)
class Draft:
    """A letter as it would be: what a preview shows, with neither number nor code."""

    kind: str
    language: str
    facts: dict
    issued_at: datetime
    number: str = ""
    code: str = ""


def paper_of(letter: OfficialLetter | Draft, passport: dict | None) -> dict:
    """Everything on the paper, in the language of the letter. `passport`: the values in clear, or None where it prints none."""
    language, facts = letter.language, letter.facts
    frame = run("", language)
    with translation.override(language):
        values = passports.in_words(passport, language) if passport else {}
        title, body, addressee = (placeholders.fill(facts[name], values) for name in ("title", "body", "addressee"))
        address = f"{settings.BASE_URL}/l/{letter.code}"
        today = today_at_issuer(letter.issued_at)
        return {
            "lang": frame["lang"],
            "region": frame["region"],
            "fonts": frame["fonts"],
            "title": f"{title}: {facts['latin_name']}",
            "author": facts["issuer"],
            "date": {"year": today.year, "month": today.month, "day": today.day},
            "logo": pictures.as_svg(facts["logo"]) or WORDMARK.read_text(encoding="utf-8"),
            "logo_height": 14 if facts["logo"] else 9,
            "logo_alt": facts["issuer"],
            "letterhead": _lines(facts["letterhead"] or facts["issuer"], language),
            "addressee": _lines(addressee, language),
            "heading": run(title, language),
            "marks": [
                {"label": run(_("Number"), language), "value": run(letter.number or _("given when it is issued"), language)},
                {"label": run(_("Date"), language), "value": run(days.in_words(today, language), language)},
            ],
            "body": [[run(line, language) for line in lines] for lines in placeholders.paragraphs_of(body)],
            "signatory": run(facts["signatory"], language) if facts["signatory"] else None,
            "signatory_title": _lines(facts["signatory_title"], language),
            "signature": pictures.as_svg(facts["signature"]),
            "signature_alt": _("Signature of %(name)s") % {"name": facts["signatory"]},
            "seal": pictures.as_svg(facts["seal"]),
            "seal_alt": _("Seal of %(name)s") % {"name": facts["signatory"] or facts["issuer"]},
            "check": run(_("Check this letter"), language),
            "code": _groups(letter.code or HIDDEN),
            "address": f"{urlsplit(settings.BASE_URL).netloc}/l",
            "qr": _qr(address) if letter.code else "",
            "qr_alt": _("QR code with the address %(address)s") % {"address": address},
            "fine": run(
                _("This letter counts as long as the check of its code does not say that it is void. It is signed digitally."),
                language,
            ),
            "foot": run(" · ".join(part for part in (letter.number, facts["issuer"]) if part), language),
            "preview": _preview() if not letter.code else None,
        }


def _groups(code: str) -> list[str]:
    """The code on two lines."""
    printed = format_code(code)
    return [printed[:14], printed[15:]]


def _preview() -> str:
    own = _("PREVIEW\nnot valid")
    with translation.override("en"):
        english = _("PREVIEW\nnot valid")
    return own if own == english else f"{english}\n{own.splitlines()[-1]}"


def _lines(text: str, language: str) -> list[dict]:
    return [run(line.strip(), language) for line in text.splitlines() if line.strip()]


def _qr(address: str) -> str:
    buffer = BytesIO()
    segno.make(address, error="m", micro=False).save(buffer, kind="svg", border=0, dark=INK, xmldecl=False, nl=False)
    return buffer.getvalue().decode()
