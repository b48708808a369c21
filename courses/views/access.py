"""In the admin: who may see a course, what comes first, and the groups."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import ButtonsColumnMixin, Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets import ListingButton

from courses.access import set_access, take_back_waiver, waive
from courses.access_forms import AccessForm, CohortForm, WaiverForm
from courses.cohorts import change_cohort, close_cohort, open_cohort
from courses.models import Cohort, CoursePage, Waiver
from courses.models.paths import course_choices
from courses.outline import source_course

WAIVERS_A_PAGE = 50


@permission_required("courses.change_courseaccess")
def access(request, page_id):
    """Who may see the course, and what must be finished first."""
    page = get_object_or_404(CoursePage, pk=page_id)
    form = AccessForm(request.POST or None, course=page)
    if form.is_valid():
        given = form.cleaned_data
        deed = lambda: set_access(
            page.translation_key,
            audience=given["audience"],
            institutions=list(given["institutions"]),
            prerequisites=given["prerequisites"],
            by=request.user,
        )
        if _done(request, form, deed, _("This holds from now on, in all languages.")):
            return redirect("wagtailadmin_pages:edit", page.pk)
    return _form(request, form, _("Who may take it"), source_course(page.translation_key).title, _("Save"))


@permission_required("courses.add_waiver")
def waiver(request, page_id):
    """Let somebody take the course without what it asks for first."""
    page = get_object_or_404(CoursePage, pk=page_id)
    standing = Waiver.objects.filter(course_key=page.translation_key).select_related("person", "by").order_by("-given_at", "-pk")
    if "take_back" in request.POST:
        take_back_waiver(get_object_or_404(standing, pk=_number(request.POST["take_back"])), by=request.user)
        messages.success(request, _("What comes first is asked of them again."))
        return redirect(request.path)
    form = WaiverForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        deed = lambda: waive(given["person"], page.translation_key, by=request.user, why=given["why"])
        if _done(request, form, deed, _("They may take the course now.")):
            return redirect("wagtailadmin_pages:edit", page.pk)
    more = {"waivers": Paginator(standing, WAIVERS_A_PAGE).get_page(request.GET.get("p"))}
    title = source_course(page.translation_key).title
    return _form(request, form, _("Waive what comes first"), title, _("Waive"), "courses/admin/waivers.html", more)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


@permission_required("courses.add_cohort")
def add_group(request):
    form = CohortForm(request.POST or None)
    if form.is_valid():
        given = dict(form.cleaned_data)
        deed = lambda: open_cohort(given.pop("course"), by=request.user, **given)
        if _done(request, form, deed, _("The group is open. Its teachers find it under “Groups you teach”, with its key.")):
            return redirect("groups_desk:index")
    return _form(request, form, _("Open a group"), "", _("Open the group"))


@permission_required("courses.change_cohort")
def edit_group(request, pk):
    cohort = get_object_or_404(Cohort, pk=pk)
    now = {
        "name": cohort.name,
        "starts_on": cohort.starts_on,
        "due_on": cohort.due_on,
        "teachers": "\n".join(cohort.teachers.order_by("email").values_list("email", flat=True)),
    }
    form = CohortForm(request.POST or None, initial=now)
    for name in ("course", "institution", "language"):
        del form.fields[name]
    if form.is_valid():
        deed = lambda: change_cohort(cohort, by=request.user, **form.cleaned_data)
        if _done(request, form, deed, _("The group is changed.")):
            return redirect("groups_desk:index")
    return _form(request, form, _("Change the group"), cohort.name, _("Save"))


@permission_required("courses.change_cohort")
def close_group(request, pk):
    """Ask, then close."""
    cohort = get_object_or_404(Cohort, pk=pk)
    if request.method == "POST":
        close_cohort(cohort, by=request.user)
        messages.success(request, _("The group is closed."))
        return redirect("groups_desk:index")
    context = {
        "page_title": _("Close the group"),
        "page_subtitle": cohort.name,
        "header_icon": "group",
        "action_url": request.path,
    }
    return TemplateResponse(request, "courses/admin/close_group.html", context)


def _done(request, form, deed, sentence: str) -> bool:
    try:
        deed()
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, sentence)
    return True


def _form(
    request, form, title: str, subtitle: str, button: str, template="courses/admin/access_form.html", more: dict | None = None
):
    context = {
        "form": form,
        "media": form.media,
        "page_title": title,
        "page_subtitle": subtitle,
        "header_icon": "group",
        "action_url": request.path,
        "submit_button_label": button,
        "submit_button_active_label": _("Saving…"),
    }
    return TemplateResponse(request, template, context | (more or {}))


class GroupColumn(ButtonsColumnMixin, TitleColumn):
    """The group's name; below it what may be done."""

    def get_buttons(self, cohort, parent_context):
        if cohort.closed_at or not parent_context["request"].user.has_perm("courses.change_cohort"):
            return []
        return [
            ListingButton(_("Change"), reverse("groups_desk:edit", args=[cohort.pk]), priority=10),
            ListingButton(_("Close"), reverse("groups_desk:close", args=[cohort.pk]), priority=20),
        ]


class GroupsView(generic.IndexView):
    """Every group with how many are in it; who they are, only its teachers see."""

    model = Cohort
    page_title = pgettext_lazy("people who study together", "Groups")
    header_icon = "group"
    index_url_name = "groups_desk:index"
    index_results_url_name = "groups_desk:index_results"
    add_url_name = "groups_desk:add"
    default_ordering = ["-due_on", "-pk"]
    paginate_by = 50

    @property
    def columns(self):
        titles = dict(course_choices())
        return [
            GroupColumn("name", label=gettext_lazy("Group"), sort_key="name"),
            Column("course", label=gettext_lazy("Course"), accessor=lambda cohort: titles.get(str(cohort.course_key), "")),
            Column("institution", label=gettext_lazy("Institution"), accessor=lambda cohort: cohort.institution or ""),
            Column("members", label=gettext_lazy("Members"), accessor="member_count"),
            Column("starts_on", label=gettext_lazy("Starts on"), sort_key="starts_on"),
            Column("due_on", label=gettext_lazy("Due on"), sort_key="due_on"),
            Column("state", label=gettext_lazy("State"), accessor=lambda cohort: _("Closed") if cohort.closed_at else _("Open")),
        ]

    def get_base_queryset(self):
        joined = Q(memberships__person__isnull=False, memberships__left_at=None)
        return Cohort.objects.select_related("institution").annotate(member_count=Count("memberships", filter=joined))


class GroupsMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("courses.view_cohort")


class GroupsViewSet(ViewSet):
    name = url_prefix = url_namespace = "groups_desk"
    icon = "group"
    menu_label = pgettext_lazy("people who study together", "Groups")
    menu_order = 260
    add_to_admin_menu = True
    menu_item_class = GroupsMenuItem

    def get_urlpatterns(self):
        return [
            path("", GroupsView.as_view(), name="index"),
            path("results/", GroupsView.as_view(results_only=True), name="index_results"),
            path("add/", add_group, name="add"),
            path("<int:pk>/", edit_group, name="edit"),
            path("<int:pk>/close/", close_group, name="close"),
        ]


groups_viewset = GroupsViewSet()
