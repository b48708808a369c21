"""Translations that come back in files: what is taken, what is kept, what is refused."""

import pytest
from django.core.exceptions import ValidationError
from wagtail_localize.models import StringTranslation

from courses.models import LessonPage
from icrweb.trail.models import AuditEntry
from icrweb.translating.bringing_in import carry_out, file_of, plan, read
from icrweb.translating.models import Standing
from icrweb.translating.working import write_words
from tests.factories.courses import lessons_of, make_course, text_block
from tests.factories.people import make_user
from tests.factories.translations import begin, in_language, lesson_of, segment_of, write_all

pytestmark = pytest.mark.django_db
DOSE = 'Give <b>5 mg</b> as in <a id="a1">the guide</a>.'


@pytest.fixture
def lesson():
    return lesson_of('<p>Give <b>5 mg</b> as in <a href="https://who.example/">the guide</a>.</p><p>Not at night.</p>')


@pytest.fixture
def source(lesson):
    return begin(lesson)


@pytest.fixture
def ja(source):
    return in_language("ja")


def sent(source, ja, replace: dict[str, str], kind="po", by=None, text=None):
    """A file as it went out, with words put in, looked at."""
    text = text or file_of(source, ja, kind)
    for entry, words in replace.items():
        start = text.index(f'msgid "{entry}"') if kind == "po" else text.index(f">{entry}<")
        old = 'msgstr ""' if kind == "po" else "</segment>"
        new = f'msgstr "{words}"' if kind == "po" else f"<target>{words}</target></segment>"
        text = text[:start] + text[start:].replace(old, new, 1)
    return plan(source, ja, read(text, source, ja), by or make_user())


def of(wanted, words: str):
    return next(row for row in wanted.planned if words in row.unit.source)


def words_in(ja) -> dict:
    return dict(StringTranslation.objects.filter(locale=ja).values_list("translation_of__data", "data"))


@pytest.mark.parametrize("kind", ["po", "xlf"])
def test_words_from_a_file_are_a_translation_of_who_sent_it(source, ja, kind):
    person = make_user()
    wanted = sent(source, ja, {"Not at night.": "夜には使わないでください。"}, kind, by=person)
    assert wanted.counts["taken"] == 1
    assert words_in(ja) == {}
    carry_out(wanted)
    assert words_in(ja) == {"Not at night.": "夜には使わないでください。"}
    standing = Standing.objects.get()
    assert (standing.state, standing.translator) == ("translated", person)
    assert AuditEntry.objects.filter(deed="translation.bring_in", actor=person).count() == 1


@pytest.mark.parametrize("kind", ["po", "xlf"])
def test_a_file_as_it_went_out_changes_nothing(source, ja, kind):
    write_all(source)
    wanted = plan(source, ja, read(file_of(source, ja, kind), source, ja), make_user())
    assert set(wanted.counts) == {"same"}
    assert not wanted.changes


def test_newer_work_is_not_overwritten(source, ja):
    text = file_of(source, ja, "po")
    write_words(segment_of(source, "Not at night."), ja, "夜は不可。", make_user())
    wanted = sent(source, ja, {"Not at night.": "夜には使わないでください。"}, text=text)
    assert of(wanted, "Not at night.").status == "newer_here"
    carry_out(wanted)
    assert words_in(ja) == {"Not at night.": "夜は不可。"}


def test_what_somebody_writes_between_looking_and_bringing_in_is_kept(source, ja):
    wanted = sent(source, ja, {"Not at night.": "夜には使わないでください。"})
    assert of(wanted, "Not at night.").status == "taken"
    write_words(segment_of(source, "Not at night."), ja, "夜は不可。", make_user())
    done = carry_out(wanted)
    assert of(done, "Not at night.").status == "newer_here"
    assert words_in(ja) == {"Not at night.": "夜は不可。"}


def test_a_file_that_does_not_say_what_it_saw_overwrites_nothing(source, ja):
    write_words(segment_of(source, "Not at night."), ja, "夜は不可。", make_user())
    text = "\n".join(line for line in file_of(source, ja, "po").split("\n") if "seen:" not in line)
    wanted = plan(source, ja, read(text.replace("夜は不可。", "夜には使わないで。"), source, ja), make_user())
    assert of(wanted, "Not at night.").status == "newer_here"


