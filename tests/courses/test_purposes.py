"""What a quiz is for: some must be passed, some are offered; a pre-test exempts from studying and never from a test."""

import pytest
from django.core.exceptions import ValidationError

from certificates.models import Certificate
from courses.checks import findings_of
from courses.choices import QuizPurpose
from courses.models import CoursePage, Enrolment, ModulePage, QuizPage
from courses.progress import complete_lesson, progress_of
from courses.quiz_rules import Rules
from courses.quizzes import save_response, start_attempt, submit
from tests.factories.courses import add, lessons_of, make_course, make_edition, make_enrolment, make_lesson
from tests.factories.questions import make_bank, make_question, make_quiz, make_sitting, right_answer

pytestmark = pytest.mark.django_db


def make_course_with_pre_test(*, questions=8, **fields) -> tuple[Enrolment, QuizPage, QuizPage]:
    """Two modules, the first with a pre-test, and a final test that draws on the same bank; a learner in it."""
    course, bank = make_course(), make_bank(questions)
    final = make_quiz((bank, "", 4), course=course)
    module = ModulePage.objects.child_of(course).get()
    second = add(course, ModulePage(title="Module 2", slug="m2"))
    make_lesson(second, title="Lesson 3", slug="l3")
    pre = add(
        module,
        QuizPage(
            title="Pre-test",
            slug="pre-test",
            minutes=5,
            **{"purpose": "pre", **fields},
            pools=[("pool", {"bank": bank, "objective": "", "count": 4})],
        ),
    )
    return make_enrolment(make_edition(course)), QuizPage.objects.get(pk=pre.pk), final


def take(enrolment, quiz, *, right: bool = True):
    attempt = start_attempt(enrolment, quiz, "en", declared=True)
    for number, question in enumerate(attempt.paper, 1):
        if right:
            save_response(attempt, question["item"], right_answer(attempt, question["item"]), number, False)
    return submit(attempt)


def course_of(enrolment) -> CoursePage:
    return CoursePage.objects.get(translation_key=enrolment.course_key, locale__language_code="en")


def titles(items) -> list[str]:
    return [item["title"] for item in items]


def test_an_edition_of_before_is_read_as_it_was_meant():
    old = {"kind": "quiz", "title": "Test", "pass_mark": 80, "free_attempts": 3, "cool_down_hours": 24}
    assert (Rules.of({**old, "final": True}).final, Rules.of({**old, "final": False}).purpose) == (True, "lesson")
    assert all(Rules.of({**old, "final": final}).asked_for for final in (True, False))


@pytest.mark.parametrize(
    ("purpose", "asked", "declares"),
    [("final", True, True), ("lesson", True, False), ("post", True, False), ("pre", False, False), ("formative", False, False)],
)
def test_what_is_asked_for_and_what_is_offered(purpose, asked, declares):
    course = make_course(gives_certificate=False)
    quiz = make_quiz((make_bank(4), "", 4), course=course, purpose=purpose)
    enrolment = make_enrolment(make_edition(course))
    assert ("Final test" in titles(progress_of(enrolment).outstanding)) == asked
    assert (start_attempt(enrolment, quiz, "en", declared=True).declared_at is not None) == declares


def test_a_course_with_a_certificate_needs_a_test_that_must_be_passed():
    course = make_course()
    make_quiz((make_bank(4), "", 4), course=course, purpose="formative")
    with pytest.raises(ValidationError) as refusal:
        make_edition(course)
    assert refusal.value.code == "no_quiz"


def test_a_passed_pre_test_exempts_from_the_lessons_of_its_module_and_from_nothing_else():
    enrolment, pre, _final = make_course_with_pre_test()
    assert titles(progress_of(enrolment).outstanding) == ["Lesson 1", "Lesson 2", "Final test", "Lesson 3"]
    take(enrolment, pre)
    progress = progress_of(enrolment)
    assert titles(progress.outstanding) == ["Final test", "Lesson 3"]
    assert progress.exempt == {item["key"] for item in enrolment.edition.syllabus if item["title"] in ("Lesson 1", "Lesson 2")}
    assert not enrolment.lesson_completions.exists()


def test_a_pre_test_below_its_mark_or_that_exempts_from_nothing_changes_nothing():
    enrolment, pre, _final = make_course_with_pre_test()
    take(enrolment, pre, right=False)
    assert len(progress_of(enrolment).outstanding) == 4
    enrolment, pre, _final = make_course_with_pre_test(exempts=False)
    take(enrolment, pre)
    assert len(progress_of(enrolment).outstanding) == 4


def test_who_was_exempt_finishes_by_the_final_test_and_the_certificate_says_so():
    enrolment, pre, final = make_course_with_pre_test()
    take(enrolment, pre)
    complete_lesson(enrolment, lessons_of(course_of(enrolment))[2].translation_key, "en")
    take(enrolment, final)
    modules = Certificate.objects.get(evidence_key=enrolment.key).facts["modules"]
    assert [module.get("by_pre_test", False) for module in modules] == [True, False]


def test_a_lesson_that_was_studied_is_not_called_exempt():
    enrolment, pre, _final = make_course_with_pre_test()
    first = lessons_of(course_of(enrolment))[0]
    complete_lesson(enrolment, first.translation_key, "en")
    take(enrolment, pre)
    assert str(first.translation_key) not in progress_of(enrolment).exempt
    assert len(progress_of(enrolment).exempt) == 1


