import re

import pytest

from courses.enrolment import leave
from courses.models import Enrolment, LessonCompletion, LessonPosition
from courses.progress import complete_lesson, finish_if_done, keep_position
from icrweb.pages.languages import spread
from tests.factories.courses import (
    check_block,
    lessons_of,
    make_course,
    make_edition,
    make_enrolment,
    make_lesson,
    pass_quiz,
    quiz_of,
    text_block,
    translate,
)
from tests.factories.media import make_file, make_recording, video_block
from tests.factories.people import make_user
from tests.factories.references import make_term
from tests.factories.site import make_site

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def course():
    return make_course(title="GCP for sites")


@pytest.fixture
def enrolment(course, client):
    enrolment = make_enrolment(make_edition(course))
    client.force_login(enrolment.learner)
    return enrolment


def address(lesson, language="en"):
    return f"/{language}/courses/{lesson.get_parent().get_parent().slug}/{lesson.get_parent().slug}/{lesson.slug}/"


def step(enrolment, lesson, name, language="en"):
    return f"/{language}/learn/enrolments/{enrolment.key}/lessons/{lesson.translation_key}/{name}/"


class TestCoursePage:
    def test_a_guest_reads_all_about_it_and_is_asked_to_sign_in(self, client, course):
        make_edition(course, label="2026.7", guideline_parts=["ICH E6(R3) Annex 1"])
        page = client.get(f"/en/courses/{course.slug}/").content.decode()
        for words in ("GCP for sites", "name the edition", "Edition 2026.7", "ICH E6(R3) Annex 1", "Module 1", "Sign in to enrol"):
            assert words in page
        assert "Final test: pass mark 80 %, no time limit. After 3 tries, a pause of 24 h." in page

    def test_a_course_without_a_certificate_promises_none(self, client):
        course = make_course(gives_certificate=False)
        make_edition(course)
        page = client.get(f"/en/courses/{course.slug}/").content.decode()
        assert "Free. Sign in to keep your place.</p>" in page
        assert "certificate is, and is not" not in page

    def test_enrolling_leads_to_the_first_lesson(self, client, course):
        make_edition(course)
        learner = make_user()
        client.force_login(learner)
        assert "Enrol" in client.get(f"/en/courses/{course.slug}/").content.decode()
        answer = client.post(f"/en/learn/courses/{course.translation_key}/enrol/")
        assert (answer.status_code, answer.url) == (302, address(lessons_of(course)[0]))
        assert Enrolment.objects.get().learner == learner

    def test_a_course_without_an_edition_says_so_and_takes_nobody(self, client, course):
        client.force_login(make_user())
        assert "Not open yet" in client.get(f"/en/courses/{course.slug}/").content.decode()
        answer = client.post(f"/en/learn/courses/{course.translation_key}/enrol/", follow=True)
        assert "This course is not open yet. It has no published edition today." in answer.content.decode()
        assert not Enrolment.objects.exists()

    def test_a_learner_continues_where_they_stopped(self, client, course, enrolment):
        first, second = lessons_of(course)
        complete_lesson(enrolment, first.translation_key, "en")
        page = client.get(f"/en/courses/{course.slug}/").content.decode()
        assert "25 min left" in page
        assert "Continue with Lesson 2" in page
        assert f'href="{address(second)}?resume"' in page

    def test_a_finished_course_shows_its_certificate(self, client, course, enrolment):
        pass_quiz(enrolment, quiz_of(course).translation_key)
        for lesson in lessons_of(course):
            complete_lesson(enrolment, lesson.translation_key, "en")
        assert finish_if_done(enrolment)
        page = client.get(f"/en/courses/{course.slug}/").content.decode()
        assert "See your certificate" in page
        assert client.get(address(lessons_of(course)[0])).status_code == 200

    def test_moving_up_and_leaving_are_offered_and_done_by_post(self, client, course, enrolment):
        newer = make_edition(course, label="2027.1")
        assert "Edition 2027.1 is out." in client.get(f"/en/courses/{course.slug}/").content.decode()
        client.post(f"/en/learn/enrolments/{enrolment.key}/move-up/")
        moved = Enrolment.objects.open().get()
        assert moved.edition == newer
        client.post(f"/en/learn/enrolments/{moved.key}/leave/")
        assert not Enrolment.objects.open().exists()

    def test_it_costs_the_same_with_one_module_row_and_many(self, client, course, enrolment, django_assert_num_queries):
        client.get(f"/en/courses/{course.slug}/")
        with django_assert_num_queries(15):
            client.get(f"/en/courses/{course.slug}/")
        module = lessons_of(course)[0].get_parent().specific
        for _number in range(3):
            make_lesson(module)
        make_edition(course)
        leave(enrolment)
        client.post(f"/en/learn/courses/{course.translation_key}/enrol/")
        with django_assert_num_queries(15):
            client.get(f"/en/courses/{course.slug}/")


