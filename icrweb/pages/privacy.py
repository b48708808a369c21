"""Private pages: who may read them, and how everything else keeps silent about them.

What an editor makes private is private in every language, with all that lies below it: an alias has no restriction of its own in
Wagtail, and a translation would tell the same words.
"""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from wagtail.models import Page, PageViewRestriction


def restricted_pages():
    """The pages that somebody restricted, in all their languages; what lies below them is private too."""
    return Page.objects.filter(translation_key__in=PageViewRestriction.objects.values("page__translation_key"))


def private_paths() -> list[str]:
    return list(restricted_pages().order_by().values_list("path", flat=True))


def open_to_all(pages, paths: Iterable[str] | None = None):
    """The pages of a queryset that anybody may see; `paths` where the private ones are known already."""
    private = Q()
    for path in private_paths() if paths is None else paths:
        private |= Q(path__startswith=path)
    return pages.exclude(private) if private else pages


def let_in(request: HttpRequest, page: Page) -> bool:
    """Nothing that makes this page private, in whatever language, keeps the visitor out."""
    above = [page.path[: Page.steplen * depth] for depth in range(1, page.depth + 1)]
    keys = Page.objects.filter(path__in=above).values("translation_key")
    restrictions = PageViewRestriction.objects.filter(page__translation_key__in=keys)
    return all(restriction.accept_request(request) for restriction in restrictions)


def refusal(request: HttpRequest, page: Page) -> HttpResponse | None:
    """What somebody gets who may not read a private page: the way to sign in, or a plain no; None for who may."""
    if let_in(request, page):
        return None
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.get_full_path(), settings.WAGTAIL_FRONTEND_LOGIN_URL)
