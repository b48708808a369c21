"""What is checked on a page of a course before readers see it: a list of small functions, each for some types of page.

A check is registered under the label of its page types and yields findings:

    @check("courses.LessonPage")
    def tables(page):
        for block in blocks_of(page, "table"):
            if is_empty(block.value["caption"]):
                yield error("table_caption", _("Give the table a caption."), block=block)

An error keeps the page a draft, a warning is only shown. A check reads the page it is given, which may be an unsaved draft with
gaps, asks for few rows and takes milliseconds. Checks live in `courses/content_checks/`, and are found when the app is ready.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.rich_text import RichText

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Finding:
    """One thing to mend: `block` is the id of a block of the page's body or pools, `field` the name of a field."""

    level: str
    code: str
    sentence: str
    block: str = ""
    field: str = ""

    @property
    def is_error(self) -> bool:
        return self.level == ERROR

    @property
    def anchor(self) -> str:
        """Where the editor shows what is to be mended."""
        if self.block:
            return f"#block-{self.block}-section"
        return f"#panel-child-content-{self.field}-section" if self.field else ""


_checks: dict[str, list[Callable]] = {}


def check(*labels: str):
    """Register a function of a page that yields findings, for page types by label, e.g. "courses.LessonPage"."""

    def register(function):
        for label in labels:
            _checks.setdefault(label, []).append(function)
        return function

    return register


def error(code: str, sentence: str, *, block=None, field: str = "") -> Finding:
    return Finding(ERROR, code, str(sentence), _id(block), field)


def warning(code: str, sentence: str, *, block=None, field: str = "") -> Finding:
    return Finding(WARNING, code, str(sentence), _id(block), field)


def findings_of(page) -> list[Finding]:
    """What is to be mended on this page as it is in memory: errors first, otherwise in the order of the checks."""
    found = [finding for function in _checks.get(page._meta.label, ()) for finding in function(page)]
    return sorted(found, key=lambda finding: not finding.is_error)


def errors_of(page) -> list[Finding]:
    return [finding for finding in findings_of(page) if finding.is_error]


def refuse_errors(page) -> None:
    """Stop a page with errors from going live; the refusal names each."""
    if found := errors_of(page):
        sentences = [_("Not published; the draft is kept. Mend what the checks found:"), *(finding.sentence for finding in found)]
        raise ValidationError({NON_FIELD_ERRORS: [ValidationError(sentence, code="content_checks") for sentence in sentences]})


def blocks_of(page, *kinds: str) -> Iterator:
    """The blocks of a lesson's body, of some kinds or all, in order."""
    return (block for block in page.body if not kinds or block.block_type in kinds)


def texts_of(page) -> Iterator[tuple]:
    """Every rich text of a lesson's body as (block of the body, HTML), however deep it lies."""
    for block in page.body:
        for value in _values(block.value):
            if isinstance(value, RichText):
                yield block, value.source or ""


def is_empty(value) -> bool:
    """Nothing that a reader would see: no letters, digits or signs outside of tags."""
    source = value.source if isinstance(value, RichText) else str(value or "")
    return not re.sub(r"&nbsp;|\s|\u200b", "", strip_tags(source))


def _values(value) -> Iterator:
    if isinstance(value, StructValue):
        for part in value.values():
            yield from _values(part)
    elif isinstance(value, StreamValue):
        for child in value:
            yield from _values(child.value)
    elif isinstance(value, (ListValue, list, tuple)):
        for part in value:
            yield from _values(part)
    else:
        yield value


def _id(block) -> str:
    return str(getattr(block, "id", block) or "")