def test_a_module_leads_to_its_place_in_the_course(client, course):
    module = lessons_of(course)[0].get_parent()
    answer = client.get(f"/en/courses/{course.slug}/m1/")
    assert (answer.status_code, answer.url) == (302, f"/en/courses/{course.slug}/#module-{module.translation_key}")


class TestWhoMayRead:
    def test_a_guest_is_told_to_sign_in_and_sees_nothing_of_the_text(self, client, course):
        make_edition(course)
        answer = client.get(address(lessons_of(course)[0]))
        page = answer.content.decode()
        assert answer.status_code == 403
        assert "Sign in to read this lesson." in page
        assert "A stretch of text." not in page

    def test_a_guest_reads_a_lesson_that_is_open(self, client, course):
        make_edition(course)
        lesson = lessons_of(course)[0]
        lesson.open_to_guests = True
        lesson.save_revision().publish()
        answer = client.get(address(lesson))
        assert answer.status_code == 200
        assert "A stretch of text." in answer.content.decode()

    def test_who_is_not_enrolled_is_asked_to_and_not_enrolled_by_looking(self, client, course):
        make_edition(course)
        client.force_login(make_user())
        answer = client.get(address(lessons_of(course)[0]))
        assert answer.status_code == 403
        assert f'action="/en/learn/courses/{course.translation_key}/enrol/"' in answer.content.decode()
        assert not Enrolment.objects.exists()

    def test_who_has_left_is_asked_to_enrol_again(self, client, course, enrolment):
        leave(enrolment)
        assert client.get(address(lessons_of(course)[0])).status_code == 403

    def test_staff_read_without_enrolling(self, client, course):
        make_edition(course)
        client.force_login(make_user(is_staff=True, is_superuser=True))
        assert client.get(address(lessons_of(course)[0])).status_code == 200
        assert not Enrolment.objects.exists()

    def test_a_lesson_that_does_not_exist_is_not_found(self, client, course):
        assert client.get(f"/en/courses/{course.slug}/m1/nothing/").status_code == 404

    @pytest.mark.parametrize("name", ["done", "place"])
    def test_nobody_records_anything_for_somebody_else(self, client, course, enrolment, name):
        client.force_login(make_user())
        lesson = lessons_of(course)[0]
        assert client.post(step(enrolment, lesson, name), {"block": "abc"}, **JSON).status_code == 404
        assert not LessonCompletion.objects.exists()
        assert not LessonPosition.objects.exists()

    def test_nobody_leaves_or_moves_up_for_somebody_else(self, client, enrolment):
        client.force_login(make_user())
        assert client.post(f"/en/learn/enrolments/{enrolment.key}/leave/").status_code == 404
        assert client.post(f"/en/learn/enrolments/{enrolment.key}/move-up/").status_code == 404


