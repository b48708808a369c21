"""What a visit to a seminar page shows. Called from `before_serve_page`: find, then show; no record changes here."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from icrweb.media.embeds import hosts_in, open_frames
from icrweb.pages.context import frame
from icrweb.pages.covers import site_cover
from icrweb.pages.languages import alias_label, language_name, source_language
from icrweb.pages.privacy import open_to_all
from icrweb.translating.showing import stale_page

from .. import moments, wall_time
from ..letters import where, where_in_short
from ..markup import seminar_markup
from ..models import Registration, Seminar, SeminarIndexPage, SeminarPage
from ..month import month_of, month_rows
from ..reading import counted, course_addresses, pages_of, row_of
from ..selection import words
from ..standing import (
    CANCELLED,
    CLOSED,
    EARLY,
    OPEN,
    is_declined,
    lacking,
    mode_words,
    seats_left,
    seats_words,
    stage,
    state_words,
    status_of,
)

SEMINARS_A_PAGE = 20
SEATS_DRAWN = 60


def index(request, page: SeminarIndexPage):
    """The seminars to come, with ?show=past those that have been, with ?show=calendar those of a month."""
    language, now, private = page.locale.language_code, timezone.now(), frame(request).private
    shows_past = request.GET.get("show") == "past"
    pages = open_to_all(SeminarPage.objects.child_of(page).live(), private).values("translation_key")
    if request.GET.get("show") == "calendar":
        first = month_of(request.GET.get("month"), timezone.localdate())
        context = {"page": page, "self": page, "alias": alias_label(page), "stale": stale_page(page)}
        context |= month_rows(first, pages, language, private)
        return render(request, "seminars/calendar.html", context)
    found = Seminar.objects.filter(key__in=pages)
    found = found.past(now) if shows_past else found.upcoming(now)
    page_obj = Paginator(found.with_counts(), SEMINARS_A_PAGE).get_page(request.GET.get("page"))
    seminars = list(page_obj.object_list)
    pages_now = pages_of([seminar.key for seminar in seminars], language, private)
    mine = _registrations_of(request.user, seminars)
    rows = [
        {**row_of(one, pages_now.get(one.key), language), **_row_state(one, mine.get(one.pk), now)}
        for one in seminars
        if one.key in pages_now
    ]
    context = {
        "page": page,
        "self": page,
        "alias": alias_label(page),
        "stale": stale_page(page),
        "rows": rows,
        "page_obj": page_obj,
        "shows_past": shows_past,
    }
    return render(request, page.template, context)


def seminar(request, page: SeminarPage):
    """What the seminar is about, when it is for the venue and the reader, and the one thing the reader can do now."""
    record = counted(page.translation_key)
    if record:
        prefetch_related_objects([record], "sittings")
    source = source_language(page)
    context = {
        "page": page,
        "self": page,
        "alias": alias_label(page),
        "stale": stale_page(page),
        "seminar": record,
        "language_name": format_html('<span lang="{}">{}</span>', source, language_name(source)),
    }
    if record:
        context |= times_of(record, request.user, page.locale.language_code)
        context |= standing_of(record, request.user)
        context["co_hosts"] = list(record.co_hosts.all())
        if not request.user.is_authenticated and not page.path.startswith(frame(request).private):
            context["markup"] = seminar_markup(page, record, settings.BASE_URL + request.path, site_cover(source), source)
    return open_frames(render(request, page.template, context), hosts_in(page.body))


def times_of(seminar: Seminar, user, language: str) -> dict:
    """The dates in words and the programme by day, in venue time and, where the profile says one, in the reader's."""
    zone = seminar.time_zone
    first, last = (at.astimezone(ZoneInfo(zone)).date() for at in (seminar.starts_at, seminar.ends_at))
    own = user.time_zone if user.is_authenticated and user.time_zone not in ("UTC", zone) else ""
    programme = []
    for sitting in seminar.sittings.all():
        if not programme or programme[-1]["date"] != sitting.local_day:
            programme.append({"date": sitting.local_day, "day": moments.weekday(sitting.local_day), "sittings": []})
        programme[-1]["sittings"].append(_sitting_row(sitting, seminar, own, language))
    return {
        "dates": moments.days(first, last),
        "where": where(seminar),
        "where_in_short": where_in_short(seminar),
        "venue_place": wall_time.place(zone),
        "venue_offset": wall_time.offset(seminar.starts_at, zone),
        "own_place": wall_time.place(own) if own else "",
        "own_offset": wall_time.offset(seminar.starts_at, own) if own else "",
        "opens": moments.moment(seminar.registration_opens_at, zone),
        "closes": moments.moment(seminar.registration_closes_at, zone),
        "closes_for_you": moments.moment(seminar.registration_closes_at, own) if own else "",
        "starts": moments.moment(seminar.starts_at, zone),
        "starts_for_you": moments.moment(seminar.starts_at, own) if own else "",
        "programme": programme,
    }


