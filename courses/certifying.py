"""What a finished course states on its certificate."""

from certificates.issuing import Facts, achievement_for, issue_certificate
from certificates.models import Achievement, Certificate
from certificates.validity import day_in
from courses.models import CoursePage, Edition, Enrolment
from courses.quiz_rules import asked_for, highest_pass_mark


def certify(enrolment: Enrolment, exempt: frozenset[str] = frozenset()) -> Certificate | None:
    """Issue the certificate of a finished enrolment; None while the learner has given no name to print. `exempt`: see Progress."""
    return issue_certificate(
        recipient=enrolment.learner,
        achievement=achievement_of(enrolment.edition),
        evidence_key=enrolment.key,
        facts=certificate_facts(enrolment, exempt),
    )


def achievement_of(edition: Edition) -> Achievement:
    """The course's achievement; an older edition that somebody finishes later does not bring its old name back."""
    return Achievement.objects.filter(key=edition.course_key).first() or achievement_for(
        key=edition.course_key, kind=Achievement.Kind.COMPLETION, code=edition.code, name=edition.title
    )


def certificate_facts(enrolment: Enrolment, exempt: frozenset[str] = frozenset()) -> Facts:
    """What the edition froze, with the course's title in every language that has its own words today."""
    edition = enrolment.edition
    completed_on = day_in(enrolment.completed_at, enrolment.learner.time_zone)
    translated = CoursePage.objects.live().filter(translation_key=edition.course_key, alias_of=None)
    return Facts(
        titles={**dict(translated.values_list("locale__language_code", "title")), edition.language: edition.title},
        source_language=edition.language,
        study_language=enrolment.language,
        completed_at=enrolment.completed_at,
        edition_label=edition.label,
        effective_on=edition.effective_on,
        guideline_parts=edition.guideline_parts,
        minutes_by_category=edition.minutes_by_category,
        pass_mark=highest_pass_mark(edition.syllabus),
        modules=_modules(edition.syllabus, exempt),
        mutual_recognition=edition.recognised_on,
        cpd=[activity.as_fact() for activity in edition.cpd_activities.on(completed_on)],
    )


def _modules(syllabus: list[dict], exempt: frozenset[str]) -> list[dict]:
    """By module the minutes; where a pre-test stood in for studying any of it, that is said."""
    modules: dict[str, dict] = {}
    for item in asked_for(syllabus):
        module = modules.setdefault(item["module_key"], {"id": item["module_key"], "title": item["module"], "minutes": 0})
        module["minutes"] += item["minutes"]
        if item["key"] in exempt:
            module["by_pre_test"] = True
    return list(modules.values())
