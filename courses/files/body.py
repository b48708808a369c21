"""The body of a page as directives, both ways. Whatever a directive cannot say stands as YAML in `:::block`. No Django here."""

import re

from courses.files import schema
from courses.files.markdown import markdown_of
from courses.files.schema import Kind, hear, say, without_ids
from courses.files.text import Directive, FileError, directives, gettext_noop, read_yaml, write_yaml

CALLOUTS = ("case", "note", "warning", "practice")


def read_body(kind: Kind, place: str, body: str, first_line: int = 1) -> list[dict]:
    """The children of a body, without ids. Raises FileError at the line that does not fit."""
    return [_read(kind, place, part) for part in directives(place, body, first_line)]


def write_body(kind: Kind, raw: list[dict]) -> str:
    """The body that `read_body` reads as the same children."""
    written: list[str] = []
    after_text = False
    for child in without_ids(kind, raw):
        part, is_text = _write(kind, child, after_text)
        written.append(part)
        after_text = is_text
    return "\n\n".join(written)


def read_rich(place: str, body: str, first_line: int = 1) -> str:
    """The body of a document that is one rich text."""
    if body.startswith(":::html\n") and body.rstrip("\n").endswith("\n:::"):
        return schema.hear(Kind(schema.RICH), {"html": body.rstrip("\n")[8:-4]}, place, first_line)
    return schema.hear(Kind(schema.RICH), body, place, first_line)


def write_rich(html: str) -> str | None:
    """A rich text as the body of a document; None where it must go to the front matter."""
    for body in (markdown_of(html), f":::html\n{html}\n:::"):
        if body is not None and _survives(body) and read_rich("", body) == html:
            return body
    return None


def _survives(body: str) -> bool:
    """Reading a file as text takes away outer empty lines and foreign line ends."""
    return body == body.strip("\n") and not re.search("[\r\x00]", body)


def _write(kind: Kind, child: dict, after_text: bool) -> tuple[str, bool]:
    inner = kind.fields[child["type"]]
    if child["type"] == "text" and inner.name == schema.RICH:
        for text in _texts(child["value"]):
            if _reads_as(kind, text, child) and not (after_text and not text.startswith((":::", "## "))):
                return text, not text.startswith(":::")
    elif child["type"] in _WRITERS and child["value"] is not None:
        text = _WRITERS[child["type"]](say(inner, child["value"]))
        if text is not None and _reads_as(kind, text, child):
            return text, False
    said = write_yaml(say(inner, child["value"])).removesuffix("\n")
    return f":::block {child['type']}\n{said}\n:::", False


def _texts(html: str | None) -> list[str]:
    if not html:
        return []
    markdown = markdown_of(html)
    plain = [markdown, f":::text\n{markdown}\n:::"] if markdown is not None else []
    return [*plain, f":::html\n{html}\n:::"]


def _reads_as(kind: Kind, text: str, child: dict) -> bool:
    try:
        return _survives(text) and read_body(kind, "", text) == [child]
    except FileError:
        return False


def _read(kind: Kind, place: str, part: Directive) -> dict:
    name, said = _said(place, part)
    inner = kind.fields.get(name)
    if inner is None:
        known = ", ".join(kind.fields)
        sentence = gettext_noop("There is no part named %(name)s here. There are: %(known)s.")
        raise FileError(place, sentence, part.line, name=name[:60], known=known)
    return {"type": name, "value": hear(inner, said, place, part.line)}


def _said(place: str, part: Directive) -> tuple[str, object]:
    text = "\n".join(part.lines)
    if part.name == "block":
        return part.argument, read_yaml(place, f"{text}\n", part.line + 1)
    if part.name == "html":
        return "text", {"html": text}
    if part.name in CALLOUTS:
        return "callout", {"kind": part.name, "title": part.argument, "text": text.strip()}
    if reader := _READERS.get(part.name):
        return reader(part, text)
    known = ", ".join(["block", "html", *CALLOUTS, *_READERS])
    raise FileError(
        place, gettext_noop("There is no part named %(name)s here. There are: %(known)s."), part.line, name=part.name, known=known
    )


# What each directive says: reader of lines, writer of what `say` gives (None where it cannot).


def _read_text(part: Directive, text: str):
    return "text", text.strip("\n")


def _write_callout(said: dict) -> str | None:
    if not isinstance(said.get("text"), str) or said.get("kind") not in CALLOUTS:
        return None
    return f":::{said['kind']} {said.get('title', '')}\n{said['text']}\n:::"


def _read_checklist(part: Directive, text: str):
    return "checklist", {"title": part.argument, "items": items(part.lines)}


def _write_checklist(said: dict) -> str | None:
    return _listed("checklist", said.get("title", ""), said.get("items", []))


def _read_takeaways(part: Directive, text: str):
    return "takeaways", {"items": items(part.lines)}


def _write_takeaways(said: dict) -> str | None:
    return _listed("takeaways", "", said.get("items", []))


def _listed(name: str, argument: str, lines: list) -> str | None:
    if not all(isinstance(line, str) for line in [argument, *lines]):
        return None
    return "\n".join([f":::{name} {argument}".rstrip(), *(f"- {line}" for line in lines), ":::"])


def _read_term(part: Directive, text: str):
    return "term", {"term": part.argument}


def _write_term(said: dict) -> str | None:
    return f":::term {said.get('term', '')}\n:::"


def _read_steps(part: Directive, text: str):
    title, description = split(part.argument, 2)
    steps = [dict(zip(("label", "text"), split(item, 2), strict=True)) for item in items(part.lines)]
    return "steps", {"title": title, "description": description, "steps": steps}


