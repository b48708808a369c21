"""The picture of a badge: the rosette of its course and edition, with the title. Drawn by the worker, which has the typesetter."""

import json
from io import BytesIO
from typing import Literal

import typst
from PIL import Image

from certificates import words
from certificates.composing import LAYOUT
from certificates.guilloche import medal
from certificates.models import Certificate
from icrweb.accounts.glyphs import FONT_PATHS, LATIN
from icrweb.pages.scripts import run

TEMPLATE = LAYOUT.with_name("badge.typ")
SIDE = 800  # pixels
COLOURS = 128


def draw(certificate: Certificate, kind: Literal["png", "svg"]) -> bytes:
    """A square; all who hold the same edition of a course have the same."""
    drawn = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=[str(LATIN), *FONT_PATHS],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_words(certificate), ensure_ascii=False)},
        format=kind,
        **({"ppi": 72.0 * SIDE / 400} if kind == "png" else {}),
    )
    return _lighter(drawn) if kind == "png" else drawn


def _lighter(png: bytes) -> bytes:
    """The same in so few colours that it has a third of the bytes and the eye sees no difference."""
    out = BytesIO()
    Image.open(BytesIO(png)).convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _words(certificate: Certificate) -> dict:
    facts = certificate.facts
    language = "en" if words.title(facts, "en") else facts["source_language"]
    below = (words.in_language("en", words.kind, facts), facts["edition_label"])
    return {
        "title": run(words.title(facts, language), language),
        "below": run(" · ".join(part for part in below if part), "en"),
        "medal": medal(f"{certificate.achievement.key} {facts['edition_label']}"),
    }
