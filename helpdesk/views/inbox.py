"""Questions from learners, in the admin: the list, and one question with all that may be done to it."""

from functools import wraps
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from courses.models import CoursePage
from courses.outline import page_words
from helpdesk import answering
from helpdesk.forms import AnswerForm, HandOverForm, PublishForm, WhyForm
from helpdesk.models import CourseContact, PublishedAnswer, Thread
from helpdesk.telling import team_of, who_may
from icrweb.accounts.models import User
from icrweb.pages.languages import language_name

ICON = "help"
ROWS_A_PAGE = 50
STATES = [
    ("open", gettext_lazy("Open")),
    ("mine", gettext_lazy("Mine")),
    ("answered", gettext_lazy("Answered")),
    ("closed", gettext_lazy("Closed")),
    ("all", gettext_lazy("All")),
]


def is_in_a_team(user) -> bool:
    return any(user.has_perm(f"helpdesk.answer_{desk}") for desk in Thread.Desk.values)


def for_teams(view):
    """For who answers at one desk at least."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if not is_in_a_team(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return wrapped


class ThreadFilter(forms.Form):
    state = forms.ChoiceField(label=gettext_lazy("State"), choices=STATES, required=False)
    desk = forms.ChoiceField(label=gettext_lazy("Desk"), required=False)
    course = forms.ChoiceField(label=gettext_lazy("Course"), required=False)

    def __init__(self, data, threads, user):
        super().__init__(data)
        self.threads, self.user = threads, user
        desks = [(desk.value, desk.label) for desk in Thread.Desk if user.has_perm(f"helpdesk.answer_{desk}")]
        self.fields["desk"].choices = [("", _("All")), *desks]
        courses = threads.exclude(course_key=None).order_by().values_list("course_key", "course_title").distinct()
        titles = {str(key): title for key, title in courses}
        self.fields["course"].choices = [("", _("All")), *sorted(titles.items(), key=lambda one: one[1])]

    def found(self):
        asked = self.cleaned_data if self.is_valid() else {}
        found, state = self.threads, asked.get("state") or "open"
        if state == "mine":
            found = found.filter(claimed_by=self.user).exclude(state=Thread.State.CLOSED)
        elif state != "all":
            found = found.filter(state=state)
        if asked.get("desk"):
            found = found.filter(desk=asked["desk"])
        return found.filter(course_key=asked["course"]) if asked.get("course") else found


@require_safe
@for_teams
def index(request):
    """The questions of one's desks; the open ones first asked for, what moved last on top."""
    form = ThreadFilter(request.GET or {"state": "open"}, Thread.objects.for_team(request.user), request.user)
    threads = form.found().select_related("asker", "claimed_by")
    context = {
        "form": form,
        "page_obj": Paginator(threads, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "page_title": _("Questions from learners"),
        "header_title": _("Questions from learners"),
        "header_icon": ICON,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": _("Questions from learners")},
        ],
    }
    return TemplateResponse(request, "helpdesk/admin/inbox.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_teams
def thread(request, thread_pk):
    """One question with its context. Each deed is a form that posts here."""
    found = get_object_or_404(Thread.objects.for_team(request.user).select_related("asker", "claimed_by", "edition"), pk=thread_pk)
    forms_by_deed = {
        deed: form(request.POST if request.POST.get("deed") == deed else None, prefix=deed)
        for deed, form in (("answer", AnswerForm), ("close", WhyForm), ("handover", HandOverForm), ("publish", PublishForm))
    }
    if request.method == "POST":
        done = _do(request, found, request.POST.get("deed", ""), forms_by_deed)
        if done:
            messages.success(request, done)
            still_mine = Thread.objects.for_team(request.user).filter(pk=thread_pk).exists()
            return redirect("questions_inbox:thread", thread_pk) if still_mine else redirect("questions_inbox:index")
    return TemplateResponse(request, "helpdesk/admin/thread.html", _thread_context(request, found, forms_by_deed))


def _do(request, found: Thread, deed: str, forms_by_deed: dict) -> str:
    """What was done, in a sentence; empty where it was refused, with the refusal in its form."""
    form, by = forms_by_deed.get(deed), request.user
    if form is not None and not form.is_valid():
        return ""
    data = form.cleaned_data if form is not None else {}
    try:
        match deed:
            case "claim":
                answering.claim(found, by=by)
                return _("It is yours.")
            case "answer":
                answering.answer(found, data["text"], by=by)
                return _("Answered. The person gets it by mail and on the site.")
            case "close":
                answering.close(found, by=by, why=data["why"])
                return _("Closed.")
            case "handover":
                answering.hand_over(found, data["desk"], by=by, why=data["why"])
                return _("Handed over.")
            case "publish":
                answering.publish_answer(found, data["question"], data["answer"], by=by)
                return _("All readers of the paragraph see it now.")
            case "withdraw":
                published = get_object_or_404(PublishedAnswer, pk=_number(request.POST.get("published")), thread=found)
                answering.withdraw_answer(published, by=by, why=request.POST.get("why", ""))
                return _("Withdrawn.")
    except ValidationError as refusal:
        if form is not None:
            form.add_error(None, refusal)
        else:
            messages.error(request, " ".join(refusal.messages))
    return ""


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else 0


def _thread_context(request, found: Thread, forms_by_deed: dict) -> dict:
    words = page_words([found.lesson_key], found.words_language or get_language()) if found.lesson_key else {}
    place = words.get(str(found.lesson_key))
    return {
        "thread": found,
        "said": found.messages.select_related("author"),
        "published": found.published.select_related("published_by"),
        "place_url": f"{place[1]}#block-{found.block_id}" if place else "",
        "language_name": language_name(found.language),
        "words_language_name": language_name(found.words_language) if found.words_language else "",
        "team": team_of(found),
        "forms": forms_by_deed,
        "may_help": request.user.has_perm("helpdesk.help_learners"),
        "page_title": str(found),
        "header_title": str(found.get_kind_display()),
        "header_icon": ICON,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("questions_inbox:index"), "label": _("Questions from learners")},
            {"url": "", "label": str(found.get_kind_display())},
        ],
    }


