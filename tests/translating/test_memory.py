"""What is suggested from words that were approved before."""

import time

import pytest
from wagtail_localize.models import String, StringTranslation, TranslationContext

from icrweb.translating.memory import MOST, suggestions
from icrweb.translating.models import ChangedSegment, SourceChange, Standing
from icrweb.translating.working import write_words
from tests.factories.courses import lessons_of, make_course, text_block
from tests.factories.people import make_user
from tests.factories.translations import begin, in_language, segment_of

pytestmark = pytest.mark.django_db
CONSENT = "Ask the participant for consent before anything else is done."


@pytest.fixture
def source():
    page = lessons_of(make_course())[0]
    page.body = [text_block(f"<p>{CONSENT}</p><p>Short.</p>")]
    page.save_revision().publish()
    return begin(type(page).objects.get(pk=page.pk))


def approve(source, text: str, words: str, state="approved") -> Standing:
    standing = write_words(segment_of(source, text), in_language("ja"), words, make_user())
    Standing.objects.filter(pk=standing.pk).update(state=state)
    return standing


def asked(*texts: str, language="en"):
    return suggestions(list(texts), language, in_language("ja"))


def test_approved_words_for_the_very_same_come_first_and_alone(source):
    approve(source, CONSENT, "まず同意を得てください。")
    (found,) = asked(CONSENT)[CONSENT]
    assert (found.words, found.percent) == ("まず同意を得てください。", 100)


def test_words_for_something_like_it_say_how_like_it_is(source):
    approve(source, CONSENT, "まず同意を得てください。")
    other = "Ask the participants for consent before anything is done."
    (found,) = asked(other)[other]
    assert 75 <= found.percent < 100
    assert found.source == CONSENT
    assert asked("Ask the monitor what is missing in the file.")["Ask the monitor what is missing in the file."] == []


@pytest.mark.parametrize("state", ["draft", "translated", "reviewed"])
def test_what_is_not_approved_is_never_suggested(source, state):
    approve(source, CONSENT, "まず同意を得てください。", state)
    assert asked(CONSENT)[CONSENT] == []


def test_what_is_outdated_is_not_suggested(source):
    standing = approve(source, CONSENT, "まず同意を得てください。")
    change = SourceChange.objects.create(key=source.object_id, locale=source.locale, since="2026-01-01T00:00Z")
    standing.outdated_by = ChangedSegment.objects.create(change=change, path="x", kind="changed", severity="meaning")
    standing.state = "approved"
    standing.save()
    assert asked(CONSENT)[CONSENT] == []


def test_another_language_has_its_own_memory(source):
    approve(source, CONSENT, "まず同意を得てください。")
    assert suggestions([CONSENT], "en", in_language("th"))[CONSENT] == []
    assert asked(CONSENT, language="th")[CONSENT] == []


def fill(number: int) -> None:
    """A long memory of sentences that begin alike."""
    ja, en = in_language("ja"), in_language("en")
    context = TranslationContext.objects.first()
    texts = [f"Ask the participant number {count} for what is written on page {count}." for count in range(number)]
    strings = String.objects.bulk_create(
        [String(locale=en, data=text, data_hash=String._get_data_hash(text)) for text in texts], batch_size=500
    )
    rows = [StringTranslation(locale=ja, translation_of=row, context=context, data=f"訳{row.pk}") for row in strings]
    rows = StringTranslation.objects.bulk_create(rows, batch_size=500)
    Standing.objects.bulk_create([Standing(words=row, state="approved") for row in rows], batch_size=500)


@pytest.mark.parametrize("number", [1, 3])
def test_more_passages_take_no_more_queries(source, number, django_assert_num_queries):
    approve(source, CONSENT, "まず同意を得てください。")
    texts, ja = [f"Ask the participants for consent before step {count} is done." for count in range(number)], in_language("ja")
    with django_assert_num_queries(2):
        found = suggestions(texts, "en", ja)
    assert len(found) == number


def test_a_long_memory_answers_soon_and_with_a_few(source):
    fill(4000)
    texts = [f"Ask the participant number {count} for what was written on page {count}." for count in range(5000, 5020)]
    begin_at = time.monotonic()
    found = asked(*texts)
    assert time.monotonic() - begin_at < 5
    assert all(len(rows) == MOST for rows in found.values())
