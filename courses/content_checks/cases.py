"""Checks of a case and of its questions: what keeps it from being drawn, although each part can be shown."""

from collections import Counter

from django.utils.translation import gettext as _

from courses.asking import KINDS
from courses.checks import check, warning
from courses.models import Case


@check("courses.Case")
def questions(case):
    """Two at least, each at its own place, and none that a test that decides leaves out."""
    rows = list(case.asked().live().values_list("name", "place_in_case", "kind"))
    if len(rows) < 2:
        yield warning("case_questions", _("A case has two questions at least. Publish more questions that name this case."))
    places = Counter(place for _name, place, _kind in rows)
    if None in places or any(number > 1 for number in places.values()):
        yield warning("case_places", _("Some questions of this case share a place, or have none. Give each a place of its own."))
    if formative := [name for name, _place, kind in rows if KINDS[kind].formative]:
        yield warning(
            "case_formative",
            _("Tests that decide leave this case out, because these questions are for practice only: %(names)s.")
            % {"names": ", ".join(formative)},
        )


@check("courses.Question")
def its_case(question):
    """A question of a case is drawn only with it."""
    if not question.case:
        return
    live = Case.objects.live().filter(bank_id=question.bank_id, slug=question.case, locale_id=question.locale_id)
    if not live.exists():
        yield warning(
            "case_not_live",
            _("The case of this question is not live, so the question is not drawn. Publish the case."),
            field="case",
        )
