"""Checks of what a lesson rests on: its references, and the marks that point at them."""

import re

from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.checks import blocks_of, check, error, is_empty, texts_of, warning
from courses.choices import Topic
from courses.models import CoursePage

_MARK = re.compile(r"\[\^(\w{1,3})\]")
MEDICAL = {Topic.SAFETY, Topic.DESIGN, Topic.STATISTICS, Topic.GENOMICS}


@check("courses.LessonPage")
def references(page):
    lines = [(block, item) for block in blocks_of(page, "references") for item in block.value["items"]]
    for block, item in lines:
        if item.get("guideline"):
            if not item.checked:
                yield error(
                    "reference_undated",
                    _("Say in the register when “%(edition)s” was checked last.") % {"edition": item["guideline"]},
                    block=block,
                )
        elif is_empty(item["text"]):
            yield error("reference_empty", _("Name the author or body and the title of every reference."), block=block)
        elif is_empty(item["edition"]) or not item["checked_on"]:
            yield error(
                "reference_undated",
                _("Give the edition and the day you checked it for the reference “%(text)s”.") % {"text": _short(item["text"])},
                block=block,
            )
    marks = [(block, mark) for block, html in texts_of(page) for mark in _MARK.findall(html)]
    if marks and not lines:
        yield error(
            "footnotes_without_references", _("The text has footnotes. Add the references they point at."), block=marks[0][0]
        )
    elif not lines and _is_medical(page):
        yield error("no_reference", _("A medical lesson rests on sources. Add at least one reference."), field="body")
    elif not lines:
        yield warning("no_reference", _("Add the sources that this lesson rests on."), field="body")
    else:
        for block, mark in marks:
            if not mark.isdigit() or not 1 <= int(mark) <= len(lines):
                yield error(
                    "footnote_nowhere",
                    _("The footnote [^%(mark)s] points at no reference: there are %(number)d.")
                    % {"mark": mark, "number": len(lines)},
                    block=block,
                )


def _is_medical(page) -> bool:
    """By the topics of its course. A page that has no place yet belongs to none."""
    paths = [page.path[: Page.steplen * depth] for depth in range(2, len(page.path or "") // Page.steplen)]
    topics = CoursePage.objects.filter(path__in=paths).values_list("topics", flat=True).first() if paths else None
    return bool(MEDICAL & set(topics or ()))


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"
