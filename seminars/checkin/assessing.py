"""The organizer's assessment, and the certificate of completion that follows from it; that of attendance is another paper."""

from collections.abc import Collection
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from certificates.issuing import Facts, issue_certificate
from icrweb.accounts.models import User
from icrweb.trail import audit

from ..certifying import completion_of
from ..letters import where
from ..models import Assessment, Registration, Seminar, Sitting
from .counting import locked

MOST_AT_ONCE = 200


@transaction.atomic
def assess(seminar: Seminar, chosen: Collection[int], by: User, *, passed: bool, why: str) -> list[Assessment]:
    """Say of participants (primary keys of their registrations) that they passed, or not; all of them or none.

    Who passed gets the certificate of completion, once. A later "not passed" is kept with its ground and takes no certificate
    back: revoking is another deed, by others. Returns what is different now.
    """
    seminar = locked(seminar.pk)
    if timezone.now() < seminar.ends_at or seminar.cancelled_at:
        raise ValidationError(_("A seminar is assessed when it is over."), code="early")
    if not why.strip():
        raise ValidationError(_("Write on what ground, for example the test or the plan that was presented."), code="why")
    rows = list(seminar.registrations.confirmed().filter(pk__in=chosen).select_related("person").order_by("number"))
    if not rows or len(rows) != len(set(chosen)):
        raise ValidationError(_("Choose people in the list who have a place."), code="chosen")
    if len(rows) > MOST_AT_ONCE:
        raise ValidationError(_("Assess at most %(most)d people at once.") % {"most": MOST_AT_ONCE}, code="too_many")
    if any(row.person_id == by.pk for row in rows):
        raise ValidationError(_("Nobody assesses themselves. Ask another organizer."), code="oneself")
    sittings = list(seminar.sittings.all())
    there = {one.registration_id: one for one in Assessment.objects.filter(registration__in=rows)}
    changed = []
    for row in rows:
        one = there.get(row.pk)
        if one and one.passed == passed:
            continue
        changed.append(keep_result(one or Assessment(registration=row), row, by, passed=passed, why=why))
        if passed:
            certify(seminar, changed[-1], row, sittings, by)
    return changed


def keep_result(one: Assessment, row: Registration, by: User | None, *, passed: bool, why: str) -> Assessment:
    was = one.passed if one.pk else None
    one.passed, one.why, one.by, one.at = passed, why, by, timezone.now()
    one.save()
    audit.record("seminar.assess", row, actor=by, person=row.person, old={"passed": was}, new={"passed": passed}, why=why)
    return one


def certify(seminar: Seminar, one: Assessment, row: Registration, sittings: list[Sitting], by: User | None) -> None:
    zone = ZoneInfo(seminar.time_zone)
    with translation.override(seminar.language):  # frozen, so not in the language of whoever assesses
        place = where(seminar, row.mode)
    facts = Facts(
        titles={seminar.language: seminar.title_in(seminar.language), **seminar.titles},
        source_language=seminar.language,
        completed_at=seminar.ends_at,
        study_language=row.language,
        edition_label=seminar.code,
        assessed=True,
        of_seminar=True,
        modules=[{"title": sitting.title_in(seminar.language) or place, "minutes": sitting.minutes} for sitting in sittings],
        place=place,
        starts_on=seminar.starts_at.astimezone(zone).date(),
        ends_on=seminar.ends_at.astimezone(zone).date(),
        time_zone=seminar.time_zone,
    )
    issue_certificate(row.person, completion_of(seminar), evidence_key=one.key, facts=facts, by=by)
