"""Taking a test with cases: the vignette above its questions, and cases that lead one way only."""

import pytest
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file

from courses import trying
from courses.choices import QuizPurpose
from courses.models import Response
from courses.quizzes import go_on, results_by_objective, save_response, submit
from courses.sitting import first_open, questions_of
from icrweb.pages.models import Picture
from tests.courses.sitting import refusal_of, start, url
from tests.factories.courses import make_course
from tests.factories.questions import make_bank, make_case, make_quiz, make_sitting, right_answer, translate_case, wrong_answer

pytestmark = pytest.mark.django_db
LOCKED, LATER = "You have gone on from this question.", "This question comes later in its case."


def sit(client, *, one_way: bool, questions: int = 3, singles: int = 0, **fields):
    """Somebody signed in, with an open attempt that holds a case."""
    bank = make_bank(singles)
    make_case(bank, questions, one_way=one_way)
    enrolment, quiz = make_sitting(bank=bank, questions=questions + singles, **fields)
    client.force_login(enrolment.learner)
    return start(enrolment, quiz)


@pytest.fixture
def one_way(client):
    return sit(client, one_way=True)


def items(attempt) -> list[str]:
    return [question["item"] for question in attempt.paper]


def post(client, attempt, number: int, item: str, go: str = "on", answer=None):
    values = right_answer(attempt, item) if answer is None else answer
    return client.post(url("attempt", attempt, f"?q={number}"), {"answer": values, "go": go})


# --- Vignette ---------------------------------------------------------------------------------------------------------


def test_the_vignette_stands_once_above_its_questions_in_a_region_of_its_own(client):
    attempt = sit(client, one_way=False, singles=2)
    text = client.get(url("attempt", attempt)).content.decode()
    case = next(question for question in attempt.paper if "vignette" in question)
    assert text.count("wants to stop.") == 1
    first = items(attempt).index(case["item"]) + 1
    assert f"Case for questions {first} to {first + 2}" in text
    assert text.count(f'aria-describedby="case-{case["case"]} how-') == 3
    region = text[text.index('<section class="case"') : text.index("</section>")]
    assert region.count("data-quiz-question") == 3


def test_the_region_is_in_view_only_with_one_of_its_questions(client):
    attempt = sit(client, one_way=False, singles=1)
    case = [number for number, question in enumerate(attempt.paper, 1) if "case" in question]
    for number in (1, 2, 3, 4):
        text = client.get(url("attempt", attempt, f"?q={number}")).content.decode()
        opening = text[text.index('<section class="case"') :].split(">", 1)[0]
        assert (" hidden" not in opening) == (number in case)


def test_the_picture_of_a_vignette_is_drawn_with_its_description(client):
    attempt = sit(client, one_way=False)
    picture = Picture.objects.create(title="A form", file=get_test_image_file())
    attempt.paper[0]["vignette"] |= {"picture": picture.pk, "picture_alt": "A withdrawal form."}
    attempt.save()
    assert 'alt="A withdrawal form."' in client.get(url("attempt", attempt)).content.decode()


def test_a_page_takes_the_same_queries_however_many_cases_it_has(client, django_assert_num_queries):
    bank = make_bank()
    for _number in range(3):
        make_case(bank, 2)
    counts = []
    for asked in (2, 6):
        enrolment, quiz = make_sitting(bank=bank, questions=asked)
        client.force_login(enrolment.learner)
        address = url("attempt", start(enrolment, quiz))
        client.get(address)
        with django_assert_num_queries(counts[0] if counts else 12, exact=bool(counts)) as found:
            client.get(address)
        counts.append(len(found))


def test_the_answers_are_read_below_their_vignette_in_the_language_of_the_paper(client):
    bank = make_bank()
    case = make_case(bank, 2)
    translate_case(case, "ja")
    enrolment, quiz = make_sitting(bank=bank, questions=2, purpose=QuizPurpose.FORMATIVE)
    client.force_login(enrolment.learner)
    attempt = submit(start(enrolment, quiz, "ja"))
    text = client.get(url("result", attempt)).content.decode()
    assert text.count(f"{case.title} (ja)") == 1
    assert text.index("Case for questions 1 to 2") < text.index('id="answer-1"')


