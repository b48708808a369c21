"""`[^1]` in a text points at the first line of the references below it, and each line leads back to where it was cited."""

import re
from collections import defaultdict

from django.utils.html import format_html, strip_tags
from django.utils.translation import get_language
from django.utils.translation import gettext as _

_MARK = re.compile(r"\[\^(\d{1,3})\]")
_LINK = re.compile(r'<sup class="footnote"><a href="#reference-(\d+)">')
_WORDS = re.compile(r'<li id="reference-(\d+)"[^>]*><span class="references__words">(.*?)</span>', re.DOTALL)
_BACK = re.compile(r'<span data-back="(\d+)"></span>')


def link_footnotes(html: str) -> str:
    """Turn every mark in safe HTML into a link to its reference."""
    return _MARK.sub(r'<sup class="footnote"><a href="#reference-\1">\1</a></sup>', html)


def tie_footnotes(html: str) -> str:
    """In the HTML of a whole body: each mark says what it cites, with edition and date checked; each reference leads back."""
    cited = {number: " ".join(strip_tags(words).split()) for number, words in _WORDS.findall(html)}
    marks: dict[str, list[str]] = defaultdict(list)

    def mark(match: re.Match) -> str:
        number = match[1]
        marks[number].append(f"mark-{number}-{len(marks[number]) + 1}")
        # What strip_tags left is still escaped, as it stood in the page.
        words = f' title="{cited[number].replace(chr(34), "&quot;")}"' if number in cited else ""
        return f'<sup class="footnote" id="{marks[number][-1]}"><a href="#reference-{number}"{words}>'

    html = _LINK.sub(mark, html)
    return _BACK.sub(lambda match: _ways_back(marks[match[1]]), html)


def _ways_back(marks: list[str]) -> str:
    if not marks:
        return ""
    words = _("Back to the text")
    if len(marks) == 1:
        return f" {_way_back(marks[0], words, words)}"
    return " " + " ".join(_way_back(mark, f"{words} {number}", words, number) for number, mark in enumerate(marks, 1))


def _way_back(mark: str, label: str, words: str, number: int | str = "") -> str:
    """Its label is in the reader's language, whatever the references are in."""
    link = '<a class="references__back" href="#{}" aria-label="{}" title="{}" lang="{}">↩{}</a>'
    return str(format_html(link, mark, label, words, get_language(), number))
