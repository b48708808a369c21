"""Self-checks with a number: what is read as which answer, and that nobody is told it before they answered."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from courses.blocks import LessonBodyBlock, NumberCheckBlock
from courses.content_checks.lessons import number_checks
from courses.files.body import read_body, write_body
from courses.files.introspecting import kind_of
from courses.models import LessonPosition
from courses.self_checks import judge
from tests.factories.courses import lessons_of, make_course, make_edition, make_enrolment, make_lesson

VALUE = {
    "stem": "What is the pooled share?",
    "answer": "0.54",
    "tolerance": "0.005",
    "unit": "mg",
    "if_right": "Canary right: 27 of 50.",
    "if_wrong": "Canary wrong: divide 27 by 50.",
}
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("0.54", True),
        ("0,54", True),
        ("๐.๕๔", True),
        ("０．５４", True),
        ("0.54 mg", True),
        (" .5449 ", True),
        ("0.545", True),
        ("0.5451", False),
        ("-0.54", False),
        ("54", False),
    ],
)
def test_a_number_is_read_as_people_type_it_and_judged_within_the_tolerance(typed, right):
    judged = judge(VALUE, typed)
    assert (judged.right, judged.refusal) == (right, "")


@pytest.mark.parametrize(("typed", "sentence"), [("", "Write a number first."), ("half", "Write one number, for example")])
def test_what_is_no_number_is_refused_and_not_wrong(typed, sentence):
    assert judge(VALUE, typed).refusal.startswith(sentence)


def test_what_can_be_read_in_two_ways_is_asked_back():
    assert judge(VALUE, "1,234").refusal == "“1,234” can be read in two ways. Write 1234 or 1.2340."


@pytest.mark.parametrize(
    "wrong", [{"answer": "half"}, {"answer": "1,234"}, {"tolerance": "-1"}, {"tolerance": "x"}, {"if_wrong": ""}]
)
def test_an_editor_cannot_save_what_nobody_could_answer(wrong):
    block = NumberCheckBlock()
    with pytest.raises(ValidationError):
        block.clean(block.to_python({**VALUE, **wrong}))
    assert block.clean(block.to_python(VALUE))["answer"] == "0.54"


def test_translators_are_not_asked_for_the_numbers_and_search_finds_no_answer():
    block = NumberCheckBlock()
    assert [block.child_blocks[name].get_translatable_segments("0.54") for name in ("answer", "tolerance")] == [[], []]
    found = " ".join(block.get_searchable_content(block.to_python(VALUE)))
    assert "pooled share" in found
    assert "0.54" not in found
    assert "Canary" not in found


@pytest.fixture
def lesson(db):
    course = make_course()
    make_edition(course)
    return make_lesson(
        lessons_of(course)[0].get_parent().specific,
        body=[("number_check", VALUE)],
        open_to_guests=True,
        completion="check",
        title="How much",
        slug="how-much",
    )


def answer(client, lesson, typed, **how):
    address = reverse("courses:lesson_check", kwargs={"lesson_key": lesson.translation_key})
    return client.post(address, {"block": lesson.body[0].id, "choice": typed}, **how)


def studying(client, lesson):
    enrolment = make_enrolment(make_edition(lesson.get_parent().get_parent().specific, label="2"))
    client.force_login(enrolment.learner)
    return enrolment


def test_the_page_tells_neither_number_nor_feedback_before_somebody_answered(client, lesson):
    page = client.get(lesson.url).content.decode()
    assert "What is the pooled share?" in page
    assert "0.54" not in page
    assert "Canary" not in page


@pytest.mark.parametrize(
    ("typed", "told", "untold"), [("0,54", "Canary right", "Canary wrong"), ("7", "Canary wrong", "Canary right")]
)
def test_without_script_the_page_comes_back_with_what_was_typed_and_the_feedback(client, lesson, typed, told, untold):
    page = client.get(answer(client, lesson, typed).url).content.decode()
    assert f'value="{typed}"' in page
    assert told in page
    assert untold not in page
    assert '<strong class="unbroken">0.54 mg</strong>' in page


def test_without_script_what_is_no_number_stays_and_tells_nothing(client, lesson):
    page = client.get(answer(client, lesson, "half").url).content.decode()
    assert 'value="half"' in page
    assert "Write one number, for example 0.54 or 0,54." in page
    assert "Canary" not in page


def test_a_learners_answer_is_noted_right_or_wrong_and_completes_the_lesson(client, lesson):
    enrolment = studying(client, lesson)
    done = reverse("courses:lesson_done", kwargs={"key": enrolment.key, "lesson_key": lesson.translation_key})
    assert client.post(done, **JSON).json()["code"] == "checks_outstanding"
    reply = answer(client, lesson, "7", **JSON).json()
    assert reply["answered"] is True
    assert "Canary wrong" in reply["result"]
    assert LessonPosition.objects.get().checks_answered == [str(lesson.body[0].id)]
    assert client.post(done, **JSON).json()["done"] is True


@pytest.mark.parametrize("how", [{}, JSON])
@pytest.mark.parametrize("typed", ["half", " ", "1,234"])
def test_what_is_no_number_counts_as_not_answered(client, lesson, typed, how):
    studying(client, lesson)
    answer(client, lesson, typed, **how)
    assert not LessonPosition.objects.exists()


def test_the_script_is_told_why_a_number_could_not_be_read(client, lesson):
    reply = answer(client, lesson, "half", **JSON)
    assert reply.status_code == 200  # somebody typing is no fault of the request
    assert reply.json() == {"answered": False, "sentence": "Write one number, for example 0.54 or 0,54."}


def test_the_print_view_asks_first_and_tells_the_number_at_the_end(client, lesson):
    page = client.get(f"/en/my/lessons/{lesson.translation_key}/print/").content.decode()
    assert (
        page.index("Your answer:") < page.index("Answers to the self-checks") < page.index("0.54 mg") < page.index("Canary right")
    )


def test_a_course_file_carries_it():
    kind = kind_of(LessonBodyBlock())
    raw = [{"type": "number_check", "value": VALUE}]
    written = write_body(kind, raw)
    assert written.startswith(":::block number_check\n")
    assert read_body(kind, "", written) == raw


def test_the_checks_name_a_number_that_is_none(lesson):
    lesson.body = [("number_check", {**VALUE, "answer": "half", "if_right": ""})]
    assert {finding.code for finding in number_checks(lesson)} == {"check_number", "check_feedback"}
