"""GIFT, Aiken and tables as people write them."""

import pytest

from courses.formats import BrokenFileError, Foreign, Refused, guessed, read

GIFT = r"""$CATEGORY: $course$/Safety

// [id:q1] [tag:gcp]
::One::What is 1\:1? {=right #yes ~%-50%wrong ~other####All of it}

::Two::Sky is blue {T#no#yes}

::Three:: {=a -> 1 =b -> 2}

::Four::Count {#3:0.5}

::Five::Span {#1..5}

::Six::Own words {}

::Seven::Type {=one =two}

Just a text.
"""


def test_gift_as_people_write_it():
    one, two, three, four, five, six, seven, eight = read("gift", GIFT.encode())
    assert (one.name, one.id, one.tags, one.line, one.written.stem) == ("One", "q1", ("Safety", "gcp"), 4, "<p>What is 1:1?</p>")
    assert [(part.text, part.right, part.weight) for part in one.written.parts] == [
        ("right", True, ""),
        ("wrong", False, "-50"),
        ("other", False, ""),
    ]
    assert (one.written.parts[0].feedback, one.written.feedback) == ("yes", "All of it")
    assert [(part.text, part.right, part.feedback) for part in two.written.parts] == [("True", True, "yes"), ("False", False, "no")]
    assert isinstance(three, Refused)  # it asks nothing
    assert (four.written.answer, four.written.tolerance) == ("3", "0.5")
    assert (five.written.answer, five.written.tolerance) == ("3", "2")
    assert six.written.kind == "short_text"
    assert [(found.name, found.line) for found in (seven, eight)] == [("Seven", 16), ("Just a text.", 18)]
    assert isinstance(seven, Refused) and isinstance(eight, Refused)


def test_aiken_and_what_is_wrong_in_it():
    text = "What?\nA. one\nB) two\nANSWER: B\n\nWho?\nA. me\nANSWER: A\n\nHow?\nA. so\nB. or so\nANSWER: C\n\nWhen?\nA. now\n"
    first, *rest = read("aiken", text.encode())
    assert isinstance(first, Foreign)
    assert [(part.text, part.right) for part in first.written.parts] == [("one", False), ("two", True)]
    assert [(type(found), found.line) for found in rest] == [(Refused, 6), (Refused, 10), (Refused, 15)]


def test_a_table_with_semicolons_and_rows_that_are_refused():
    text = "kind;question;part_1;weight_1;part_2;weight_2;number\nsingle;Why?;a;100;b;-25%;\nriddle;Who?;;;;;\nnumeric;Many?;;;;;0,54\n"
    one, two, three = read("csv", text.encode())
    assert [(part.right, part.weight) for part in one.written.parts] == [(True, ""), (False, "-25")]
    assert (type(two), two.name, two.line) == (Refused, "Who?", 3)
    assert three.written.answer == "0.54"


@pytest.mark.parametrize("text", ["", "kind,name\n", "kind,question,kind\n", "kind,question,colour\n"])
def test_a_table_without_its_columns_is_refused(text):
    with pytest.raises(BrokenFileError):
        read("csv", text.encode())


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.xml", b"", "moodle"),
        ("a.txt", b"\xef\xbb\xbf<quiz>", "moodle"),
        ("a.csv", b"x", "csv"),
        ("a.txt", b"Q\nA. b\nANSWER: A", "aiken"),
        ("a.txt", b"Q {T}", "gift"),
    ],
)
def test_the_format_is_guessed(name, content, kind):
    assert guessed(name, content) == kind
