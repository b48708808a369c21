"""Checks of a quiz: it can be taken as its pools stand, and a post-test asks as its pre-test did."""

from django.utils.translation import gettext as _

from courses.checks import check, error, warning
from courses.choices import QuizPurpose
from courses.drawing import blueprint, pools_of, why_not_fill
from courses.models import QuizPage
from courses.outline import course_key_of, source_course


@check("courses.QuizPage")
def pools(page):
    """Translations draw by the pools of their source."""
    if _is_translation(page):
        return
    if sentence := why_not_fill(pools_of(page, page.locale.language_code)):
        yield error("pools", sentence, field="pools")


@check("courses.QuizPage")
def parallel(page):
    """Before and after are compared only where both ask by the same blueprint."""
    if page.purpose != QuizPurpose.POST or not page.path or _is_translation(page):
        return
    course = source_course(course_key_of(page))
    before = QuizPage.objects.descendant_of(course).live().filter(purpose=QuizPurpose.PRE, retired=False)
    blueprints = [blueprint(one) for one in before]
    if blueprints and blueprint(page) not in blueprints:
        yield warning(
            "blueprint",
            _(
                "No pre-test of this course draws by the same pools. Give both the same pools, or what was learned cannot be measured."
            ),
            field="pools",
        )


def _is_translation(page) -> bool:
    course = source_course(course_key_of(page)) if page.path else None
    return bool(course and course.locale_id != page.locale_id)
