"""QTI 3.0, in: an item, or a package of items. QTI 2.1 and 2.2 say the same with other names. No Django here.

What an item earns is read from its rules and held against what our kinds of question earn (`scoring`). An item whose score ours
would not give for every answer is refused.
"""

from courses.asking.written import gettext_noop
from courses.formats.foreign import BrokenFileError, Foreign, Refused, few_enough
from courses.formats.qti.names import ITEM, OLD, TEST, named
from courses.formats.qti.packages import read_package
from courses.formats.qti.reading import read_item
from courses.formats.tree import read_tree

__all__ = ["begins", "read"]
_ZIP = b"PK\x03\x04"


def begins(start: bytes) -> bool:
    """Does a file that begins so hold QTI?"""
    return start.startswith(_ZIP) or any(
        name in start for name in (b"assessment-item", b"assessmentItem", b"assessment-test", b"assessmentTest", OLD.encode())
    )


def read(content: bytes) -> list[Foreign | Refused]:
    if content.startswith(_ZIP):
        return few_enough(read_package(content))
    top = named(read_tree(content))
    if top.name == OLD:
        raise BrokenFileError(gettext_noop("This is QTI 1.2. Export it as QTI 2.1 or later, or as Moodle XML."), top.line)
    if top.name == TEST:
        raise BrokenFileError(gettext_noop("A test names its items in other files. Send in the whole package (zip)."), top.line)
    if top.name != ITEM:
        raise BrokenFileError(gettext_noop("This is no QTI: it begins with “%(name)s”."), top.line, name=top.name[:60])
    return [read_item(top)]
