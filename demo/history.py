"""Loading what people have done, through the deeds: a demonstration certificate is earned like any other."""

import math
import random
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from certificates.badges.asking import ask_for_badge
from certificates.issuing import Facts, achievement_for, issue_certificate, revoke, supersede
from certificates.models import Achievement, Certificate, Status
from courses import asking
from courses.choices import CompletionRule
from courses.enrolment import enrol
from courses.models import Attempt, Enrolment, QuizPage, Watching
from courses.one_way import leads_on
from courses.progress import answer_check, check_ids, complete_lesson
from courses.quiz_rules import asked_for
from courses.quizzes import go_on, save_response, start_attempt, submit
from courses.watched import unwatched
from icrweb.accounts.models import User
from icrweb.pages.models import StandardPage
from seminars.attendance import mark_attendance
from seminars.checkin.importing import bring_in, look
from seminars.models import Registration, Seminar
from seminars.registration import current_affiliation, register

from .files import course_key, facts_in, key_for


def load_history(path: Path, day: date) -> None:
    """Each part looks first whether it was done by an earlier loading."""
    facts = facts_in(path)
    for row in facts["completed"]:
        _complete(row, corrected=[one for one in facts["corrected"] if _same(one, row)])
    for row in facts["studying"]:
        _study(row)
    for row in facts["badges"]:
        _ask_for_badge(row)
    for row in facts["corrected"]:
        _correct(row)
    for row in facts["revoked"]:
        _revoke(row)
    for row in facts["earlier"]:
        _issue_earlier(row, day)
    for code, rows in facts["registered"].items():
        _register(code, rows)
    for code, row in facts["attended"].items():
        _attend(code, row)
    for row in facts["in_review"]:
        _submit_for_review(row)


def _same(one: dict, other: dict) -> bool:
    return (one["person"], one["course"]) == (other["person"], other["course"])


def _person(address: str) -> User:
    return User.objects.get(email=address)


def _complete(row: dict, corrected: list[dict]) -> None:
    learner, key = _person(row["person"]), course_key(row["course"])
    if Enrolment.objects.for_learner(learner).completed().filter(course_key=key).exists():
        return
    right_name = learner.latin_name
    if corrected:
        User.objects.filter(pk=learner.pk).update(latin_name=corrected[0]["before"])
    enrolment = enrol(learner, key, row["language"])
    for item in asked_for(enrolment.edition.syllabus):
        if item["kind"] == "lesson":
            _do_lesson(enrolment, item["key"], row["language"])
        else:
            _pass_quiz(enrolment, item["key"], row["language"])
    User.objects.filter(pk=learner.pk).update(latin_name=right_name)


def _study(row: dict) -> None:
    learner, key = _person(row["person"]), course_key(row["course"])
    if Enrolment.objects.for_learner(learner).filter(course_key=key).exists():
        return
    enrolment = enrol(learner, key, row["language"])
    lessons = [item["key"] for item in enrolment.edition.syllabus if item["kind"] == "lesson"]
    for lesson in lessons[: row["lessons"]]:
        _do_lesson(enrolment, lesson, row["language"])


def _do_lesson(enrolment: Enrolment, key: str, language: str) -> None:
    for block_id in check_ids(key, language):
        answer_check(enrolment, key, block_id, language)
    if enrolment.edition.item(key)["completion"] == CompletionRule.WATCHED:
        _watch(enrolment, key, language)
    complete_lesson(enrolment, key, language)


def _watch(enrolment: Enrolment, key: str, language: str) -> None:
    """The clock believes no recording that was played in no time, so these are written as they stood after it was played."""
    for recording in unwatched(enrolment, enrolment.edition.item(key), key, language):
        Watching.objects.update_or_create(
            enrolment=enrolment,
            lesson_key=key,
            block_id=recording.block_id,
            defaults={"intervals": [[0, recording.duration]]},
        )


def _pass_quiz(enrolment: Enrolment, key: str, language: str) -> None:
    quiz = QuizPage.objects.get(translation_key=key, locale__language_code=language)
    attempt = start_attempt(enrolment, quiz, language, declared=True)
    for number, item in enumerate(attempt.paper, 1):
        right = asking.sent(item, asking.right(item, attempt.marking[item["item"]]))
        if leads_on(attempt.paper, item["item"]):
            go_on(attempt, item["item"], right)
        else:
            save_response(attempt, item["item"], right, number, come_back=False)
    _take_time(attempt)
    submit(attempt)


def _take_time(attempt: Attempt) -> None:
    """What was answered in no time is written as it stood after somebody had read each question; the same at every loading."""
    dice = random.Random(f"{attempt.enrolment.learner.email} {attempt.quiz_key}")  # noqa: S311 - made-up times
    moment = attempt.started_at
    for response in reversed(attempt.responses.order_by("pk")):
        response.first_saved_at = response.saved_at = moment
        response.save(update_fields=["first_saved_at", "saved_at"])
        moment -= timedelta(seconds=round(dice.lognormvariate(math.log(40), 0.5)))
    Attempt.objects.filter(pk=attempt.pk).update(started_at=moment)
    Enrolment.objects.filter(pk=attempt.enrolment_id, enrolled_at__gt=moment).update(enrolled_at=moment)


