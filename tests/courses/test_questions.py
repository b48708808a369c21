"""Question banks in the admin: what may be a draft, what goes live, what translations follow, what a preview shows."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Locale
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.operations import translate_object

from courses.choices import QuestionKind
from courses.drawing import pools_of
from courses.models import Attempt, Objective, Question, QuizPage
from icrweb.accounts.roles import make_roles
from tests.factories.courses import make_course, make_edition
from tests.factories.people import make_user
from tests.factories.questions import CHOICES, make_bank, make_objective, make_question, make_quiz, translate_question

pytestmark = pytest.mark.django_db

RIGHT, WRONG = ("Right", True), ("Wrong", False)
FAULTY = [
    (QuestionKind.SINGLE, [], "choices", "Write at least two choices."),
    (QuestionKind.SINGLE, [RIGHT], "choices", "Write at least two choices."),
    (QuestionKind.SINGLE, [WRONG, WRONG], "choices", "Mark the right choice."),
    (QuestionKind.SINGLE, [RIGHT, RIGHT], "choices", "Only one choice can be right here."),
    (QuestionKind.SINGLE, [RIGHT, ("", False)], "choices", "Write words for every choice"),
    (QuestionKind.MULTIPLE, [RIGHT], "choices", "Write at least two choices."),
    (QuestionKind.MULTIPLE, [WRONG, WRONG], "choices", "Mark the right choice."),
    (QuestionKind.TRUE_FALSE, [RIGHT], "choices", "exactly two choices"),
    (QuestionKind.TRUE_FALSE, [RIGHT, WRONG, WRONG], "choices", "exactly two choices"),
    (QuestionKind.TRUE_FALSE, [WRONG, WRONG], "choices", "Mark the right choice."),
    (QuestionKind.TRUE_FALSE, [RIGHT, RIGHT], "choices", "Only one choice can be right here."),
]


@pytest.mark.parametrize("kind", QuestionKind.values)
def test_a_whole_question_has_no_faults(kind):
    assert make_question(kind=kind).faults() == {}


@pytest.mark.parametrize(("kind", "choices", "field", "words"), FAULTY)
def test_what_cannot_be_answered_does_not_go_live(kind, choices, field, words):
    question = make_question(kind=kind, choices=choices, live=False)
    with pytest.raises(ValidationError) as refusal:
        question.save_revision(clean=False).publish()
    assert words in refusal.value.message_dict[field][0]
    question.refresh_from_db()
    assert not question.live


def test_a_number_needs_its_answer():
    question = make_question(kind=QuestionKind.NUMERIC, answer=None, live=False)
    assert question.faults() == {"answer": "Give the right number."}
    assert make_question(kind=QuestionKind.NUMERIC, answer=0).live


def test_a_tolerance_below_nothing_is_refused():
    assert "tolerance" in make_question(kind=QuestionKind.NUMERIC, tolerance=-1, live=False).faults()


@pytest.mark.parametrize("stem", ["", "<p></p>", "<p>&nbsp; </p>", "<p><br/></p>"])
def test_a_question_needs_its_words(stem):
    assert make_question(stem=stem, live=False).faults() == {"stem": "Write the question."}


def test_the_faulty_kinds_are_kinds():
    """The others prove their faults without a database (`test_asking.py`); an empty question of any kind never goes live."""
    assert {kind for kind, *_rest in FAULTY} | {QuestionKind.NUMERIC} <= set(QuestionKind)


@pytest.mark.parametrize("kind", QuestionKind.values)
def test_an_empty_question_of_any_kind_does_not_go_live(kind):
    empty = {"choices": (), "answer": None, "feedback": "", "picture": None, "stem": "<p>?</p>", "live": False}
    assert make_question(kind=kind, **empty).faults()


def test_parts_of_another_kind_are_named():
    question = make_question(kind=QuestionKind.ORDERING, live=False)
    question.kind = QuestionKind.MATCHING
    assert "belong to another kind" in question.faults()["choices"]


def test_a_translation_answers_for_its_words_and_not_for_the_key():
    question = make_question()
    translation = translate_question(question, "ja")
    assert translation.live
    assert not any(choice.value["correct"] for choice in translation.choices)
    translation.stem = ""
    assert translation.faults() == {"stem": "Write the question."}
    assert translation.source() == question
    assert question.source() == question


# --- In the admin -----------------------------------------------------------------------------------------------------


@pytest.fixture
def editor(client):
    make_roles()
    user = make_user(groups=["editor", "director"])  # who writes, and may publish without waiting for a review
    client.force_login(user)
    return client


def form_of(bank, *, choices=CHOICES["single"], **fields) -> dict:
    return nested_form_data(
        {
            "bank": bank.pk,
            "name": "A question",
            "kind": "single",
            "objective": "consent",
            "level": "apply",
            "stem": rich_text("<p>What is right?</p>"),
            "choices": streamfield(
                [("choice", {"text": text, "correct": right, "weight": "", "feedback": ""}) for text, right in choices]
            ),
            "partial_credit": "on",
            "answer": "",
            "tolerance": "0",
            "points": "1",
            "picture": "",
            "picture_alt": "",
            **dict.fromkeys(
                ("unit", "feedback", "feedback_wrong", "guideline", "reference", "review_by", "author", "reviewer"), ""
            ),
            **fields,
        }
    )


ADD = "/admin/snippets/courses/question/add/"


def test_an_incomplete_draft_is_kept(editor):
    bank = make_bank()
    answer = editor.post(ADD, form_of(bank, choices=(), stem=rich_text("")))
    assert answer.status_code == 302, answer.context["form"].errors
    assert not Question.objects.get().live


def test_publishing_says_beside_the_field_what_to_do_and_keeps_what_was_typed(editor):
    bank = make_bank()
    make_objective(bank)
    answer = editor.post(ADD, {**form_of(bank, choices=[WRONG, ("Kept words", False)]), "action-publish": "1"})
    assert answer.status_code == 200
    assert answer.context["form"].errors["choices"] == ["Mark the right choice."]
    assert "Kept words" in answer.content.decode()
    assert not Question.objects.exists()


def test_publishing_a_whole_question(editor):
    bank = make_bank()
    make_objective(bank)
    answer = editor.post(ADD, {**form_of(bank), "action-publish": "1"})
    assert answer.status_code == 302, answer.context["form"].errors
    assert Question.objects.get().live


def test_publishing_names_the_objectives_of_the_bank(editor):
    bank = make_bank()
    make_objective(bank, "safety")
    answer = editor.post(ADD, {**form_of(bank), "action-publish": "1"})
    assert answer.context["form"].errors["objective"] == [
        "This bank has no such objective. Choose one of: safety. Or add it to the bank first."
    ]


def test_a_question_begins_in_the_language_of_its_bank(editor):
    bank = make_bank(language="ja")
    make_objective(bank)
    answer = editor.post(f"{ADD}?locale=en", {**form_of(bank), "action-publish": "1"})
    assert "Write this question in 日本語 first" in answer.context["form"].errors["bank"][0]


def test_the_menu_list_search_and_filters(editor):
    bank = make_bank(name="Consent")
    make_question(bank, name="Remote consent", objective="consent")
    make_question(bank, name="Grade 3 diarrhoea", objective="safety", kind=QuestionKind.NUMERIC)
    make_question(name="Another bank", live=False)
    assert "Assessment" in editor.get("/admin/").content.decode()

    def names(query):
        text = editor.get(f"/admin/snippets/courses/question/?{query}").content.decode()
        return [name for name in ("Remote consent", "Grade 3 diarrhoea", "Another bank") if name in text]

    assert names("") == ["Remote consent", "Grade 3 diarrhoea", "Another bank"]
    assert names(f"bank={bank.pk}") == ["Remote consent", "Grade 3 diarrhoea"]
    assert names("kind=numeric") == ["Grade 3 diarrhoea"]
    assert names("objective=safety") == ["Grade 3 diarrhoea"]
    assert names("live=false") == ["Another bank"]
    assert names("q=diarrhoea") == ["Grade 3 diarrhoea"]


@pytest.mark.parametrize("page", ["questionbank", "objective", "question"])
def test_learners_have_no_business_in_the_banks(client, page):
    make_roles()
    client.force_login(make_user(groups=["learner"]))
    assert client.get(f"/admin/snippets/courses/{page}/").status_code in (302, 403)


@pytest.mark.parametrize("kind", QuestionKind.values)
def test_the_preview_shows_what_a_learner_sees_and_records_nothing(rf, kind):
    choices = [(text, right, "Secret feedback") for text, right in CHOICES.get(kind, ())]
    parts = {"choices": choices} if choices else {}
    question = make_question(kind=kind, **parts, feedback="Secret general", reference="Secret reference", unit="months")
    text = question.make_preview_request().render().content.decode()
    assert question.name not in text
    assert ("What is right in case" in text) is (kind != QuestionKind.CLOZE)
    assert "Secret" not in text
    assert "About “" not in text
    assert all(choice in text for choice, _right, _feedback in choices)
    assert not Attempt.objects.exists()


def test_the_preview_panel_shows_a_draft_that_is_not_yet_whole(editor):
    question = make_question(live=False)
    address = f"/admin/snippets/courses/question/preview/{question.pk}/"
    data = form_of(question.bank, choices=[("Only one so far", False)], reference="Secret reference")
    assert editor.post(address, data).json()["is_valid"]
    text = editor.get(address).content.decode()
    assert "Only one so far" in text
    assert "Secret" not in text


@pytest.mark.parametrize("kind", QuestionKind.values)
def test_an_empty_draft_can_be_previewed(kind):
    question = make_question(kind=kind, choices=(), stem="", answer=None, live=False)
    assert question.make_preview_request().render().status_code == 200


# --- Translation ------------------------------------------------------------------------------------------------------


def test_words_are_translated_and_what_decides_follows_the_source():
    fields = {field.field_name: type(field).__name__ for field in get_translatable_fields(Question)}
    words = {name for name, kind in fields.items() if kind == "TranslatableField"}
    assert words == {"stem", "picture_alt", "choices", "feedback", "feedback_wrong"}
    assert {"bank", "kind", "objective", "answer", "tolerance", "partial_credit", "reference"} <= fields.keys()


def test_a_question_sent_to_translation_is_drawn_only_once_its_words_are_published():
    question = make_question(make_bank())
    japanese = Locale.objects.get_or_create(language_code="ja")[0]
    translate_object(question, [japanese], user=make_user())
    assert Question.objects.get(translation_key=question.translation_key, locale=japanese).live is False
    assert not Question.objects.drawable(question.bank, "ja").exists()
    Translation.objects.get(target_locale=japanese).save_target(publish=True)
    assert Question.objects.drawable(question.bank, "ja").get() == question


def test_a_translation_made_by_wagtail_localize_keeps_choice_ids_and_is_drawn():
    question = make_question(choices=[("Yes", True, "Because."), ("No", False, "Not so.")])
    source, _made = TranslationSource.update_or_create_from_instance(question)
    japanese, _made = Locale.objects.get_or_create(language_code="ja")
    Translation.objects.create(source=source, target_locale=japanese)
    translation, _made = source.create_or_update_translation(japanese, fallback=True)
    translation.save_revision().publish()
    translation.refresh_from_db()
    assert [str(choice.id) for choice in translation.choices] == [str(choice.id) for choice in question.choices]
    assert Question.objects.drawable(question.bank, "ja").get() == question


# --- Publishing a quiz ------------------------------------------------------------------------------------------------


def publish_page(client, quiz, pools, **fields):
    data = nested_form_data(
        {
            "title": quiz.title,
            "slug": quiz.slug,
            "introduction": rich_text("<p>Hello</p>"),
            "purpose": "final",
            "minutes": "15",
            "pass_mark": "80",
            "free_attempts": "3",
            "cool_down_hours": "24",
            "pools": streamfield([("pool", {"bank": bank.pk, "objective": objective, "count": n}) for bank, objective, n in pools]),
            "comments": inline_formset([]),
            **fields,
        }
    )
    return client.post(reverse("wagtailadmin_pages:edit", args=[quiz.pk]), {**data, "action-publish": "1"}, follow=True)


@pytest.fixture
def draft_quiz(editor):
    quiz = make_quiz((make_bank(1), "", 1))
    quiz.unpublish()
    return QuizPage.objects.get(pk=quiz.pk)


def test_a_quiz_that_cannot_be_filled_stays_a_draft_and_the_sentence_says_why(editor, draft_quiz):
    bank = make_bank(2, name="Small")
    answer = publish_page(editor, draft_quiz, [(bank, "", 3)])
    text = answer.content.decode()
    assert "Not published; the draft is kept." in text
    assert "asks for 3 questions and 2 can be drawn." in text
    draft_quiz.refresh_from_db()
    assert not draft_quiz.live
    latest = draft_quiz.get_latest_revision_as_object()
    assert [pool.count for pool in pools_of(latest, "en")] == [3]


def test_a_quiz_without_pools_stays_a_draft(editor, draft_quiz):
    assert "Add a pool" in publish_page(editor, draft_quiz, []).content.decode()
    draft_quiz.refresh_from_db()
    assert not draft_quiz.live


def test_a_quiz_that_can_be_filled_goes_live(editor, draft_quiz):
    publish_page(editor, draft_quiz, [(make_bank(2), "", 2)])
    draft_quiz.refresh_from_db()
    assert draft_quiz.live


@pytest.mark.parametrize("pass_mark", ["0", "101", "-1", ""])
def test_a_pass_mark_lies_between_1_and_100(editor, draft_quiz, pass_mark):
    answer = publish_page(editor, draft_quiz, [(make_bank(2), "", 2)], pass_mark=pass_mark)
    assert "pass_mark" in answer.context["form"].errors
    draft_quiz.refresh_from_db()
    assert not draft_quiz.live


def test_deleting_the_lesson_to_reread_leaves_the_objective():
    course = make_course()
    lesson = course.get_descendants().filter(slug="l1").get().specific
    objective = make_objective(make_bank(), lesson=lesson)
    make_edition(make_course())
    lesson.delete()
    assert Objective.objects.get(pk=objective.pk).lesson is None
