"""Checks of running text: headings, links, formulas."""

import re

from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courses.checks import check, error, texts_of, warning
from icrweb.pages.formulae import refuse_faulty_inline


@check("courses.LessonPage")
def headings_and_links(page):
    last = 1  # the page's title
    for block, html in texts_of(page):
        if "<h" not in html and "<a" not in html:
            continue
        for tag in BeautifulSoup(html, "html.parser").find_all(re.compile(r"^(h[1-6]|a)$")):
            if tag.name == "a":
                yield from _link(block, tag)
                continue
            level = int(tag.name[1])
            if not tag.get_text(strip=True):
                yield error("heading_empty", _("Write the heading, or delete the empty one."), block=block)
                continue
            if level > last + 1:
                yield warning(
                    "heading_skipped",
                    _("The heading “%(words)s” is of level %(level)d, and there is none of level %(before)d before it.")
                    % {"words": tag.get_text(strip=True)[:60], "level": level, "before": level - 1},
                    block=block,
                )
            last = level


@check("courses.LessonPage")
def formulae_in_texts(page):
    for block, html in texts_of(page):
        try:
            refuse_faulty_inline(html)
        except ValidationError as fault:
            yield error("formula", " ".join(fault.messages), block=block)


def _link(block, tag):
    if not tag.get_text(strip=True):
        yield error("link_empty", _("Write words for the link, or delete it: nobody can read an empty link."), block=block)
    if not tag.get("linktype") and re.sub(r"[#\s]", "", tag.get("href") or "") == "":
        yield error(
            "link_nowhere",
            _("The link “%(words)s” leads nowhere. Give it an address.") % {"words": tag.get_text(strip=True)[:60]},
            block=block,
        )
