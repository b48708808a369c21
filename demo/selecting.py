"""Loading a selection at several stages: each step through the deed that its page calls."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from django.contrib.auth.models import Group

from icrweb.accounts.models import User
from icrweb.accounts.roles import COORDINATOR
from seminars.models import Registration, Selection, Seminar
from seminars.registration import come
from seminars.selection.arranging import CriterionRow, set_delegate, set_selection
from seminars.selection.assigning import assign, set_reviewer
from seminars.selection.endorsing import endorse
from seminars.selection.ranking import rank_country
from seminars.selection.reviewing import declare, submit

from .files import facts_in
from .network import load_people

LAST_MINUTE = time(23, 59)
DEADLINES = {"endorse_until": "endorse_days", "rank_until": "rank_days", "score_until": "score_days"}


def load_selection(path: Path, day: date) -> None:
    """Load it once; from then on it is the organizer's, who may also have opened the seminar to everybody."""
    facts = facts_in(path)
    seminar, organizer = Seminar.objects.get(code=facts["seminar"]), _person(facts["by"])
    if Selection.objects.filter(seminar=seminar).exists() or not seminar.decides(facts["mode"]):
        return
    load_people(path, day)
    selection = _arranged(facts, seminar, organizer, day)
    rows = {one["person"]: _applied(selection, _person(one["person"])) for one in facts["applications"]}
    coordinators = {code: _coordinator(address) for code, address in facts["coordinators"].items()}
    for one in facts["applications"]:
        if words := one.get("endorsed") or one.get("refused"):
            row = rows[one["person"]]
            endorse(row, coordinators[row.institution.code], endorsed="endorsed" in one, words=words)
    for country, order in facts["orders"].items():
        rank_country(selection, country, [rows[one].key for one in order], _person(facts["delegates"][country]))
    for one in facts["applications"]:
        for reviewer, marks in one.get("marks", {}).items():
            _score(rows[one["person"]], _person(reviewer), marks, selection, organizer)


def _arranged(facts: dict, seminar: Seminar, organizer: User, day: date) -> Selection:
    steps, zone = facts["steps"], ZoneInfo(seminar.time_zone)
    until = {name: datetime.combine(day + timedelta(days=steps[days]), LAST_MINUTE, zone) for name, days in DEADLINES.items()}
    kept = {"wide_spread": Decimal("1.5"), "hides_names": False, "hides_sites": False}
    rest = {name: steps[name] for name in ("endorsed", "ranked", "scores")}
    criteria = [CriterionRow(one["weight"], one["words"]) for one in facts["rubric"]]
    selection = set_selection(seminar, facts["mode"], {**until, **kept, **rest}, criteria, organizer)
    for country, person in facts["delegates"].items():
        set_delegate(selection, country, _person(person), organizer)
    for person in facts["reviewers"]:
        set_reviewer(selection, _person(person), organizer, may=True)
    return selection


def _applied(selection: Selection, person: User) -> Registration:
    """As if they had asked themselves; most of them lack the certificate that the seminar asks for, which the board shows."""
    channel = Registration.Channel.APPROVAL
    return come(selection.seminar, person, person.language, selection.mode, channel, asks=True)


def _coordinator(address: str) -> User:
    person = _person(address)
    person.groups.add(Group.objects.get(name=COORDINATOR))
    return person


def _score(row: Registration, reviewer: User, marks: list[int], selection: Selection, organizer: User) -> None:
    review = declare(assign(row, reviewer, organizer), conflict=False)
    keys = [str(key) for key in selection.criteria.values_list("key", flat=True)]
    submit(review, dict(zip(keys, marks, strict=True)), "")


def _person(address: str) -> User:
    return User.objects.get(email=address)
