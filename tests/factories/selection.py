"""Selections with their steps, who applied, and who has a say; each call shows only what the test is about."""

from decimal import Decimal
from uuid import UUID

from django.contrib.auth.models import Group
from django.utils import timezone

from icrweb.accounts.models import Institution, User
from seminars.models import Criterion, Mode, Registration, Review, Selection, Seminar
from seminars.registration import register
from seminars.selection.arranging import CriterionRow, set_selection
from seminars.selection.assigning import assign, set_reviewer
from seminars.selection.reviewing import declare, submit
from tests.factories.people import make_affiliation, make_institution, make_user
from tests.factories.seminars import make_seminar

STEPS = {
    "endorsed": False,
    "endorse_until": None,
    "ranked": False,
    "rank_until": None,
    "scores": 0,
    "score_until": None,
    "wide_spread": Decimal("1.5"),
    "hides_names": False,
    "hides_sites": False,
}


def make_selection(seminar: Seminar | None = None, *, weights: tuple[int, ...] = (1, 1), **steps) -> Selection:
    """Steps of an online seminar that the organizer decides on; a criterion for each of the weights."""
    seminar = seminar or make_seminar(decides_online=True)
    criteria = [a_criterion(f"Criterion {number}", weight) for number, weight in enumerate(weights, 1)]
    return set_selection(seminar, Mode.ONLINE, {**STEPS, **steps}, criteria, make_user())


def a_criterion(title: str, weight: int = 1, key: UUID | None = None) -> CriterionRow:
    return CriterionRow(weight, {"en": [title, "weak", "", "fair", "", "strong"]}, key)


def make_application(selection: Selection, institution: Institution | None = None, **person) -> Registration:
    """Somebody of an institution who asks for a place."""
    institution = institution or make_institution()
    applicant = make_user(**{"country": institution.country, **person})
    make_affiliation(applicant, institution)
    return register(applicant, selection.seminar, "en", selection.mode)


def make_coordinator(institution: Institution, **fields) -> User:
    person = make_user(**fields)
    make_affiliation(person, institution, confirmed_at=timezone.now())
    person.groups.add(Group.objects.get_or_create(name="coordinator")[0])
    return person


def make_reviewer(selection: Selection, **fields) -> User:
    person = make_user(**fields)
    set_reviewer(selection, person, person, may=True)
    return person


def score(row: Registration, reviewer: User, mark: int, comment: str = "", *, submitted: bool = True) -> Review:
    """A review by somebody without a conflict of interest, each criterion with the same mark."""
    review = declare(assign(row, reviewer, reviewer), conflict=False)
    marks = {str(one.key): mark for one in Criterion.objects.filter(selection__seminar=row.seminar, selection__mode=row.mode)}
    return submit(review, marks, comment) if submitted else review
