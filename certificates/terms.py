"""A requirement in words: where and for whom it is, how long training counts, and on what conditions. Sentences of guidance."""

from datetime import date

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from icrweb.accounts.choices import AffiliationRole, Country

from . import validity, words
from .models import Family, Requirement, Subject, TrainingNeed

FRESH_FOR = 12  # months after which readers are told that nobody has checked it lately


def heading(requirement: Requirement, language: str) -> dict:
    """Place, body in English and in the reader's language, role and purpose."""
    body = requirement.body
    own = body.name_in(language)
    return {
        "place": str(Country(body.country).label) if body.country else _("In many countries"),
        "body": body.name,
        "body_own": own if own != body.name else "",
        "role": str(AffiliationRole(requirement.role).label) if requirement.role else "",
        "purpose": str(Requirement.Purpose(requirement.purpose).label),
    }


def training(need: TrainingNeed) -> str:
    """Good clinical practice, ICH E6(R3)."""
    family = str(Family(need.family).label) if need.family else _("Training in clinical research")
    return ", ".join(part for part in (family, need.guideline) if part)


def until(requirement: Requirement, last: date | None, today: date) -> str:
    """Until when it counts; `last` is inclusive, None where there is no last day."""
    if last is None:
        return _("No period is set")
    day = {"day": last.isoformat()}
    recognised = requirement.providers == Requirement.Provider.RECOGNISED
    if last < today:
        sentence = _("Counted until %(day)s, where recognised") if recognised else _("Counted until %(day)s")
    elif requirement.term == Requirement.Term.BEFORE_START:
        if recognised:
            sentence = _("Counts for studies that start by %(day)s, where recognised")
        else:
            sentence = _("Counts for studies that start by %(day)s")
    else:
        sentence = _("Counts until %(day)s, where recognised") if recognised else _("Counts until %(day)s")
    return sentence % day


def rule(requirement: Requirement) -> str:
    """The term in one sentence."""
    number = requirement.number
    match requirement.term:
        case Requirement.Term.MONTHS:
            sentence = ngettext(
                "It counts for %(number)d month from completion.", "It counts for %(number)d months from completion.", number
            )
        case Requirement.Term.FISCAL_YEARS:
            sentence = ngettext(
                "It counts to the end of the fiscal year in which it was completed; fiscal years start in %(month)s.",
                "It counts to the end of %(number)d fiscal years, the one of completion among them; fiscal years start in %(month)s.",
                number,
            )
        case Requirement.Term.BEFORE_START:
            sentence = ngettext(
                "It counts when completed within %(number)d month before a study starts. "
                "It is not repeated during the study, unless a local rule or the sponsor asks.",
                "It counts when completed within %(number)d months before a study starts. "
                "It is not repeated during the study, unless a local rule or the sponsor asks.",
                number,
            )
        case Requirement.Term.HOURS:
            sentence = ngettext(
                "Asked for within %(number)d month: %(hours)s.", "Asked for within %(number)d months: %(hours)s.", number
            )
        case _none:
            return _("The body sets no period.")
    return sentence % {
        "number": number,
        "month": MONTHS.get(requirement.starts_in, ""),
        "hours": " · ".join(hours(need.subject, need.hours * 60) for need in requirement.subjects),
    }


def hours(subject: str, minutes: int) -> str:
    """Ethics 9 h."""
    return f"{Subject(subject).label} {words.hours(minutes)}"


def conditions(requirement: Requirement, today: date) -> list[str]:
    """What a reader must know beside the day, whatever certificate it is."""
    said = [rule(requirement)]
    if requirement.recommended:
        said.append(_("This term is a recommendation."))
    if requirement.providers == Requirement.Provider.ANY:
        said.append(_("Training from any institution is accepted."))
    if requirement.providers == Requirement.Provider.RECOGNISED:
        said.append(_("Only institutions or courses that the body recognises are accepted. Ask whether this one is among them."))
    if validity.add_months(requirement.checked_on, FRESH_FOR) < today:
        said.append(_("Nobody has checked this for more than a year. Ask the body whether it still holds."))
    return said


def source(requirement: Requirement) -> dict:
    """Where it is written, and when somebody last read it there."""
    return {
        "title": ": ".join(part for part in (str(requirement.source), requirement.reference) if part),
        "address": requirement.source.address,
        "checked_on": requirement.checked_on,
    }
