"""What `make bench` compares pages with: a constant view of 2 KB in the same process, behind next to no middleware.

Machines differ, and the same machine differs by the hour; a page's ratio to this view, timed in turn with it, differs little.
"""

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.urls import path

MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"]


def constant(request) -> HttpResponse:
    return HttpResponse("x" * 2048)


urlpatterns = [path("yardstick", constant)]


class YardstickHandler(WSGIHandler):
    """Django's own handler with two middlewares and one address."""

    def load_middleware(self, is_async=False):
        of_the_site, settings.MIDDLEWARE = settings.MIDDLEWARE, MIDDLEWARE
        try:
            super().load_middleware(is_async)
        finally:
            settings.MIDDLEWARE = of_the_site

    def get_response(self, request):
        request.urlconf = __name__
        return super().get_response(request)


def beside(application):
    """The site, with the yardstick at one address beside it."""
    yardstick = YardstickHandler()

    def either(environ, start_response):
        chosen = yardstick if environ["PATH_INFO"] == "/yardstick" else application
        return chosen(environ, start_response)

    return either
