"""Text from Word becomes blocks of a lesson: an uploaded .docx, or what was pasted. Whatever is not words stays outside.

Nothing of the file is trusted: its archive is measured before it is opened, its markup passes an allow-list (nh3), and its pictures are
read anew by Wagtail's own form when they are kept.
"""

import io
import re
import zipfile
from dataclasses import dataclass, field
from xml.parsers.expat import ExpatError

import mammoth
import nh3
from bs4 import BeautifulSoup, NavigableString
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courses.files.unzipping import BAD_ARCHIVE

LARGEST_FILE = 10 * 1024 * 1024
TOO_LARGE = gettext_lazy("The file is larger than 10 MB. Make its pictures smaller, or paste the text.")
LARGEST_XML = 4 * 1024 * 1024  # of all its XML parts together; a lesson has some 50 KB
LARGEST_OPENED = 40 * 1024 * 1024
MOST_PARTS, MOST_PICTURES, LARGEST_PASTE = 400, 20, 2_000_000
DEEPEST = 200
_KEPT = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "b", "strong", "i", "em", "ul", "ol", "li", "a", "br", "sup", "img"}
_KEPT |= {"table", "thead", "tbody", "tr", "td", "th"}
_IN_TEXT = {"h2", "h3", "p", "b", "i", "ul", "ol", "li", "a", "br"}
_DROPPED = {"script", "style", "del", "title", "template", "noscript", "svg", "math", "object", "iframe"}
_FOOTNOTE = re.compile(r"^#(?:footnote|endnote)-(?:ref-)?(\d+)$|^#_(?:ftn|edn)(\d+)$")


@dataclass
class Found:
    """What a text holds: raw blocks of a lesson's body, pictures by their mark, and sentences about what was left out."""

    blocks: list[dict] = field(default_factory=list)
    references: list[dict] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def from_docx(upload: bytes) -> Found:
    """Read a Word file. One that is none, too large, or made to do harm is refused before any of it is unpacked."""
    _measure(upload)
    pictures: dict[str, bytes] = {}

    @mammoth.images.img_element
    def keep(image):
        mark = f"picture-{len(pictures) + 1}"
        with image.open() as data:
            pictures[mark] = data.read()
        return {"src": mark}

    try:
        html = mammoth.convert_to_html(io.BytesIO(upload), convert_image=keep).value
    except (ExpatError, KeyError, ValueError, AttributeError, IndexError, RecursionError, OSError, zipfile.BadZipFile) as fault:
        raise _no_word() from fault
    found = from_html(html)
    wanted = [block["value"]["picture"] for block in found.blocks if block["type"] == "picture"]
    found.pictures = {mark: data for mark, data in pictures.items() if mark in wanted}
    return found


