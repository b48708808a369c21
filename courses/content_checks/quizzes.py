"""Checks of a quiz: it can be taken as its pools stand."""

from courses.checks import check, error
from courses.drawing import pools_of, why_not_fill
from courses.outline import course_key_of, source_course


@check("courses.QuizPage")
def pools(page):
    """Translations draw by the pools of their source."""
    course = source_course(course_key_of(page)) if page.path else None
    if course and course.locale_id != page.locale_id:
        return
    if sentence := why_not_fill(pools_of(page, page.locale.language_code)):
        yield error("pools", sentence, field="pools")
