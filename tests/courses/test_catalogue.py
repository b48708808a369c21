import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils import timezone

from courses.catalogue import complete_languages, hours, languages_of_course, rows_of
from courses.facets import Filters, courses_in
from courses.models import ModulePage
from courses.outline import live_syllabus
from courses.progress import complete_lesson
from icrweb.translating.choices import Kind, Severity
from icrweb.translating.models import ChangedSegment, Stale
from tests.factories.courses import (
    lessons_of,
    make_course,
    make_edition,
    make_enrolment,
    make_index,
    make_lesson,
    quiz_of,
    translate,
)
from tests.factories.people import make_user
from tests.factories.questions import make_bank, make_case, make_question, make_quiz, translate_case, translate_question
from tests.factories.stale import make_stale

pytestmark = pytest.mark.django_db
GUEST = AnonymousUser()


def listed(query: str = "", language: str = "en", user=GUEST) -> list[dict]:
    index = make_index()
    if language != "en":
        index = type(index).objects.get(translation_key=index.translation_key, locale__language_code=language)
    return rows_of(courses_in(index, language, Filters(QueryDict(query)), user).courses, language, user)


def titles(query: str = "", language: str = "en") -> list[str]:
    return [row["title"] for row in listed(query, language)]


@pytest.mark.parametrize(("minutes", "words"), [(0, "0 min"), (45, "45 min"), (60, "1 h"), (220, "3 h 40 min")])
def test_hours_in_words(minutes, words):
    assert hours(minutes) == words


def test_a_row_says_what_the_newest_edition_asks_for():
    course = make_course(title="GCP", code="C1", figure="fork")
    edition = make_edition(course, label="2026.2")
    [row] = listed()
    assert row == {
        "title": "GCP",
        "url": f"/en/courses/{course.slug}/",
        "figure": "fork",
        "facts": ["C1", "Edition 2026.2"],
        "text": course.summary,
        "time": "35 min",
        "proof": "Certificate, pass mark 80 %",
        "languages_complete": 1,
        "lang": "",
        "status": "",
        "status_word": "",
    }
    assert edition.minutes == 35


def test_a_course_without_an_edition_says_so():
    make_course(code="C1", gives_certificate=False)
    [row] = listed()
    assert (row["facts"], row["time"], row["proof"]) == (["C1", "Not open yet"], "", "No certificate")


def test_a_course_not_yet_translated_is_listed_in_its_own_language_and_marked():
    course = make_course(title="GCP")
    [row] = listed(language="ja")
    assert (row["title"], row["lang"], row["url"]) == ("GCP", "en", f"/ja/courses/{course.slug}/")


def test_filters_narrow_within_a_group_by_or_and_between_groups_by_and():
    make_course(title="A", topics=["gcp"], roles=["pi"])
    make_course(title="B", topics=["safety"], roles=["pi", "nurse"])
    make_course(title="C", topics=["genomics"], roles=["nurse"])
    assert titles() == ["A", "B", "C"]
    assert titles("topic=gcp&topic=safety") == ["A", "B"]
    assert titles("role=nurse") == ["B", "C"]
    assert titles("topic=gcp&topic=safety&role=nurse") == ["B"]
    assert titles("topic=invented&role=drop+table") == ["A", "B", "C"]


def test_counts_say_what_each_choice_would_give():
    make_course(topics=["gcp"], roles=["pi"])
    make_course(topics=["safety"], roles=["pi", "nurse"])
    found = courses_in(make_index(), "en", Filters(QueryDict("topic=gcp")), AnonymousUser())
    assert [(value, count, chosen) for value, _label, count, chosen in found.groups["topic"]] == [
        ("gcp", 1, True),
        ("safety", 1, False),
    ]
    assert [(value, count) for value, _label, count, _chosen in found.groups["role"]] == [("pi", 1)]


def test_complete_in_a_language_means_every_page_of_the_edition_is_translated():
    course = make_course(title="Translated")
    edition = make_edition(course)
    make_edition(make_course(title="Not translated"))
    module = ModulePage.objects.child_of(course).get()
    for page, words in [(course, "コース"), (module, "モジュール"), *((lesson, "レッスン") for lesson in lessons_of(course))]:
        translate(page, "ja", title=words)
    assert titles("complete=1", "ja") == []
    translate(quiz_of(course), "ja", title="テスト")
    assert titles("complete=1", "ja") == ["コース"]
    assert complete_languages({course.translation_key: edition.syllabus}) == {course.translation_key: ["en", "ja"]}
    assert listed(language="ja")[0]["languages_complete"] == 2


