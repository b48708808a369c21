"""What is published is compared with its translations; whatever is deleted takes along what was open about it."""

from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.log_actions import get_active_log_context
from wagtail.models import DraftStateMixin, TaskState, TranslatableMixin, WorkflowState, get_translatable_models
from wagtail.signals import published

from . import admin_hooks, caption_hooks, exchange_hooks, term_hooks  # noqa: F401 - they register their hooks there
from .changing import forget, note_published
from .locking import lock_before_reviewing, lock_before_writing


# By hand, by schedule, after review, from files: this is where all ways to publish pass, for pages and snippets alike.
@receiver(published)
def follow_the_source(sender, instance, revision=None, **kwargs):
    if isinstance(instance, TranslatableMixin):
        note_published(instance, revision, get_active_log_context().user or (revision and revision.user))


def follow_what_has_no_drafts(sender, instance, raw=False, **kwargs):
    if not raw:
        note_published(instance, None, get_active_log_context().user)


def forget_what_was_open(sender, instance, **kwargs):
    forget(instance)


for model in get_translatable_models(include_subclasses=True):
    pre_save.connect(lock_before_writing, sender=model)
    pre_delete.connect(lock_before_writing, sender=model)
for model in (TaskState, WorkflowState):
    pre_save.connect(lock_before_reviewing, sender=model)
for model in get_translatable_models(include_subclasses=False):
    post_delete.connect(forget_what_was_open, sender=model)
    if not issubclass(model, DraftStateMixin):
        post_save.connect(follow_what_has_no_drafts, sender=model)
