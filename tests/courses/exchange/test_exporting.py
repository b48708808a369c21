"""A bank as a file: all of it, or a list of what the format cannot hold."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file

from courses.asking import KINDS
from courses.exchange.exporting import export_questions
from courses.exchange.importing import import_questions
from courses.exchange_forms import WRITTEN
from courses.formats import Image, read
from courses.models import Question
from icrweb.trail.models import AuditEntry
from tests.courses.exchange.samples import SHARED, foreign, many, statuses
from tests.factories.questions import make_bank, make_case, make_objective, make_question

pytestmark = pytest.mark.django_db
FORMATS = [kind for kind, _label in WRITTEN]


def export(rows, kind: str, by):
    out = io.BytesIO()
    left = export_questions(rows, kind, out, by=by)
    return out.getvalue(), left.questions


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_in_the_file_or_in_the_list(bank, editor, kind, format_):
    other = make_bank()
    make_objective(other)
    question = make_question(other, kind=kind)
    made, refused = export(Question.objects.filter(pk=question.pk), format_, editor)
    found = read(format_, made)
    assert len(found) + len(refused) == 1
    assert [one.name for one in (*found, *refused)] == [question.name]
    assert all(one.sentence % one.values for one in refused)


@pytest.mark.parametrize("format_", FORMATS)
def test_an_export_asks_as_much_for_many_questions_as_for_few(bank, editor, format_):
    counts = []
    for count in (5, 50):
        import_questions(bank, many(count), by=editor)
        with CaptureQueriesContext(connection) as asked:
            export(Question.objects.filter(bank=bank), format_, editor)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_picture_goes_out(bank, editor):
    content = get_test_image_file("curve.png").file.getvalue()
    import_questions(bank, [foreign("single", image=Image("curve.png", content))], by=editor)
    made, refused = export(Question.objects.all(), "moodle", editor)
    (back,) = read("moodle", made)
    assert (back.image.content, refused) == (content, [])


@pytest.mark.parametrize("kind", ["moodle", "csv"])
def test_a_bank_that_goes_out_comes_back_unchanged(bank, editor, kind, client):
    import_questions(bank, [foreign(name) for name in SHARED], by=editor)
    client.force_login(editor)
    answer = client.post(reverse("courses_questions_export"), {"bank": bank.pk, "kind": kind})
    made = b"".join(answer.streaming_content)
    assert set(statuses(import_questions(bank, read(kind, made), by=editor))) == {"unchanged"}


def test_what_a_format_cannot_hold_is_listed_before_the_file_is_given(bank, editor, client):
    import_questions(bank, [foreign("single"), foreign("cloze")], by=editor)
    client.force_login(editor)
    said = {"bank": bank.pk, "kind": "gift"}
    page = client.post(reverse("courses_questions_export"), said)
    assert "Of cloze" in page.content.decode() and "Of single" not in page.content.decode()
    file = client.post(reverse("courses_questions_export"), {**said, "without": "1"})
    assert [found.name for found in read("gift", b"".join(file.streaming_content))] == ["Of single"]


@pytest.mark.parametrize("kind", FORMATS)
def test_that_a_vignette_stays_behind_is_said_before_the_file_is_given(bank, editor, client, kind):
    make_case(bank, 2, title="The wish to stop")
    make_question(bank, name="By itself")
    client.force_login(editor)
    said = {"bank": bank.pk, "kind": kind}
    page = client.post(reverse("courses_questions_export"), said).content.decode()
    assert page.count("It belongs to the case “The wish to stop”, and goes out without its vignette.") == 2
    assert "By itself" not in page
    assert not AuditEntry.objects.filter(deed="questions.export").exists()
    file = client.post(reverse("courses_questions_export"), {**said, "without": "1"})
    assert len(read(kind, b"".join(file.streaming_content))) == 3
    assert AuditEntry.objects.get(deed="questions.export").new["questions"] == 3


def test_a_question_of_a_case_that_stays_behind_itself_is_listed_once(bank, editor, client):
    case = make_case(bank)
    make_question(bank, kind="cloze", name="Gaps", case=case.slug, place_in_case=1)
    client.force_login(editor)
    page = client.post(reverse("courses_questions_export"), {"bank": bank.pk, "kind": "gift"}).content.decode()
    assert page.count("<strong>Gaps</strong>") == 1
