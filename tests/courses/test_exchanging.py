"""Files of questions: a dry run, drafts, the same again, and out."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale

from courses.exchanging import export_questions, import_questions
from courses.formats import Foreign, Image, Refused, read
from courses.models import Objective, Question, QuestionBank, QuestionOrigin
from icrweb.accounts.models import User
from tests.courses.test_asking import WRITTEN
from tests.factories.people import make_user
from tests.factories.site import make_site

pytestmark = pytest.mark.django_db
SHARED = sorted(set(WRITTEN) - {"hot_spot", "concordance"})


@pytest.fixture
def bank():
    make_site()
    bank = QuestionBank.objects.create(name="Safety")
    Objective.objects.create(bank=bank, slug="reports", words="Reports", locale=Locale.objects.get(language_code="en"))
    return bank


@pytest.fixture
def editor():
    return User.objects.create_superuser(email="editor@example.org", password="x")


def foreign(kind: str, **more) -> Foreign:
    return Foreign(f"Of {kind}", WRITTEN[kind], f"id-{kind}", ("Safety",), "reports", **more)


def statuses(lines) -> list[str]:
    return [line.status for line in lines]


@pytest.mark.parametrize("kind", SHARED)
def test_every_kind_comes_in_as_a_draft_and_is_unchanged_afterwards(bank, editor, kind):
    assert statuses(import_questions(bank, [foreign(kind)], by=editor, dry_run=True)) == ["new"]
    assert not Question.objects.exists() and not QuestionOrigin.objects.exists()
    assert statuses(import_questions(bank, [foreign(kind)], by=editor)) == ["new"]
    question = Question.objects.get()
    assert not question.live and question.faults() == {}
    assert [tag.name for tag in question.tags.all()] == ["Safety"]
    assert statuses(import_questions(bank, [foreign(kind)], by=editor)) == ["unchanged"]


def test_the_same_id_again_changes_the_draft_and_keeps_what_is_live_and_the_ids_of_parts(bank, editor):
    import_questions(bank, [foreign("single")], by=editor)
    question = Question.objects.get()
    question.save_revision().publish()
    ids = [block.id for block in question.get_latest_revision_as_object().choices]
    parts = WRITTEN["single"].parts
    changed = replace(
        foreign("single"), written=replace(WRITTEN["single"], stem="<p>Why?</p>", parts=(parts[1], parts[0], parts[2]))
    )
    (line,) = import_questions(bank, [changed], by=editor)
    assert (line.status, line.changes) == ("changed", ["stem", "parts"])
    question = Question.objects.get()
    assert question.stem == "<p>?</p>"
    draft = question.get_latest_revision_as_object()
    assert draft.stem == "<p>Why?</p>"
    assert [block.id for block in draft.choices] == [ids[1], ids[0], ids[2]]


def test_counts_add_up_and_what_is_refused_changes_nothing(bank, editor):
    founds = [
        foreign("single"),
        Refused("Broken", 7, "It asks nothing: its text is empty.", {}),
        foreign("single"),
        replace(foreign("multiple"), objective="unknown"),
        replace(foreign("numeric"), image=Image("x.png", b"no picture")),
    ]
    lines = import_questions(bank, founds, by=editor)
    assert statuses(lines) == ["new", "refused", "refused", "refused", "refused"]
    assert Question.objects.count() == 1
    assert statuses(import_questions(bank, [founds[3]], by=editor, objective="reports")) == ["new"]


def test_a_picture_comes_in_once_and_goes_out_again(bank, editor):
    content = get_test_image_file("curve.png").file.getvalue()
    found = foreign("single", image=Image("curve.png", content))
    found = replace(found, written=replace(found.written, picture_alt="A curve"))
    import_questions(bank, [found, replace(found, id="other", name="Other")], by=editor)
    one, two = Question.objects.order_by("name")
    assert one.picture_id == two.picture_id is not None
    made, refused = export_questions(Question.objects.filter(pk=one.pk), "moodle", by=editor)
    (back,) = read("moodle", made)
    assert (back.image.content, back.written.picture_alt, refused) == (content, "A curve", [])


@pytest.mark.parametrize("kind", ["moodle", "csv"])
def test_a_bank_that_goes_out_comes_back_unchanged(bank, editor, kind, client):
    import_questions(bank, [foreign(name) for name in SHARED], by=editor)
    client.force_login(editor)
    answer = client.post(reverse("courses_questions_export"), {"bank": bank.pk, "kind": kind})
    assert set(statuses(import_questions(bank, read(kind, answer.content), by=editor))) == {"unchanged"}


def test_what_a_format_cannot_hold_is_listed_before_the_file_is_given(bank, editor, client):
    import_questions(bank, [foreign("single"), foreign("cloze")], by=editor)
    client.force_login(editor)
    said = {"bank": bank.pk, "kind": "gift"}
    page = client.post(reverse("courses_questions_export"), said)
    assert "Of cloze" in page.content.decode() and "Of single" not in page.content.decode()
    file = client.post(reverse("courses_questions_export"), {**said, "without": "1"})
    assert [found.name for found in read("gift", file.content)] == ["Of single"]


def test_an_editor_sends_a_file_reads_the_report_and_brings_it_in(bank, editor, client):
    client.force_login(editor)
    file = SimpleUploadedFile("q.txt", b"What?\nA. one\nB. two\nANSWER: B\n\nWho?\nANSWER: A\n")
    sent = client.post(reverse("courses_questions_import"), {"bank": bank.pk, "file": file, "objective": "reports"})
    page = client.get(sent.url).content.decode()
    assert "1 new" in page and "1 refused" in page and not Question.objects.exists()
    client.post(sent.url)
    assert Question.objects.get().name == "What?"
    client.post(sent.url)
    assert Question.objects.count() == 1


def test_a_broken_file_is_refused_with_its_line(bank, editor, client):
    client.force_login(editor)
    file = SimpleUploadedFile("q.xml", b"<quiz>\n<question>")
    page = client.post(reverse("courses_questions_import"), {"bank": bank.pk, "file": file})
    assert page.status_code == 422 and "Line 2" in page.content.decode()


@pytest.mark.parametrize("name", ["courses_questions_import", "courses_questions_export"])
def test_only_who_may_write_questions_may_exchange_them(bank, client, name):
    client.force_login(make_user())
    assert client.get(reverse(name)).status_code in (302, 403)


def test_a_report_asks_as_much_for_many_questions_as_for_few(bank, editor):
    def look(count):
        founds = [replace(foreign("single"), id=f"n{number}", name=f"N{number}") for number in range(count)]
        import_questions(bank, founds, by=editor)
        return founds

    few, many = look(2), look(12)
    counts = []
    for founds in (few, many):
        with CaptureQueriesContext(connection) as asked:
            import_questions(bank, founds, by=editor, dry_run=True)
        counts.append(len(asked))
    assert counts[0] == counts[1]
