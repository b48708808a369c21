"""Loading training of other providers, through the deeds: sent by its learner, checked by somebody else."""

from datetime import date, timedelta
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from certificates.models import ExternalTraining
from icrweb.accounts.models import User
from icrweb.pages.models import GuidelineEdition
from training.external.checking import accept, reject
from training.external.sending import Stated, send

from .files import facts_in


def load_external(path: Path, day: date) -> None:
    """Each once; who loads again keeps what was decided since."""
    for row in facts_in(path):
        person = User.objects.get(email=row["person"])
        if not ExternalTraining.objects.for_person(person).filter(provider=row["provider"], title=row["title"]).exists():
            _load(row, person, path.parent / path.stem, day)


def _load(row: dict, person: User, folder: Path, day: date) -> None:
    done = day - timedelta(days=row["completed"])
    training = send(
        person,
        Stated(
            provider=row["provider"],
            title=row["title"],
            category=row["category"],
            completed_on=done,
            minutes=row["minutes"],
            valid_until=done + timedelta(days=row["valid_for"]) if "valid_for" in row else None,
            number=row.get("number", ""),
        ),
        SimpleUploadedFile(row["file"], (folder / row["file"]).read_bytes()) if "file" in row else None,
        GuidelineEdition.objects.get(code=row["edition"]) if "edition" in row else None,
    )
    if decided := row.get("accepted"):
        accept(training, family=decided["family"], by=User.objects.get(email=decided["by"]))
    if decided := row.get("rejected"):
        reject(training, reason=decided["reason"], by=User.objects.get(email=decided["by"]))
