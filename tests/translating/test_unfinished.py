"""Drafts of translators: kept as typed, shown again, and nobody's words until they are saved."""

import pytest
from django.urls import reverse
from wagtail_localize.models import StringTranslation

from icrweb.translating.memory import suggestions
from icrweb.translating.models import Draft, Standing
from icrweb.translating.queue import queue
from icrweb.translating.working import write_words
from tests.factories.people import make_user
from tests.factories.translations import begin, in_language, lesson_of, rewrite, segment_of
from tests.translating.test_editor import address, fields_of, number_of, opened, someone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]


@pytest.fixture
def lesson():
    return lesson_of("<p>Give 5 mg at noon.</p><p>Not at night.</p>")


@pytest.fixture
def source(lesson):
    return begin(lesson)


def keep(client, source, fields, seen=0):
    """What the page sends by itself while somebody types."""
    return client.post(reverse("translating:draft", args=[source.pk, "ja"]), {**fields, "seen": seen}).json()


def row_of(answer, text: str):
    return next(row for row in answer.context["page_obj"] if text in row.segment.source)


def test_what_is_typed_is_kept_without_saving_and_is_here_again(client, source):
    fields, number = fields_of(opened(client, source, someone("translator"))), number_of(source, "Not at")
    answer = keep(client, source, {**fields, f"words-{number}": "夜は <b>だ"})
    assert answer["version"] == 1 and not StringTranslation.objects.exists()
    again = client.get(address(source))
    assert row_of(again, "Not at").typed == "夜は <b>だ"
    assert "Typed on" in again.content.decode() and again.context["desk"].version == 1


def test_a_draft_shows_what_would_be_refused_and_keeps_its_tick(client, source):
    fields, number = fields_of(opened(client, source, someone("translator"))), number_of(source, "Give")
    answer = client.post(address(source), {**fields, f"words-{number}": "9 mg", f"unfinished-{number}": "on"}, follow=True)
    assert "1 passage is kept as a draft." in answer.content.decode()
    row = row_of(answer, "Give")
    assert (row.typed, row.step, row.draft.unfinished) == ("9 mg", "draft", True)
    assert any(blocking for blocking, _sentence in row.findings)
    assert f'name="unfinished-{number}" checked' in answer.content.decode()
    assert not StringTranslation.objects.exists()


def test_a_passage_that_is_not_finished_stays_one_when_others_are_saved(client, source):
    fields = fields_of(opened(client, source, someone("translator")))
    half, whole = number_of(source, "Give"), number_of(source, "Not at")
    client.post(address(source), {**fields, f"words-{half}": "半", f"unfinished-{half}": "on", f"words-{whole}": "夜はだめ。"})
    assert StringTranslation.objects.get().data == "夜はだめ。"
    assert Draft.objects.get().typed == "半"


def test_saving_makes_a_draft_somebodys_words(client, source):
    fields, number = fields_of(opened(client, source, someone("translator"))), number_of(source, "Not at")
    fields[f"words-{number}"] = "夜はだめ。"
    seen = keep(client, source, fields)["version"]
    client.post(address(source), {**fields, "seen": seen})
    assert Standing.objects.get().state == "translated" and not Draft.objects.exists()


def test_what_is_refused_stays_as_a_draft(client, source):
    fields, number = fields_of(opened(client, source, someone("translator"))), number_of(source, "Not at")
    client.post(address(source), {**fields, f"words-{number}": "<script>夜"})
    assert row_of(client.get(address(source)), "Not at").typed == "<script>夜"


def test_of_two_windows_the_one_that_saves_last_wins_and_is_told(client, source):
    fields, number = fields_of(opened(client, source, someone("translator"))), number_of(source, "Not at")
    assert "another window" not in keep(client, source, {**fields, f"words-{number}": "甲"})["words"]
    late = keep(client, source, {**fields, f"words-{number}": "乙"})
    assert "another window" in late["words"] and Draft.objects.get().typed == "乙"


def test_a_window_that_knows_nothing_of_a_draft_does_not_throw_it_away(client, source):
    fields, number = fields_of(opened(client, source, someone("translator"))), number_of(source, "Not at")
    version = keep(client, source, {**fields, f"words-{number}": "甲"})["version"]
    keep(client, source, fields)
    client.post(address(source), fields)
    assert Draft.objects.get().typed == "甲"
    keep(client, source, fields, seen=version)
    assert not Draft.objects.exists()


def test_words_that_somebody_else_saved_meanwhile_are_shown_beside_the_draft(client, source):
    fields, number = fields_of(opened(client, source, someone("translator"))), number_of(source, "Not at")
    keep(client, source, {**fields, f"words-{number}": "甲"})
    write_words(segment_of(source, "Not at"), in_language("ja"), "乙", make_user())
    row = row_of(client.get(address(source)), "Not at")
    assert (row.typed, row.theirs) == ("甲", "乙")


def test_others_see_that_somebody_has_begun(client, source):
    person = someone("translator")
    fields, number = fields_of(opened(client, source, person)), number_of(source, "Not at")
    keep(client, source, {**fields, f"words-{number}": "甲"})
    answer = opened(client, source, someone("translator"))
    row = row_of(answer, "Not at")
    assert (row.typed, row.step, [one.typed for one in row.others]) == ("", "draft", ["甲"])
    assert f"{person} has begun, and not finished:" in answer.content.decode()


def test_the_queue_counts_a_draft_as_one(client, source, lesson):
    person = someone("translator")
    fields, number = fields_of(opened(client, source, person)), number_of(source, "Not at")
    keep(client, source, {**fields, f"words-{number}": "甲"})
    (entry,) = [entry for entry in queue(person, in_language("ja")) if entry.pk == lesson.pk]
    assert (entry.steps["draft"], sum(entry.steps.values())) == (1, entry.total)


def test_a_draft_is_never_published_nor_suggested(client, source):
    fields, number = fields_of(opened(client, source, someone("translator"))), number_of(source, "Not at")
    keep(client, source, {**fields, f"words-{number}": "甲乙"})
    assert suggestions(["Not at night."], "en", in_language("ja")) == {"Not at night.": []}
    preview = client.get(reverse("translating:preview", args=[source.pk, "ja"])).content.decode()
    assert "甲乙" not in preview and "Not at night." in preview


def test_a_draft_of_a_passage_that_is_gone_is_shown_until_it_is_thrown_away(client, source, lesson):
    person = someone("translator")
    fields, number = fields_of(opened(client, source, person)), number_of(source, "Not at")
    keep(client, source, {**fields, f"words-{number}": "甲乙"})
    rewrite(lesson, body=[{**lesson.body.raw_data[0], "value": "<p>Give 5 mg at noon.</p>"}])
    assert "甲乙" in opened(client, source, person).content.decode()
    assert "甲乙" not in opened(client, source, someone("translator")).content.decode()
    client.post(address(source), {"deed": f"drop-{Draft.objects.get().pk}"})
    assert Draft.objects.exists(), "it is not theirs"
    client.force_login(person)
    client.post(address(source), {"deed": f"drop-{Draft.objects.get().pk}"})
    assert not Draft.objects.exists()


@pytest.mark.parametrize("role", ["director", "learner"])
def test_who_may_not_write_keeps_no_draft(client, source, role):
    client.force_login(someone(role))
    number = number_of(source, "Not at")
    answer = client.post(reverse("translating:draft", args=[source.pk, "ja"]), {f"words-{number}": "甲", f"seen-{number}": ""})
    assert answer.status_code in (302, 403) and not Draft.objects.exists()
