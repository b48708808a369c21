"""A learner sends what another provider gave them, and may take it back while nobody has checked it."""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates import words
from certificates.days import LATEST
from certificates.models import ExternalTraining, Paper
from icrweb.accounts.models import User
from icrweb.pages.models import GuidelineEdition
from icrweb.pages.registry import names_guideline
from icrweb.trail import audit

from . import files

EARLIEST = date(1990, 1, 1)
MOST_MINUTES = 60_000
MOST_WAITING = 20


@dataclass(frozen=True, kw_only=True)
class Stated:
    """What the other provider's certificate says. `category`: one of `certificates.words.CATEGORIES`; `minutes` 0 where it states none.

    `number` or `address`: by which the provider confirms it, where no file is sent.
    """

    provider: str
    title: str
    category: str
    completed_on: date
    minutes: int = 0
    guideline: str = ""
    version: str = ""
    valid_until: date | None = None
    number: str = ""
    address: str = ""


def send(
    person: User, stated: Stated, upload: UploadedFile | None = None, edition: GuidelineEdition | None = None
) -> ExternalTraining:
    """Put it in the queue. `edition`: of the guideline, where it is in the register; then its name stands for guideline and version."""
    _refuse_implausible(person, stated, edition)
    if not (upload or stated.number or stated.address):
        raise ValidationError(_("Send the file, or the number or address by which the provider confirms it."), code="no_proof")
    facts = asdict(stated) | ({"guideline": str(edition.guideline)[:120], "version": _version(edition)} if edition else {})
    training = ExternalTraining(key=uuid4(), person=person, **facts)
    if upload:
        training.file_kind, training.sha256 = files.kind_of(upload), files.sha256_of(upload)
        if Paper.objects.filter(sha256=training.sha256).exists():
            raise ValidationError(
                _("This is a certificate of ours. It stands in the training record of its holder already."), code="ours"
            )
        training.file_name = files.keep(training.key, upload, training.file_kind)
    try:
        return _put(training)
    except ValidationError:
        files.drop(training.file_name)
        raise


@transaction.atomic
def _put(training: ExternalTraining) -> ExternalTraining:
    User.objects.select_for_update(no_key=True).get(pk=training.person_id)
    mine = ExternalTraining.objects.for_person(training.person)
    standing = mine.standing()
    if training.sha256 and standing.filter(sha256=training.sha256).exists():
        raise ValidationError({"file": ValidationError(_("You have already sent this file."), code="sent")})
    if training.number and standing.filter(provider__iexact=training.provider, number__iexact=training.number).exists():
        raise ValidationError({"number": ValidationError(_("You have already sent this number of this provider."), code="sent")})
    if mine.waiting().count() >= MOST_WAITING:
        raise ValidationError(_("Much of what you sent is still to be checked. Send more when some of it is."), code="many")
    training.save(force_insert=True)
    audit.record("external.send", training, actor=training.person, person=training.person, new={"title": training.title})
    return training


@transaction.atomic
def withdraw(training: ExternalTraining) -> ExternalTraining:
    """Its learner takes it back while it waits; the file goes at once."""
    training = ExternalTraining.objects.select_for_update(of=("self",)).select_related("person").get(pk=training.pk)
    if training.state != ExternalTraining.State.WAITING:
        raise ValidationError(_("This was checked meanwhile, so it cannot be withdrawn any more."), code="checked")
    name, training.file_name = training.file_name, ""
    training.state = ExternalTraining.State.WITHDRAWN
    training.save(update_fields=["state", "file_name"])
    audit.record("external.withdraw", training, actor=training.person, person=training.person, new={"state": training.state})
    transaction.on_commit(lambda: files.drop(name))
    return training


def _refuse_implausible(person: User, stated: Stated, edition: GuidelineEdition | None) -> None:
    today = timezone.now().astimezone(ZoneInfo(person.time_zone)).date()
    faults = {}
    done, until = stated.completed_on, stated.valid_until
    if done.year > LATEST:
        faults["completed_on"] = _refusal(_("Write years of the common calendar: 2027, not 2570."), "calendar")
    elif done > today:
        faults["completed_on"] = _refusal(_("This day has not come yet. Write the day on the certificate."), "future")
    elif done < EARLIEST:
        faults["completed_on"] = _refusal(_("Training from before 1990 cannot be added."), "early")
    elif (born := edition.effective_on if edition else _born(stated.guideline)) and done < born:
        sentence = _("This edition of the guideline is of %(day)s, which is later. Check the day and the edition.")
        faults["completed_on"] = _refusal(sentence % {"day": born.isoformat()}, "before_guideline")
    if until and until.year > LATEST:
        faults["valid_until"] = _refusal(_("Write years of the common calendar: 2027, not 2570."), "calendar")
    elif until and until < done:
        faults["valid_until"] = _refusal(_("This is before the day of completion. Check both days."), "order")
    if stated.category not in words.CATEGORIES:
        faults["category"] = _refusal(_("Choose from the list."), "category")
    if not 0 <= stated.minutes <= MOST_MINUTES:
        faults["minutes"] = _refusal(_("Write the minutes of training, at most 60000."), "minutes")
    for name in ("provider", "title"):
        if not getattr(stated, name).strip():
            faults[name] = _refusal(_("Write it as it stands on the certificate."), "empty")
    if faults:
        raise ValidationError(faults)


def _refusal(sentence: str, code: str) -> ValidationError:
    return ValidationError(sentence, code=code)


def _version(edition: GuidelineEdition) -> str:
    """In no language: it is kept as it is."""
    return ", ".join(part for part in (edition.edition, edition.effective_on and edition.effective_on.isoformat()) if part)[:120]


def _born(guideline: str) -> date | None:
    """When the first edition appeared of a guideline that was written by hand, where the register knows it."""
    known = GuidelineEdition.objects.exclude(effective_on=None).exclude(guideline__short="")
    found = [one for one in known if names_guideline(guideline.strip(), one.guideline.short)]
    longest = max((len(one.guideline.short) for one in found), default=0)
    return min((one.effective_on for one in found if len(one.guideline.short) == longest), default=None)
