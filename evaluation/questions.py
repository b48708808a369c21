"""The words of the six questions: ours in every language of the interface, or a site's own where it wrote some."""

from django.utils.translation import gettext_lazy as _

from evaluation.models import Asked, Wording

DEFAULTS = {
    Asked.USEFUL: _("This course is useful for my work."),
    Asked.CLEAR: _("Its language was clear to me."),
    Asked.WORDS: _("What will you do differently, or what was missing?"),
    Asked.USED: _("Have you used what you learned in this course?"),
    Asked.SURE: _("I feel sure when I do this part of my work."),
    Asked.LATER_WORDS: _("What did you do, or what kept you from it?"),
}


def words_in(language: str) -> dict[str, str]:
    """Every question's words in a language, by its name."""
    own = dict(Wording.objects.filter(language=language).values_list("question", "words"))
    return {name.value: own.get(name.value) or str(words) for name, words in DEFAULTS.items()}
