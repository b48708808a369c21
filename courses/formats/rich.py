"""HTML of others as the little that a question's text holds: paragraphs, bold, italic, lists. No Django here."""

import re
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser

from courses.asking.written import gettext_noop
from courses.formats.foreign import UnheldError

SCRIPT = gettext_noop("A script or style was left out.")
LINK = gettext_noop("The address of a link stands behind its words.")
FORMATTING = gettext_noop("Formatting that a question does not hold was left out.")

MOST_TAGS = 20_000
_INLINE = {"b": "b", "strong": "b", "i": "i", "em": "i"}
_PARAGRAPHS = {"p", "div", "section", "article", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "dl", "dt", "dd", "tr"}
_UNSEEN = {"script", "style", "template", "noscript", "head", "title"}
_HARMLESS = {"span", "font", "html", "body", "u", "small", "code", "abbr", "tt", "mark", "label"}
_REFUSED = {"table", "audio", "video", "iframe", "object", "embed", "math", "svg", "form", "input", "select", "textarea"}
_UP = dict(zip("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ", strict=True))
_DOWN = dict(zip("0123456789+-−=()aeohxklmnpst", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₒₕₓₖₗₘₙₚₛₜ", strict=True))


@dataclass
class Rich:
    html: str
    images: list[tuple[str, str]] = field(default_factory=list)  # address, what it shows
    notes: tuple[str, ...] = ()


class _Cleaner(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.open: list[str] = []  # of p, ul, ol, li, b, i
        self.images: list[tuple[str, str]] = []
        self.notes: dict[str, None] = {}
        self.unseen = 0
        self.raised: list[tuple[str, str]] = []
        self.links: list[str] = []

    def handle_starttag(self, tag, attributes):
        said = {name: value or "" for name, value in attributes}
        if tag in _UNSEEN:
            self.unseen += 1
            self.notes[SCRIPT] = None
        elif self.unseen:
            return
        elif tag in _REFUSED:
            raise UnheldError(gettext_noop("It holds a part of the kind “%(tag)s”, for which a question has no place."), tag=tag)
        elif tag in _INLINE:
            self._begin_text()
            self._start(_INLINE[tag])
        elif tag in ("ul", "ol"):
            if "li" not in self.open:
                self._close_all()
            self._start(tag)
        elif tag == "li":
            self._close_to("li", above=("ul", "ol"))
            if not self.open or self.open[-1] not in ("ul", "ol"):
                self._close_all()
                self._start("ul")
            self._start("li")
        elif tag in _PARAGRAPHS:
            self._paragraph()
        elif tag == "br":
            if self.open:
                self.out.append("<br/>")
        elif tag == "img":
            self.images.append((said.get("src", ""), said.get("alt", "")))
        elif tag in ("sub", "sup"):
            self.raised.append((tag, ""))
        elif tag == "a":
            self.links.append(said.get("href", ""))
        elif tag not in _HARMLESS:
            self.notes[FORMATTING] = None

    def handle_endtag(self, tag):
        if tag in _UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif self.unseen:
            return
        elif tag in _INLINE:
            self._end(_INLINE[tag])
        elif tag in ("ul", "ol", "li"):
            self._end(tag)
        elif tag in _PARAGRAPHS:
            self._paragraph()
        elif tag in ("sub", "sup") and self.raised:
            kind, text = self.raised.pop()
            self._text(_raised(kind, text))
        elif tag == "a" and self.links:
            address = self.links.pop()
            if re.match(r"https?://", address):
                self.notes[LINK] = None
                self._text(f" ({address})")

    def handle_data(self, data):
        if self.unseen:
            return
        if self.raised:
            kind, text = self.raised[-1]
            self.raised[-1] = (kind, text + data)
            return
        self._text(re.sub(r"[ \t\r\n\f]+", " ", data))

    def _text(self, text: str) -> None:
        if not text.strip(" ") and not (self.open and self.open[-1] not in ("ul", "ol")):
            return
        self._begin_text()
        self.out.append(escape(text, quote=False))

    def _begin_text(self):
        if self.open and self.open[-1] in ("ul", "ol"):
            self._start("li")
        elif not self.open:
            self._start("p")

    def _paragraph(self):
        if "li" not in self.open:
            self._close_all()
        elif self.out and not self.out[-1].startswith("<li") and self.open[-1] == "li":
            self.out.append("<br/>")

    def _start(self, tag):
        if tag in ("b", "i") and tag in self.open:
            return
        self.open.append(tag)
        self.out.append(f"<{tag}>")

    def _end(self, tag):
        if tag in self.open:
            while self.open:
                closed = self.open.pop()
                self.out.append(f"</{closed}>")
                if closed == tag:
                    break

    def _close_to(self, tag, above):
        """Close the last `tag` that is open, but nothing outside the nearest of `above`."""
        for name in reversed(self.open):
            if name in above:
                return
            if name == tag:
                self._end(tag)
                return

    def _close_all(self):
        while self.open:
            self.out.append(f"</{self.open.pop()}>")


def rich(html: str) -> Rich:
    """Cleaned; the same again when it is cleaned again."""
    if html.count("<") > MOST_TAGS:
        raise UnheldError(gettext_noop("Its text has more than %(limit)s tags. Take its formatting away."), limit=MOST_TAGS)
    cleaner = _Cleaner()
    cleaner.feed(html)
    cleaner.close()
    for kind, text in cleaner.raised:
        cleaner._text(_raised(kind, text))
    cleaner._close_all()
    return Rich(_tidy("".join(cleaner.out)), cleaner.images, tuple(cleaner.notes))


def _tidy(html: str) -> str:
    before = None
    while before != html:
        before = html
        html = re.sub(r"<(p|li|b|i|ul|ol)>((?: |<br/>)*)</\1>", r"\2", html)
        html = re.sub(r"(<(?:p|li|ul|ol)>(?:<[bi]>)*)(?: |<br/>)+", r"\1", html)
        html = re.sub(r"(?: |<br/>)+((?:</[bi]>)*(?:</(?:p|li)>|<(?:ul|ol)>))", r"\1", html)
        html = re.sub(r"(</(?:p|ul|ol|li)>)(?: |<br/>)+", r"\1", html)
        html = re.sub(r"  +", " ", html)
        html = re.sub(r"\A(?: |<br/>)+|(?: |<br/>)+\Z", "", html)
    return html


def _raised(kind: str, text: str) -> str:
    text = text.strip()
    letters = _UP if kind == "sup" else _DOWN
    if all(letter in letters for letter in text):
        return "".join(letters[letter] for letter in text)
    return f"{'^' if kind == 'sup' else '_'}{text if len(text) == 1 else f'({text})'}"


def of_plain(text: str) -> str:
    """Plain text as paragraphs: an empty line parts them."""
    paragraphs = [part.strip() for part in re.split(r"\n[ \t]*\n", text) if part.strip()]
    return rich(
        "".join(f"<p>{'<br/>'.join(escape(line, quote=False) for line in part.split(chr(10)))}</p>" for part in paragraphs)
    ).html


def to_plain(html: str) -> str:
    """Rich text as lines."""
    html = re.sub(r"<br\s*/?>|</(?:p|li)>(?=.)", "\n", html)
    lines = [line.strip(" ") for line in unescape(re.sub(r"<[^>]*>", "", html)).split("\n")]
    return "\n".join(lines).strip()


def words(html: str) -> str:
    """Rich text outside the question's own text, as lines. Only that text may have a picture."""
    found = rich(html)
    if found.images:
        raise UnheldError(gettext_noop("A picture stands outside the question's text. Only the text may have one."))
    return to_plain(found.html)


def one_line(text: str) -> str:
    return " ".join(text.split())
