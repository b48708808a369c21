"""What stands on papers and on the verification page: labels and values, in any of the site's languages."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icrweb.accounts.choices import Country
from icrweb.pages.languages import language_name

from .models import Achievement, Certificate

CATEGORIES = {
    "gcp": gettext_lazy("GCP"),
    "ethics": gettext_lazy("Ethics"),
    "safety": gettext_lazy("Safety"),
    "gene_cell": gettext_lazy("Gene and cell therapy"),
}
IDENTITIES = {
    "in_person": gettext_lazy("Seen in person, with a photo document"),
    "confirmed": gettext_lazy("Confirmed by the institution"),
    "self_declared": gettext_lazy("As stated by the holder"),
}
REASONS = dict(Certificate.RevocationReason.choices)
KINDS = dict(Achievement.Kind.choices)
COUNTRIES = dict(Country.choices)


def in_language(language: str, write, *arguments) -> str:
    """What `write` says in that language."""
    with translation.override(language):
        return str(write(*arguments))


def rows_in(language: str, write, *arguments) -> list:
    """The same for a list of words that are written out already."""
    with translation.override(language):
        return write(*arguments)


def kind(facts: dict) -> str:
    return str(KINDS[facts["kind"]])


def country(facts: dict) -> str:
    return str(COUNTRIES.get(facts["country"], ""))


def identity(facts: dict) -> str:
    return str(IDENTITIES[facts["identity"]])


def title(facts: dict, language: str) -> str:
    """The title in a language, or an empty string where the achievement has none in it."""
    return facts["titles"].get(language, "")


def title_in_source(facts: dict) -> str:
    return facts["titles"][facts["source_language"]]


def completed_day(facts: dict) -> date:
    """The day of completion in the zone that counts: the venue's, or the holder's."""
    return completed_moment(facts).date()


def completed_moment(facts: dict) -> datetime:
    return datetime.fromisoformat(facts["completed_at"]).astimezone(ZoneInfo(facts["time_zone"]))


def time_and_zone(moment: datetime) -> str:
    """14:20 Asia/Bangkok (UTC+07:00)."""
    offset = moment.strftime("%z")
    return f"{moment:%H:%M} {moment.tzinfo.key} (UTC{offset[:3]}:{offset[3:]})"


def in_utc(moment: datetime) -> str:
    """2027-01-22 09:14 UTC."""
    return f"{moment.astimezone(ZoneInfo('UTC')):%Y-%m-%d %H:%M} UTC"


def hours(minutes: int) -> str:
    """6 h, 1.5 h, 45 min: whole and half hours in hours, everything else as it is."""
    if minutes % 30 == 0 and minutes >= 60:
        return _("%(hours)s h") % {"hours": _number(minutes / 60)}
    if minutes > 60:
        return _("%(hours)s h %(minutes)s min") % {"hours": minutes // 60, "minutes": minutes % 60}
    return _("%(minutes)s min") % {"minutes": minutes}


def total_hours(facts: dict) -> str:
    return hours(sum(facts["minutes_by_category"].values())) if facts["minutes_by_category"] else ""


def hours_by_category(facts: dict) -> str:
    """GCP 5 h · Ethics 30 min; just GCP where that is all."""
    if len(facts["minutes_by_category"]) == 1:
        return "".join(str(CATEGORIES.get(name, name)) for name in facts["minutes_by_category"])
    return " · ".join(f"{CATEGORIES.get(name, name)} {hours(minutes)}" for name, minutes in facts["minutes_by_category"].items())


def test(facts: dict) -> str:
    if facts.get("assessed"):
        return _("Assessed by the organizer: passed")
    if facts["pass_mark"] is None:
        return _("No test in this edition")
    return _("Passed (pass mark %(percent)d %%)") % {"percent": facts["pass_mark"]}


def by_pre_test() -> str:
    return _("partly or wholly by pre-test")


def edition(facts: dict) -> str:
    if not facts["effective_on"]:
        return facts["edition_label"]
    return _("%(label)s, effective %(day)s") % {"label": facts["edition_label"], "day": facts["effective_on"]}


def studied_in(facts: dict) -> str:
    """Studied in Thai (ไทย)."""
    code = facts["study_language"]
    own, name = language_name(code), translation.gettext(translation.get_language_info(code)["name"])
    both = own if code == translation.get_language() or name == own else f"{name} ({own})"
    return _("Studied in %(language)s") % {"language": both}


def holds_until(facts: dict) -> str:
    """The date, inclusive, or that nobody but the accepting body sets one."""
    return facts["valid_until"] or _("Set by the accepting body")


def mutual_recognition(facts: dict) -> str:
    """What the programme stated by the time of issue; empty without that, also where nobody could state it yet."""
    if not facts.get("mutual_recognition"):
        return ""
    return _(
        "On %(day)s the programme stated that this edition meets the minimum criteria for mutual recognition of GCP training."
    ) % {"day": facts["mutual_recognition"]}


def cpd(facts: dict) -> list[str]:
    """A line for each scheme that gave points."""
    return [
        _("%(scheme)s: CPD points %(points)s, accreditation number %(number)s, activity period %(starts_on)s – %(ends_on)s") % one
        for one in facts.get("cpd", [])
    ]


def sittings(facts: dict) -> str:
    count = sum(sitting["minutes"] > 0 for sitting in facts["sittings"])
    return translation.ngettext("%(count)d sitting", "%(count)d sittings", count) % {"count": count} if count else ""


def dates(facts: dict) -> str:
    """2027-03-31 – 2027-04-02, or the one day."""
    first, last = facts["starts_on"], facts["ends_on"]
    return f"{first} – {last}" if first and last and first != last else first or last or completed_day(facts).isoformat()


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def marked(text: str, language: str) -> str:
    """Words of another language than the page's, marked as such."""
    return text if language == translation.get_language() else format_html('<span lang="{}">{}</span>', language, text)
