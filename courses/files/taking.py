"""Taking files in hand: a folder or an archive as a course to import, with its faults as sentences."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from django.utils.translation import gettext as _

from courses.files.archive import refuse_content, unpack
from courses.files.introspecting import sorts
from courses.files.items import CourseFiles, Tree, folder_tree
from courses.files.parsing import read_course
from courses.files.planning import Line
from courses.files.text import FileError


@contextmanager
def opened(path: Path) -> Iterator[tuple[CourseFiles, Tree]]:
    """A course from a folder or a zip archive on this machine. Raises FileError."""
    if not path.is_dir():
        with path.open("rb") as source, unpacked(source, path.stem) as found:
            yield found
        return
    tree = folder_tree(path)
    for name in tree.files:
        refuse_content(name, tree.path(name))
    yield read_course(tree, sorts(), path.resolve().name), tree


@contextmanager
def unpacked(source: BinaryIO, stem: str) -> Iterator[tuple[CourseFiles, Tree]]:
    """A course from a zip archive; what it unpacks to is thrown away afterwards. Raises FileError."""
    with TemporaryDirectory(prefix="course-") as room:
        tree, folder, left_out = unpack(source, Path(room))
        course = read_course(tree, sorts(), folder or stem)
        course.left_out = sorted([*course.left_out, *left_out])
        yield course, tree


def sentence_of(fault: FileError | Line) -> str:
    """The sentence of a fault, in the reader's language."""
    if not fault.sentence:
        return ""
    return _(fault.sentence) % fault.params if fault.params else _(fault.sentence)
