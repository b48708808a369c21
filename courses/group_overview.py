"""How a group stands: what its teachers see, and what its members see of it. A constant number of queries."""

from collections import defaultdict
from datetime import date
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import Certificate
from courses.access import course_titles, today_of
from courses.models import Cohort, CohortMembership, CohortTeacher, Enrolment
from courses.progress import progress_of_many
from icrweb.accounts.models import User

MEMBERS_A_PAGE = 50
GROUPS_A_PAGE = 20


def members_of(cohort: Cohort):
    """The members and invitations that stand, with what is needed to say how each one is doing."""
    own = Enrolment.objects.filter(learner=OuterRef("person"), course_key=cohort.course_key, left_at=None)
    newest = own.order_by(F("completed_at").desc(nulls_first=True), "-pk")
    rows = cohort.memberships.filter(left_at=None).with_due_day().select_related("person", "cohort")
    rows = rows.annotate(
        enrolment=Subquery(newest.values("pk")[:1]),
        finished_at=Subquery(own.filter(completed_at__isnull=False).order_by("-completed_at").values("completed_at")[:1]),
    )
    return _with_lateness(rows)


def _with_lateness(rows):
    """Late: not finished, and the due day is over where the member is."""
    zones = rows.order_by().exclude(person=None).values_list("person__time_zone", flat=True).distinct()
    over = Q(pk=None)
    for zone in zones:
        over |= Q(person__time_zone=zone, due__lt=timezone.localdate(timezone=ZoneInfo(zone)))
    return rows.annotate(late=Case(When(over & Q(finished_at=None, person__isnull=False), then=Value(1)), default=Value(0)))


CONDITIONS = {
    "late": Q(late=1),
    "finished": Q(finished_at__isnull=False),
    "going": Q(finished_at=None, enrolment__isnull=False),
    "not_begun": Q(enrolment=None, finished_at=None, person__isnull=False),
    "invited": Q(person=None),
}


def filtered(rows, wanted: str):
    return rows.filter(CONDITIONS[wanted]) if wanted in CONDITIONS else rows


def behind(cohort: Cohort):
    """Members to whom a message "to those who are behind" goes: late, or not begun."""
    return members_of(cohort).filter(Q(late=1) | Q(enrolment=None)).filter(person__isnull=False, finished_at=None)


def counts_of(cohort: Cohort) -> dict:
    """How many are in each state; one query."""
    wanted = {"members": Q(person__isnull=False), **CONDITIONS}
    return members_of(cohort).aggregate(**{f"{name}_count": Count("pk", filter=condition) for name, condition in wanted.items()})


def member_rows(cohort: Cohort, wanted: str = "", page=None):
    """One page of members for the teacher: the page, and a dict a row."""
    rows = filtered(members_of(cohort), wanted).order_by(F("person__latin_name").asc(nulls_last=True), "address", "pk")
    page_obj = Paginator(rows, MEMBERS_A_PAGE).get_page(page)
    return page_obj, rows_for(list(page_obj.object_list))


def rows_for(memberships: list) -> list[dict]:
    """What a teacher is shown of each: exactly what members were told on joining, and nothing else."""
    enrolments = Enrolment.objects.filter(pk__in=[row.enrolment for row in memberships if row.enrolment]).select_related("edition")
    by_pk = {row.pk: row for row in enrolments}
    progress = progress_of_many(list(by_pk.values())) if by_pk else {}
    keys = [row.key for row in by_pk.values()]
    certified = set(Certificate.objects.standing().filter(evidence_key__in=keys).values_list("evidence_key", flat=True))
    return [_row(row, by_pk.get(row.enrolment), progress, certified) for row in memberships]


def _row(row: CohortMembership, enrolment: Enrolment | None, progress: dict, certified: set) -> dict:
    now = progress.get(row.enrolment)
    return {
        "membership": row,
        "name": str(row.person.latin_name or _("No name given yet")) if row.person else row.address,
        "native_name": row.person.native_name if row.person else "",
        "invited": row.person_id is None,
        "percent": 100 if row.finished_at else now.percent if now else 0,
        "begun": enrolment is not None,
        "last_seen_at": enrolment.last_seen_at if enrolment else None,
        "finished_at": row.finished_at,
        "certificate": bool(enrolment and enrolment.key in certified),
        "due": row.due,
        "own_day": row.due_on is not None,
        "late": bool(row.late),
        "state": state_words(row.person, row.due, row.finished_at, begun=enrolment is not None),
    }


