"""The one picture that a question may have. No Django here."""

import re
from collections.abc import Callable

from courses.asking.written import gettext_noop
from courses.formats.foreign import Image, UnheldError
from courses.formats.rich import one_line


def the_one(images: list[tuple[str, str]], find: Callable[[str], bytes | None]) -> tuple[Image | None, str]:
    """The picture and what it shows. `images`: address and description; `find`: the bytes by the address, or None."""
    if not images:
        return None, ""
    if len(images) > 1:
        sentence = gettext_noop("It has %(number)s pictures. Ours have one: put them side by side in one file.")
        raise UnheldError(sentence, number=len(images))
    address, shown = images[0]
    content = find(address)
    if content is None:
        raise UnheldError(gettext_noop("Its picture “%(name)s” is not in the file."), name=address[:60])
    return Image(unquoted(address).rpartition("/")[2][:100], content), one_line(shown)


def unquoted(address: str) -> str:
    return re.sub(r"%([0-9A-Fa-f]{2})", lambda match: chr(int(match[1], 16)), address)