def test_words_for_a_source_that_has_changed_are_left_out(source, lesson, ja):
    text = file_of(source, ja, "po")
    lesson.body = [text_block("<p>Never at night.</p>")]
    lesson.save_revision().publish()
    source.refresh_from_db()
    source.update_from_db()
    wanted = sent(source, ja, {"Not at night.": "夜には使わないでください。"}, text=text)
    assert of(wanted, "Not at night.").status in ("source_changed", "unknown")
    carry_out(wanted)
    assert words_in(ja) == {}


HOSTILE = {
    "a link of its own": '<b>5 mg</b>を<a href=\\"javascript:alert(1)\\">手引き</a>に従って。',
    "a picture": '<b>5 mg</b>を<a id=\\"a1\\">手引き</a>に<img src=x onerror=alert(1)>。',
    "a script": '<script>alert(1)</script><b>5 mg</b>を<a id=\\"a1\\">手引き</a>に。',
    "a lost link": "<b>5 mg</b>を手引きに従って。",
    "another number": '<b>50 mg</b>を<a id=\\"a1\\">手引き</a>に従って。',
    "an open mark": '<b>5 mgを<a id=\\"a1\\">手引き</a>に従って。',
}


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_hostile_or_broken_words_are_refused_with_their_line_and_nothing_changes(source, ja, words):
    wanted = sent(source, ja, {DOSE.replace('"', '\\"'): words})
    row = of(wanted, "5 mg")
    assert row.status == "refused"
    assert row.sentences
    assert row.unit.line > 1
    carry_out(wanted)
    assert words_in(ja) == {}


def test_a_lost_placeholder_is_refused(ja):
    page = lessons_of(make_course())[0]
    page.body = [text_block("<p>Dear %(name)s, welcome.</p>")]
    page.save_revision().publish()
    source = begin(LessonPage.objects.get(pk=page.pk))
    assert of(sent(source, ja, {"Dear %(name)s, welcome.": "ようこそ。"}), "Dear").status == "refused"
    assert of(sent(source, ja, {"Dear %(name)s, welcome.": "%(name)sさん、ようこそ。"}), "Dear").status == "taken"


def test_one_refused_passage_does_not_keep_the_others_out(source, ja):
    wanted = sent(source, ja, {"Not at night.": "夜には使わないでください。", DOSE.replace('"', '\\"'): "<img src=x>"})
    carry_out(wanted)
    assert words_in(ja) == {"Not at night.": "夜には使わないでください。"}


def test_what_a_reviewer_should_look_at_comes_in_with_its_remark(source, ja):
    row = of(sent(source, ja, {"Not at night.": "夜に使ってください。"}), "Not at night.")
    assert row.status == "taken"
    assert row.sentences == ["The source says “not”, “without” or the like; no such word was found here."]


def test_same_words_for_a_draft_confirm_it_once_the_mark_fuzzy_is_gone(source, ja):
    write_words(segment_of(source, "Not at night."), ja, "夜は不可。", make_user(), tool="A machine")
    text = file_of(source, ja, "po")
    assert of(sent(source, ja, {}, text=text), "Not at night.").status == "same"
    wanted = sent(source, ja, {}, text=text.replace("#, fuzzy\n", ""))
    assert of(wanted, "Not at night.").status == "confirmed"
    carry_out(wanted)
    assert Standing.objects.get().state == "translated"


def test_a_file_of_another_page_language_or_of_nothing_is_refused(source, ja):
    text = file_of(source, ja, "po")
    for wrong, code in (
        (text.replace(str(source.object_id), "00000000-0000-4000-8000-000000000000"), "elsewhere"),
        (text.replace('"Language: ja', '"Language: th'), "language"),
        ("rubbish", "broken"),
        (text.split("\n\n")[0], "empty"),
    ):
        with pytest.raises(ValidationError) as refused:
            read(wrong, source, ja)
        assert refused.value.code == code


def test_a_broken_file_names_its_line(source, ja):
    lines = file_of(source, ja, "po").split("\n")
    with pytest.raises(ValidationError) as refused:
        read("\n".join([*lines[:20], "rubbish", *lines[20:]]), source, ja)
    assert "Line 21" in " ".join(refused.value.messages)


def test_two_words_for_one_passage_are_one_too_many(source, ja):
    text = file_of(source, ja, "po")
    entry = next(part for part in text.split("\n\n") if "Not at night." in part)
    twice = text + "\n" + entry.replace('msgstr ""', 'msgstr "夜は不可。"') + "\n"
    wanted = sent(source, ja, {"Not at night.": "夜には使わないでください。"}, text=twice)
    assert [row.status for row in wanted.planned if row.unit.source == "Not at night."] == ["taken", "refused"]
