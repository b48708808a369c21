"""The mails about a group: what each says. Names of people, groups and courses are values, never templates."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses import lettering
from courses.access import course_titles
from courses.models import Cohort, CohortMembership, CohortMessage
from icrweb.accounts.models import User


def invitation(membership: CohortMembership, cohort: Cohort, by: User, person: User | None) -> None:
    """Somebody is asked to join; what they read does not depend on whether they have an account."""
    with translation.override(person.language if person else cohort.language or by.language):
        about = _about(cohort, person or by) | {"teacher": str(by)}
        lettering.put(
            membership.address,
            person,
            {
                "subject": _("You are invited to the group “%(group)s”") % about,
                "title": _("You are invited to the group “%(group)s”") % about,
                "paragraphs": [
                    _("%(teacher)s invites you to study “%(course)s” with this group.") % about,
                    _("Sign in, or sign up with this e-mail address. “My learning” then asks whether you want to join."),
                ],
                "facts": _days(cohort.starts_on, cohort.due_on),
                "button_text": _("My learning"),
                "button_url": settings.BASE_URL + reverse("my:learning"),
                "if_nothing": _("You are in no group, and nobody sees anything about you."),
                "why": _("You get this because a teacher typed your address. We keep it for this group only."),
            },
        )


def due_reminder(membership: CohortMembership, due: date, days: int) -> None:
    """The due day comes near, or has just passed."""
    person, cohort = membership.person, membership.cohort
    with translation.override(person.language):
        about = _about(cohort, person) | {"day": date_format(due, "DATE_FORMAT"), "days": days}
        if days > 1:
            title = ngettext("%(days)d day left for “%(course)s”", "%(days)d days left for “%(course)s”", days) % about
        elif days == 1:
            title = _("“%(course)s” is due tomorrow") % about
        elif days == 0:
            title = _("“%(course)s” is due today") % about
        else:
            title = _("“%(course)s” was due on %(day)s") % about
        late = _("You can still finish it. If you need more time, ask your teacher for another day.")
        lettering.put(
            person.email,
            person,
            {
                "subject": title,
                "title": title,
                "paragraphs": [late if days < 0 else _("Your group “%(group)s” finishes on %(day)s.") % about],
                "button_text": _("Continue"),
                "button_url": settings.BASE_URL + reverse("my:learning"),
                "if_nothing": _("What you did is kept. Your teacher sees that the course is not finished."),
                "why": _("You get this because you are in this group. You can switch these reminders off in “My learning”."),
            },
        )


def weekly_digest(teacher: User, cohort: Cohort, counts: dict) -> None:
    """How a group stands, for its teacher, once a week."""
    with translation.override(teacher.language):
        about = _about(cohort, teacher)
        lettering.put(
            teacher.email,
            teacher,
            {
                "subject": _("This week in “%(group)s”") % about,
                "title": _("This week in “%(group)s”") % about,
                "paragraphs": [_("The course is “%(course)s”.") % about],
                "facts": [
                    {"label": _("Members"), "value": counts["members_count"]},
                    {"label": _("Finished"), "value": counts["finished_count"]},
                    {"label": _("Not begun"), "value": counts["not_begun_count"]},
                    {"label": _("Late"), "value": counts["late_count"]},
                    {"label": _("Invited, not joined"), "value": counts["invited_count"]},
                    *_days(cohort.starts_on, cohort.due_on),
                ],
                "button_text": _("See the group"),
                "button_url": settings.BASE_URL + reverse("groups:group", kwargs={"cohort_key": cohort.key}),
                "if_nothing": _("Members with reminders on are reminded a week and a day before the due day."),
                "why": _("You get this each week because you teach this group."),
            },
        )


def teachers_message(message: CohortMessage, people: Iterable[User]) -> int:
    """The teacher's own words to each, in a frame in the reader's language that says from whom they come."""
    return lettering.put_many(people, lambda: _teachers_words(message))


def _teachers_words(message: CohortMessage) -> dict:
    about = {"group": message.cohort.name, "teacher": str(message.by)}
    return {
        "subject": message.subject,
        "title": message.subject,
        "paragraphs": [
            *(part for part in message.text.splitlines() if part.strip()),
            _("Written by %(teacher)s to the group “%(group)s”.") % about,
        ],
        "button_text": _("My learning"),
        "button_url": settings.BASE_URL + reverse("my:learning"),
        "if_nothing": _("Nothing changes."),
        "why": _("You get this because you are in this group. Leave the group in “My learning” to get no more."),
    }


def _about(cohort: Cohort, reader: User) -> dict:
    titles = course_titles([cohort.course_key], reader)
    return {"group": cohort.name, "course": titles.get(str(cohort.course_key), ("", "", ""))[0]}


def _days(starts_on: date, due_on: date) -> list[dict]:
    return [
        {"label": _("Begins"), "value": date_format(starts_on, "DATE_FORMAT")},
        {"label": _("Due"), "value": date_format(due_on, "DATE_FORMAT")},
    ]
