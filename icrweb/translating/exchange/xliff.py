"""Segments as XLIFF 2.1 (OASIS Standard, 13 February 2018): a unit for each, marks as `pc` and `ph`, what we know as notes.

A link `<a id="a1">` is `<pc id="1" dataRefStart="d1" …>`: the mark itself stands in `originalData`, where a tool shows it and leaves it
alone. No Django here.
"""

import re
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from xml.etree import ElementTree
from xml.parsers import expat

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from icrweb.translating.exchange.units import MOST_UNITS, STATES, BrokenFileError, Head, Unit, gettext_noop

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
DEEPEST = 40
_OURS = {"initial": "", "translated": "translated", "reviewed": "reviewed", "final": "approved"}
_VOID = ("br",)
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def write(head: Head, units: list[Unit]) -> str:
    root = ElementTree.Element(
        "xliff", {"xmlns": NAMESPACE, "version": "2.1", "srcLang": _tag(head.source_language), "trgLang": _tag(head.language)}
    )
    file = ElementTree.SubElement(root, "file", {"id": "f1", "original": head.key})
    _notes(file, [("name", head.name)])
    for unit in units:
        file[-1].tail = "\n"  # a line for each passage, so that a refusal can name it
        _write_unit(file, unit)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def read(text: str) -> tuple[Head, list[Unit]]:
    """What the file says. Entities, a document type, deep or huge files are refused with their line."""
    root = _tree(text)
    if root.tag != f"{{{NAMESPACE}}}xliff":
        raise BrokenFileError(gettext_noop("This is no XLIFF 2 file."), root.line)
    file = root.find(f"{{{NAMESPACE}}}file")
    if file is None:
        raise BrokenFileError(gettext_noop("This XLIFF file has no “file” in it."), root.line)
    notes = _read_notes(file)
    language, source_language = root.get("trgLang", ""), root.get("srcLang", "")
    head = Head(notes.get("name", ""), file.get("original", ""), source_language.lower(), language.lower())
    found = list(root.iter(f"{{{NAMESPACE}}}unit"))
    if len(found) > MOST_UNITS:
        raise BrokenFileError(gettext_noop("This file has more than %(most)s passages. Split it."), most=MOST_UNITS)
    return head, [_read_unit(unit, number) for number, unit in enumerate(found)]


def _tag(language: str) -> str:
    """A language as BCP 47 writes it: zh-Hans."""
    return "-".join(part.title() if len(part) == 4 else part for part in language.split("-"))


def _notes(parent: ElementTree.Element, facts: list[tuple[str, str]]) -> None:
    notes = ElementTree.SubElement(parent, "notes")
    for category, value in facts:
        if value:
            ElementTree.SubElement(notes, "note", {"category": category}).text = _NO_XML.sub("", value)


def _write_unit(file: ElementTree.Element, unit: Unit) -> None:
    element = ElementTree.SubElement(file, "unit", {"id": unit.id, "name": _NO_XML.sub("", unit.path)[:500] or unit.id})
    _notes(element, [("path", unit.path), ("seen", unit.seen), ("state", unit.state), ("note", unit.note)])
    source, data = _marked(unit.source, "source", {})
    target, data = _marked(unit.target, "target", data) if unit.target else (None, data)
    if data:
        originals = ElementTree.SubElement(element, "originalData")
        for mark, number in data.items():
            ElementTree.SubElement(originals, "data", {"id": number}).text = mark
    segment = ElementTree.SubElement(element, "segment", {"id": "s1", "state": STATES.get(unit.state, "initial")})
    segment.append(source)
    if target is not None:
        segment.append(target)


class _Marker(HTMLParser):
    """The simplified HTML as content of `source` or `target`. `data` gets the marks themselves, each once."""

    def __init__(self, name: str, data: dict[str, str]):
        super().__init__(convert_charrefs=True)
        self.data, self.open, self.count = data, [ElementTree.Element(name, {_SPACE: "preserve"})], 0

    def handle_starttag(self, tag, attrs):
        self.count += 1
        mark = self.get_starttag_text() or f"<{tag}>"
        if tag in _VOID:
            ElementTree.SubElement(self.open[-1], "ph", {"id": str(self.count), "dataRef": self.number("<br/>")})
            return
        said = {"id": str(self.count), "dataRefStart": self.number(mark), "dataRefEnd": self.number(f"</{tag}>")}
        self.open.append(ElementTree.SubElement(self.open[-1], "pc", said))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in _VOID and len(self.open) > 1:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag not in _VOID and len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data):
        data, into = _NO_XML.sub("", data), self.open[-1]
        if len(into):
            into[-1].tail = (into[-1].tail or "") + data
        else:
            into.text = (into.text or "") + data

    def number(self, mark: str) -> str:
        return self.data.setdefault(mark, f"d{len(self.data) + 1}")


