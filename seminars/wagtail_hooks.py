"""What visits to seminar pages show, the organizer's desk in the admin, and the way to it from a page."""

from django.db import transaction
from django.dispatch import receiver
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.signals import page_published

from .certifying import achievement_of
from .models import Seminar, SeminarIndexPage, SeminarPage
from .scheduling import keep_titles
from .views import visits
from .views.desk import desk_viewset

VISITS = {SeminarIndexPage: visits.index, SeminarPage: visits.seminar}


@hooks.register("before_serve_page")
def visit(page, request, args, kwargs):
    if view := VISITS.get(type(page)):
        return view(request, page)
    return None


@hooks.register("register_admin_viewset")
def register_desk():
    return desk_viewset


@hooks.register("register_page_header_buttons")
def offer_dates(page, user, view_name, next_url=None):
    if isinstance(page, SeminarPage) and user.has_perm("seminars.change_seminar"):
        url = reverse("seminars_desk:for_page", args=[page.pk])
        yield Button(_("Dates, seats and registration"), url, icon_name="calendar-alt", priority=60)


@hooks.register("insert_global_admin_css")
def desk_css():
    return format_html('<link rel="stylesheet" href="{}">', static("css/seminar-desk.css"))


# A translation is published in many ways, by hand, by schedule, by wagtail-localize; this is where they all pass.
@receiver(page_published, sender=SeminarPage)
def remember_the_title(sender, instance, **kwargs):
    with transaction.atomic():
        seminar = Seminar.objects.select_for_update().filter(key=instance.translation_key).first()
        if seminar and not instance.alias_of_id:
            keep_titles(seminar)
            seminar.save(update_fields=["titles", "language"])
            if seminar.gives_certificate:
                achievement_of(seminar)
