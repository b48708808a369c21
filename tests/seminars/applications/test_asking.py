import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from icrweb.trail.models import AuditEntry
from seminars.applications.applying import change
from seminars.applications.asking import Row, set_questions
from seminars.models import Answer, ExtraQuestion
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_seminar

pytestmark = pytest.mark.django_db


def a_row(label="Title", number=1, **fields) -> Row:
    return Row(**{"part": "sign_up", "kind": "singleline", "labels": {"en": label}, "number": number, **fields})


def the_rows(seminar):
    return [(one.key, str(one)) for one in seminar.extra_questions.filter(retired_at=None)]


def test_questions_are_set_in_order_and_the_trail_says_so():
    seminar, staff = make_seminar(), make_user()
    set_questions(seminar, [a_row("B"), a_row("A", 2)], staff)
    assert [label for _key, label in the_rows(seminar)] == ["B", "A"]
    set_questions(seminar, [a_row("A", key=the_rows(seminar)[1][0])], staff)
    assert [label for _key, label in the_rows(seminar)] == ["A"]
    assert AuditEntry.objects.filter(deed="seminar.set_questions", actor=staff).count() == 2
    set_questions(seminar, [a_row("A", key=the_rows(seminar)[0][0])], staff)
    assert AuditEntry.objects.count() == 2, "nothing is different"


def test_a_question_that_was_answered_is_retired_and_its_answer_stays():
    seminar, staff = make_seminar(), make_user()
    set_questions(seminar, [a_row("Title"), a_row("Unanswered", 2)], staff)
    question = seminar.extra_questions.first()
    change(make_registration(seminar), {question.pk: "A trial"})
    set_questions(seminar, [], staff)
    assert [one.retired_at is None for one in ExtraQuestion.objects.all()] == [False]
    assert Answer.objects.get().label_in("en") == "Title"


def test_a_question_without_words_in_the_readers_language_says_which_it_speaks():
    seminar = make_seminar()
    set_questions(seminar, [a_row("Your <concept>")], make_user())
    question = seminar.extra_questions.get()
    assert question.label_in("en") == "Your <concept>"
    assert question.label_in("th") == '<span lang="en">Your &lt;concept&gt;</span>'
    assert question.hint_in("th") == ""


def test_the_kind_of_a_question_with_answers_stays():
    seminar, staff = make_seminar(), make_user()
    set_questions(seminar, [a_row()], staff)
    question = seminar.extra_questions.get()
    set_questions(seminar, [a_row(key=question.key, kind="multiline")], staff)
    change(make_registration(seminar), {question.pk: "A trial"})
    with pytest.raises(ValidationError) as refusal:
        set_questions(seminar, [a_row(key=question.key, kind="date")], staff)
    assert refusal.value.code == "kind"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"labels": {"ja": "題名"}}, "label"),
        ({"mode": "on_site"}, "mode"),
        ({"kind": "radio", "choices": [{"en": "One"}]}, "choices"),
        ({"kind": "checkboxes", "choices": [{"en": "One"}, {"en": "One"}]}, "double"),
        ({"kind": "file"}, "endings"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_nothing_changes(fields, code):
    seminar = make_seminar()
    with pytest.raises(ValidationError) as refusal:
        set_questions(seminar, [a_row(), a_row(**{"number": 2, **fields})], make_user())
    assert refusal.value.code == code
    assert not seminar.extra_questions.exists()


def test_the_answers_after_acceptance_must_be_in_before_the_start():
    seminar = make_seminar()
    with pytest.raises(ValidationError) as refusal:
        set_questions(seminar, [], make_user(), until=seminar.ends_at)
    assert refusal.value.code == "until"


def sent(*rows, initial=0, **others):
    data = {"questions-TOTAL_FORMS": len(rows), "questions-INITIAL_FORMS": initial, **others}
    for number, row in enumerate(rows):
        values = {"kind": "singleline", "part": "sign_up", "required": "on", "most_megabytes": "5", **row}
        data |= {f"questions-{number}-{name}": value for name, value in values.items()}
    return data


def test_the_organizer_types_questions_with_words_in_other_languages(client, organizer):
    seminar = make_seminar()
    address = reverse("seminars_desk:questions", args=[seminar.pk])
    diet = {
        "label": "Diet",
        "other_labels": "ja: 食事",
        "kind": "checkboxes",
        "part": "accepted",
        "choices": "Halal | ja: ハラール\nVegetarian",
        "position": "1",
    }
    concept = {"label": "Concept", "kind": "file", "endings": ["pdf", "docx"], "position": "2"}
    answer = client.post(address, sent(concept, diet, {}, until_day="2000-01-01"))
    assert answer.status_code == 302
    first, second = seminar.extra_questions.all()
    assert (first.labels, first.choices) == (
        {"en": "Diet", "ja": "食事"},
        [{"en": "Halal", "ja": "ハラール"}, {"en": "Vegetarian"}],
    )
    assert (second.kind, second.endings, second.choices) == ("file", ["pdf", "docx"], [])
    shown = client.get(address).content.decode()
    assert "Halal | ja: ハラール" in shown and "ja: 食事" in shown


def test_a_wrong_line_keeps_all_that_was_typed(client, organizer):
    seminar = make_seminar()
    rows = [{"label": "Diet", "other_labels": "食事"}, {"label": "Flight"}]
    answer = client.post(reverse("seminars_desk:questions", args=[seminar.pk]), sent(*rows))
    words = answer.content.decode()
    assert answer.status_code == 422
    assert "Start each line with a language and a colon" in words and 'value="Flight"' in words
    assert not seminar.extra_questions.exists()
