"""Item analysis in the admin: tests, a test, its questions, one question. What a page shows can be taken out as a file."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import permission_required
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet

from courses.analysing import report
from courses.analysing.reading import (
    Line,
    Row,
    answers,
    asked_of,
    counted,
    learners_by,
    lines,
    pairs,
    questions_of,
    reference_among,
    showable,
    source_of,
    taken,
)
from courses.analysing.statistics import FEWEST, gained
from courses.analysing.tables import Table, whole
from courses.analysing.words import FLAGS, NOT_COMPUTABLE, RELIABILITY, advice, trust_word
from courses.choices import QuizPurpose
from courses.drawing import blueprint
from courses.models import CoursePage, Edition, ItemOutcome, QuizPage
from courses.outline import course_key_of, source_course
from icrweb.pages.languages import language_name
from icrweb.pages.spreadsheets import KINDS, as_file
from icrweb.trail import audit

ICON = "clipboard-list"
ROWS_A_PAGE = 50
TESTS = gettext_lazy("Item analysis")
may_read = permission_required("courses.view_itemoutcome")


class QuizzesView(generic.IndexView):
    """Every test, with how many answers there are to look at."""

    model = QuizPage
    page_title = TESTS
    header_icon = ICON
    index_url_name = "item_analysis:index"
    index_results_url_name = "item_analysis:index_results"
    default_ordering = ["path"]
    paginate_by = 50
    columns = [
        TitleColumn(
            "title",
            label=gettext_lazy("Test"),
            get_url=lambda page: reverse("item_analysis:quiz", args=[page.translation_key]),
        ),
        Column("course", label=gettext_lazy("Course"), accessor=lambda page: page.course_title),
        Column("answers", label=gettext_lazy("Answers at first attempts"), accessor=lambda page: page.answers),
    ]

    def get_base_queryset(self):
        sources = {}
        for page in QuizPage.objects.filter(alias_of=None).order_by("pk").values("pk", "translation_key"):
            sources.setdefault(page["translation_key"], page["pk"])
        return QuizPage.objects.filter(pk__in=sources.values()).select_related("locale")

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        pages = list(context["object_list"])
        depth = 4 * QuizPage.steplen
        courses = {page.path: page for page in CoursePage.objects.filter(path__in={page.path[:depth] for page in pages})}
        rows = ItemOutcome.objects.first().filter(quiz_key__in={page.translation_key for page in pages}).order_by()
        numbers = dict(rows.values_list("quiz_key").annotate(n=Count("*")))
        for page in context["object_list"]:
            course = courses.get(page.path[:depth])
            page.course_title = f"{course.code} {course.title}" if course else ""
            page.answers = whole(numbers.get(page.translation_key, 0)).text
        return context


@dataclass
class Asked:
    """What a page was asked to show, where there is such."""

    page: QuizPage
    editions: dict[int, str]
    edition: int | None
    since: date | None
    rows: list[Row]  # of the chosen edition

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


def _asked(request, quiz_key: UUID) -> Asked:
    page = QuizPage.objects.filter(translation_key=quiz_key, alias_of=None).select_related("locale").order_by("pk").first()
    if page is None:
        raise Http404
    try:
        since = parse_date(request.GET.get("since", ""))
    except ValueError:
        since = None
    rows = counted(quiz_key, since)
    there = showable(learners_by(rows, lambda row: row.edition))
    editions = dict(Edition.objects.filter(pk__in=there).order_by("-effective_on", "-pk").values_list("pk", "label"))
    wanted = request.GET.get("edition", "")
    edition = int(wanted) if wanted.isdecimal() and int(wanted) in editions else None
    return Asked(page, editions, edition, since, [row for row in rows if edition in (None, row.edition)])


def _answer(request, asked: Asked, template: str, tables: list[Table], title: str, trail: list[dict], **context):
    """The page, or the one of its tables that was asked for as a file; who took it out is kept."""
    if request.method == "POST":
        name, _dot, kind = request.POST.get("file", "").partition(".")
        table = next((table for table in tables if table.name == name), None)
        if table is None or kind not in KINDS:
            raise Http404
        audit.record(
            "item_analysis.export", asked.page, actor=request.user, new={"table": name, "kind": kind, "asked": asked.query}
        )
        return as_file(table.as_rows(), f"{asked.page.slug}-{name}", kind)
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


def _to_quiz(asked: Asked) -> dict:
    return {"url": f"{reverse('item_analysis:quiz', args=[asked.key])}?{asked.query}", "label": asked.page.title}


@require_http_methods(["GET", "HEAD", "POST"])
@may_read
def quiz(request, quiz_key):
    """A test by language and edition, its results, and what was gained since the pre-test."""
    asked = _asked(request, quiz_key)
    found = taken(asked.rows)
    tables, drawing = [], None
    if found:
        tables.append(report.groups_table("languages", _("By language"), _("Language"), report.by_language(asked.rows)))
        tables.append(report.groups_table("editions", _("By edition"), _("Edition"), report.by_edition(asked.rows, asked.editions)))
        if drawn := report.distribution(asked.rows, asked.page.pass_mark):
            tables.append(drawn[0])
            drawing = drawn[1]
    if (gain := report.gain_table(_gains(asked))).rows:
        tables.append(gain)
    return _answer(
        request,
        asked,
        "quiz",
        tables,
        asked.page.title,
        [{"url": "", "label": asked.page.title}],
        found=found,
        n=whole(found.scores.n, note=trust_word(found.scores.n)) if found else None,
        reliability=RELIABILITY.get(found.scores.kind) or NOT_COMPUTABLE.get(found.scores.why) if found else "",
        drawing=drawing,
    )


def _gains(asked: Asked) -> list[tuple]:
    """Of each pre-test of the course that draws as this test does."""
    course = source_course(course_key_of(asked.page)) if asked.page.purpose != QuizPurpose.PRE else None
    if course is None:
        return []
    before = QuizPage.objects.descendant_of(course).filter(purpose=QuizPurpose.PRE).select_related("locale")
    same = blueprint(asked.page)
    parallel = [page for page in before if blueprint(page) == same]
    found = [(page.title, gained(pairs(page.translation_key, asked.key, asked.edition))) for page in parallel]
    return [(title, gain) for title, gain in found if gain]


@require_http_methods(["GET", "HEAD", "POST"])
@may_read
def questions(request, quiz_key):
    """Every question of a test in every language, what is odd about it first."""
    asked = _asked(request, quiz_key)
    rows = questions_of({row.question for row in asked.rows})
    given = answers(quiz_key, asked.edition, asked.since)
    every = lines(asked.rows, given, asked_of(rows), reference=asked.page.locale.language_code, final=asked.final)
    names = {key: _name(rows.get(key, {})) for key in {line.question for line in every}}
    language, flag, sort = (request.GET.get(name, "") for name in ("language", "flag", "sort"))
    chosen = [line for line in every if language in ("", line.language) and (not flag or flag in line.flags)]
    ordered = report.sorted_lines(chosen, names, sort)
    portion = Paginator(ordered, ROWS_A_PAGE).get_page(request.GET.get("p"))
    shown = report.items_table(portion.object_list, names, quiz_key, asked.query)
    table = report.items_table(ordered, names, quiz_key, "") if request.method == "POST" else shown
    flagged = {code: sum(code in line.flags for line in every) for code in FLAGS}
    return _answer(
        request,
        asked,
        "questions",
        [table],
        _("Questions"),
        [_to_quiz(asked), {"url": "", "label": _("Questions")}],
        portion=portion,
        sort=sort,
        language=language,
        languages=[(code, language_name(code)) for code in sorted({line.language for line in every})],
        flag=flag,
        flags=[(code, FLAGS[code], number) for code, number in flagged.items() if number],
    )


def _name(rows: dict) -> str:
    row = source_of(rows) or next(iter(rows.values()), None)
    return row.name if row else _("A question that is gone")


@require_http_methods(["GET", "HEAD", "POST"])
@may_read
def question(request, quiz_key, question_key):
    """One question: by language, what was answered, and how weak and strong learners did."""
    asked = _asked(request, quiz_key)
    mine = [row for row in asked.rows if row.question == question_key]
    rows = questions_of([question_key])[question_key]
    key = asked_of({question_key: rows})[question_key]
    if not mine and not rows:
        raise Http404
    given = answers(quiz_key, asked.edition, asked.since, question_key)
    source = asked.page.locale.language_code
    here = lines(mine, given, {question_key: key}, reference=source, final=asked.final)
    numbers = {line.language: line.item.n for line in here}
    reference = reference_among(numbers, source) if numbers else ""
    tables, drawing = [], None
    if here:
        tables += [report.languages_table(here), report.answers_table(here, key, given, source)]
        if drawn := report.curve(here, mine):
            tables.append(drawn[0])
            drawing = drawn[1]
    return _answer(
        request,
        asked,
        "question",
        tables,
        _name(rows),
        [
            _to_quiz(asked),
            {"url": f"{reverse('item_analysis:questions', args=[quiz_key])}?{asked.query}", "label": _("Questions")},
            {"url": "", "label": _name(rows)},
        ],
        raised=[raised for line in here for raised in _raised(line, reference, rows)],
        reference=language_name(reference) if reference and len(here) > 1 else "",
        editors=[(language_name(code), _editor(row)) for code, row in rows.items()],
        published=_published(rows),
        drawing=drawing,
    )


def _raised(line: Line, reference: str, rows: dict) -> list[dict]:
    row = rows.get(line.language)
    return [
        {
            "flag": FLAGS[flag],
            "language": language_name(line.language),
            "advice": advice(flag, line, reference),
            "url": _editor(row) if row else "",
        }
        for flag in line.flags
    ]


def _editor(row) -> str:
    return reverse("wagtailsnippets_courses_question:edit", args=[row.pk])


def _published(rows: dict) -> date | None:
    """The day on which the words or the key went live last: figures from before may be about another question."""
    days = [row.last_published_at for row in rows.values() if row.last_published_at]
    return max(days).date() if days else None


class AnalysisMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("courses.view_itemoutcome")


class AnalysisViewSet(ViewSet):
    name = url_namespace = "item_analysis"
    url_prefix = "item-analysis"
    icon = ICON
    menu_label = TESTS
    menu_hook = "register_reports_menu_item"
    menu_order = 210
    add_to_admin_menu = True
    menu_item_class = AnalysisMenuItem

    def get_urlpatterns(self):
        return [
            path("", may_read(QuizzesView.as_view()), name="index"),
            path("results/", may_read(QuizzesView.as_view(results_only=True)), name="index_results"),
            path("<uuid:quiz_key>/", quiz, name="quiz"),
            path("<uuid:quiz_key>/questions/", questions, name="questions"),
            path("<uuid:quiz_key>/questions/<uuid:question_key>/", question, name="question"),
        ]
