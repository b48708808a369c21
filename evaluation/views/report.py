"""How a course works, in the admin: numbers, what people said, and the same as a file."""

from django.core.paginator import Paginator
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import permission_required
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from courses.models import CoursePage
from courses.outline import source_course
from evaluation import report
from evaluation.forms import WordingForm
from evaluation.models import Stage, Wording
from icrweb.pages.languages import in_source_language, language_name
from icrweb.pages.spreadsheets import KINDS, as_file
from icrweb.trail import audit

ICON = "history"
TEXTS_A_PAGE = 25
may_read = permission_required("evaluation.view_evaluation")


class CoursesView(generic.IndexView):
    """Every course, with the way to its numbers."""

    model = CoursePage
    page_title = gettext_lazy("How the courses work")
    header_icon = ICON
    index_url_name = "courses_at_work:index"
    index_results_url_name = "courses_at_work:index_results"
    default_ordering = ["code", "pk"]
    paginate_by = 50
    columns = [
        TitleColumn(
            "title",
            label=gettext_lazy("Course"),
            accessor=lambda page: f"{page.code} {page.title}",
            get_url=lambda page: reverse("courses_at_work:course", args=[page.translation_key]),
        ),
        Column("language", label=gettext_lazy("Written in"), accessor=lambda page: language_name(page.locale.language_code)),
    ]

    def get_base_queryset(self):
        return in_source_language(CoursePage.objects.all())


def _chosen(request, course_key) -> tuple[str, str, dict]:
    """Edition and language asked for, where there are such."""
    choices = report.choices_of(course_key)
    edition, language = request.GET.get("edition", ""), request.GET.get("language", "")
    return (
        edition if edition in choices["editions"] else "",
        language if language in choices["languages"] else "",
        choices,
    )


def _page(course_key) -> CoursePage:
    page = source_course(course_key)
    if page is None:
        raise Http404
    return page


@require_safe
@may_read
def course(request, course_key):
    """Enrolments, completions, evaluation and the check after 90 days of one course, by edition and language."""
    page = _page(course_key)
    edition, language, choices = _chosen(request, course_key)
    stage = Stage.LATER if request.GET.get("texts") == Stage.LATER else Stage.AFTER
    context = {
        "course": page,
        "edition": edition,
        "language": language,
        "editions": choices["editions"],
        "languages": [(code, language_name(code)) for code in choices["languages"]],
        "numbers": report.enrolment_numbers(course_key, edition, language),
        "check": report.check_numbers(course_key, edition, language),
        "distributions": report.distributions(course_key, get_language(), edition, language),
        "stage": stage,
        "texts": Paginator(report.texts(course_key, stage, edition, language), TEXTS_A_PAGE).get_page(request.GET.get("page")),
        "fewest": report.FEWEST,
        "page_title": _("How the course works"),
        "header_title": f"{page.code} {page.title}",
        "header_icon": ICON,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("courses_at_work:index"), "label": _("How the courses work")},
            {"url": "", "label": f"{page.code} {page.title}"},
        ],
    }
    return TemplateResponse(request, "evaluation/admin/course.html", context)


@require_POST
@may_read
def export(request, course_key, kind):
    """The numbers shown, as CSV or XLSX; who took them out is kept. Nothing that is hidden on the page is in the file."""
    page = _page(course_key)
    if kind not in KINDS:
        raise Http404
    edition, language, _choices = _chosen(request, course_key)
    rows = _rows(course_key, edition, language)
    audit.record("evaluation.export", page, actor=request.user, new={"edition": edition, "language": language, "kind": kind})
    return as_file(rows, f"{page.slug}-evaluation", kind)


def _rows(course_key, edition: str, language: str) -> list[list]:
    rows = [[_("Stage"), _("Question"), _("Answer"), pgettext("how many", "Number")]]
    numbers = report.enrolment_numbers(course_key, edition, language)
    rows += [["", _("Enrolled"), "", numbers["enrolled"]], ["", _("Finished"), "", numbers["completed"]]]
    for stage, found in report.distributions(course_key, get_language(), edition, language).items():
        for one in found:
            label = str(Stage(stage).label)
            rows.append([label, one.words, _("answers"), one.n])
            rows += [[label, one.words, answer, number] for answer, number in one.rows]
    check = report.check_numbers(course_key, edition, language)
    rows += [
        ["", _("Check after 90 days: asked"), "", check["asked"]],
        ["", _("Check after 90 days: answered"), "", check["answered"]],
    ]
    for stage in Stage:
        for one in report.texts(course_key, stage, edition, language):
            rows.append([str(stage.label), _("In own words"), one.words, ""])
    return rows


class ReportMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("evaluation.view_evaluation")


class ReportViewSet(ViewSet):
    name = url_namespace = "courses_at_work"
    url_prefix = "courses-at-work"
    icon = ICON
    menu_label = gettext_lazy("How courses work")
    menu_hook = "register_reports_menu_item"
    menu_order = 200
    add_to_admin_menu = True
    menu_item_class = ReportMenuItem

    def get_urlpatterns(self):
        return [
            path("", may_read(CoursesView.as_view()), name="index"),
            path("results/", may_read(CoursesView.as_view(results_only=True)), name="index_results"),
            path("<uuid:course_key>/", course, name="course"),
            path("<uuid:course_key>/<slug:kind>/", export, name="export"),
        ]


class WordingViewSet(ModelViewSet):
    """A site's own words for the six questions."""

    model = Wording
    name = "evaluation_wordings"
    icon = "edit"
    menu_label = gettext_lazy("Words of the evaluation")
    menu_hook = "register_settings_menu_item"
    menu_order = 950
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    list_display = ["question", "language", "words"]
    list_filter = ["question", "language"]
    search_fields = ["words"]

    def get_form_class(self, for_update=False):
        return WordingForm

    def get_edit_handler(self):
        return None


register_permission_policy(Wording)
