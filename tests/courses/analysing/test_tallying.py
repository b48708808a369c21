"""Counting a test for its analysis: portion by portion, of what was there when it began, shown until the next is ready."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.analysing import tallying
from courses.analysing.kept import Kept
from courses.analysing.tallying import AT_ONCE, begin, go_on, look, recount, run_tallies
from courses.models import QuestionTally, Tally
from courses.regrading import apply, run_regrades
from courses.regrading import look as look_at_regrade
from icrweb.accounts.roles import make_roles
from tests.factories.people import make_user
from tests.factories.regrades import make_test, sit

pytestmark = pytest.mark.django_db


@pytest.fixture
def large(monkeypatch):
    """Every test is too large to be counted while somebody waits."""
    monkeypatch.setattr(tallying, "AT_ONCE", 0)


def of_all(tally) -> dict:
    """By question what was counted, of all editions."""
    return {row.question_key: Kept.from_json(row.figures) for row in tally.questions.filter(edition=0)}


def run() -> None:
    while run_tallies():
        pass


def test_small_tests_are_counted_when_somebody_looks_and_always_of_now():
    edition, quiz, questions = make_test(2)
    sit(edition, quiz, questions[0])
    first, _none = look(quiz.translation_key)
    sit(edition, quiz)
    ready, counting = look(quiz.translation_key)
    assert (first.answers, ready.answers, counting) == (2, 4, None)
    assert look(quiz.translation_key)[0] == ready
    wrong = of_all(ready)[questions[0].translation_key].languages["en"]
    assert (wrong.item.n, wrong.item.facility) == (2, 0.5)
    assert sum(n for n, _full in wrong.given.values()) == 2
    assert QuestionTally.objects.count() == 4  # of all editions, and of the one


def test_large_ones_are_counted_by_the_worker_and_the_last_count_is_shown_meanwhile(large):
    edition, quiz, _questions = make_test(2)
    sit(edition, quiz)
    ready, counting = look(quiz.translation_key)
    assert (ready, counting.percent) == (None, 0)
    go_on(counting)
    assert look(quiz.translation_key)[1].percent == 50
    run()
    ready, counting = look(quiz.translation_key)
    assert (ready.answers, counting) == (2, None)
    sit(edition, quiz)
    run()
    assert look(quiz.translation_key) == (ready, None)  # not so soon again
    Tally.objects.update(counted_at=timezone.now() - timedelta(hours=1))
    assert run_tallies()
    shown, counting = look(quiz.translation_key)
    assert (shown, counting.percent) == (ready, 50)
    run()
    assert look(quiz.translation_key)[0].answers == 4
    assert Tally.objects.count() == 1


def test_a_worker_that_was_killed_is_gone_on_after(large, monkeypatch):
    edition, quiz, _questions = make_test(3)
    sit(edition, quiz)
    begun = begin(quiz.translation_key)
    go_on(begun)

    def killed(rows):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(QuestionTally.objects, "bulk_create", killed)
        go_on(begun)
    begun.refresh_from_db()
    assert (begun.seen, begun.questions.count()) == (1, 2)
    run()
    begun.refresh_from_db()
    assert (begun.state, begun.seen, begun.questions.count()) == ("ready", 3, 6)
    assert [row[2][2] for row in begun.sums][0].keys() == {str(key) for key in of_all(begun)}


def test_of_two_workers_that_count_the_same_question_one_is_believed(monkeypatch):
    edition, quiz, _questions = make_test(2)
    sit(edition, quiz)
    begun, others = begin(quiz.translation_key), []

    def meanwhile(*words):
        if not others:
            others.append(True)
            go_on(begun)
        return {}

    monkeypatch.setattr(tallying, "seconds", meanwhile)
    while go_on(begun):
        pass
    begun.refresh_from_db()
    assert (begun.seen, begun.questions.count()) == (2, 4)


def test_who_hands_in_while_it_is_counted_is_in_none_of_its_figures():
    edition, quiz, _questions = make_test(2)
    sit(edition, quiz)
    begun = begin(quiz.translation_key)
    go_on(begun)
    sit(edition, quiz)
    while go_on(begun):
        pass
    begun.refresh_from_db()
    assert [kept.languages["en"].item.n for kept in of_all(begun).values()] == [1, 1]
    assert Tally.objects.outdated().get() == begun


def test_void_questions_are_in_no_figure_and_the_test_is_counted_again_after_a_regrade():
    edition, quiz, questions = make_test(3)
    for _ in range(6):
        sit(edition, quiz, questions[0])
    before, _none = look(quiz.translation_key)
    regrade = look_at_regrade(questions[0], void=True, by=make_user())
    run_regrades()
    regrade.refresh_from_db()
    apply(regrade, by=make_user(), why="Two answers are right.")
    run_regrades()
    run()
    ready, _none = look(quiz.translation_key)
    assert ready != before
    kept = of_all(ready)
    assert (kept[questions[0].translation_key].languages, kept[questions[0].translation_key].void) == ({}, 6)
    assert {kept[question.translation_key].void for question in questions[1:]} == {0}
    sums = tallying.Sums.from_json(ready.sums[0][2])
    assert dict(sums.learners) == {(2.0, 2): pytest.approx(6)}
    assert sums.n == 6


def test_a_count_that_is_under_way_begins_again_after_a_regrade(large):
    edition, quiz, questions = make_test(2)
    sit(edition, quiz)
    run()
    half = begin(quiz.translation_key)
    go_on(half)
    recount(questions[0].translation_key)
    assert Tally.objects.counting().get() != half


def test_counts_since_a_day_are_thrown_away_after_a_day(large):
    edition, quiz, _questions = make_test(1)
    sit(edition, quiz)
    begin(quiz.translation_key, "2020-01-01")
    run()
    assert set(Tally.objects.values_list("since", "answers")) == {("", 1), ("2020-01-01", 1)}
    Tally.objects.update(counted_at=timezone.now() - timedelta(days=2))
    run()
    assert set(Tally.objects.values_list("since", flat=True)) == {""}


def test_the_page_says_how_far_it_is_as_of_when_and_counts_anew_when_asked(client, large):
    make_roles()
    client.force_login(make_user(groups=["editor"]))
    edition, quiz, _questions = make_test(2)
    for _ in range(5):
        sit(edition, quiz)
    pages = [reverse(f"item_analysis:{name}", args=[quiz.translation_key]) for name in ("quiz", "questions")]
    for page in pages:
        assert "Being counted, 0 percent done." in client.get(page).content.decode()
    run()
    day = Tally.objects.get().counted_at.strftime("%Y-%m-%d %H:%M")
    for page in pages:
        assert f"Counted on {day} UTC." in client.get(page).content.decode()
    assert f"{day} UTC" in client.get(reverse("item_analysis:index")).content.decode()
    assert client.post(pages[1], {"anew": "1"}).url == pages[1]
    assert "Being counted anew, 0 percent done." in client.get(pages[1]).content.decode()


def test_a_page_reads_nothing_of_the_answers_once_they_are_counted(client, django_assert_max_num_queries):
    make_roles()
    client.force_login(make_user(groups=["editor"]))
    edition, quiz, _questions = make_test(2)
    for _ in range(5):
        sit(edition, quiz)
    page = reverse("item_analysis:questions", args=[quiz.translation_key])
    client.get(page)
    with django_assert_max_num_queries(20) as asked:
        client.get(page)
    assert [query["sql"] for query in asked if "itemoutcome" in query["sql"].lower() and "count" in query["sql"].lower()] == []
    assert AT_ONCE < 10_000
