"""What is written is read as the same: bodies, rich text and questions, whatever the words are."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.files.body import read_body, write_body
from courses.files.introspecting import sorts
from courses.files.markdown import markdown_of, plain_html, rich_text
from courses.files.questions import letters_of, read_words, write_words
from courses.files.schema import BOOL, DATE, DECIMAL, LIST, NAME, NUMBER, RAW, RICH, STREAM, STRUCT, Kind, hear, say, without_ids
from courses.files.text import Document, read_document, read_yaml, write_document, write_yaml

NASTY = st.lists(
    st.sampled_from(
        ["a", "word", " ", "  ", ":", ": ", "|", " | ", ":::", "\\", "-", "- ", "#", "## x", "[", "](", "[^1]", "*", "**", "_", "`"]
        + [
            "<b>",
            "&amp;",
            "&",
            '"',
            "'",
            "1. ",
            "> ",
            "@code",
            "ภาษาไทย",
            "日本語、",
            "tiếng Việt",
            "e\u0301",
            "👩🏽‍⚕️",
            "\u200b",
            "\u00a0",
        ]
        + [
            "\n",
            "\r\n",
            "\n\n",
            "\n:::\n",
            "---",
            "\n---\n",
            "\t",
            "{",
            "}",
            "%",
            "!",
            "null",
            "yes",
            "2026-01-02",
            "~",
            "\u2028",
            "==",
        ]
    ),
    max_size=6,
).map("".join)
WORDS = NASTY.map(lambda text: text.replace("\n", " ").replace("\r", " "))
INLINE = st.recursive(
    WORDS.map(lambda text: plain_html(text.replace("&", "&amp;").replace("<", "&lt;"))),
    lambda inner: st.one_of(
        inner.map("<b>{}</b>".format),
        inner.map("<i>{}</i>".format),
        inner.map('<a href="page:m1/l2">{}</a>'.format),
        inner.map('<a href="https://x.example/?a=1&amp;b=(2)">{}</a>'.format),
        st.tuples(inner, inner).map("<br/>".join),
        st.tuples(inner, inner).map("".join),
    ),
    max_leaves=4,
)
HTML = st.lists(
    st.one_of(
        INLINE.map("<p>{}</p>".format),
        INLINE.map("<h2>{}</h2>".format),
        st.lists(INLINE, min_size=1, max_size=3).map(lambda found: f"<ul>{''.join(f'<li>{one}</li>' for one in found)}</ul>"),
        st.tuples(INLINE, INLINE).map(lambda pair: "<ol><li>{}<ul><li>{}</li></ul></li></ol>".format(*pair)),
        st.just("<hr/>"),
    ),
    max_size=3,
).map(lambda parts: plain_html("".join(parts)))
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def values_of(kind: Kind):
    """Any value that a block of this kind may hold."""
    if kind.name == STRUCT:
        return st.fixed_dictionaries({name: values_of(inner) for name, inner in kind.fields.items()})
    if kind.name == LIST:
        return st.lists(values_of(kind.of).map(lambda value: {"type": "item", "value": value}), max_size=2)
    if kind.name == STREAM:
        children = [
            values_of(inner).map(lambda value, name=name: {"type": name, "value": value}) for name, inner in kind.fields.items()
        ]
        return st.lists(st.one_of(children), max_size=4)
    leaves = {
        RICH: HTML,
        BOOL: st.booleans(),
        NUMBER: st.integers(-5, 500),
        DECIMAL: st.sampled_from([None, "0.5", "12"]),
        DATE: st.sampled_from([None, "2026-11-22"]),
        NAME: st.sampled_from([None, "fig.png", "short-name"]),
        RAW: st.sampled_from([[], ["a"], {"b": 1}]),
    }
    return leaves.get(kind.name, NASTY)


def child_of(kind: Kind):
    """One child of any type, each as likely as the others."""
    return st.sampled_from(sorted(kind.fields)).flatmap(
        lambda name: values_of(kind.fields[name]).map(lambda value: {"type": name, "value": value})
    )


@QUICK
@given(st.data())
def test_a_body_of_any_blocks_is_read_as_it_was_written(data):
    kind = sorts()["lesson"].fields["body"]
    body = data.draw(st.lists(child_of(kind), max_size=4))
    written = write_document({"title": "T"}, write_body(kind, body))
    document = read_document("x", written)
    assert read_body(kind, "x", document.body, document.body_line) == body
    assert write_body(kind, read_body(kind, "x", document.body)) == write_body(kind, body)


@QUICK
@given(HTML)
def test_rich_text_is_the_same_after_markdown_and_says_so_where_it_cannot_be(html):
    markdown = markdown_of(html)
    assert markdown is None or rich_text(markdown) == html
    assert hear(Kind(RICH), say(Kind(RICH), html), "") == html


def test_everyday_rich_text_is_plain_markdown():
    html = '<h2>Who?</h2><p>A <b>site</b> &amp; its <a href="page:m/l">team</a>[^1]: 5 * 3 &lt; 16.</p>'
    html += "<ul><li>one<ul><li>two</li></ul></li></ul>"
    assert markdown_of(html) == "## Who?\n\nA **site** & its [team](page:m/l)[^1]: 5 \\* 3 \\< 16.\n\n- one\n  - two"
    assert rich_text(markdown_of(html)) == html


@QUICK
@given(st.dictionaries(NASTY, NASTY, max_size=4))
def test_yaml_gives_back_every_text(facts):
    assert read_yaml("x", write_yaml(facts)) == facts
    assert read_document("x", write_document(facts, "")).facts == facts


@QUICK
@given(st.data())
def test_a_question_is_read_as_it_was_written(data):
    sort = sorts()["question"]
    stem, feedback, wrong = data.draw(HTML), data.draw(NASTY), data.draw(NASTY)
    choices = data.draw(st.lists(values_of(sort.fields["choices"].fields["choice"]), max_size=4))
    values = {
        "stem": stem,
        "choices": [{"type": "choice", "value": value} for value in choices],
        "feedback": feedback,
        "feedback_wrong": wrong,
    }
    correct = letters_of(values["choices"])
    facts, body = write_words(sort, values, correct)
    document = read_document("x", write_document({"title": "T", **facts}, body))
    plain = {name: without_ids(sort.fields[name], value) for name, value in values.items()}
    assert read_words(sort, Document("x", document.facts, document.body), correct) == plain
