"""Each hard name stands on the paper as another shaper draws it: compared as image, since text that comes out right can look wrong."""

import json
from io import BytesIO
from pathlib import Path

import numpy
import pytest
import typst
from PIL import Image, ImageDraw, ImageFont, ImageOps, features

from certificates.composing import LAYOUT, paper_of
from icrweb.accounts.glyphs import FONT_PATHS, LATIN
from icrweb.accounts.names import language_of_name
from tests.certificates.test_papers import HARD_NAMES
from tests.factories.certificates import make_certificate
from tests.factories.people import make_user

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not features.check("raqm"), reason="This Pillow shapes no scripts"),
]
PPI = 144
LEFT, RIGHT = 72, 281  # mm: what stands beside the drawn band
MARKS = 4  # rows without ink that are still within a line: below the tone marks of Thai
LEADING = 0.28  # of a name on two lines, as the layout has it
FAINT = 60  # of 255
SIZE = (480, 72)  # pixels to which both pictures of a name are brought
ALIKE = 0.75  # correlation; the same letters in another order stay below 0.6
FONTS = {"ja": "NotoSansJP", "zh-hans": "NotoSansSC", "zh-hant": "NotoSansTC", "ko": "NotoSansKR", "th": "NotoSansThai"}


def lines_on(certificate, language) -> list[Image.Image]:
    """The ink of each line on the first page, cut to it."""
    page = typst.compile(
        str(LAYOUT),
        root=str(LAYOUT.parent),
        font_paths=[str(LATIN), *FONT_PATHS],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps([paper_of(certificate, language)], ensure_ascii=False)},
        format="png",
        ppi=float(PPI),
    )[0]
    ink = ImageOps.invert(Image.open(BytesIO(page)).convert("L")).crop((_pixels(LEFT), 0, _pixels(RIGHT), _pixels(210)))
    spans = []
    for row in numpy.flatnonzero((numpy.asarray(ink) > FAINT).any(axis=1)):
        if spans and row - spans[-1][1] <= MARKS:
            spans[-1][1] = int(row) + 1
        else:
            spans.append([int(row), int(row) + 1])
    return [_cut(ink.crop((0, first, ink.width, last))) for first, last in spans]


def drawn(lines: list[str], language: str) -> Image.Image:
    """The same words by Pillow with Raqm (HarfBuzz, FriBidi), in the font that has the language's letter forms."""
    font = ImageFont.truetype(_file(language), 60, layout_engine=ImageFont.Layout.RAQM)
    font.set_variation_by_axes({"": [500], "th": [400, 100]}.get(language, [400]))
    step = font.getbbox("H", anchor="ls")
    picture = Image.new("L", (3200, 400))
    for number, line in enumerate(lines):
        baseline = 120 + number * (-step[1] + LEADING * 60)
        ImageDraw.Draw(picture).text((20, baseline), line, fill=255, font=font, anchor="ls")
    return _cut(picture)


def likeness(one: Image.Image, other: Image.Image) -> float:
    """The correlation of two pictures of ink, brought to one size; 0 where their shapes differ much."""
    if not 0.87 < (one.width / one.height) / (other.width / other.height) < 1.15:
        return 0
    first, second = (numpy.asarray(ink.resize(SIZE, Image.Resampling.BOX), dtype=float).ravel() for ink in (one, other))
    return float(numpy.corrcoef(first, second)[0, 1])


def found(text: str, language: str, lines: list[Image.Image]) -> float:
    """How much like it the most similar line is; a name may take two."""
    words = text.split(" ")
    ways = [[text]]
    if len(text) > 40:
        ways += [[" ".join(words[:at]), " ".join(words[at:])] for at in range(1, len(words))]
    return max(likeness(drawn(way, language), line) for way in ways for line in lines)


def _pixels(millimetres: float) -> int:
    return round(millimetres / 25.4 * PPI)


def _cut(ink: Image.Image) -> Image.Image:
    return ink.crop(ink.point(lambda value: 255 * (value > FAINT)).getbbox())


def _file(language: str) -> str:
    if not language:
        return str(LATIN / "Literata.ttf")
    (file,) = (one for folder in FONT_PATHS for one in Path(folder).glob(f"{FONTS[language]}[[]*.ttf"))
    return str(file)


@pytest.mark.parametrize(("latin", "native", "country", "language"), HARD_NAMES)
def test_a_name_looks_as_it_should(latin, native, country, language):
    person = make_user(latin_name=latin, native_name=native, country=country, language=language)
    lines = lines_on(make_certificate(person, study_language=language), language)
    names = [(latin, "")]
    if native and native != latin:
        names.append((native, language_of_name(native, country, language)))
    for name, letters in names:
        assert found(name, letters, lines) > ALIKE
        assert found(name[::-1], letters, lines) < ALIKE


def test_another_form_of_a_name_would_be_noticed():
    certificate = make_certificate(make_user(native_name="髙﨑 惠子", country="JP"), study_language="ja")
    assert found("高崎 恵子", "ja", lines_on(certificate, "ja")) < ALIKE
