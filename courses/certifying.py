"""What a finished course states on its certificate."""

from certificates.issuing import Facts, achievement_for, issue_certificate
from certificates.models import Achievement, Certificate
from courses.models import CoursePage, Edition, Enrolment


def certify(enrolment: Enrolment) -> Certificate | None:
    """Issue the certificate of a finished enrolment; None while the learner has given no name to print."""
    return issue_certificate(
        recipient=enrolment.learner,
        achievement=achievement_of(enrolment.edition),
        evidence_key=enrolment.key,
        facts=certificate_facts(enrolment),
    )


def achievement_of(edition: Edition) -> Achievement:
    """The course's achievement; an older edition that somebody finishes later does not bring its old name back."""
    return Achievement.objects.filter(key=edition.course_key).first() or achievement_for(
        key=edition.course_key, kind=Achievement.Kind.COMPLETION, code=edition.code, name=edition.title
    )


def certificate_facts(enrolment: Enrolment) -> Facts:
    """What the edition froze, with the course's title in every language that has its own words today."""
    edition = enrolment.edition
    translated = CoursePage.objects.live().filter(translation_key=edition.course_key, alias_of=None)
    marks = [item["pass_mark"] for item in edition.syllabus if item["kind"] == "quiz"]
    return Facts(
        titles={**dict(translated.values_list("locale__language_code", "title")), edition.language: edition.title},
        source_language=edition.language,
        study_language=enrolment.language,
        completed_at=enrolment.completed_at,
        edition_label=edition.label,
        effective_on=edition.effective_on,
        guideline_parts=edition.guideline_parts,
        minutes_by_category=edition.minutes_by_category,
        pass_mark=max(marks, default=None),
        modules=_modules(edition),
    )


def _modules(edition: Edition) -> list[dict]:
    minutes: dict[str, dict] = {}
    for item in edition.syllabus:
        module = minutes.setdefault(item["module_key"], {"title": item["module"], "minutes": 0})
        module["minutes"] += item["minutes"]
    return list(minutes.values())
