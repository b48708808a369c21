"""Recordings as editors make them, of files that are as small as a video can be."""

import struct
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import Collection

from icrweb.media.models import Captions, MediaFile, Recording, Rendition
from icrweb.media.probing import facts_of

_numbers = count(1)
WEBVTT = "WEBVTT\n\n00:00.000 --> 00:05.000\nThe clock starts.\n\n00:05.000 --> 00:10.000\nThe clock ends.\n"


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def mp4(
    *,
    seconds: float = 10,
    width: int = 854,
    height: int = 480,
    sound: bool = False,
    pictures: bool = True,
    data: bytes = b"x" * 100,
) -> bytes:
    """The boxes of an MP4 that say what it is; of its data only the length."""
    head = box(b"mvhd", struct.pack(">4xIIII", 0, 0, 1000, round(seconds * 1000)) + bytes(80))
    tracks = b""
    for kind, there in ((b"vide", pictures), (b"soun", sound)):
        size = struct.pack(">II", width << 16, height << 16)
        media = box(b"mdia", box(b"hdlr", bytes(8) + kind + bytes(13)))
        tracks += box(b"trak", box(b"tkhd", bytes(76) + size) + media) if there else b""
    return box(b"ftyp", b"isom\0\0\0\0isom") + box(b"moov", head + tracks) + box(b"mdat", data)


def make_file(content: bytes | None = None, **facts) -> MediaFile:
    upload = SimpleUploadedFile("whatever.bin", content or mp4(**facts))
    said = facts_of(upload)
    upload.seek(0)
    file = MediaFile(title=f"File {next(_numbers)}", type=said.kind, file=upload, collection=top_collection())
    for name in ("duration", "width", "height", "mime", "extension", "sound"):
        setattr(file, name, getattr(said, name))
    file.size = upload.size
    file.save()
    return file


def top_collection() -> Collection:
    """The root of the collections, which tests with real transactions take away."""
    return Collection.get_first_root_node() or Collection.add_root(name="Root")


def make_recording(*files: MediaFile, captions=("en",), **fields) -> Recording:
    """A recording of ten seconds, with captions in English unless told otherwise."""
    files = files or (make_file(),)
    recording = Recording(title=f"Recording {next(_numbers)}", kind=files[0].type, credit="Our own, CC BY 4.0", **fields)
    recording.renditions = [Rendition(file=file) for file in files]
    recording.captions = [Captions(language=language, text=WEBVTT) for language in captions]
    recording.save()
    return Recording.objects.get(pk=recording.pk)


def video_block(recording: Recording | None = None, **values) -> tuple:
    return "video", {
        "title": "How the clocks run",
        "recording": recording,
        "address": "",
        "description": "Two clocks.",
        "stills": [],
        "transcript": "",
        **values,
    }
