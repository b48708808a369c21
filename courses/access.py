"""Who may see and take a course: setting it, asking what is missing, and waiving what is asked for first."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from certificates.models import Certificate
from courses.choices import Audience
from courses.models import CohortMembership, CourseAccess, Edition, Enrolment, Waiver
from courses.outline import page_words
from icrweb.accounts.models import Institution, User
from icrweb.trail import audit


def set_access(
    course_key: UUID, *, audience: str, institutions: list[Institution], prerequisites: list[UUID], by: User | None
) -> CourseAccess:
    """Say for all languages at once who may see a course and what must be finished before it."""
    wanted = [str(key) for key in prerequisites]
    if audience == Audience.INSTITUTIONS and not institutions:
        raise ValidationError(_("Choose at least one institution whose members may see the course."), code="no_institution")
    if str(course_key) in wanted:
        raise ValidationError(_("A course cannot ask for itself first."), code="itself")
    with transaction.atomic():
        access, _made = CourseAccess.objects.select_for_update(of=("self",)).get_or_create(course_key=course_key)
        if _leads_back(course_key, wanted):
            raise ValidationError(
                _("These courses ask for this one first, so nobody could ever begin. Choose others."), code="circle"
            )
        old = _facts(access)
        access.audience, access.prerequisites = audience, wanted
        access.save()
        access.institutions.set(institutions if audience == Audience.INSTITUTIONS else [])
        if old != (new := _facts(access)):
            audit.record("course.access", access, actor=by, old=old, new=new)
    return access


def waive(person: User, course_key: UUID, *, by: User, why: str) -> Waiver:
    """Let somebody take a course without what it asks for first; given twice, the first one stands."""
    if not why.strip():
        raise ValidationError(_("Say why; the reason is kept."), code="no_reason")
    with transaction.atomic():
        waiver, made = Waiver.objects.get_or_create(person=person, course_key=course_key, defaults={"by": by, "why": why.strip()})
        if made:
            audit.record(
                "prerequisites.waive", waiver, actor=by, person=person, new={"course_key": str(course_key)}, why=why.strip()
            )
    return waiver


def take_back_waiver(waiver: Waiver, *, by: User) -> None:
    """What comes first is asked of this person again; where they have enrolled already, nothing changes."""
    with transaction.atomic():
        taken, _rows = Waiver.objects.filter(pk=waiver.pk).delete()
        if taken:
            old = {"course_key": str(waiver.course_key), "why": waiver.why}
            audit.record("prerequisites.unwaive", waiver, actor=by, person=waiver.person, old=old)


def missing_first(person: User | AnonymousUser, course_key: UUID) -> list[str]:
    """Keys of the courses that `person` has still to finish before this one; none where that was waived."""
    wanted = CourseAccess.objects.filter(course_key=course_key).values_list("prerequisites", flat=True).first() or []
    if not person.is_authenticated:
        return wanted
    if not wanted or Waiver.objects.filter(person=person, course_key=course_key).exists():
        return []
    done = {str(key) for key in finished_courses(person, wanted)}
    return [key for key in wanted if key not in done]


def finished_courses(person: User, course_keys) -> set[UUID]:
    """Courses finished in any edition; a completion whose certificate was revoked does not count."""
    rows = Enrolment.objects.for_learner(person).completed().filter(course_key__in=list(course_keys))
    finished = dict(rows.values_list("key", "course_key"))
    revoked = Certificate.objects.filter(evidence_key__in=finished, superseded_by=None).exclude(revoked_at=None)
    return {finished[key] for key in finished.keys() - set(revoked.values_list("evidence_key", flat=True))}


def course_titles(course_keys, user, language: str | None = None) -> dict[str, tuple[str, str, str]]:
    """Title, address ("" where there is none) and foreign language ("" where it is the reader's) by course key.

    A course that is hidden from `user` has no title and no address here either.
    """
    hidden = CourseAccess.objects.hidden_from(user).filter(course_key__in=course_keys)
    unseen = {str(key) for key in hidden.values_list("course_key", flat=True)}
    keys = {str(key) for key in course_keys}
    words = page_words(keys - unseen, language or get_language())
    for edition in Edition.objects.filter(course_key__in=keys - unseen - words.keys()).order_by("effective_on"):
        words[str(edition.course_key)] = (edition.title, "", edition.language)
    return words | {key: (_("A course that is not open to you"), "", "") for key in unseen}


def opens_on(person: User, course_key: UUID) -> date | None:
    """The day on which a course that belongs to its groups opens for `person`, while that day is still to come for them."""
    starts = (
        CohortMembership.objects.of_person(person)
        .standing()
        .filter(cohort__course_key=course_key)
        .aggregate(first=Min("cohort__starts_on"))["first"]
    )
    of_groups = Q(course_key=course_key, audience=Audience.COHORTS)
    if starts and starts > today_of(person) and CourseAccess.objects.filter(of_groups).exists():
        return starts
    return None


def refuse_who_may_not_enrol(person: User, course_key: UUID) -> None:
    """Ask everything that stands between somebody and a course."""
    if CourseAccess.objects.hidden_from(person).filter(course_key=course_key).exists():
        raise ValidationError(_("There is no such course."), code="hidden")
    if day := opens_on(person, course_key):
        raise ValidationError(
            _("Your group begins on %(day)s. Come back then."),
            code="not_started",
            params={"day": date_format(day, "DATE_FORMAT")},
        )
    if missing := missing_first(person, course_key):
        titles = course_titles(missing, person)
        raise ValidationError(
            _("Finish this first: %(titles)s."),
            code="prerequisite",
            params={"titles": ", ".join(titles[key][0] for key in missing if key in titles)},
        )


def today_of(person: User) -> date:
    """The calendar day where the person is."""
    return timezone.localdate(timezone=ZoneInfo(person.time_zone))


def _leads_back(course_key: UUID, wanted: list[str]) -> bool:
    asks = {str(key): keys for key, keys in CourseAccess.objects.values_list("course_key", "prerequisites")}
    seen, waiting = set(), list(wanted)
    while waiting:
        key = waiting.pop()
        if key == str(course_key):
            return True
        if key not in seen:
            seen.add(key)
            waiting += asks.get(key, [])
    return False


def _facts(access: CourseAccess) -> dict:
    return {
        "audience": access.audience,
        "institutions": [institution.code for institution in access.institutions.order_by("code")],
        "prerequisites": list(access.prerequisites),
    }
