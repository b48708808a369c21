"""The organizer's desk in the admin: the list of seminars, the facts beside a page, seats, calling it off."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet

from .. import duplicating
from ..applications import desk as applications
from ..calendar.urls import desk_urlpatterns as desk_calendar
from ..checkin.urls import desk_urlpatterns as on_the_day
from ..forms import DuplicateForm, ReasonForm, SeatsForm, SeminarForm, sitting_formset
from ..invitations.urls import desk_urlpatterns as desk_invitations
from ..models import Seminar, SeminarPage
from ..moments import moment
from ..nominations.urls import desk_urlpatterns as desk_nominations
from ..papers import desk_urls as papers
from ..registration import cancel_seminar, set_seats
from ..scheduling import plan, reschedule
from ..selection.desk_urls import urlpatterns as selection_urls
from ..standing import over_capacity, seats_words
from ..teams.urls import desk_urlpatterns as desk_teams
from . import decisions, exports, materials, people, presence, quotas

ICON = "calendar-alt"


def _seats_words(seminar: Seminar) -> str:
    if seminar.cancelled_at:
        return _("Cancelled")
    if seminar.ends_at <= timezone.now():
        return _("Over")
    over = over_capacity(seminar)
    return _("Over capacity by %(number)d") % {"number": over} if over else seats_words(seminar)


class SeminarsView(generic.IndexView):
    """Every seminar with its numbers and its next deadline."""

    model = Seminar
    page_title = gettext_lazy("Seminars")
    header_icon = ICON
    index_url_name = "seminars_desk:index"
    index_results_url_name = "seminars_desk:index_results"
    default_ordering = ["-starts_at", "-pk"]
    paginate_by = 50
    columns = [
        TitleColumn(
            "title",
            label=gettext_lazy("Seminar"),
            accessor=str,
            get_url=lambda seminar: reverse("seminars_desk:registrations", args=[seminar.pk]),
        ),
        Column(
            "starts_at",
            label=gettext_lazy("Starts"),
            accessor=lambda one: moment(one.starts_at, one.time_zone),
            sort_key="starts_at",
        ),
        Column("confirmed", label=gettext_lazy("Confirmed"), accessor=lambda one: f"{one.confirmed_count} / {one.seats}"),
        Column("waiting", label=gettext_lazy("Waiting"), accessor="waiting_count"),
        Column("seats", label=gettext_lazy("Seats"), accessor=_seats_words),
        Column(
            "closes",
            label=gettext_lazy("Registration closes"),
            accessor=lambda one: moment(one.registration_closes_at, one.time_zone),
            sort_key="registration_closes_at",
        ),
    ]

    def get_base_queryset(self):
        return Seminar.objects.with_counts()


@permission_required("seminars.change_seminar")
def for_page(request, page_id):
    """The facts of a seminar page: those there are, or a form to plan them."""
    page = get_object_or_404(SeminarPage, pk=page_id)
    seminar = Seminar.objects.filter(key=page.translation_key).first()
    return redirect("seminars_desk:edit", seminar.pk) if seminar else _schedule(request, page, None)


@permission_required("seminars.change_seminar")
def edit(request, pk):
    seminar = get_object_or_404(Seminar, pk=pk)
    page = SeminarPage.objects.filter(translation_key=seminar.key, alias_of=None).order_by("pk").first()
    return _schedule(request, page, seminar)


def _schedule(request, page: SeminarPage | None, seminar: Seminar | None):
    """One form for facts and sittings; what the deed refuses comes back with what was typed."""
    initial = {} if seminar else {"code": page.slug, "time_zone": request.user.time_zone, "contact_email": request.user.email}
    form = SeminarForm(request.POST or None, instance=seminar, initial=initial)
    sittings = sitting_formset(request.POST or None, seminar)
    if request.method == "POST" and form.is_valid() and sittings.is_valid():
        language = seminar.language if seminar else page.locale.language_code
        kept = [(number, one) for number, one in enumerate(sittings, 1) if one.has_changed() or one.initial]
        rows = [one.row(language, number) for number, one in kept if not one.cleaned_data.get("DELETE")]
        try:
            seminar = _save(request, page, seminar, form, rows)
            return redirect("seminars_desk:registrations", seminar.pk)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
    context = {
        "form": form,
        "sittings": sittings,
        "seminar": seminar,
        "page": page,
        "page_title": _("Dates, seats and registration"),
        "page_subtitle": str(seminar or page),
        **people.header(seminar, _("Dates, seats and registration")),
        "action_url": request.path,
        "submit_button_label": _("Save"),
        "submit_button_active_label": _("Saving…"),
        "media": form.media + sittings.media,
    }
    return TemplateResponse(request, "seminars/admin/schedule.html", context, status=200 if request.method == "GET" else 422)


def _save(request, page, seminar: Seminar | None, form: SeminarForm, rows) -> Seminar:
    if seminar is None:
        seminar = plan(page, form.facts(), rows, by=request.user, **form.seats())
        messages.success(request, _("The dates are saved. People can register as soon as registration opens."))
        return seminar
    if reschedule(seminar, form.facts(), rows, by=request.user, why=form.cleaned_data["why"]):
        messages.success(request, _("The change is saved. Everybody with a place or in line is told by mail."))
    else:
        messages.success(request, _("The change is saved. Time, place and link are as before, so nobody is written to."))
    return seminar


@permission_required("seminars.add_seminar")
def duplicate(request, pk):
    """The same seminar once more, as a draft."""
    seminar = get_object_or_404(Seminar, pk=pk)
    form = DuplicateForm(request.POST or None, initial={"code": f"{seminar.code}-2"})
    return people.ask(
        request,
        form,
        seminar,
        deed=lambda: duplicating.duplicate(seminar, by=request.user, **form.cleaned_data),
        title=_("Duplicate"),
        about=_(
            "The words become drafts, in each language; the facts and sittings stay the same distance from the first day. "
            "Links to meetings, files and people are not taken over."
        ),
        button=_("Duplicate the seminar"),
        done=_("The copy is made. Look through its dates, then submit its page."),
        then=lambda copy: reverse("seminars_desk:edit", args=[copy.pk]),
    )


@permission_required("seminars.change_seminar")
def seats(request, pk):
    """How many seats; more go to those who wait."""
    seminar = get_object_or_404(Seminar, pk=pk)
    form = SeatsForm(request.POST or None, seminar=seminar)
    return people.ask(
        request,
        form,
        seminar,
        deed=lambda: set_seats(seminar, by=request.user, **form.cleaned_data),
        title=_("Seats"),
        about=_("More seats go at once to those who wait, in line. Fewer seats put nobody out."),
        button=_("Save the seats"),
        done=_("The seats are saved."),
    )


@permission_required("seminars.change_seminar")
def cancel(request, pk):
    """The seminar does not take place."""
    seminar = get_object_or_404(Seminar, pk=pk)
    form = ReasonForm(request.POST or None)
    return people.ask(
        request,
        form,
        seminar,
        deed=lambda: cancel_seminar(seminar, request.user, form.cleaned_data["why"]),
        title=_("Cancel the seminar"),
        about=_("Everybody with a place or in line is told by mail, with your reason. This cannot be undone."),
        button=_("Cancel the seminar"),
        done=_("The seminar is cancelled, and everybody is told."),
        then=people.after_deed,
    )


class SeminarsMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("seminars.view_seminar")


class SeminarViewSet(ViewSet):
    name = url_namespace = "seminars_desk"
    url_prefix = "seminars"
    icon = ICON
    menu_label = gettext_lazy("Seminars")
    menu_order = 240
    add_to_admin_menu = True
    menu_item_class = SeminarsMenuItem

    def get_urlpatterns(self):
        views = {"": SeminarsView.as_view(), "results/": SeminarsView.as_view(results_only=True)}
        may_look = permission_required("seminars.view_seminar")
        return [
            path("", may_look(views[""]), name="index"),
            path("results/", may_look(views["results/"]), name="index_results"),
            path("page/<int:page_id>/", for_page, name="for_page"),
            path("<int:pk>/", edit, name="edit"),
            path("<int:pk>/seats/", seats, name="seats"),
            path("<int:pk>/quotas/", quotas.quotas, name="quotas"),
            path("<int:pk>/duplicate/", duplicate, name="duplicate"),
            path("<int:pk>/materials/", materials.materials, name="materials"),
            path("<int:pk>/materials/<uuid:key>/drop/", materials.drop, name="drop_material"),
            path("<int:pk>/cancel/", cancel, name="cancel"),
            path("<int:pk>/registrations/", people.registrations, name="registrations"),
            path("<int:pk>/registrations/export/", people.export, name="export"),
            path("<int:pk>/invitations/export/", exports.invitations, name="export_invitations"),
            path("<int:pk>/letters/export/", exports.letters, name="export_letters"),
            path("<int:pk>/selection/export/", exports.board, name="export_selection"),
            path("<int:pk>/registrations/print/", people.printed, name="print"),
            path("<int:pk>/registrations/<int:registration_pk>/<slug:deed>/", people.act, name="act"),
            path("<int:pk>/registrations/approve/", decisions.decision, {"approve": True}, name="approve"),
            path("<int:pk>/registrations/waitlist/", decisions.decision, {"approve": True, "seat": False}, name="waitlist"),
            path("<int:pk>/registrations/decline/", decisions.decision, {"approve": False}, name="decline"),
            path("<int:pk>/attendance/", presence.grid, name="attendance"),
            *desk_calendar,
            *desk_invitations,
            *desk_nominations,
            *on_the_day,
            *applications.urlpatterns,
            *papers.urlpatterns,
            *selection_urls,
            *desk_teams,
        ]


desk_viewset = SeminarViewSet()
