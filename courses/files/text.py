"""The letters of course files: YAML without tricks, front matter, and directives in lines. No Django here."""

import re
from dataclasses import dataclass, field

import yaml

MAX_DEPTH = 40
_FRONT = re.compile(r"\A---\n(.*?)(?:\n---(?:\n|\Z))(.*)\Z", re.DOTALL)
_PLAIN_LINES = re.compile(r"[^\x00-\x09\x0b-\x1f\x7f-\xa0\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]*")
_OPENING = re.compile(r":::[ \t]*([a-z]+)(?:[ \t]+(.*))?")


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for the translators; whoever shows it looks up the translation."""
    return sentence


class FileError(Exception):
    """A file does not follow the format. `sentence` says what to mend, with `params` in it, at `line` of `place`."""

    def __init__(self, place: str, sentence: str, line: int = 0, /, **params):
        self.place, self.sentence, self.line, self.params = place, sentence, line, params
        super().__init__(f"{place}{f', line {line}' if line else ''}: {sentence % params if params else sentence}")


@dataclass
class Directive:
    """A stretch of text (`name` = "text") or a `:::name argument` with the lines inside it. `closed`: it had colons."""

    name: str
    argument: str = ""
    lines: list[str] = field(default_factory=list)
    line: int = 0
    closed: bool = False


@dataclass
class Document:
    """One words file: where it is, its front matter, and its body, which begins at `body_line`."""

    place: str
    facts: dict
    body: str
    body_line: int = 1


def read_document(place: str, text: str) -> Document:
    """Raises FileError where the file does not begin with front matter."""
    match = _FRONT.match(text)
    if not match:
        raise FileError(place, gettext_noop("Begin the file with front matter between two lines of three dashes."), 1)
    facts = read_mapping(place, f"{match[1]}\n", first_line=2)
    return Document(place, facts, match[2].strip("\n"), match[1].count("\n") + 4)


def read_mapping(place: str, text: str, first_line: int = 1) -> dict:
    value = read_yaml(place, text, first_line)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise FileError(place, gettext_noop("Write names and values here, one “name: value” a line."), first_line)
    return value


def read_yaml(place: str, text: str, first_line: int = 1):
    """The value of safe YAML. Aliases, repeated names, deep nesting and tags of programs are refused."""
    try:
        _refuse_tricks(place, text, first_line)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, made stricter
    except yaml.MarkedYAMLError as error:
        line = first_line + error.problem_mark.line if error.problem_mark else first_line
        raise FileError(place, gettext_noop("This is not YAML: %(why)s"), line, why=error.problem) from error
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        raise FileError(place, gettext_noop("This is not YAML: %(why)s"), first_line, why=str(error)[:120]) from error


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    def construct_mapping(self, node, deep=False):
        names = [key.value for key in (pair[0] for pair in node.value) if isinstance(key, yaml.ScalarNode)]
        if len(names) != len(set(names)):
            twice = next(name for name in names if names.count(name) > 1)
            raise yaml.constructor.ConstructorError(None, None, f"the name “{twice[:60]}” stands here twice", node.start_mark)
        if len(names) != len(node.value):
            raise yaml.constructor.ConstructorError(None, None, "a name must be a plain word", node.start_mark)
        return super().construct_mapping(node, deep)


def _refuse_tricks(place: str, text: str, first_line: int) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        if isinstance(event, yaml.AliasEvent):
            line = first_line + event.start_mark.line
            raise FileError(place, gettext_noop("Write the value out: YAML aliases (*name) are refused."), line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise FileError(place, gettext_noop("This is nested too deeply."), first_line + event.start_mark.line)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data):
        return True


def _string(dumper, value: str):
    if not value.isascii() and not value.isprintable() and "\n" not in value:
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"')
    if not _PLAIN_LINES.fullmatch(value):
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"')
    if "\n" not in value:
        return dumper.represent_scalar("tag:yaml.org,2002:str", value)
    lines = value.split("\n")
    tidy = all(line == line.rstrip() and line.strip() != ":::" and not line.startswith("---") for line in lines)
    literal = tidy and lines[0] and not lines[0].startswith(" ") and lines[-1] != "\n"
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if literal else '"')


_Dumper.add_representer(str, _string)


def write_yaml(value) -> str:
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000_000, default_flow_style=False)


def write_document(facts: dict, body: str) -> str:
    front = write_yaml(facts)
    return f"---\n{front}---\n{body}\n" if body else f"---\n{front}---\n"


def directives(place: str, body: str, first_line: int = 1) -> list[Directive]:
    """The body as directives in order; what stands between them is text, a new stretch at each `##`."""
    found: list[Directive] = []
    inside: Directive | None = None
    for number, line in enumerate(body.split("\n"), first_line):
        if inside is None and (match := _OPENING.fullmatch(line)):
            inside = Directive(match[1], (match[2] or "").strip(), line=number, closed=True)
            found.append(inside)
        elif line.strip() == ":::":
            inside = None
        elif inside is not None:
            inside.lines.append(line)
        else:
            if not found or found[-1].closed or line.startswith("## "):
                if not line.strip():
                    continue
                found.append(Directive("text", line=number))
            found[-1].lines.append(line)
    if inside is not None:
        raise FileError(
            place, gettext_noop("Close the part :::%(name)s with a line of three colons."), inside.line, name=inside.name
        )
    return found