class ContactsForm(forms.Form):
    people = forms.ModelMultipleChoiceField(
        label=gettext_lazy("People"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("They are written to when somebody asks about this course. With nobody ticked all editors are."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = who_may("answer_course").order_by("latin_name")


@require_http_methods(["GET", "HEAD", "POST"])
@for_teams
def contacts(request, course_page_pk):
    """Who is written to about questions to one course."""
    if not request.user.has_perm("helpdesk.answer_course"):
        raise PermissionDenied
    course = get_object_or_404(CoursePage, pk=course_page_pk)
    named = CourseContact.objects.filter(course_key=course.translation_key).values_list("person", flat=True)
    form = ContactsForm(request.POST or None, initial={"people": list(named)})
    if request.method == "POST":
        form = ContactsForm(request.POST)
        if form.is_valid():
            answering.name_contacts(course.translation_key, list(form.cleaned_data["people"]), by=request.user)
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('questions_inbox:index')}?{urlencode({'course': course.translation_key, 'state': 'all'})}")
    context = {
        "form": form,
        "page_title": _("People for questions"),
        "page_subtitle": str(course),
        "header_title": _("People for questions"),
        "header_icon": ICON,
        "action_url": request.path,
        "submit_button_label": _("Save"),
        "submit_button_active_label": _("Saving…"),
    }
    return TemplateResponse(request, "wagtailadmin/generic/form.html", context)


class InboxMenuItem(MenuItem):
    def is_shown(self, request):
        return is_in_a_team(request.user)


class InboxViewSet(ViewSet):
    name = url_namespace = "questions_inbox"
    url_prefix = "questions-from-learners"
    icon = ICON
    menu_label = gettext_lazy("Learners’ questions")
    menu_order = 230
    add_to_admin_menu = True
    menu_item_class = InboxMenuItem

    def get_urlpatterns(self):
        return [
            path("", index, name="index"),
            path("<int:thread_pk>/", thread, name="thread"),
            path("course/<int:course_page_pk>/", contacts, name="contacts"),
        ]


inbox_viewset = InboxViewSet()