def from_html(html: str) -> Found:
    """Read what was pasted from Word, or what mammoth made of a file."""
    if len(html) > LARGEST_PASTE:
        raise ValidationError(_("This is too much for one lesson. Paste it in parts."), code="too_large")
    if _depth(html) > DEEPEST:
        raise _no_word()
    soup = BeautifulSoup(html, "html.parser")
    hidden = len(soup.find_all(["script", "iframe", "object", "embed", "form", "svg"]))
    struck = len(soup.find_all(["del", "s", "strike"]))
    for tag in soup.find_all(_is_hidden):
        tag.decompose()
    _join_lists(soup)
    clean = nh3.clean(
        str(soup),
        tags=_KEPT,
        clean_content_tags=_DROPPED,
        attributes={"a": {"href"}, "img": {"src", "alt"}, "li": {"id"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        strip_comments=True,
    )
    found = _Reader(BeautifulSoup(clean, "html.parser")).read()
    if hidden:
        found.left_out.append(
            ngettext("%(number)d script or embedded thing", "%(number)d scripts or embedded things", hidden) % {"number": hidden}
        )
    if struck:
        found.left_out.append(ngettext("%(number)d deleted stretch", "%(number)d deleted stretches", struck) % {"number": struck})
    if not found.blocks and not found.references:
        raise ValidationError(_("There are no words in it. Choose another file, or paste the text."), code="empty")
    return found


def _measure(upload: bytes) -> None:
    """Sizes as the archive states them: the reader never unpacks more of a part than it states."""
    if len(upload) > LARGEST_FILE:
        raise ValidationError(TOO_LARGE, code="too_large")
    try:
        with zipfile.ZipFile(io.BytesIO(upload)) as archive:
            parts = archive.infolist()
            if "word/document.xml" not in archive.NameToInfo:
                raise _no_word()
            xml = [part for part in parts if part.filename.endswith((".xml", ".rels"))]
            if (
                len(parts) > MOST_PARTS
                or sum(part.file_size for part in parts) > LARGEST_OPENED
                or sum(part.file_size for part in xml) > LARGEST_XML
            ):
                raise ValidationError(
                    _("The file unpacks to more than a lesson can hold. Paste the text instead."), code="too_large"
                )
            for part in xml:
                text = archive.read(part)
                if b"<!DOCTYPE" in text or b"<!ENTITY" in text or _depth(text.decode("utf-8", "replace")) > DEEPEST:
                    raise _no_word()
    except BAD_ARCHIVE as fault:
        raise _no_word() from fault


def _no_word() -> ValidationError:
    return ValidationError(_("This is no Word file that can be read. Save it in Word as .docx, or paste the text."), code="no_word")


def _depth(markup: str) -> int:
    """How deep elements lie in each other, at the most."""
    deepest = depth = 0
    for match in re.finditer(r"<(/?)[A-Za-z][^<>]*?(/?)>", markup):
        if match[1]:
            depth = max(0, depth - 1)
        elif not match[2] and not re.match(r"<(br|img|hr|meta|link|input|col|wbr|p)\b", match[0], re.IGNORECASE):
            depth += 1
            deepest = max(deepest, depth)
    return deepest


def _is_hidden(tag) -> bool:
    """What Word marks as a comment or as not shown, and the numbers that it writes before the items of a list are kept apart."""
    style = (tag.get("style") or "").replace(" ", "").lower()
    classes = " ".join(tag.get("class") or [])
    return (
        "display:none" in style
        or "mso-hide:all" in style
        or "mso-element:comment" in style
        or "MsoCommentReference" in classes
        or "MsoCommentText" in classes
        or tag.name in ("del", "s", "strike")
    )


def _join_lists(soup) -> None:
    """Word pastes list items as paragraphs with a mark of their own; they become lists again, nested by their level."""
    stack: list[tuple[int, object]] = []
    for paragraph in soup.find_all("p"):
        match = re.search(r"mso-list:\s*l\d+\s+level(\d+)", paragraph.get("style") or "")
        if not match:
            stack = []
            continue
        level, mark = int(match[1]), ""
        for ignored in paragraph.find_all(style=re.compile(r"mso-list:\s*ignore", re.IGNORECASE)):
            mark += ignored.get_text()
            ignored.decompose()
        before = next((node for node in paragraph.previous_siblings if not _blank(node)), None)
        if not stack or before is not stack[0][1]:
            stack = []
        item = soup.new_tag("li")
        while stack and stack[-1][0] > level:
            stack.pop()
        if not stack or stack[-1][0] < level:
            new = soup.new_tag("ol" if re.match(r"\s*\(?[0-9A-Za-z]{1,4}[.)]", mark) and mark.strip() != "o" else "ul")
            if stack and (last := stack[-1][1].find_all("li", recursive=False)):
                last[-1].append(new)
            else:
                paragraph.insert_before(new)
            stack.append((level, new))
        stack[-1][1].append(item)
        paragraph.extract()
        for child in list(paragraph.contents):
            item.append(child)


def _blank(node) -> bool:
    return isinstance(node, NavigableString) and not node.strip()


class _Reader:
    """Goes through clean HTML once, from top to bottom, and puts it into blocks."""

    def __init__(self, soup):
        self.soup, self.found, self.text = soup, Found(), []
        self.shallowest = min((int(tag.name[1]) for tag in soup.find_all(re.compile(r"^h[1-6]$"))), default=2)
        self.merged = self.tables_in_tables = self.pictures_elsewhere = 0

    def read(self) -> Found:
        self._take_footnotes()
        self._read(self.soup)
        self._close()
        for number, sentence in (
            (self.merged, _("Merged cells were divided; look at the tables.")),
            (self.tables_in_tables, _("Tables inside tables became text.")),
            (self.pictures_elsewhere, _("Pictures that lay elsewhere. Upload them and add picture blocks.")),
        ):
            if number:
                self.found.left_out.append(sentence)
        return self.found

    def _read(self, parent) -> None:
        for node in list(parent.children):
            if isinstance(node, NavigableString):
                if node.strip():
                    self.text.append(f"<p>{nh3.clean_text(node.strip())}</p>")
            elif node.name == "table":
                self._table(node)
            elif re.fullmatch(r"h[1-6]", node.name):
                self._heading(node)
            elif node.name == "img":
                self._picture(node)
            elif node.name in ("p", "ul", "ol"):
                for image in node.find_all("img"):
                    self._picture(image.extract())
                if node.get_text(strip=True):
                    self.text.append(str(node))
            else:
                self._read(node) if node.name not in _IN_TEXT else self.text.append(f"<p>{node}</p>")

    def _heading(self, node) -> None:
        words = node.get_text(" ", strip=True)
        if not words:
            return
        level = 2 if int(node.name[1]) == self.shallowest else 3
        if level == 2:
            self._close()
        self.text.append(f"<h{level}>{nh3.clean_text(words)}</h{level}>")

    def _table(self, node) -> None:
        self._close()
        self.tables_in_tables += len(node.find_all("table"))
        rows = []
        for row in node.find_all("tr"):
            cells = []
            for cell in row.find_all(["td", "th"], recursive=False):
                cells.append(" ".join(cell.get_text(" ", strip=True).split()))
                span = _span(cell)
                self.merged += span > 1 or cell.has_attr("rowspan")
                cells += [""] * (span - 1)
            if cells:
                rows.append(cells)
        width = max((len(row) for row in rows), default=0)
        if len(rows) == 1:
            self.text.append(f"<p>{nh3.clean_text(' '.join(rows[0]))}</p>")
        elif rows:
            rows = [row + [""] * (width - len(row)) for row in rows]
            self.found.blocks.append({"type": "table", "value": {"caption": "", "rows": rows, "row_headers": True, "note": ""}})

    def _picture(self, node) -> None:
        mark = node.get("src") or ""
        pictures = sum(block["type"] == "picture" for block in self.found.blocks)
        if not re.fullmatch(r"picture-\d+", mark) or pictures >= MOST_PICTURES:
            self.pictures_elsewhere += 1
            return
        self._close()
        value = {"picture": mark, "alternative": (node.get("alt") or "")[:250], "caption": "", "credit": "", "description": ""}
        self.found.blocks.append({"type": "picture", "value": value})

    def _take_footnotes(self) -> None:
        """The notes at the end become references, and each mark in the text `[^1]`."""
        numbers: dict[str, int] = {}
        for item in self.soup.find_all("li", id=re.compile(r"^(footnote|endnote)-\d+$")):
            for back in item.find_all("a", href=re.compile(r"^#(footnote|endnote)-ref-")):
                back.decompose()
            numbers[item["id"]] = len(numbers) + 1
            link = item.find("a", href=re.compile(r"^https?://"))
            words = " ".join(item.get_text(" ", strip=True).split())[:300]
            self.found.references.append({"text": words, "address": link["href"][:200] if link else ""})
            holder = item.parent
            item.decompose()
            if holder.name in ("ol", "ul") and not holder.find("li"):
                holder.decompose()
        for link in self.soup.find_all("a"):
            target = (link.get("href") or "").lstrip("#")
            if target in numbers:
                place = link.parent if link.parent.name == "sup" else link
                place.replace_with(f"[^{numbers[target]}]")
            elif not link.get("href") or link["href"].startswith("#"):
                link.unwrap()

    def _close(self) -> None:
        """What text there is so far becomes one block."""
        if not self.text:
            return
        html = "".join(self.text)
        for theirs, ours in (("strong", "b"), ("em", "i")):
            html = re.sub(rf"<(/?){theirs}>", rf"<\1{ours}>", html)
        html = nh3.clean(html, tags=_IN_TEXT, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}, link_rel=None)
        self.found.blocks.append({"type": "text", "value": html})
        self.text = []


def _span(cell) -> int:
    text = cell.get("colspan") or "1"
    return min(int(text), 20) if text.isdigit() and text != "0" else 1
