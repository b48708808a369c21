"""Everything that the help desk sees of one person, on one page: account, courses, attempts, papers, seminars, mails, audit."""

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.models import Certificate
from courses.models import Attempt, Enrolment, ExtraTime, LessonCompletion
from courses.outline import page_words
from courses.progress import progress_of_many
from courses.quizzes import in_zone
from courses.standing import standing
from icrweb.accounts.identity import standing_check
from icrweb.accounts.models import User
from icrweb.accounts.roles import role_label
from icrweb.trail.models import AuditEntry, Mail
from seminars.models import Registration

MOST_ENROLMENTS = 20
MOST_ATTEMPTS = 40
MOST_MAILS = 20
MOST_ENTRIES = 30


def found(query: str) -> QuerySet:
    """People by name (with or without marks), by any address of theirs, or by the number of a certificate."""
    query = query.strip()
    if not query:
        return User.objects.none()
    code = "".join(char for char in query.upper() if char.isalnum())
    numbers = Certificate.objects.filter(code__iexact=code).values("recipient")
    by_address = Q(emailaddress__email__iexact=query)
    people = User.objects.filter(by_address | Q(pk__in=numbers) | Q(pk__in=User.objects.named(query).values("pk")))
    return people.distinct().order_by("latin_name", "pk")


def dossier(person: User) -> dict:
    """The page of one person; a constant number of queries beside those of the quizzes that make them wait."""
    enrolments = list(person.enrolments.select_related("edition").order_by("-last_seen_at", "-pk")[:MOST_ENROLMENTS])
    return {
        "person": person,
        "account": _account(person),
        "enrolments": _enrolments(enrolments, person),
        "attempts": _attempts(person),
        "extra_time": list(ExtraTime.objects.standing().filter(learner=person).order_by("pk")),
        "certificates": [
            {"certificate": one, "status": one.status().label}
            for one in Certificate.objects.for_recipient(person)
            .select_related("achievement")
            .order_by("-issued_at")[:MOST_ENROLMENTS]
        ],
        "registrations": Registration.objects.for_person(person)
        .select_related("seminar")
        .order_by("-registered_at")[:MOST_ENROLMENTS],
        "mails": Mail.objects.filter(person=person).defer("raw")[:MOST_MAILS],
        "entries": AuditEntry.objects.filter(person=person).select_related("actor")[:MOST_ENTRIES],
    }


def _account(person: User) -> dict:
    return {
        "addresses": list(person.emailaddress_set.order_by("-primary", "email")),
        "roles": [role_label(group.name) for group in person.groups.all()],
        "affiliations": list(person.affiliations.current().select_related("institution")),
        "seen": standing_check(person),
        "last_login": person.last_login and in_zone(person.last_login, person.time_zone),
        "joined": in_zone(person.date_joined, person.time_zone),
    }


def _enrolments(enrolments: list[Enrolment], person: User) -> list[dict]:
    progress = progress_of_many(enrolments)
    words = page_words({row.course_key for row in enrolments}, person.language)
    by_staff = set(
        LessonCompletion.objects.filter(enrolment__in=enrolments, set_by__isnull=False).values_list("enrolment_id", flat=True)
    )
    return [
        {
            "enrolment": row,
            "title": words.get(str(row.course_key), (row.edition.title,))[0],
            "state": _state(row),
            "percent": progress[row.pk].percent,
            "outstanding": progress[row.pk].outstanding,
            "set_by_staff": row.pk in by_staff,
            "waits": [] if row.completed_at or row.left_at else _waits(row, person),
        }
        for row in enrolments
    ]


def _state(enrolment: Enrolment) -> str:
    if enrolment.completed_at:
        return _("Finished %(day)s") % {"day": f"{enrolment.completed_at:%Y-%m-%d}"}
    if enrolment.left_at:
        return _("Left %(day)s") % {"day": f"{enrolment.left_at:%Y-%m-%d}"}
    return _("Studying")


def _waits(enrolment: Enrolment, person: User) -> list[dict]:
    """The quizzes that this person must wait for, and until when."""
    waits = []
    for item in enrolment.edition.syllabus:
        if item["kind"] == "quiz" and (opens_at := standing(enrolment, item["key"]).opens_at):
            waits.append({"title": item["title"], "until": in_zone(opens_at, person.time_zone)})
    return waits


def _attempts(person: User) -> list[dict]:
    rows = Attempt.objects.for_learner(person).select_related("enrolment__edition").defer("paper", "marking")[:MOST_ATTEMPTS]
    return [
        {
            "attempt": row,
            "title": (row.enrolment.edition.item(row.quiz_key) or {}).get("title", ""),
            "edition": str(row.enrolment.edition),
            "url": reverse("helpdesk_people:attempt", args=[person.key, row.key]),
            "at": in_zone(row.submitted_at or row.started_at, person.time_zone),
        }
        for row in rows
    ]


def page_of(query: str, number) -> Paginator:
    people = found(query).prefetch_related("affiliations__institution")
    return Paginator(people, 25).get_page(number)
