"""What the pages of practice show."""

from datetime import timedelta

from django.utils.translation import gettext as _

from courses.models import Attempt, Enrolment, Practice, PracticeRound, Response
from courses.outline import page_words
from courses.practising import DAYS
from courses.quizzes import credits_of
from courses.sitting import TITLE, URL, questions_of, review_of
from icrweb.accounts.models import User

AT_ONCE = 10


def my_practice(user: User, language: str) -> dict:
    """The rounds that wait, for "My learning": two queries."""
    rounds = list(
        PracticeRound.objects.for_learner(user)
        .waiting()
        .select_related("practice__enrolment__edition")
        .only("key", "day", "practice__enrolment__course_key", "practice__enrolment__edition__title")
        .order_by("-set_at")[:AT_ONCE]
    )
    words = page_words({found.practice.enrolment.course_key for found in rounds}, language) if rounds else {}
    return {"practice": [{"key": found.key, "title": _title(found.practice.enrolment, words)} for found in rounds]}


def practice_of(enrolment: Enrolment) -> dict:
    """Where somebody stands: whether they practise, what was answered, and what comes when."""
    practice = Practice.objects.filter(enrolment=enrolment).first()
    rounds = {found.day: found for found in practice.rounds.all()} if practice else {}
    standing = practice is not None and practice.stopped_at is None
    return {
        "practice": practice if standing else None,
        "days": [_day(enrolment, day, rounds.get(day), practice if standing else None) for day in DAYS],
    }


def _day(enrolment: Enrolment, day: int, found: PracticeRound | None, practice: Practice | None) -> dict:
    due = enrolment.completed_at + timedelta(days=day)
    return {
        "day": day,
        "due": due if practice and found is None and practice.began_at <= due else None,
        "round": found if found and found.paper else None,
        "right": sum(credit == 1 for credit in _earned(found).values()) if found and found.done_at else None,
    }


def _earned(found: PracticeRound) -> dict:
    attempt, responses = _as_attempt(found)
    return credits_of(attempt, list(responses.values()))


def round_of(found: PracticeRound, language: str) -> dict:
    """The questions in order: an open one to answer, an answered one with what is right, why, and where to read again."""
    attempt, responses = _as_attempt(found)
    open_rows = questions_of(attempt, responses)
    rows = review_of(attempt, list(responses.values()))
    keys = {key["lesson_key"] for key in found.marking.values() if key["lesson_key"]}
    words = page_words(keys | {str(found.practice.enrolment.course_key)}, language)
    questions = []
    for asked, reviewed in zip(open_rows, rows, strict=True):
        key = found.marking[asked["item"]]
        lesson = words.get(key["lesson_key"] or "")
        place = f"#block-{key['paragraph']}" if key.get("paragraph") else ""
        questions.append(
            {
                **(reviewed if asked["item"] in found.answers else asked),
                "answered": asked["item"] in found.answers,
                "lesson_url": f"{lesson[URL]}{place}" if lesson else "",
                "lesson_link": _("Reread: %(title)s") % {"title": lesson[TITLE]} if lesson else "",
            }
        )
    return {"questions": questions, "course_title": _title(found.practice.enrolment, words)}


def _title(enrolment: Enrolment, words: dict) -> str:
    return words.get(str(enrolment.course_key), (enrolment.edition.title,))[TITLE]


def _as_attempt(found: PracticeRound) -> tuple[Attempt, dict[str, Response]]:
    """In the shape of an attempt, in memory only, so that its pages can show it."""
    attempt = Attempt(
        pk=0,  # no row has it; Django asks for a key before it lends a relation
        enrolment=found.practice.enrolment,
        number=1,
        language=found.language,
        paper=found.paper,
        marking=found.marking,
        pass_mark=0,
    )
    return attempt, {item: Response(item=item, answer=answer) for item, answer in found.answers.items()}
