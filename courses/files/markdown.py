"""Rich text and Markdown, both ways. What Markdown cannot say stays HTML. No Django here.

Rich text in files is *plain*: links are `<a href>` alone, to `page:…`, `document:…` or an address; emphasis is `<b>` and `<i>`.
"""

import re
from html import escape, unescape
from html.parser import HTMLParser

from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_MARKDOWN.validateLink = lambda url: not re.match(r"\s*(javascript|vbscript|data|file):", url, re.IGNORECASE)
_VOID = {"br", "hr", "embed", "img"}
_SAME = {"strong": "b", "em": "i"}
_BLOCKS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "hr", "blockquote"}
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def rich_text(markdown: str) -> str:
    """Markdown as plain rich text. A line break inside a paragraph does not count."""
    html = _MARKDOWN.render(markdown.strip("\n"))
    return plain_html(re.sub(r"(?<=>)\n|\n(?=<)", "", html).replace("\n", ""))


def markdown_of(html: str) -> str | None:
    """Plain rich text as Markdown, or None where Markdown cannot say the same."""
    try:
        nodes = _tree(html)
    except ValueError:
        return None
    for careful in (False, True):
        try:
            markdown = _blocks(nodes, careful)
        except ValueError:
            return None
        if rich_text(markdown) == html:
            return markdown
    return None


def plain_html(html: str) -> str:
    """The same rich text in one spelling: no keys of the editor, `<b>` and `<i>`, least escaping. Broken HTML stays as it is."""
    try:
        return "".join(_spell(node) for node in _tree(html))
    except ValueError:
        return html


class _Node:
    def __init__(self, name: str, attributes: dict):
        self.name, self.attributes, self.inner = name, attributes, []


class _Parser(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = _Node("", {})
        self.open = [self.root]

    def handle_starttag(self, name, attributes):
        kept = {key: "" if value is None else value for key, value in attributes if key != "data-block-key"}
        node = _Node(_SAME.get(name, name), kept)
        self.open[-1].inner.append(node)
        if name not in _VOID:
            self.open.append(node)

    def handle_startendtag(self, name, attributes):
        self.handle_starttag(name, attributes)
        if name not in _VOID:
            self.handle_endtag(name)

    def handle_endtag(self, name):
        if name in _VOID:
            return
        if len(self.open) == 1 or self.open[-1].name != _SAME.get(name, name):
            raise ValueError("tags do not match")
        self.open.pop()

    def handle_data(self, data):
        if self.open[-1].inner and isinstance(self.open[-1].inner[-1], str):
            self.open[-1].inner[-1] += data
        else:
            self.open[-1].inner.append(data)

    def handle_comment(self, data):
        raise ValueError("comment")

    def handle_decl(self, decl):
        raise ValueError("declaration")

    def handle_pi(self, data):
        raise ValueError("instruction")

    def unknown_decl(self, data):
        raise ValueError("declaration")


def _tree(html: str) -> list:
    parser = _Parser()
    parser.feed(html)
    parser.close()
    if len(parser.open) != 1:
        raise ValueError("tags are not closed")
    return parser.root.inner


def _spell(node) -> str:
    if isinstance(node, str):
        return escape(node, quote=False)
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in sorted(node.attributes.items()))
    if node.name in _VOID:
        return f"<{node.name}{attributes}/>"
    return f"<{node.name}{attributes}>{''.join(_spell(inner) for inner in node.inner)}</{node.name}>"


def _blocks(nodes: list, careful: bool) -> str:
    return "\n\n".join(_block(node, careful) for node in nodes)


def _block(node, careful: bool) -> str:
    if isinstance(node, str) or node.attributes:
        raise ValueError("not a block")
    if node.name == "p":
        return _guarded(_inline(node.inner, careful))
    if node.name in ("h2", "h3", "h4"):
        text = _inline(node.inner, careful)
        if "\n" in text:
            raise ValueError("a heading of two lines")
        return f"{'#' * int(node.name[1])} {text}"
    if node.name in ("ul", "ol"):
        return _list(node, careful)
    raise ValueError(node.name)


def _list(node: _Node, careful: bool) -> str:
    items = []
    for number, item in enumerate(node.inner, 1):
        if isinstance(item, str) or item.name != "li" or item.attributes:
            raise ValueError("not an item")
        mark = f"{number}. " if node.name == "ol" else "- "
        cut = next(
            (i for i, inner in enumerate(item.inner) if not isinstance(inner, str) and inner.name in _BLOCKS), len(item.inner)
        )
        parts = [_guarded(_inline(item.inner[:cut], careful))] if cut else []
        for inner in item.inner[cut:]:
            if isinstance(inner, str) or inner.name not in ("ul", "ol") or inner.attributes:
                raise ValueError("not a list in a list")
            parts.append(_list(inner, careful))
        text = "\n".join(parts)
        items.append(mark + text.replace("\n", "\n" + " " * len(mark)))
    return "\n".join(items)


def _inline(nodes: list, careful: bool) -> str:
    text = ""
    for node in nodes:
        if isinstance(node, str):
            text += _escaped(node, careful)
        elif node.name == "br" and not node.attributes:
            text += "\\\n"
        elif node.name in ("b", "i") and not node.attributes:
            mark = "**" if node.name == "b" else "*"
            text += mark + _inline(node.inner, careful) + mark
        elif node.name == "a" and set(node.attributes) == {"href"}:
            text += f"[{_inline(node.inner, careful)}]({_address(node.attributes['href'])})"
        else:
            raise ValueError(node.name)
    return text


def _address(href: str) -> str:
    if re.search(r"[\s<>()\\&]|[^\x21-\x7e]", href):
        return "<" + re.sub(r"([<>\\&])", r"\\\1", href) + ">"
    return href


def _escaped(text: str, careful: bool) -> str:
    if "\n" in text:
        raise ValueError("a line break")
    if careful:
        return _PUNCTUATION.sub(r"\\\1", text)
    text = re.sub(r"\\(?=[!-/:-@\[-`{-~])|[*`<]|\](?=[(\[])", lambda match: "\\" + match[0], text)
    text = re.sub(r"&(?=[#\w]+;)", r"\\&", text)
    return re.sub(r"(?<!\w)_|_(?!\w)", r"\\_", text)


def _guarded(text: str) -> str:
    """A line of a paragraph that would begin something else begins with a backslash."""
    lines = []
    for line in text.split("\n"):
        line = re.sub(r"^(#{1,6}(?=\s|$)|[-+=](?=\s|$|[-=])|>|~~~|:::|\[[^\]]*\]:)", r"\\\1", line)
        lines.append(re.sub(r"^(\d{1,9})([.)])(?=\s|$)", r"\1\\\2", line))
    return "\n".join(lines)


def text_of(html: str) -> str:
    """The words alone."""
    return unescape(re.sub(r"<[^>]*>", " ", html))
