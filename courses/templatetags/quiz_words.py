"""Words of tests and results."""

from django import template

register = template.Library()


@register.filter
def unbroken(text):
    """A percent sign stays with its number at the end of a line."""
    return str(text).replace(" %", "\u00a0%")
