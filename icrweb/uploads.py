"""How large a file may be, asked while it comes in: what is too large is neither kept nor read, and the rest of its form is.

A form finds such a file by its size and says its own sentence, as it would of one that is there. `upload-size.js` says it before
anything is sent.
"""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.forms import ClearableFileInput, Script
from django.http import HttpRequest

_MOST = "most_bytes_of_a_file"


def takes_files(most: int) -> Callable:
    """For a view: files of at most so many bytes. Others take `settings.UPLOAD_MAX_SIZE`, the media library its own."""

    def mark(view: Callable) -> Callable:
        setattr(view, _MOST, most)
        return view

    return mark


def most_of(request: HttpRequest | None) -> int:
    match = getattr(request, "resolver_match", None)
    if match and match.app_name == "wagtailmedia":
        return settings.MEDIA_MAX_UPLOAD_SIZE
    return getattr(match and match.func, _MOST, settings.UPLOAD_MAX_SIZE)


class LimitedUploads(FileUploadHandler):
    """The first of `FILE_UPLOAD_HANDLERS`: counts what comes in, whatever its header says, and hands on no more than may be kept."""

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.most = most_of(self.request)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start + len(raw_data) <= self.most else None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        return TooLarge(self.file_name, self.content_type, file_size) if file_size > self.most else None


class TooLarge(UploadedFile):
    """Name and size of a file that was not kept. Whoever reads it without asking for its size gets no empty file instead."""

    def __init__(self, name: str, content_type: str, size: int):
        super().__init__(None, name, content_type, size)

    def read(self, *args):
        raise RequestDataTooBig(f"{self.name}: {self.size} bytes")

    def open(self, mode=None):
        return self.read()

    def chunks(self, chunk_size=None):
        return self.read()


class LimitedFileInput(ClearableFileInput):
    """A file's field that says before sending that the file is too large. `sentence` has a place for `%(limit)s`, in MB."""

    class Media:
        js = [Script("js/upload-size.js", type="module")]

    def __init__(self, most: int, sentence, accept: str = ""):
        super().__init__(attrs={"accept": accept} if accept else {})
        self.most, self.sentence = most, sentence

    def get_context(self, name, value, attrs):
        said = {"data-most-bytes": self.most, "data-too-large": self.sentence % {"limit": self.most // 10**6}}
        return super().get_context(name, value, {**(attrs or {}), **said})
