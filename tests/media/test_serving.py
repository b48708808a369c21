"""Who gets a file, and exactly which bytes of it."""

import pytest
from django.core.files.storage import FileSystemStorage
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from icrweb.media import views
from tests.factories.courses import add, lessons_of, make_course, make_edition, make_enrolment, make_index
from tests.factories.media import make_file, make_recording, video_block
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(django_capture_on_commit_callbacks):
    return make_file(data=bytes(range(256)) * 1000)


@pytest.fixture
def lesson(file, django_capture_on_commit_callbacks):
    """A lesson that anybody may read, with the recording on it."""
    lesson = lessons_of(make_course())[0]
    with django_capture_on_commit_callbacks(execute=True):
        lesson.open_to_guests = True
        lesson.body = [video_block(make_recording(file))]
        lesson.save_revision().publish()
    lesson.refresh_from_db()
    return lesson


def ask(file, client=None, method="get", **headers):
    return getattr(client or Client(), method)(reverse("media:file", args=[file.key]), headers=headers)


def content_of(file) -> bytes:
    with file.file.open() as stored:
        return stored.read()


def test_the_whole_file(file, lesson):
    answer = ask(file)
    assert (answer.status_code, answer["Content-Type"], answer["Accept-Ranges"]) == (200, "video/mp4", "bytes")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Length"] == str(file.size)
    assert answer.getvalue() == content_of(file)


@pytest.mark.parametrize(
    ("wanted", "first", "last"), [("bytes=0-0", 0, 0), ("bytes=1000-70999", 1000, 70999), ("bytes=-10", -10, -1)]
)
def test_a_piece_of_the_file(file, lesson, wanted, first, last):
    answer = ask(file, range=wanted)
    first, last = first % file.size, last % file.size
    assert (answer.status_code, answer["Content-Range"]) == (206, f"bytes {first}-{last}/{file.size}")
    assert answer["Content-Length"] == str(last - first + 1)
    assert answer.getvalue() == content_of(file)[first : last + 1]


def test_bytes_behind_the_end_are_416(file, lesson):
    answer = ask(file, range=f"bytes={file.size}-")
    assert (answer.status_code, answer["Content-Range"], answer.content) == (416, f"bytes */{file.size}", b"")


def test_if_range_gives_the_whole_file_when_it_has_changed(file, lesson):
    tag = ask(file)["ETag"]
    assert ask(file, range="bytes=0-9", if_range=tag).status_code == 206
    assert ask(file, range="bytes=0-9", if_range='"another"').status_code == 200
    assert ask(file, range="bytes=0-9", if_range="Sat, 21 Nov 2026 07:28:00 GMT").status_code == 200


def test_head_has_the_same_headers_and_no_body(file, lesson):
    whole = ask(file, method="head")
    assert (whole.status_code, whole["Content-Length"], whole.content) == (200, str(file.size), b"")


def test_what_is_unchanged_is_not_sent_again_and_only_to_who_may_have_it(file, lesson):
    tag = ask(file)["ETag"]
    assert ask(file, if_none_match=tag).status_code == 304
    PageViewRestriction.objects.create(page=lesson, restriction_type=PageViewRestriction.LOGIN)
    assert ask(file, if_none_match=tag).status_code == 403


def test_a_file_is_read_in_small_pieces(file, lesson):
    sizes = {len(piece) for piece in ask(file).streaming_content}
    assert max(sizes) <= views.PIECE < file.size


def test_a_recording_of_a_closed_lesson_is_for_those_who_may_read_it(file, lesson):
    lesson.open_to_guests = False
    lesson.save_revision().publish()
    enrolment = make_enrolment(make_edition(lesson.get_parent().get_parent().specific))
    learner, stranger, editor = Client(), Client(), Client()
    learner.force_login(enrolment.learner)
    stranger.force_login(make_user())
    editor.force_login(make_user(is_superuser=True))
    assert [ask(file, client).status_code for client in (None, stranger, learner, editor)] == [403, 403, 200, 200]
    captions = reverse("media:captions", args=[lesson.body[0].value["recording"].captions.get().key])
    assert [client.get(captions).status_code for client in (Client(), stranger, learner)] == [403, 403, 200]


def test_a_recording_on_no_live_page_is_for_staff_only(file, lesson):
    lesson.unpublish()
    for alias in lesson.aliases.all():
        alias.unpublish()
    assert ask(file).status_code == 403


def test_a_private_collection_closes_its_files_on_any_page(file, lesson):
    private = Collection.get_first_root_node().add_child(name="Cohort 2026")
    CollectionViewRestriction.objects.create(collection=private, restriction_type=CollectionViewRestriction.LOGIN)
    file.collection = private
    file.save()
    signed_in = Client()
    signed_in.force_login(make_user())
    assert [ask(file, client).status_code for client in (None, signed_in)] == [403, 200]


def test_no_address_of_the_storage_shows_the_file(file, lesson):
    for address in (f"/media/{file.file.name}", f"/media/images/../{file.file.name}", f"/media/images/{file.file.name}"):
        assert Client().get(address).status_code in (301, 302, 404)


def test_captions_are_text_and_never_a_page(lesson):
    captions = lesson.body[0].value["recording"].captions.get()
    answer = Client().get(reverse("media:captions", args=[captions.key]))
    assert answer["Content-Type"] == "text/vtt; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.content.decode() == captions.text


class ObjectStorage(FileSystemStorage):
    """As object storage answers: no path, and a signed link that ends."""

    def path(self, name):
        raise NotImplementedError

    def url(self, name, expire):
        return f"https://bucket.example/private/{name}?expires={expire}"


def test_on_object_storage_a_link_that_ends_soon_is_given(file, lesson, monkeypatch):
    monkeypatch.setattr(type(file)._meta.get_field("file"), "storage", ObjectStorage())
    answer = ask(file)
    assert (answer.status_code, answer["Location"]) == (302, f"https://bucket.example/private/{file.file.name}?expires=620")
    assert answer["Cache-Control"] == "private, max-age=310"


def test_another_page_type_is_public_unless_it_is_restricted(file, django_capture_on_commit_callbacks):
    from icrweb.pages.models import StandardPage  # noqa: PLC0415

    with django_capture_on_commit_callbacks(execute=True):
        page = add(
            make_index().get_parent().specific, StandardPage(title="About", slug="about", body=[video_block(make_recording(file))])
        )
    assert page.live
    assert ask(file).status_code == 200
