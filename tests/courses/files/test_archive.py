"""Hostile archives: each is refused with a sentence, in under two seconds, and nothing is written outside."""

import io
import stat
import struct
import time
import zipfile
from dataclasses import dataclass

import pytest

from courses.files.archive import unpack
from courses.files.text import FileError, read_yaml
from courses.files.unzipping import MAX_ENTRIES

COURSE = {"c/course.yaml": b"code: X\nsource_language: en\n", "c/course.en.md": b"---\ntitle: X\n---\n"}
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def packed(extra=(), *, method=zipfile.ZIP_DEFLATED) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in [*COURSE.items(), *extra]:
            archive.writestr(name, content)
    return out


def link() -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo("c/pictures/a.png")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


@dataclass
class Answer:
    """What became of an archive: why it was refused, in how many seconds, and what lies beside the room it was given."""

    sentence: str
    seconds: float
    left_behind: list[str]


def offer(archive: io.BytesIO, tmp_path) -> Answer:
    room = tmp_path / "room"
    room.mkdir()
    started, sentence = time.monotonic(), ""
    try:
        unpack(archive, room)
    except FileError as refusal:
        sentence = str(refusal)
    return Answer(sentence, time.monotonic() - started, [path.name for path in tmp_path.iterdir() if path != room])


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("../../x.md", b"x", "leads out"),
        ("c/../../x.md", b"x", "leads out"),
        ("/etc/x.md", b"x", "relative"),
        ("C:/x.md", b"x", "relative"),
        ("c\\x.md", b"x", "relative"),
        ("c/a/b/c/d/e/f/x.md", b"x", "too deep"),
        (link(), b"/etc/passwd", "Links are refused"),
        ("c/COURSE.en.md", b"x", "Two files"),
        ("c/bomb.md", b"a" * 1_900_000, "more tightly"),
        ("c/large.md", b"a" * 2_100_000, "2 MB"),
        ("c/wrong.en.md", "é".encode("latin-1"), "UTF-8"),
        ("c/long.md", b"ab" * 60_000, "longer than"),
        ("c/pictures/a.png", b"GIF89a" + b"\0" * 40, "not a file of the kind"),
        ("c/documents/a.pdf", b"MZ\x90\0" + b"\0" * 60, "not a file of the kind"),
        ("c/pictures/a.svg", b'<svg xmlns="x"><script>alert(1)</script></svg>', "plain SVG"),
        ("c/pictures/a.svg", b'<svg xmlns="x" onload="a()"/>', "plain SVG"),
        ("c/pictures/a.svg", b'<svg><image href="https://evil.example/x.png"/></svg>', "plain SVG"),
        ("d/course.yaml", b"code: Y", "one course"),
    ],
)
def test_an_archive_with_a_trick_is_refused(tmp_path, name, content, sentence):
    answer = offer(packed([(name, content)]), tmp_path)
    assert sentence in answer.sentence
    assert answer.seconds < 2
    assert answer.left_behind == []


def test_more_entries_than_a_course_has_are_refused_before_they_are_listed(tmp_path):
    answer = offer(packed([(f"c/{number}.md", b"") for number in range(MAX_ENTRIES + 1)]), tmp_path)
    assert "more than 5000 files" in answer.sentence
    assert answer.seconds < 2


def test_a_list_of_entries_that_lies_about_its_length_is_refused(tmp_path):
    archive = packed([(f"c/{number}-{'x' * 200}.md", b"") for number in range(18_000)])
    content = bytearray(archive.getvalue())
    place = content.rfind(b"PK\x05\x06")
    content[place + 8 : place + 12] = struct.pack("<HH", 3, 3)
    answer = offer(io.BytesIO(bytes(content)), tmp_path)
    assert "more than 5000 files" in answer.sentence
    assert answer.seconds < 2


def test_an_archive_of_gigabytes_is_refused_by_what_it_says_and_by_what_comes_out(tmp_path):
    archive = packed([(f"c/media/{number}.mp4", b"\0" * 30_000_000) for number in range(2)])
    answer = offer(archive, tmp_path)
    assert "more tightly" in answer.sentence
    assert answer.seconds < 2


def test_two_files_that_share_bytes_are_refused(tmp_path):
    content = bytearray(packed().getvalue())
    first = content.find(b"PK\x01\x02")
    second = content.find(b"PK\x01\x02", first + 4)
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    answer = offer(io.BytesIO(bytes(content)), tmp_path)
    assert "share the same bytes" in answer.sentence
    assert answer.seconds < 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "not a zip file"),
        (b"PK", "not a zip file"),
        (b"PK\x05\x06" + b"\0" * 18, "one course"),
        (b"x" * 1000, "not a zip file"),
    ],
)
def test_what_is_no_archive_is_refused(tmp_path, content, sentence):
    answer = offer(io.BytesIO(content), tmp_path)
    assert sentence in answer.sentence
    assert answer.seconds < 2


@pytest.mark.parametrize(
    ("place", "value", "sentence"),
    [
        (8, b"\x01", "locked with a password"),
        (10, b"\x63", "usual compression"),
        (16, b"\0\0\0\0", "not a zip file that can be read"),
    ],
    ids=["locked", "packed otherwise", "other bytes than it says"],
)
def test_a_file_that_cannot_be_unpacked_is_refused(tmp_path, place, value, sentence):
    content = bytearray(packed().getvalue())
    entry = content.find(b"PK\x01\x02")
    content[entry + place : entry + place + len(value)] = value
    answer = offer(io.BytesIO(bytes(content)), tmp_path)
    assert sentence in answer.sentence
    assert answer.seconds < 2


def test_archives_inside_and_unknown_files_are_left_out_and_named(tmp_path):
    tree, folder, left_out = unpack(
        packed([("c/inner.zip", packed().getvalue()), ("c/run.exe", b"MZ"), ("c/p/a.png", PNG)]), tmp_path
    )
    assert (folder, left_out) == ("c", ["c/inner.zip", "c/run.exe"])
    assert sorted(tree.files) == ["course.en.md", "course.yaml", "p/a.png"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: &a [x]\nb: [*a, *a, *a]\n", "aliases"),
        ("a: " + "[" * 60 + "]" * 60, "too deep"),
        ("a: 1\na: 2\n", "twice"),
        ("a: !!python/object/apply:os.system ['x']", "not YAML"),
        ("a: " + "9" * 5000, "not YAML"),
        ("a: [", "not YAML"),
    ],
)
def test_yaml_with_a_trick_is_refused_with_its_place(text, sentence):
    with pytest.raises(FileError, match=sentence) as refusal:
        read_yaml("x.yaml", text)
    assert refusal.value.place == "x.yaml"
