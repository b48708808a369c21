"""Packages of QTI: items with their pictures and sections, and packages that mean harm."""

import io
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.formats import BrokenFileError, Foreign, Refused, guessed, read
from courses.formats.foreign import MOST_BYTES
from tests.courses.files.test_archive import PNG
from tests.courses.formats.qti import samples as say

SPACE = 'xmlns="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"'
PICTURED = say.item(
    say.declared(["h1"])
    + say.hotspot(say.place("h1", "rect", "20,10,60,30") + say.place("h2", "circle", "100,50,10")).replace(
        "pictures/", "../pictures/"
    )
)
PLAIN = say.item(say.declared(["b"]) + say.choice("a", "b")).replace(b'identifier="i1"', b'identifier="i2"')
TEST = (
    b'<qti-assessment-test identifier="t"><qti-test-part><qti-assessment-section title="Safety">'
    b'<qti-assessment-section title="Reports"><qti-assessment-item-ref href="items/plain.xml"/></qti-assessment-section>'
    b'<qti-assessment-item-ref href="items/pictured.xml"/></qti-assessment-section></qti-test-part></qti-assessment-test>'
)


def manifest(*resources: tuple[str, str]) -> bytes:
    listed = "".join(f'\n<resource identifier="r" type="imsqti_{kind}_xmlv3p0" href="{path}"/>' for kind, path in resources)
    return f"<manifest {SPACE}><resources>{listed}</resources></manifest>".encode()


ALL = manifest(("item", "items/pictured.xml"), ("item", "items/plain.xml"), ("test", "test.xml"))
FILES = {
    "imsmanifest.xml": ALL,
    "items/pictured.xml": PICTURED,
    "items/plain.xml": PLAIN,
    "test.xml": TEST,
    "pictures/curve.png": PNG,
    "style.css": b"p {}",
}


def packed(**changes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**FILES, **changes}.items():
            if content is not None:
                archive.writestr(name, content)
    return out.getvalue()


def test_a_package_gives_its_items_in_the_order_of_its_test_with_sections_as_tags():
    plain, pictured = read("qti", packed())
    assert (plain.id, plain.tags, plain.place) == ("i2", ("Safety", "Reports"), "items/plain.xml")
    assert (pictured.id, pictured.tags) == ("i1", ("Safety",))
    assert (pictured.written.kind, pictured.image.name, pictured.image.content) == ("hot_spot", "curve.png", PNG)
    assert pictured.written.picture_alt == "A curve"
    assert [(part.text, part.right, part.place) for part in pictured.written.parts] == [
        ("Place h1", True, ("10", "10", "20", "20")),
        ("Place h2", False, ("45", "40", "10", "20")),
    ]
    assert pictured.notes == ("A circle became the rectangle around it.",)


def test_what_the_manifest_lists_and_nobody_can_read_is_refused_by_file_and_line():
    listed = manifest(("item", "items/plain.xml"), ("item", "gone.xml"), ("item", "broken.xml"), ("item", "style.xml"))
    plain, *rest = read("qti", packed(**{"imsmanifest.xml": listed, "broken.xml": b"<a>\n<b>", "style.xml": b"<style/>"}))
    assert isinstance(plain, Foreign)
    assert [(type(found), found.place, found.line) for found in rest] == [
        (Refused, "imsmanifest.xml", 3),
        (Refused, "broken.xml", 2),
        (Refused, "style.xml", 1),
    ]
    assert all(found.sentence % found.values for found in rest)


def test_a_picture_that_is_not_in_the_package_is_refused():
    found = read("qti", packed(**{"pictures/curve.png": None}))[1]
    assert (type(found), found.place) == (Refused, "items/pictured.xml")


@pytest.mark.parametrize(
    "changes",
    [
        {"imsmanifest.xml": None},
        {"b/imsmanifest.xml": ALL},
        {"../../evil.xml": b"x"},
        {"/etc/evil.xml": b"x"},
        {"bomb.xml": b"<a>" + b" " * 30_000_000},
        {"pictures/curve.png": b"GIF89a" + b"\0" * 40},
        {"imsmanifest.xml": b'<!DOCTYPE m [<!ENTITY e SYSTEM "file:///etc/passwd">]><manifest>&e;</manifest>'},
        {"imsmanifest.xml": manifest(*(("item", f"{number}.xml") for number in range(501)))},
    ],
)
def test_a_package_that_means_harm_or_is_none_is_refused_as_a_whole(changes):
    began = time.process_time()
    with pytest.raises(BrokenFileError) as refusal:
        read("qti", packed(**changes))
    assert refusal.value.sentence % refusal.value.values
    assert time.process_time() - began < 2


