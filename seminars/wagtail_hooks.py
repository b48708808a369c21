"""What visits to seminar pages show, and the organizer's desk in the admin."""

from wagtail import hooks

from .models import SeminarIndexPage, SeminarPage
from .views import visits

VISITS = {SeminarIndexPage: visits.index, SeminarPage: visits.seminar}


# After Wagtail's own check of private pages.
@hooks.register("before_serve_page", order=100)
def visit(page, request, args, kwargs):
    if view := VISITS.get(type(page)):
        return view(request, page)
    return None
