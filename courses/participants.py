"""Who completed an edition while a CPD scheme accredited it: the list that the scheme asks for."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from certificates import words
from certificates.models import Certificate
from courses.models import CpdActivity, Enrolment
from icrweb.accounts.models import User
from icrweb.trail import audit

HEADER = [
    "scheme", "accreditation_number", "points", "latin_name", "native_name", "country", "institution",
    "completed_on", "certificate_number", "stated_on_certificate",
]  # fmt: skip
NEARBY = timedelta(days=2)  # a day of a holder's zone begins and ends at other moments than one in UTC
AT_ONCE = 500


@transaction.atomic
def take_list_along(activity: CpdActivity, first: date, last: date, *, by: User) -> list[list]:
    """A row for each certificate of what was completed from `first` to `last`, both inclusive, by the holder's own day.

    Revoked certificates are left out; of corrected ones that which counts is named. Somebody whose name is missing has no certificate yet.
    """
    if first < activity.starts_on or activity.ends_on < last:
        sentence = _("Choose days within the activity period: %(starts_on)s to %(ends_on)s.")
        raise ValidationError(sentence % activity.as_fact(), code="period")
    if last < first:
        raise ValidationError({"last": ValidationError(_("The last day is before the first."), code="order")})
    rows = [_row(activity, one) for one in _certificates(activity, first, last)]
    facts = {"scheme": activity.scheme, "number": activity.number, "first": first, "last": last, "rows": len(rows)}
    audit.record("cpd.export", activity.edition, actor=by, new=facts)
    return rows


def _certificates(activity: CpdActivity, first: date, last: date) -> list[Certificate]:
    enrolments = Enrolment.objects.completed().filter(
        edition=activity.edition_id, completed_at__date__gte=first - NEARBY, completed_at__date__lte=last + NEARBY
    )
    standing = Certificate.objects.standing().filter(evidence_key__in=enrolments.values("key"))
    found = standing.order_by("completed_at", "pk").iterator(chunk_size=AT_ONCE)
    return [one for one in found if first <= words.completed_day(one.facts) <= last]


def _row(activity: CpdActivity, certificate: Certificate) -> list:
    facts, fact = certificate.facts, activity.as_fact()
    stated = any((one["scheme"], one["number"]) == (activity.scheme, activity.number) for one in facts.get("cpd", []))
    return [
        activity.scheme,
        activity.number,
        fact["points"],
        certificate.latin_name,
        certificate.native_name,
        facts.get("country", ""),
        facts.get("institution", ""),
        words.completed_day(facts).isoformat(),
        certificate.number,
        "yes" if stated else "no",
    ]
