"""Parts of pages that stand on one so often that a template of their own would cost too much. Known to every template."""

from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """One icon of the sprite (static/images/icons.svg); size "small" or "large"; a label only where no word stands beside it."""
    return _icon(str(name), size, str(label))


@lru_cache(maxsize=500)
def _icon(name: str, size: str, label: str) -> SafeString:
    return format_html(
        '<svg class="icon{}" width="20" height="20" focusable="false"{}><use href="{}#{}"/></svg>',
        f" icon--{size}" if size else "",
        format_html(' role="img" aria-label="{}"', label) if label else format_html(' aria-hidden="{}"', "true"),
        static("images/icons.svg"),
        name,
    )
