"""Quizzes in Wagtail: what a visit does, what may be published, and the admin's menu of assessment."""

from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, ChoiceFilter
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import LiveStatusTagColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from courses.drawing import pools_of, why_not_fill
from courses.models import Objective, Question, QuestionBank, QuizPage
from courses.outline import course_key_of, source_course
from courses.quiz_forms import QuestionForm
from courses.quiz_views import quiz


# After Wagtail's own check of private pages.
@hooks.register("before_serve_page", order=100)
def visit_quiz(page, request, args, kwargs):
    return quiz(request, page) if type(page) is QuizPage else None


@hooks.register("before_publish_page")
def publish_only_what_can_be_taken(request, page):
    """The draft is kept; it goes live when its pools can be filled. Translations draw by the pools of their source."""
    if type(page) is not QuizPage or source_course(course_key_of(page)).locale_id != page.locale_id:
        return None
    if not (sentence := why_not_fill(pools_of(page, page.locale.language_code))):
        return None
    messages.error(request, _("Saved as a draft, not published. %(why)s") % {"why": sentence})
    return redirect("wagtailadmin_pages:edit", page.pk)


def _objectives() -> list[tuple[str, str]]:
    slugs = Question.objects.order_by("objective").values_list("objective", flat=True).distinct()
    return [(slug, slug) for slug in slugs]


class QuestionFilterSet(WagtailFilterSet):
    objective = ChoiceFilter(label=_("Objective"), choices=_objectives)
    live = BooleanFilter(label=_("Live"))

    class Meta:
        model = Question
        fields = ["bank", "kind", "objective", "live"]


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
    list_filter = ["bank"]
    search_fields = ["words", "slug"]


class QuestionViewSet(SnippetViewSet):
    model = Question
    icon = "help"
    menu_label = _("Questions")
    list_display = ["name", "locale", "kind", "objective", "bank", LiveStatusTagColumn()]
    list_per_page = 50
    filterset_class = QuestionFilterSet
    edit_handler = ObjectList(Question.panels, base_form_class=QuestionForm)

    def get_queryset(self, request):
        return Question.objects.select_related("bank", "locale").defer("stem", "choices", "feedback", "feedback_wrong")


class AssessmentGroup(SnippetViewSetGroup):
    items = (QuestionViewSet, ObjectiveViewSet, BankViewSet)
    menu_label = _("Assessment")
    menu_icon = "help"
    menu_order = 320


register_snippet(AssessmentGroup)
