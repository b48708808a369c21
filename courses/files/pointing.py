"""Course files name what they point at; pages hold its number. Here the one becomes the other."""

from pathlib import Path

from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from courses.models import GlossaryTerm, LocalSubject
from icrweb.media.models import Recording
from icrweb.pages.models import GuidelineEdition

from .reading import ContentFileError


def point(blocks: list[dict], path: Path) -> list[dict]:
    """The raw blocks of a body, with the short names of terms, guideline editions, subjects and files as primary keys."""
    for block in blocks:
        value = block["value"]
        if block["type"] == "term":
            value["term"] = term_id(value["term"], path)
        elif block["type"] == "references":
            for item in value["items"]:
                item["value"]["guideline"] = guideline_id(item["value"]["guideline"], path)
        elif block["type"] == "local_notes":
            value["subject"] = _id(LocalSubject.objects.filter(slug=value["subject"]), value["subject"], path)
        elif block["type"] == "download":
            value["document"] = _id(get_document_model().objects.filter(title=value["document"]), value["document"], path)
        elif block["type"] == "video":
            _point_video(value, path)
    return blocks


def _point_video(value: dict, path: Path) -> None:
    if value["recording"]:
        value["recording"] = _id(Recording.objects.filter(title=value["recording"]), value["recording"], path)
    for still in value["stills"]:
        name = still["value"]["picture"]
        still["value"]["picture"] = _id(get_image_model().objects.filter(title=name), name, path)


def term_id(slug: str, path: Path) -> int:
    """An entry of the glossary: of its languages the one that was written first."""
    return _id(GlossaryTerm.objects.filter(slug=slug), slug, path)


def guideline_id(code: str | None, path: Path) -> int | None:
    return _id(GuidelineEdition.objects.filter(code=code), code, path) if code else None


def _id(rows, name: str, path: Path) -> int:
    if found := rows.order_by("pk").values_list("pk", flat=True).first():
        return found
    raise ContentFileError(f"{path}: there is no {rows.model._meta.verbose_name} named {name}. Enter it first, or mend the name.")
