"""Loading a seminar: its page, and its facts through the deed an organizer's form calls."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from certificates.models import Achievement
from icrweb.accounts.models import Institution, User
from seminars.models import Quota, Seminar, SeminarIndexPage, SeminarPage
from seminars.quotas import set_quotas
from seminars.scheduling import Row, plan

from . import applications
from .files import bodies_of, documents_in, facts_in, key_for
from .publishing import put_page

_Rule = Seminar.AttendanceRule
RULES = {"each_day": _Rule.EACH_DAY, "all_sittings": _Rule.ALL_SITTINGS, "sittings": _Rule.SOME_SITTINGS}


def load_seminar(path: Path, index: SeminarIndexPage, day: date) -> None:
    """The words can change with every loading; the facts are planned once, and are the organizer's from then on."""
    facts = facts_in(path)
    key = key_for("seminar", facts["code"])
    page = put_page(index, SeminarPage, key, facts["code"], _words(path, facts["source_language"], key), facts["source_language"])
    if not Seminar.objects.filter(key=key).exists():
        organizer = User.objects.get(email=facts["organizer"])
        rows = [_row(sitting, day, ZoneInfo(facts["time_zone"])) for sitting in facts["sittings"]]
        seats = {"seats": facts["seats"], "seats_online": facts.get("seats_online", 0)}
        seminar = plan(page, _facts(facts, day), rows, by=organizer, **seats)
        if facts.get("questions"):
            applications.ask(seminar, facts, day, organizer)
        if facts.get("quotas"):
            mode = facts["format"]
            quotas = [Quota(mode=mode, country=one["country"], seats=one["seats"]) for one in facts["quotas"]]
            set_quotas(seminar, quotas, organizer, offer_hours=facts.get("offer_hours"))


def _words(path: Path, source: str, key) -> dict[str, dict]:
    documents = documents_in(path.parent, path.stem)
    words = {}
    for language, body in bodies_of(SeminarPage._meta.get_field("body"), documents, source, key).items():
        front = documents[language].facts
        words[language] = {
            "title": front["title"],
            "summary": front["summary"],
            "search_description": front["summary"],
            "speakers": "\n".join(front.get("speakers", [])),
            "cost_and_support": front.get("cost_and_support", ""),
            "body": body,
        }
    return words


def _facts(facts: dict, day: date) -> dict:
    zone = ZoneInfo(facts["time_zone"])
    rule = facts["attendance_rule"]
    return {
        "code": facts["code"],
        "format": facts["format"],
        "time_zone": facts["time_zone"],
        "city": facts["city"],
        "venue": facts["venue"],
        **{f"decides_{mode}": True for mode in facts.get("decides", [])},
        "online_link": facts.get("online_link", ""),
        "registration_opens_at": datetime.combine(day + timedelta(days=facts["opens_days"]), time(), zone),
        "registration_closes_at": datetime.combine(day + timedelta(days=facts["closes_days"]), time(23, 59), zone),
        "attendance_rule": RULES[rule["kind"]],
        "sittings_needed": rule.get("minimum"),
        "share_needed": rule["share"],
        "gives_certificate": facts["gives_certificate"],
        "invited_countries": " ".join(facts.get("invited", [])),
        "prerequisites": [Achievement.objects.get(code=code) for code in facts.get("prerequisites", [])],
        "host": Institution.objects.get(code=facts["host"]),
        "contact_email": facts["organizer"],
    }


def _row(sitting: dict, day: date, zone: ZoneInfo) -> Row:
    local_day, start, end = _going_on(sitting, zone) if "began_minutes_ago" in sitting else _planned(sitting, day)
    return Row(
        local_day=local_day,
        local_start=start,
        local_end=end,
        titles=sitting["title"],
        place=sitting.get("place", ""),
        mandatory=sitting.get("mandatory", True),
    )


def _planned(sitting: dict, day: date) -> tuple[date, time, time]:
    clocks = (time.fromisoformat(sitting[name]) for name in ("start", "end"))
    return day + timedelta(days=sitting["day_offset"]), *clocks


def _going_on(sitting: dict, zone: ZoneInfo) -> tuple[date, time, time]:
    """A sitting that has begun and goes on, within this day at the venue."""
    now = datetime.now(zone).replace(tzinfo=None, second=0, microsecond=0)
    now -= timedelta(minutes=now.minute % 5)
    first, last = now.replace(hour=0, minute=0), now.replace(hour=23, minute=59)
    start = max(now - timedelta(minutes=sitting["began_minutes_ago"]), first)
    end = min(start + timedelta(minutes=sitting["minutes"]), last)
    return now.date(), start.time(), end.time()
