"""Issuing, correcting and revoking certificates. What is printed is frozen here, once."""

from datetime import date, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from icrweb.accounts.identity import level_of
from icrweb.accounts.models import Affiliation, Institution, User
from icrweb.accounts.names import language_of_name
from icrweb.pages.folding import fold
from icrweb.pages.models import SiteSettings
from icrweb.trail import audit

from .badges.asking import ask_again
from .designs import design_for
from .facts import TEMPLATE, Facts
from .models import Achievement, Certificate, OwedCertificate
from .papers import ask_for_paper

__all__ = [
    "Facts",
    "achievement_for",
    "issue_certificate",
    "issue_owed",
    "issue_owed_certificates",
    "revoke",
    "revoke_many",
    "supersede",
]


def achievement_for(key: UUID, kind: str, code: str, name: str) -> Achievement:
    """The achievement of a course or seminar, under its present code and name; its certificates keep their own words."""
    achievement, made = Achievement.objects.get_or_create(key=key, defaults={"kind": kind, "code": code, "name": name})
    if not made and (achievement.code, achievement.name) != (code, name):
        achievement.code, achievement.name = code, name
        achievement.save(update_fields=["code", "name"])
    return achievement


@transaction.atomic
def issue_certificate(
    recipient: User, achievement: Achievement, evidence_key: UUID, facts: Facts, by: User | None = None
) -> Certificate | None:
    """State an achievement once per piece of evidence; None while the recipient has no name to print, and it is owed.

    Call it inside the transaction of what earned it. Asking again returns the certificate there is.
    """
    recipient = _locked_person(recipient)
    if standing := Certificate.objects.filter(evidence_key=evidence_key, superseded_by=None).first():
        return standing
    if not recipient.latin_name:
        OwedCertificate.objects.get_or_create(
            evidence_key=evidence_key,
            defaults={"achievement": achievement, "recipient": recipient, "facts": facts.as_json()},
        )
        return None
    try:
        with transaction.atomic():
            certificate = _write(recipient, achievement, evidence_key, facts)
    except IntegrityError:
        # Somebody was faster; the constraint on the evidence saw it.
        return Certificate.objects.get(evidence_key=evidence_key, superseded_by=None)
    if recipient.names_locked_at is None:
        User.objects.filter(pk=recipient.pk, names_locked_at=None).update(names_locked_at=certificate.issued_at)
    audit.record("certificate.issue", certificate, actor=by, person=recipient, new={"number": certificate.number})
    ask_for_paper(certificate, certificate.facts["study_language"])
    return certificate


@transaction.atomic
def issue_owed(user: User) -> list[Certificate]:
    """Issue what somebody earned before they gave a name."""
    issued = []
    for owed in OwedCertificate.objects.select_for_update().filter(recipient=user).select_related("achievement"):
        certificate = issue_certificate(user, owed.achievement, owed.evidence_key, Facts.from_json(owed.facts))
        if certificate:
            owed.delete()
            issued.append(certificate)
    return issued


def issue_owed_certificates() -> int:
    """Issue what is owed to people who have given a name since."""
    named = User.objects.exclude(latin_name="").filter(owed_certificates__isnull=False).distinct()
    return sum(len(issue_owed(user)) for user in named[:100])


@transaction.atomic
def revoke(certificate: Certificate, by: User, reason: str, why: str) -> Certificate:
    """Take a certificate back, with a reason that everyone sees and a why that only staff see."""
    certificate = _locked(certificate)
    _refuse_without_why(why)
    if reason not in Certificate.RevocationReason.values:
        raise ValidationError(_("Choose a reason from the list."), code="reason")
    if certificate.superseded_by_id:
        raise ValidationError(
            _("This certificate was replaced by a corrected one. Revoke the corrected one instead."), code="superseded"
        )
    if certificate.revoked_at:
        raise ValidationError(_("This certificate is revoked already."), code="revoked")
    certificate.revoked_at, certificate.revocation_reason = timezone.now(), reason
    certificate.save(update_fields=["revoked_at", "revocation_reason"])
    audit.record(
        "certificate.revoke",
        certificate,
        actor=by,
        person=certificate.recipient,
        old={"revoked_at": None, "revocation_reason": ""},
        new={"revoked_at": certificate.revoked_at, "revocation_reason": reason},
        why=why,
    )
    return certificate


@transaction.atomic
def revoke_many(certificates: QuerySet, by: User, reason: str, why: str, most: int = 500) -> int:
    """Take back the first `most` of these with one reason, all or none; ask again while some are left. Returns how many."""
    chosen = list(certificates.standing().order_by("completed_at", "pk").values_list("pk", flat=True)[:most])
    for certificate in Certificate.objects.filter(pk__in=chosen).order_by("pk"):
        revoke(certificate, by, reason, why)
    return len(chosen)