def standing_of(seminar: Seminar, user) -> dict:
    """Where the seminar and this reader stand: seats, their registration, and what they can do. Reads counts only."""
    now = timezone.now()
    registration = None
    if user.is_authenticated:
        registration = Registration.objects.for_person(user).live().filter(seminar=seminar).with_position().first()
    now_stage = stage(seminar, now)
    needs = needs_of(seminar, user)
    asks = all(seminar.decides(mode) for mode in seminar.modes)
    declined = bool(user.is_authenticated and asks and all(is_declined(user, seminar, mode) for mode in seminar.modes))
    has_place = registration is not None and registration.state == Registration.State.CONFIRMED
    return {
        "stage": now_stage,
        "registration": registration,
        "state_words": state_words(registration, registration.position) if registration else "",
        "has_place": has_place,
        "is_requested": registration is not None and registration.state == Registration.State.REQUESTED,
        "is_offered": registration is not None and registration.state == Registration.State.OFFERED,
        "status": status_of(registration) if registration else "",
        "order": order_words(seminar),
        "decides": words.decision_words(seminar),
        "asks": asks,
        "is_declined": declined and not registration,
        "materials": list(seminar.materials.all() if has_place else seminar.materials.filter(public=True)),
        **_teams(seminar, user),
        "online_link": seminar.online_link if has_place and now_stage != CANCELLED else "",
        "needs": needs,
        "may_register": now_stage == OPEN and not registration and not declined and all(one["held"] for one in needs),
        "watching": user.is_authenticated and now_stage in (EARLY, CLOSED) and seminar.watches.filter(person=user).exists(),
        "may_cancel": registration is not None and now_stage != CANCELLED and now < seminar.starts_at,
        "has_started": now >= seminar.starts_at,
        "left": seats_left(seminar),
        "modes": [_mode_row(seminar, mode) for mode in seminar.modes],
        "seats": _drawn(seminar.seats, seminar.seats - seats_left(seminar)),
        "seats_words": seats_words(seminar),
        "rule": rule_words(seminar),
        "register_url": reverse("seminars:register", args=[seminar.key]),
    }


def _teams(seminar: Seminar, user) -> dict:
    """Whether the seminar takes teams, and the one this reader is in."""
    rule = getattr(seminar, "team_rule", None)
    return {"team_rule": rule, "team": seminar.teams.of(user).first() if rule and user.is_authenticated else None}


def _mode_row(seminar: Seminar, mode) -> dict:
    return {"mode": mode, "label": mode.label, "seats": mode_words(seminar, mode), "decided": seminar.decides(mode)}


def rule_words(seminar: Seminar) -> str:
    """When a participant has attended."""
    if seminar.attendance_rule == Seminar.AttendanceRule.EACH_DAY:
        return _("Each day, at least %(share)d %% of the minutes of its mandatory sittings") % {"share": seminar.share_needed}
    if seminar.attendance_rule == Seminar.AttendanceRule.ALL_SITTINGS:
        return _("Every mandatory sitting, at least %(share)d %% of its minutes") % {"share": seminar.share_needed}
    numbers = {"needed": seminar.sittings_needed, "share": seminar.share_needed}
    return _("%(needed)d sittings, at least %(share)d %% of the minutes of each") % numbers


