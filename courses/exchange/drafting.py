"""Drafts of many questions written together. What is kept is what `save_revision` of each would keep."""

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import ReferenceIndex, Revision
from wagtail.search.backends import get_search_backends

from courses.exchange.rows import FILLED
from courses.models import Question, QuestionTag
from courses.models.review import RevisionFacts
from courses.models.reviewed import facts_of
from icrweb.accounts.models import User


def write_drafts(questions: list[Question], *, by: User) -> None:
    """With as many statements for many as for few, in the caller's transaction. What is live stays as learners meet it."""
    new = [question for question in questions if question.pk is None]
    drafts = [question for question in questions if question.pk and not question.live]
    Question.objects.bulk_create(new)
    Question.objects.bulk_create(drafts, update_conflicts=True, unique_fields=["id"], update_fields=FILLED)
    _write_tags([*new, *drafts])
    _write_revisions(questions, by)
    for question in [*new, *drafts]:
        ReferenceIndex.create_or_update_for_object(question)
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(Question, [*new, *drafts])


def _write_tags(questions: list[Question]) -> None:
    tagged = [(question, item) for question in questions for item in question.tagged_items.all() if item.pk is None]
    for question, item in tagged:
        item.content_object = question
    QuestionTag.objects.bulk_create([item for _question, item in tagged])


def _write_revisions(questions: list[Question], by: User) -> None:
    kind, now = ContentType.objects.get_for_model(Question), timezone.now()
    revisions = [
        Revision(
            content_type=kind,
            base_content_type=kind,
            object_id=str(question.pk),
            created_at=now,
            user=by,
            object_str=str(question),
            content=question.serializable_data(),
        )
        for question in questions
    ]
    Revision.objects.bulk_create(revisions)
    written = list(zip(questions, revisions, strict=True))
    RevisionFacts.objects.bulk_create(facts_of(question, revision, question.latest_revision) for question, revision in written)
    for question, revision in written:
        question.latest_revision, question.has_unpublished_changes = revision, True
    Question.objects.bulk_update(questions, ["latest_revision", "has_unpublished_changes"])
