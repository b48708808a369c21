"""Questions of files brought into a bank: a dry run, drafts, the same again."""

from dataclasses import replace

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import ReferenceIndex
from wagtail.search.backends import get_search_backend

from courses.exchange import importing
from courses.exchange.drafting import write_drafts
from courses.exchange.importing import import_questions
from courses.formats import Image, Refused
from courses.models import Question, QuestionOrigin
from tests.courses.exchange.samples import SHARED, foreign, many, statuses
from tests.courses.test_asking import WRITTEN

pytestmark = pytest.mark.django_db


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
    assert (line.status, [field for field, _old, _new in line.changes]) == ("changed", ["stem", "parts"])
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


def test_a_picture_comes_in_once(bank, editor):
    content = get_test_image_file("curve.png").file.getvalue()
    found = foreign("single", image=Image("curve.png", content))
    found = replace(found, written=replace(found.written, picture_alt="A curve"))
    import_questions(bank, [found, replace(found, id="other", name="Other")], by=editor)
    one, two = Question.objects.order_by("name")
    assert one.picture_id == two.picture_id is not None


def test_an_import_that_breaks_off_leaves_nothing_behind(bank, editor, monkeypatch):
    content = get_test_image_file("curve.png").file.getvalue()
    founds = [foreign("single", image=Image("curve.png", content)), foreign("multiple")]

    def stop(done, of):
        if done == 2:
            raise RuntimeError("killed")

    before = set(default_storage.listdir("original_images")[1]) if default_storage.exists("original_images") else set()
    with pytest.raises(RuntimeError):
        import_questions(bank, founds, by=editor, tell=stop)
    assert not Question.objects.exists() and not QuestionOrigin.objects.exists()
    assert set(default_storage.listdir("original_images")[1]) == before


def test_what_changes_is_said_in_words(bank, editor):
    import_questions(bank, [foreign("multiple"), foreign("numeric")], by=editor)
    several = replace(foreign("multiple").written, partial_credit=False, stem="<p>Which <b>ones</b>?</p>")
    number = replace(foreign("numeric").written, tolerance="0.25", unit="")
    founds = [replace(foreign("multiple"), written=several, tags=("Dose",)), replace(foreign("numeric"), written=number)]
    one, two = import_questions(bank, founds, by=editor)
    assert one.changes == [["stem", "?", "Which ones?"], ["partial_credit", True, False], ["tags", "Safety", "Safety, Dose"]]
    assert two.changes == [["unit", "months", ""], ["tolerance", "0.5", "0.25"]]


def test_a_picture_is_found_again_by_what_uses_it(bank, editor):
    import_questions(bank, [foreign("single", image=Image("c.png", get_test_image_file("c.png").file.getvalue()))], by=editor)
    picture = Question.objects.get().picture
    assert ReferenceIndex.get_references_to(picture).count() == 1


def test_a_place_on_a_picture_comes_in_and_is_unchanged_afterwards(bank, editor):
    found = foreign("hot_spot", image=Image("curve.png", get_test_image_file("curve.png").file.getvalue()))
    for status in ("new", "unchanged"):
        assert statuses(import_questions(bank, [found], by=editor)) == [status]
    question = Question.objects.get()
    assert question.faults() == {}
    assert [tuple(map(float, part.place)) for part in question.written().parts] == [(0, 0, 10, 10), (50, 50, 50, 50)]


def test_a_report_asks_as_much_for_many_questions_as_for_few(bank, editor):
    counts = []
    for founds in (many(2), many(12)):
        import_questions(bank, founds, by=editor)
        with CaptureQueriesContext(connection) as asked:
            import_questions(bank, founds, by=editor, dry_run=True)
        counts.append(len(asked))
    assert counts[0] == counts[1]


OF_EACH = (  # other at every import
    *("pk", "translation_key", "choices", "picture", "latest_revision", "tagged_items"),
    *("live_revision", "first_published_at", "last_published_at"),
)


def kept_of(kind: str) -> tuple:
    """What a draft leaves behind."""
    question = Question.objects.get(kind=kind)
    revision = question.latest_revision
    content = {name: value for name, value in revision.content.items() if name not in OF_EACH}
    content["points"] = float(content["points"])
    tags = [item["tag"] for item in revision.content["tagged_items"]]
    facts = revision.facts.changed_words, revision.facts.errors, revision.facts.warnings
    references = set(ReferenceIndex.get_references_for_object(question).values_list("model_path", flat=True))
    said = (revision.object_str, revision.user_id, revision.content_type_id, revision.base_content_type_id)
    assert revision.object_id == str(question.pk) and revision.content["picture"] == question.picture_id
    found = question.pk in [one.pk for one in get_search_backend().search(question.name, Question)]
    return content, tags, facts, references, said, question.stem, question.has_unpublished_changes, found


@pytest.mark.parametrize("live", [False, True])
def test_drafts_written_together_are_what_saving_each_would_have_written(bank, editor, monkeypatch, live):
    content = get_test_image_file("curve.png").file.getvalue()
    found = foreign("single", image=Image("curve.png", content))
    again = replace(found, tags=("Safety", "Dose"), written=replace(found.written, stem="<p>Why?</p>"))

    def one_by_one(questions, *, by):
        for question in questions:
            if not question.live:
                question.save()
                ReferenceIndex.create_or_update_for_object(question)
            question.save_revision(user=by, clean=False)

    kept = []
    for write in (write_drafts, one_by_one):
        monkeypatch.setattr(importing, "write_drafts", write)
        Question.objects.all().delete()
        QuestionOrigin.objects.all().delete()
        import_questions(bank, [found, foreign("multiple")], by=editor)
        if live:
            Question.objects.get(kind="single").save_revision(user=editor).publish()
        first = kept_of("single")
        import_questions(bank, [again], by=editor)
        kept.append((first, kept_of("single")))
    assert kept[0] == kept[1]


def test_writing_asks_little_more_for_many_questions_than_for_few(bank, editor):
    counts = []
    for number, some in enumerate((2, 12)):
        founds = [replace(found, id=f"{number}.{found.id}", name=f"{number} {found.name}") for found in many(some)]
        with CaptureQueriesContext(connection) as asked:
            import_questions(bank, founds, by=editor)
        counts.append(len(asked))
    assert counts[1] - counts[0] <= 10 * 4  # of each question its references are looked up and written
