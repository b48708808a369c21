"""The step before a text is submitted or reviewed: which interests somebody has in the course."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.models import Page

from courses.declarations import declare
from courses.models import Declaration
from courses.outline import course_key_of, source_course
from courses.review import submit


class DeclarationForm(forms.Form):
    words = forms.CharField(
        label=_("Your interests"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Payments, shares, advice, patents or kin of the last three years that touch the subject. Readers see this."),
    )
    none = forms.BooleanField(label=_("I have none to declare"), required=False)


@require_http_methods(["GET", "POST"])
def declare_interests(request: HttpRequest, page_id: int) -> HttpResponse:
    """Asked by the page that waits; with `submit` in the address the saved draft goes to review right after."""
    page = get_object_or_404(Page, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    course_key = course_key_of(page)
    if course_key is None:
        raise Http404
    form = DeclarationForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _declared(request, form, course_key):
        return _go_on(request, page)
    earlier = Declaration.objects.filter(person=request.user).of_course(course_key).first()
    context = {
        "form": form,
        "page": page.specific,
        "course": source_course(course_key),
        "earlier": earlier,
        "submits": "submit" in request.GET,
    }
    return render(request, "courses/admin/declare.html", context, status=422 if form.errors else 200)


def _declared(request, form, course_key) -> bool:
    try:
        declare(request.user, course_key, form.cleaned_data["words"], none=form.cleaned_data["none"])
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


def _go_on(request, page) -> HttpResponse:
    if "submit" in request.GET:
        try:
            submit(page, request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, gettext("Thank you. “%(title)s” is submitted for review.") % {"title": page.title})
    else:
        messages.success(request, gettext("Thank you. Your declaration is kept; it is valid for twelve months."))
    return redirect("wagtailadmin_pages:edit", page.pk)
