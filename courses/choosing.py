"""Choosing the role path that one follows, and dropping it."""

from uuid import UUID

from django.utils import timezone

from courses.models import PathChoice
from icrweb.accounts.models import User


def choose_path(user: User, path_key: UUID) -> None:
    """Follow one path; another choice takes its place."""
    PathChoice.objects.update_or_create(person=user, defaults={"path_key": path_key, "chosen_at": timezone.now()})


def drop_path(user: User) -> None:
    """Follow none. What was done in its courses is no part of the choice, and stays."""
    PathChoice.objects.filter(person=user).delete()
