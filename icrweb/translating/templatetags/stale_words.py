"""Blocks of a translated page that are shown in the words of its source."""

from django import template
from django.template.loader import render_to_string

register = template.Library()


@register.simple_block_tag
def in_source(content, stale, block_id):
    """Around a block: where it stands in the words of the source, it has their `lang` and says so; else nothing is added."""
    mark = stale.marks.get(str(block_id)) if stale else None
    if mark is None:
        return content
    return render_to_string("components/in_source.html", {"content": content, "mark": mark})