@transaction.atomic
def supersede(
    certificate: Certificate,
    by: User,
    why: str,
    *,
    latin_name: str | None = None,
    native_name: str | None = None,
    name_order: str | None = None,
) -> Certificate:
    """Correct the name: a new certificate on the same evidence; the old one stays, and says which one counts."""
    old = _locked(certificate)
    _refuse_without_why(why)
    if old.superseded_by_id:
        raise ValidationError(_("This certificate was replaced already. Correct the one that replaced it."), code="superseded")
    if old.revoked_at:
        raise ValidationError(_("This certificate is revoked. A revoked certificate is not corrected."), code="revoked")
    wanted = {"latin_name": latin_name, "native_name": native_name, "name_order": name_order}
    before = {name: old.facts[name] for name in wanted}
    after = {name: before[name] if value is None else value for name, value in wanted.items()}
    if not after["latin_name"].strip():
        raise ValidationError(_("Write the name in Latin letters."), code="name")
    if after == before:
        raise ValidationError(_("Nothing is different. Write the name as it should be."), code="same")

    # The old row points at the new one before that exists, so that at no moment two stand for the same evidence;
    # the database checks the reference when the transaction ends.
    successor_id = uuid4()
    old.superseded_by_id = successor_id
    old.save(update_fields=["superseded_by"])
    issued_at = timezone.now()
    facts = {**old.facts, **after, "issued_at": issued_at.isoformat(), "template": TEMPLATE}
    facts["design"] = design_for(old.achievement)
    facts["native_language"] = language_of_name(after["native_name"], facts["country"], facts["study_language"])
    new = _save(old.recipient, old.achievement, old.evidence_key, facts, issued_at, successor_id)
    audit.record(
        "certificate.supersede",
        old,
        actor=by,
        person=old.recipient,
        old={**before, "number": old.number},
        new={**after, "number": new.number},
        why=why,
    )
    audit.record("certificate.issue", new, actor=by, person=old.recipient, new={"number": new.number}, why=why)
    for language in old.papers.values_list("language", flat=True):
        ask_for_paper(new, language)
    ask_again(old, new)
    return new


def _locked(certificate: Certificate) -> Certificate:
    return Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)


def _locked_person(person: User) -> User:
    """The person as they are now: a name being changed in another window is changed before or after, not meanwhile."""
    return User.objects.select_for_update(no_key=True).get(pk=person.pk)


def _refuse_without_why(why: str) -> None:
    if not why.strip():
        raise ValidationError(_("Write why. The audit trail keeps it."), code="why")


def _write(recipient: User, achievement: Achievement, evidence_key: UUID, facts: Facts) -> Certificate:
    issued_at = timezone.now()
    frozen = _frozen(recipient, achievement, facts, issued_at)
    return _save(recipient, achievement, evidence_key, frozen, issued_at, uuid4())


def _frozen(recipient: User, achievement: Achievement, facts: Facts, issued_at: datetime) -> dict:
    """All that is printed and shown, as plain JSON."""
    zone = facts.time_zone or recipient.time_zone
    affiliation = _affiliation_on(recipient, facts.completed_at.astimezone(ZoneInfo(zone)).date())
    institution = affiliation.institution if affiliation else None
    country = institution.country if institution else recipient.country
    site = SiteSettings.objects.filter(site__is_default_site=True).first() or SiteSettings()
    return {
        **facts.as_json(),
        "template": TEMPLATE,
        "design": design_for(achievement),
        "kind": achievement.kind,
        "code": achievement.code,
        "time_zone": zone,
        "study_language": facts.study_language or recipient.language,
        "latin_name": recipient.latin_name,
        "native_name": recipient.native_name,
        "native_language": language_of_name(recipient.native_name, recipient.country or country, recipient.language),
        "name_order": recipient.name_order,
        "institution": affiliation.institution_name if affiliation else "",
        "country": country,
        "identity": level_of(recipient, affiliation),
        "issuer": site.issuer_name,
        "responsible_person": site.responsible_person,
        "responsible_person_native": site.responsible_person_native,
        "responsible_native_language": language_of_name(site.responsible_person_native, _home_country(), "en"),
        "responsible_role": site.responsible_role,
        "issued_at": issued_at.isoformat(),
    }


def _home_country() -> str:
    """Where the issuer sits: it decides the letter forms of the responsible person's name."""
    home = Institution.objects.filter(kind=Institution.Kind.COORDINATING).order_by("pk").first()
    return home.country if home else ""


def _affiliation_on(person: User, day) -> Affiliation | None:
    """Where somebody worked that day: a confirmed place before a self-declared one, then the latest."""
    affiliations = person.affiliations.on(day).select_related("institution")
    return max(affiliations, key=lambda one: (one.confirmed_at is not None, str(one.started_on or ""), one.pk), default=None)


def _save(recipient, achievement, evidence_key: UUID, frozen: dict, issued_at: datetime, pk: UUID) -> Certificate:
    certificate = Certificate(
        id=pk,
        achievement=achievement,
        recipient=recipient,
        evidence_key=evidence_key,
        latin_name=frozen["latin_name"],
        native_name=frozen["native_name"],
        title=frozen["titles"][frozen["source_language"]][:255],
        facts=frozen,
        completed_at=datetime.fromisoformat(frozen["completed_at"]),
        issued_at=issued_at,
        valid_until=date.fromisoformat(frozen["valid_until"]) if frozen["valid_until"] else None,
    )
    certificate.folded = fold(f"{certificate.latin_name} {certificate.native_name} {' '.join(frozen['titles'].values())}")
    certificate.save(force_insert=True)
    return certificate