# --- One way ----------------------------------------------------------------------------------------------------------


def test_of_what_was_not_reached_the_page_tells_nothing(client, one_way):
    text = client.get(url("attempt", one_way)).content.decode()
    first, *later = one_way.paper
    assert first["stem"] in text
    for question in later:
        assert question["stem"] not in text
        assert not any(choice["id"] in text for choice in question["choices"])
    assert "Go on (you cannot change this answer afterwards)" in text
    assert client.get(url("overview", one_way)).content.decode().count("?q=1") >= 3


def test_going_on_locks_the_answer_and_shows_the_next_question(client, one_way):
    first, second, _third = items(one_way)
    answer = post(client, one_way, 1, first)
    assert answer.url.endswith("?q=2")
    assert one_way.responses.get(item=first).locked_at
    text = client.get(answer.url).content.decode()
    assert one_way.paper[1]["stem"] in text
    assert one_way.paper[2]["stem"] not in text
    assert text.count("<fieldset") == 2
    assert text.count(" disabled>") >= 1
    assert "You have gone on from this question; its answer can no longer change." in text
    assert post(client, one_way, 2, second).url.endswith("?q=3")
    assert "Go on (you cannot" not in client.get(url("attempt", one_way, "?q=3")).content.decode()


def test_going_on_twice_keeps_what_was_locked_the_first_time(one_way):
    first = items(one_way)[0]
    once = go_on(one_way, first, right_answer(one_way, first))
    twice = go_on(one_way, first, wrong_answer(one_way, first))
    assert (twice.pk, twice.answer, twice.locked_at) == (once.pk, once.answer, once.locked_at)
    assert Response.objects.count() == 1


def test_a_locked_answer_is_refused_and_the_one_that_was_kept_told(client, one_way):
    first = items(one_way)[0]
    kept = right_answer(one_way, first)
    go_on(one_way, first, kept)
    other = {"item": first, "answer": wrong_answer(one_way, first), "sequence": 2**50}
    told = client.post(url("answer", one_way), other)
    assert told.status_code == 409
    assert told.json()["code"] == "locked"
    assert told.json()["sentence"].startswith(LOCKED)
    assert told.json()["answer"] == kept
    form = post(client, one_way, 1, first, "next", other["answer"])
    assert form.status_code == 409
    assert LOCKED in form.content.decode()
    assert one_way.responses.get(item=first).answer == kept[0]


def test_from_a_locked_question_the_buttons_still_lead_on_and_back(client, one_way):
    first, second, _third = items(one_way)
    go_on(one_way, first, right_answer(one_way, first))
    assert post(client, one_way, 1, first, "next", []).url.endswith("?q=2")
    go_on(one_way, second, right_answer(one_way, second))
    assert post(client, one_way, 2, second, "back", []).url.endswith("?q=1")


def test_a_deep_link_past_the_question_that_was_reached_is_refused(client, one_way):
    for number in (2, 3):
        answer = client.get(url("attempt", one_way, f"?q={number}"))
        assert answer.status_code == 409
        text = answer.content.decode()
        assert LATER in text
        assert one_way.paper[0]["stem"] in text
        assert one_way.paper[number - 1]["stem"] not in text


@pytest.mark.parametrize("go", ["next", "on"])
def test_an_answer_to_a_question_that_was_not_reached_is_refused(client, one_way, go):
    second = items(one_way)[1]
    told = client.post(url("answer", one_way), {"item": second, "answer": right_answer(one_way, second), "sequence": 1})
    assert (told.status_code, told.json()["code"]) == (409, "later")
    assert post(client, one_way, 2, second, go).status_code == 409
    assert refusal_of(go_on, one_way, second, right_answer(one_way, second)).code == "later"
    assert not Response.objects.exists()


