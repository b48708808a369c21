"""Writing to the teams about what was asked: one mail a person and round, not one a question."""

from collections import defaultdict
from datetime import timedelta

from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from helpdesk import letters
from helpdesk.models import CourseContact, Thread
from icrweb.accounts.models import User
from icrweb.accounts.roles import EDITOR

GATHER = timedelta(minutes=10)


def tell_teams() -> int:
    """Once something has waited ten minutes, write to each team about everything that it has not heard of yet."""
    if not Thread.objects.untold().filter(moved_at__lte=timezone.now() - GATHER).exists():
        return 0
    with transaction.atomic():
        threads = list(Thread.objects.untold().select_for_update(of=("self",)).order_by("pk")[:200])
        for_person = defaultdict(list)
        for thread in threads:
            for person in team_of(thread):
                for_person[person].append(thread)
        for person, theirs in for_person.items():
            letters.to_team(person, theirs)
        Thread.objects.filter(pk__in=[thread.pk for thread in threads]).update(told_at=timezone.now())
    return len(threads)


def team_of(thread: Thread) -> list[User]:
    """Who is written to: people named for the course, else all editors; for other desks, whoever may answer there by role."""
    if thread.desk == Thread.Desk.COURSE:
        named = User.objects.filter(
            is_active=True, pk__in=CourseContact.objects.filter(course_key=thread.course_key).values("person")
        )
        people = list(named) or list(User.objects.filter(is_active=True, groups__name=EDITOR))
    else:
        people = list(who_may(f"answer_{thread.desk}"))
    return [person for person in people if person.pk != thread.asker_id]


def who_may(codename: str):
    """Active people with a permission of this room by one of their roles."""
    permission = Permission.objects.filter(content_type__app_label="helpdesk", codename=codename)
    return User.objects.filter(
        Q(groups__permissions__in=permission) | Q(user_permissions__in=permission), is_active=True
    ).distinct()
