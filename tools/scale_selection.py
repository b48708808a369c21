"""Make one seminar's selection large: hundreds of applicants with two scores each, endorsements, country orders and earlier seminars."""

import json
from decimal import Decimal

from django.utils import timezone

from icrweb.accounts.choices import AffiliationRole
from icrweb.accounts.models import Institution, User
from seminars.models import CountryRank, Endorsement, Registration, Review, Selection, Seminar
from tools.scale import session_of

COUNTRIES = ("TH", "MY", "VN", "PH", "ID")


def grow(number: int) -> str:
    """Bring the Protocol Workshop to so many applicants on site; its address and an organizer's session, as JSON."""
    selection = Selection.objects.select_related("seminar").get(seminar__code="protocol-workshop")
    organizer = User.objects.get(email="anan@demo.example")
    reviewers = list(User.objects.filter(reviewing__selection=selection))[:2]
    sites = list(Institution.objects.filter(country__in=COUNTRIES))
    there = selection.applications.count()
    made = User.objects.filter(email__startswith="applicant").count()
    last = selection.seminar.registrations.order_by("number").last().number
    people = User.objects.bulk_create(
        User(email=f"applicant{at}@demo.example", latin_name=f"Applicant {at}") for at in range(made, made + max(0, number - there))
    )
    now = timezone.now()
    rows = Registration.objects.bulk_create(
        Registration(
            seminar=selection.seminar,
            person=person,
            number=last + at,
            state="requested",
            mode=selection.mode,
            language="en",
            country=sites[at % len(sites)].country,
            institution=sites[at % len(sites)],
            institution_name=sites[at % len(sites)].name,
            role=AffiliationRole.values[at % len(AffiliationRole.values)],
        )
        for at, person in enumerate(people, 1)
    )
    Endorsement.objects.bulk_create(Endorsement(registration=row, endorsed=True, words="Known.", by=organizer) for row in rows)
    ranked = selection.country_ranks.count()
    CountryRank.objects.bulk_create(
        CountryRank(registration=row, selection=selection, country=row.country, place=ranked + at, by=organizer)
        for at, row in enumerate(rows, 1)
    )
    keys = [str(key) for key in selection.criteria.values_list("key", flat=True)]
    Review.objects.bulk_create(
        Review(
            registration=row,
            reviewer=reviewer,
            assigned_by=organizer,
            conflict=False,
            marks=dict.fromkeys(keys, 1 + (at + step) % 5),
            score=Decimal(1 + (at + step) % 5),
            submitted_at=now,
        )
        for at, row in enumerate(rows)
        for step, reviewer in enumerate(reviewers)
    )
    earlier = Seminar.objects.filter(code="bangkok-webinar").first()
    Registration.objects.bulk_create(
        Registration(
            seminar=earlier, person=person, number=10_000 + made + at, state="confirmed", mode="online", language="en",
            attended_at=now if at % 2 else None,
        )
        for at, person in enumerate(people[::2])
    )  # fmt: skip
    return json.dumps(
        {"seminar": selection.seminar_id, "applicants": selection.applications.count(), "session": session_of(organizer)}
    )
