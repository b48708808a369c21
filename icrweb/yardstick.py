"""What `make bench` compares pages with: a constant view of 2 KB in the same process, behind next to no middleware.

Machines differ, and the same machine differs by the hour; a page's ratio to this view, timed in turn with it, differs little.
"""

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
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
    """The site, with the yardstick at one address beside it, and each answer's number of queries in a header."""
    yardstick = YardstickHandler()

    def either(environ, start_response):
        if environ["PATH_INFO"] == "/yardstick":
            return yardstick(environ, start_response)
        queries = Counted()

        def start(status, headers, *rest):
            return start_response(status, [*headers, ("X-Queries", str(queries.number))], *rest)

        with connection.execute_wrapper(queries):
            return application(environ, start)

    return either


class Counted:
    """How many queries an answer took; transactions' own BEGIN and COMMIT are not counted."""

    def __init__(self):
        self.number = 0

    def __call__(self, execute, sql, params, many, context):
        self.number += 1
        return execute(sql, params, many, context)
