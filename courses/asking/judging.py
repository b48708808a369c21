"""What has no single right answer: words of one's own, and judgement compared with a panel's. No Django here."""

from collections.abc import Iterator
from fractions import Fraction

from courses.asking.choosing import Choosing
from courses.asking.kinds import ANSWERED_BY_NOTHING, Kind
from courses.asking.written import AnswerError, Fault, Written, fault, gettext_noop

LONGEST_TEXT = 2000
SMALLEST_PANEL = 5


class ShortText(Kind):
    """Own words. Nobody marks them: the learner compares them with the feedback afterwards."""

    name = "short_text"
    template = "text"
    how = gettext_noop("Write in your own words. Nobody marks them; afterwards you can compare them with an answer of ours.")
    scored = False

    def faults(self, written: Written, *, is_source: bool) -> Iterator[Fault]:
        if not written.feedback.strip():
            yield fault("feedback", gettext_noop("Write a model answer into the feedback: nobody marks these words."))

    def worded(self, source, words) -> bool:
        return True

    def read(self, question, values):
        text = values[0] if values else ""
        if not isinstance(text, str):
            raise AnswerError("answer")
        text = text.replace("\r\n", "\n").strip()
        if len(text) > LONGEST_TEXT:
            raise AnswerError("long", most=LONGEST_TEXT, length=len(text))
        return text or None

    def credit(self, marks, answer) -> Fraction:
        """Never asked for by who grades (`scored`): writing something is not earning something."""
        return Fraction(0)

    def right(self, question, marks):
        """Nobody marks these words, so none are right."""

    def shown(self, question, answer) -> dict:
        return {"typed": "" if answer in ANSWERED_BY_NOTHING else answer, "most": LONGEST_TEXT}


class Concordance(Choosing):
    """How a new finding moves a judgement, from −2 to +2: worth the share of the panel that chose it, by its most chosen one."""

    name = "concordance"
    block = "judgement"
    how = gettext_noop("Choose what you would judge. Afterwards you see how a panel judged.")
    template = "choices"
    formative = True

    def faults_of_key(self, parts):
        if len(parts) != 5:
            yield fault("choices", gettext_noop("Write five judgements, from −2 to +2."))
        if sum(part.number for part in parts) < SMALLEST_PANEL:
            yield fault(
                "choices",
                gettext_noop("Say how many of the panel chose each judgement; a panel has at least %(least)s."),
                least=SMALLEST_PANEL,
            )

    def in_order(self, parts, order):
        return parts

    def marks(self, source, words, ids) -> dict:
        return {
            "panel": {ids.of(part.id): part.number for part in source.parts},
            "choice_feedback": {ids.of(part.id): words.words(part.id).feedback for part in source.parts},
        }

    def covers(self, question, marks) -> bool:
        return {choice["id"] for choice in question["choices"]} <= marks["panel"].keys()

    def right(self, question, marks):
        return max(marks["panel"], key=marks["panel"].get)

    def credit(self, marks, answer) -> Fraction:
        return Fraction(marks["panel"][answer], max(marks["panel"].values()))

    def reviewed(self, question, marks, answer) -> dict:
        shown = self.shown(question, answer)
        most = max(marks["panel"].values())
        for choice in shown["choices"]:
            chose = marks["panel"][choice["id"]]
            choice["panel"] = chose
            choice["panel_percent"] = chose * 100 // sum(marks["panel"].values())
            choice["mark"] = "right" if chose == most else ""
            choice["feedback"] = marks["choice_feedback"].get(choice["id"], "")
        return shown
