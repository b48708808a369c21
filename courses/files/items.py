"""What a course in files consists of, on both sides of the door: one item for each row of the database. No Django here."""

from dataclasses import dataclass, field
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from courses.files.schema import Kind
from courses.files.text import FileError, gettext_noop


@dataclass(frozen=True)
class Sort:
    """A sort of item: its fields, which of them are words, and which one is the body of its words file."""

    name: str
    fields: dict[str, Kind]
    words: frozenset = frozenset()
    body: str = ""
    folder: str = ""  # of things: where their files stand
    translated: bool = True
    keyed: bool = True  # a key makes it the same on every site
    tracks: str = ""  # of recordings: the rows that stand in WebVTT files


@dataclass
class Item:
    """One row. `place`: its files, without language and ending. `values`: raw, with names in place of numbers."""

    sort: str
    place: str
    key: str
    language: str
    values: dict
    draft: bool = False
    line: int = 0
    files: tuple = ()

    @property
    def name(self) -> tuple:
        return self.sort, self.key, self.language

    @property
    def thing(self) -> tuple[str, str]:
        """What blocks call a thing: its sort, and its name without language."""
        name = self.place.partition("/")[2]
        return self.sort, name.removesuffix(f".{self.language}") if self.language else name


@dataclass
class CourseFiles:
    """A course: its source language, and its items in the order in which they stand in it."""

    language: str
    items: list[Item] = field(default_factory=list)
    faults: list[FileError] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)  # places of files that are not read

    def of(self, *sorts: str) -> list[Item]:
        return [item for item in self.items if item.sort in sorts]

    @property
    def course(self) -> Item:
        return next(item for item in self.items if item.sort == "course" and item.language == self.language)


def made_key(*parts: str) -> UUID:
    """The key of what was written by hand without one: the same at every reading of the same place."""
    return uuid5(NAMESPACE_URL, "icrweb-course:" + "/".join(parts))


class Tree:
    """Files by their name inside the course's folder. Each stands on the disk, under a name of our own or as it came."""

    TEXT_LIMIT = 2_000_000

    def __init__(self, files: dict[str, Path]):
        self.files = files

    def __contains__(self, name: str) -> bool:
        return name in self.files

    def names(self, folder: str = "") -> list[str]:
        """The files straight in a folder, in order."""
        start = f"{folder}/" if folder else ""
        return sorted(name for name in self.files if name.startswith(start) and "/" not in name[len(start) :])

    def folders(self) -> list[str]:
        return sorted({name.split("/", 1)[0] for name in self.files if "/" in name})

    def path(self, name: str) -> Path:
        return self.files[name]

    def text(self, name: str) -> str:
        """Raises FileError where the file is not UTF-8 text of a size that a person can read."""
        path = self.files[name]
        if path.stat().st_size > self.TEXT_LIMIT:
            raise FileError(name, gettext_noop("This text is larger than 2 MB. Split it into smaller parts."))
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise FileError(name, gettext_noop("Save this file as UTF-8."), line) from error
        text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        if "\x00" in text:
            raise FileError(name, gettext_noop("Save this file as UTF-8."))
        return text


def folder_tree(folder: Path) -> Tree:
    """A folder on this machine. Links are refused; hidden files do not count."""
    files = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            raise FileError(name, gettext_noop("Links are refused. Put the file itself here."))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            files[name] = path
    return Tree(files)
