"""The editor of translations: what it shows, what it saves, what it refuses, and that nothing typed is lost."""

import pytest
from django.urls import reverse
from wagtail_localize.models import StringTranslation

from courses.models import LessonPage
from icrweb.translating.models import Standing, Term, TermForm
from icrweb.translating.segments import segments_of
from icrweb.translating.working import send_back, write_words
from tests.factories.courses import lessons_of, make_course, text_block
from tests.factories.people import make_user
from tests.factories.questions import make_question
from tests.factories.translations import begin, in_language, lesson_of, outdate, review_all, segment_of, write_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]


@pytest.fixture
def lesson():
    return lesson_of("<p>Give <b>5 mg</b> at noon.</p><p>Not at night.</p>")


@pytest.fixture
def source(lesson):
    return begin(lesson)


def someone(role: str, *languages: str):
    return make_user(groups=[role], translates_into=list(languages) or ["ja"])


def address(source, language: str = "ja", **query) -> str:
    return reverse("translating:editor", args=[source.pk, language], query=query or None)


def opened(client, source, person, **query):
    client.force_login(person)
    return client.get(address(source, **query))


def fields_of(answer) -> dict:
    """Every field of the page as a browser would send it back."""
    fields = {}
    for row in answer.context["page_obj"]:
        number = row.segment.row.pk
        fields |= {f"words-{number}": row.typed, f"seen-{number}": row.seen}
        fields |= {f"reviewable-{number}": "1"} if row.may_review else {}
    return fields


def number_of(source, text: str) -> int:
    return segment_of(source, text).row.pk


def words(text: str) -> str:
    return StringTranslation.objects.get(translation_of__data__contains=text, locale__language_code="ja").data


def test_the_source_stands_beside_a_field_for_its_words(client, source):
    page = opened(client, source, someone("translator")).content.decode()
    number = number_of(source, "Give")
    assert f'id="source-{number}"' in page and 'lang="en">Give &lt;b&gt;5 mg&lt;/b&gt; at noon.' in page
    assert f'<textarea name="words-{number}"' in page and 'lang="ja" dir="ltr"' in page


def test_words_are_saved_and_the_page_goes_on(client, source):
    translator = someone("translator")
    fields = fields_of(opened(client, source, translator, show="all"))
    number = number_of(source, "Give")
    answer = client.post(address(source, show="all"), {**fields, f"words-{number}": "正午に<b>5 mg</b> & 水。", "deed": "save"})
    assert answer.status_code == 302 and answer.url.endswith("?show=all")
    assert words("Give") == "正午に<b>5 mg</b> &amp; 水。"
    assert Standing.objects.get().translator == translator


def test_what_is_refused_stays_in_its_field_and_everything_else_is_saved(client, source):
    fields = fields_of(opened(client, source, someone("translator"), show="all"))
    wrong, right = number_of(source, "Give"), number_of(source, "Not at")
    answer = client.post(
        address(source), {**fields, f"words-{wrong}": "<p>正午に</p>", f"words-{right}": "夜はだめ。", "deed": "save"}
    )
    assert answer.status_code == 200
    assert "&lt;p&gt;正午に&lt;/p&gt;</textarea>" in answer.content.decode()
    assert "Use only the tags of the source" in answer.content.decode()
    assert StringTranslation.objects.get().data == "夜はだめ。"


def test_of_two_who_write_at_once_neither_loses_a_word(client, source):
    fields = fields_of(opened(client, source, someone("translator"), show="all"))
    number = number_of(source, "Not at")
    write_words(segment_of(source, "Not at"), in_language("ja"), "夜は避ける。", make_user())
    answer = client.post(address(source), {**fields, f"words-{number}": "夜はだめ。", "deed": "save"})
    page = answer.content.decode()
    assert "夜はだめ。</textarea>" in page and "夜は避ける。" in page and "Somebody else wrote here meanwhile" in page
    assert words("Not at") == "夜は避ける。"
    again = fields_of(answer) | {"deed": "save"}
    assert client.post(address(source), again).status_code == 302
    assert words("Not at") == "夜はだめ。"


