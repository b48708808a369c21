"""Drafts by a machine: only what is missing, marked, and never damaged."""

import pytest
from django.core.exceptions import ValidationError
from wagtail_localize.machine_translators.base import BaseMachineTranslator
from wagtail_localize.models import StringTranslation
from wagtail_localize.strings import StringValue

from icrweb.translating.drafting import draft_by_machine, machine_for
from icrweb.translating.models import Standing
from icrweb.translating.working import write_words
from tests.factories.courses import lessons_of, make_course, text_block
from tests.factories.people import make_user
from tests.factories.translations import begin, in_language, segment_of

pytestmark = pytest.mark.django_db


class Careful(BaseMachineTranslator):
    display_name = "Careful machine"

    def translate(self, source_locale, target_locale, strings):
        return {string: StringValue(f"「{string.data}」") for string in strings}

    def can_translate(self, source_locale, target_locale):
        return target_locale.language_code == "ja"


class Careless(Careful):
    display_name = "Careless machine"

    def translate(self, source_locale, target_locale, strings):
        return {string: StringValue("五十ミリ 50 mg") for string in strings}


class Broken(Careful):
    def translate(self, source_locale, target_locale, strings):
        raise OSError("no network")


@pytest.fixture
def source():
    page = lessons_of(make_course())[0]
    page.body = [text_block('<p>Give 5 mg as in <a href="https://who.example/">the guide</a>.</p><p>Not at night.</p>')]
    page.save_revision().publish()
    return begin(type(page).objects.get(pk=page.pk))


def use(settings, machine: type) -> None:
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {"CLASS": f"{__name__}.{machine.__name__}"}


def code_of(source, language="ja") -> str:
    with pytest.raises(ValidationError) as refused:
        draft_by_machine(source, in_language(language), make_user())
    return refused.value.code


def test_without_a_machine_there_is_none_and_nothing_breaks(source):
    assert machine_for(source, in_language("ja")) is None
    assert code_of(source) == "none"


def test_what_is_missing_becomes_a_draft_marked_as_a_machines(source, settings):
    use(settings, Careful)
    by_hand = write_words(segment_of(source, "Not at night."), in_language("ja"), "夜は不可。", make_user())
    drafted = draft_by_machine(source, in_language("ja"), make_user())
    rows = StringTranslation.objects.exclude(pk=by_hand.words_id)
    assert drafted.written == rows.count() > 0
    assert set(rows.values_list("translation_type", "tool_name")) == {("machine", "Careful machine")}
    assert set(Standing.objects.exclude(pk=by_hand.pk).values_list("state", flat=True)) == {"draft"}
    assert StringTranslation.objects.get(pk=by_hand.words_id).data == "夜は不可。"
    assert code_of(source) == "complete"


def test_what_comes_back_damaged_is_thrown_away(source, settings):
    use(settings, Careless)
    drafted = draft_by_machine(source, in_language("ja"), make_user())
    assert drafted.left_out >= 1
    assert not StringTranslation.objects.filter(translation_of__data__contains="5 mg").exists()


def test_a_machine_that_fails_is_a_sentence_and_nothing_is_half_done(source, settings):
    use(settings, Broken)
    assert code_of(source) == "failed"
    assert not StringTranslation.objects.exists()


def test_a_machine_is_offered_only_for_its_languages(source, settings):
    use(settings, Careful)
    assert machine_for(source, in_language("th")) is None
    assert code_of(source, "th") == "none"
