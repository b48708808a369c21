"""The help desk: finding a person, their page, the deeds done for them, an attempt's paper. Every look is in the audit trail."""

from functools import wraps
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from courses.accommodating import end_time, grant_time
from courses.by_staff import grant_attempt, set_lesson_done, set_quiz_result
from courses.models import Attempt
from courses.sitting import questions_of, result_of
from helpdesk import dossier, helping
from helpdesk.forms import EndTimeForm, ExtraTimeForm, ForLearnerForm, LessonForm, QuizForm, ResultForm
from helpdesk.views import seen
from icrweb.accounts.models import User
from icrweb.trail.models import Mail

ICON = "user"
may_enter = permission_required("helpdesk.help_learners")


def for_helpers(view):
    """Finds the person; refuses oneself and whoever has more rights."""

    @never_cache
    @may_enter
    @wraps(view)
    def wrapped(request, person_key, *args, **kwargs):
        person = get_object_or_404(User, key=person_key)
        if not helping.may_help(request.user, person):
            raise PermissionDenied
        return view(request, person, *args, **kwargs)

    return wrapped


@require_safe
@may_enter
def index(request):
    """Find somebody; nothing is listed before something is asked."""
    query = request.GET.get("q", "").strip()[:200]
    page_obj = dossier.page_of(query, request.GET.get("page"))
    rows = [{"person": person, "open": helping.may_help(request.user, person)} for person in page_obj.object_list]
    context = {"query": query, "page_obj": page_obj, "rows": rows, **_header(_("Help desk"))}
    return TemplateResponse(request, "helpdesk/admin/people.html", context)


@require_safe
@for_helpers
def person(request, person):
    """Everything about one person on one page."""
    helping.note_look(request.user, person, "record")
    context = {
        **dossier.dossier(person),
        "locked": helping.is_locked(request, person),
        "looking_until": helping.looking_until(request.user, person),
        **_header(str(person), person),
    }
    return TemplateResponse(request, "helpdesk/admin/person.html", context)


@require_safe
@for_helpers
def attempt(request, person, attempt_key):
    """The paper as it was set, with the answers and, once handed in, the key and the marks: for an appeal."""
    found = get_object_or_404(
        Attempt.objects.for_learner(person).select_related("enrolment__edition", "enrolment__learner", "set_by"), key=attempt_key
    )
    helping.note_look(request.user, person, f"attempt {found.key}")
    context = {"attempt": found, "person": person, **_header(_("Attempt %(number)d") % {"number": found.number}, person)}
    if found.submitted_at:
        context["result"] = result_of(found, found.language, keys_shown=True)
    else:
        context["questions"] = questions_of(found, {row.item: row for row in found.responses.all()})
    return TemplateResponse(request, "helpdesk/admin/attempt.html", context)


def _grant(request, person, data):
    enrolment, key = data["item"]
    grant_attempt(enrolment, key, by=request.user, why=data["why"])


def _grant_time(request, person, data):
    more = {"percent": data["percent"] or 0, "minutes": data["minutes"] or 0}
    grant_time(person, UUID(data["item"]) if data["item"] else None, **more, by=request.user, why=data["why"])


def _end_time(request, person, data):
    end_time(data["granted"], by=request.user, why=data["why"])


def _set_lesson(request, person, data):
    enrolment, key = data["item"]
    set_lesson_done(enrolment, key, by=request.user, why=data["why"])


def _set_result(request, person, data):
    enrolment, key = data["item"]
    set_quiz_result(enrolment, key, data["percent"], by=request.user, why=data["why"])


def _unlock(request, person, data):
    helping.unlock(request, person, why=data["why"])


def _look(request, person, data):
    helping.open_look(person, by=request.user, why=data["why"])


