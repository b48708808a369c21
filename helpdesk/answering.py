"""What the teams do with a question: take it, answer it, hand it on, close it, and publish an answer for all readers."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk import letters
from helpdesk.models import CourseContact, Message, PublishedAnswer, Thread
from icrweb.accounts.models import User
from icrweb.trail import audit


def claim(thread: Thread, *, by: User) -> Thread:
    """Take it on, so that two people do not answer at once; claiming what another holds takes it over."""
    with transaction.atomic():
        thread = _locked(thread, by)
        if thread.claimed_by_id == by.pk:
            raise ValidationError(_("You have taken this one already."), code="claimed")
        before, thread.claimed_by = thread.claimed_by, by
        thread.save(update_fields=["claimed_by"])
        _note("thread.claim", thread, by, old={"claimed_by": before and str(before)}, new={"claimed_by": str(by)})
    return thread


def answer(thread: Thread, text: str, *, by: User) -> Message:
    """Answer: on the site for who has an account, by mail for all."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise ValidationError(_("Write the answer first."), code="empty")
    with transaction.atomic():
        thread = _locked(thread, by)
        message = Message.objects.create(thread=thread, author=by, by_team=True, text=text)
        before = thread.state
        thread.state, thread.moved_at, thread.claimed_by = Thread.State.ANSWERED, message.written_at, thread.claimed_by or by
        thread.save(update_fields=["state", "moved_at", "claimed_by"])
        _note("thread.answer", thread, by, old={"state": before}, new={"state": thread.state})
        letters.answered(thread, message)
    return message


def close(thread: Thread, *, by: User, why: str) -> Thread:
    """Put it away without a (further) answer; the learner's reply opens it again."""
    _refuse_without_why(why)
    with transaction.atomic():
        thread = _locked(thread, by)
        if thread.state == Thread.State.CLOSED:
            raise ValidationError(_("This question is closed already."), code="closed")
        before, thread.state, thread.moved_at = thread.state, Thread.State.CLOSED, timezone.now()
        thread.save(update_fields=["state", "moved_at"])
        _note("thread.close", thread, by, old={"state": before}, new={"state": thread.state}, why=why)
    return thread


def hand_over(thread: Thread, desk: str, *, by: User, why: str) -> Thread:
    """Give it to another desk, which is then written to."""
    _refuse_without_why(why)
    if desk not in Thread.Desk.values:
        raise ValidationError(_("Choose a desk from the list."), code="desk")
    with transaction.atomic():
        thread = _locked(thread, by)
        if thread.desk == desk:
            raise ValidationError(_("It lies at this desk already."), code="same_desk")
        before = thread.desk
        thread.desk, thread.claimed_by, thread.told_at = desk, None, None
        thread.state, thread.moved_at = Thread.State.OPEN, timezone.now()
        thread.save(update_fields=["desk", "claimed_by", "told_at", "state", "moved_at"])
        _note("thread.hand_over", thread, by, old={"desk": before}, new={"desk": desk}, why=why)
    return thread


def publish_answer(thread: Thread, question: str, words: str, *, by: User) -> PublishedAnswer:
    """Show question and answer to all readers of the paragraph, in the editor's own words; nobody is named."""
    question, words = " ".join(question.split()), words.replace("\r\n", "\n").strip()
    if not question or not words:
        raise ValidationError(_("Write both the question and the answer, in words for everybody."), code="empty")
    with transaction.atomic():
        thread = _locked(thread, by)
        if not thread.lesson_key:
            raise ValidationError(_("This question belongs to no paragraph, so its answer has no place."), code="no_place")
        if _names(thread, f"{question} {words}"):
            raise ValidationError(_("The words name the person who asked. Write them so that they fit everybody."), code="named")
        published = PublishedAnswer.objects.create(
            thread=thread,
            lesson_key=thread.lesson_key,
            block_id=thread.block_id,
            language=thread.words_language,
            question=question,
            answer=words,
            published_by=by,
        )
        _note("answer.publish", thread, by, new={"question": question, "answer": words})
    return published


def withdraw_answer(published: PublishedAnswer, *, by: User, why: str) -> PublishedAnswer:
    """Take a published answer away from the readers; what it said stays in the audit trail."""
    _refuse_without_why(why)
    with transaction.atomic():
        published = PublishedAnswer.objects.select_for_update(of=("self",)).select_related("thread").get(pk=published.pk)
        _refuse_other_desks(published.thread, by)
        if published.withdrawn_at:
            raise ValidationError(_("This answer is withdrawn already."), code="withdrawn")
        published.withdrawn_at = timezone.now()
        published.save(update_fields=["withdrawn_at"])
        _note("answer.withdraw", published.thread, by, old={"answer": published.answer}, new={"answer": None}, why=why)
    return published


def name_contacts(course_key: UUID, people: list[User], *, by: User) -> None:
    """Who is written to about questions to a course; nobody named means all editors."""
    with transaction.atomic():
        rows = CourseContact.objects.select_for_update(of=("self",)).filter(course_key=course_key).select_related("person")
        before = sorted(str(row.person) for row in rows)
        rows.exclude(person__in=people).delete()
        for person in people:
            CourseContact.objects.get_or_create(course_key=course_key, person=person)
        after = sorted(str(person) for person in people)
        if before != after:
            row = CourseContact(course_key=course_key, person=by)
            row.key = course_key
            audit.record("course.name_contacts", row, actor=by, old={"contacts": before}, new={"contacts": after})


def _locked(thread: Thread, by: User) -> Thread:
    thread = Thread.objects.select_for_update(of=("self",)).select_related("asker", "claimed_by").get(pk=thread.pk)
    _refuse_other_desks(thread, by)
    return thread


def _refuse_other_desks(thread: Thread, by: User) -> None:
    if not by.has_perm(f"helpdesk.answer_{thread.desk}"):
        raise ValidationError(_("This question lies at another desk now."), code="other_desk")
    if thread.asker_id == by.pk:
        raise ValidationError(_("You asked this yourself. Somebody else answers it."), code="own")


def _names(thread: Thread, text: str) -> bool:
    """Whether the name or address of who asked stands in the text."""
    known = [thread.address]
    if thread.asker:
        known += [thread.asker.latin_name, thread.asker.native_name, thread.asker.email]
    return any(name and name.casefold() in text.casefold() for name in known)


def _refuse_without_why(why: str) -> None:
    if not why.strip():
        raise ValidationError(_("Write why. The audit trail keeps it."), code="why")


def _note(deed: str, thread: Thread, by: User, *, old=None, new=None, why: str = "") -> None:
    audit.record(deed, thread, actor=by, person=thread.asker, old=old, new=new, why=why)
