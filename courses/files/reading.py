"""Reading course files: front matter, Markdown, directives. The format is described in docs/course-files.md."""

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

import yaml
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_FRONT = re.compile(r"\A---\n(.*?)\n---\n?(.*)\Z", re.DOTALL)
CALLOUTS = ("case", "note", "warning", "practice")


class ContentFileError(Exception):
    """A content file does not follow the format; the sentence says which file and what to mend."""


@dataclass
class Directive:
    """A stretch of text (`name` = "text") or a `:::name argument` with the lines inside it."""

    name: str
    argument: str = ""
    lines: list[str] = field(default_factory=list)


@dataclass
class Document:
    """One words file: its front matter, and its body as directives in order."""

    path: Path
    facts: dict
    body: str

    def directives(self) -> list[Directive]:
        return _directives(self.path, self.body)


def key_for(*parts: str) -> UUID:
    """The same key every time for the same place in the files: loading twice finds what the first loading made."""
    return uuid5(NAMESPACE_URL, "icrweb-demo:" + "/".join(parts))


def read(path: Path) -> Document:
    match = _FRONT.match(path.read_text(encoding="utf-8"))
    if not match:
        raise ContentFileError(f"{path}: begin the file with front matter between two lines of three dashes.")
    return Document(path, read_yaml_text(path, match[1]) or {}, match[2].strip())


def read_yaml(path: Path) -> dict:
    return read_yaml_text(path, path.read_text(encoding="utf-8"))


def read_yaml_text(path: Path, text: str):
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ContentFileError(f"{path}: {error}") from error


def words_by_language(folder: Path, stem: str) -> dict[str, Document]:
    """Every `<stem>.<language>.md` of a folder, by language."""
    return {path.name.removesuffix(".md").rsplit(".", 1)[1]: read(path) for path in sorted(folder.glob(f"{stem}.*.md"))}


def rich_text(markdown: str) -> str:
    """Markdown as the HTML that Wagtail's rich text keeps."""
    html = _MARKDOWN.render(markdown.strip()).strip().replace("\n", "")
    for ours, theirs in (("strong", "b"), ("em", "i")):
        html = html.replace(f"<{ours}>", f"<{theirs}>").replace(f"</{ours}>", f"</{theirs}>")
    return html


def stream(document: Document, seed: UUID) -> list[dict]:
    """The body as raw StreamField data. Block ids come from the page and the position, alike in every language."""
    return [
        {"type": kind, "value": value, "id": str(uuid5(seed, str(number)))}
        for number, (kind, value) in enumerate(_blocks(document, seed))
    ]


def refuse_a_different_shape(source: Document, translation: Document) -> None:
    """A translation has the same directives, items, choices and references as its source, in the same order."""
    ours, theirs = _shape(source), _shape(translation)
    for number, (mine, other) in enumerate(zip(ours, theirs, strict=False), 1):
        if mine != other:
            raise ContentFileError(f"{translation.path}: part {number} is {other}, and in the source it is {mine}.")
    if len(ours) != len(theirs):
        raise ContentFileError(f"{translation.path}: {len(theirs)} parts, and the source has {len(ours)}.")


def sentences(words: list[str], seed: UUID) -> list[dict]:
    return [
        {"type": "sentence", "value": sentence, "id": str(uuid5(seed, f"sentence {number}"))}
        for number, sentence in enumerate(words)
    ]


def choices_of(lines: list[str]) -> list[dict]:
    """`- a) text` or `- [x] text`, each followed by `> feedback` lines: {letter, marked, text, feedback}."""
    found: list[dict] = []
    for line in lines:
        if match := re.match(r"- (?:\[(?P<mark>[ x])\]|(?P<letter>[a-z])\))\s+(?P<text>.*)", line):
            found.append({"letter": match["letter"], "marked": match["mark"] == "x", "text": match["text"].strip(), "feedback": ""})
        elif found and line.strip().startswith(">"):
            found[-1]["feedback"] = f"{found[-1]['feedback']} {line.strip()[1:].strip()}".strip()
        elif found and line.strip():
            found[-1]["text" if not found[-1]["feedback"] else "feedback"] += " " + line.strip()
    return found


def _directives(path: Path, body: str) -> list[Directive]:
    found: list[Directive] = []
    inside: Directive | None = None
    for line in body.splitlines():
        if inside is None and (match := re.match(r":::\s*([a-z]+)\s*(.*)", line)):
            inside = Directive(match[1], match[2].strip())
            found.append(inside)
        elif line.strip() == ":::":
            inside = None
        elif inside is not None:
            inside.lines.append(line)
        else:
            if not found or found[-1].name != "text" or line.startswith("## ") or _closed(found):
                if not line.strip():
                    continue
                found.append(Directive("text"))
            found[-1].lines.append(line)
    if inside is not None:
        raise ContentFileError(f"{path}: the part :::{inside.name} is not closed by a line of three colons.")
    return found


def _closed(found: list[Directive]) -> bool:
    return found[-1].name != "text"


