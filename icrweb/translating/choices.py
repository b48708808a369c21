from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """Where the words of one segment in one language stand; a segment without words is missing.

    XLIFF 2.1 calls them initial, translated, reviewed and final. Whether they are outdated is said beside it: words that were
    approved stay the approved words of an older source until somebody has looked at them again.
    """

    DRAFT = "draft", pgettext_lazy("state of a translation", "draft")
    TRANSLATED = "translated", pgettext_lazy("state of a translation", "translated")
    REVIEWED = "reviewed", pgettext_lazy("state of a translation", "medically reviewed")
    APPROVED = "approved", pgettext_lazy("state of a translation", "approved")


class Severity(models.TextChoices):
    """What a change of the source means for its translations, as the editor who made it says."""

    TYPO = "typo", _("Typo: translations stay approved")
    MEANING = "meaning", _("Meaning: translations stay, with a banner")
    CRITICAL = "critical", _("Critical: translations are hidden, the source is shown; questions are withdrawn")


class Kind(models.TextChoices):
    CHANGED = "changed", pgettext_lazy("passage of the source", "changed")
    ADDED = "added", pgettext_lazy("passage of the source", "new")
    REMOVED = "removed", pgettext_lazy("passage of the source", "removed")


class Step(models.TextChoices):
    """What is next for one segment, the most urgent first: what queue and editor say of it, in a word."""

    CRITICAL = "critical", pgettext_lazy("state of a passage", "hidden: critical change")
    OUTDATED = "outdated", pgettext_lazy("state of a passage", "outdated")
    SENT_BACK = "sent_back", pgettext_lazy("state of a passage", "sent back")
    MISSING = "missing", pgettext_lazy("state of a passage", "missing")
    MACHINE = "machine", pgettext_lazy("state of a passage", "draft by machine")
    DRAFT = "draft", pgettext_lazy("state of a translation", "draft")
    TRANSLATED = "translated", pgettext_lazy("state of a passage", "to review")
    REVIEWED = "reviewed", pgettext_lazy("state of a translation", "medically reviewed")
    APPROVED = "approved", pgettext_lazy("state of a translation", "approved")


TO_WRITE = (Step.CRITICAL, Step.OUTDATED, Step.SENT_BACK, Step.MISSING, Step.MACHINE, Step.DRAFT)
