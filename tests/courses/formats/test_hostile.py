"""Files that mean harm are refused, and quickly."""

import time

import pytest

from courses.formats import BrokenFileError, Refused, read
from courses.formats.foreign import MOST_BYTES

OUTSIDE = b'<!DOCTYPE quiz [<!ENTITY e SYSTEM "file:///etc/passwd">]><quiz>&e;</quiz>'
LAUGHS = (
    b"<!DOCTYPE quiz ["
    + b"".join(b'<!ENTITY e%d "%s">' % (number, b"&e%d;" % (number - 1) * 10 if number else b"ha" * 100) for number in range(10))
    + b"]><quiz>&e9;</quiz>"
)
DEEP = b"<quiz>" + b"<a>" * 500_000
WIDE = b"<quiz>" + b"<a/>" * 3_000_000
PIECES = b"<quiz><question>" + b"a<!-- -->" * 1_000_000 + b"</question></quiz>"


@pytest.mark.parametrize("content", [OUTSIDE, LAUGHS, DEEP, WIDE, b"x" * (MOST_BYTES + 1), b"", b"<quiz>", "ä".encode("latin-1")])
@pytest.mark.parametrize("kind", ["moodle"])
def test_a_file_that_means_harm_is_refused_as_a_whole(kind, content):
    began = time.process_time()
    with pytest.raises(BrokenFileError):
        read(kind, content)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("moodle", PIECES),
        ("gift", b"::a::" + b"{" * 2_000_000),
        ("gift", b"{=a" + b"\\" * 2_000_000 + b"}"),
        ("gift", b"q {" + b"=a ~b " * 300_000 + b"}"),
        ("gift", b"[html]" + b"<b>" * 300_000 + b" {T}"),
        ("aiken", b"A) " * 500_000),
        ("csv", b"kind,question\n" + b'"' * 2_000_001),
    ],
)
def test_large_nonsense_is_answered_within_two_seconds(kind, content):
    began = time.process_time()
    try:
        found = read(kind, content)
    except BrokenFileError:
        found = []
    assert time.process_time() - began < 2
    assert all(isinstance(one, Refused) for one in found[:1])