def test_a_field_that_nobody_touched_keeps_what_somebody_else_wrote_meanwhile(client, source):
    fields = fields_of(opened(client, source, someone("translator"), show="all"))
    write_words(segment_of(source, "Not at"), in_language("ja"), "夜は避ける。", make_user())
    assert client.post(address(source), {**fields, "deed": "save"}).status_code == 302
    assert words("Not at") == "夜は避ける。"


def test_words_for_a_passage_that_the_source_lost_meanwhile_are_shown_once_more(client, source):
    fields = fields_of(opened(client, source, someone("translator"), show="all"))
    number = number_of(source, "Not at")
    segment_of(source, "Not at").row.delete()
    answer = client.post(address(source), {**fields, f"words-{number}": "夜はだめ。", "deed": "save"})
    assert "夜はだめ。" in answer.content.decode()
    assert "changed while you wrote" in answer.content.decode()


def test_outdated_words_stand_beside_the_old_and_the_new_source(client, source):
    outdate(
        write_words(segment_of(source, "Give"), in_language("ja"), "正午に<b>2 mg</b>。", make_user()),
        old="Give <b>2 mg</b> at noon.",
    )
    page = opened(client, source, someone("translator")).content.decode()
    assert "<del>2</del> mg" in page and "<ins>5</ins> mg" in page
    assert "These words are still right" in page


def test_still_right_is_one_tick(client, source):
    translator = someone("translator")
    outdate(write_words(segment_of(source, "Not at"), in_language("ja"), "夜はだめ。", make_user()), old="Never at night.")
    fields = fields_of(opened(client, source, translator))
    number = number_of(source, "Not at")
    client.post(address(source), {**fields, f"right-{number}": "on", "deed": "save"})
    standing = Standing.objects.get()
    assert (standing.outdated_by, standing.state, standing.translator) == (None, "translated", translator)


def test_findings_of_the_checks_stand_below_the_words(client, source):
    write_words(segment_of(source, "Give"), in_language("ja"), "正午に<b>50 mg</b>。", make_user())
    page = opened(client, source, someone("translator"), show="all").content.decode()
    assert "To be mended:" in page and "Numbers differ from the source" in page


def test_a_sentence_that_stands_twice_is_asked_for_once(client):
    page = lessons_of(make_course())[0]
    page.body = [text_block("<p>Ask first.</p><p>Then give.</p><p>Ask first.</p>")]
    page.save_revision().publish()
    source = begin(LessonPage.objects.get(pk=page.pk))
    rows = opened(client, source, someone("translator"), show="all").context["page_obj"]
    assert [row.segment.source for row in rows].count("Ask first.") == 1


def test_a_reviewer_ticks_what_they_have_read(client, source):
    write_all(source)
    reviewer = someone("medical_reviewer")
    fields = fields_of(opened(client, source, reviewer))
    client.post(address(source), {**fields, f"reviewed-{number_of(source, 'Not at')}": "on", "deed": "review"})
    assert Standing.objects.get(reviewer=reviewer).words.translation_of.data == "Not at night."


def test_a_reviewer_reviews_all_that_is_shown(client, source):
    write_all(source)
    reviewer = someone("medical_reviewer")
    fields = fields_of(opened(client, source, reviewer))
    answer = client.post(address(source), {**fields, "deed": "all"}, follow=True)
    assert set(Standing.objects.values_list("state", "reviewer")) == {("reviewed", reviewer.pk)}
    assert "Every passage is reviewed" in answer.content.decode()


def test_words_that_changed_while_they_were_read_are_not_reviewed(client, source):
    write_all(source)
    fields = fields_of(opened(client, source, someone("medical_reviewer")))
    write_words(segment_of(source, "Not at"), in_language("ja"), "夜もよい。", make_user())
    answer = client.post(address(source), {**fields, "deed": "all"})
    assert "Somebody changed these words meanwhile" in answer.content.decode()
    assert not Standing.objects.filter(state="reviewed").exists()


