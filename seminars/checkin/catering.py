"""What people with a place answered to one question of the organizer, for who cooks or books: counted, and by name."""

from collections import Counter

from icrweb.accounts.models import User
from icrweb.trail import audit

from ..models import Answer, ExtraQuestion, Seminar


def answered_to(seminar: Seminar, question: ExtraQuestion, by: User) -> dict:
    """`counts`: [(answer, how many people)], most first; `rows`: [(registration, answers)] by name; `silent`: how many said
    nothing. That the list was made is kept; three queries."""
    rows = list(seminar.registrations.confirmed().select_related("person").order_by("person__latin_name", "pk"))
    if question.mode:
        rows = [row for row in rows if row.mode == question.mode]
    answers = Answer.objects.current().kept().filter(question=question, registration__in=[row.pk for row in rows])
    said = {one.registration_id: one.words_in(seminar.language) for one in answers}
    counts = Counter(words for lines in said.values() for words in lines)
    audit.record("registration.list_answers", seminar, actor=by, new={"question": str(question), "rows": len(said)})
    return {
        "counts": counts.most_common(),
        "rows": [(row, said[row.pk]) for row in rows if said.get(row.pk)],
        "silent": sum(not said.get(row.pk) for row in rows),
    }
