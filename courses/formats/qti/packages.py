"""A content package: a zip archive with a manifest, items, and their pictures. No Django here."""

import io
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from courses.asking.written import gettext_noop
from courses.files.archive import refuse_content
from courses.files.text import FileError
from courses.files.unzipping import inflate
from courses.formats.foreign import MOST_BYTES, MOST_QUESTIONS, BrokenFileError, Foreign, Refused
from courses.formats.pictures import unquoted
from courses.formats.qti.names import ITEM, named
from courses.formats.qti.reading import read_item
from courses.formats.tree import MOST_NODES, Node, read_tree

MANIFEST = "imsmanifest.xml"
MOST_UNPACKED = 100_000_000
_PICTURES = {"png", "jpg", "jpeg", "gif", "webp"}


def read_package(content: bytes) -> list[Foreign | Refused]:
    if len(content) > MOST_BYTES:
        raise BrokenFileError(gettext_noop("This file is larger than %(limit)s MB. Split it."), limit=MOST_BYTES // 10**6)
    with TemporaryDirectory(prefix="questions-") as room:
        try:
            files, _left_out = inflate(io.BytesIO(content), Path(room), {"xml", *_PICTURES}, refuse_content, MOST_UNPACKED)
        except FileError as fault:
            raise BrokenFileError(fault.sentence, fault.line, place=fault.place, **fault.params) from fault
        return list(_Package(files).read())


@dataclass
class _Resource:
    path: str
    line: int
    kind: str


class _Package:
    def __init__(self, files: dict[str, Path]):
        self.files = files
        self.left = 10 * MOST_NODES  # of all files together

    def read(self) -> Iterator[Foreign | Refused]:
        resources = self._resources()
        tests = [one for one in resources if _holds(one, "test")]
        items = {one.path: one for one in resources if _holds(one, "item")}
        if len(items) > MOST_QUESTIONS:
            raise BrokenFileError(gettext_noop("This file holds more than %(limit)s questions. Split it."), limit=MOST_QUESTIONS)
        tags: dict[str, tuple[str, ...]] = {}
        for test in tests:
            tags |= self._sections(test)
        for path in dict.fromkeys([*(path for path in tags if path in items), *items]):
            yield self._item(items[path], tags.get(path, ()))

    def _resources(self) -> list[_Resource]:
        manifests = [name for name in self.files if name == MANIFEST or name.endswith(f"/{MANIFEST}")]
        if len(manifests) != 1:
            raise BrokenFileError(gettext_noop("A package has one file %(name)s that lists its items."), name=MANIFEST)
        top = self._tree(manifests[0])
        found = []
        for node in top.walk():
            if node.name == "resource":
                path = _beside(manifests[0], node.attributes.get("href", ""))
                found.append(_Resource(path, node.line, node.attributes.get("type", "")))
        return found

    def _sections(self, test: _Resource) -> dict[str, tuple[str, ...]]:
        """The items of a test in its order, each with the titles of the sections it stands in."""
        found: dict[str, tuple[str, ...]] = {}

        def look(node: Node, titles: tuple[str, ...]) -> None:
            for child in node.children:
                if child.name == "assessment-item-ref":
                    path = _beside(test.path, child.attributes.get("href", ""))
                    found[path] = tuple(dict.fromkeys((*found.get(path, ()), *titles)))
                elif child.name == "assessment-section":
                    title = child.attributes.get("title", "")[:100]
                    look(child, (*titles, title) if title else titles)
                else:
                    look(child, titles)

        if test.path in self.files:
            top = self._tree(test.path)
            look(top, ())
        return found

    def _item(self, resource: _Resource, tags: tuple[str, ...]) -> Foreign | Refused:
        path = resource.path
        if path not in self.files:
            sentence = gettext_noop("The manifest lists this file, but it is not in the package.")
            return Refused(path[:200], resource.line, sentence, {}, MANIFEST)
        try:
            top = self._tree(path)
        except BrokenFileError as error:
            if self.left <= 0:
                raise
            return Refused(path[:200], error.line, error.sentence, error.values, path)
        if top.name != ITEM:
            sentence = gettext_noop("This is no item: it begins with “%(name)s”.")
            return Refused(path[:200], top.line, sentence, {"name": top.name[:60]}, path)
        return read_item(top, place=path, tags=tags, find=lambda address: self._picture(path, address))

    def _tree(self, path: str) -> Node:
        top = named(read_tree(self.files[path].read_bytes(), min(MOST_NODES, self.left)))
        self.left -= sum(1 for _node in top.walk())
        return top

    def _picture(self, item: str, address: str) -> bytes | None:
        path = _beside(item, address)
        return self.files[path].read_bytes() if path in self.files and not path.endswith(".xml") else None


def _holds(resource: _Resource, what: str) -> bool:
    return resource.kind.startswith("imsqti_") and what in resource.kind.partition("_xml")[0]


def _beside(path: str, address: str) -> str:
    """The name of the file that stands at an address relative to another."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), unquoted(address.partition("?")[0])))
