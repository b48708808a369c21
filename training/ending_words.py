"""An ending in words of the active language: what it is, until when, and for whom. The same on pages and in mails."""

from datetime import date

from django.utils.translation import gettext as _

from certificates import terms, words
from certificates.endings import Ending

EXPIRED, EXPIRING, CURRENT = "expired", "expiring", "current"


def state(ending: Ending, today: date) -> str:
    if ending.last < today:
        return EXPIRED
    return EXPIRING if ending.opens <= today else CURRENT


def title(ending: Ending, language: str) -> tuple[str, str]:
    """The title and the language it is in: the reader's, else the one it was written in; of external training nobody knows it."""
    if ending.is_external:
        return str(ending.training), language
    facts = ending.training.facts
    shown = language if words.title(facts, language) else facts["source_language"]
    return words.title(facts, shown), shown


def ends(ending: Ending, today: date) -> str:
    """Ends on 2027-01-15, or that it did."""
    sentence = _("ended on %(day)s") if ending.last < today else _("ends on %(day)s")
    return sentence % {"day": ending.last.isoformat()}


def for_whom(ending: Ending, language: str, today: date) -> list[str]:
    """One line each: which body counts it until when, in guidance's own words; and what the certificate itself states."""
    lines = [
        _("%(body)s: %(until)s")
        % {
            "body": one.body.name_in(language) or one.body.name,
            "until": terms.until(one, ending.last, today),
        }
        for one in ending.requirements
    ]
    if ending.own:
        lines.append(_("The certificate itself: valid until %(day)s") % {"day": ending.last.isoformat()})
    return lines
