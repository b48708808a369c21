"""The words of the figures about questions: what a flag means, and what to do about it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.analysing.reading import Line
from courses.analysing.statistics import trust
from icrweb.pages.languages import language_name

FLAGS = {
    "against": gettext_lazy("Those who know more get it wrong"),
    "rival": gettext_lazy("A wrong answer leads"),
    "language": gettext_lazy("Differs between languages"),
    "matched": gettext_lazy("Differs at equal knowledge"),
    "hard": gettext_lazy("Hard"),
    "apart": gettext_lazy("Tells learners little apart"),
    "unused": gettext_lazy("A choice hardly taken"),
    "easy": gettext_lazy("Very easy"),
}

RELIABILITY = {
    "alpha": gettext_lazy("Cronbach’s α: everyone had the same questions."),
    "drawn": gettext_lazy("Papers were drawn from a bank, so this is the reliability of drawn papers, which is never above α."),
    "lengths": gettext_lazy(
        "Papers had different numbers of questions that count: this is the reliability of a drawn paper of average length."
    ),
    "": gettext_lazy("Reliability is not computable: all had the same result, or papers had one question."),
}


def trust_word(n: int) -> str:
    """Said beside every figure that is not to be leaned on."""
    return {"grey": _("too few to judge"), "provisional": _("provisional")}.get(trust(n), "")


def advice(flag: str, line: Line, reference: str) -> str:
    """One sentence: what was seen and what to do."""
    languages = {"language": language_name(line.language), "reference": language_name(reference)}
    if flag in ("language", "matched"):
        harder = line.compared.gap < 0 if flag == "language" else line.compared.matched.delta < 0
        if harder:
            return (
                _("Probable mistranslation: harder in %(language)s. Compare the %(language)s words with the %(reference)s.")
                % languages
            )
        return _("Easier in %(language)s: do its words give the answer away? Compare them with the %(reference)s.") % languages
    return {
        "against": _("Check the key first, then whether the question can be read in two ways."),
        "rival": _("More people gave a wrong answer than a right one. Check the key, then the words."),
        "hard": _("Fewer than 30 % had it right. Check the key, the words, and whether a lesson teaches it."),
        "apart": _("Whether somebody knows the rest hardly matters here. Look for hints, or for words that confuse."),
        "unused": _("Fewer than 5 % took one of the wrong choices. Write a more tempting one, or take it out."),
        "easy": _("More than 90 % had it right. Good in a final test; here ask for more."),
    }[flag]
