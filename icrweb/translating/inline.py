"""The simplified HTML of a segment: its words, its marks, and what must not be in it. No Django here.

wagtail-localize takes the attributes out of a segment and keeps them; a link is `<a id="a1">`. So a translation needs no attribute but
that id, and no tags but those below.
"""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

import nh3

TAGS = frozenset({"a", "abbr", "acronym", "b", "code", "em", "i", "strong", "br"})
_VOID = frozenset({"br"})


@dataclass
class Inline:
    """What stands in a segment: `text` without marks, `tags` as (name, id) with how often, what is unsafe, what is not closed."""

    text: str = ""
    tags: Counter = field(default_factory=Counter)
    unsafe: list[str] = field(default_factory=list)
    unbalanced: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found, self.open, self.texts = Inline(), [], []

    def handle_starttag(self, tag, attrs):
        names = {name for name, _value in attrs}
        if tag not in TAGS or names - ({"id"} if tag == "a" else set()):
            self.found.unsafe.append(self.get_starttag_text() or tag)
            return
        self.found.tags[(tag, dict(attrs).get("id") or "")] += 1
        if tag == "br":
            self.texts.append("\n")
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag in TAGS - _VOID and self.open:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag in _VOID:
            return
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.found.unbalanced.append(f"</{tag}>")

    def handle_data(self, data):
        self.texts.append(data)

    def handle_comment(self, data):
        self.found.unsafe.append(f"<!--{data[:40]}-->")

    handle_decl = unknown_decl = handle_pi = handle_comment


def read(html: str) -> Inline:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.found.text = "".join(reader.texts)
    reader.found.unbalanced += [f"<{tag}>" for tag in reader.open]
    return reader.found


def clean(html: str) -> str:
    """The segment with nothing in it but what may be. Whoever writes a segment that came from outside writes this."""
    return nh3.clean(html, tags=set(TAGS), attributes={"a": {"id"}}, url_schemes=set(), link_rel=None)