def test_a_course_page_names_the_languages_that_are_partly_done():
    course = make_course()
    edition = make_edition(course)
    translate(course, "ja", title="コース")
    assert languages_of_course(course.translation_key, edition.syllabus) == {
        "complete": [{"code": "en", "name": "English"}],
        "partly": [{"code": "ja", "name": "日本語", "percent": 20}],
    }


class TestWhatDoesNotCount:
    """In Japanese, translated as a whole: ten lessons and a test with two questions."""

    @pytest.fixture
    def course(self):
        course = make_course(title="Translated")
        module = ModulePage.objects.child_of(course).get()
        for number in range(8):
            make_lesson(module, title=f"More {number}", slug=f"more-{number}")
        for page in (course, module, *lessons_of(course), quiz_of(course)):
            translate(page, "ja", title="訳")
        make_edition(course)
        return course

    def complete(self, course) -> list[str]:
        syllabus = live_syllabus(course)
        one = [row["code"] for row in languages_of_course(course.translation_key, syllabus)["complete"]]
        assert complete_languages({course.translation_key: syllabus}) == ({course.translation_key: one} if one else {})
        assert (titles("complete=1", "ja") == ["訳"]) == ("ja" in one)
        return one

    def test_one_lesson_in_ten_may_have_a_passage_in_the_words_of_the_source(self, course):
        lessons = lessons_of(course)
        make_stale(lessons[0], severity=Severity.CRITICAL, path="body.1")
        assert self.complete(course) == ["en", "ja"]
        make_stale(lessons[1], kind=Kind.ADDED, path="body.1")
        assert self.complete(course) == ["en"]
        Stale.objects.update(closed_at=timezone.now())
        assert self.complete(course) == ["en", "ja"]

    def test_other_words_of_a_lesson_count_although_their_source_changed(self, course):
        for lesson in lessons_of(course):
            make_stale(lesson, severity=Severity.MEANING, path="body.1")
        assert self.complete(course) == ["en", "ja"]

    def test_an_objective_of_the_course_in_the_words_of_the_source_does_not(self, course):
        make_stale(course, severity=Severity.CRITICAL, path="objectives.1")
        assert self.complete(course) == ["en"]

    def test_of_two_changes_classed_the_other_way_round_the_list_hears_at_once(self, course):
        make_stale(course, severity=Severity.CRITICAL, path="objectives.1")
        make_stale(make_course(), severity=Severity.MEANING, path="objectives.1")
        assert self.complete(course) == ["en"]
        for segment in ChangedSegment.objects.all():
            segment.severity = Severity.MEANING if segment.severity == Severity.CRITICAL else Severity.CRITICAL
            segment.save()
        assert self.complete(course) == ["en", "ja"]

    def test_a_test_waits_for_the_last_of_its_questions(self, course):
        bank = make_bank(questions=2)
        make_quiz((bank, "consent", 1), course=course)
        first, second = bank.questions.all()
        assert self.complete(course) == ["en"]
        translate_question(first, "ja")
        translated = translate_question(second, "ja", live=False)
        assert self.complete(course) == ["en"]
        assert languages_of_course(course.translation_key, live_syllabus(course))["partly"][0]["percent"] == 92
        translated.save_revision().publish()
        assert self.complete(course) == ["en", "ja"]

    def test_a_question_without_its_source_counts_for_nothing(self, course):
        bank = make_bank(questions=2)
        make_quiz((bank, "", 1), course=course)
        first, second = bank.questions.all()
        translate_question(first, "ja")
        first.unpublish()
        assert self.complete(course) == ["en"]
        translate_question(second, "ja")
        assert self.complete(course) == ["en", "ja"]

    def test_a_withdrawn_question_takes_its_test_away(self, course):
        question = make_question(objective="consent")
        make_quiz((question.bank, "consent", 1), course=course)
        translated = translate_question(question, "ja")
        assert self.complete(course) == ["en", "ja"]
        make_stale(question, severity=Severity.MEANING, path="stem")
        type(question).objects.filter(pk=translated.pk).update(live=False)
        assert self.complete(course) == ["en"]

    def test_a_question_of_another_objective_takes_nothing(self, course):
        question = make_question(objective="consent")
        make_quiz((question.bank, "consent", 1), course=course)
        translate_question(question, "ja")
        make_question(question.bank, objective="dose")
        assert self.complete(course) == ["en", "ja"]

    def test_questions_of_a_case_need_its_words(self, course):
        bank = make_bank()
        case = make_case(bank, questions=2)
        make_quiz((bank, "", 2), course=course)
        for question in bank.questions.all():
            translate_question(question, "ja")
        assert self.complete(course) == ["en"]
        translate_case(case, "ja", questions=False)
        assert self.complete(course) == ["en", "ja"]


