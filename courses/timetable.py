"""Going live and expiring at a time that an editor set. A sweep: two workers may run it at once, and a killed one is made good."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_admin_base_url
from wagtail.models import DraftStateMixin, Page, Revision

from courses.guarding import why_not_unpublish
from icrweb.accounts.models import User
from icrweb.trail import audit, mail

AT_ONCE = 50


def follow_timetable() -> int:
    """Unpublish what has expired and publish what is due; returns how many pages and questions changed."""
    return sum(map(_expire, _expired())) + sum(map(_go_live, _due()))


def _expired() -> list:
    models = [Page, *(m for m in apps.get_models() if issubclass(m, DraftStateMixin) and not issubclass(m, Page))]
    now = timezone.now()
    return [
        (model, pk, at)
        for model in models
        for pk, at in model._default_manager.filter(live=True, expire_at__lt=now)
        .order_by("pk")
        .values_list("pk", "expire_at")[:AT_ONCE]
    ]


@transaction.atomic
def _expire(found: tuple) -> int:
    """A page that somebody's open enrolment needs stays; whoever wrote it is told, once."""
    model, pk, expire_at = found
    row = model._default_manager.select_for_update().filter(pk=pk, live=True, expire_at=expire_at).first()
    if row is None:
        return 0  # another worker was first
    refusal = why_not_unpublish([row]) if isinstance(row, Page) else ""
    if not refusal:
        (row.specific if isinstance(row, Page) else row).unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        return 1
    model._default_manager.filter(pk=pk).update(expire_at=None)
    audit.record("page.expiry_refused", row, old={"expire_at": expire_at}, new={"expire_at": None}, why=refusal)
    _tell(row, lambda: _("Not taken offline: %(title)s") % {"title": row}, lambda: why_not_unpublish([row]))
    return 1


def _due() -> list[tuple]:
    now = timezone.now()
    return list(
        Revision.objects.filter(approved_go_live_at__lt=now)
        .order_by("approved_go_live_at")
        .values_list("pk", "approved_go_live_at")[:AT_ONCE]
    )


@transaction.atomic
def _go_live(found: tuple) -> int:
    """What the checks refuse by now stays a draft, is taken off the timetable, and its editor is told."""
    pk, at = found
    revision = Revision.objects.select_for_update().filter(pk=pk, approved_go_live_at=at).first()
    if revision is None:
        return 0
    try:
        with transaction.atomic():
            revision.publish(log_action="wagtail.publish.scheduled")
    except ValidationError as refusal:
        Revision.objects.filter(pk=pk).update(approved_go_live_at=None)
        sentence = " ".join(refusal.messages)
        row = revision.content_object
        audit.record("page.schedule_refused", row, old={"go_live_at": at}, new={"go_live_at": None}, why=sentence)
        _tell(row, lambda: _("Not published: %(title)s") % {"title": row}, lambda: sentence, revision.user)
    return 1


def _tell(row, subject, sentence, person: User | None = None) -> None:
    """A mail to whoever saved the newest version, or owns the page, in their language."""
    latest = row.get_latest_revision()
    person = person or (latest.user if latest else None) or getattr(row, "owner", None)
    if person is None or not person.is_active:
        return
    with translation.override(person.language):
        address = f"{get_admin_base_url()}{reverse('wagtailadmin_pages:edit', args=[row.pk])}" if isinstance(row, Page) else ""
        message = EmailMessage(subject(), f"{sentence()}\n\n{address}\n".strip() + "\n", to=[person.email])
        mail.put(message, person=person)
