"""Many numbers at once, for monitors: one answer a line, in the order in which they were typed."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from . import guessing, words
from .models import Certificate, Status
from .typed import MOST, read_code

COLUMNS = (
    "number",
    "status",
    "since",
    "counts_now",
    "holder",
    "own_script",
    "kind",
    "title",
    "edition",
    "completed",
    "valid_until",
)


@dataclass
class Answer:
    """What one line says: a certificate with its status today, or the sentence why there is none."""

    typed: str
    certificate: Certificate | None = None
    status: Status | None = None
    successor: Certificate | None = None
    problem: str = ""

    @property
    def since(self) -> str:
        """The day of the revocation or correction."""
        if self.status is Status.REVOKED:
            return f"{self.certificate.revoked_at:%Y-%m-%d}"
        return f"{self.successor.issued_at:%Y-%m-%d}" if self.successor else ""

    @property
    def facts(self) -> dict:
        return self.certificate.facts

    @property
    def title(self) -> str:
        return words.title(self.facts, "en") or words.title_in_source(self.facts)

    @property
    def completed_on(self) -> str:
        return words.completed_day(self.facts).isoformat()

    def as_row(self) -> list[str]:
        """The same for a spreadsheet, in the order of `COLUMNS`."""
        if not self.certificate:
            return [self.typed, self.problem, *[""] * (len(COLUMNS) - 2)]
        return [
            self.certificate.number,
            self.status.value,
            self.since,
            self.successor.number if self.successor else "",
            self.facts["latin_name"],
            self.facts["native_name"],
            self.facts["kind"],
            self.title,
            self.facts["edition_label"],
            self.completed_on,
            self.facts["valid_until"] or "",
        ]


def check_many(request, typed: list[str], day) -> list[Answer]:
    """The answers on `day`, in three queries. Unknown numbers count towards the limit; beyond it nothing more is told."""
    answers, wanted = [], {}
    for line in typed[:MOST]:
        answer = Answer(line)
        try:
            wanted[line] = read_code(line.rstrip("/").rsplit("/", 1)[-1])  # the address on a paper will do
        except ValidationError as refusal:
            answer.problem = refusal.message
        answers.append(answer)
    found = {certificate.code: certificate for certificate in Certificate.objects.filter(code__in=set(wanted.values()))}
    successors = _successors([certificate for certificate in found.values() if certificate.superseded_by_id])
    for answer in answers:
        if answer.problem:
            continue
        if guessing.too_many(request):
            answer.problem = _("Not checked: too many unknown numbers before it. Wait a minute, then check the rest.")
        elif certificate := found.get(wanted[answer.typed]):
            answer.certificate, answer.status = certificate, certificate.status(day)
            answer.successor = successors.get(certificate.evidence_key) if certificate.superseded_by_id else None
        else:
            guessing.note_unknown(request)
            answer.problem = _("No certificate has this number. Compare each character with the paper.")
    return answers


def counts_of(answers: list[Answer]) -> list[dict]:
    """How many lines have each status, and how many have none."""
    counts = [
        {"status": status.value, "word": status.label, "number": sum(answer.status is status for answer in answers)}
        for status in Status
    ]
    none = sum(answer.certificate is None for answer in answers)
    return [*counts, {"status": "problem", "word": _("No answer"), "number": none}]


def _successors(superseded: list[Certificate]) -> dict:
    """The certificate that counts now, by evidence."""
    keys = [certificate.evidence_key for certificate in superseded]
    if not keys:
        return {}
    return {one.evidence_key: one for one in Certificate.objects.filter(evidence_key__in=keys, superseded_by=None)}
