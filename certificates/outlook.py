"""What all the training of one person counts for where they work, and when to renew it: for their own eyes."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from icrweb.accounts.models import User

from . import guidance, terms, validity, words
from .endings import countries_of
from .models import Certificate, ExternalTraining, Requirement

CURRENT, EXPIRING, EXPIRED, MISSING = "current", "expiring", "expired", "not-started"
UNSURE = "note"  # it would count, if the body recognises where it was given


def outlook(person: User, language: str) -> list[dict]:
    """Every requirement of the countries where somebody lives or works, and of bodies that ask in many; constant queries."""
    requirements = list(Requirement.objects.shown().in_country(countries_of([person])[person.pk]).complete())
    if not requirements:
        return []
    today = guidance.today_at_issuer(timezone.now())
    certificates = Certificate.objects.for_recipient(person).standing().select_related("achievement")
    external = {str(one.key): one for one in ExternalTraining.objects.accepted().for_person(person)}
    held = [one.as_held() for one in (*certificates, *external.values())]
    return [
        {
            **terms.heading(requirement, language),
            **(
                _hours(requirement, held, today, external)
                if requirement.term == Requirement.Term.HOURS
                else _training(requirement, held, today, external)
            ),
            "conditions": terms.conditions(requirement, today),
            "source": terms.source(requirement),
        }
        for requirement in sorted(requirements, key=lambda one: not one.body.country)  # one's own countries first
    ]


def _training(requirement: Requirement, held: list[validity.Held], today: date, external: dict) -> dict:
    """Each training that is asked for, and all of them together."""
    answers = {need: validity.answer(need.as_need(), requirement.rule, held) for need in requirement.trainings}
    whole = validity.together(answers.values())
    unsure = requirement.providers == Requirement.Provider.RECOGNISED
    return {
        "status": UNSURE if (status := _status(whole, today)) == CURRENT and unsure else status,
        "word": terms.until(requirement, whole.last_day, today) if whole.met else _missing(answers.values()),
        "renewal": _renewal(whole, today),
        "parts": [
            {
                "words": terms.training(need),
                "status": _status(one, today),
                "until": one.last_day,
                "external": _titles([one.by] if one.by else [], external),
            }
            for need, one in answers.items()
        ],
    }


def _missing(answers) -> str:
    return _("Something is missing") if any(one.met for one in answers) else _("Nothing held yet")


def _status(one: validity.Answer, today: date) -> str:
    if not one.met:
        return MISSING
    if one.last_day is None:
        return CURRENT
    if one.last_day < today:
        return EXPIRED
    return EXPIRING if validity.renewal_opens(one.last_day) <= today else CURRENT


def _renewal(whole: validity.Answer, today: date) -> str:
    if not whole.met or whole.last_day is None:
        return ""
    if whole.last_day < today:
        return _("Take the training again: a new certificate counts from its own day.")
    opens = validity.renewal_opens(whole.last_day)
    if opens <= today:
        return _("Renew now. The certificate you hold stays as it is until its last day.")
    return _("Renew from %(day)s. Doing it earlier takes nothing away from the certificate you hold.") % {"day": opens.isoformat()}


def _titles(held: list[validity.Held], external: dict[str, ExternalTraining]) -> str:
    """Which of what counts here somebody else gave."""
    return "; ".join(str(external[one.key]) for one in held if one.key in external)


def _gives(one: validity.Held, subject: str, requirement: Requirement, today: date) -> int:
    """The minutes of a subject that one training gives today."""
    return guidance.minutes_of(subject, validity.minutes_within([one], requirement.rule, today))


def _hours(requirement: Requirement, held: list[validity.Held], today: date, external: dict) -> dict:
    """The hours that still count today beside those that are asked for; whether they are enough is the body's to say."""
    counting = validity.minutes_within(held, requirement.rule, today)
    parts = []
    for need in requirement.subjects:
        minutes = guidance.minutes_of(need.subject, counting)
        enough = minutes >= need.hours * 60
        amounts = {"held": words.hours(minutes), "asked": words.hours(need.hours * 60)}
        parts.append(
            {
                "words": str(need.get_subject_display()),
                "status": CURRENT if enough else "progress" if minutes else MISSING,
                "amount": _("%(held)s of %(asked)s") % amounts,
                "external": _titles([one for one in held if _gives(one, need.subject, requirement, today)], external),
            }
        )
    states = {part["status"] for part in parts}
    status = states.pop() if len(states) == 1 else "progress"
    return {"status": status, "word": _("Hours counted today"), "renewal": "", "parts": parts}
