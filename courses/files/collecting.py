"""A course of this site as items: what an export writes, and what an import compares the files with."""

import json
from collections.abc import Iterable
from uuid import UUID

from django.db import models
from django.utils.text import slugify
from wagtail.fields import StreamField
from wagtail.models import Page

from courses.files.introspecting import sorts
from courses.files.items import CourseFiles, Item, Sort
from courses.files.naming import Names
from courses.files.schema import NAME, ROWS, TAGS, tidy
from courses.models import (
    Case,
    CourseAccess,
    CoursePage,
    Edition,
    LessonPage,
    ModulePage,
    Objective,
    Question,
    QuestionBank,
    QuizPage,
)
from courses.outline import source_course

# Of the parts of a question: what says which answer is right. Everything else in them is words.
DECIDES = ("correct", "weight", "panel", "left", "top", "width", "height")
SORT_OF_PAGE = {CoursePage: "course", ModulePage: "module", LessonPage: "lesson", QuizPage: "quiz"}


def collect(course_key: UUID, *, drafts: bool = False, names: Names | None = None) -> CourseFiles:
    """Every item of a course. Words are those that are live, and the latest draft where nothing is; with `drafts` the latest."""
    course = source_course(course_key)
    return _Collecting(course, drafts, names or Names(course)).course()


class _Collecting:
    def __init__(self, course: CoursePage, drafts: bool, names: Names):
        self.page, self.drafts, self.names = course, drafts, names
        self.language = course.locale.language_code
        self.found = CourseFiles(self.language)

    def course(self) -> CourseFiles:
        pages = self._pages()
        bodies = [item for place, page in self._places() for item in self._languages(pages, place, page)]
        banks = list(self.names.banks.items())
        questions = [item for number, place in banks for item in self._bank(QuestionBank.objects.get(pk=number), place)]
        things = self._things()
        access = access_item(str(self.page.translation_key))
        self.found.items = [*things, *questions, *bodies, *([access] if access else []), *self._editions()]
        return self.found

    def _pages(self) -> dict[UUID, list[Page]]:
        """Every page of the course that has words of its own, by key, source language first."""
        tops = CoursePage.objects.filter(translation_key=self.page.translation_key)
        found: dict[UUID, list[Page]] = {}
        paths = models.Q()
        for top in tops:
            paths |= models.Q(path__startswith=top.path)
        for model in SORT_OF_PAGE:
            for page in model.objects.filter(paths, alias_of=None).select_related("locale"):
                found.setdefault(page.translation_key, []).append(page)
        for pages in found.values():
            pages.sort(key=lambda page: (page.locale_id != self.page.locale_id, page.locale.language_code))
        return found

    def _places(self) -> Iterable[tuple[str, Page]]:
        yield "course", self.page
        for number, module in enumerate(self.page.get_children().order_by("path"), 1):
            folder = f"{number:02}-{module.slug}"
            yield f"{folder}/module", module
            for place, page in enumerate(module.get_children().order_by("path"), 1):
                yield f"{folder}/{place:02}-{page.slug}", page

    def _languages(self, pages: dict, place: str, page: Page) -> Iterable[Item]:
        for row in pages.get(page.translation_key, []):
            item = item_of(row, SORT_OF_PAGE[type(row)], place, str(row.translation_key), self.names, self.drafts)
            item.draft = not row.live
            yield item

    def _bank(self, bank: QuestionBank, place: str) -> Iterable[Item]:
        yield item_of(bank, "bank", place, bank.name, self.names)
        order = lambda row: (row.locale.language_code != bank.language, row.locale.language_code)
        objectives = sorted(Objective.objects.filter(bank=bank).select_related("locale"), key=lambda row: (row.slug, *order(row)))
        keys: dict[str, str] = {}
        for objective in objectives:
            key = keys.setdefault(objective.slug, str(objective.translation_key))
            yield item_of(objective, "objective", f"{place}/bank", key, self.names)
        for case in sorted(
            Case.objects.filter(bank=bank).select_related("locale", "latest_revision"), key=lambda row: (row.slug, *order(row))
        ):
            item = item_of(case, "case", f"{place}/{case.slug}.case", str(case.translation_key), self.names, self.drafts)
            item.draft = not case.live
            yield item
        rows: dict[UUID, list[Question]] = {}
        for question in Question.objects.filter(bank=bank).select_related("locale", "latest_revision").order_by("pk"):
            rows.setdefault(question.translation_key, []).append(question)
        for number, versions in enumerate(rows.values(), 1):
            versions.sort(key=order)
            width = max(2, len(str(len(rows))))
            stem = f"{place}/q{number:0{width}}-{slugify(versions[0].name)[:40].strip('-') or 'question'}"
            source = None
            for question in versions:
                item = item_of(question, "question", stem, str(question.translation_key), self.names, self.drafts)
                item.draft = not question.live
                if source is not None:
                    _decide_by(source.values["choices"], item.values["choices"])
                source = source or item
                yield item

    def _things(self) -> list[Item]:
        items = []
        for target, thing in self.names.found:  # grows while things point at further things
            name = self.names.things[target, thing.pk]
            items.append(thing_item(thing, target, name, self.names))
        return items

    def _editions(self) -> Iterable[Item]:
        for edition in Edition.objects.of_course(self.page.translation_key).order_by("effective_on", "pk"):
            yield item_of(edition, "edition", f"editions/{slugify(edition.label) or edition.pk}", str(edition.key), self.names)