def test_a_pre_test_is_taken_once_and_only_before_studying():
    enrolment, pre, _final = make_course_with_pre_test()
    take(enrolment, pre, right=False)
    with pytest.raises(ValidationError) as refusal:
        start_attempt(enrolment, pre, "en", declared=True)
    assert refusal.value.code == "no_tries_left"
    enrolment, pre, _final = make_course_with_pre_test()
    for lesson in lessons_of(course_of(enrolment))[:2]:
        complete_lesson(enrolment, lesson.translation_key, "en")
    with pytest.raises(ValidationError) as refusal:
        start_attempt(enrolment, pre, "en", declared=True)
    assert refusal.value.code == "studied"


def test_questions_of_the_pre_test_are_drawn_last_afterwards():
    enrolment, pre, final = make_course_with_pre_test(questions=6)
    before = {key["question_key"] for key in take(enrolment, pre, right=False).marking.values()}
    after = {key["question_key"] for key in take(enrolment, final, right=False).marking.values()}
    assert len(before & after) == 2  # six questions, four in each


def test_a_pre_test_never_shows_its_keys_and_a_passed_final_does(client):
    enrolment, pre, final = make_course_with_pre_test()
    client.force_login(enrolment.learner)
    hidden = client.get(f"/en/learn/attempts/{take(enrolment, pre).key}/result/").content.decode()
    assert "You are exempt from the lessons of this module." in hidden
    assert "The right one" not in hidden
    assert "Try again" not in hidden
    assert "The right one" in client.get(f"/en/learn/attempts/{take(enrolment, final).key}/result/").content.decode()


def test_practice_shows_its_keys_at_once_and_may_be_repeated_after_a_pass(client):
    enrolment, pre, _final = make_course_with_pre_test(purpose="formative")
    client.force_login(enrolment.learner)
    text = client.get(f"/en/learn/attempts/{take(enrolment, pre, right=False).key}/result/").content.decode()
    assert "The right one" in text
    take(enrolment, pre)
    assert start_attempt(enrolment, pre, "en", declared=False).number == 3
    assert not progress_of(enrolment).exempt


def test_nobody_waits_for_practice_and_its_page_promises_no_pause(client):
    enrolment, practice, _final = make_course_with_pre_test(purpose="formative", max_attempts=2, cool_down_hours=24)
    client.force_login(enrolment.learner)
    for _number in range(4):
        take(enrolment, practice, right=False)
    text = client.get(practice.url).content.decode()
    assert "Start the test" in text
    assert "a pause of" not in text


@pytest.mark.parametrize("purpose", ["pre", "formative"])
def test_who_was_led_to_a_voluntary_quiz_may_go_on_without_it(client, purpose):
    enrolment, voluntary, final = make_course_with_pre_test(purpose=purpose)
    client.force_login(enrolment.learner)
    assert "Go on with Lesson 3" in client.get(voluntary.url).content.decode()
    assert "You may leave it out." not in client.get(final.url).content.decode()


def test_pages_say_what_a_pre_test_is_for_and_who_is_exempt(client):
    enrolment, pre, _final = make_course_with_pre_test()
    client.force_login(enrolment.learner)
    text = client.get(pre.url).content.decode()
    assert "You can take it once." in text
    assert "you are exempt from the lessons of this module" in text
    take(enrolment, pre)
    assert "You have taken this pre-test" in client.get(pre.url).content.decode()
    course = client.get(course_of(enrolment).url).content.decode()
    assert course.count("exempt by the pre-test") == 2
    assert "voluntary" in course


def test_minutes_of_what_is_offered_count_for_nobody():
    enrolment, _pre, _final = make_course_with_pre_test()
    assert enrolment.edition.minutes == 10 + 10 + 10 + 15
    assert progress_of(enrolment).minutes == enrolment.edition.minutes


def test_an_editor_is_told_when_before_and_after_draw_otherwise():
    course, bank = make_course(), make_bank(6)
    post = make_quiz((bank, "", 4), course=course, purpose=QuizPurpose.POST)
    assert not [finding for finding in findings_of(post) if finding.code == "blueprint"]
    module = ModulePage.objects.child_of(course).get()
    pools = [("pool", {"bank": bank, "objective": "", "count": 3})]
    pre = add(module, QuizPage(title="Before", slug="before", minutes=5, purpose="pre", pools=pools))
    assert [finding.level for finding in findings_of(post) if finding.code == "blueprint"] == ["warning"]
    pre.pools = [("pool", {"bank": bank, "objective": "", "count": 1}), ("pool", {"bank": bank, "objective": "", "count": 3})]
    pre.save_revision().publish()
    assert not [finding for finding in findings_of(post) if finding.code == "blueprint"]


def test_the_answers_name_each_place_by_its_letter_on_the_picture(client):
    bank = make_bank()
    make_question(bank, "hot_spot")
    enrolment, quiz = make_sitting(bank=bank, questions=1, purpose="formative")
    client.force_login(enrolment.learner)
    text = client.get(f"/en/learn/attempts/{take(enrolment, quiz, right=False).key}/result/").content.decode()
    assert '<b class="option__letter">A</b> The step' in text
    assert '<b class="option__letter">B</b> The tail' in text
