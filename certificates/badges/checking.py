"""What can be said about a badge that somebody shows: all about our own; about others' only what was proved. Nothing is fetched."""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from threading import BoundedSemaphore

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates import statement
from certificates.models import Badge, Certificate

from . import keys
from .presented import Presented

SUITE = "eddsa-rdfc-2022"
LONGEST = 15  # seconds, waiting for a processor included
_turn = BoundedSemaphore()  # each process checks one strange signature at a time


@dataclass(frozen=True)
class Finding:
    """The word and the sentence of an answer; `status` is one of a certificate, "problem" or "note"."""

    status: str
    word: str
    text: str
    certificate: Certificate | None = None
    facts: list[dict] = field(default_factory=list)
    unknown: bool = False  # counts towards the limit, as an unknown number does


def look_at(presented: Presented) -> Finding:
    if presented.is_token:
        return _not_checked(_("It is secured as a JSON Web Token, which this site does not check. Ask its issuer."), [])
    badge = _recorded(presented)
    if badge and presented.same_as(badge.document):
        return _as_issued(badge.certificate, presented)
    if presented.issuer == keys.issuer() or presented.address.startswith(f"{settings.BASE_URL}/badges/"):
        return _only_named_ours(badge, presented)
    return _of_others(presented)


def _recorded(presented: Presented) -> Badge | None:
    """The badge of the number in the address, whatever the host: the site may have moved since."""
    code = presented.address.rpartition("/")[2].removesuffix(".json")
    return Badge.objects.made().select_related("certificate").filter(certificate__code=code).first()


def _as_issued(certificate: Certificate, presented: Presented) -> Finding:
    now = timezone.now()
    status = certificate.status(now.date())
    meaning = statement.verdict(certificate, status, statement.successor_of(certificate), now)
    return Finding(status.value, "", meaning, certificate, _facts(presented))


def _only_named_ours(badge: Badge | None, presented: Presented) -> Finding:
    if badge is None:
        word = _("Unknown")
        sentence = _("This badge names this site as its issuer, but we have issued none with this address. Do not rely on it.")
        return Finding("problem", word, sentence, unknown=True)
    if presented.same_but_signature(badge.document):
        word = _("Another signature")
        sentence = _(
            "It says what our badge says, but its signature is not the one that counts: we may have signed the badge anew."
        )
    else:
        word = _("Not as we issued it")
        sentence = _("This file differs from the badge that we issued under this number. Rely on the page of the number alone.")
    return Finding("problem", word, sentence, badge.certificate)


def _of_others(presented: Presented) -> Finding:
    facts = _facts(presented)
    found = presented.document.get("proof")
    proof = found[0] if isinstance(found, list) and len(found) == 1 else found
    if not isinstance(proof, dict) or proof.get("cryptosuite") != SUITE:
        sentence = _("It is not signed, or in a way that this site does not check: only %(suite)s is.") % {"suite": SUITE}
        return _not_checked(sentence, facts)
    method = proof.get("verificationMethod")
    signer = method.partition("#")[0] if isinstance(method, str) else ""
    if not signer.startswith("did:key:"):
        return _not_checked(
            _(
                "The key that signed it could not be fetched: this site fetches nothing from addresses that a file names. So we can say"
                " neither that the signature is right nor that it is wrong. Ask its issuer."
            ),
            facts,
        )
    if proof.get("proofPurpose") != "assertionMethod":
        return _not_checked(_("Its signature was made for another purpose than to state something."), facts)
    return _judged(presented, signer, facts)


def _judged(presented: Presented, signer: str, facts: list[dict]) -> Finding:
    answer = judge(presented.document)
    if answer is None:
        return _not_checked(_("Its signature could not be computed here. Try again, or ask its issuer."), facts)
    if address := answer.get("unknown"):
        return _not_checked(
            _("It is written with a vocabulary that is not kept here: %(address)s") % {"address": address[:200]}, facts
        )
    if not answer["fits"]:
        return Finding(
            "problem",
            _("The signature does not fit"),
            _("The file was changed after it was signed, or saved anew by a program. Ask for the file as its issuer gave it."),
            facts=facts,
            unknown=True,
        )
    if not answer["covered"]:
        sentence = _("The signature fits, but not all that stands in the file is covered by it. Rely on nothing in it alone.")
    elif signer != presented.issuer:
        sentence = _("The signature fits, but its key is not that of the issuer whom the file names. It proves nothing about them.")
    else:
        sentence = _(
            "The signature fits: the file is as the holder of that key signed it. Who that is, a key does not tell, and whether"
            " the badge was taken back, only its issuer can."
        )
    return Finding("note", _("Signed by somebody else"), sentence, facts=facts, unknown=True)


def judge(document: dict) -> dict | None:
    """What the process of its own says (`judging`); None where it had not the time, or could make nothing of it."""
    if not _turn.acquire(timeout=LONGEST):
        return None
    try:
        command = [sys.executable, "-m", "certificates.badges.judging"]
        done = subprocess.run(  # noqa: S603 - our own program; the document goes in as data
            command,
            input=json.dumps(document).encode(),
            capture_output=True,
            timeout=LONGEST,
            cwd=settings.BASE_DIR,
            env={},  # it needs no secret of ours
            check=True,
        )
        return json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError):
        return None
    finally:
        _turn.release()


def _not_checked(sentence: str, facts: list[dict]) -> Finding:
    return Finding("note", _("Not checked"), sentence, facts=facts, unknown=True)


def _facts(presented: Presented) -> list[dict]:
    """What the file says of itself."""
    return [
        {"label": _("What"), "value": presented.title, "strong": True},
        {"label": _("Issuer"), "value": presented.issuer_name, "more": presented.issuer},
        {"label": _("Holds until"), "value": presented.valid_until[:10]},
    ]
