"""Who may play a recording: whoever may read a page that shows it, within the limits of the file's collection."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page, ReferenceIndex

from icrweb.media.models import MediaFile, Recording

MAY_READ = "may_read_page"  # functions of (page, request) that say False where a page is closed to somebody


def may_fetch(file: MediaFile, request: HttpRequest) -> bool:
    """The file's collection lets them in, and so does a page; staff may always look."""
    if not all(restriction.accept_request(request) for restriction in file.collection.get_view_restrictions()):
        return False
    return may_play(Recording.objects.with_file(file), request)


def may_play(recordings, request: HttpRequest) -> bool:
    """One live page that shows one of them may be read."""
    return looks_at_all(request) or any(may_read(page, request) for page in pages_with(recordings))


def looks_at_all(request: HttpRequest) -> bool:
    return request.user.is_authenticated and request.user.has_perm("wagtailadmin.access_admin")


def pages_with(rows: QuerySet):
    """The live pages on which one of these rows stands."""
    references = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        to_content_type=ContentType.objects.get_for_model(rows.model),
        to_object_id__in=[str(pk) for pk in rows.values_list("pk", flat=True)],
    )
    pages = Page.objects.live().filter(pk__in={int(pk) for pk in references.values_list("object_id", flat=True)})
    return pages.defer_streamfields().specific()


def may_read(page: Page, request: HttpRequest) -> bool:
    if not all(restriction.accept_request(request) for restriction in page.get_view_restrictions()):
        return False
    return all(say(page, request) for say in hooks.get_hooks(MAY_READ))