def test_nobody_is_offered_their_own_words_for_review(client, source):
    reviewer = someone("medical_reviewer")
    write_all(source)
    write_words(segment_of(source, "Not at"), in_language("ja"), "夜は避ける。", reviewer)
    rows = opened(client, source, reviewer, show="all").context["page_obj"]
    assert [row.segment.source for row in rows if not row.may_review] == ["Not at night."]


def test_words_go_back_with_a_reason_and_without_one_nothing_happens(client, source):
    write_all(source)
    fields = fields_of(opened(client, source, someone("medical_reviewer")))
    number = number_of(source, "Not at")
    answer = client.post(address(source), {**fields, "deed": f"back-{number}"})
    assert "Say what is to be changed." in answer.content.decode()
    client.post(address(source), {**fields, "deed": f"back-{number}", f"reason-{number}": "Too harsh."})
    assert Standing.objects.get(state="draft").reason == "Too harsh."
    assert "Sent back: Too harsh." in opened(client, source, someone("translator")).content.decode()


def test_pressing_another_button_saves_what_was_typed(client, source):
    write_all(source)
    fields = fields_of(opened(client, source, someone("medical_reviewer")))
    number, other = number_of(source, "Not at"), number_of(source, "Give")
    form = {**fields, f"words-{other}": "正午に<b>5 mg</b>。", "deed": f"back-{number}", f"reason-{number}": "Too harsh."}
    client.post(address(source), form)
    assert words("Give") == "正午に<b>5 mg</b>。"


def test_what_is_missing_is_said_sentence_by_sentence(client, source):
    write_words(segment_of(source, "Give"), in_language("ja"), "正午に<b>50 mg</b>。", make_user())
    write_words(segment_of(source, "Not at"), in_language("ja"), "夜はだめ。", None, tool="Echo")
    send_back(segment_of(source, "Give"), in_language("ja"), make_user(), "The dose.")
    missing = opened(client, source, someone("medical_reviewer")).context["missing"]
    number = len(segments_of(source, in_language("ja"))) - 2
    assert missing[:3] == ["1 passage was sent back.", f"{number} passages have no words yet.", "1 passage is a draft."]
    assert missing[3].startswith("“Give 5 mg at noon.”: Numbers differ from the source")


def test_an_incomplete_translation_is_not_published(client, source, lesson):
    write_all(source)
    client.force_login(someone("medical_reviewer"))
    answer = client.post(address(source), {"deed": "publish"})
    assert "Not published yet." in answer.content.decode()
    assert lesson.get_translation(in_language("ja")).alias_of_id == lesson.pk


def test_a_reviewed_translation_is_published_by_who_may_publish_the_page(
    client, source, lesson, django_capture_on_commit_callbacks
):
    for segment in segments_of(source, in_language("ja")):
        write_words(segment, in_language("ja"), f"{segment.source}の訳", make_user())
    review_all(source)
    client.force_login(someone("translator"))
    client.post(address(source), {"deed": "publish"})
    assert LessonPage.objects.get(pk=lesson.get_translation(in_language("ja")).pk).alias_of_id == lesson.pk
    client.force_login(someone("medical_reviewer"))
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address(source), {"deed": "publish"}).status_code == 302
    page = LessonPage.objects.get(pk=lesson.get_translation(in_language("ja")).pk)
    assert (page.alias_of_id, page.live, page.title) == (None, True, f"{lesson.title}の訳")
    assert set(Standing.objects.values_list("state", flat=True)) == {"approved"}


