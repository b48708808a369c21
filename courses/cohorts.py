"""Groups: opening one, getting in and out, and what its teachers decide."""

import secrets
import unicodedata
from datetime import date
from uuid import UUID

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.codes import ALPHABET
from courses.models import Cohort, CohortMembership, CohortTeacher
from icrweb.accounts.models import Institution, User
from icrweb.trail import audit

KEY_LENGTH = 8  # forty random bits, and ten wrong tries an hour
WRONG_KEYS = 10
WRONG_KEYS_WINDOW = 3600
TOLD_VERSION = "2026-11"  # changes with the sentence in courses/includes/what_teachers_see.html
_LOOK_ALIKES = str.maketrans({"0": "Q", "O": "Q", "1": "L", "I": "L", "|": "L"})
How = CohortMembership.How


def open_cohort(
    course_key: UUID,
    *,
    name: str,
    starts_on: date,
    due_on: date,
    teachers: list[User],
    by: User | None,
    institution: Institution | None = None,
    language: str = "",
) -> Cohort:
    """A new group with its teachers and a fresh key."""
    _refuse_bad_days(starts_on, due_on)
    if not teachers:
        raise ValidationError(_("Name at least one teacher."), code="no_teacher")
    with transaction.atomic():
        cohort = Cohort.objects.create(
            course_key=course_key,
            name=name,
            institution=institution,
            language=language,
            starts_on=starts_on,
            due_on=due_on,
            join_key=_fresh_key(),
            join_key_until=due_on,
            opened_by=by,
        )
        CohortTeacher.objects.bulk_create(CohortTeacher(cohort=cohort, person=person) for person in teachers)
        audit.record("cohort.open", cohort, actor=by, new={**_facts(cohort), "teachers": sorted(one.email for one in teachers)})
    return cohort


def change_cohort(cohort: Cohort, *, name: str, starts_on: date, due_on: date, teachers: list[User], by: User) -> Cohort:
    """Staff set right what a group is called, its days, and who teaches it."""
    _refuse_bad_days(starts_on, due_on)
    if not teachers:
        raise ValidationError(_("Name at least one teacher."), code="no_teacher")
    with transaction.atomic():
        cohort = _lock(cohort)
        named = set(cohort.teachers.all())
        old = {**_facts(cohort), "teachers": sorted(one.email for one in named)}
        cohort.name, cohort.starts_on, cohort.due_on = name, starts_on, due_on
        cohort.save(update_fields=["name", "starts_on", "due_on"])
        CohortTeacher.objects.filter(cohort=cohort, person__in=named - set(teachers)).delete()
        CohortTeacher.objects.bulk_create(CohortTeacher(cohort=cohort, person=person) for person in set(teachers) - named)
        new = {**_facts(cohort), "teachers": sorted(one.email for one in teachers)}
        audit.record("cohort.change", cohort, actor=by, old=old, new=new)
    return cohort


def cohort_by_key(person: User, typed: str) -> Cohort:
    """The group whose key was typed. Wrong keys are counted by account, so that nobody tries them all."""
    counter = f"wrong-group-key:{person.pk}"
    if cache.get(counter, 0) >= WRONG_KEYS:
        raise ValidationError(
            _("Too many wrong keys. Ask your teacher for the right one, and try again in an hour."), code="too_many"
        )
    cohort = Cohort.objects.open().filter(join_key=read_key(typed) or None).first()
    if cohort is None or not cohort.takes_keys_on(timezone.now().date()):
        cache.set(counter, cache.get(counter, 0) + 1, WRONG_KEYS_WINDOW)
        raise ValidationError(
            _("No group has this key. Check it with your teacher: keys can be changed and can end."), code="wrong_key"
        )
    return cohort


def read_key(typed: str) -> str:
    """The eight characters that were meant: any case, spaces and dashes are fine, look-alikes are read as meant."""
    text = "".join(char for char in unicodedata.normalize("NFKC", typed[:60]).upper() if char.isalnum() or char == "|")
    text = text.translate(_LOOK_ALIKES)
    return text if len(text) == KEY_LENGTH and all(char in ALPHABET for char in text) else ""


