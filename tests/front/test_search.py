import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import Locale

from courses.models import Enrolment
from icrweb.front import matching
from icrweb.front.search import find, found_in
from icrweb.pages.excerpts import excerpt, marked
from tests.factories.courses import lessons_of, make_course, make_edition, make_enrolment, make_lesson, text_block, translate
from tests.factories.people import make_user
from tests.factories.references import make_term

pytestmark = pytest.mark.django_db
GUEST = AnonymousUser()


def make_closed(words: str = "<p>The canary sings at dawn.</p>"):
    """A lesson that only who studies its course may read, and the edition of that course."""
    course = make_course()
    lesson = make_lesson(lessons_of(course)[0].get_parent().specific, title="Closed lesson", body=[text_block(words)])
    return lesson, make_edition(course)


def titles(words, user=GUEST, language="en", kind="") -> list[str]:
    return [str(hit.title) for hit in find(words, language, user, kind).hits]


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("Informed consent is asked.", "consent", "Informed <mark>consent</mark> is asked."),
        ("Bác sĩ Đặng Ánh hỏi.", "dang anh", "Bác sĩ <mark>Đặng</mark> <mark>Ánh</mark> hỏi."),
        ("臨床試験の同意を得る。", "試験", "臨床<mark>試験</mark>の同意を得る。"),
        ("การทดลองทางคลินิกในโรงพยาบาล", "คลินิก", "การทดลองทาง<mark>คลินิก</mark>ในโรงพยาบาล"),
        ("A <b>risk</b> & more", "risk", "A &lt;b&gt;<mark>risk</mark>&lt;/b&gt; &amp; more"),
        ("The conscience of it", "con", "The conscience of it"),
    ],
)
def test_what_was_found_is_marked_in_the_words_as_they_were_written(text, words, shown):
    assert marked(text, words.split()) == shown


def test_an_excerpt_shows_the_words_around_the_first_find():
    text = f"{'Before it. ' * 30}Here is the harm. {'After it. ' * 60}"
    found = excerpt(text, ["harm"])
    assert "<mark>harm</mark>" in found
    assert found.startswith("… ")
    assert found.endswith(" …")
    assert len(found) < 260
    assert excerpt(text, ["nowhere"]) == ""


def test_the_text_of_a_closed_lesson_is_found_by_who_studies_it_and_by_staff_only():
    _lesson, edition = make_closed()
    learner = make_enrolment(edition).learner
    other = make_enrolment().learner
    editor = make_user(is_staff=True, is_superuser=True)
    assert [titles("canary dawn", user) for user in (GUEST, other, make_user())] == [[], [], []]
    assert [titles("canary dawn", user) for user in (learner, editor)] == [["Closed lesson"], ["Closed lesson"]]
    [hit] = find("canary closed", "en", learner).hits
    assert hit.title == "<mark>Closed</mark> lesson"


def test_who_left_the_course_finds_its_text_no_more():
    _lesson, edition = make_closed()
    enrolment = make_enrolment(edition)
    Enrolment.objects.filter(pk=enrolment.pk).update(left_at=enrolment.enrolled_at)
    assert titles("canary", enrolment.learner) == []


def test_the_excerpt_of_a_closed_lesson_is_shown_to_who_may_read_it_only():
    _lesson, edition = make_closed()
    learner = make_enrolment(edition).learner
    assert "<mark>canary</mark> sings" in find("canary", "en", learner).hits[0].text
    for hit in find("lesson", "en", GUEST).hits:
        assert "canary" not in hit.text


def test_titles_come_before_objectives_and_objectives_before_text():
    module = lessons_of(make_course())[0].get_parent().specific
    fields = {"open_to_guests": True}
    make_lesson(module, title="In the text", body=[text_block("<p>About harm.</p>")], **fields)
    make_lesson(module, title="In the aim", objective="weigh harm", **fields)
    make_lesson(module, title="About harm", **fields)
    assert titles("harm") == ["About <mark>harm</mark>", "In the aim", "In the text"]


def test_a_word_of_several_pairs_stands_in_a_title_only_as_a_whole():
    module = lessons_of(make_course())[0].get_parent().specific
    fields = {"open_to_guests": True, "body": [text_block("<p>臨床試験の同意。</p>")]}
    make_lesson(module, title="臨床の床", **fields)
    make_lesson(module, title="臨床試験", **fields)
    assert titles("臨床試験") == ["<mark>臨床試験</mark>", "臨床の床"]


def test_modules_and_tests_are_found_by_their_titles():
    make_course()
    assert titles("module") == ["<mark>Module</mark> 1"]
    assert titles("final") == ["<mark>Final</mark> test"]


def test_of_many_finds_the_best_are_listed_and_that_there_are_more_is_said(client, monkeypatch):
    monkeypatch.setattr("icrweb.front.search.MOST", 3)
    monkeypatch.setattr(matching, "POOL", 4)
    module = lessons_of(make_course())[0].get_parent().specific
    for _number in range(5):
        make_lesson(module, title="Weighing harm")
    found = find("harm", "en", GUEST)
    assert (len(found.hits), found.more) == (3, True)
    assert "More than 3 were found." in client.get("/en/search/?q=harm").content.decode()


