"""Item analysis in the admin: tests, a test, its questions, one question. What a page shows can be taken out as a file."""

from datetime import date

from django.core.paginator import Paginator
from django.http import Http404
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import permission_required
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet
from wagtail.models import Revision

from courses.analysing import report
from courses.analysing.kept import Kept, reference_among
from courses.analysing.reading import (
    Line,
    asked_of,
    by_edition,
    by_language,
    gains_of,
    kept_questions,
    lines,
    questions_of,
    source_of,
    taken,
)
from courses.analysing.scores import total
from courses.analysing.statistics import FEWEST
from courses.analysing.tables import whole
from courses.analysing.words import FLAGS, RELIABILITY, advice, trust_word
from courses.models import CoursePage, QuizPage, Tally
from courses.views.analysed import ICON, TESTS, Asked, answer, asked_for
from icrweb.pages.languages import in_source_language, language_name

ROWS_A_PAGE = 50
may_read = permission_required("courses.view_itemoutcome")


class QuizzesView(generic.IndexView):
    """Every test, with how many answers there are to look at."""

    model = QuizPage
    page_title = TESTS
    verbose_name_plural = gettext_lazy("tests")
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
        Column("counted", label=gettext_lazy("Counted"), accessor=lambda page: page.counted),
    ]

    def get_base_queryset(self):
        return in_source_language(QuizPage.objects.all())

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        pages = list(context["object_list"])
        depth = 4 * QuizPage.steplen
        courses = {page.path: page for page in CoursePage.objects.filter(path__in={page.path[:depth] for page in pages})}
        ready = Tally.objects.ready().filter(quiz_key__in={page.translation_key for page in pages}, since="")
        tallies = {tally.quiz_key: tally for tally in ready.defer("sums", "gains")}
        for page in context["object_list"]:
            course = courses.get(page.path[:depth])
            page.course_title = f"{course.code} {course.title}" if course else ""
            tally = tallies.get(page.translation_key)
            page.answers = whole(tally.answers if tally else 0).text
            page.counted = date_format(tally.counted_at, "Y-m-d H:i") + " UTC" if tally else ""
        return context


def _to_quiz(asked: Asked) -> dict:
    return {"url": f"{reverse('item_analysis:quiz', args=[asked.key])}?{asked.query}", "label": asked.page.title}


@require_http_methods(["GET", "HEAD", "POST"])
@may_read
def quiz(request, quiz_key):
    """A test by language and edition, its results, and what was gained since the pre-test."""
    asked = asked_for(request, quiz_key)
    everybody = total(asked.groups.values())
    found = taken(everybody)
    tables, drawing = [], None
    if found:
        languages = sorted(by_language(asked.groups).items(), key=lambda entry: -entry[1].n)
        editions = sorted(by_edition(asked.groups).items(), reverse=True)
        languages = {language_name(language): sums for language, sums in languages}
        editions = {asked.editions[edition]: sums for edition, sums in editions}
        tables.append(report.groups_table("languages", _("By language"), _("Language"), languages))
        tables.append(report.groups_table("editions", _("By edition"), _("Edition"), editions))
        if drawn := report.distribution(everybody, asked.page.pass_mark):
            tables.append(drawn[0])
            drawing = drawn[1]
    if (gain := report.gain_table(_gains(asked))).rows:
        tables.append(gain)
    return answer(
        request,
        asked,
        "quiz",
        tables,
        asked.page.title,
        [{"url": "", "label": asked.page.title}],
        found=found,
        n=whole(found.scores.n, note=trust_word(found.scores.n)) if found else None,
        reliability=RELIABILITY[found.scores.kind] if found else "",
        drawing=drawing,
    )


