"""The seminars to come as a feed."""

from django.db.models import F, Max
from django.utils.html import format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from icrweb.pages.feeds import MOST, PagesFeed
from icrweb.pages.privacy import open_to_all
from icrweb.trail.models import AuditEntry

from . import moments
from .letters import where
from .models import Seminar, SeminarIndexPage, SeminarPage

TELL_OF = ("seminar.plan", "seminar.reschedule", "seminar.cancel")  # deeds that change what an entry says
SHOWN = ("title", "summary", "url_path", "first_published_at", "last_published_at")


class SeminarFeed(PagesFeed):
    """The next seminars with words of their own in this language, in the order of their dates; what is cancelled says so."""

    model = SeminarIndexPage
    place = "seminar_feed"

    def items(self, page) -> list[dict]:
        pages = open_to_all(SeminarPage.objects.live(), page.private).filter(
            alias_of=None, locale__language_code=get_language(), first_published_at__isnull=False
        )
        seminars = list(Seminar.objects.upcoming().filter(key__in=pages.values("translation_key"))[:MOST])
        keys = [seminar.key for seminar in seminars]
        words = {row["key"]: row for row in pages.filter(translation_key__in=keys).values(*SHOWN, key=F("translation_key"))}
        changes = _changes_of(keys)
        for seminar in seminars:
            row = words[seminar.key]
            row |= {
                "seminar": seminar,
                "changed_at": max(row["last_published_at"], changes.get(str(seminar.key), row["last_published_at"])),
            }
        return [words[key] for key in keys]

    def item_title(self, item) -> str:
        return _("Cancelled: %(title)s") % item if item["seminar"].cancelled_at else item["title"]

    def item_description(self, item) -> str:
        seminar = item["seminar"]
        when = moments.span(seminar.starts_at, seminar.ends_at, seminar.time_zone)
        return format_html_join("", "<p>{}</p>", [(words,) for words in (when, where(seminar), item["summary"]) if words])


def _changes_of(keys: list) -> dict:
    """When the facts of each seminar changed last, as the audit trail has it."""
    told = AuditEntry.objects.filter(subject_type=Seminar._meta.label, subject_key__in=[str(key) for key in keys], deed__in=TELL_OF)
    return dict(told.order_by().values_list("subject_key").annotate(Max("at")))
