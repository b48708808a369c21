"""XML without trust: no document type, no entities of its own, nothing from elsewhere, nothing deep. No Django here."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from courses.asking.written import gettext_noop
from courses.formats.foreign import BrokenFileError, text_of

DEEPEST = 60
MOST_NODES = 60_000


@dataclass
class Node:
    name: str  # without the prefix of its namespace
    attributes: dict[str, str]
    line: int
    children: list["Node"] = field(default_factory=list)
    text: str = ""  # of its own, without that of its children
    tail: str = ""
    comment: str = ""  # that stands last before it

    def all(self, name: str) -> list["Node"]:
        return [child for child in self.children if child.name == name]

    def first(self, name: str) -> "Node | None":
        return next((child for child in self.children if child.name == name), None)

    def said(self, *path: str, default: str = "") -> str:
        """The text at the end of a path of names, or the default."""
        node: Node | None = self
        for name in path:
            node = node.first(name) if node else None
        return node.text.strip() if node else default

    def walk(self) -> Iterator["Node"]:
        yield self
        for child in self.children:
            yield from child.walk()


class _Builder:
    def __init__(self, most_nodes: int):
        self.most_nodes = most_nodes
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.data
        self.parser.CommentHandler = self.comment
        self.top = Node("", {}, 0)
        self.open = [self.top]
        self.count = 0
        self.last_comment = ""
        self.pieces: list[str] = []  # of a text that has not ended yet

    def doctype(self, *_said):
        sentence = gettext_noop("This file declares a document type. Such files are refused, because they can name other files.")
        raise BrokenFileError(sentence, self.parser.CurrentLineNumber)

    def start(self, name, attributes):
        self.text_ends()
        self.count += 1
        if len(self.open) > DEEPEST or self.count > self.most_nodes:
            raise BrokenFileError(gettext_noop("This file is nested too deep, or too large."), self.parser.CurrentLineNumber)
        said = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        node = Node(name.rpartition(":")[2], said, self.parser.CurrentLineNumber, comment=self.last_comment)
        self.last_comment = ""
        self.open[-1].children.append(node)
        self.open.append(node)

    def end(self, _name):
        self.text_ends()
        self.open.pop()

    def text_ends(self):
        into = self.open[-1]
        if into.children:
            into.children[-1].tail = "".join(self.pieces)
        else:
            into.text = "".join(self.pieces)
        self.pieces = []

    def data(self, text):
        self.pieces.append(text)

    def comment(self, text):
        self.last_comment = text.strip()


def read_tree(content: bytes, most_nodes: int = MOST_NODES) -> Node:
    text = text_of(content)
    builder = _Builder(most_nodes)
    try:
        builder.parser.Parse(text.lstrip().encode(), True)
    except expat.ExpatError as error:
        raise BrokenFileError(gettext_noop("This is no XML that can be read: it breaks off here."), error.lineno) from error
    return builder.top.children[0]