def order_words(seminar: Seminar) -> str:
    """By what order places are given."""
    quotas = ", ".join(f"{one.label} {one.seats}" for one in seminar.quotas.select_related("institution"))
    kept = seminar.keeps_quotas(timezone.now())
    until = moments.short_moment(seminar.quotas_kept_until, seminar.time_zone) if kept else ""
    return words.order_words(seminar, quotas, until)


def _drawn(seats: int, taken: int) -> dict:
    """The seats as boxes, twelve a row, while they are few enough to take in; else numbers for a bar."""
    if seats > SEATS_DRAWN:
        return {"total": seats, "taken": taken}
    boxes = [{"x": number % 12 * 20 + 1, "y": number // 12 * 17 + 1, "taken": number < taken} for number in range(seats)]
    return {"total": seats, "taken": taken, "boxes": boxes, "height": (seats + 11) // 12 * 17}


def _sitting_row(sitting, seminar: Seminar, own: str, language: str) -> dict:
    start, end = (at.astimezone(ZoneInfo(seminar.time_zone)) for at in (sitting.starts_at, sitting.ends_at))
    row = {
        "starts_at": sitting.starts_at,
        "start": f"{start:%H:%M}",
        "end": f"{end:%H:%M}",
        "title": sitting.title_in(language, seminar.language),
        "lang": "" if language in sitting.titles else seminar.language,
        "offset": wall_time.offset(sitting.starts_at, seminar.time_zone),
        "place": sitting.place,
        "online_link": sitting.online_link,
        "optional": not sitting.mandatory,
    }
    if own:
        yours = sitting.starts_at.astimezone(ZoneInfo(own))
        row["own_start"] = f"{yours:%H:%M}"
        row["own_offset"] = wall_time.offset(sitting.starts_at, own)
        row["own_day"] = moments.short_day(yours.date()) if yours.date() != start.date() else ""
    return row


def _row_state(seminar: Seminar, registration: Registration | None, now) -> dict:
    now_stage = stage(seminar, now)
    if now_stage == CANCELLED:
        return {"status": "problem", "status_word": _("Cancelled"), "more": ""}
    if registration:
        return {"status": status_of(registration), "status_word": state_words(registration, registration.position), "more": ""}
    if now_stage == EARLY:
        opens = moments.short_moment(seminar.registration_opens_at, seminar.time_zone)
        return {"status": "not-started", "status_word": _("Not open yet"), "more": _("Opens %(moment)s") % {"moment": opens}}
    if now_stage == OPEN:
        closes = moments.short_moment(seminar.registration_closes_at, seminar.time_zone)
        left = seats_left(seminar)
        status = {"status": "note", "status_word": _("Open")} if left else {"status": "waiting", "status_word": _("Waiting list")}
        return {**status, "more": f"{seats_words(seminar)}. " + _("Until %(moment)s") % {"moment": closes}}
    return {"status": "", "status_word": "", "more": _("Registration closed") if now < seminar.ends_at else ""}


def _registrations_of(user, seminars: list[Seminar]) -> dict[int, Registration]:
    if not user.is_authenticated:
        return {}
    mine = Registration.objects.for_person(user).live().filter(seminar__in=seminars).select_related("seminar").with_position()
    return {registration.seminar_id: registration for registration in mine}


def needs_of(seminar: Seminar, user) -> list[dict]:
    """The certificates that the seminar asks for: each with the address of its course, which has its key, and whether it is held."""
    asked = list(seminar.prerequisites.order_by("code"))
    if not asked:
        return []
    missing = lacking(user, seminar) if user.is_authenticated else asked
    urls = course_addresses([one.key for one in asked], get_language())
    return [{"name": one.name, "url": urls.get(one.key, ""), "held": one not in missing} for one in asked]