def access_item(course_key: str) -> Item | None:
    """Who may see a course and what must be finished before it; None where everyone may and nothing must."""
    row = CourseAccess.objects.filter(course_key=course_key).first()
    if row is None:
        return None
    codes = sorted(row.institutions.values_list("code", flat=True))
    values = {"audience": row.audience, "institutions": codes, "prerequisites": row.prerequisites}
    return Item("access", "access", course_key, "", values)


def thing_item(thing: models.Model, target: str, name: str, names: Names) -> Item:
    """One record that the course points at; the names of its files follow its own."""
    language = thing.locale.language_code if hasattr(thing, "locale_id") else ""
    place = f"{target}/{name}.{language}" if language else f"{target}/{name}"
    item = item_of(thing, target, place, key_of(thing) or f"{target}/{name}", names, language=language)
    files = []
    for field, kind in sorts()[target].fields.items():
        if kind.target == "file" and item.values[field]:
            ending = item.values[field].rpartition(".")[2]
            item.values[field] = name if field == "file" else f"{name}-{field}.{ending}"
            files.append(f"{target}/{item.values[field]}")
    item.files = tuple(files)
    return item


def key_of(thing: models.Model) -> str:
    """What makes a record the same on another site: its key where it has one. Files are known by their content."""
    key = getattr(thing, "translation_key", None) or getattr(thing, "key", None)
    return str(key) if key else ""


def _decide_by(source: list[dict], parts: list[dict]) -> None:
    """Of a translation only the words count: what decides is its source's, by the ids of parts and their options."""
    theirs = {part["id"]: part["value"] for part in source}
    for part in parts:
        decided = theirs.get(part["id"], {})
        part["value"].update({name: decided[name] for name in DECIDES if name in decided})
        _decide_by(decided.get("options", []), part["value"].get("options", []))


def item_of(row, sort: str, place: str, key: str, names: Names, drafts: bool = False, language: str | None = None) -> Item:
    if language is None:
        language = row.locale.language_code if hasattr(row, "locale_id") else ""
    row = _words_of(row, drafts)
    return Item(sort, place, key, language, values_of(row, sorts()[sort], names, language))


def _words_of(row, drafts: bool):
    """The live words, or the latest draft where nothing is live or where drafts are asked for."""
    if not getattr(row, "latest_revision_id", None) or (row.live and not (drafts and row.has_unpublished_changes)):
        return row
    return row.get_latest_revision_as_object()


def values_of(row, sort: Sort, names: Names, language: str) -> dict:
    values = {}
    for name, kind in sort.fields.items():
        field = row._meta.get_field(name)
        if kind.name == ROWS:
            raw = [_row_of(one, kind) for one in getattr(row, name).all() if getattr(one, "live", True)]
        elif isinstance(field, StreamField):
            raw = json.loads(json.dumps(field.value_from_object(row).get_prep_value(), default=str))
        elif kind.name == TAGS:
            raw = list(getattr(row, name).names())
        elif kind.name == NAME and kind.target == "file":
            file = getattr(row, name)
            raw = file.name if file else ""
        else:
            raw = field.value_from_object(row)
        values[name] = tidy(kind, names.out(kind, raw, language))
    return values


def _row_of(row, kind) -> dict:
    return {
        name: row.locale.language_code if name == "locale" else row._meta.get_field(name).value_from_object(row)
        for name in kind.of.fields
    }
