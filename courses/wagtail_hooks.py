"""What visits to the pages of a course do, what editors may not do to them, and how editions are published."""

from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets import Button
from wagtail.models import Page

from courses import exchange_hooks, file_hooks, quiz_hooks, reference_hooks, review_hooks  # noqa: F401 - they register their hooks there
from courses.forms import may_publish_editions
from courses.guarding import why_not_move, why_not_remove, why_not_unpublish
from courses.models import CourseIndexPage, CoursePage, LessonPage, ModulePage, PathIndexPage, PathPage, QuizPage, visible_pages
from courses.views import access, paths, visits
from courses.views.access import groups_viewset
from courses.views.editions import edition_viewset, publish
from icrweb.media.privacy import MAY_READ

VISITS = {
    CourseIndexPage: visits.catalogue,
    CoursePage: visits.course,
    ModulePage: visits.module,
    LessonPage: visits.lesson,
    PathIndexPage: paths.index,
    PathPage: paths.path,
}


@hooks.register("before_serve_page")
def visit(page, request, args, kwargs):
    if view := VISITS.get(type(page)):
        return view(request, page)
    return None


@hooks.register(MAY_READ)
def only_who_may_read_the_page(page, request):
    if not visible_pages(Page.objects.filter(pk=page.pk), request.user).exists():
        return False
    return not isinstance(page, LessonPage | QuizPage) or visits.may_read(request, page)


@hooks.register("before_delete_page")
def keep_what_is_studied(request, page):
    return _refuse(request, [page], why_not_remove([page]))


@hooks.register("before_unpublish_page")
def keep_published_what_is_studied(request, page):
    return _refuse(request, [page], why_not_unpublish([page]))


@hooks.register("before_move_page")
def keep_in_the_course_what_is_studied(request, page, destination):
    return _refuse(request, [page], why_not_move(page, destination))


@hooks.register("before_bulk_action")
def keep_in_bulk_what_is_studied(request, action_type, objects, action):
    if request.method != "POST" or action.models[0].__name__ != "Page":
        return None
    if action_type == "delete":
        return _refuse(request, objects, why_not_remove(objects))
    if action_type == "unpublish":
        return _refuse(request, objects, why_not_unpublish(objects))
    if action_type == "move":
        destination = action.cleaned_form.cleaned_data["chooser"]
        return _refuse(request, objects, next(filter(None, (why_not_move(page, destination) for page in objects)), ""))
    return None


def _refuse(request, pages, sentence: str):
    if not sentence:
        return None
    messages.error(request, sentence)
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk)


@hooks.register("register_admin_viewset")
def register_editions():
    return edition_viewset


@hooks.register("register_admin_urls")
def register_publishing():
    return [
        path("courses/<int:page_id>/publish-edition/", publish, name="courses_publish_edition"),
        path("courses/<int:page_id>/access/", access.access, name="courses_access"),
        path("courses/<int:page_id>/waive/", access.waiver, name="courses_waive"),
    ]


@hooks.register("register_admin_viewset")
def register_groups():
    return groups_viewset


@hooks.register("register_page_header_buttons")
def offer_to_say_who_may_take_it(page, user, view_name, next_url=None):
    if isinstance(page, CoursePage) and user.has_perm("courses.change_courseaccess"):
        yield Button(_("Who may take it"), reverse("courses_access", args=[page.pk]), icon_name="group", priority=61)
        yield Button(_("Waive what comes first"), reverse("courses_waive", args=[page.pk]), icon_name="unlock", priority=62)


@hooks.register("register_page_header_buttons")
def offer_to_publish_an_edition(page, user, view_name, next_url=None):
    if isinstance(page, CoursePage) and may_publish_editions(user):
        yield Button(
            _("Publish an edition"), reverse("courses_publish_edition", args=[page.pk]), icon_name="clipboard-list", priority=60
        )
