"""What a seminar's certificates are about."""

from uuid import uuid5

from certificates.issuing import achievement_for
from certificates.models import Achievement

from .models import Seminar


def achievement_of(seminar: Seminar) -> Achievement:
    """The seminar's achievement under its present code and title; there from its planning on, so that a template can be chosen for it."""
    return achievement_for(
        key=seminar.key,
        kind=Achievement.Kind.ATTENDANCE,
        code=seminar.code,
        name=seminar.title_in(seminar.language)[:255],
    )


def completion_of(seminar: Seminar) -> Achievement:
    """What who passed an assessed seminar has completed: another achievement than having been there, under a key made of the seminar's."""
    return achievement_for(
        key=uuid5(seminar.key, "completion"),
        kind=Achievement.Kind.COMPLETION,
        code=seminar.code,
        name=seminar.title_in(seminar.language)[:255],
    )
