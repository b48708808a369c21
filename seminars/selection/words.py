"""What the public page says about how people are selected, and in what order places are given."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import Seminar


def decision_words(seminar: Seminar) -> str:
    """Who takes part by a decision of the organizer, and by which steps; nothing where everybody may."""
    decided = [mode for mode in seminar.modes if seminar.decides(mode)]
    if not decided:
        return ""
    steps = _steps(seminar)
    by_score = all(seminar.selects_by_score(mode) for mode in decided)
    if len(decided) == len(seminar.modes):
        sentence = _("The organizer decides on each registration. Who is approved comes at the end of the line.")
        if by_score:
            sentence = _(
                "The organizer decides on each registration. Who is approved stands in the line by score, then by arrival."
            )
        return " ".join([sentence, *steps])
    sentence = _("%(mode)s: the organizer decides on each registration. Who is approved comes at the end of the line.")
    if by_score:
        sentence = _(
            "%(mode)s: the organizer decides on each registration. Who is approved stands in the line by score, then by arrival."
        )
    return " ".join([sentence % {"mode": decided[0].label}, *steps])


def order_words(seminar: Seminar, quotas: str, kept_until: str) -> str:
    """By what order places are given; `quotas` in a line, and until when in words they are kept."""
    by_score = all(seminar.selects_by_score(mode) for mode in seminar.modes)
    words = {"quotas": quotas, "moment": kept_until}
    if not quotas:
        return (
            _("Places are given by score, then in the order of arrival.")
            if by_score
            else _("Places are given in the order of arrival.")
        )
    if kept_until:
        sentence = _("Places are given in the order of arrival. Until %(moment)s some are kept: %(quotas)s.")
        if by_score:
            sentence = _("Places are given by score, then in the order of arrival. Until %(moment)s some are kept: %(quotas)s.")
        return sentence % words
    sentence = _("Places are given in the order of arrival; from the waiting list, first to: %(quotas)s.")
    if by_score:
        sentence = _("Places are given by score, then in the order of arrival; from the waiting list, first to: %(quotas)s.")
    return sentence % words


def _steps(seminar: Seminar) -> list[str]:
    """Who reads a registration and has a say, so that nobody is surprised."""
    selections = [one for one in seminar.selections_now if seminar.decides(one.mode)]
    said = []
    if any(one.endorsed for one in selections):
        said.append(_("Coordinators of your institution read your registration and say whether they endorse it."))
    if any(one.ranked for one in selections):
        said.append(_("The delegate of your country reads it, too, and puts the country’s registrations in order."))
    if scores := max((one.scores for one in selections), default=0):
        sentence = ngettext("%(number)d reviewer scores it.", "%(number)d reviewers score it, each by themselves.", scores)
        said.append(sentence % {"number": scores})
    return said
