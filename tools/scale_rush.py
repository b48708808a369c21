"""People who are about to sign up for one seminar of the demonstration, and what became of them."""

import json
from collections import Counter

from django.utils import timezone

from icrweb.accounts.models import User
from seminars.models import Registration, Seminar
from tools.scale import PASSWORD, make_learners, session_of, wide_seminar


def gather(people: int, seats: int) -> str:
    """The key of an open seminar with so many free seats and nobody waiting, and the sessions of so many people, as JSON."""
    make_learners(people, PASSWORD)
    seminar = wide_seminar()
    seats += seminar.registrations.taken().count()
    Seminar.objects.filter(pk=seminar.pk).update(seats=seats, registration_opens_at=timezone.now())
    learners = User.objects.filter(email__startswith="learner").order_by("pk")[:people]
    return json.dumps({"seminar": str(seminar.key), "sessions": [session_of(learner) for learner in learners]})


def outcome(seminar: str) -> str:
    theirs = Registration.objects.filter(seminar__key=seminar, person__email__startswith="learner")
    return json.dumps(Counter(theirs.values_list("state", flat=True)))
