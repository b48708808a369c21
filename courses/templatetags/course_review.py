"""What the editor's side panels show of checks and review."""

from django import template
from django.urls import reverse

from courses.checks import findings_of
from courses.models import LessonPage
from courses.models.reviewed import Reviewed

register = template.Library()


@register.simple_tag(takes_context=True)
def content_findings(context):
    """The findings of the page in the editor, and where its script asks for them again."""
    page = context.get("page") or context.get("object")
    if not isinstance(page, Reviewed) or not page.pk:
        return {"checked": False}
    takes_words = isinstance(page, LessonPage) and not page.alias_of_id
    return {
        "checked": True,
        "findings": findings_of(page),
        "url": reverse("courses_checks", args=[page.pk]),
        "word_url": reverse("courses_add_from_word", args=[page.pk]) if takes_words else "",
    }
