import pytest

from courses.checks import findings_of
from tests.factories.courses import lessons_of, make_course
from tests.factories.media import make_file, make_recording, video_block

pytestmark = pytest.mark.django_db


def codes(*blocks, **fields):
    lesson = lessons_of(make_course())[0]
    lesson.body = list(blocks)
    for name, value in fields.items():
        setattr(lesson, name, value)
    found = findings_of(lesson)
    ours = ("video_", "nothing_to_play")
    return [(finding.code, finding.level) for finding in found if finding.code.startswith(ours)]


def test_a_video_needs_captions_and_a_description():
    assert codes(video_block(make_recording(captions=()), description="")) == [
        ("video_no_captions", "error"),
        ("video_no_description", "error"),
    ]
    assert codes(video_block(make_recording())) == []


def test_captions_in_another_language_and_great_length_are_only_said():
    recording = make_recording(make_file(seconds=721), captions=("ja",))
    assert codes(video_block(recording)) == [("video_captions_elsewhere", "warning"), ("video_long", "warning")]


def test_a_video_on_another_site_needs_its_transcript():
    address = "https://youtu.be/abcdefghijk"
    assert codes(video_block(None, address=address)) == [("video_no_transcript", "error")]
    assert codes(video_block(None, address=address, transcript="All that is said.")) == []


def test_a_lesson_to_be_watched_has_something_to_play():
    elsewhere = video_block(None, address="https://youtu.be/abcdefghijk", transcript="All that is said.")
    assert codes(elsewhere, completion="watched") == [("nothing_to_play", "error")]
    assert codes(video_block(make_recording()), completion="watched") == []
