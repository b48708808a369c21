"""Extra questions of a seminar; each call shows only what the test is about."""

from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile

from seminars.models import ExtraQuestion, Seminar

PDF = b"%PDF-1.7 a concept of one page"
_numbers = count(1)


def make_question(seminar: Seminar, label: str = "", *, kind: str = "singleline", **fields) -> ExtraQuestion:
    """A question asked of everybody at sign-up, that need not be answered."""
    number = next(_numbers)
    values = {"labels": {"en": label or f"Question {number}"}, "required": False, "position": number, **fields}
    if kind == "file":
        values = {"endings": ["pdf", "docx", "jpg", "png"], **values}
    return ExtraQuestion.objects.create(seminar=seminar, kind=kind, **values)


def field(question: ExtraQuestion) -> str:
    return f"question-{question.pk}"


def a_file(content: bytes = PDF, name: str = "concept.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
