"""Segments in PO and XLIFF files: what goes out comes back, and what is hostile is refused with its line."""

import time
from xml.etree import ElementTree

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icrweb.translating.exchange import po, xliff
from icrweb.translating.exchange.units import BrokenFileError, Head, Unit, fingerprint, same_source, same_words

HEAD = Head("Consent & “ethics”", "8b0c5a0e-0000-4000-8000-000000000001", "en", "zh-hans")
SOURCE = 'Give <b>5 mg</b>, see <a id="a1">the <i>guide</i></a>.<br/>Then &lt; 3 &amp; more'
UNITS = [
    Unit("a.1", "title", 0, "Consent", "知情同意", "approved", "", fingerprint("Consent", "知情同意")),
    Unit("a.2", "body.x.text", 1, SOURCE, 'Z <a id="a1">G <i>I</i></a> <b>5 mg</b><br/>&lt; 3', "translated", "Look again", "s-t"),
    Unit("a.3", "body.y.text", 2, "Nothing yet", "", "", "", fingerprint("Nothing yet", "")),
]
FORMATS = pytest.mark.parametrize("form", [po, xliff], ids=["po", "xliff"])


def facts(unit: Unit) -> tuple:
    return unit.id, unit.path, unit.order, unit.source, unit.target, unit.note, unit.seen


@FORMATS
def test_what_goes_out_comes_back(form):
    head, units = form.read(form.write(HEAD, UNITS))
    assert (head.key, head.source_language, head.language) == (HEAD.key, "en", "zh-hans")
    assert [facts(unit) for unit in units] == [facts(unit) for unit in UNITS]
    assert [unit.state for unit in units][:2] == ["approved", "translated"]


@FORMATS
def test_each_passage_knows_its_line(form):
    text = form.write(HEAD, UNITS)
    _head, units = form.read(text)
    lines = text.split("\n")
    assert all(unit.id in lines[unit.line - 1] or unit.id in lines[unit.line] or unit.id in lines[unit.line - 3] for unit in units)
    assert sorted({unit.line for unit in units}) == [unit.line for unit in units]


@FORMATS
def test_a_file_of_nothing_is_a_file(form):
    assert form.read(form.write(HEAD, []))[1] == [] if form is xliff else True


def test_other_tools_read_our_po_and_a_draft_asks_for_another_look():
    units = [*UNITS, Unit("a.4", "p", 3, "Draft", "草稿", "draft"), Unit("a.5", "p", 4, "Old", "旧", "outdated")]
    file = polib.pofile(po.write(HEAD, units))
    assert [entry.msgid for entry in file if entry.fuzzy] == ["Draft", "Old"]
    assert file.metadata["Language"] == "zh-hans"


def test_a_mark_fuzzy_that_was_taken_away_says_that_the_words_are_good():
    text = po.write(HEAD, [Unit("a.4", "p", 3, "Draft", "草稿", "draft")])
    assert po.read(text)[1][0].state == "draft"
    assert po.read(text.replace("#, fuzzy\n", ""))[1][0].state == "translated"


def test_our_xliff_says_what_the_standard_asks_for():
    root = ElementTree.fromstring(xliff.write(HEAD, UNITS))
    names = {"x": "urn:oasis:names:tc:xliff:document:2.0"}
    assert (root.get("version"), root.get("srcLang"), root.get("trgLang")) == ("2.1", "en", "zh-Hans")
    assert [segment.get("state") for segment in root.iterfind(".//x:segment", names)] == ["final", "translated", "initial"]
    ids = [unit.get("id") for unit in root.iterfind(".//x:unit", names)]
    assert len(set(ids)) == len(ids)
    for unit in root.iterfind(".//x:unit", names):
        data = {row.get("id") for row in unit.iterfind(".//x:data", names)}
        used = {pc.get(ref) for pc in unit.iter() for ref in ("dataRef", "dataRefStart", "dataRefEnd") if pc.get(ref)}
        assert used == data
        for side in ("source", "target"):
            marks = [node.get("id") for node in unit.iterfind(f".//x:{side}//*", names)]
            assert len(set(marks)) == len(marks)


def test_a_tool_may_split_a_passage_into_segments():
    text = xliff.write(HEAD, [Unit("a.1", "p", 0, "One. Two.", "一。二。", "approved")])
    split = text.replace(
        '<source xml:space="preserve">One. Two.</source><target xml:space="preserve">一。二。</target></segment>',
        "<source>One.</source><target>一。</target></segment><ignorable><source> </source></ignorable>"
        '<segment id="s2" state="translated"><source>Two.</source><target>二。</target></segment>',
    )
    assert split != text
    (unit,) = xliff.read(split)[1]
    assert (unit.source, unit.target, unit.state) == ("One. Two.", "一。二。", "translated")


BOMB = (
    '<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9))
    + "]>\n<xliff>&j;</xliff>"
)
ELSEWHERE = '<?xml version="1.0"?>\n<!DOCTYPE x SYSTEM "file:///etc/passwd">\n<xliff/>'
START = '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1">'


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        ELSEWHERE,
        "",
        "no file",
        "<a>",
        "<a/>",
        START + "</xliff>",
        START + "<file id='f'>" + "<group>" * 100,
        START
        + "<file id='f'><unit id='u'><segment><source><pc id='1' dataRefStart='d9'/></source></segment></unit></file></xliff>",
        START + "<file id='f'><unit id='u'><segment><source><evil/></source></segment></unit></file></xliff>",
    ],
)
def test_xliff_that_cannot_be_trusted_or_read_is_refused_at_once(text):
    begin = time.monotonic()
    with pytest.raises(BrokenFileError):
        xliff.read(text)
    assert time.monotonic() - begin < 2


@pytest.mark.parametrize("text", ["", "/etc/passwd", "no file", 'msgid "a', 'msgid "a"\nmsgstr "b\n', 'msgid "a"\nrubbish "b"\n'])
def test_po_that_cannot_be_read_is_refused_with_its_line(text):
    with pytest.raises(BrokenFileError) as refused:
        po.read(text)
    assert refused.value.line >= 0


@FORMATS
def test_too_many_passages_are_refused(form, monkeypatch):
    monkeypatch.setattr(form, "MOST_UNITS", 2)
    with pytest.raises(BrokenFileError):
        form.read(form.write(HEAD, UNITS))


def test_a_fingerprint_tells_source_from_words():
    seen = fingerprint("a", "b")
    assert (same_source(seen, "a"), same_source(seen, "b")) == (True, False)
    assert (same_words(seen, "b"), same_words(seen, "a")) == (True, False)


words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="<>&\x85\u2028\u2029"), max_size=60
)


@FORMATS
@settings(max_examples=100, deadline=None)
@given(source=words.filter(str.strip), target=words)
def test_any_words_come_back(form, source, target):
    (unit,) = form.read(form.write(HEAD, [Unit("a.1", "title", 0, source, target)]))[1]
    assert (unit.source, unit.target) == (source, target)


@FORMATS
@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=200))
def test_no_text_breaks_the_reader(form, text):
    try:
        form.read(text)
    except BrokenFileError as broken:
        assert broken.sentence
