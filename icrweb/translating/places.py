"""Where a segment stands, in the words that editors know the fields and blocks by."""

from dataclasses import dataclass

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst
from wagtail import blocks
from wagtail.fields import StreamField

from icrweb.translating.segments import Segment


@dataclass(frozen=True)
class Place:
    """`top`: the field, or the block of the body; `inner`: what it is in there; `one_line`: takes no new lines."""

    top: str
    inner: str
    one_line: bool


def place_of(model: type[models.Model], segment: Segment) -> Place:
    names = (segment.row.context.field_path or segment.path).split(".")
    try:
        field = model._meta.get_field(names[0])
    except FieldDoesNotExist:
        return Place(names[0], "", False)
    label = capfirst(str(getattr(field, "verbose_name", names[0])))
    if not isinstance(field, StreamField):
        return Place(label, "", isinstance(field, models.CharField))
    labels, last = _blocks(field.stream_block, names[1:])
    if not labels:
        return Place(label, "", False)
    return Place(labels[0], " · ".join(labels[1:]), isinstance(last, blocks.CharBlock))


def _blocks(block: blocks.Block, names: list[str]) -> tuple[list[str], blocks.Block]:
    """The labels on the way down, and the block at its end. The items of a list have no label of their own."""
    labels: list[str] = []
    for name in names:
        if isinstance(block, blocks.ListBlock):
            block = block.child_block
            continue
        block = getattr(block, "child_blocks", {}).get(name)
        if block is None:
            break
        if block.label:
            labels.append(str(block.label))
    return labels, block
