"""What visits to the pages on top show, aliases for new pages, and the editors' dashboard."""

from datetime import timedelta

from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel

from courses.views.waiting import MAY_SEE
from courses.waiting import came_back_to, drafts_with_errors, waiting_for
from icrweb.front import visits
from icrweb.front.models import HomePage, PageVisits
from icrweb.pages.context import measuring_is_on
from icrweb.pages.languages import spread
from icrweb.pages.models import NetworkPage, StandardPage
from seminars.overview import upcoming_with_counts

SHOWN = 5  # rows of each kind in a panel
VISITS = {HomePage: visits.home, NetworkPage: visits.network, StandardPage: visits.words}


@hooks.register("before_serve_page")
def visit(page, request, args, kwargs):
    if view := VISITS.get(type(page)):
        return view(request, page)
    return None


@hooks.register("after_create_page")
def give_it_every_language(request, page):
    spread(page)


class UpcomingSeminars(Component):
    """Seminars to come with who is confirmed and who waits."""

    order = 120
    template_name = "front/admin/upcoming_seminars.html"

    def get_context_data(self, parent_context):
        request = parent_context["request"]
        return {"seminars": upcoming_with_counts(5), "request": request}


class WhatWaits(Component):
    """Steps of reviews that wait, for this person and for others, and drafts that cannot go live yet."""

    order = 110
    template_name = "front/admin/what_waits.html"

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        rows = waiting_for(user)
        return {
            "mine": [row for row in rows if row.mine][:SHOWN],
            "others": [row for row in rows if not row.mine][:SHOWN],
            "came_back": came_back_to(user)[:SHOWN],
            "drafts": drafts_with_errors()[:SHOWN],
            "total": len(rows),
            "overdue": sum(row.overdue for row in rows),
        }


class MostRead(Component):
    """The addresses read most in thirty days, where visits are measured."""

    order = 140
    template_name = "front/admin/most_read.html"

    def get_context_data(self, parent_context):
        return {"rows": PageVisits.objects.since(timezone.now().date() - timedelta(days=30))[:10]}


@hooks.register("construct_homepage_panels")
def dashboard(request, panels):
    if measuring_is_on():
        panels.append(MostRead())
    if request.user.has_perm(MAY_SEE):
        panels[:] = [panel for panel in panels if not isinstance(panel, WorkflowObjectsToModeratePanel)]
        panels.append(WhatWaits())
    if request.user.has_perm("seminars.view_seminar"):
        panels.append(UpcomingSeminars())


@hooks.register("construct_settings_menu")
def no_second_way_to_sites(request, items):
    """The languages are fixed by the settings: adding one here would open pages without a catalogue."""
    items[:] = [item for item in items if item.name not in {"locales"}]


@hooks.register("insert_global_admin_css")
def admin_colours():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))
