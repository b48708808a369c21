import pytest

from icrweb.media.webvtt import BrokenCaptionsError, Cue, cues_of

GOOD = """WEBVTT - two clocks

NOTE made by hand

first
00:00.000 --> 00:04.500 line:90%
<v Nurse>The <b>site</b> knows.</v>
It tells the sponsor.

01:00:04.500 --> 01:00:06.000
Less than &lt; seven
"""


def test_captions_are_read_without_their_marks():
    assert cues_of(GOOD.replace("\n", "\r\n")) == [
        Cue(0.0, 4.5, "The site knows.\nIt tells the sponsor."),
        Cue(3604.5, 3606.0, "Less than < seven"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("00:00.000 --> 00:01.000\nA", 1, "not_webvtt"),
        ("WEBVTT\n00:00.000 --> 00:01.000\nA", 2, "no_blank"),
        ("WEBVTT\n\n00:00,000 --> 00:01,000\nA", 3, "timing"),
        ("WEBVTT\n\nOnly words", 3, "timing"),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nA", 3, "times"),
        ("WEBVTT\n\n00:02.000 --> 00:03.000\nA\n\n00:01.000 --> 00:02.000\nB", 6, "order"),
        ("WEBVTT\n\n00:02.000 --> 00:03.000", 3, "empty"),
        ("WEBVTT\n\n00:02.000 --> 00:03.000\n<script>alert(1)</script>", 4, "tag"),
        ("WEBVTT\n\n00:02.000 --> 00:03.000\nA\n00:03.000 --> 00:04.000\nB", 5, "arrow"),
        ("WEBVTT\n\nSTYLE\n::cue { color: red }", 3, "style"),
        ("WEBVTT\n", 2, "empty"),
    ],
)
def test_a_broken_line_is_named(text, line, code):
    with pytest.raises(BrokenCaptionsError) as broken:
        cues_of(text)
    assert (broken.value.line, broken.value.code) == (line, code)