def _gains(asked: Asked) -> list[tuple]:
    """Of each pre-test: all who took both, then by language."""
    found = gains_of(asked.tally, asked.edition) if asked.tally else {}
    titles = dict(
        QuizPage.objects.filter(translation_key__in=found, alias_of=None).order_by("-pk").values_list("translation_key", "title")
    )
    titles = {str(key): title for key, title in titles.items()}
    return [
        (titles.get(before, ""), language, gain) for before, groups in found.items() for language, gain in sorted(groups.items())
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@may_read
def questions(request, quiz_key):
    """Every question of a test in every language, what is odd about it first."""
    asked = asked_for(request, quiz_key)
    kept = kept_questions(asked.tally, asked.edition) if asked.tally else {}
    rows = questions_of(kept)
    every = lines(kept, asked_of(rows), final=asked.final)
    names = {key: _name(rows.get(key, {})) for key in kept}
    language, flag, sort = (request.GET.get(name, "") for name in ("language", "flag", "sort"))
    chosen = [line for line in every if language in ("", line.language) and (not flag or flag in line.flags)]
    ordered = report.sorted_lines(chosen, names, sort)
    portion = Paginator(ordered, ROWS_A_PAGE).get_page(request.GET.get("p"))
    translations = {(key, code): _editor(row) for key, found in rows.items() for code, row in found.items() if not row.is_source}
    wanted = ordered if request.method == "POST" else portion.object_list
    table = report.items_table(wanted, names, quiz_key, asked.query, translations)
    flagged = {code: sum(code in line.flags for line in every) for code in FLAGS}
    return answer(
        request,
        asked,
        "questions",
        [table],
        _("Questions of this test"),
        [_to_quiz(asked), {"url": "", "label": _("Questions of this test")}],
        portion=portion,
        void=[(names[key], _to_question(asked, key), void_words(one)) for key, one in kept.items() if one.void],
        sort=sort,
        language=language,
        languages=[(code, language_name(code)) for code in sorted({line.language for line in every})],
        flag=flag,
        flags=[(code, FLAGS[code], number) for code, number in flagged.items() if number],
    )


def void_words(kept: Kept) -> str:
    """Of how many answers to a void question nobody reads figures."""
    if not kept.void:
        return ""
    if kept.void < FEWEST:
        return _("The question was made void for fewer than 5 papers. They are in no figure.")
    return _("The question was made void for %(number)s papers. They are in no figure.") % {"number": whole(kept.void).text}


def _to_question(asked: Asked, question_key) -> str:
    url = reverse("item_analysis:question", args=[asked.key, question_key])
    return f"{url}?{asked.query}" if asked.query else url


def _name(rows: dict) -> str:
    row = source_of(rows) or next(iter(rows.values()), None)
    return row.name if row else _("A question that is gone")


@require_http_methods(["GET", "HEAD", "POST"])
@may_read
def question(request, quiz_key, question_key):
    """One question: by language, what was answered, and how weak and strong learners did."""
    asked = asked_for(request, quiz_key)
    kept = kept_questions(asked.tally, asked.edition, question_key) if asked.tally else {}
    rows = questions_of([question_key])[question_key]
    if not kept and not rows:
        raise Http404
    key = asked_of({question_key: rows})[question_key]
    here = lines(kept, {question_key: key}, final=asked.final)
    mine = kept.get(question_key, Kept())
    source = asked.page.locale.language_code
    reference = reference_among({language: figures.item.n for language, figures in mine.languages.items()}, source)
    tables, drawing = [], None
    if here:
        tables += [report.languages_table(here), report.answers_table(here, key, source)]
        if drawn := report.curve(here):
            tables.append(drawn[0])
            drawing = drawn[1]
        if (times := report.times_table(here)).rows:
            tables.append(times)
        tables.append(_versions(mine, rows))
    return answer(
        request,
        asked,
        "question",
        tables,
        _name(rows),
        [
            _to_quiz(asked),
            {"url": f"{reverse('item_analysis:questions', args=[quiz_key])}?{asked.query}", "label": _("Questions of this test")},
            {"url": "", "label": _name(rows)},
        ],
        raised=[raised for line in here for raised in _raised(line, reference, rows)],
        reference=language_name(reference) if reference and len(here) > 1 else "",
        editors=[(language_name(code), _editor(row)) for code, row in rows.items()],
        published=_published(rows),
        void=void_words(mine),
        drawing=drawing,
    )


def _versions(kept: Kept, rows: dict):
    days = dict(Revision.objects.filter(pk__in=[version for version in kept.versions if version]).values_list("pk", "created_at"))
    source = source_of(rows)
    return report.versions_table(kept, days, source.live_revision_id if source else None)


def _raised(line: Line, reference: str, rows: dict) -> list[dict]:
    row = rows.get(line.language)
    return [
        {
            "flag": FLAGS[flag],
            "language": language_name(line.language),
            "advice": advice(flag, line, reference),
            "url": _editor(row) if row else "",
            "translation": row is not None and not row.is_source and flag in ("language", "matched"),
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
