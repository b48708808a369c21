"""The exact letter before it is issued, and a template with invented people: the same layout, marked, without number and code."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.guidance import today_at_issuer
from icrweb.accounts.models import User
from icrweb.pages.typesetting import typeset
from icrweb.trail import audit

from ..models import Mode, OfficialLetter, Registration, Seminar
from . import passports, sealing
from .composing import LAYOUT, STANDARDS, Draft, paper_of
from .facts import freeze
from .issuing import refuse_what_cannot_be
from .wording import Wording, wording_for

PASSPORT = {
    "passport_name": "PIMCHANOK SRISUKSAWAT",
    "passport_number": "XX0000000",
    "passport_expires": "2031-05-31",
    "birth_date": "1989-02-28",
    "nationality": "TH",
    "sex": "F",
    "position": "",
}


def preview(registration: Registration, *, kind: str, language: str, by: User, with_passport: bool) -> bytes:
    """The PDF of the letter as `issue` would make it now. Passport data on it are a look, which is kept."""
    refuse_what_cannot_be(registration.seminar, [registration], kind)
    language = language or registration.language
    draft = draft_of(registration, kind, language, wording_for(kind, language, registration.seminar), with_passport=with_passport)
    values = None
    if draft.facts["with_passport"]:
        sealed = passports.sealed_for(registration, by)
        passports.refuse_missing([OfficialLetter(registration=registration, facts=draft.facts, sealed=sealed)])
        audit.record("passport.look", registration, actor=by, person=registration.person, why=_("Preview of a letter"))
        values = sealing.unseal(sealed)
    return set_paper(draft, values)


def specimen(kind: str, language: str, wording: Wording, seminar: Seminar | None) -> bytes:
    """A template as it stands in the form, with an invented person and, where none is chosen, an invented seminar."""
    person = User(latin_name="Pimchanok Srisuksawat", native_name="พิมพ์ชนก ศรีสุขสวัสดิ์", email="pimchanok@demo.example")
    registration = Registration(
        seminar=seminar or _invented(),
        person=person,
        mode=Mode.ON_SITE,
        country="TH",
        institution_name="Invented University Hospital",
        role="physician",
        language=language,
    )
    draft = draft_of(registration, kind, language, wording, with_passport=True)
    return set_paper(draft, PASSPORT if draft.facts["with_passport"] else None)


def draft_of(registration: Registration, kind: str, language: str, wording: Wording, *, with_passport: bool) -> Draft:
    now = timezone.now()
    facts = freeze(registration, wording, language, today_at_issuer(now), passport=with_passport)
    return Draft(kind=kind, language=language, facts=facts, issued_at=now)


def set_paper(draft: Draft, passport: dict | None) -> bytes:
    """Raises SubprocessError or OSError where the typesetter fails."""
    return typeset(LAYOUT, LAYOUT.parent, paper_of(draft, passport), format="pdf", pdf_standards=STANDARDS)


def _invented() -> Seminar:
    starts = datetime(2027, 6, 7, 0, 0, tzinfo=UTC)
    return Seminar(
        titles={"en": "Seminar"},
        format=Seminar.Format.ON_SITE,
        time_zone="Asia/Tokyo",
        city="Tokyo",
        starts_at=starts,
        ends_at=starts + timedelta(days=4, hours=8),
    )
