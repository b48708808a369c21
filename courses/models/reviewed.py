"""What courses, lessons, quizzes and questions share as texts that others review before readers see them."""

import json

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from wagtail.models import Page, PagePermissionTester, Revision

from courses.checks import findings_of, refuse_errors
from courses.models.review import RevisionFacts

_BOOKKEEPING = {
    *("latest_revision", "latest_revision_created_at", "live_revision", "has_unpublished_changes", "live", "draft_title"),
    *("last_published_at", "first_published_at", "expired", "locked", "locked_at", "locked_by", "url_path", "path", "depth"),
    *("numchild", "wagtail_admin_comments", "go_live_at", "expire_at", "owner", "content_type"),
}


class Reviewed:
    """Mixed into types whose content is checked and reviewed. Whoever publishes, and by whatever way, errors stop it here."""

    @property
    def is_draft(self) -> bool:
        """Was something written that learners do not meet yet?"""
        return not self.live or self.has_unpublished_changes

    def newest(self):
        """As its newest draft has it."""
        return self.with_content_json(self.latest_revision.content) if self.latest_revision else self

    def publish(self, revision, *args, **kwargs):
        refuse_errors(revision.as_object())
        return super().publish(revision, *args, **kwargs)

    def save_revision(self, *args, overwrite_revision=None, **kwargs):
        """Note what this revision changed and lacks: the dashboard and the review ask many revisions at once."""
        replaced = RevisionFacts.objects.filter(revision=overwrite_revision).first() if overwrite_revision else None
        before = overwrite_revision or self.get_latest_revision()
        words_before = before and _words(before.content)  # an overwritten revision is the same row
        revision = super().save_revision(*args, overwrite_revision=overwrite_revision, **kwargs)
        changed = bool(replaced and replaced.changed_words) or words_before != _words(revision.content)
        facts = _facts(self, revision, changed=changed)
        said = {name: getattr(facts, name) for name in ("changed_words", "errors", "warnings")}
        RevisionFacts.objects.update_or_create(revision=revision, defaults=said)
        return revision


class Faultless:
    """Mixed into what is set in tests, before `Reviewed`: what has `faults()` does not go live, whoever asks for it."""

    def publish(self, revision, *args, **kwargs):
        if faults := revision.as_object().faults():
            raise ValidationError(faults)
        return super().publish(revision, *args, **kwargs)


class InCatalogue:
    """Mixed into the pages of the catalogue: what was written there first is reviewed, unless the programme decides otherwise."""

    def permissions_for_user(self, user):
        return CataloguePermissions(user, self)

    def get_workflow(self):
        """A translation is approved as the rest of the site is: its words were peer reviewed in the source."""
        if self.pk and is_translation(self):
            top = Page.objects.filter(depth=1, workflowpage__workflow__active=True).first()
            return top.workflowpage.workflow if top else None
        return super().get_workflow()


class CataloguePermissions(PagePermissionTester):
    """Publishing without review is for whoever has that permission; translations are published as elsewhere."""

    def can_publish(self):
        return super().can_publish() and (_unreviewed(self.user) or is_translation(self.page))

    def can_publish_subpage(self):
        return super().can_publish_subpage() and _unreviewed(self.user)


def facts_of(draft, revision: Revision, before: Revision | None) -> RevisionFacts:
    """What `save_revision` notes, of a draft that is saved together with others; not yet kept."""
    return _facts(draft, revision, changed=before is None or _words(before.content) != _words(revision.content))


def _facts(draft, revision: Revision, *, changed: bool) -> RevisionFacts:
    found = findings_of(draft)
    errors = sum(finding.is_error for finding in found)
    return RevisionFacts(revision=revision, changed_words=changed, errors=errors, warnings=len(found) - errors)


def is_translation(page) -> bool:
    """The page was not the first of its language versions: the others were made from that one."""
    pages = Page.objects.filter(translation_key=page.translation_key, alias_of=None).order_by("pk")
    first = pages.values_list("pk", flat=True).first()
    return first is not None and first != page.pk


def _unreviewed(user) -> bool:
    return user.has_perm("courses.publish_unreviewed")


def _words(content: dict) -> dict:
    """What a reader could notice, in the shape in which the database returns it."""
    stored = json.loads(json.dumps(content, cls=DjangoJSONEncoder))
    return {name: value for name, value in stored.items() if name not in _BOOKKEEPING}
