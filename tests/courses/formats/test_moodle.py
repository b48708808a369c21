"""Moodle XML as Moodle writes it: what comes in, with which credit, and what is refused by name and line."""

import base64
from fractions import Fraction

import pytest

from courses.asking import KINDS
from courses.formats import Foreign, Refused, read

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'


def question(kind: str, inside: str, text: str = "<p>Why?</p>") -> bytes:
    return (
        f'{HEAD}<question type="category"><category><text>$course$/top/Safety/Reports</text></category></question>\n'
        f'<!-- question: 42 -->\n<question type="{kind}"><name><text>Q</text></name>'
        f'<questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>'
        f"<defaultgrade>2.0000000</defaultgrade>{inside}</question></quiz>"
    ).encode()


def answer(fraction: str, text: str, more: str = "") -> str:
    return f'<answer fraction="{fraction}" format="html"><text>{text}</text>{more}<feedback format="html"><text></text></feedback></answer>'


def one(content: bytes):
    (found,) = read("moodle", content)
    return found


def credit(found: Foreign, chosen: set[int]) -> Fraction:
    kind = KINDS[found.written.kind]
    parts = found.written.parts
    marks = {
        "right": [part.id for part in parts if part.right],
        "partial_credit": found.written.partial_credit,
        **({"weights": {part.id: part.weight for part in parts if part.weight}} if any(part.weight for part in parts) else {}),
    }
    ids = [parts[number].id for number in sorted(chosen)]
    return kind.credit(marks, ids if found.written.kind == "multiple" else ids[0])


@pytest.mark.parametrize(
    ("fractions", "chosen", "earned"),
    [
        (("50", "50", "0"), {0, 1, 2}, 1),  # what is wrong costs nothing where Moodle says 0
        (("50", "50", "-50"), {0, 2}, 0),
        (("33.33333", "33.33333", "33.33333", "-33.33333"), {0, 1, 2, 3}, Fraction(2, 3)),
        (("60", "40", "-25"), {0, 2}, Fraction(35, 100)),
        (("100", "-100"), {1}, 0),
    ],
)
def test_several_answers_earn_what_moodle_gives(fractions, chosen, earned):
    answers = "".join(answer(share, f"c{number}") for number, share in enumerate(fractions))
    found = one(question("multichoice", f"<single>false</single>{answers}"))
    assert credit(found, chosen) == earned


@pytest.mark.parametrize(("number", "earned"), [(0, 1), (1, Fraction(1, 3)), (2, Fraction(-1, 3)), (3, 0), (4, 1)])
def test_one_answer_earns_what_moodle_gives_below_nothing_too(number, earned):
    shares = ("100", "33.33333", "-33.33333", "0", "100")
    found = one(question("multichoice", "<single>true</single>" + "".join(answer(share, f"c{share}") for share in shares)))
    assert credit(found, {number}) == earned


def test_category_tags_id_points_and_line_come_along():
    found = one(question("multichoice", answer("100", "a") + answer("0", "b") + "<tags><tag><text>gcp</text></tag></tags>"))
    assert (found.tags, found.id, found.written.points, found.line) == (("Safety", "Reports", "gcp"), "42", "2", 5)


def test_a_picture_comes_with_its_words_and_two_are_refused():
    file = f'<file name="a b.png" path="/" encoding="base64">{base64.b64encode(b"bytes").decode()}</file>'
    image = '<img src="@@PLUGINFILE@@/a%20b.png" alt="A curve">'
    content = question("essay", "", f"<p>See {image}</p>").replace(b"</questiontext>", f"{file}</questiontext>".encode())
    found = one(content)
    assert (found.image.name, found.image.content, found.written.picture_alt) == ("a b.png", b"bytes", "A curve")
    assert isinstance(one(content.replace(image.encode(), image.encode() * 2)), Refused)


def test_maths_stays_and_scripts_and_handlers_do_not():
    found = one(
        question("essay", "", r'<p onclick="x()">\( a &lt; b \) <script>alert(1)</script>10<sup>3</sup> H<sub>2</sub>O</p>')
    )
    assert found.written.stem == r"<p>\( a &lt; b \) 10³ H₂O</p>"
    assert found.notes == ("A script or style was left out.",)


def test_gaps_inside_the_text_and_from_a_list_are_the_same_question():
    inside = one(question("cloze", "", r"<p>A {1:MULTICHOICE:=dose#why~%0%price\~list} is {:MCS:~no~=yes}.</p>"))
    options = "".join(
        f"<selectoption><text>{text}</text><group>{group}</group></selectoption>"
        for text, group in (("dose", 1), ("price~list", 1), ("no", 2), ("yes", 2))
    )
    listed = one(question("gapselect", options, "<p>A [[1]] is [[4]].</p>"))
    shown = [[(option.text, option.right) for option in part.options] for part in inside.written.parts]
    assert shown == [[("dose", True), ("price~list", False)], [("no", False), ("yes", True)]]
    assert inside.written.stem == listed.written.stem == "<p>A [[1]] is [[2]].</p>"
    assert [[(option.text, option.right) for option in part.options] for part in listed.written.parts] == shown


@pytest.mark.parametrize(
    ("kind", "inside", "text"),
    [
        ("shortanswer", answer("100", "word"), "<p>?</p>"),
        ("description", "", "<p>Read.</p>"),
        ("ordering", "<gradingtype>ABSOLUTE_POSITION</gradingtype>", "<p>?</p>"),
        ("numerical", answer("100", "1") + answer("50", "2"), "<p>?</p>"),
        ("cloze", "", "<p>{1:SHORTANSWER:=a}</p>"),
        ("cloze", "", "<p>{2:MC:=a~b}</p>"),
        ("cloze", "", "<p>{1:MC:%50%a~=b}</p>"),
        ("essay", "", "<table><tr><td>1</td></tr></table>"),
        ("essay", "", '<p><img src="https://elsewhere.example/x.png"></p>'),
        ("essay", "", "<p> </p>"),
        ("multichoice", answer("100", "x" * 401) + answer("0", "b"), "<p>?</p>"),
        ("multichoice", answer("101", "a") + answer("0", "b"), "<p>?</p>"),
    ],
)
def test_what_cannot_be_held_is_refused_by_name_and_line(kind, inside, text):
    found = one(question(kind, inside, text))
    assert isinstance(found, Refused)
    assert (found.name, found.line) == ("Q", 5)
    assert found.sentence % found.values
