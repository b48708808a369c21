"""The one order of locks for whatever begins, publishes, classes, ends or deletes what is translated:

1. the thing itself, once for all its languages (`lock`): before any of its rows is written, by whatever way it is published;
2. then its translations, in the order of their numbers (`hold`), and its rows with their revisions, reviews and changes;
3. words last. Who only writes or reviews words of one language takes that translation (`hold_words`), and then nothing but words.

Without the first step a source is published from its own row to those of its translations, and a translation the other way round:
on PostgreSQL each waits for the other. One transaction that publishes several things is an import, and those wait for each other.
"""

from django.db import connection
from django.db.models import Model
from wagtail.models import Locale, TaskState, TranslatableMixin, WorkflowState
from wagtail_localize.models import TranslatableObject, Translation, TranslationSource


def lock(*keys) -> None:
    """Nobody else publishes, in whatever language, what has such a key. Nothing to lock where nobody has begun to translate."""
    list(TranslatableObject.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk", flat=True))


def hold(source: TranslationSource) -> None:
    """The lock of all that is done to the translations of one thing: of those who publish and of those who write words."""
    lock(source.object_id)
    list(Translation.objects.select_for_update().filter(source=source).order_by("pk").values_list("pk", flat=True))


def hold_words(source: TranslationSource | int, locale: Locale) -> Translation | None:
    """The lock of the words in one language; None where nobody works on them."""
    return Translation.objects.select_for_update().filter(source=source, target_locale=locale, enabled=True).first()


def lock_before_writing(sender, instance: Model, raw: bool = False, **kwargs) -> None:
    """A row that is written or deleted within a transaction: the thing first. Outside of one, each statement stands alone."""
    if connection.in_atomic_block and not raw and not instance._state.adding:
        lock(instance.translation_key)


def lock_before_reviewing(sender, instance: TaskState | WorkflowState, **kwargs) -> None:
    """Whoever approves publishes, and whoever publishes ends reviews: both in one transaction."""
    state = instance.workflow_state if isinstance(instance, TaskState) else instance
    if connection.in_atomic_block and state.pk and isinstance(row := state.content_object, TranslatableMixin):
        lock(row.translation_key)
