"""A seminar that many attended and that has just ended: what `bench_papers` measures. Runs inside the site's own process."""

import json
from dataclasses import asdict
from datetime import time, timedelta

from django.db import transaction
from django.utils import timezone

from certificates.models import Paper
from certificates.papers import progress_of
from demo.management.commands.make_learners import make_learners
from icrweb.accounts.models import User
from seminars.models import Attendance, Registration, Seminar
from seminars.scheduling import Row, set_sittings

PASSWORD = "rehearsal of many"  # noqa: S105 - of learners that exist only while measuring
CODE = "many-papers"


@transaction.atomic
def hold_seminar(people: int) -> None:
    """So many confirmed participants, present all the time; nothing is counted yet."""
    make_learners(people, PASSWORD)
    now = timezone.now()
    seminar = Seminar(
        code=CODE,
        titles={"en": "Many papers"},
        time_zone="Asia/Bangkok",
        seats=people,
        contact_email="desk@demo.example",
        registration_opens_at=now - timedelta(days=60),
        registration_closes_at=now - timedelta(days=4),
    )
    set_sittings(seminar, [Row((now - timedelta(days=2)).date(), time(9), time(11), {"en": "Part 1"})])
    sitting = seminar.sittings.get()
    learners = User.objects.filter(email__startswith="learner").order_by("pk")[:people]
    rows = Registration.objects.bulk_create(
        [
            Registration(seminar=seminar, person=learner, number=number, state="confirmed", mode=seminar.modes[0], language="en")
            for number, learner in enumerate(learners, 1)
        ],
        500,
    )
    marks = [Attendance(registration=row, sitting=sitting, minutes=120, marked_by=row.person, marked_at=now) for row in rows]
    Attendance.objects.bulk_create(marks, 500)


def outcome() -> str:
    """How far it is, and where some of the papers lie."""
    progress = progress_of(Seminar.objects.get(code=CODE).key)
    papers = Paper.objects.filter(certificate__achievement__code=CODE).exclude(sha256="")
    return json.dumps({**asdict(progress), "names": list(papers.values_list("name", flat=True)[:50])})