class TestReading:
    def test_the_page_shows_objective_rail_neighbours_and_edition(self, client, course, enrolment):
        first, second = lessons_of(course)
        complete_lesson(enrolment, first.translation_key, "en")
        page = client.get(address(second)).content.decode()
        assert "<strong>After this lesson you can</strong> tell one thing from another." in page
        assert f"Edition {enrolment.edition.label}" in page
        assert re.search(r'<li data-done><a href="[^"]*/l1/">Lesson 1</a>', page)
        assert re.search(r'<li data-here><a href="[^"]*/l2/" aria-current="page">', page)
        assert "Done, go to <strong>Final test</strong>" in page
        assert 'rel="prev"' in page

    def test_looking_changes_no_record(self, client, course, enrolment):
        lesson = lessons_of(course)[0]
        before = Enrolment.objects.values().get()
        client.get(address(lesson))
        client.get(f"{address(lesson)}?check=x&choice=y&resume")
        assert Enrolment.objects.values().get() == before
        assert not LessonPosition.objects.exists()

    def test_done_completes_and_leads_to_the_next(self, client, course, enrolment):
        first, second = lessons_of(course)
        answer = client.post(step(enrolment, first, "done"))
        assert (answer.status_code, answer.url) == (302, address(second))
        assert LessonCompletion.objects.get().lesson_key == first.translation_key

    def test_the_script_is_answered_in_json(self, client, course, enrolment):
        first, second = lessons_of(course)
        pass_quiz(enrolment, quiz_of(course).translation_key)
        assert client.post(step(enrolment, first, "done"), **JSON).json() == {"done": True, "finished": False}
        assert client.post(step(enrolment, second, "done"), **JSON).json() == {"done": True, "finished": True}
        # The button of the last lesson is pressed after the script has finished the course.
        assert client.post(step(enrolment, second, "done")).status_code == 302

    def test_a_refusal_is_shown_as_a_sentence(self, client, course):
        lesson = make_lesson(lessons_of(course)[0].get_parent().specific, checks=1, completion="check")
        enrolment = make_enrolment(make_edition(course))
        client.force_login(enrolment.learner)
        answer = client.post(step(enrolment, lesson, "done"), follow=True)
        assert "Answer the questions in this lesson first. Left: 1." in answer.content.decode()
        refused = client.post(step(enrolment, lesson, "done"), **JSON)
        assert (refused.status_code, refused.json()["code"]) == (409, "checks_outstanding")
        assert not LessonCompletion.objects.exists()

    def test_the_place_is_kept_and_resume_leads_to_it_in_every_language(self, client, course, enrolment):
        lesson = lessons_of(course)[0]
        block = str(lesson.body[1].id)
        answer = client.post(step(enrolment, lesson, "place"), {"block": block}, **JSON)
        assert answer.json() == {"kept_at": LessonPosition.objects.get().updated_at.isoformat()}
        for language in ("en", "ja"):
            answer = client.get(f"{address(lesson, language)}?resume")
            assert (answer.status_code, answer.url) == (302, f"{address(lesson, language)}#block-{block}")

    def test_who_was_signed_out_keeps_nothing_and_is_told(self, client, course, enrolment):
        client.logout()
        lesson = lessons_of(course)[0]
        answer = client.post(step(enrolment, lesson, "place"), {"block": "abc"}, **JSON)
        assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")
        answer = client.post(step(enrolment, lesson, "done"))
        assert answer.status_code == 302
        assert answer.url.endswith(f"?next={address(lesson)}")

    def test_an_alias_says_which_language_it_shows(self, client, course, enrolment):
        page = client.get(address(lessons_of(course)[0], "ja")).content.decode()
        assert '<h1 lang="en">' in page
        assert '<div class="lesson__body" lang="en">' in page
        assert "English" in page

    def test_a_translation_shows_its_own_words_and_keeps_the_record(self, client, course, enrolment):
        lesson = lessons_of(course)[0]
        translate(lesson, "ja", title="最初のレッスン")
        complete_lesson(enrolment, lesson.translation_key, "en")
        page = client.get(address(lesson, "ja")).content.decode()
        assert "最初のレッスン" in page
        assert "<h1>最初のレッスン</h1>" in page
        assert "<li data-done data-here>" in page

    def test_a_lesson_outside_the_learners_edition_can_be_read_but_is_not_recorded(self, client, course, enrolment):
        later = make_lesson(lessons_of(course)[0].get_parent().specific, title="Later", slug="later")
        page = client.get(address(later)).content.decode()
        assert "Your edition does not ask for this lesson." in page
        assert "data-place-url" not in page


