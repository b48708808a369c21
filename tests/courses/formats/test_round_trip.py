"""What goes out comes back: every kind that a format holds, with any words, and the same credit for every answer."""

import io
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from courses.asking.written import Part, Written
from courses.formats import gift, moodle, moodle_writing, sheets
from courses.formats.foreign import Foreign, Image, Refused
from icrweb.pages.spreadsheets import as_file

LETTERS = st.characters(codec="utf-8", exclude_categories=("C", "Z"))
WORD = st.text(LETTERS, min_size=1, max_size=12)
WORDS = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
FEEDBACK = st.one_of(st.just(""), st.lists(WORDS, min_size=1, max_size=2).map("\n".join))
MATHS = st.sampled_from([r"\( \frac{a}{b} < 1 \)", "$$x_{1}^2 = 3$$", r"\[ a \le b \]", ""])


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@st.composite
def stems(draw):
    text, maths, item = escaped(draw(WORDS)), escaped(draw(MATHS)), escaped(draw(WORDS))
    shape = draw(
        st.sampled_from(
            ["<p>{0} {1}.</p>", "<p><b>{0}</b> {1}.</p><ul><li>{2}</li><li><i>{0}</i></li></ul>", "<p>{0}<br/>{2}</p><p>{1}.</p>"]
        )
    )
    return shape.format(text, maths, item).replace("  ", " ").replace("> .", ">.").replace(" .", ".")


def parts(texts=WORDS, least=2):
    return st.lists(st.builds(Part, st.just(""), texts, FEEDBACK), min_size=least, max_size=5)


def numbered(found: list[Part]) -> tuple[Part, ...]:
    return tuple(
        replace(part, id=str(number), options=tuple(replace(one, id=f"{number}.{k}") for k, one in enumerate(part.options)))
        for number, part in enumerate(found)
    )


@st.composite
def written(draw, kinds):
    kind, stem, feedback = draw(st.sampled_from(kinds)), draw(stems()), draw(FEEDBACK)
    found = Written(kind, stem, feedback=feedback)
    if kind in ("single", "multiple"):
        texts = draw(parts())
        right = draw(st.sets(st.sampled_from(range(len(texts))), min_size=1, max_size=1 if kind == "single" else 4))
        weights = draw(st.booleans())
        drawn = [Part("", one.text, one.feedback, number in right) for number, one in enumerate(texts)]
        if weights:
            odd = ("", "50", "-33.33333", "-100") if kind == "single" else ("0", "-12.5", "-33.33333")
            drawn = [
                replace(one, weight=("" if kind == "single" else "20") if one.right else draw(st.sampled_from(odd)))
                for one in drawn
            ]
        partial = kind == "single" or weights or draw(st.booleans())
        return replace(found, parts=numbered(drawn), partial_credit=partial)
    if kind == "true_false":
        right = draw(st.booleans())
        words = draw(parts(least=2))[:2]
        return replace(found, parts=(Part("0", "True", words[0].feedback, right), Part("1", "False", words[1].feedback, not right)))
    if kind == "matching":
        return replace(
            found, parts=numbered([replace(one, other=draw(WORDS)) for one in draw(parts())]), partial_credit=draw(st.booleans())
        )
    if kind == "ordering":
        return replace(found, parts=numbered(draw(parts(least=3))), partial_credit=draw(st.booleans()))
    if kind == "numeric":
        number = st.decimals(-9999, 9999, places=3).map(lambda number: f"{number.normalize():f}")
        near = st.decimals(0, 99, places=3).map(lambda number: f"{number.normalize():f}")
        unit = draw(st.one_of(st.just(""), WORD))
        wrong = draw(FEEDBACK)
        return replace(
            found, answer=draw(number), tolerance=draw(near), relative=draw(st.booleans()), unit=unit, feedback_wrong=wrong
        )
    if kind == "cloze":
        gaps = [
            Part("", feedback=one.feedback, options=(Part("", one.text, right=True), Part("", draw(WORDS)), Part("", draw(WORDS))))
            for one in draw(parts(least=1))
        ]
        # Letters that mark a gap elsewhere are refused by name; tested in test_moodle.
        stem = "".join(f"<p>{number} [[{number}]].</p>" for number in range(1, len(gaps) + 1))
        return replace(found, stem=stem, parts=numbered(gaps))
    return found


@st.composite
def questions(draw, kinds):
    tags = tuple(dict.fromkeys(draw(st.lists(WORD, max_size=2))))
    points = draw(st.sampled_from(["1", "2.5", "0.25"]))
    image = draw(st.one_of(st.none(), st.binary(min_size=1, max_size=20).map(lambda content: Image("curve.png", content))))
    said = replace(draw(written(kinds)), points=points, reference=draw(st.one_of(st.just(""), WORDS)))
    said = replace(said, picture_alt=draw(WORDS) if image else "")
    return Foreign(draw(WORDS), said, draw(st.from_regex(r"[a-z0-9-]{1,12}", fullmatch=True)), tags, "safety-1", image)


def back(found: Foreign | Refused) -> Foreign:
    assert isinstance(found, Foreign), found
    return replace(found, line=0)


def as_written(writer, question: Foreign) -> tuple[bytes, list[Refused]]:
    out = io.BytesIO()
    refused = writer.write([question], out)
    return out.getvalue(), refused


SHARED = ["single", "multiple", "true_false", "matching", "ordering", "numeric", "cloze", "short_text"]


@settings(max_examples=150, deadline=None)
@given(questions(SHARED))
def test_moodle_xml_gives_back_what_it_was_given(question):
    content, refused = as_written(moodle_writing, question)
    assert refused == []
    assert [back(found) for found in moodle.read(content)] == [question]


@settings(max_examples=150, deadline=None)
@given(questions(["single", "multiple", "true_false", "matching", "numeric", "short_text"]))
def test_gift_gives_back_what_it_was_given_or_refuses_it(question):
    content, refused = as_written(gift, question)
    found = gift.read(content)
    assert len(found) + len(refused) == 1
    if found:
        # GIFT has no place for the objective and the source.
        assert back(found[0]) == replace(question, objective="", written=replace(question.written, reference=""))


@settings(max_examples=100, deadline=None)
@given(questions(SHARED))
def test_a_table_gives_back_what_it_was_given_or_refuses_it(question):
    rows, refused = sheets.rows([question])
    found = sheets.read(as_file(rows, "questions", "csv").content)
    assert len(found) + len(refused) == 1
    assert bool(refused) == bool(question.image)
    if found:
        assert back(found[0]) == question
