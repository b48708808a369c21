"""Make the demonstration large: courses by the thousand, learners who study, a seminar with many registrations.

Runs inside the site's own process (`manage.py shell`). Pages are written straight into the tables that treebeard and Wagtail fill
one by one: what is measured is reading them.
"""

import json
import secrets
import uuid
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection, models, transaction
from django.utils import timezone
from wagtail.models import Locale, Page

from certificates import codes
from certificates.models import Certificate
from courses.models import Attempt, CourseIndexPage, CoursePage, Edition, Enrolment, Question, QuizPage
from demo.management.commands.make_learners import make_learners
from icrweb.accounts.models import User
from seminars.models import Registration, Seminar

PASSWORD = "rehearsal of many"  # noqa: S105 - of learners that exist only while measuring
SEATS = 100_000
CROWD = 64


@transaction.atomic
def grow(*, courses: int, people: int, questions: int, attempts: int) -> str:
    """Bring the site to so many courses, learners, enrolments, registrations, certificates, questions in the bank of one test
    and earlier attempts at it; say where to look."""
    make_learners(people, PASSWORD)
    learners = list(User.objects.filter(email__startswith="learner").order_by("pk")[:people])
    add_courses(courses - CoursePage.objects.filter(alias_of=None, locale__language_code="en").count())
    edition = Edition.objects.get(code="C1B")
    enrol_all(learners, edition)
    quiz = next(item["key"] for item in edition.syllabus if item["kind"] == "quiz")
    fill_bank(quiz, questions)
    # Some have no attempt yet: they take the test while it is measured, sixteen at a time.
    crowd = slice(people // 2 - CROWD, people // 2)
    attempt_often(learners[: crowd.start], edition, quiz, attempts)
    seminar = wide_seminar()
    # Half of them are registered already; the other half is there to register while it is measured.
    register_all(learners[: people // 2], seminar)
    certificate = certify_all(learners)
    analyse()
    return json.dumps(
        {
            "courses": CoursePage.objects.filter(alias_of=None, locale__language_code="en").count(),
            "learners": len(learners),
            "registrations": Registration.objects.count(),
            "certificates": Certificate.objects.count(),
            "seminar": str(seminar.key),
            "code": certificate.code,
            "questions": Question.objects.filter(live=True).count(),
            "attempts": Attempt.objects.count(),
            "quiz": quiz,
            "crowd": [session_of(learner) for learner in learners[crowd]],
            # The last of them have not begun anything yet.
            "sessions": [session_of(learner) for learner in learners[-90:]],
        }
    )


def add_courses(number: int) -> None:
    """Copies of the bridge course's page and edition, in every language as aliases of the English one."""
    source = CoursePage.objects.get(code="C1B", locale__language_code="en")
    edition = Edition.objects.get(code="C1B")
    keys = [uuid.uuid4() for _ in range(number)]
    originals: dict[uuid.UUID, int] = {}
    for locale in sorted(Locale.objects.all(), key=lambda locale: locale.pk != source.locale_id):
        index = CourseIndexPage.objects.get(locale=locale)
        step = int(Page.objects.child_of(index).order_by("path").last().path[-4:], 36)
        rows = [course_row(source, index, locale, key, step + place, originals.get(key)) for place, key in enumerate(keys, 1)]
        pages = Page.objects.bulk_create([page_of(row) for row in rows], batch_size=500)
        for row, page in zip(rows, pages, strict=True):
            row.pk = row.page_ptr_id = page.pk
        insert_own_columns(rows)
        originals = originals or {key: page.pk for key, page in zip(keys, pages, strict=True)}
        Page.objects.filter(pk=index.pk).update(numchild=models.F("numchild") + number)
    facts = {field.attname: getattr(edition, field.attname) for field in Edition._meta.concrete_fields if not field.primary_key}
    Edition.objects.bulk_create(
        [Edition(**{**facts, "key": uuid.uuid4(), "course_key": key, "code": f"S{place}"}) for place, key in enumerate(keys, 1)],
        500,
    )


def course_row(source: CoursePage, index, locale, key, step: int, original: int | None) -> CoursePage:
    slug = f"scale-{key.hex[:12]}"
    copied = {field.attname: getattr(source, field.attname) for field in CoursePage._meta.concrete_fields}
    for name in ("id", "page_ptr_id", "latest_revision_id", "live_revision_id", "index_entries"):
        copied.pop(name, None)
    own = {
        "title": f"{source.title}, group {step}",
        "draft_title": f"{source.title}, group {step}",
        "slug": slug,
        "path": Page._get_path(index.path, index.depth + 1, step),
        "depth": index.depth + 1,
        "numchild": 0,
        "url_path": f"{index.url_path}{slug}/",
        "translation_key": key,
        "code": f"S{step}",
        "locale_id": locale.pk,
        "alias_of_id": original,
    }
    return CoursePage(**{**copied, **own})


def page_of(row: CoursePage) -> Page:
    return Page(**{field.attname: getattr(row, field.attname) for field in Page._meta.concrete_fields if not field.primary_key})


def insert_own_columns(rows: list[CoursePage]) -> None:
    """The child table's columns; `bulk_create` refuses models with a parent table."""
    for start in range(0, len(rows), 50):
        models.QuerySet(CoursePage)._insert(
            rows[start : start + 50], fields=CoursePage._meta.local_concrete_fields, using="default"
        )


def enrol_all(learners: list[User], edition: Edition) -> None:
    there = set(Enrolment.objects.filter(edition=edition).values_list("learner_id", flat=True))
    new = [user for user in learners if user.pk not in there]
    Enrolment.objects.bulk_create(
        [Enrolment(learner=user, edition=edition, course_key=edition.course_key, language="en") for user in new], 500
    )


def fill_bank(quiz: str, number: int) -> None:
    """Copies of the bank's own questions under new keys: the test draws ten from so many."""
    page = QuizPage.objects.get(translation_key=quiz, locale__language_code="en")
    bank = page.pools[0].value["bank"]
    page.pools = [("pool", {"bank": bank, "objective": "", "count": 10})]
    page.save()
    sources = list(Question.objects.filter(bank=bank, locale__language_code=bank.language, live=True).order_by("pk"))
    facts = [
        {field.attname: getattr(source, field.attname) for field in Question._meta.concrete_fields if not field.primary_key}
        for source in sources
    ]
    for copied in facts:
        copied |= {"latest_revision_id": None, "live_revision_id": None, "case": "", "place_in_case": None}
    Question.objects.bulk_create(
        [
            Question(**{**facts[place % len(facts)], "translation_key": uuid.uuid4(), "name": f"Copy {place}"})
            for place in range(len(sources), number)
        ],
        500,
    )


def attempt_often(learners: list[User], edition: Edition, quiz: str, number: int) -> None:
    """Attempts of before that did not pass, as many for each; their papers are empty, for no page measured reads them."""
    enrolments = list(Enrolment.objects.filter(learner__in=learners, edition=edition).order_by("pk").values_list("pk", flat=True))
    there = set(Attempt.objects.filter(quiz_key=quiz).values_list("enrolment_id", "number"))
    day = timezone.now() - timedelta(days=400)
    wanted = ((enrolments[place % len(enrolments)], 1 + place // len(enrolments)) for place in range(number))
    facts = {
        "quiz_key": quiz,
        "language": "en",
        "seed": 0,
        "paper": [],
        "marking": {},
        "pass_mark": 80,
        "percent": 50,
        "passed": False,
    }
    Attempt.objects.bulk_create(
        [
            Attempt(enrolment_id=pk, number=nth, started_at=day, submitted_at=day, **facts)
            for pk, nth in wanted
            if (pk, nth) not in there
        ],
        1000,
    )


def wide_seminar() -> Seminar:
    """The tumour boards with room for all, and no certificate asked for."""
    seminar = Seminar.objects.get(code="tumour-board-series")
    seminar.prerequisites.clear()
    if seminar.seats != SEATS:
        Seminar.objects.filter(pk=seminar.pk).update(seats=SEATS, registration_closes_at=timezone.now() + timedelta(days=20))
    return seminar


def register_all(learners: list[User], seminar: Seminar) -> None:
    there = set(Registration.objects.filter(seminar=seminar).values_list("person_id", flat=True))
    last = Registration.objects.filter(seminar=seminar).aggregate(last=models.Max("number"))["last"] or 0
    new = [user for user in learners if user.pk not in there]
    Registration.objects.bulk_create(
        [
            Registration(seminar=seminar, person=user, number=last + place, state="confirmed", mode=seminar.modes[0], language="en")
            for place, user in enumerate(new, 1)
        ],
        500,
    )


def certify_all(learners: list[User]) -> Certificate:
    source = Certificate.objects.order_by("issued_at").first()
    facts = {field.attname: getattr(source, field.attname) for field in Certificate._meta.concrete_fields}
    there = set(Certificate.objects.values_list("recipient_id", flat=True))
    Certificate.objects.bulk_create(
        [
            Certificate(
                **{
                    **facts,
                    "id": uuid.uuid4(),
                    "code": codes.new_code(),
                    "evidence_key": uuid.uuid4(),
                    "recipient_id": user.pk,
                    "latin_name": user.latin_name,
                }
            )
            for user in learners
            if user.pk not in there
        ],
        500,
    )
    return Certificate.objects.filter(recipient=learners[0]).get()


def session_of(user: User) -> str:
    """A session as signing in makes it: measuring the password's slow hash again and again would measure nothing else."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["scale"] = secrets.token_hex(4)
    session.save()
    return session.session_key


def analyse() -> None:
    """Let the database know what it holds, as it does by itself after a while."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
