"""The dry run: files beside what this site has, and every reason why they cannot come in. Nothing is written."""

import hashlib
import json

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.fields import StreamField
from wagtail.models import Locale, Page

from courses.choices import Audience
from courses.files.collecting import access_item, collect, item_of, thing_item
from courses.files.introspecting import model_of, sorts, thing_models
from courses.files.items import CourseFiles, Item, Tree
from courses.files.judging import why_not
from courses.files.naming import Names, languages_of, names_in
from courses.files.planning import CHANGED, NEW, Plan, compare
from courses.files.schema import ROWS, STREAM, TAGS
from courses.files.text import gettext_noop
from courses.models import Case, CoursePage, Edition, Objective, QuestionBank
from courses.outline import source_course
from icrweb.accounts.models import Institution

PAGES = ("course", "module", "lesson", "quiz")


class Beside:
    """The files of a course beside the same course on this site, if it has it."""

    def __init__(self, files: CourseFiles, tree: Tree, *, drafts: bool = False, there: dict[tuple[str, str], int] | None = None):
        self.files, self.tree, self.drafts = files, tree, drafts
        self.languages = set(Locale.objects.values_list("language_code", flat=True))
        course = files.course if files.items and files.language in self.languages and files.of("course") else None
        is_here = course and CoursePage.objects.filter(translation_key=course.key).exists()
        self.page = source_course(course.key) if is_here else None
        self.names = Names(self.page)
        self.names.numbers |= there or {}
        self.things = self._things_there()
        self._banks_there()
        self.site = self._site()

    def plan(self) -> Plan:
        plan = compare(self.files, self.site, sorts())
        if not self.files.faults:
            self._refuse_what_cannot_be(plan)
        return plan

    def _things_there(self) -> dict[tuple[str, str, str], models.Model]:
        """Things of the files that this site has: the same key, the same content of a file, or the same words that name them."""
        found = {}
        for item in self.files.items:
            if item.sort in thing_models() and (thing := self._thing_there(item)) is not None:
                found[(*item.thing, item.language)] = thing
                for row in languages_of(thing):
                    self.names.things[item.sort, row.pk] = item.thing[1]
                    self.names.numbers.setdefault(item.thing, row.pk)
        return found

    def _thing_there(self, item: Item):
        model = model_of(item.sort)
        rows = model.objects.all()
        if item.language:
            rows = rows.filter(locale__language_code=item.language)
        fields = {field.name for field in model._meta.get_fields()}
        if "translation_key" in fields and (row := rows.filter(translation_key=item.key).first()):
            return row
        if "key" in fields:
            return rows.filter(key=item.key).first()
        if "file_hash" in fields and item.files:
            with self.tree.path(item.files[0]).open("rb") as opened:
                digest = hashlib.file_digest(opened, "sha1").hexdigest()  # Wagtail's mark of a file
            return rows.filter(file_hash=digest).order_by("title" if item.values.get("title") else "pk", "pk").first()
        if "slug" in fields and item.language:
            return rows.filter(slug=item.values["slug"]).first()
        unique = next((field.name for field in model._meta.fields if field.unique and not field.primary_key), None)
        if unique and unique in item.values:
            return rows.filter(**{unique: item.values[unique]}).first()
        plain = {
            name: item.values[name] for name, kind in sorts()[item.sort].fields.items() if not kind.target and kind.name == "text"
        }
        return rows.filter(**plain).first()

    def _banks_there(self) -> None:
        self.banks = {}
        for item in self.files.of("bank"):
            if bank := QuestionBank.objects.filter(name=item.values["name"]).first():
                self.banks[item.place] = bank
                self.names.banks[bank.pk] = item.place
                self.names.numbers["bank", item.place] = bank.pk

    def _site(self) -> CourseFiles:
        """The site's items: those of its course, and those of the files that it has elsewhere."""
        site = (
            collect(self.page.translation_key, drafts=self.drafts, names=self.names)
            if self.page
            else CourseFiles(self.files.language)
        )
        there = {item.name for item in site.items}
        for item in self.files.items:
            if item.name not in there and (row := self._row(item)) is not None:
                site.items.append(row)
        return site

    def _row(self, item: Item) -> Item | None:
        if item.sort == "bank":
            bank = self.banks.get(item.place)
            return item_of(bank, "bank", item.place, bank.name, self.names) if bank else None
        if item.sort == "access":
            return access_item(item.key)
        if item.sort == "objective":
            rows = Objective.objects.filter(bank=self.banks.get(item.values["bank"]), slug=item.values["slug"])
            row = rows.filter(locale__language_code=item.language).first()
            return item_of(row, item.sort, item.place, item.key, self.names) if row else None
        if item.sort in ("case", "question"):
            row = model_of(item.sort).objects.filter(translation_key=item.key, locale__language_code=item.language).first()
            if row is None:
                return None
            found = item_of(row, item.sort, item.place, item.key, self.names, self.drafts)
            found.draft = not row.live
            return found
        if thing := self.things.get((*item.thing, item.language)):
            found = thing_item(thing, item.sort, item.thing[1], self.names)
            found.key = item.key
            return found
        return None

    def _refuse_what_cannot_be(self, plan: Plan) -> None:
        files = self.files
        known = {("page", name) for name in self._own_addresses()}
        known |= {item.thing for item in files.items if item.sort in thing_models()}
        known |= {("bank", item.place) for item in files.of("bank")}
        statuses = {(line.sort, line.place, line.language): line.status for line in plan.lines}
        for item in files.items:
            if item.language and item.language not in self.languages:
                plan.refuse(item, gettext_noop("This site does not have the language %(code)s."), code=item.language)
            elif statuses.get((item.sort, item.place, item.language)) in (NEW, CHANGED):
                self._refuse_item(plan, item, known)
        self._refuse_course(plan)

    def _refuse_item(self, plan: Plan, item: Item, known: set) -> None:
        sort = sorts()[item.sort]
        for name, kind in sort.fields.items():
            for target, wanted in sorted(names_in(kind, item.values[name])):
                if (target, wanted) in known or (item.sort, name) == ("objective", "lesson"):
                    continue
                if self.names.number_of(target, wanted, item.language or self.files.language) is None:
                    plan.refuse(item, gettext_noop("%(field)s names “%(name)s”, which is nowhere."), field=name, name=wanted)
                    return
        if item.sort in thing_models() and (*item.thing, item.language) not in self.things:
            for file in item.files:
                if why := why_not(model_of(item.sort), self.tree.path(file)):
                    plan.refuse(item, gettext_noop("%(field)s: %(why)s"), field=file.rpartition("/")[2], why=why)
                    return
        if fault := self._fault(item):
            plan.refuse(item, gettext_noop("%(field)s: %(why)s"), field=fault[0], why=fault[1])

    def _fault(self, item: Item) -> tuple[str, str] | None:
        """What the model or a block says against the values: too long, not one of the choices, missing."""
        if item.sort == "access":
            return None
        model, sort = model_of(item.sort), sorts()[item.sort]
        for name, kind in sort.fields.items():
            field, value = model._meta.get_field(name), item.values[name]
            if kind.target or kind.name in (ROWS, TAGS):
                continue
            try:
                if kind.name == STREAM:
                    self._clean_stream(field, kind, value, item)
                elif not (value in (None, "", []) and (field.blank or item.draft or name == "choices")):
                    field.clean(value, None)
            except ValidationError as error:
                return name, " ".join(_sentences(error))
        return None

    def _clean_stream(self, field: StreamField, kind, value: list, item: Item) -> None:
        """Each part by itself; one that names what comes with these files is looked at when it is there."""
        for number, child in enumerate(value, 1):
            inner = kind.fields[child["type"]]
            if names_in(inner, child["value"]) or item.draft or item.sort == "question":
                continue
            block = field.stream_block.child_blocks[child["type"]]
            try:
                block.clean(block.to_python(json.loads(json.dumps(child["value"]))))
            except ValidationError as error:
                sentences = " ".join(_sentences(error))
                raise ValidationError(f"{number}. {child['type']}: {sentences}", code="block") from error

    def _own_addresses(self) -> set[str]:
        """Addresses inside the course that its pages will have, with and without a language."""
        found = {"page:."}
        modules = {item.place.partition("/")[0]: item.values["slug"] for item in self.files.of("module")}
        for folder, slug in modules.items():
            found.add(f"page:{slug}")
            found |= {
                f"page:{slug}/{item.values['slug']}"
                for item in self.files.of("lesson", "quiz")
                if item.place.startswith(f"{folder}/")
            }
        return found | {f"{name}@{language}" for name in found for language in self.languages}

    def _refuse_course(self, plan: Plan) -> None:
        files, course = self.files, self.files.course
        if self.page and self.page.locale.language_code != files.language:
            plan.refuse(
                course, gettext_noop("On this site the course is written in %(code)s."), code=self.page.locale.language_code
            )
        others = CoursePage.objects.exclude(translation_key=course.key).filter(alias_of=None)
        if others.filter(code=course.values["code"]).exists():
            sentence = gettext_noop("Another course on this site has the code %(code)s. Choose another.")
            plan.refuse(course, sentence, code=course.values["code"])
        elif others.filter(slug=course.values["slug"]).exists():
            plan.refuse(course, gettext_noop("Another course on this site has the address %(slug)s."), slug=course.values["slug"])
        tops = [page.path for page in CoursePage.objects.filter(translation_key=course.key)]
        for item in files.of(*PAGES[1:]):
            for page in Page.objects.filter(translation_key=item.key):
                if not any(page.path.startswith(top) for top in tops) or type(page.specific) is not model_of(item.sort):
                    sentence = gettext_noop("The key of this page is that of “%(title)s”, which is another page of this site.")
                    plan.refuse(item, sentence, title=page.title)
        for item in files.of("case", "question"):
            self._refuse_other_bank(plan, item)
        for item in files.of("access"):
            self._refuse_access(plan, item)
        for item in files.of("edition"):
            self._refuse_edition(plan, item)

    def _refuse_other_bank(self, plan: Plan, item: Item) -> None:
        """What is in another bank here stays there; and a bank has one case of a short name."""
        bank, model = self.banks.get(item.values["bank"]), model_of(item.sort)
        row = model.objects.filter(translation_key=item.key).exclude(bank=bank).select_related("bank").first()
        if row is not None:
            sentence = {
                "case": gettext_noop("This case belongs to the bank “%(name)s” on this site."),
                "question": gettext_noop("This question belongs to the bank “%(name)s” on this site."),
            }[item.sort]
            plan.refuse(item, sentence, name=row.bank.name)
        elif item.sort == "case" and Case.objects.filter(bank=bank, slug=item.values["slug"]).exclude(translation_key=item.key):
            plan.refuse(item, gettext_noop("This bank has another case “%(slug)s” on this site."), slug=item.values["slug"])

    def _refuse_access(self, plan: Plan, item: Item) -> None:
        values = item.values
        if values["audience"] not in Audience.values:
            plan.refuse(item, gettext_noop("%(field)s: %(why)s"), field="audience", why=", ".join(Audience.values))
        known = set(Institution.objects.filter(code__in=values["institutions"]).values_list("code", flat=True))
        for code in set(values["institutions"]) - known:
            plan.refuse(item, gettext_noop("%(field)s names “%(name)s”, which is nowhere."), field="institutions", name=code)

    def _refuse_edition(self, plan: Plan, item: Item) -> None:
        course = self.files.course
        taken = Edition.objects.filter(models.Q(key=item.key) | models.Q(course_key=course.key, label=item.values["label"]))
        other = taken.exclude(key=item.key, course_key=course.key).first()
        if other is not None:
            sentence = gettext_noop("This site has another edition %(label)s already. An edition is never altered.")
            plan.refuse(item, sentence, label=other.label)


def _sentences(error: ValidationError) -> list[str]:
    """The sentences of an error, also of the errors inside a block."""
    if block_errors := getattr(error, "block_errors", None):
        inner = block_errors.values() if isinstance(block_errors, dict) else block_errors
        return [sentence for one in inner if one is not None for sentence in _sentences(one)]
    return [str(message) for message in error.messages]
