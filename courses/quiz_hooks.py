"""Quizzes in Wagtail: what a visit does, and the admin's menu of assessment."""

from functools import reduce
from operator import or_

from django.db.models import Q
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, CharFilter, ChoiceFilter
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import LiveStatusTagColumn
from wagtail.admin.widgets import Button
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views import snippets
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from courses.exchange_forms import may_exchange
from courses.models import Case, Objective, Question, QuestionBank, QuizPage
from courses.panels import CaseQuestionsPanel
from courses.quiz_forms import CaseForm, ObjectiveForm, QuestionForm
from courses.quiz_views import quiz
from courses.regrade_forms import may_regrade
from courses.views import regrading
from courses.views.analysis import AnalysisViewSet
from icrweb.translating.starting import ALONG


@hooks.register("before_serve_page")
def visit_quiz(page, request, args, kwargs):
    return quiz(request, page) if type(page) is QuizPage else None


@hooks.register(ALONG)
def what_tests_draw_from(pages):
    """Questions are translated with the tests that draw them, and so are their objectives and cases."""
    pools = [pool["value"] for page in pages if isinstance(page, QuizPage) for pool in page.pools.raw_data]
    if not pools:
        return []
    banks = {pool["bank"] for pool in pools}
    drawn = [Q(bank=pool["bank"], **({"objective": pool["objective"]} if pool["objective"] else {})) for pool in pools]
    questions = Question.objects.filter(reduce(or_, drawn, Q(pk=None)))
    objectives = [Q(bank=bank, slug=slug) for bank, slug in questions.order_by().values_list("bank", "objective").distinct()]
    return [
        Objective.objects.filter(reduce(or_, objectives, Q(pk=None))),
        Case.objects.filter(bank__in=banks, slug__in=questions.exclude(case="").values("case")),
        questions,
    ]


@hooks.register("register_admin_viewset")
def register_analysis():
    return AnalysisViewSet()


@hooks.register("register_page_header_buttons")
def offer_its_analysis(page, user, view_name, next_url=None):
    if isinstance(page, QuizPage) and user.has_perm("courses.view_itemoutcome"):
        url = reverse("item_analysis:quiz", args=[page.translation_key])
        yield Button(_("Item analysis"), url, icon_name="clipboard-list", priority=66)


def _objectives() -> list[tuple[str, str]]:
    slugs = Question.objects.order_by("objective").values_list("objective", flat=True).distinct()
    return [(slug, slug) for slug in slugs]


class QuestionFilterSet(WagtailFilterSet):
    objective = ChoiceFilter(label=_("Objective"), choices=_objectives)
    live = BooleanFilter(label=_("Live"))
    tag = CharFilter(label=_("Tag"), field_name="tagged_items__tag__name", lookup_expr="iexact")

    class Meta:
        model = Question
        fields = ["bank", "kind", "objective", "case", "live"]


class BankViewSet(SnippetViewSet):
    model = QuestionBank
    icon = "folder-open-inverse"
    menu_label = _("Question banks")
    list_display = ["name", "language"]
    ordering = ["name"]


class ObjectiveViewSet(SnippetViewSet):
    model = Objective
    icon = "crosshairs"
    menu_label = _("Objectives")
    list_display = ["words", "slug", "bank", "locale"]
    edit_handler = ObjectList(Objective.panels, base_form_class=ObjectiveForm)
    list_filter = ["bank"]
    search_fields = ["words", "slug"]


@hooks.register("register_admin_urls")
def register_regrading():
    return [
        path("questions/<int:pk>/regrade/", regrading.regrade, name="courses_regrade"),
        path("regrades/<uuid:key>/", regrading.report, name="courses_regrade_report"),
    ]


class EditQuestion(snippets.EditView):
    """With the way to regrade tests that were handed in with an older key."""

    @cached_property
    def header_more_buttons(self):
        buttons = list(super().header_more_buttons)
        if may_regrade(self.request.user):
            address = reverse("courses_regrade", args=[self.object.pk])
            buttons.append(Button(_("Regrade…"), url=address, icon_name="rotate", priority=40))
        return buttons


class QuestionIndexView(snippets.IndexView):
    """The list of questions, with the ways in and out."""

    @cached_property
    def header_more_buttons(self):
        if not may_exchange(self.request.user):
            return super().header_more_buttons
        return [
            *super().header_more_buttons,
            Button(_("Import questions"), reverse("courses_questions_import"), icon_name="upload", priority=63),
            Button(_("Export questions"), reverse("courses_questions_export"), icon_name="download", priority=64),
        ]


class QuestionViewSet(SnippetViewSet):
    model = Question
    index_view_class = QuestionIndexView
    icon = "help"
    menu_label = capfirst(_("questions"))
    list_display = ["name", "locale", "kind", "objective", "bank", LiveStatusTagColumn()]
    list_per_page = 50
    filterset_class = QuestionFilterSet
    edit_view_class = EditQuestion
    edit_handler = ObjectList(Question.panels, base_form_class=QuestionForm)

    def get_queryset(self, request):
        return Question.objects.select_related("bank", "locale").defer("stem", "choices", "feedback", "feedback_wrong")


class CaseViewSet(SnippetViewSet):
    model = Case
    icon = "doc-full"
    menu_label = _("Cases")
    list_display = ["title", "locale", "objective", "bank", LiveStatusTagColumn()]
    list_per_page = 50
    list_filter = ["bank", "live"]
    edit_handler = ObjectList([*Case.panels, CaseQuestionsPanel(heading=capfirst(_("questions")))], base_form_class=CaseForm)

    def get_queryset(self, request):
        return Case.objects.select_related("bank", "locale").defer("vignette")


class AssessmentGroup(SnippetViewSetGroup):
    items = (QuestionViewSet, CaseViewSet, ObjectiveViewSet, BankViewSet)
    menu_label = _("Assessment")
    menu_icon = "help"
    menu_order = 320


register_snippet(AssessmentGroup)
