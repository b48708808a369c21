"""Editions in the admin: the list, and the two deeds done to them."""

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import ButtonsColumnMixin, Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets import ListingButton

from courses.editions import LAST_DAY_AFTER, publish_edition, withdraw_edition
from courses.forms import PublishEditionForm, WithdrawEditionForm
from courses.models import CoursePage, Edition
from courses.outline import live_syllabus, source_course
from courses.views import recognition


def state_of(edition: Edition) -> str:
    if edition.withdrawn_at:
        return _("Withdrawn, last day %(day)s") % {"day": edition.last_day.isoformat()}
    if edition.effective_on > timezone.now().date():
        return _("Takes effect later")
    return _("Open")


def _recognised(edition: Edition) -> str:
    return _("Stated %(day)s") % {"day": edition.recognised_on.isoformat()} if edition.recognised_on else "–"


def _cpd(edition: Edition) -> str:
    return ", ".join(str(activity) for activity in edition.cpd_activities.all()) or "–"


class CourseColumn(ButtonsColumnMixin, TitleColumn):
    """The course's name; below it what may be done."""

    def get_buttons(self, edition, parent_context):
        user, buttons = parent_context["request"].user, []
        if user.has_perm("courses.change_edition"):
            if not edition.withdrawn_at:
                buttons.append(ListingButton(_("Withdraw"), reverse("editions:withdraw", args=[edition.pk]), priority=10))
            buttons.append(ListingButton(_("CPD"), reverse("editions:cpd", args=[edition.pk]), priority=20))
        if user.has_perm("courses.view_enrolment") and edition.cpd_activities.all():
            address = reverse("editions:cpd_participants", args=[edition.pk])
            buttons.append(ListingButton(_("CPD participants"), address, priority=25))
        if user.has_perm("courses.attest_edition"):
            buttons.append(ListingButton(_("Mutual recognition"), reverse("editions:recognition", args=[edition.pk]), priority=30))
        return buttons


class EditionsView(generic.IndexView):
    """Every edition with how many study it."""

    model = Edition
    page_title = gettext_lazy("Editions")
    header_icon = "clipboard-list"
    index_url_name = "editions:index"
    index_results_url_name = "editions:index_results"
    default_ordering = ["-effective_on", "-pk"]
    paginate_by = 50
    columns = [
        CourseColumn("code", label=gettext_lazy("Course"), accessor=lambda edition: f"{edition.code} {edition.title}"),
        Column("label", label=gettext_lazy("Edition"), sort_key="label"),
        Column("effective_on", label=gettext_lazy("Effective from"), sort_key="effective_on"),
        Column("learners", label=gettext_lazy("Studying now"), accessor="studying"),
        Column("finished", label=gettext_lazy("Finished"), accessor="finished"),
        Column("recognised", label=gettext_lazy("Mutual recognition"), accessor=_recognised),
        Column("cpd", label=gettext_lazy("CPD"), accessor=_cpd),
        Column("state", label=gettext_lazy("State"), accessor=state_of),
    ]

    def get_base_queryset(self):
        return Edition.objects.prefetch_related("cpd_activities").annotate(
            studying=Count("enrolments", filter=Q(enrolments__completed_at=None, enrolments__left_at=None)),
            finished=Count("enrolments", filter=Q(enrolments__completed_at__isnull=False)),
        )


@permission_required("courses.add_edition")
def publish(request, page_id):
    """Ask for what is not in the pages, show what will be frozen, publish."""
    page = get_object_or_404(CoursePage, pk=page_id)
    course = source_course(page.translation_key)
    form = PublishEditionForm(request.POST or None, initial=_last_facts(course))
    if request.method == "POST" and form.is_valid():
        try:
            edition = publish_edition(course, by=request.user, **form.facts())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Edition %(label)s is published.") % {"label": edition.label})
            return redirect("editions:index")
    context = {
        "form": form,
        "media": form.media,
        "page_title": _("Publish an edition"),
        "page_subtitle": course.title,
        "header_icon": "clipboard-list",
        "syllabus": live_syllabus(course),
        "action_url": request.path,
        "submit_button_label": _("Publish this edition"),
        "submit_button_active_label": _("Publishing…"),
    }
    return TemplateResponse(request, "courses/admin/publish_edition.html", context)


@permission_required("courses.change_edition")
def withdraw(request, pk):
    """Ask for the last day, then withdraw."""
    edition = get_object_or_404(Edition, pk=pk)
    form = WithdrawEditionForm(request.POST or None, initial={"last_day": timezone.now().date() + LAST_DAY_AFTER})
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_edition(edition, by=request.user, last_day=form.cleaned_data["last_day"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Edition %(label)s takes no new learners.") % {"label": edition.label})
            return redirect("editions:index")
    context = {
        "form": form,
        "media": form.media,
        "page_title": _("Withdraw an edition"),
        "page_subtitle": str(edition),
        "header_icon": "clipboard-list",
        "edition": edition,
        "studying": edition.enrolments.open().count(),
        "action_url": request.path,
        "submit_button_label": _("Withdraw this edition"),
        "submit_button_active_label": _("Withdrawing…"),
    }
    return TemplateResponse(request, "courses/admin/withdraw_edition.html", context)


def _last_facts(course: CoursePage) -> dict:
    """What the newest edition said, as a start for the next one."""
    last = Edition.objects.of_course(course.translation_key).first()
    facts = {"effective_on": timezone.now().date()}
    if last:
        facts["guideline_parts"] = "\n".join(last.guideline_parts)
        facts |= {f"minutes_{category}": minutes for category, minutes in last.minutes_by_category.items()}
    return facts


class EditionsMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("courses.view_edition") or request.user.has_perm("courses.add_edition")


class EditionViewSet(ViewSet):
    name = url_prefix = url_namespace = "editions"
    icon = "clipboard-list"
    menu_label = gettext_lazy("Editions")
    menu_order = 250
    add_to_admin_menu = True
    menu_item_class = EditionsMenuItem

    def get_urlpatterns(self):
        return [
            path("", EditionsView.as_view(), name="index"),
            path("results/", EditionsView.as_view(results_only=True), name="index_results"),
            path("<int:pk>/withdraw/", withdraw, name="withdraw"),
            path("<int:pk>/recognition/", recognition.state, name="recognition"),
            path("<int:pk>/cpd/", recognition.cpd, name="cpd"),
            path("<int:pk>/cpd/<int:activity_pk>/remove/", recognition.remove, name="remove_cpd"),
            path("<int:pk>/participants/", recognition.participants, name="cpd_participants"),
            path("<int:pk>/participants/<int:activity_pk>/", recognition.take_participants, name="take_cpd_participants"),
        ]


edition_viewset = EditionViewSet()
