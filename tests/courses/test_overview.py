import pytest

from courses import overview
from courses.overview import my_courses
from courses.progress import complete_lesson, finish_if_done
from tests.factories.courses import lessons_of, make_course, make_edition, make_enrolment, pass_quiz, quiz_of, translate
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def finish(enrolment, course):
    pass_quiz(enrolment, quiz_of(course).translation_key)
    for lesson in lessons_of(course):
        complete_lesson(enrolment, lesson.translation_key, "en")
    assert finish_if_done(enrolment)


def test_it_leads_to_the_exact_lesson_and_place():
    course = make_course()
    enrolment = make_enrolment(make_edition(course))
    complete_lesson(enrolment, lessons_of(course)[0].translation_key, "en")
    [row] = my_courses(enrolment.learner, "en")["in_progress"]
    assert (row["next_title"], row["left"], row["next_time"]) == ("Lesson 2", "25 min left", "10 min")
    assert row["next_url"] == f"/en/courses/{course.slug}/m1/l2/?resume"


def test_it_speaks_the_readers_language_where_there_are_words():
    course = make_course(title="Only English")
    enrolment = make_enrolment(make_edition(course))
    translate(lessons_of(course)[0], "ja", title="最初のレッスン")
    [row] = my_courses(enrolment.learner, "ja")["in_progress"]
    assert (row["title"], row["lang"], row["next_title"], row["next_lang"]) == ("Only English", "en", "最初のレッスン", "")


def test_a_finished_course_shows_its_day_and_its_certificate():
    course = make_course()
    enrolment = make_enrolment(make_edition(course))
    finish(enrolment, course)
    shown = my_courses(enrolment.learner, "en")
    enrolment.refresh_from_db()
    [row] = shown["finished"]
    assert shown["in_progress"] == []
    assert (row["finished_at"], row["certificate"].evidence_key) == (enrolment.completed_at, enrolment.key)


def test_a_course_whose_page_is_gone_still_stands_in_the_record():
    course = make_course(title="Gone")
    enrolment = make_enrolment(make_edition(course))
    course.unpublish()
    [row] = my_courses(enrolment.learner, "en")["in_progress"]
    assert (row["title"], row["url"]) == ("Gone", "")


def test_suggestions_are_open_courses_that_one_has_not_taken():
    taken, other = make_course(title="Taken"), make_course(title="Other")
    make_course(title="Without an edition")
    enrolment = make_enrolment(make_edition(taken))
    make_edition(other)
    assert [row["title"] for row in my_courses(enrolment.learner, "en")["suggestions"]] == ["Other"]


def test_others_see_nothing_of_it():
    make_enrolment()
    assert my_courses(make_user(), "en")["page_obj"].paginator.count == 0


def test_it_has_pages_with_what_is_in_progress_first(monkeypatch):
    monkeypatch.setattr(overview, "ENROLMENTS_A_PAGE", 1)
    learner, done = make_user(), make_course()
    finish(make_enrolment(make_edition(done), learner), done)
    make_enrolment(make_edition(make_course(title="Open")), learner)
    first, second = my_courses(learner, "en", 1), my_courses(learner, "en", "2")
    assert [row["title"] for row in first["in_progress"]] == ["Open"]
    assert [row["title"] for row in second["finished"]] == [done.title]


def test_the_page_costs_the_same_for_one_course_and_for_three(client, django_assert_num_queries):
    learner = make_user()
    client.force_login(learner)
    make_edition(make_course())
    for number in (1, 3):
        while learner.enrolments.count() < number:
            make_enrolment(make_edition(make_course()), learner)
        client.get("/en/my/")
        with django_assert_num_queries(23):
            page = client.get("/en/my/").content.decode()
        assert page.count("learning-row") == number
