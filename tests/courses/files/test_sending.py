"""Archives in the admin: a dry run by the worker, read by a person, then brought in."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.files.exporting import Export
from courses.files.sending import run_imports
from courses.models import CourseImport, LessonPage
from icrweb.accounts.roles import make_roles
from icrweb.trail.models import AuditEntry
from tests.courses.files.test_archive import packed
from tests.courses.files.test_round_trip import make_full_course
from tests.factories.courses import make_course, make_index
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    make_roles()
    user = make_user(groups=["editor"])
    client.force_login(user)
    return user


@pytest.fixture
def operator(client):
    """Editors send to review; who publishes without one is an operator or a director."""
    make_roles()
    user = make_user(groups=["operator"])
    client.force_login(user)
    return user


def archive_of(course, *changes) -> bytes:
    export, out = Export(course.translation_key), io.BytesIO()
    for name, old, new in changes:
        assert old in export.texts[name]
        export.texts[name] = export.texts[name].replace(old, new)
    export.to_zip(out)
    return out.getvalue()


def send(client, content: bytes, **fields):
    return client.post(reverse("courses_import"), {"archive": SimpleUploadedFile("c.zip", content), **fields})


def test_a_person_reads_what_would_change_and_then_brings_it_in(client, operator):
    course = make_full_course()
    content = archive_of(course, ("01-m1/01-l1.en.md", "title: Lesson 1", "title: Mended"))
    report = send(client, content, publish="on").url
    assert 'http-equiv="refresh"' in client.get(report).content.decode()
    run_imports()
    page = client.get(report).content.decode()
    assert "<del>Lesson 1</del> → <ins>Mended</ins>" in page
    assert LessonPage.objects.get(slug="l1", locale__language_code="en").title == "Lesson 1"
    client.post(report)
    run_imports()
    assert "was brought in and published" in client.get(report).content.decode()
    assert LessonPage.objects.get(slug="l1", locale__language_code="en").title == "Mended"
    assert AuditEntry.objects.filter(deed="course.import", actor=operator).count() == 1


def test_what_is_refused_is_said_with_file_and_line_and_nothing_is_written(client, editor):
    course = make_full_course()
    report = send(client, archive_of(course, ("01-m1/02-l2.en.md", "minutes: 10", "minutes: ten"))).url
    run_imports()
    page = client.get(report).content.decode()
    assert "01-m1/02-l2.en.md, line 5" in page
    assert "Write a number here." in page
    client.post(report)
    run_imports()
    assert CourseImport.objects.get().state == "refused"


def test_an_edition_that_says_something_else_is_never_altered(client, operator):
    course = make_full_course()
    content = archive_of(course)
    edition = next(name for name in Export(course.translation_key).texts if name.startswith("editions/"))
    content = archive_of(course, (edition, "gcp: 30", "gcp: 600"))
    report = send(client, content, publish="on").url
    run_imports()
    assert "An edition is never altered" in client.get(report).content.decode()


def test_a_hostile_archive_is_refused_at_the_door_and_not_kept(client, editor):
    make_index()
    answer = send(client, packed([("../x.md", b"x")]).getvalue())
    assert answer.status_code == 422
    assert "leads out of the folder" in answer.content.decode()
    assert CourseImport.objects.count() == 0


def test_the_export_warns_of_answer_keys_and_is_for_who_writes_questions_alone(client, editor):
    course = make_course()
    address = reverse("courses_export", args=[course.pk])
    assert "The answer keys of its tests are in these files." in client.get(address).content.decode()
    assert b"".join(client.post(address).streaming_content)[:2] == b"PK"
    assert AuditEntry.objects.get(deed="course.export").actor == editor
    client.force_login(make_user(groups=["translator"]))
    assert client.get(address).status_code == 302


def test_a_copy_is_made_from_the_admin(client, editor):
    course = make_full_course()
    address = reverse("courses_duplicate", args=[course.pk])
    answer = client.post(address, {"title": "New", "code": course.code, "slug": "new"})
    assert "has the code" in answer.content.decode()
    client.post(address, {"title": "New", "code": "N9", "slug": "new", "with_questions": "on"})
    assert AuditEntry.objects.get(deed="course.duplicate").actor == editor