def state_words(person: User | None, due: date, finished_at, *, begun: bool) -> tuple[str, str]:
    """(status, words) of one member, by the calendar where they are."""
    if person is None:
        return "waiting", _("Invited")
    if finished_at:
        on_time = finished_at.astimezone(ZoneInfo(person.time_zone)).date() <= due
        return "done", _("Finished") if on_time else _("Finished late")
    if due < today_of(person):
        return "expired", _("Late")
    return ("progress", _("In progress")) if begun else ("not-started", _("Not begun"))


def taught_groups(user: User, page=None):
    """The groups somebody teaches, with how many are in each."""
    groups = Cohort.objects.taught_by(user).order_by(F("closed_at").desc(nulls_first=True), "-due_on", "-pk")
    page_obj = Paginator(groups, GROUPS_A_PAGE).get_page(page)
    rows = list(page_obj.object_list)
    titles = course_titles({row.course_key for row in rows}, user)
    joined = CohortMembership.objects.joined().filter(cohort__in=rows).values_list("cohort_id", "person_id", "cohort__course_key")
    done = set(
        Enrolment.objects.completed()
        .filter(learner__in={person for _cohort, person, _key in joined}, course_key__in={row.course_key for row in rows})
        .values_list("learner_id", "course_key")
    )
    return page_obj, [
        {
            "cohort": row,
            "course": titles.get(str(row.course_key), ("", "", "")),
            "members": sum(cohort == row.pk for cohort, _person, _key in joined),
            "finished": sum(cohort == row.pk and (person, key) in done for cohort, person, key in joined),
        }
        for row in rows
    ]


def my_groups(user: User) -> dict:
    """What "My learning" shows: groups one is in, invitations to answer, and whether one teaches any."""
    shown = _groups_of(user)
    own = {row["cohort"].pk for row in shown if row["membership"].person_id}
    return {
        "groups": [row for row in shown if row["membership"].person_id],
        "invitations": [row for row in shown if not row["membership"].person_id and row["cohort"].pk not in own],
        "teaches": CohortTeacher.objects.filter(person=user).exists(),
    }


def groups_in(user: User, course_key) -> list[dict]:
    """The groups of a reader in one course, for its page."""
    return [row for row in _groups_of(user) if row["membership"].person_id and row["cohort"].course_key == course_key]


def _groups_of(user: User) -> list[dict]:
    rows = list(CohortMembership.objects.of_person(user).standing().with_due_day().select_related("cohort").order_by("due", "pk"))
    if not rows:
        return []
    keys = {row.cohort.course_key for row in rows}
    titles = course_titles(keys, user)
    studied = (
        Enrolment.objects.for_learner(user).filter(course_key__in=keys, left_at=None).values_list("course_key", "completed_at")
    )
    finished, begun = {key: at for key, at in studied if at}, {key for key, _at in studied}
    teachers = defaultdict(list)
    named = CohortTeacher.objects.filter(cohort__in=[row.cohort_id for row in rows])
    for cohort, name in named.values_list("cohort_id", "person__latin_name"):
        teachers[cohort].append(name)
    return [_my_row(user, row, titles, finished, begun, teachers) for row in rows]


def _my_row(user: User, row: CohortMembership, titles: dict, finished: dict, begun: set, teachers: dict) -> dict:
    key, today = row.cohort.course_key, today_of(user)
    title, url, lang = titles.get(str(key), ("", "", ""))
    return {
        "membership": row,
        "cohort": row.cohort,
        "title": title,
        "url": url,
        "lang": lang,
        "teachers": [name for name in teachers.get(row.cohort_id, []) if name],
        "starts_on": row.cohort.starts_on if row.cohort.starts_on > today else None,
        "due": row.due,
        "days": (row.due - today).days,
        "state": state_words(user, row.due, finished.get(key), begun=key in begun),
    }