def _marked(html: str, name: str, data: dict[str, str]) -> tuple[ElementTree.Element, dict[str, str]]:
    marker = _Marker(name, data)
    marker.feed(html)
    marker.close()
    return marker.open[0], data


class _Builder(ElementTree.TreeBuilder):
    """Notes the line of each element, and how deep it is."""

    def __init__(self):
        super().__init__(element_factory=_Lined)
        self.depth, self.parser = 0, None

    def start(self, tag, attrs):
        self.depth += 1
        line = self.parser.CurrentLineNumber if self.parser else 0
        if self.depth > DEEPEST:
            raise BrokenFileError(gettext_noop("This file is nested too deep, or too large."), line)
        element = super().start(tag, attrs)
        element.line = line
        return element

    def end(self, tag):
        self.depth -= 1
        return super().end(tag)


class _Lined(ElementTree.Element):
    line = 0


def _tree(text: str) -> "_Lined":
    builder = _Builder()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    builder.parser = parser.parser
    try:
        parser.feed(text.removeprefix("\ufeff").lstrip().encode())
        return parser.close()
    except DefusedXmlException as error:
        sentence = gettext_noop("This file declares a document type or entities. Such files are refused.")
        raise BrokenFileError(sentence, parser.parser.CurrentLineNumber) from error
    except (ElementTree.ParseError, expat.ExpatError) as error:
        line = getattr(error, "position", (getattr(error, "lineno", 0), 0))[0]
        raise BrokenFileError(gettext_noop("This is no XML that can be read: it breaks off here."), line) from error


def _read_notes(element: ElementTree.Element) -> dict[str, str]:
    notes = element.find(f"{{{NAMESPACE}}}notes")
    return {note.get("category", ""): (note.text or "").strip() for note in notes} if notes is not None else {}


def _read_unit(unit: "_Lined", number: int) -> Unit:
    notes = _read_notes(unit)
    originals = unit.find(f"{{{NAMESPACE}}}originalData")
    data = {row.get("id", ""): "".join(row.itertext()) for row in originals} if originals is not None else {}
    segments = unit.findall(f"{{{NAMESPACE}}}segment")
    parts = [node for node in unit if node.tag in (f"{{{NAMESPACE}}}segment", f"{{{NAMESPACE}}}ignorable")]
    states = [_OURS.get(segment.get("state", "initial"), "") for segment in segments]
    return Unit(
        id=unit.get("id", ""),
        path=notes.get("path", ""),
        order=number,
        source="".join(_html(part.find(f"{{{NAMESPACE}}}source"), data, unit.line) for part in parts),
        target="".join(_html(part.find(f"{{{NAMESPACE}}}target"), data, unit.line) for part in parts),
        state=min(states, key=list(_OURS.values()).index, default=""),
        note=notes.get("note", ""),
        seen=notes.get("seen", ""),
        line=unit.line,
    )


def _html(element: "ElementTree.Element | None", data: dict[str, str], line: int) -> str:
    return "" if element is None else "".join(_pieces(element, data, line))


def _pieces(element: ElementTree.Element, data: dict[str, str], line: int) -> Iterator[str]:
    yield escape(element.text or "", quote=False)
    for child in element:
        name = child.tag.rpartition("}")[2]
        if name == "ph":
            yield _original(child, "dataRef", data, line)
        elif name == "pc":
            yield _original(child, "dataRefStart", data, line)
            yield from _pieces(child, data, line)
            yield _original(child, "dataRefEnd", data, line)
        elif name == "mrk":
            yield from _pieces(child, data, line)
        elif name != "cp":  # a control character that XML cannot hold: words have none
            raise BrokenFileError(gettext_noop("This passage has a mark “%(name)s” that is not known here."), line, name=name[:40])
        yield escape(child.tail or "", quote=False)


def _original(child: ElementTree.Element, reference: str, data: dict[str, str], line: int) -> str:
    if (mark := data.get(child.get(reference, ""))) is None:
        raise BrokenFileError(gettext_noop("A mark in this passage points at nothing."), line)
    return mark
