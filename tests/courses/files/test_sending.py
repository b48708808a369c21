"""Archives in the admin: a dry run by the worker, read by a person, then brought in."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.files.bringing_in import import_course
from courses.files.exporting import Export
from courses.files.sending import run_imports
from courses.files.taking import unpacked
from courses.incoming import Telling, progress_of
from courses.models import CourseImport, LessonPage
from icrweb.accounts.roles import make_roles
from icrweb.trail.models import AuditEntry
from tests.courses.files.test_archive import PNG, packed
from tests.courses.files.test_round_trip import make_full_course
from tests.factories.courses import make_course, make_index
from tests.factories.media import mp4
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


def test_a_report_says_what_changes_in_words(client, editor):
    """Of a body the lines that differ, of a question its choices; fields by their names."""
    course = make_full_course()
    content = archive_of(
        course,
        ("01-m1/01-l1.en.md", "title: Lesson 1", "title: Mended"),
        *((name, old, new) for name, old, new in _altered(course)),
    )
    report = send(client, content).url
    run_imports()
    page = client.get(report).content.decode().partition('<table class="listing"')[2].partition("</table")[0]
    assert "Mended words" in page and "Mended choice" in page
    assert "<strong>choices and other parts</strong>" in page
    assert "{" not in page


def _altered(course):
    texts = Export(course.translation_key).texts
    name = next(name for name, text in texts.items() if "\n- a) " in text)
    choice = next(line for line in texts[name].split("\n") if line.startswith("- a) "))
    yield name, choice, "- a) Mended choice"
    body = texts["01-m1/01-l1.en.md"].split("---\n")[-1].strip().split("\n")[-1]
    yield "01-m1/01-l1.en.md", body, f"{body}\n\nMended words"


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


def test_while_the_worker_is_at_it_the_page_says_how_far(client, operator):
    course = make_full_course()
    report = send(client, archive_of(course, ("01-m1/01-l1.en.md", "title: Lesson 1", "title: Mended")), publish="on").url
    sent = CourseImport.objects.get()
    assert "<progress" not in client.get(report).content.decode()
    seen = []

    def look(done: int, of: int) -> None:
        Telling(sent)(done, of)
        seen.append((progress_of(sent), client.get(report).content.decode()))

    with sent.archive.open("rb") as source, unpacked(source, "c") as (files, tree):
        import_course(files, tree, make_index(), publish=True, by=operator, tell=look)
    total = len(seen)
    assert [progress for progress, _page in seen] == [(number, total) for number in range(1, total + 1)]
    assert f"Item 3 of {total}" in seen[2][1]
    run_imports()
    assert progress_of(sent) is None
    assert "<progress" not in client.get(report).content.decode()


def test_what_was_sent_in_lately_is_found_again_from_the_form(client, editor, django_assert_num_queries):
    course = make_full_course()
    report = send(client, archive_of(course)).url
    client.get(reverse("courses_import"))
    with CaptureQueriesContext(connection) as one:
        assert f'href="{report}"' in client.get(reverse("courses_import")).content.decode()
    asked = len(one)
    for _ in range(12):
        send(client, archive_of(course))
    with django_assert_num_queries(asked):
        page = client.get(reverse("courses_import")).content.decode()
    assert page.count("/admin/courses/import/") >= 10
    assert f'href="{report}"' not in page


@pytest.mark.parametrize(
    ("name", "facts", "content", "sentence"),
    [
        ("mediafiles/a.mp4", "title: A\nfile: a.mp4\n", mp4()[:60], "cannot be read to its end|does not say how long|every browser plays"),
        ("pictures/a.png", "title: A\nfile: a.png\n", PNG, "picture cannot be opened"),
    ],
)  # fmt: skip
def test_a_picture_or_media_file_that_cannot_be_used_is_refused_with_its_name(client, editor, name, facts, content, sentence):
    make_index()
    archive = packed([("c/01-m/module.en.md", "---\ntitle: M\n---\n"), (f"c/{name}", content), (f"c/{name}.yaml", facts)])
    report = send(client, archive.getvalue()).url
    run_imports()
    page = client.get(report).content.decode()
    assert CourseImport.objects.get().state == "refused"
    assert name.rpartition("/")[2] in page
    assert re.search(sentence, page)
