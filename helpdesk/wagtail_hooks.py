"""The inbox of the teams and the help desk in the admin, and the way from a course to the people for its questions."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button

from courses.models import CoursePage
from helpdesk.views.inbox import inbox_viewset
from helpdesk.views.people import helpdesk_viewset


@hooks.register("register_admin_viewset")
def register_desks():
    return [inbox_viewset, helpdesk_viewset]


@hooks.register("register_page_header_buttons")
def offer_to_name_people(page, user, view_name, next_url=None):
    if isinstance(page, CoursePage) and user.has_perm("helpdesk.answer_course"):
        yield Button(_("People for questions"), reverse("questions_inbox:contacts", args=[page.pk]), icon_name="group", priority=65)
