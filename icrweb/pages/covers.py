"""Covers: the picture that stands beside a link somebody shares. Drawn once from the words it shows, and named by them."""

import json
import logging
import re
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from pathlib import Path
from threading import BoundedSemaphore
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from .scripts import run
from .typesetting import typeset

HERE = Path(__file__).parent
TEMPLATE = HERE / "typst" / "cover.typ"
LONGEST_WAIT = 2  # seconds for one's turn
UNDRAWABLE_FOR = 3600  # seconds until a picture that could not be made is tried again
END_OF_PNG = b"IEND\xaeB\x60\x82"
LONG_WORD = re.compile(r"[!-\u024f\u1e00-\u1eff]{25,}")  # Latin; the other scripts find their own breaks
_LEADING = {"ja": 0.24, "ko": 0.24, "zh-hans": 0.24, "zh-hant": 0.24, "th": 0.36, "vi": 0.18}  # of the size, between two lines
_COLOURS = (
    "<style>path,circle{fill:none;stroke:#131f38;stroke-width:2.2}.ground{opacity:.35}"
    ".accent{stroke:#e6a012;stroke-width:3}.dot{fill:#e6a012;stroke:none}</style>"
)
_turn = BoundedSemaphore()  # each process draws one at a time
logger = logging.getLogger(__name__)


class NotNowError(Exception):
    """The picture cannot be had at present; `seconds` until it is worth asking again."""

    def __init__(self, seconds: int):
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True)
class Cover:
    """What a picture says, in the language of its words. Without a course it is the one of the whole site."""

    language: str
    title: str
    course_key: UUID | None = None
    code: str = ""
    time: str = ""
    figure: str = ""

    @cached_property
    def digest(self) -> str:
        """Other words, or another design, have another name."""
        made_of = (_design(), self.language, self.title, self.code, self.time, self.figure)
        return blake2b(json.dumps(made_of).encode(), digest_size=12).hexdigest()

    @property
    def address(self) -> str:
        return f"{settings.BASE_URL}{self._place}?v={self.digest}"

    @cached_property
    def _place(self) -> str:
        with translation.override(self.language):
            return reverse("cover", args=[self.course_key]) if self.course_key else reverse("site_cover")

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        return f"{settings.WAGTAIL_SITE_NAME}: {', '.join(words for words in (self.code, self.title, self.time) if words)}"


@lru_cache(maxsize=20)
def site_cover(language: str) -> Cover:
    """The one that every page without its own has."""
    with translation.override(language):
        return Cover(
            language,
            _("Courses and seminars on clinical trials and genomic medicine, for hospitals in Asia. Free, in ten languages."),
        )


def picture_of(cover: Cover) -> bytes:
    """The PNG: as it was drawn once, else drawn now."""
    if picture := _kept(cover):
        return picture
    if cache.get(_failed(cover)):
        raise NotNowError(UNDRAWABLE_FOR)
    with _our_turn():
        if picture := _kept(cover):  # somebody drew it meanwhile
            return picture
        try:
            picture = _drawn(cover)
        except (subprocess.SubprocessError, OSError) as error:
            logger.exception("The cover of %s could not be drawn. %s", cover.alt, getattr(error, "stderr", b""))
            cache.set(_failed(cover), True, UNDRAWABLE_FOR)
            raise NotNowError(UNDRAWABLE_FOR) from error
        storages["drawn"].save(_name(cover), ContentFile(picture))
    return picture


def _kept(cover: Cover) -> bytes | None:
    try:
        with storages["drawn"].open(_name(cover)) as file:
            picture = file.read()
    except FileNotFoundError:
        return None
    return picture if picture.endswith(END_OF_PNG) else None  # half of it, while it is being written


def _drawn(cover: Cover) -> bytes:
    return typeset(TEMPLATE, settings.BASE_DIR, _facts(cover), format="png", ppi=72.0)  # one pixel a point


def _facts(cover: Cover) -> dict:
    drawing = render_to_string("components/figure_art.html", {"figure": cover.figure}) if cover.course_key else ""
    head, _svg, shapes = drawing.partition(">")
    return {
        "title": run(LONG_WORD.sub(_breakable, cover.title), cover.language),
        "facts": [run(words, cover.language) for words in (cover.code, cover.time) if words],
        "leading": _LEADING.get(cover.language, 0.08),
        "drawing": f'{head} xmlns="http://www.w3.org/2000/svg">{_COLOURS}{shapes}' if drawing else "",
    }


def _breakable(word: re.Match) -> str:
    return re.sub(r"(.{6})", "\\1\u200b", word[0])


@contextmanager
def _our_turn():
    if not _turn.acquire(timeout=LONGEST_WAIT):
        raise NotNowError(LONGEST_WAIT)
    try:
        yield
    finally:
        _turn.release()


@lru_cache(maxsize=1)
def _design() -> str:
    return blake2b(TEMPLATE.read_bytes() + Path(__file__).read_bytes(), digest_size=8).hexdigest()


def _name(cover: Cover) -> str:
    return f"covers/{cover.digest}.png"


def _failed(cover: Cover) -> str:
    return f"undrawable:{cover.digest}"
