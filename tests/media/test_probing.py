import contextlib
import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icrweb.media.probing import Facts, NotPlayableError, facts_of
from tests.factories.media import box, mp4

MP3 = (b"\xff\xfb\x90\x00" + bytes(413)) * 40  # 40 frames of 128 kbit/s at 44.1 kHz


def test_a_video_says_how_long_and_wide_it_is():
    assert facts_of(io.BytesIO(mp4(seconds=12.5, width=426, height=240))) == Facts(
        "video", "video/mp4", "mp4", 12.5, 426, 240, sound=False
    )


def test_sound_alone_is_audio():
    assert facts_of(io.BytesIO(mp4(pictures=False, sound=True))).mime == "audio/mp4"
    facts = facts_of(io.BytesIO(MP3))
    assert (facts.kind, facts.extension, round(facts.duration, 1)) == ("audio", "mp3", 1.0)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "unknown"),
        (b"<html><script>alert(1)</script>", "unknown"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "unknown"),
        (b"\x1aE\xdf\xa3" + bytes(50), "unknown"),
        (box(b"ftyp", b"isom"), "broken"),
        (mp4()[:-50], "broken"),
        (mp4(seconds=0), "no_length"),
        (b"ID3" + bytes(500), "broken"),
        (box(b"ftyp", b"isom") + struct.pack(">I4s", 7, b"moov"), "broken"),
    ],
)
def test_what_does_not_play_is_refused(content, code):
    with pytest.raises(NotPlayableError) as refused:
        facts_of(io.BytesIO(content))
    assert refused.value.code == code


@given(st.binary(max_size=300), st.integers(min_value=0, max_value=250))
def test_garbage_never_does_more_than_be_refused(garbage, at):
    content = mp4()
    content = content[:at] + garbage + content[at:]
    for one in (content, b"ID3" + garbage, b"\xff\xfb" + garbage):
        with contextlib.suppress(NotPlayableError):
            assert facts_of(io.BytesIO(one)).duration > 0
