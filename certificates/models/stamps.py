"""When what bodies ask for was last changed, so that each process reads it once and anew only after a change."""

import uuid

from django.db import models
from django.db.models.signals import post_delete, post_save

from icrweb.pages.registry import Guideline, GuidelineEdition

from .requirements import Body, BodyName, HoursNeed, Requirement, TrainingNeed

PARTS = (Body, BodyName, Requirement, TrainingNeed, HoursNeed, GuidelineEdition, Guideline)


class RequirementStamp(models.Model):
    """One row at most; another value after every change of a requirement or of what it names."""

    value = models.UUIDField(default=uuid.uuid4, editable=False)

    def __str__(self):
        return str(self.value)


def _changed(**_signal) -> None:
    # Never a number that is counted up: a transaction that is undone would leave its number to the next one.
    RequirementStamp.objects.update_or_create(pk=1, defaults={"value": uuid.uuid4()})


for part in PARTS:
    for signal in (post_save, post_delete):
        signal.connect(_changed, sender=part, dispatch_uid=f"requirement-stamp-{part.__name__}-{signal is post_save}")
