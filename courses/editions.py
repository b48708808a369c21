"""Publishing and withdrawing editions: what decides is frozen, the words stay free."""

import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from certificates.issuing import achievement_for
from courses.models import CoursePage, Edition, EditionRevision
from courses.outline import live_syllabus, source_course
from courses.quiz_rules import highest_pass_mark
from icrweb.accounts.models import User
from icrweb.trail import audit

LAST_DAY_AFTER = datetime.timedelta(days=90)


def publish_edition(
    course_page: CoursePage,
    *,
    label: str,
    effective_on: datetime.date,
    guideline_parts: list[str],
    minutes_by_category: dict[str, int],
    by: User | None,
    review_by: datetime.date | None = None,
) -> Edition:
    """Freeze what the live pages of a course ask for today, in the language it was written in, under a label of its own."""
    course = source_course(course_page.translation_key)
    if not course.live:
        raise ValidationError(_("Publish the course page first."), code="not_live")
    syllabus = live_syllabus(course)
    if not any(item["kind"] == "lesson" for item in syllabus):
        raise ValidationError(
            _("This course has no published lesson. Publish at least one, then publish the edition."), code="empty"
        )
    if course.gives_certificate and highest_pass_mark(syllabus) is None:
        raise ValidationError(
            _("This course gives a certificate but no published quiz must be passed. Publish one, or switch the certificate off."),
            code="no_quiz",
        )
    with transaction.atomic():
        try:
            with transaction.atomic():
                edition = Edition.objects.create(
                    course_key=course.translation_key,
                    code=course.code,
                    title=course.title,
                    language=course.locale.language_code,
                    label=label,
                    effective_on=effective_on,
                    guideline_parts=guideline_parts,
                    minutes_by_category=minutes_by_category,
                    gives_certificate=course.gives_certificate,
                    review_by=review_by,
                    syllabus=syllabus,
                    published_by=by,
                )
        except IntegrityError as error:
            raise ValidationError(
                _("This course already has an edition %(label)s. Choose another label."),
                code="label_taken",
                params={"label": label},
            ) from error
        _keep_revisions(edition)
        if edition.gives_certificate:
            achievement_for(key=edition.course_key, kind="completion", code=edition.code, name=edition.title)
        audit.record("edition.publish", edition, actor=by, new={"label": label, "effective_on": effective_on})
    return edition


def _keep_revisions(edition: Edition) -> None:
    """Hold on to the words of that day, in every language that has its own: PROTECT keeps them from the purge."""
    keys = {edition.course_key, *(item["key"] for item in edition.syllabus), *(item["module_key"] for item in edition.syllabus)}
    revisions = (
        Page.objects.live()
        .filter(translation_key__in=keys, alias_of=None, live_revision__isnull=False)
        .values_list("live_revision_id", flat=True)
    )
    EditionRevision.objects.bulk_create(EditionRevision(edition=edition, revision_id=revision) for revision in revisions)


def withdraw_edition(edition: Edition, *, by: User | None, last_day: datetime.date | None = None) -> Edition:
    """Take no new learners; those in progress may finish until `last_day` (90 days on when not given)."""
    today = timezone.now().date()
    last_day = last_day or today + LAST_DAY_AFTER
    if last_day < today:
        raise ValidationError(_("Choose today or a later day as the last day."), code="last_day_past")
    with transaction.atomic():
        edition = Edition.objects.select_for_update().get(pk=edition.pk)
        if edition.withdrawn_at:
            raise ValidationError(_("This edition is already withdrawn."), code="already_withdrawn")
        edition.withdrawn_at, edition.last_day = timezone.now(), last_day
        edition.save(update_fields=["withdrawn_at", "last_day"])
        audit.record("edition.withdraw", edition, actor=by, old={"last_day": None}, new={"last_day": last_day})
    return edition