def test_who_studies_a_course_sees_how_far_they_are():
    course = make_course()
    enrolment = make_enrolment(make_edition(course))
    complete_lesson(enrolment, lessons_of(course)[0].translation_key, "en")
    assert listed(user=enrolment.learner)[0]["status_word"] == "You are 10 min in"
    assert listed(user=make_user())[0]["status_word"] == ""


def test_the_list_costs_the_same_for_one_course_and_for_three(client, django_assert_num_queries):
    learner = make_user()
    client.force_login(learner)
    make_enrolment(make_edition(make_course()), learner)
    client.get("/en/courses/")
    for number in (1, 3):
        while make_index().get_children().live().count() < number:
            make_enrolment(make_edition(make_course()), learner)
        client.get("/en/courses/")  # works out anew what has changed
        with django_assert_num_queries(18):
            page = client.get("/en/courses/").content.decode()
        assert page.count('class="course-row"') == number


def test_the_list_has_pages_of_twenty(client, monkeypatch):
    monkeypatch.setattr("courses.views.visits.COURSES_A_PAGE", 2)
    for title in ("First course", "Second course", "Third course"):
        make_course(title=title)
    first, second = (client.get(f"/en/courses/?page={number}").content.decode() for number in (1, 2))
    assert [title in first for title in ("First course", "Second course", "Third course")] == [True, True, False]
    assert [title in second for title in ("First course", "Second course", "Third course")] == [False, False, True]


def test_a_chosen_filter_can_be_taken_away_by_a_link(client):
    make_course(topics=["gcp"], roles=["pi"])
    page = client.get("/en/courses/?topic=gcp&role=pi").content.decode()
    assert 'href="?role=pi"' in page
    assert 'href="?topic=gcp"' in page


def test_filters_that_fit_nothing_say_what_to_do(client):
    make_course(topics=["gcp"])
    page = client.get("/en/courses/?topic=safety").content.decode()
    assert "No course fits these filters." in page


def test_length_and_certificate_narrow_the_list_and_are_counted():
    make_edition(make_course(title="Short"))
    make_course(title="No paper", gives_certificate=False)
    assert titles("length=1h") == ["Short"]
    assert titles("length=long") == []
    assert titles("certificate=no") == ["No paper"]
    found = courses_in(make_index(), "en", Filters(QueryDict("")), AnonymousUser())
    assert [(value, count) for value, _label, count, _chosen in found.groups["certificate"]] == [("yes", 1), ("no", 1)]
    assert [(value, count) for value, _label, count, _chosen in found.groups["length"]] == [("1h", 1)]


def test_the_same_list_has_one_address_and_can_be_put_in_another_order():
    filters = Filters(QueryDict("topic=safety&order=short&role=pi&topic=gcp&topic=invented&complete=1"))
    assert filters.query == "complete=1&role=pi&topic=gcp&topic=safety&order=short"
    make_course(title="Not open")
    make_edition(make_course(title="Open"))
    assert titles() == ["Not open", "Open"]
    assert titles("order=short") == ["Open", "Not open"]
    assert titles("order=new") == ["Open", "Not open"]


def test_what_is_published_withdrawn_or_moved_is_seen_at_once():
    first, second = make_course(title="First"), make_course(title="Second")
    assert titles() == ["First", "Second"]
    second.move(first, pos="left")
    assert titles() == ["Second", "First"]
    first.refresh_from_db()
    first.title = "Renamed"
    first.save_revision().publish()
    assert titles() == ["Second", "Renamed"]
    first.unpublish()
    assert titles() == ["Second"]
    make_edition(second)
    assert titles("length=1h") == ["Second"]


@pytest.mark.parametrize(("said", "unsaid"), [("certificate_is", "It is not"), ("certificate_is_not", "It is")])
def test_what_is_not_said_of_a_certificate_leaves_no_empty_column(client, said, unsaid):
    course = make_course()
    make_edition(course)
    setattr(course, said, [("sentence", "One sentence.")])
    course.save()
    page = client.get(course.url).content.decode()
    assert "One sentence." in page
    assert f"<h3>{unsaid}</h3>" not in page
