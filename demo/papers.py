"""Loading official letters and what came after a seminar, through the deeds of organizers and participants."""

from datetime import date, timedelta
from pathlib import Path

from evaluation.followups.planning import plan_of, set_plan
from evaluation.followups.replying import note_outcome, reply
from evaluation.models import SeminarReply
from icrweb.accounts.models import User
from seminars.models import LetterTemplate, OfficialLetter, Registration, Seminar
from seminars.papers.issuing import issue, void
from seminars.papers.passports import give
from seminars.papers.templating import save_template, set_terms

from .files import facts_in

AGREED = "I agree that these data are used for my official letters and my visa only."


def load_papers(path: Path, day: date) -> None:
    """Each part looks first whether it was done by an earlier loading."""
    facts = facts_in(path)
    _letters(facts)
    _afterwards(facts["after"])


def _letters(facts: dict) -> None:
    seminar, by = Seminar.objects.get(code=facts["seminar"]), _person(facts["organizer"])
    if OfficialLetter.objects.filter(registration__seminar=seminar).exists():
        return
    set_terms(seminar, facts["terms"], by)
    set_plan(seminar, questions=[], **facts["plan"], by=by)
    for row in facts["templates"]:
        words = {name: value for name, value in row.items() if name not in ("kind", "language")}
        if not LetterTemplate.objects.filter(kind=row["kind"], language=row["language"], seminar=seminar).exists():
            save_template(None, kind=row["kind"], language=row["language"], seminar=seminar, words=words, by=by)
    for row in facts["passports"]:
        values = {name: value for name, value in row.items() if name != "person"}
        give(_registration(seminar, row["person"]), values, agreed=AGREED, language="en")
    for row in facts["letters"]:
        chosen = [_registration(seminar, address).pk for address in row["people"]]
        issue(seminar, chosen, kind=row["kind"], language=row["language"], by=by)
    wrong = facts["void"]
    letter = OfficialLetter.objects.get(registration=_registration(seminar, wrong["person"]), kind=wrong["kind"])
    void([letter], by, wrong["why"], again=wrong["again"])


def _afterwards(facts: dict) -> None:
    seminar = Seminar.objects.get(code=facts["seminar"])
    if plan_of(seminar):
        return
    set_plan(seminar, questions=[], follows_up=True, asks_supervisor=facts["asks_supervisor"], by=_person(facts["organizer"]))
    for stage, name in ((SeminarReply.Stage.END, "end"), (SeminarReply.Stage.MONTHS_3, "later")):
        for address, answers in facts[name].items():
            registration = _registration(seminar, address)
            sent = seminar.ends_at + timedelta(hours=2)
            row = SeminarReply.objects.get_or_create(
                registration=registration, stage=stage, defaults={"invited_at": sent, "mailed_at": sent}
            )[0]
            reply(row, answers, registration.language)
    for row in facts["outcomes"]:
        note_outcome(
            _registration(seminar, row["person"]),
            kind=row["kind"],
            happened_on=(seminar.ends_at + timedelta(days=row["days_after"])).date(),
            by=_person(row["person"]),
            evidence=row.get("evidence", ""),
            note=row["note"],
        )


def _registration(seminar: Seminar, address: str) -> Registration:
    return Registration.objects.select_related("person", "seminar").get(seminar=seminar, person__email=address)


def _person(address: str) -> User:
    return User.objects.get(email=address)