# Deed: form, what it does, its name, what to know before, what is said after.
DEEDS = {
    "unlock": (
        ForLearnerForm,
        _unlock,
        gettext_lazy("Unlock signing in"),
        gettext_lazy("Wrong tries are forgotten, so that the person can try again at once. Make sure that you speak with them."),
        gettext_lazy("Unlocked."),
    ),
    "grant-attempt": (
        QuizForm,
        _grant,
        gettext_lazy("Grant an attempt"),
        gettext_lazy("One more try: the wait is skipped, or the limit of tries is raised by one."),
        gettext_lazy("Granted. The test can be started now."),
    ),
    "extra-time": (
        ExtraTimeForm,
        _grant_time,
        gettext_lazy("Give more time in tests"),
        gettext_lazy(
            "On top of the time limit, from now on; an open attempt gets it too. What was given before for the same test is replaced."
        ),
        gettext_lazy("Given. The learner sees it before starting."),
    ),
    "end-extra-time": (
        EndTimeForm,
        _end_time,
        gettext_lazy("End extra time"),
        gettext_lazy("From the next attempt on the usual limit counts. No open attempt is shortened."),
        gettext_lazy("Ended."),
    ),
    "set-lesson": (
        LessonForm,
        _set_lesson,
        gettext_lazy("Set a lesson as done"),
        gettext_lazy(
            "For a lesson done elsewhere. The last one finishes the course and issues the certificate. This cannot be undone."
        ),
        gettext_lazy("Set. The learner’s pages say that staff did it."),
    ),
    "set-result": (
        ResultForm,
        _set_result,
        gettext_lazy("Set the result of a test"),
        gettext_lazy("For a test taken on paper. A pass may finish the course and issue the certificate. This cannot be undone."),
        gettext_lazy("Set. The learner’s pages say that staff did it."),
    ),
    "look": (
        ForLearnerForm,
        _look,
        gettext_lazy("See the site as they see it"),
        gettext_lazy("To read only, for half an hour. No certificates, notes or messages; you cannot do anything in their name."),
        gettext_lazy("Open for half an hour."),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@for_helpers
def do(request, person, deed):
    """One deed for one person, with a reason."""
    if deed not in DEEDS:
        raise Http404
    form_class, act, title, about, done = DEEDS[deed]
    form = form_class(request.POST or None, person=person)
    goal = "helpdesk_people:seen" if deed == "look" else "helpdesk_people:person"
    return _ask(request, person, form, lambda: act(request, person, form.cleaned_data), title, about, done, goal)


@require_http_methods(["GET", "HEAD", "POST"])
@for_helpers
def resend(request, person, mail_pk):
    """Send a mail once more, to the main address of today."""
    letter = get_object_or_404(Mail.objects.filter(person=person), pk=mail_pk)
    form = ForLearnerForm(request.POST or None, person=person)
    about = _("“%(subject)s” goes once more, to %(address)s.") % {"subject": letter.subject, "address": person.email}
    return _ask(
        request,
        person,
        form,
        lambda: helping.resend(letter, by=request.user, why=form.cleaned_data["why"]),
        _("Send a mail again"),
        about,
        _("It leaves within a minute."),
    )


@require_http_methods(["POST"])
@for_helpers
def leave(request, person):
    """Stop seeing the site as they see it."""
    helping.close_look(person, by=request.user)
    return redirect("helpdesk_people:person", person.key)


def _ask(request, person, form, deed, title, about, done, goal="helpdesk_people:person"):
    """A form that asks, then does one deed; a refusal keeps what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            deed()
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
        else:
            messages.success(request, done)
            return redirect(goal, person.key)
    context = {
        "form": form,
        "person": person,
        "about": about,
        "page_title": title,
        "page_subtitle": str(person),
        **_header(str(title), person),
        "action_url": request.path,
        "submit_button_label": title,
        "submit_button_active_label": _("Saving…"),
    }
    return TemplateResponse(request, "helpdesk/admin/ask.html", context)


def _header(title: str, person: User | None = None) -> dict:
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("helpdesk_people:index"), "label": _("Help desk")},
    ]
    if person and title != str(person):
        crumbs.append({"url": reverse("helpdesk_people:person", args=[person.key]), "label": str(person)})
    if person:
        crumbs.append({"url": "", "label": title})
    return {"page_title": title, "header_title": title, "header_icon": ICON, "breadcrumbs_items": crumbs}


class HelpDeskMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("helpdesk.help_learners")


class HelpDeskViewSet(ViewSet):
    name = url_namespace = "helpdesk_people"
    url_prefix = "help-desk"
    icon = ICON
    menu_label = gettext_lazy("Help desk")
    menu_order = 235
    add_to_admin_menu = True
    menu_item_class = HelpDeskMenuItem

    def get_urlpatterns(self):
        return [
            path("", index, name="index"),
            path("<uuid:person_key>/", person, name="person"),
            path("<uuid:person_key>/do/<slug:deed>/", do, name="do"),
            path("<uuid:person_key>/mails/<int:mail_pk>/", resend, name="resend"),
            path("<uuid:person_key>/attempts/<uuid:attempt_key>/", attempt, name="attempt"),
            path("<uuid:person_key>/as-seen/", for_helpers(seen.learning), name="seen"),
            path("<uuid:person_key>/as-seen/leave/", leave, name="leave"),
            path("<uuid:person_key>/as-seen/<uuid:enrolment_key>/", for_helpers(seen.course), name="seen_course"),
            path("<uuid:person_key>/as-seen/<uuid:enrolment_key>/<uuid:lesson_key>/", for_helpers(seen.lesson), name="seen_lesson"),
        ]


helpdesk_viewset = HelpDeskViewSet()