def _items(lines: list[str]) -> list[str]:
    """Bullet items, each of one or more lines."""
    items: list[str] = []
    for line in lines:
        if line.startswith("- "):
            items.append(line[2:].strip())
        elif items and line.strip():
            items[-1] += " " + line.strip()
    return items


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _rows(lines: list[str]) -> list[list[str]]:
    return [_cells(line) for line in lines if line.strip().startswith("|") and not re.fullmatch(r"[\s|:-]+", line)]


def _split(text: str, count: int) -> list[str]:
    parts = [part.strip() for part in text.split(" | ", count - 1)]
    return parts + [""] * (count - len(parts))


def _list(values: list, seed: UUID) -> list[dict]:
    return [{"type": "item", "value": value, "id": str(uuid5(seed, f"item {number}"))} for number, value in enumerate(values)]


def _blocks(document: Document, seed: UUID) -> list[tuple[str, object]]:
    return [_block(document.path, part, uuid5(seed, f"inside {number}")) for number, part in enumerate(document.directives())]


def _block(path: Path, part: Directive, seed: UUID) -> tuple[str, object]:
    text = "\n".join(part.lines).strip()
    if part.name == "text":
        return "text", rich_text(text)
    if part.name in CALLOUTS:
        return "callout", {"kind": part.name, "title": part.argument, "text": rich_text(text)}
    if part.name == "checklist":
        return "checklist", {"title": part.argument, "items": _list(_items(part.lines), seed)}
    if part.name == "takeaways":
        return "takeaways", {"items": _list(_items(part.lines), seed)}
    if part.name == "term":
        return "term", {"term": part.argument}
    if part.name == "steps":
        title, description = _split(part.argument, 2)
        steps = [dict(zip(("label", "text"), _split(item, 2), strict=True)) for item in _items(part.lines)]
        return "steps", {"title": title, "description": description, "steps": _list(steps, seed)}
    if part.name == "table":
        rows = [_list(row, uuid5(seed, f"row {number}")) for number, row in enumerate(_rows(part.lines))]
        return "table", {"caption": part.argument, "rows": _list(rows, seed)}
    if part.name == "references":
        return "references", {"items": _list([_reference(item) for item in _items(part.lines)], seed)}
    if part.name == "check":
        stem, choices = _stem_and_choices(part.lines)
        values = [{"text": c["text"], "correct": c["marked"], "feedback": c["feedback"]} for c in choices]
        return "check", {"stem": stem, "choices": _list(values, seed)}
    if part.name == "block":
        return part.argument, _plain(_yaml_of(path, part), seed)
    raise ContentFileError(f"{path}: there is no part named :::{part.name}.")


def _yaml_of(path: Path, part: Directive) -> dict:
    value = read_yaml_text(path, "\n".join(part.lines))
    if not part.argument or not isinstance(value, dict):
        raise ContentFileError(f"{path}: write :::block, the name of the block, and below it its fields as YAML, one a line.")
    return value


def _plain(value, seed: UUID):
    """Any block's value from YAML, the directive for blocks that have none of their own: lists get ids by their place."""
    if isinstance(value, dict):
        return {name: _plain(inner, uuid5(seed, name)) for name, inner in value.items()}
    if isinstance(value, list):
        return _list([_plain(inner, uuid5(seed, f"{number}")) for number, inner in enumerate(value)], seed)
    return value.isoformat() if isinstance(value, date) else value


def _outline(value) -> str:
    """What a translation must keep of a block: its fields, how many items its lists have, and everything that is no words."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {_outline(one)}".strip() for name, one in value.items())
    if isinstance(value, list):
        return f"of {len(value)} [{'; '.join(_outline(one) for one in value)}]"
    return "" if isinstance(value, str) else str(value)


def _reference(item: str) -> dict:
    """`@code | place` cites an edition of the register; anything else says itself what it is."""
    if item.startswith("@"):
        code, place = _split(item[1:], 2)
        return {"guideline": code, "text": place, "edition": "", "checked_on": None, "address": ""}
    words, edition, checked, address = _split(item, 4)
    return {"guideline": None, "text": words, "edition": edition, "checked_on": checked or None, "address": address}


def _stem_and_choices(lines: list[str]) -> tuple[str, list[dict]]:
    first = next((number for number, line in enumerate(lines) if line.startswith("- [")), len(lines))
    return " ".join(line.strip() for line in lines[:first] if line.strip()), choices_of(lines[first:])


def _shape(document: Document) -> list[str]:
    shape = []
    for part in document.directives():
        if part.name == "table":
            shape.append(f"a table of {'×'.join(str(len(row)) for row in _rows(part.lines))} cells")
        elif part.name == "check":
            marks = "".join("x" if choice["marked"] else "-" for choice in _stem_and_choices(part.lines)[1])
            shape.append(f"a check with choices {marks}")
        elif part.name in ("steps", "checklist", "takeaways", "references"):
            shape.append(f"{part.name} with {len(_items(part.lines))} items")
        elif part.name == "block":
            shape.append(f"a block {part.argument} with {_outline(_yaml_of(document.path, part))}")
        else:
            shape.append(part.name)
    return shape
