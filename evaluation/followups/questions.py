"""What is asked: at the end of a seminar ours or its own questions, later the same for everybody.

A question is {"key": str, "kind": "scale" | "words", "words": {language: str}}; answers are kept by key.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from evaluation.models import SeminarPlan

SCALE, WORDS = "scale", "words"
FEWEST_QUESTIONS, MOST_QUESTIONS = 3, 6
OURS = (
    ("useful", SCALE, gettext_lazy("What I learned is useful for my work.")),
    ("level", SCALE, gettext_lazy("The level was right for me.")),
    ("organised", SCALE, gettext_lazy("The seminar was well organised.")),
    ("intend", SCALE, gettext_lazy("I shall do something differently at my site.")),
    ("words", WORDS, gettext_lazy("What was missing, or what should stay as it is?")),
)
STATES = (
    ("none", gettext_lazy("Not begun")),
    ("doing", gettext_lazy("In work")),
    ("done", pgettext_lazy("of a step of a trial", "Done")),
    ("not_mine", gettext_lazy("Not part of my work")),
)
# Asked after 3 and 12 months: by key, the words, and the kind of outcome that "done" stands for.
STEPS = (
    ("protocol", gettext_lazy("Protocol")),
    ("ethics", gettext_lazy("Ethics approval")),
    ("enrolment", gettext_lazy("Enrolment of participants")),
)
SITE = gettext_lazy("What has changed at your site since the seminar?")


def asked_of(plan: SeminarPlan | None, language: str, source: str) -> list[dict]:
    """The questions at the end, in a language as far as they are written in it: key, kind, words."""
    if plan is None or not plan.questions:
        return [{"key": key, "kind": kind, "words": str(words)} for key, kind, words in OURS]
    return [
        {"key": one["key"], "kind": one["kind"], "words": in_language(one["words"], language, source)} for one in plan.questions
    ]


def in_language(words: dict[str, str], language: str, source: str) -> str:
    return words.get(language) or words.get(source) or words.get("en") or next(iter(words.values()))


def refuse_wrong_questions(questions: list[dict]) -> None:
    if questions and not FEWEST_QUESTIONS <= len(questions) <= MOST_QUESTIONS:
        sentence = _("Ask %(fewest)d to %(most)d questions, or leave all rows empty to ask ours.")
        raise ValidationError(sentence % {"fewest": FEWEST_QUESTIONS, "most": MOST_QUESTIONS}, code="number")
