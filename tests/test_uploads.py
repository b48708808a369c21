"""Files that are too large: neither kept nor read, refused in words, and the rest of their form is still there."""

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from courses import exchange_forms
from courses.models import QuestionImport
from courses.views import exchange
from icrweb import uploads
from tests.factories.people import make_user
from tests.factories.questions import make_bank, make_objective
from tests.factories.site import make_site

LIMIT = 200_000


@pytest.fixture
def small(monkeypatch, settings):
    """Limits that a test can exceed."""
    settings.UPLOAD_MAX_SIZE = LIMIT
    monkeypatch.setattr(exchange.import_, uploads._MOST, LIMIT)
    monkeypatch.setattr(exchange_forms, "MOST_BYTES", LIMIT)


@pytest.mark.django_db
def test_the_form_comes_back_with_a_sentence_and_all_that_was_entered(client, small):
    make_site()
    client.force_login(make_user(is_staff=True, is_superuser=True))
    bank = make_bank()
    make_objective(bank, "reports")
    said = {"bank": bank.pk, "file": SimpleUploadedFile("q.xml", b"x" * (LIMIT + 1)), "kind": "gift", "objective": "none"}
    answer = client.post(reverse("courses_questions_import"), said)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "larger than 0 MB. Split it." in page and "no objective of this short name" in page  # both at once
    form = answer.context_data["form"]
    assert (form["bank"].value(), form["kind"].value(), form["objective"].value()) == (str(bank.pk), "gift", "none")
    assert not QuestionImport.objects.exists()


def uploaded(content: bytes, **headers):
    body = encode_multipart(BOUNDARY, {"before": "kept", "file": SimpleUploadedFile("f.bin", content), "after": "kept too"})
    request = RequestFactory().generic("POST", "/", body, content_type=MULTIPART_CONTENT, **headers)
    return request.POST, request.FILES


def test_no_more_is_kept_than_the_limit(monkeypatch, settings):
    settings.UPLOAD_MAX_SIZE, settings.FILE_UPLOAD_MAX_MEMORY_SIZE = LIMIT, 0
    kept, real = [], TemporaryFileUploadHandler.receive_data_chunk
    monkeypatch.setattr(
        TemporaryFileUploadHandler, "receive_data_chunk", lambda self, data, at: kept.append(len(data)) or real(self, data, at)
    )
    posted, files = uploaded(b"x" * 20 * LIMIT)
    assert sum(kept) <= LIMIT
    assert (posted["before"], posted["after"], files["file"].size) == ("kept", "kept too", 20 * LIMIT)
    for touch in (files["file"].read, files["file"].open, files["file"].chunks):
        with pytest.raises(RequestDataTooBig):
            touch()


def test_what_is_as_large_as_the_limit_is_whole(settings):
    settings.UPLOAD_MAX_SIZE = LIMIT
    _posted, files = uploaded(b"y" * LIMIT)
    assert files["file"].read() == b"y" * LIMIT


def test_a_length_that_says_less_brings_in_no_more_than_it_says(settings):
    settings.UPLOAD_MAX_SIZE = LIMIT
    posted, files = uploaded(b"x" * 20 * LIMIT, CONTENT_LENGTH=str(LIMIT // 2))
    assert sum(file.size for file in files.values()) < LIMIT
    assert "after" not in posted


@pytest.mark.django_db
def test_a_form_that_does_not_ask_for_the_size_gets_no_empty_file(client, settings):
    settings.UPLOAD_MAX_SIZE = LIMIT
    answer = client.post(reverse("certificates:check_badge"), {"file": SimpleUploadedFile("b.json", b"{" * (LIMIT + 1))})
    assert answer.status_code == 400