def test_nobody_goes_on_without_an_answer_or_where_no_question_waits(client, one_way):
    first, second, third = items(one_way)
    answer = post(client, one_way, 1, first, answer=[])
    assert answer.status_code == 422
    assert "Answer this question first: you cannot come back to it." in answer.content.decode()
    assert not Response.objects.exists()
    for item in (first, second):
        go_on(one_way, item, right_answer(one_way, item))
    assert refusal_of(go_on, one_way, third, right_answer(one_way, third)).code == "answer"
    save_response(one_way, third, wrong_answer(one_way, third), 1, False)
    save_response(one_way, third, right_answer(one_way, third), 2, False)
    assert submit(one_way).percent == 100


def test_in_a_case_with_a_way_back_nothing_is_locked(client):
    attempt = sit(client, one_way=False)
    last = items(attempt)[2]
    save_response(attempt, last, right_answer(attempt, last), 1, False)
    assert refusal_of(go_on, attempt, items(attempt)[0], right_answer(attempt, items(attempt)[0])).code == "answer"
    assert "Go on (you cannot" not in client.get(url("attempt", attempt)).content.decode()


def test_the_test_goes_on_with_a_question_that_can_be_answered(client):
    attempt = sit(client, one_way=True, singles=1)
    way = [number for number, question in enumerate(attempt.paper, 1) if "case" in question]
    single = next(number for number in range(1, 5) if number not in way)
    save_response(attempt, items(attempt)[way[0] - 1], right_answer(attempt, items(attempt)[way[0] - 1]), 1, False)

    def goes_on_with() -> int:
        return first_open(questions_of(attempt, {response.item: response for response in attempt.responses.all()}))

    assert goes_on_with() == single
    save_response(attempt, items(attempt)[single - 1], right_answer(attempt, items(attempt)[single - 1]), 1, False)
    assert goes_on_with() == way[0]  # it is answered; what waits is to go on from it


def test_what_was_not_reached_earns_nothing(one_way):
    first = items(one_way)[0]
    go_on(one_way, first, right_answer(one_way, first))
    handed_in = submit(one_way)
    assert int(handed_in.percent) == 33
    assert [(row["right"], row["total"]) for row in results_by_objective(handed_in)] == [(1, 3)]
    assert go_on(handed_in, first, []).locked_at
    assert refusal_of(go_on, handed_in, items(one_way)[1], ["x"]).code in ("answer", "closed")


# --- Trying it as a learner -------------------------------------------------------------------------------------------


def test_who_tries_a_test_meets_the_same_order(client, admin_user):
    bank = make_bank()
    make_case(bank, 2, one_way=True)
    quiz = make_quiz((bank, "", 2), course=make_course())
    state = trying.begin(quiz, drafts=False)
    first, second = (question["item"] for question in state["paper"])
    attempt = trying.as_attempt(state, quiz, admin_user)
    assert refusal_of(trying.answer, state, second, right_answer(attempt, second), False).code == "later"
    trying.go_on(state, first, right_answer(attempt, first))
    trying.go_on(state, first, wrong_answer(attempt, first))
    assert state["answers"][first]["answer"] == right_answer(attempt, first)[0]
    trying.answer(state, second, right_answer(attempt, second), False)
    assert refusal_of(trying.answer, state, first, right_answer(attempt, first), False).code == "locked"


def test_the_pages_of_a_try_show_vignette_and_order(client, admin_user):
    bank = make_bank()
    make_case(bank, 2, one_way=True)
    quiz = make_quiz((bank, "", 2), course=make_course())
    client.force_login(admin_user)
    address = reverse("courses_try", args=[quiz.pk])
    client.post(address, {"go": "begin"})
    text = client.get(address).content.decode()
    assert "Case for questions 1 to 2" in text
    assert "Go on (you cannot change this answer afterwards)" in text
    assert client.get(f"{address}?q=2").status_code == 409
    state = client.session["trying"]
    item = state["paper"][0]["item"]
    answer = right_answer(trying.as_attempt(state, quiz, admin_user), item)
    assert client.post(f"{address}?q=1", {"go": "on", "answer": answer}).url.endswith("?q=2")
    assert client.get(f"{address}?q=2").status_code == 200
