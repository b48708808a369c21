import pytest

from icrweb.media.embeds import embed_of


@pytest.mark.parametrize(
    ("address", "frame"),
    [
        ("https://www.youtube.com/watch?v=abcdefghijk&t=3", "https://www.youtube-nocookie.com/embed/abcdefghijk"),
        ("https://youtu.be/abcdefghijk", "https://www.youtube-nocookie.com/embed/abcdefghijk"),
        ("https://m.youtube.com/shorts/abc-efgh_jk", "https://www.youtube-nocookie.com/embed/abc-efgh_jk"),
        ("https://vimeo.com/123456789", "https://player.vimeo.com/video/123456789?dnt=1"),
        ("https://player.vimeo.com/video/123456789?h=0123456789", "https://player.vimeo.com/video/123456789?dnt=1&h=0123456789"),
    ],
)
def test_an_address_of_one_video_is_known(address, frame):
    assert embed_of(address).frame == frame


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://www.youtube.com/watch?v=abcdefghijk",
        "https://www.youtube.com.evil.example/watch?v=abcdefghijk",
        "https://www.youtube.com/watch?v=abcdefghijk%22onload=x",
        "https://evil.example/?https://youtu.be/abcdefghijk",
        "https://vimeo.com/channels/staff",
        "javascript:alert(1)",
        "https://[",
    ],
)
def test_any_other_address_is_refused(address):
    assert embed_of(address) is None