class TestSelfChecks:
    @pytest.fixture
    def lesson(self, course):
        return make_lesson(lessons_of(course)[0].get_parent().specific, checks=1, open_to_guests=True)

    def test_without_script_a_guest_sees_the_feedback_of_what_they_chose(self, client, lesson):
        block = next(block for block in lesson.body if block.block_type == "check")
        wrong = block.value["choices"].bound_blocks[1].id
        answer = client.post(f"/en/learn/lessons/{lesson.translation_key}/check/", {"block": block.id, "choice": wrong})
        assert (answer.status_code, answer.url) == (302, f"{address(lesson)}?check={block.id}&choice={wrong}#block-{block.id}")
        page = client.get(answer.url).content.decode()
        assert re.search(rf'id="feedback-{block.id}-{wrong}">Tempting, but no.', page)
        assert page.count('data-mark="wrong"') == 1
        assert page.count('data-mark="right"') == 1
        assert not LessonPosition.objects.exists()

    def test_a_learners_answer_is_noted(self, client, course, lesson):
        enrolment = make_enrolment(make_edition(course))
        client.force_login(enrolment.learner)
        block = next(block for block in lesson.body if block.block_type == "check")
        chosen = block.value["choices"].bound_blocks[0].id
        answer = client.post(f"/en/learn/lessons/{lesson.translation_key}/check/", {"block": block.id, "choice": chosen}, **JSON)
        assert answer.json()["answered"] is True
        assert LessonPosition.objects.get().checks_answered == [str(block.id)]

    def test_an_empty_answer_is_not_noted(self, client, course, lesson):
        enrolment = make_enrolment(make_edition(course))
        client.force_login(enrolment.learner)
        block = next(block for block in lesson.body if block.block_type == "check")
        assert (
            client.post(f"/en/learn/lessons/{lesson.translation_key}/check/", {"block": block.id}, **JSON).json()["answered"]
            is False
        )
        assert not LessonPosition.objects.exists()


@pytest.mark.parametrize(("blocks", "queries"), [(1, 11), (60, 12)])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_lesson_costs_at_most_twelve_queries_in_ten_languages(client, blocks, queries, language, django_assert_num_queries):
    """Eleven, and one more where its words point at anything else: terms, guidelines, pictures, other pages."""
    make_site(languages=())
    module = lessons_of(make_course())[0].get_parent().specific
    terms = [("term", {"term": make_term(word)}) for word in ("consent", "harm", "benefit")]
    linked = text_block(f'<p>See <a linktype="page" id="{module.pk}">there</a>.</p>')
    more = [linked, *terms, *(text_block() for _ in range(blocks - 13)), *(check_block() for _ in range(8))] if blocks > 1 else []
    lesson = make_lesson(module, body=[text_block("<p>About consent, harm and benefit.</p>"), *more])
    enrolment = make_enrolment(make_edition(module.get_parent().specific))
    for page in (module.get_parent().get_parent(), module.get_parent(), module, lesson):
        spread(page)
    client.force_login(enrolment.learner)
    keep_position(enrolment, lesson.translation_key, "abc", "en")
    client.get(address(lesson, language))
    with django_assert_num_queries(queries):
        page = client.get(address(lesson, language)).content.decode()
    assert page.count("data-block=") == {1: 1, 60: 57}[blocks]  # the terms have moved into the text that uses them


