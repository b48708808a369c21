"""Translations with their people: one course adopted, one lesson and one question behind their source, one page begun."""

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Model
from wagtail.models import Locale, Page
from wagtail_localize.models import TranslationSource

from courses.models import Case, CoursePage, Objective, Question, QuizPage
from icrweb.accounts.models import User
from icrweb.pages.languages import in_source_language
from icrweb.translating import working
from icrweb.translating.adopting import adopt
from icrweb.translating.changing import classify, published_together
from icrweb.translating.models import SourceChange, Standing
from icrweb.translating.rows import own_row
from icrweb.translating.segments import segments_of

from .courses import Reworded
from .files import course_key, facts_in

MADE, LOOKED = timedelta(days=-200), timedelta(days=-1)  # from the day of loading


def reworded(path: Path) -> Reworded:
    """What `load_translations` has changed of the courses' files; nothing where it was not here yet."""
    facts, found = facts_in(path), Reworded()
    for name, changes in (("lesson", facts["lesson"]["changes"]), ("question", [facts["question"]["change"]])):
        key = facts[name]["key"]
        if TranslationSource.objects.filter(object_id=key).exists():
            found.keys.add(key)
            found.words[f"{facts[name]['file']}.en.md"] = [words for change in changes for words in change["words"]]
    return found


@transaction.atomic
def load_translations(path: Path, day: date) -> None:
    """What an earlier loading left stays as it is."""
    facts = facts_in(path)
    course = CoursePage.objects.get(translation_key=course_key(facts["course"]), locale__language_code="en")
    if TranslationSource.objects.filter(object_id=course.translation_key).exists():
        return
    noon = datetime.combine(day, time(12), UTC)
    people = {
        language: {role: User.objects.get(email=email) for role, email in row.items()} for language, row in facts["people"].items()
    }
    lesson = _page(facts["lesson"]["path"])
    _change_lesson(lesson, facts["lesson"], people, noon)
    question = _change_question(facts["question"], people, noon)
    for row in _rows_of(course):
        if row not in (lesson, question):
            _adopt(row, people, people, noon + MADE)
    _begin(facts["begun"])


def _page(path: str) -> Page:
    return Page.objects.get(url_path__endswith=f"/courses/{path}/", locale__language_code="en").specific


def _change_lesson(lesson: Page, facts: dict, people: dict, noon: datetime) -> None:
    editor = User.objects.get(email=facts["by"])
    for language, words in facts["before"].items():
        _say(own_row(lesson, _locale(language)), words, None)
    for change in facts["changes"]:
        _change(lesson, change, [*facts["current"], *change.get("knew", [])], people, editor, noon)
    _adopt(lesson, facts["current"], people, noon + LOOKED)


def _change_question(facts: dict, people: dict, noon: datetime) -> Question:
    question = Question.objects.get(translation_key=facts["key"], locale__language_code="en")
    others = [locale.language_code for locale in Locale.objects.exclude(language_code__in=["en", *facts["change"]["behind"]])]
    _change(question, facts["change"], others, people, User.objects.get(email=facts["by"]), noon)
    _adopt(question, others, people, noon + LOOKED)
    return question


def _change(row: Model, facts: dict, current: list[str], people: dict, editor: User, noon: datetime) -> None:
    """Other words in the source, of which some languages know nothing; the `current` ones came with it."""
    made, since, changed = (noon + timedelta(days=facts[name]) for name in ("made", "since", "day"))
    _adopt(row, facts["behind"], people, made)
    with published_together() as published:
        _say(row, facts["words"], editor)
    published.finish([(str(row.translation_key), language) for language in current], editor)
    newest = SourceChange.objects.filter(key=row.translation_key).latest("pk")
    SourceChange.objects.filter(pk=newest.pk).update(made_at=changed, since=since)
    classify(newest, {}, editor, facts["note"])


def _rows_of(course: CoursePage) -> list[Model]:
    """The pages of the course, and what its tests draw from."""
    pages = list(in_source_language(Page.objects.descendant_of(course, inclusive=True)).specific())
    banks = {pool["value"]["bank"] for page in pages if isinstance(page, QuizPage) for pool in page.pools.raw_data}
    return [
        *pages,
        *(row for model in (Objective, Case, Question) for row in model.objects.filter(bank__in=banks, locale=course.locale)),
    ]


def _adopt(row: Model, languages, people: dict, at: datetime) -> None:
    for language in languages:
        if own_row(row, locale := _locale(language)) is not None:
            adopt(row, locale, **people.get(language, {}))
            standings = Standing.objects.filter(words__context__object_id=row.translation_key, words__locale=locale)
            standings.update(translated_at=at, reviewed_at=at, approved_at=at)


def _say(row: Model, words: list[dict], by: User | None) -> None:
    """Other words at the same place, published."""
    for field in ("body", "stem"):
        if hasattr(row, field):
            stream = not isinstance(getattr(row, field), str)
            said = json.dumps(getattr(row, field).get_prep_value(), ensure_ascii=False) if stream else getattr(row, field)
            for change in words:
                if change["from"] not in said:
                    raise ValueError(f"{row}: {change['from']}")
                said = said.replace(change["from"], change["to"])
            setattr(row, field, said)
    row.save_revision(user=by).publish(user=by, skip_permission_checks=True)


def _begin(facts: dict) -> None:
    translator, reviewer = (User.objects.get(email=facts[role]) for role in ("translator", "reviewer"))
    locale = _locale(facts["language"])
    source = working.begin(_page(facts["path"]), [locale], translator)
    segments = {segment.source: segment for segment in segments_of(source, locale)}
    for words, said in facts["written"].items():
        working.write_words(segments[words], locale, said, translator)
    for words, said in facts["by_machine"].items():
        working.write_words(segments[words], locale, said, translator, tool="demonstration")
    for words, reason in facts["sent_back"].items():
        working.send_back(segments[words], locale, reviewer, reason)


def _locale(language: str) -> Locale:
    return Locale.objects.get(language_code=language)
