"""Texts of editors on their way to the reader."""

import re

from django import template
from django.conf import settings
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from wagtail.rich_text import RichText

from icrweb.pages.footnotes import link_footnotes, tie_footnotes
from icrweb.pages.formulae import draw_inline
from icrweb.pages.languages import language_name

register = template.Library()
DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b", re.ASCII)


@register.filter
def footnotes(text):
    """A plain or rich text with its footnote marks as links and its small formulae drawn; plain text is escaped."""
    html = str(text) if isinstance(text, RichText) else conditional_escape(text)
    return mark_safe(link_footnotes(draw_inline(html)))  # noqa: S308 - rich text is cleaned by Wagtail, plain text is escaped above


@register.filter
def in_letter(value):
    """A fact of a letter: a day is not broken at its hyphens, and an address of ours is a link. Everything is escaped."""
    text = str(conditional_escape(value))
    if text.startswith(f"{settings.BASE_URL}/") and not any(char.isspace() for char in text):
        return mark_safe(f'<a href="{text}" style="color:#2b3f91;">{text}</a>')  # noqa: S308 - escaped above
    return mark_safe(DAY.sub(r'<span style="white-space:nowrap;">\g<0></span>', text))  # noqa: S308 - escaped above


@register.filter
def in_words_of(words, alias):
    """Words of a page inside a sentence of the interface: with their `lang` where the page is an alias."""
    return format_html('<span lang="{}">{}</span>', alias["code"], words) if alias else words


@register.filter
def in_itself(code):
    """A language's name in that language."""
    return language_name(code)


@register.simple_block_tag
def footnoted(content):
    """Around a whole body: its footnote marks say what they cite, and its references lead back to them."""
    return mark_safe(tie_footnotes(content))  # noqa: S308 - what was rendered inside, with links added
