"""Handing out files and captions: to who may read the page they stand on, in pieces, at constant memory."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from icrweb.media.models import Captions, MediaFile, Recording
from icrweb.media.privacy import may_fetch, may_play
from icrweb.media.ranges import NotInFileError, wanted_bytes

PIECE = 64 * 1024
KEPT = "private, max-age=3600"  # by the reader's browser only; leaving the page does not cost the film again


@require_safe
def file(request: HttpRequest, key) -> HttpResponse:
    """The bytes that the browser asks for. On object storage: a link that is valid for a while, signed for this file."""
    found = get_object_or_404(MediaFile.objects.select_related("collection"), key=key)
    if not may_fetch(found, request):
        raise PermissionDenied
    if not _on_this_machine(found):
        lasts = 600 + 2 * int(found.duration)  # seconds: to play it once with pauses
        link = found.file.storage.url(found.file.name, expire=lasts)
        return HttpResponseRedirect(link, headers={"Cache-Control": f"private, max-age={lasts // 2}"})
    return _answer(request, found)


@require_safe
def captions(request: HttpRequest, captions_key) -> HttpResponse:
    found = get_object_or_404(Captions, key=captions_key)
    if not may_play(Recording.objects.filter(pk=found.recording_id), request):
        raise PermissionDenied
    return HttpResponse(found.text, content_type="text/vtt; charset=utf-8", headers={"Cache-Control": KEPT})


def _on_this_machine(found: MediaFile) -> bool:
    """Django's storages have no question for this: one whose files lie elsewhere answers `path` with NotImplementedError."""
    try:
        return bool(found.file.path)
    except NotImplementedError:
        return False


def _answer(request: HttpRequest, found: MediaFile) -> HttpResponse:
    """RFC 9110: 304 when it is unchanged, 206 with the wanted bytes, 416 when there are none, else 200."""
    size, tag = found.file.size, f'"{found.file.name.rpartition("/")[2].partition(".")[0]}"'
    headers = {"Accept-Ranges": "bytes", "ETag": tag, "Cache-Control": KEPT}
    if tag in [one.strip() for one in request.headers.get("If-None-Match", "").split(",")]:
        return HttpResponse(status=304, headers=headers)
    wanted = None
    if request.headers.get("If-Range", tag) == tag and request.method == "GET":
        try:
            wanted = wanted_bytes(request.headers.get("Range", ""), size)
        except NotInFileError:
            return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    first, last = wanted or (0, size - 1)
    headers |= {"Content-Length": str(last - first + 1)}
    if wanted:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    status = 206 if wanted else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, content_type=found.mime, headers=headers)
    return StreamingHttpResponse(_pieces(found, first, last), status=status, content_type=found.mime, headers=headers)


def _pieces(found: MediaFile, first: int, last: int):
    with found.file.storage.open(found.file.name) as stored:
        stored.seek(first)
        left = last - first + 1
        while left and (piece := stored.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
