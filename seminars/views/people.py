"""The organizer's list of registrations, and what can be done to one of them."""

from collections import Counter
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from certificates.papers import progress_of
from icrweb.accounts.choices import Country
from icrweb.pages.spreadsheets import KINDS, as_file
from icrweb.trail import audit

from .. import registration as places
from ..agenda import coming, waiting_for_organizer
from ..allocating import groups_of
from ..applications.columns import answer_columns
from ..clashes import clashes
from ..forms import ReasonForm, RegistrationFilter
from ..models import Registration, RegistrationMail, Seminar
from ..moments import moment
from ..papers.reading import letters_without_place, outdated_letters
from ..standing import CANCELLED, over_capacity, seats_words, stage, state_words

ROWS_A_PAGE = 50
State = Registration.State
PROPOSED = (Registration.Channel.NOMINATION, Registration.Channel.INVITATION)

DEEDS = {
    "cancel": (
        places.cancel,
        gettext_lazy("Cancel the registration"),
        gettext_lazy("The place goes to whoever waited longest. The person is told by mail, with your reason."),
        gettext_lazy("The registration is cancelled."),
    ),
    "confirm": (
        places.confirm,
        gettext_lazy("Give a place out of turn"),
        gettext_lazy("The person gets a place now, even over capacity. The audit trail keeps your reason."),
        gettext_lazy("The person has a place."),
    ),
    "change-mode": (
        places.change_mode,
        gettext_lazy("Change between on site and online"),
        gettext_lazy(
            "The person moves to a free seat of the other kind, or to the end of its line, and is told by mail, with your reason."
        ),
        gettext_lazy("The person takes part in the other way."),
    ),
    "to-waiting-list": (
        places.send_to_waiting_list,
        gettext_lazy("Move to the waiting list"),
        gettext_lazy("The person goes to the end of the line; the first in line gets the place. Both are told by mail."),
        gettext_lazy("The person is on the waiting list."),
    ),
}
ANSWERS = {
    State.REQUESTED: [("approve", gettext_lazy("Approve")), ("decline", gettext_lazy("Decline"))],
    State.DECLINED: [("approve", gettext_lazy("Approve after all"))],
}


@permission_required("seminars.view_registration")
@require_safe
def registrations(request, pk):
    """Who has a place, who waits, who left; fifty a page."""
    seminar = get_object_or_404(Seminar.objects.with_counts().select_related("host"), pk=pk)
    form = RegistrationFilter(request.GET or None, seminar)
    page_obj = Paginator(form.found(), ROWS_A_PAGE).get_page(request.GET.get("page"))
    may_change = request.user.has_perm("seminars.change_registration")
    rows = [_row(one, seminar, may_change and not seminar.cancelled_at) for one in page_obj.object_list]
    context = {
        "seminar": seminar,
        "form": form,
        "page_obj": page_obj,
        "rows": rows,
        "may_decide": any(row["may_choose"] for row in rows),
        "balance": _balance(seminar),
        "quotas": _quotas(seminar),
        "over": over_capacity(seminar),
        "seats_words": seats_words(seminar),
        "starts": moment(seminar.starts_at, seminar.time_zone),
        "closes": moment(seminar.registration_closes_at, seminar.time_zone),
        "is_cancelled": stage(seminar, timezone.now()) == CANCELLED,
        "may_change": may_change,
        "selects": any(seminar.decides(mode) for mode in seminar.modes),
        "clashes": clashes(seminar) if seminar.ends_at > timezone.now() else [],
        "certificates": _certificates(seminar),
        "waiting": waiting_for_organizer(seminar),
        "coming": coming(seminar),
        "letters_without_place": letters_without_place(seminar).count(),
        "refused_mails": RegistrationMail.objects.filter(registration__seminar=seminar).refused().count(),
        "page_title": str(seminar),
        **header(seminar),
    }
    return TemplateResponse(request, "seminars/admin/registrations.html", context)


@permission_required("seminars.change_registration")
def act(request, pk, registration_pk, deed):
    """One of the three deeds to somebody's registration, with a reason."""
    if deed not in DEEDS:
        raise Http404
    seminar = get_object_or_404(Seminar, pk=pk)
    row = get_object_or_404(seminar.registrations.select_related("person"), pk=registration_pk)
    do, title, about, done = DEEDS[deed]
    form = ReasonForm(request.POST or None)
    return ask(
        request,
        form,
        seminar,
        deed=lambda: do(row, by=request.user, why=form.cleaned_data["why"]),
        title=title,
        about=about,
        button=title,
        done=done,
        subtitle=str(row.person),
        then=lambda _made: after_deed(seminar, row.pk),
    )


def after_deed(seminar: Seminar, registration_pk: int | None = None) -> str:
    """Back to the list, or to the official letters that do not fit any more: one person's, or everybody's."""
    if outdated_letters(Seminar.objects.get(pk=seminar.pk), registration_pk):
        which = f"?registration={registration_pk}" if registration_pk else ""
        return reverse("seminars_desk:letters", args=[seminar.pk]) + which
    return reverse("seminars_desk:registrations", args=[seminar.pk])


def header(seminar: Seminar | None, here: str = "") -> dict:
    """The way back, above each page of the desk."""
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("seminars_desk:index"), "label": _("Seminars")},
    ]
    if seminar:
        crumbs.append({"url": reverse("seminars_desk:registrations", args=[seminar.pk]), "label": str(seminar)})
    if here:
        crumbs.append({"url": "", "label": here})
    return {"breadcrumbs_items": crumbs, "header_title": here or str(seminar), "header_icon": "calendar-alt"}


