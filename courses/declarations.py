"""Declaring interests: who writes or reviews a course says what they have to do with its subject, or that there is nothing."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Declaration
from icrweb.accounts.models import User
from icrweb.trail import audit


@transaction.atomic
def declare(person: User, course_key: UUID, words: str, *, none: bool) -> Declaration:
    """Put down what `person` declares today for a course; valid for twelve months. The earlier ones stay as they were."""
    words = words.strip()
    if bool(words) == none:
        raise ValidationError(_("Write your interests, or tick that you have none; not both."), code="declaration")
    declaration = Declaration.objects.create(person=person, course_key=course_key, words=words, declared_on=timezone.now().date())
    audit.record(
        "declaration.make", declaration, actor=person, person=person, new={"course_key": course_key, "words": words, "none": none}
    )
    return declaration


def has_declared(person: User, course_key: UUID) -> bool:
    return Declaration.objects.valid().of_course(course_key).filter(person=person).exists()


def declared_for(course_key: UUID) -> list[Declaration]:
    """What readers of a course are told: of each person the newest word, as long as it is valid."""
    declarations = Declaration.objects.newest().valid().of_course(course_key).select_related("person")
    return list(declarations.order_by("person__latin_name", "pk"))
