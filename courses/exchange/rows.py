"""A question of ours as one of a file, and the other way."""

import hashlib
import uuid
from dataclasses import replace
from decimal import Decimal

from django.core.files.base import ContentFile

from courses.asking import KINDS, Part, Written
from courses.formats import Foreign, Image
from courses.formats.foreign import in_order, plain
from courses.formats.rich import one_line, rich
from courses.models import Question
from icrweb.pages.models import Picture


def as_foreign(question: Question, number: str = "") -> Foreign:
    """A question as it goes out."""
    written = in_order(question.written())
    written = replace(
        written,
        stem=rich(written.stem).html,
        parts=tuple(numbered(part, str(place)) for place, part in enumerate(written.parts)),
        points=plain(written.points),
        answer=None if written.answer is None else plain(written.answer),
        tolerance=plain(written.tolerance),
        picture=None,
    )
    image = None
    if question.picture:
        with question.picture.file.open("rb") as opened:
            image = Image(question.picture.file.name.rpartition("/")[2], opened.read())
    tags = tuple(sorted(item.tag.name for item in question.tagged_items.all()))
    return Foreign(question.name, written, number or str(question.translation_key), tags, question.objective, image)


def numbered(part: Part, number: str) -> Part:
    options = tuple(numbered(option, f"{number}.{place}") for place, option in enumerate(part.options))
    place = tuple(map(plain, part.place))
    return replace(part, id=number, text=one_line(part.text), other=one_line(part.other), options=options, place=place)


FILLED = [
    *("name", "objective", "kind", "stem", "choices", "partial_credit", "points", "answer", "tolerance", "relative", "unit"),
    *("feedback", "feedback_wrong", "reference", "picture", "picture_alt"),
]


def fill(question: Question, found: Foreign, saved: list) -> None:
    """Into the fields (`FILLED`). Parts that stay keep their ids, and so their translations. `saved`: files, for who takes them back."""
    written = found.written
    kept = _kept(question, written)
    question.name, question.objective, question.kind = found.name, found.objective, written.kind
    question.stem = written.stem
    block = KINDS[written.kind].block
    raw = [
        {"type": block, "id": old.id if old else str(uuid.uuid4()), "value": _value(block, part, old)}
        for old, part in zip(kept, written.parts, strict=True)
    ]
    question.choices = Question._meta.get_field("choices").to_python(raw)
    question.partial_credit, question.points = written.partial_credit, Decimal(written.points)
    question.answer = None if written.answer is None else Decimal(written.answer)
    question.tolerance, question.relative, question.unit = Decimal(written.tolerance), written.relative, written.unit
    question.feedback, question.feedback_wrong = written.feedback, written.feedback_wrong
    if written.reference and written.reference != question.cited:
        question.reference = written.reference
    if found.image:
        question.picture = _picture(found.image, found.name, saved)
        question.picture_alt = written.picture_alt or question.picture_alt


def _kept(question: Question, written: Written) -> list[Part | None]:
    """For each part the old one whose ids it keeps: the one with the same words, or else the next of those that are left."""
    if question.kind != written.kind:
        return [None] * len(written.parts)
    by_words: dict[tuple, list[Part]] = {}
    for part in question.written().parts:
        by_words.setdefault(_words(part), []).append(part)
    found = [by_words[_words(part)].pop(0) if by_words.get(_words(part)) else None for part in written.parts]
    left = [part for parts in by_words.values() for part in parts]
    return [part or (left.pop(0) if left else None) for part in found]


def _words(part: Part) -> tuple:
    return part.text, part.other, tuple(option.text for option in part.options)


def _value(block: str, part: Part, old: Part | None) -> dict:
    if block == "gap":
        ids = {option.text: option.id for option in (old.options if old else ())}
        options = [
            {"type": "item", "id": ids.get(one.text) or str(uuid.uuid4()), "value": {"text": one.text, "correct": one.right}}
            for one in part.options
        ]
        return {"options": options, "feedback": part.feedback}
    said = {"text": part.text, "feedback": part.feedback}
    if block == "choice":
        return {**said, "correct": part.right, "weight": part.weight}
    if block == "place":
        sides = zip(("left", "top", "width", "height"), map(Decimal, part.place), strict=True)
        return {**said, "correct": part.right, **dict(sides)}
    return {**said, "other": part.other} if block == "pair" else said


def _picture(image: Image, title: str, saved: list) -> Picture:
    """The site's own, where it has one with the same bytes."""
    digest = hashlib.sha1(image.content, usedforsecurity=False).hexdigest()
    found = Picture.objects.filter(file_hash=digest).first()
    if found is None:
        found = Picture(title=title[:255], file=ContentFile(image.content, image.name))
        found._set_image_file_metadata()
        found.save()
        saved.append(found.file)
    return found
