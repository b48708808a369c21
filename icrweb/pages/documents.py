"""Who may fetch a document: whoever may read a page on which it stands. Its collection is asked before, by Wagtail."""

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from wagtail.documents import get_document_model
from wagtail.models import Page, ReferenceIndex

from icrweb.media.privacy import looks_at_all, may_read, pages_with


def may_fetch(document, request: HttpRequest) -> bool:
    """What stands on pages only follows them; what something else shows, or nothing yet, is as open as its collection."""
    if looks_at_all(request) or not _only_on_pages(document):
        return True
    these = get_document_model().objects.filter(pk=document.pk)
    return any(may_read(page, request) for page in pages_with(these))


def _only_on_pages(document) -> bool:
    shown = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(document), to_object_id=str(document.pk)
    )
    kinds = set(shown.values_list("base_content_type", flat=True).distinct())
    return kinds == {ContentType.objects.get_for_model(Page).pk}