def _certificate(row: dict) -> Certificate:
    held = Certificate.objects.for_recipient(_person(row["person"]))
    return held.get(achievement__key=course_key(row["course"]), superseded_by=None)


def _ask_for_badge(row: dict) -> None:
    certificate = _certificate(row)
    if certificate.status() is Status.VALID:  # else it is revoked already: by an earlier loading
        ask_for_badge(certificate)


def _correct(row: dict) -> None:
    certificate, holder = _certificate(row), _person(row["person"])
    if certificate.latin_name == row["before"]:
        supersede(certificate, _person(row["by"]), row["why"], latin_name=holder.latin_name)


def _revoke(row: dict) -> None:
    certificate = _certificate(row)
    if not certificate.revoked_at:
        revoke(certificate, _person(row["by"]), row["reason"], row["why"])


def _issue_earlier(row: dict, day: date) -> None:
    holder = _person(row["person"])
    key = course_key(row["course"]) if "course" in row else key_for("earlier", row["code"])
    achievement = Achievement.objects.filter(key=key).first() or achievement_for(
        key=key, kind=Achievement.Kind.COMPLETION, code=row["code"], name=row["title"]
    )
    completed_on = _months_before(day, row["months_ago"])
    facts = Facts(
        titles={"en": row["title"]},
        source_language="en",
        study_language="en",
        completed_at=datetime.combine(completed_on, time(6), ZoneInfo("UTC")),
        edition_label=row["edition"],
        effective_on=date(int(row["edition"][:4]), 1, 1),
        guideline_parts=row["guideline_parts"],
        minutes_by_category={row.get("category", "gcp"): row["minutes"]},
        pass_mark=row["pass_mark"],
        modules=[{"title": row["title"], "minutes": row["minutes"]}],
        valid_until=_months_before(day, row["months_ago"] - row["valid_months"]) - timedelta(days=1),
    )
    issue_certificate(holder, achievement, key_for("earlier", row["code"], row["person"]), facts)


def _months_before(day: date, months: int) -> date:
    """The same day of an earlier (or, negative, later) month; the 28th where that month is shorter."""
    total = day.year * 12 + day.month - 1 - months
    return date(total // 12, total % 12 + 1, min(day.day, 28))


def _register(code: str, rows: list[dict]) -> None:
    seminar = Seminar.objects.get(code=code)
    for row in rows:
        person = _person(row["person"])
        if not Registration.objects.filter(seminar=seminar, person=person).exists():
            register(person, seminar, person.language, row.get("mode", ""))


def _attend(code: str, row: dict) -> None:
    """The window of a past seminar is closed, so these registrations are written as they stood then; the marks are deeds."""
    seminar, organizer = Seminar.objects.get(code=code), _person(row["by"])
    sittings = list(seminar.sittings.all())
    for number, (address, minutes) in enumerate(row["minutes"].items(), 1):
        person = _person(address)
        if Registration.objects.filter(seminar=seminar, person=person).exists():
            continue
        affiliation = current_affiliation(person)
        registration = Registration.objects.create(
            seminar=seminar,
            person=person,
            number=number,
            state=Registration.State.CONFIRMED,
            mode=seminar.modes[0],
            language=person.language,
            country=person.country,
            institution=affiliation.institution,
            institution_name=affiliation.institution_name,
            role=affiliation.role,
            registered_at=seminar.registration_opens_at,
            confirmed_at=seminar.registration_opens_at,
        )
        for sitting, present in zip(sittings, minutes, strict=False):
            mark_attendance(registration, sitting, present, organizer)
    if row.get("report"):
        _bring_in_report(seminar, row["report"], organizer)


def _bring_in_report(seminar: Seminar, rows: list, organizer: User) -> None:
    """The report of the online meeting as Zoom writes it; an earlier loading has brought in the same file."""
    start = seminar.starts_at.astimezone(ZoneInfo(seminar.time_zone))
    lines = ["Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes)"]
    for name, address, joined, left in rows:
        times = [f"{start + timedelta(minutes=minute):%Y-%m-%d %H:%M:%S}" for minute in (joined, left)]
        lines.append(",".join([name, address, *times, str(left - joined)]))
    report = look(seminar, f"participants-{seminar.code}.csv", "\n".join(lines).encode(), seminar.time_zone, organizer)
    bring_in(report, organizer)


def _submit_for_review(row: dict) -> None:
    page = StandardPage.objects.get(translation_key=key_for("page", row["page"]), locale__language_code="en")
    if page.has_unpublished_changes:
        return
    page.summary = row["summary"]
    author = _person(row["by"])
    page.save_revision(user=author)
    page.get_workflow().start(page, author)
