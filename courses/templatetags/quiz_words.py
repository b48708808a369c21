"""Words of tests and results."""

from django import template
from django.utils.translation import gettext

from courses.asking import kind_of

register = template.Library()


@register.filter
def unbroken(text):
    """A percent sign stays with its number at the end of a line."""
    return str(text).replace(" %", "\u00a0%")


@register.simple_tag
def how_to_answer(question: dict) -> str:
    """One sentence below the question: what to do, and where nothing is earned, that nothing is."""
    return gettext(kind_of(question["kind"]).how)