def _write_steps(said: dict) -> str | None:
    steps = [_joined([step.get("label"), step.get("text", "")]) for step in said.get("steps", [])]
    return _listed("steps", _joined([said.get("title", ""), said.get("description", "")]), steps)


def _read_table(part: Directive, text: str):
    return "table", {"caption": part.argument, "rows": rows(part.lines)}


def _write_table(said: dict) -> str | None:
    cells = said.get("rows", [])
    if not cells or not all(isinstance(cell, str) for row in cells for cell in row):
        return None
    lines = ["| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |" for row in cells]
    return "\n".join([f":::table {said.get('caption', '')}".rstrip(), lines[0], "|---" * len(cells[0]) + "|", *lines[1:], ":::"])


def _read_references(part: Directive, text: str):
    return "references", {"items": [_reference(item) for item in items(part.lines)]}


def _reference(item: str) -> dict:
    """`@code | place` cites an edition of the register; anything else says itself what it is."""
    if item.startswith("@"):
        code, place = split(item[1:], 2)
        return {"guideline": code, "text": place}
    names = ("text", "edition", "checked_on", "address")
    return {name: value for name, value in zip(names, split(item, 4), strict=True) if value}


def _write_references(said: dict) -> str | None:
    lines = []
    for item in said.get("items", []):
        if set(item) <= {"guideline", "text"} and item.get("guideline"):
            lines.append(_joined([f"@{item['guideline']}", item.get("text", "")]))
        elif "guideline" not in item:
            lines.append(_joined([item.get(name) or "" for name in ("text", "edition", "checked_on", "address")]))
        else:
            return None
    return _listed("references", "", lines)


def _read_image(part: Directive, text: str):
    names = ("picture", "alternative", "caption", "credit")
    picture = dict(zip(names, split(part.argument, 4), strict=True))
    return "picture", {**picture, "picture": picture["picture"] or None, "description": text.strip()}


def _write_image(said: dict) -> str | None:
    said = {name: "" if value is None else value for name, value in said.items()}
    if set(said) - {"picture", "alternative", "caption", "credit", "description"}:
        return None
    argument = " | ".join(str(said.get(name, "")) for name in ("picture", "alternative", "caption", "credit"))
    return f":::image {argument}\n{said.get('description', '')}\n:::".replace("\n\n:::", "\n:::")


def _read_check(part: Directive, text: str):
    stem, found = stem_and_choices(part.lines)
    return "check", {
        "stem": stem,
        "choices": [{"text": one["text"], "correct": one["marked"], "feedback": one["feedback"]} for one in found],
    }


def _write_check(said: dict) -> str | None:
    lines = [":::check", said.get("stem", "")]
    for choice in said.get("choices", []):
        if not isinstance(choice.get("text"), str):
            return None
        lines.append(f"- [{'x' if choice.get('correct') else ' '}] {choice['text']}")
        if choice.get("feedback"):
            lines.append(f"  > {choice['feedback']}")
    return "\n".join([*(str(line) for line in lines), ":::"])


_READERS = {
    "text": _read_text,
    "checklist": _read_checklist,
    "takeaways": _read_takeaways,
    "term": _read_term,
    "steps": _read_steps,
    "table": _read_table,
    "references": _read_references,
    "image": _read_image,
    "check": _read_check,
}
_WRITERS = {
    "callout": _write_callout,
    "checklist": _write_checklist,
    "takeaways": _write_takeaways,
    "term": _write_term,
    "steps": _write_steps,
    "table": _write_table,
    "references": _write_references,
    "picture": _write_image,
    "check": _write_check,
}


def items(lines: list[str]) -> list[str]:
    """Bullet items, each of one or more lines."""
    found: list[str] = []
    for line in lines:
        if line.startswith("- "):
            found.append(line[2:].strip())
        elif found and line.strip():
            found[-1] += " " + line.strip()
    return found


def rows(lines: list[str]) -> list[list[str]]:
    return [_cells(line) for line in lines if line.strip().startswith("|") and not re.fullmatch(r"[\s|:-]+", line)]


def _cells(line: str) -> list[str]:
    inner = re.sub(r"^\||(?<!\\)\|$", "", line.strip())
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", inner)]


def split(text: str, count: int) -> list[str]:
    parts = [part.strip() for part in text.split(" | ", count - 1)]
    return parts + [""] * (count - len(parts))


def _joined(parts: list) -> str:
    """Parts with bars between them; empty ones at the end are left out."""
    parts = [str(part or "") for part in parts]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return " | ".join(parts)


def stem_and_choices(lines: list[str]) -> tuple[str, list[dict]]:
    first = next((number for number, line in enumerate(lines) if line.startswith("- [")), len(lines))
    return " ".join(line.strip() for line in lines[:first] if line.strip()), choices_of(lines[first:])


def choices_of(lines: list[str]) -> list[dict]:
    """`- a) text` or `- [x] text`, each followed by `> feedback` lines: {letter, marked, text, feedback}."""
    found: list[dict] = []
    for line in lines:
        if match := re.match(r"- (?:\[(?P<mark>[ x])\]|(?P<letter>[a-z]+)\))\s+(?P<text>.*)", line):
            found.append({"letter": match["letter"], "marked": match["mark"] == "x", "text": match["text"].strip(), "feedback": ""})
        elif found and line.strip().startswith(">"):
            found[-1]["feedback"] = f"{found[-1]['feedback']} {line.strip()[1:].strip()}".strip()
        elif found and line.strip():
            found[-1]["text" if not found[-1]["feedback"] else "feedback"] += " " + line.strip()
    return found
