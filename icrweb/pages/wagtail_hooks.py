"""What pages say about the files that stand on them."""

from django.core.exceptions import PermissionDenied
from wagtail import hooks

from icrweb.media.privacy import MAY_READ
from icrweb.pages.documents import may_fetch
from icrweb.pages.privacy import let_in


@hooks.register(MAY_READ)
def only_who_may_read_it_in_every_language(page, request):
    return let_in(request, page)


@hooks.register("before_serve_document")
def only_who_may_read_where_it_stands(document, request):
    if not may_fetch(document, request):
        raise PermissionDenied