def join(cohort: Cohort, person: User, how: str, language: str) -> CohortMembership:
    """Become a member, told what teachers see; asked twice, or by key and by list at once, it is one membership."""
    with transaction.atomic():
        cohort = _lock(cohort)
        if cohort.closed_at:
            raise ValidationError(_("This group is closed."), code="closed")
        own = CohortMembership.objects.filter(cohort=cohort, person=person).first()
        invited = CohortMembership.objects.of_person(person).invited().filter(cohort=cohort).first()
        if own and invited:
            invited.delete()
        if own and own.left_at is None:
            return own
        row = own or invited or CohortMembership(cohort=cohort, how=how)
        row.person, row.left_at = person, None
        row.joined_at, row.told_version, row.told_language = timezone.now(), TOLD_VERSION, language
        row.save()
        audit.record("cohort.join", row, actor=person, person=person, new={"cohort": cohort.name, "how": how, "told": TOLD_VERSION})
    return row


def leave_cohort(membership: CohortMembership, *, by: User, why: str = "") -> None:
    """Go, or be removed by a teacher. An invitation that nobody has taken is taken back and forgotten."""
    with transaction.atomic():
        membership = CohortMembership.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=membership.pk)
        if membership.person_id is None:
            audit.record("cohort.uninvite", membership, actor=by, old={"cohort": membership.cohort.name}, why=why)
            membership.delete()
            return
        if membership.left_at:
            return
        membership.left_at = timezone.now()
        membership.save(update_fields=["left_at"])
        deed = "cohort.leave" if membership.person_id == by.pk else "cohort.remove"
        audit.record(deed, membership, actor=by, person=membership.person, old={"cohort": membership.cohort.name}, why=why)


def switch_reminders(membership: CohortMembership, wanted: bool) -> None:
    CohortMembership.objects.filter(pk=membership.pk).update(reminders=wanted)


def extend(cohort: Cohort, due_on: date, *, by: User) -> None:
    """Another day for everybody who has no day of their own."""
    with transaction.atomic():
        cohort = _lock(cohort)
        _refuse_bad_days(cohort.starts_on, due_on)
        old, cohort.due_on = cohort.due_on, due_on
        if cohort.join_key_until == old:
            cohort.join_key_until = due_on
        cohort.save(update_fields=["due_on", "join_key_until"])
        audit.record("cohort.extend", cohort, actor=by, old={"due_on": old}, new={"due_on": due_on})


def extend_for(membership: CohortMembership, due_on: date, *, by: User) -> None:
    """Another day for one member."""
    with transaction.atomic():
        membership = (
            CohortMembership.objects.select_for_update(of=("self",)).select_related("cohort", "person").get(pk=membership.pk)
        )
        _refuse_bad_days(membership.cohort.starts_on, due_on)
        old, membership.due_on = membership.due_day, due_on
        membership.save(update_fields=["due_on"])
        audit.record("cohort.extend", membership, actor=by, person=membership.person, old={"due_on": old}, new={"due_on": due_on})


def renew_key(cohort: Cohort, *, by: User) -> Cohort:
    """A new key; the old one opens nothing from now on. Members stay."""
    return _set_key(cohort, _fresh_key(), by)


def revoke_key(cohort: Cohort, *, by: User) -> Cohort:
    """No key at all: people come in by invitation only."""
    return _set_key(cohort, None, by)


def close_cohort(cohort: Cohort, *, by: User) -> None:
    """No joining, reminders or weekly mails any more; what is recorded stays."""
    with transaction.atomic():
        cohort = _lock(cohort)
        if cohort.closed_at is None:
            cohort.closed_at, cohort.join_key = timezone.now(), None
            cohort.save(update_fields=["closed_at", "join_key"])
            audit.record("cohort.close", cohort, actor=by, new={"closed_at": cohort.closed_at})


def _set_key(cohort: Cohort, key: str | None, by: User) -> Cohort:
    with transaction.atomic():
        cohort = _lock(cohort)
        if cohort.closed_at:
            raise ValidationError(_("This group is closed."), code="closed")
        cohort.join_key = key
        cohort.save(update_fields=["join_key"])
        audit.record("cohort.key", cohort, actor=by, new={"has_key": key is not None})
    return cohort


def _lock(cohort: Cohort) -> Cohort:
    """The row as it is now, held: two ways into a group at once wait for each other here."""
    return Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)


def _fresh_key() -> str:
    return "".join(secrets.choice(ALPHABET) for _place in range(KEY_LENGTH))


def _facts(cohort: Cohort) -> dict:
    return {"name": cohort.name, "course_key": str(cohort.course_key), "starts_on": cohort.starts_on, "due_on": cohort.due_on}


def _refuse_bad_days(starts_on: date, due_on: date) -> None:
    if due_on < starts_on:
        raise ValidationError(_("The due day lies before the first day. Choose a later one."), code="order")
