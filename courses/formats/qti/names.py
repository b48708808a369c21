"""One spelling for the names of all versions: `qti-simple-choice` and `simpleChoice` are `simple-choice`. No Django here."""

import re
from collections.abc import Callable
from html import escape

from courses.formats.tree import Node

ITEM, TEST, OLD = "assessment-item", "assessment-test", "questestinterop"
_VOID = {"br", "img", "hr", "col", "wbr"}


def named(node: Node) -> Node:
    """The same node, with its names and those of all in it in one spelling."""
    for one in node.walk():
        one.name = _kebab(one.name.removeprefix("qti-"))
        one.attributes = {_kebab(name): value.strip() for name, value in one.attributes.items()}
    return node


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])[A-Z]", lambda letter: f"-{letter[0]}", name).lower()


def html_of(node: Node, instead: Callable[[Node], str | None] = lambda _node: None) -> str:
    """What is inside a node, as HTML; `instead` says what stands for a node of QTI."""
    return escape(node.text, quote=False) + "".join(_element(child, instead) for child in node.children)


def _element(node: Node, instead: Callable[[Node], str | None]) -> str:
    tail = escape(node.tail, quote=False)
    said = instead(node)
    if said is not None:
        return said + tail
    if node.name == "object" and node.attributes.get("type", "").startswith("image/"):
        shown = node.attributes.get("aria-label") or " ".join(html_of(node).split())
        return f'<img src="{escape(node.attributes.get("data", ""))}" alt="{escape(shown)}"/>{tail}'
    facts = "".join(f' {name}="{escape(node.attributes[name])}"' for name in ("src", "alt", "href") if name in node.attributes)
    if node.name in _VOID:
        return f"<{node.name}{facts}/>{tail}"
    return f"<{node.name}{facts}>{html_of(node, instead)}</{node.name}>{tail}"
