import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from icrweb.trail.models import AuditEntry
from seminars.applications.applying import answer_after_acceptance, change
from seminars.applications.drafting import drop_draft, keep_file
from seminars.applications.files import judge, readable_name
from seminars.models import ApplicationFile, Draft, Review
from tests.factories.applications import PDF, a_file, field, make_question
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_seminar, make_seminar_with_page

pytestmark = pytest.mark.django_db


def a_picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, kind)
    return out.getvalue()


def an_archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "<w/>")
    return out.getvalue()


DOCX = an_archive("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("content", "ending"), [(PDF, "pdf"), (DOCX, "docx"), (a_picture("JPEG"), "jpg"), (a_picture("PNG"), "png")]
)
def test_a_file_is_what_its_bytes_say_whatever_its_name(content, ending):
    question = make_question(make_seminar(), kind="file")
    assert judge(a_file(content, "photo.exe"), question) == ending


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "ending"),
        (b"<html><script>alert(1)</script>", "ending"),
        (b"GIF89a<script>", "ending"),
        (b"MZ\x90\x00", "ending"),
        (b"", "empty"),
        (PDF + b"x" * 1_000_000, "size"),
        (b"\x89PNG\r\n\x1a\n and then nothing", "unreadable"),
        (b"PK\x03\x04 not an archive", "unreadable"),
        (an_archive("evil.html"), "unreadable"),
        (an_archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "unreadable"),
    ],
)
def test_what_is_something_else_is_refused_with_a_sentence(content, code):
    question = make_question(make_seminar(), kind="file", most_megabytes=1)
    with pytest.raises(ValidationError) as refusal:
        judge(a_file(content, "concept.pdf"), question)
    assert refusal.value.code == code


def test_a_kind_that_the_organizer_did_not_allow_is_refused():
    question = make_question(make_seminar(), kind="file", endings=["pdf"])
    with pytest.raises(ValidationError, match="PDF"):
        judge(a_file(a_picture("PNG")), question)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ('"><img src=x onerror=alert(1)>.png', "img src=x onerror=alert(1).pdf"),
        ("C:\\Users\\me\\概要.docx", "概要.pdf"),
        ("...", "file.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
    ],
)
def test_a_name_is_made_harmless(name, expected):
    assert readable_name(name, "pdf") == expected


def test_a_file_is_handed_out_to_whose_it_is_and_to_who_decides_only(client, organizer):
    seminar = make_seminar()
    question, registration = make_question(seminar, kind="file"), make_registration(seminar)
    draft = keep_file(registration.person, question, a_file(), "pdf")
    address = f"/en/take-part/files/{draft.key}/"
    assert client.get(address).status_code == 404, "a draft is nobody else's"
    change(registration, {})
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="concept.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert AuditEntry.objects.get(deed="registration.read_file").person == registration.person
    client.force_login(registration.person)
    assert client.get(address).status_code == 200
    assert AuditEntry.objects.filter(deed="registration.read_file").count() == 1, "one's own look is no look of others"
    client.force_login(make_user())
    assert client.get(address).status_code == 404


def test_a_reviewer_reads_the_files_of_what_they_score_once_they_have_no_conflict(client):
    seminar, reviewer = make_seminar(), make_user()
    concept, ticket = make_question(seminar, kind="file"), make_question(seminar, kind="file", part="accepted")
    registration = make_registration(seminar)
    for question in (concept, ticket):
        keep_file(registration.person, question, a_file(), "pdf")
    change(registration, {})
    answer_after_acceptance(registration, {})
    review = Review.objects.create(registration=registration, reviewer=reviewer, assigned_by=reviewer)
    client.force_login(reviewer)

    def asked(question):
        return client.get(f"/en/take-part/files/{question.files.get().key}/").status_code

    assert asked(concept) == 404, "nothing was declared yet"
    for conflict, expected in ((False, 200), (True, 404)):
        review.conflict = conflict
        review.save()
        assert asked(concept) == expected
    Review.objects.update(conflict=False)
    assert asked(ticket) == 404, "what was asked after acceptance is not scored"
    Review.objects.update(taken_back_at=registration.registered_at)
    assert asked(concept) == 404


def test_a_wrong_file_is_refused_in_the_form_and_the_right_one_beside_it_stays(client):
    seminar = make_seminar_with_page()
    one, other = make_question(seminar, "Concept", kind="file"), make_question(seminar, "Letter", kind="file")
    why = make_question(seminar, "Why")
    client.force_login(make_user())
    sent = {field(one): a_file(), field(other): a_file(b"<svg/>", "letter.pdf"), field(why): "Estimands", "save": "1"}
    answer = client.post(f"/en/take-part/{seminar.key}/", sent)
    assert answer.status_code == 422
    words = answer.content.decode()
    assert "Send a file of this kind: PDF, DOCX, JPEG, PNG." in words and "concept.pdf" in words
    assert "Everything else is saved as a draft" in words
    assert "The file “letter.pdf” was not kept: Send a file of this kind: PDF, DOCX, JPEG, PNG." in words
    assert [row.question for row in ApplicationFile.objects.all()] == [one]
    assert Draft.objects.get().typed[field(why)] == ["Estimands"]


def test_a_draft_thrown_away_takes_its_files_with_it(django_capture_on_commit_callbacks):
    seminar, person = make_seminar(), make_user()
    question = make_question(seminar, kind="file")
    file = keep_file(person, question, a_file(), "pdf")
    storage, name = file.file.storage, file.file.name
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        drop_draft(person, seminar, "sign_up")
    assert not storage.exists(name)
    assert not ApplicationFile.objects.exists()