def test_a_package_of_very_many_parts_is_refused_quickly():
    wide = b"<qti-assessment-item>" + b"<a/>" * 59_000 + b"</qti-assessment-item>"
    names = [f"items/{number}.xml" for number in range(60)]
    content = packed(**{"imsmanifest.xml": manifest(*(("item", name) for name in names)), **dict.fromkeys(names, wide)})
    began = time.process_time()
    with pytest.raises(BrokenFileError):
        read("qti", content)
    assert time.process_time() - began < 6


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE q [<!ENTITY e SYSTEM "file:///etc/passwd">]><qti-assessment-item>&e;</qti-assessment-item>',
        b"<qti-assessment-item>" + b"<a>" * 500_000,
        b"<qti-assessment-test/>",
        b"<questestinterop/>",
        b"<html/>",
        b"PK\x03\x04" + b"x" * 100,
        b"PK\x03\x04" + b"x" * MOST_BYTES,
        b"x" * (MOST_BYTES + 1),
        b"",
    ],
)
def test_a_file_that_is_no_item_is_refused_as_a_whole(content):
    began = time.process_time()
    with pytest.raises(BrokenFileError) as refusal:
        read("qti", content)
    assert refusal.value.sentence % refusal.value.values
    assert time.process_time() - began < 2


@pytest.mark.parametrize("content", [packed(), PLAIN, b"\xef\xbb\xbf" + PLAIN, b"<questestinterop/>"])
def test_it_is_known_by_how_it_begins(content):
    assert guessed("file.xml", content) == "qti"


PAIRS = say.declared(["r1 b", "r2 a"], mapped={"r1 b": 1, "r2 a": 1}, cardinality="multiple", base="directedPair")
GUARDED = say.when_right("RESPONSE", rules=say.outcome("FEEDBACK", "yes")) + say.taken_over("FEEDBACK")
SEEDS = [
    PICTURED,
    say.item(f"{say.declared(['b'])}{say.choice('a', 'b')}<!--aside-->{say.modal('b', 'So')}", GUARDED),
    say.item(PAIRS + say.match(), "map_response"),
    say.item(say.declared(["3"], base="float") + say.entry(), say.near("absolute", "0.5 0.5")),
    say.item(say.declared(["y"], name="R1") + say.inline("R1"), say.mapped_sum("R1")),
    say.item(say.declared(mapped={"w2 g1": 1, "w1 g2": 1}, cardinality="multiple") + say.gap_match(), "map_response"),
    say.item(say.declared(["c", "a", "b"], cardinality="ordered") + say.order()),
]
PIECES = [
    b"<",
    b">",
    b'"',
    b"/",
    b"",
    b"a",
    b"-1",
    b"1e400",
    b"nan",
    b"[[1]]",
    b"&#0;",
    b"%s",
    b"%",
    b"\xff",
    b"qti-value",
    b"RESPONSE",
]


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_whatever_is_altered_in_an_item_is_read_or_refused(data):
    """Pieces are cut out, doubled, swapped; nothing but a refusal is ever raised."""
    content = data.draw(st.sampled_from(SEEDS))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(len(content), start + 60)))
        piece = data.draw(st.one_of(st.sampled_from(PIECES), st.just(content[start:end] * 2), st.binary(max_size=4)))
        content = content[:start] + piece + content[end:]
    _read_or_refuse(content)


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_whatever_word_of_an_item_is_another_it_is_read_or_refused(data):
    """Names and values change places, so that it stays XML and says something else."""
    content = data.draw(st.sampled_from(SEEDS)).decode()
    words = sorted({word for word in content.replace("<", " ").replace(">", " ").replace('"', " ").split() if "=" not in word})
    for _ in range(data.draw(st.integers(1, 3))):
        old, new = data.draw(st.sampled_from(words)), data.draw(st.sampled_from([*words, "", "0", "-5", "1e30", "x y z"]))
        content = content.replace(old, new) if data.draw(st.booleans()) else content.replace(f'"{old}"', f'"{new}"')
    _read_or_refuse(content.encode())


def _read_or_refuse(content: bytes) -> None:
    try:
        found = read("qti", content)
    except BrokenFileError as refusal:
        assert refusal.sentence % refusal.values
        return
    assert len(found) == 1
    assert all(one.sentence % one.values for one in found if isinstance(one, Refused))
