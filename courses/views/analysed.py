"""What a page of item analysis was asked to show, and its answer: the page, or one of its tables as a file."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.analysing.reading import Groups, by_edition, groups_of
from courses.analysing.statistics import FEWEST
from courses.analysing.tables import Table
from courses.analysing.tallying import ALL, begin, look
from courses.choices import QuizPurpose
from courses.models import Edition, QuizPage, Tally
from courses.outline import source_quiz
from icrweb.pages.spreadsheets import KINDS, as_file
from icrweb.trail import audit

ICON = "clipboard-list"
TESTS = gettext_lazy("Item analysis")


@dataclass
class Asked:
    """`tally`: the count that is shown, if there is one; `counting`: the one under way. `groups`: of the chosen edition."""

    page: QuizPage
    editions: dict[int, str]
    edition: int
    since: date | None
    tally: Tally | None
    counting: Tally | None
    groups: Groups

    @property
    def key(self) -> UUID:
        return self.page.translation_key

    @property
    def query(self) -> str:
        """The same choice for the next page."""
        chosen = {"edition": self.edition or "", "since": self.since.isoformat() if self.since else ""}
        return urlencode({name: value for name, value in chosen.items() if value})

    @property
    def final(self) -> bool:
        return self.page.purpose in (QuizPurpose.FINAL, QuizPurpose.POST)


def asked_for(request, quiz_key: UUID) -> Asked:
    page = source_quiz(quiz_key)
    if page is None:
        raise Http404
    try:
        since = parse_date(request.GET.get("since", ""))
    except ValueError:
        since = None
    tally, counting = look(quiz_key, since.isoformat() if since else "")
    groups = groups_of(tally) if tally else {}
    editions = dict(Edition.objects.filter(pk__in=by_edition(groups)).order_by("-effective_on", "-pk").values_list("pk", "label"))
    wanted = request.GET.get("edition", "")
    edition = int(wanted) if wanted.isdecimal() and int(wanted) in editions else ALL
    chosen = {group: sums for group, sums in groups.items() if edition in (ALL, group[0])}
    return Asked(page, editions, edition, since, tally, counting, chosen)


def answer(request, asked: Asked, template: str, tables: list[Table], title: str, trail: list[dict], **context):
    if request.method == "POST" and "anew" in request.POST:
        begin(asked.key, asked.since.isoformat() if asked.since else "")
        return HttpResponseRedirect(request.get_full_path())
    if request.method == "POST":
        return _file(request, asked, tables)
    context |= {
        "tables": {table.name: table for table in tables},
        "asked": asked,
        "fewest": FEWEST,
        "page_title": TESTS,
        "header_title": title,
        "header_icon": ICON,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("item_analysis:index"), "label": TESTS},
            *trail,
        ],
    }
    return TemplateResponse(request, f"courses/admin/analysis/{template}.html", context)


def _file(request, asked: Asked, tables: list[Table]):
    """The table that was asked for; who took it out is kept."""
    name, _dot, kind = request.POST.get("file", "").partition(".")
    table = next((table for table in tables if table.name == name), None)
    if table is None or kind not in KINDS:
        raise Http404
    audit.record("item_analysis.export", asked.page, actor=request.user, new={"table": name, "kind": kind, "asked": asked.query})
    return as_file(table.as_rows(), f"{asked.page.slug}-{name}", kind)