def ask(request, form, seminar: Seminar, *, deed, title, about, button, done, subtitle="", then=None):
    """A form that asks, then does one deed and goes back to the list, or to where `then` says; a refusal keeps what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            made = deed()
            messages.success(request, done)
            return redirect(then(made) if then else reverse("seminars_desk:registrations", args=[seminar.pk]))
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
    context = {
        "form": form,
        "seminar": seminar,
        "about": about,
        "page_title": title,
        "page_subtitle": f"{title}: {subtitle or seminar}",
        **header(seminar, title),
        "action_url": request.path,
        "submit_button_label": button,
        "submit_button_active_label": _("Saving…"),
    }
    return TemplateResponse(request, "seminars/admin/ask.html", context)


@permission_required("seminars.view_registration")
@require_POST
def export(request, pk):
    """The list as shown, as CSV or XLSX; who took it out is kept."""
    seminar = get_object_or_404(Seminar, pk=pk)
    form = RegistrationFilter(request.GET or None, seminar)
    kind = request.POST.get("kind") if request.POST.get("kind") in KINDS else "csv"
    rows = list(form.found())
    new = {"rows": len(rows), "filter": form.in_words(), "kind": kind}
    audit.record("registration.export", seminar, actor=request.user, new=new)
    labels, answers = answer_columns(seminar, rows)
    table = [[*csv_row(row), *said] for row, said in zip(rows, answers, strict=True)]
    return as_file([[*CSV_HEADER, *labels], *table], f"{seminar.code}-registrations", kind)


@permission_required("seminars.view_registration")
@require_safe
def printed(request, pk):
    """The list as shown, on paper: everybody on it, with a line to sign on."""
    seminar = get_object_or_404(Seminar, pk=pk)
    form = RegistrationFilter(request.GET or None, seminar)
    context = {
        "seminar": seminar,
        "rows": [_row(one, seminar, False) for one in form.found()],
        "starts": moment(seminar.starts_at, seminar.time_zone),
        "printed_at": moment(timezone.now(), seminar.time_zone),
    }
    return render(request, "seminars/admin/print.html", context)


CSV_HEADER = [
    "number", "state", "position", "latin_name", "native_name", "email", "country", "institution", "role", "registered_at",
    "attended_at", "mode", "channel",
]  # fmt: skip


def csv_row(row: Registration) -> list:
    person = row.person
    times = [at.isoformat(timespec="seconds") if at else "" for at in (row.registered_at, row.attended_at)]
    names = [person.latin_name, person.native_name, person.email]
    return [
        row.number,
        row.state,
        row.position or "",
        *names,
        row.country,
        row.institution_name,
        row.role,
        *times,
        row.mode,
        row.channel,
    ]


def _row(row: Registration, seminar: Seminar, may_change: bool) -> dict:
    deeds, answers = [], []
    if may_change and row.state in ANSWERS:
        answers = ANSWERS[row.state]
    elif may_change and not row.attended_at:
        if row.state in (State.WAITING, State.OFFERED):
            deeds = ["confirm", "cancel"]
        elif row.state == State.CONFIRMED:
            deeds = ["to-waiting-list", "cancel"]
        if len(seminar.modes) > 1 and row.state in (State.WAITING, State.CONFIRMED):
            deeds.insert(1, "change-mode")
    return {
        "row": row,
        "person": row.person,
        "state": state_words(row, row.position),
        "mode": row.get_mode_display() if len(seminar.modes) > 1 else "",
        "channel": row.get_channel_display() if row.channel in PROPOSED else "",
        "registered": f"{row.registered_at.astimezone(ZoneInfo(seminar.time_zone)):%Y-%m-%d %H:%M}",
        "country": Country(row.country).label if row.country in Country.values else row.country,
        "deeds": [(reverse("seminars_desk:act", args=[seminar.pk, row.pk, deed]), DEEDS[deed][1]) for deed in deeds]
        + [(f"{reverse(f'seminars_desk:{name}', args=[seminar.pk])}?chosen={row.pk}", label) for name, label in answers],
        "may_choose": may_change and row.state == State.REQUESTED,
    }


def _certificates(seminar: Seminar) -> dict | None:
    """How far the certificates are, once the seminar is over."""
    if not seminar.gives_certificate or seminar.cancelled_at or seminar.ends_at > timezone.now():
        return None
    return {"progress": progress_of(seminar.key), "counted": seminar.settled_at is not None}


def _quotas(seminar: Seminar) -> list[dict]:
    """Each quota with how many of its seats are taken or offered."""
    quotas = list(seminar.quotas.select_related("institution"))
    if not quotas:
        return []
    held = seminar.registrations.taken().order_by().values_list("mode", "country", "institution_id", "role")
    taken = Counter((mode, group) for mode, *facts in held for group in groups_of(*facts))
    several = len(seminar.modes) > 1
    return [
        {
            "label": one.label,
            "mode": one.get_mode_display() if several else "",
            "taken": taken[one.mode, one.group],
            "seats": one.seats,
        }
        for one in quotas
    ]


def _balance(seminar: Seminar) -> list[dict]:
    """Confirmed places by country, most first."""
    counts = (
        seminar.registrations.confirmed().order_by().values("country").annotate(number=Count("pk")).order_by("-number", "country")
    )
    labels = dict(Country.choices)
    return [{"country": labels.get(row["country"], _("Not stated")), "number": row["number"]} for row in counts]
