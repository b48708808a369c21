"""Which bytes of a file a request asks for (RFC 9110, section 14)."""

import re

_ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)
_DIGITS = 18  # longer numbers are no file's


class NotInFileError(Exception):
    """The wanted bytes are not in the file: the answer is 416."""


def wanted_bytes(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte that `header` asks for; None where the whole file answers it: no range, several, or not understood."""
    match = _ONE_RANGE.fullmatch(header.strip())
    if not match or not (match[1] or match[2]) or max(len(match[1]), len(match[2])) > _DIGITS:
        return None
    if not match[1]:
        length = int(match[2])
        if not length or not size:
            raise NotInFileError
        return max(0, size - length), size - 1
    first = int(match[1])
    last = int(match[2]) if match[2] else size - 1
    if match[2] and last < first:
        return None
    if first >= size:
        raise NotInFileError
    return first, min(last, size - 1)
