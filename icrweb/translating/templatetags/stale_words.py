"""Blocks of a translated page that are shown in the words of its source."""

from django import template
from django.template.loader import render_to_string

register = template.Library()


@register.tag
def in_source(parser, token):
    """`{% in_source stale block_id %}` around a block: where it stands in the words of the source, it has their `lang` and says so."""
    _name, stale, block_id = token.split_contents()
    nodes = parser.parse(("endin_source",))
    parser.delete_first_token()
    return InSource(nodes, parser.compile_filter(stale), parser.compile_filter(block_id))


class InSource(template.Node):
    """Else nothing is added. What is inside knows its language (`words_in`), for the labels of ours in it."""

    def __init__(self, nodelist, stale, block_id):
        self.nodelist, self.stale, self.block_id = nodelist, stale, block_id

    def render(self, context):
        stale = self.stale.resolve(context, ignore_failures=True)
        mark = stale.marks.get(str(self.block_id.resolve(context))) if stale else None
        if mark is None:
            return self.nodelist.render(context)
        with context.push(words_in=mark.lang):
            content = self.nodelist.render(context)
        return render_to_string("components/in_source.html", {"content": content, "mark": mark})
