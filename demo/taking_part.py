"""Loading nominations by sites, teams, personal invitations and who came in at a door, through the deeds that their pages call."""

from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

from django.utils import timezone

from icrweb.accounts.models import Institution, User
from seminars.checkin.passing import Scan, take_in
from seminars.checkin.room import code_at, enter, is_open
from seminars.deadlines import closing_day
from seminars.invitations.inviting import invite
from seminars.invitations.listing import Guest
from seminars.models import Invitation, Nomination, NominationCall, Passing, Seminar, Sitting, Team, TeamRule
from seminars.nominations.answering import decline_nomination
from seminars.nominations.nominating import nominate, open_call
from seminars.teams.forming import form_team, join_team, set_rule

from .files import facts_in


def load_taking_part(path: Path, day: date) -> None:
    """Each part looks first whether it was done by an earlier loading."""
    facts = facts_in(path)
    for row in facts["nominations"]:
        _nominations(row)
    for row in facts["teams"]:
        _teams(row)
    for row in facts["invitations"]:
        _invitation(row)
    for row in facts["door"]:
        _door(row)


def _nominations(row: dict) -> None:
    seminar = Seminar.objects.get(code=row["seminar"])
    if NominationCall.objects.filter(seminar=seminar).exists():
        return
    sites = {code: Institution.objects.get(code=code) for code in row["sites"]}
    ends_on = closing_day(seminar) - timedelta(days=row["before_closing"])
    numbers = {sites[code]: number for code, number in row["sites"].items()}
    call = open_call(seminar, row["mode"], ends_on=ends_on, numbers=numbers, by=_person(row["by"]))
    for one in row["named"]:
        person = _person(one["person"])
        nomination: Nomination = nominate(call, sites[one["site"]], person, why=one["why"], by=_person(one["by"]))
        if one.get("answer") == "no":
            decline_nomination(nomination, person)


def _teams(row: dict) -> None:
    seminar = Seminar.objects.get(code=row["seminar"])
    if TeamRule.objects.filter(seminar=seminar).exists():
        return
    rule = {name: row[name] for name in ("mode", "least", "most", "reply_days")}
    set_rule(seminar, **rule, may_pass=False, by=_person(row["by"]))
    for one in row["teams"]:
        team: Team = form_team(_person(one["leader"]), seminar, one["name"], [*one["joined"], *one.get("asked", [])])
        for address in one["joined"]:
            person = _person(address)
            join_team(team.members.get(address=address), person, person.language)


def _invitation(row: dict) -> None:
    seminar = Seminar.objects.get(code=row["seminar"])
    if Invitation.objects.filter(seminar=seminar, address=row["address"]).exists():
        return
    guest = Guest(row["address"], row["name"], row["language"], row["mode"])
    invite(seminar, [guest], _person(row["by"]), ends_on=closing_day(seminar), holds_seat=row.get("holds_seat", False))


def _door(row: dict) -> None:
    """What a phone at the door has seen, and who typed the code of the room; a sitting of an earlier day is left as it is."""
    sitting, now = Sitting.objects.get(seminar__code=row["seminar"]), timezone.now()
    if sitting.passings.exists() or not is_open(sitting, now):
        return
    seminar, places = sitting.seminar, {one.person.email: one for one in sitting.seminar.registrations.select_related("person")}
    scans = [
        Scan(uuid4(), direction, min(sitting.starts_at + timedelta(minutes=minute), now), registration=places[address].key)
        for address, minute, direction in row["passed"]
    ]
    take_in(seminar, sitting, scans, _person(row["by"]), sent_at=now)
    for address in row["typed"]:
        enter(places[address], code_at(sitting, now), Passing.Direction.IN)


def _person(address: str) -> User:
    return User.objects.get(email=address)
