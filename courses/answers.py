"""What was sent as an answer, read into its one shape or refused in a sentence: the same words for tests, practice and self-checks."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courses import asking


def checked(question: dict, values: list[str]):
    """The answer in its one shape, or a refusal that says what to write."""
    try:
        return asking.read(question, values)
    except asking.AnswerError as problem:
        sentence = {
            "number": _("Write one number, for example 0.54 or 0,54."),
            "ambiguous": _("“%(typed)s” can be read in two ways. Write %(first)s or %(second)s."),
            "order": _("Two steps stand at place %(place)s. Give each a place of its own."),
            "long": _("Write %(most)s characters at most; these are %(length)s."),
        }.get(problem.code, _("This choice is not in your test. Load the page again."))
        raise ValidationError(sentence, code=problem.code, params=problem.values) from problem
