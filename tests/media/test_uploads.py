"""What editors upload: judged by its bytes, refused in a sentence, and then nothing of it is kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from icrweb.media.models import MediaFile, Recording
from tests.factories.courses import make_index
from tests.factories.media import WEBVTT, make_file, make_recording, mp4
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    make_index()
    client = Client()
    client.force_login(make_user(is_superuser=True))
    return client


def upload(editor, content: bytes, name: str = "clip.mp4", kind: str = "video"):
    data = {"title": "A clip", "file": SimpleUploadedFile(name, content), "collection": "1", "tags": ""}
    return editor.post(reverse("wagtailmedia:add", args=[kind]), data)


def test_a_video_is_known_by_its_bytes_whatever_it_is_called(editor, settings):
    upload(editor, mp4(seconds=20, width=426, height=240, sound=True), name="clip.html")
    file = MediaFile.objects.get()
    assert (file.type, file.duration, file.width, file.height, file.sound, file.mime) == ("video", 20, 426, 240, True, "video/mp4")
    assert file.file.name.endswith(".mp4")
    assert file.size == file.file.size


@pytest.mark.parametrize(
    ("content", "kind", "sentence"),
    [
        (b"", "video", "empty"),
        (b"<script>alert(1)</script>", "video", "not a video or sound file"),
        (mp4()[:-10], "video", "cannot be read to its end"),
        (mp4(pictures=False, sound=True), "video", "holds sound only"),
        (mp4(), "audio", "holds pictures"),
        (mp4(data=bytes(3000)), "video", "at most 2.0"),
    ],
)
def test_a_wrong_file_is_refused_in_a_sentence_and_not_kept(editor, settings, content, kind, sentence):
    settings.MEDIA_MAX_UPLOAD_SIZE = 2048
    answer = upload(editor, content, kind=kind)
    assert sentence in answer.content.decode()
    assert not MediaFile.objects.exists()


def recording_form(files, captions, **values):
    data = {"title": "Two clocks", "kind": "video", "credit": "Our own", "poster": "", **values}
    for name, rows in (("renditions", files), ("captions", captions)):
        data |= {
            f"{name}-TOTAL_FORMS": len(rows),
            f"{name}-INITIAL_FORMS": 0,
            f"{name}-MIN_NUM_FORMS": 0,
            f"{name}-MAX_NUM_FORMS": 1000,
        }
        for number, row in enumerate(rows):
            data |= {f"{name}-{number}-ORDER": number + 1, **{f"{name}-{number}-{field}": value for field, value in row.items()}}
    return data


def save(editor, *rows, **values):
    return editor.post(reverse("wagtailsnippets_media_recording:add"), recording_form(*rows, **values))


def test_a_recording_is_made_of_files_and_captions_from_a_file_or_the_clipboard(editor):
    captions = [
        {
            "language": "en",
            "kind": "captions",
            "upload": SimpleUploadedFile("en.vtt", b"\xef\xbb\xbf" + WEBVTT.encode()),
            "text": "",
        },
        {"language": "vi", "kind": "subtitles", "text": WEBVTT.replace("\n", "\r\n")},
    ]
    save(editor, [{"file": make_file().pk}, {"file": make_file(height=240).pk}], captions)
    recording = Recording.objects.get()
    assert [file.height for file in recording.files] == [480, 240]
    assert [row.text.strip() for row in recording.captions.all()] == [WEBVTT.strip()] * 2
    assert recording.duration == 10


@pytest.mark.parametrize(
    ("captions", "sentence"),
    [
        ({"text": WEBVTT.replace("00:05.000 -->", "5 -->")}, "Line 6: write the time line"),
        ({"upload": SimpleUploadedFile("a.vtt", b"WEBVTT\n\n\xff"), "text": ""}, "not UTF-8"),
        ({"text": ""}, "paste its text here"),
    ],
)
def test_broken_captions_are_refused_with_the_line(editor, captions, sentence):
    answer = save(editor, [{"file": make_file().pk}], [{"language": "en", "kind": "captions", **captions}])
    assert sentence in answer.content.decode()
    assert not Recording.objects.exists()


def test_files_that_do_not_belong_together_are_refused(editor):
    answer = save(editor, [{"file": make_file().pk}, {"file": make_file(seconds=20).pk}], [])
    assert "differ by more than two seconds" in answer.content.decode()
    answer = save(editor, [{"file": make_file(pictures=False, sound=True).pk}], [])
    assert "Put a video file first" in answer.content.decode()


def test_a_file_that_a_recording_plays_is_not_deleted(editor):
    used, free = make_file(), make_file()
    make_recording(used)
    for file in (used, free):
        editor.post(reverse("wagtailmedia:delete", args=[file.pk]))
    assert list(MediaFile.objects.all()) == [used]