class TestKeptWords:
    """The body is rendered once; whatever it is made of changes, the next reader sees it."""

    def read(self, client, lesson, language="en"):
        return client.get(address(lesson, language)).content.decode()

    @pytest.fixture
    def lesson(self, course):
        return make_lesson(lessons_of(course)[0].get_parent().specific, open_to_guests=True, checks=1)

    def test_a_second_reader_is_shown_the_kept_words(self, client, lesson, monkeypatch):
        self.read(client, lesson)
        monkeypatch.setattr("courses.reading.words_of", None)
        assert "A stretch of text." in self.read(client, lesson)

    def test_what_is_published_is_read_at_once_and_what_is_only_drafted_is_not(self, client, lesson):
        self.read(client, lesson)
        lesson.body = [text_block("<p>Mended words.</p>")]
        revision = lesson.save_revision()
        assert "Mended words." not in self.read(client, lesson)
        revision.publish()
        assert "Mended words." in self.read(client, lesson)
        assert "Mended words." in self.read(client, lesson, "ja")

    def test_a_changed_term_is_read_at_once(self, client, course):
        term = make_term("consent")
        body = [text_block("<p>About consent.</p>"), ("term", {"term": term})]
        lesson = make_lesson(lessons_of(course)[0].get_parent().specific, open_to_guests=True, body=body)
        self.read(client, lesson)
        term.definition = "A mended definition."
        term.save_revision().publish()
        assert "A mended definition." in self.read(client, lesson)

    def test_a_replaced_file_of_a_recording_is_described_anew(self, client, course):
        file = make_file(seconds=60)
        body = [video_block(make_recording(make_file(seconds=60), file))]
        lesson = make_lesson(lessons_of(course)[0].get_parent().specific, open_to_guests=True, body=body)
        before = self.read(client, lesson)
        assert "5.0\xa0MB" not in before
        another = make_file(seconds=60, data=bytes(5 * 2**20))
        file.file, file.size = another.file.name, another.size
        file.save()
        assert "5.0\xa0MB" in self.read(client, lesson)

    def test_labels_are_in_the_readers_language(self, client, lesson):
        assert ["Check yourself" in self.read(client, lesson, language) for language in ("en", "ja")] == [True, False]

    def test_a_link_follows_the_page_it_leads_to(self, client, course, lesson):
        other = lessons_of(course)[1]
        lesson.body = [text_block(f'<p><a linktype="page" id="{other.pk}">there</a></p>')]
        lesson.save_revision().publish()
        assert f'<a href="{address(other)}">there</a>' in self.read(client, lesson)
        other.refresh_from_db()
        other.slug = "elsewhere"
        other.save_revision().publish()
        assert f'<a href="{address(other)}">there</a>' in self.read(client, lesson)

    def test_nothing_of_one_reader_is_shown_to_another(self, client, course, lesson):
        enrolment = make_enrolment(make_edition(course))
        client.force_login(enrolment.learner)
        block = next(block for block in lesson.body if block.block_type == "check")
        chosen = block.value["choices"].bound_blocks[1].id
        client.post(f"/en/learn/lessons/{lesson.translation_key}/check/", {"block": block.id, "choice": chosen}, **JSON)
        own = client.get(f"{address(lesson)}?check={block.id}&choice={chosen}").content.decode()
        assert f'data-answered="{block.id}"' in own
        assert 'data-mark="wrong"' in own
        client.logout()
        strangers = self.read(client, lesson)
        for personal in ("data-answered", "data-mark=", "checked>", enrolment.learner.latin_name, str(enrolment.key)):
            assert personal not in strangers

    def test_the_form_of_a_self_check_has_a_token_of_this_visit(self, client, lesson):
        block = next(block for block in lesson.body if block.block_type == "check")
        tokens = {re.search(rf'value="(\w+)" form="check-{block.id}"', self.read(client, lesson)).group(1) for _ in range(2)}
        assert len(tokens) == 2