def test_only_the_page_of_hits_that_is_shown_is_read(django_assert_num_queries):
    module = lessons_of(make_course())[0].get_parent().specific
    for _number in range(5):
        make_lesson(module, title="Weighing harm")
    hits = find("harm", "en", GUEST).hits
    with django_assert_num_queries(2):
        assert len(hits[2:4]) == 2
    with django_assert_num_queries(0):
        assert len(hits) == 5


def test_terms_are_found_by_word_other_form_and_definition_in_the_readers_language():
    make_course()
    make_term("Equipoise", other_forms="clinical equipoise", definition="Honest doubt which arm is better.", slug="equipoise")
    make_term("均衡", "ja", definition="どちらがよいか分からないこと。")
    make_term("Unpublished equipoise", live=False)
    [hit] = find("honest doubt", "en", GUEST).hits
    assert (hit.title, hit.kind, hit.url) == ("Equipoise", "term", "/en/learn/glossary/?q=Equipoise#equipoise")
    assert "<mark>Honest</mark> <mark>doubt</mark>" in hit.text
    assert titles("clinical equipoise") == ["<mark>Equipoise</mark>"]
    assert titles("均衡") == []
    assert titles("均衡", language="ja") == ["<mark>均衡</mark>"]


def test_terms_and_pages_with_the_same_number_are_told_apart():
    course = make_course(title="Equipoise for all")
    make_term("Equipoise", pk=course.pk)
    assert [(name, count) for name, _label, count in find("equipoise", "en", GUEST).kinds] == [("course", 1), ("term", 1)]


def test_kinds_are_counted_and_narrow_the_list():
    course = make_course(title="Consent for all")
    make_lesson(lessons_of(course)[0].get_parent().specific, title="Consent again")
    found = find("consent", "en", GUEST)
    assert [(name, count) for name, _label, count in found.kinds] == [("course", 1), ("lesson", 1)]
    assert titles("consent", kind="lesson") == ["<mark>Consent</mark> again"]


@pytest.mark.parametrize("words", ['"', "a OR b", "consent*", "NOT (x", "'; drop table", "&|!", "-", "a" * 5000, "\x00", "NEAR/2"])
def test_signs_and_operators_are_words_like_others(client, words):
    make_course()
    assert client.get("/en/search/", {"q": words}).status_code == 200


def test_nothing_found_leads_to_the_languages_where_there_is_something(client):
    translate(make_course(), "ja", title="臨床試験の基本")
    assert found_in("試験", ["en", "ja", "th"], GUEST) == ["ja"]
    assert 'href="/ja/search/?q=%E8%A9%A6%E9%A8%93"' in client.get("/en/search/", {"q": "試験"}).content.decode()


@pytest.mark.parametrize("lessons", [1, 6])
def test_a_search_asks_the_same_however_many_it_finds(client, lessons, django_assert_num_queries):
    module = lessons_of(make_course())[0].get_parent().specific
    for _number in range(lessons):
        make_lesson(module, title="Weighing harm")
    client.get("/en/search/?q=harm")
    with django_assert_num_queries(7):
        client.get("/en/search/?q=harm")


def test_each_form_of_a_word_is_found_and_marked():
    module = lessons_of(make_course())[0].get_parent().specific
    make_lesson(module, title="Weighing harms", body=[text_block("<p>Events are reported.</p>")], open_to_guests=True)
    assert titles("weigh harm") == ["<mark>Weighing</mark> <mark>harms</mark>"]
    [hit] = find("reporting event", "en", GUEST).hits
    assert hit.text == "<mark>Events</mark> are <mark>reported</mark>."


def test_a_form_of_a_word_in_a_closed_lesson_is_found_by_who_studies_it_only():
    _lesson, edition = make_closed("<p>Canaries are singing.</p>")
    learner = make_enrolment(edition).learner
    assert [titles("canary sings", user) for user in (learner, GUEST)] == [["Closed lesson"], []]


def test_affixes_of_indonesian_and_malay_are_found_through():
    Locale.objects.create(language_code="id")
    make_term("Melaporkan kejadian", "id")
    assert titles("laporan", language="id") == ["<mark>Melaporkan</mark> kejadian"]


def test_a_question_finds_what_it_is_about():
    make_term("Equipoise", slug="equipoise")
    make_term("SUSAR", "ja")
    assert titles("What is an equipoise") == ["<mark>Equipoise</mark>"]
    assert titles("SUSARとは", language="ja") == ["<mark>SUSAR</mark>"]


def test_where_no_page_holds_all_the_words_those_that_hold_some_are_listed_as_such(client):
    make_course()
    make_term("Equipoise", slug="equipoise")
    found = find("equipoise nowhere", "en", GUEST)
    assert ([str(hit.title) for hit in found.hits], found.partly) == (["<mark>Equipoise</mark>"], True)
    assert "No page holds all of these words." in client.get("/en/search/?q=equipoise+nowhere").content.decode()
    assert find("equipoise", "en", GUEST).partly is False
    assert find("nowhere", "en", GUEST).partly is False
