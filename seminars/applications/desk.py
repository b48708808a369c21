"""The organizer's pages about applications: what is asked, and one application whole."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from ..models import Registration, Seminar
from ..standing import state_words
from ..views import people
from .asking import set_questions
from .looking import look_at
from .question_forms import UntilForm, question_formset, rows_of
from .reading import application_of


@permission_required("seminars.change_seminar")
def questions(request, pk):
    """What is asked at sign-up and after acceptance; all of it is kept, or nothing."""
    seminar = get_object_or_404(Seminar, pk=pk)
    form, rows = UntilForm(request.POST or None, seminar), question_formset(request.POST or None, seminar)
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            set_questions(seminar, rows_of(rows), request.user, until=form.cleaned_data["until"])
            messages.success(request, _("The questions are saved."))
            return redirect("seminars_desk:questions", seminar.pk)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
    context = {
        "form": form,
        "rows": rows,
        "seminar": seminar,
        "page_title": _("Questions and files"),
        **people.header(seminar, _("Questions and files")),
        "action_url": request.path,
        "submit_button_label": _("Save"),
        "submit_button_active_label": _("Saving…"),
        "media": form.media + rows.media,
    }
    status = 200 if request.method == "GET" else 422
    return TemplateResponse(request, "seminars/applications/admin/questions.html", context, status=status)


@permission_required("seminars.change_registration")
@require_safe
def application(request, pk, registration_pk):
    """One application whole, with the way to the one before and the one after it; that it was opened is kept."""
    rows = Registration.objects.filter(seminar=pk).select_related("person", "seminar", "institution").order_by("number")
    registration = get_object_or_404(rows.with_position(), pk=registration_pk)
    look_at(registration, request.user)
    seminar = registration.seminar
    others = Registration.objects.filter(seminar=pk)
    context = {
        "seminar": seminar,
        "registration": registration,
        "person": registration.person,
        "state": state_words(registration, registration.position),
        "application": application_of(registration, get_language()),
        "before": others.filter(number__lt=registration.number).order_by("number").last(),
        "after": others.filter(number__gt=registration.number).order_by("number").first(),
        "several_modes": len(seminar.modes) > 1,
        "page_title": str(registration.person),
        **people.header(seminar, str(registration.person)),
    }
    return TemplateResponse(request, "seminars/applications/admin/application.html", context)


urlpatterns = [
    path("<int:pk>/questions/", questions, name="questions"),
    path("<int:pk>/applications/<int:registration_pk>/", application, name="application"),
]
