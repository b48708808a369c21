"""Words go into a text field and come back as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail_localize.strings import StringValue

from icrweb.translating.typed import as_string, as_typed, same


@pytest.mark.parametrize(
    ("string", "typed"),
    [
        ("First<br/>second", "First\nsecond"),
        ("p &lt; 0.05 &amp; n &gt; 3", "p < 0.05 & n > 3"),
        ('<a id="a1">The guide</a> and <b>more</b>', '<a id="a1">The guide</a> and <b>more</b>'),
        ("&lt;b&gt; is a tag", "&lt;b&gt; is a tag"),
        ("&amp;copy; is a sign", "&amp;copy; is a sign"),
    ],
)
def test_a_string_is_shown_as_plainly_as_it_can_be_read_back(string, typed):
    assert as_typed(string) == typed
    assert StringValue.from_translated_html(as_string(typed)).data == string


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Z"]), max_size=40))
def test_whatever_is_kept_comes_back_as_it_was(words):
    kept = StringValue.from_plaintext(words).data
    assert StringValue.from_translated_html(as_string(as_typed(kept))).data == kept


def test_the_ends_of_lines_that_browsers_send_change_nothing():
    assert same("one\r\ntwo", "one\ntwo")
    assert as_string("one \r\n two") == "one<br/>two"