@pytest.mark.parametrize(
    ("role", "language", "writes"),
    [
        ("translator", "ja", True),
        ("translator", "vi", False),
        ("editor", "ja", True),
        ("director", "ja", False),
        ("organizer", "ja", False),
        ("learner", "ja", False),
    ],
)
def test_only_translators_of_the_language_write(client, source, role, language, writes):
    number = number_of(source, "Not at")
    seen = fields_of(opened(client, source, make_user(is_superuser=True), show="all"))[f"seen-{number}"]
    client.force_login(someone(role, language))
    client.post(address(source), {f"words-{number}": "夜はだめ。", f"seen-{number}": seen, "deed": "save"})
    assert StringTranslation.objects.exists() == writes


def test_a_translator_reviews_nothing(client, source):
    write_all(source)
    client.force_login(someone("translator"))
    number = number_of(source, "Not at")
    for deed in ("all", "review", f"back-{number}"):
        client.post(address(source), {"deed": deed, f"reviewed-{number}": "on", f"reason-{number}": "No."})
    assert set(Standing.objects.values_list("state", flat=True)) == {"translated"}


def test_a_language_that_has_not_begun_leads_to_its_beginning(client, source, lesson):
    client.force_login(someone("translator", "vi"))
    answer = client.get(address(source, "vi"))
    assert answer.url == reverse("translating:begin_page", args=[lesson.pk])


def test_the_picture_of_the_place_shows_saved_words_and_leaves_the_page_alone(client, source, lesson):
    write_words(segment_of(source, "Not at"), in_language("ja"), "夜はだめ。", make_user())
    client.force_login(someone("translator"))
    answer = client.get(reverse("translating:preview", args=[source.pk, "ja"]))
    page = answer.content.decode()
    assert answer.status_code == 200 and "夜はだめ。" in page and "at noon" in page
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert LessonPage.objects.get(pk=lesson.get_translation(in_language("ja")).pk).alias_of_id == lesson.pk


def test_a_question_is_translated_on_the_same_page(client):
    source = begin(make_question(choices=[("Yes", True, "Because."), ("No", False, "Not so.")]))
    answer = opened(client, source, someone("translator"))
    assert "Because." in answer.content.decode()
    fields = fields_of(answer)
    number = number_of(source, "Because.")
    client.post(address(source), {**fields, f"words-{number}": "なぜなら。", "deed": "save"})
    assert words("Because") == "なぜなら。"


@pytest.mark.parametrize("paragraphs", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_passages(client, django_assert_num_queries, paragraphs):
    page = lessons_of(make_course())[0]
    page.body = [text_block("".join(f"<p>Paragraph {number}.</p>" for number in range(paragraphs)))]
    page.save_revision().publish()
    source = begin(LessonPage.objects.get(pk=page.pk))
    write_all(source)
    translator = someone("translator")
    opened(client, source, translator)
    with django_assert_num_queries(21):
        client.get(address(source, show="all"))


def test_more_than_fifty_passages_are_shown_page_by_page(client):
    page = lessons_of(make_course())[0]
    page.body = [text_block("".join(f"<p>Paragraph {number}.</p>" for number in range(60)))]
    page.save_revision().publish()
    source = begin(LessonPage.objects.get(pk=page.pk))
    first = opened(client, source, someone("translator"), show="all")
    assert len(first.context["page_obj"]) == 50 and "page=2" in first.content.decode()
    assert client.get(address(source, show="all", page=2)).context["page_obj"].number == 2


def test_terms_and_words_approved_elsewhere_stand_beside_the_passage(client, source, lesson):
    term = Term.objects.create(word="noon", part_of_speech="noun")
    TermForm.objects.create(term=term, language="ja", form="正午", standing="approved")
    write_all(source)
    review_all(source)
    Standing.objects.update(state="approved")
    other = lessons_of(make_course())[0]
    other.body = [text_block("<p>Not at night.</p><p>Give at noon.</p>")]
    other.save_revision().publish()
    page = opened(client, begin(LessonPage.objects.get(pk=other.pk)), someone("translator")).content.decode()
    assert '<dt lang="en">noon</dt><dd><span lang="ja">正午</span></dd>' in page
    assert "approved for the same words:" in page and "「Not at night.」</span>" in page
