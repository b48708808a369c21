"""Bringing a course in from files: everything in one transaction, or nothing. What the files lack stays as it is."""

import datetime
import json
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import models, transaction
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from wagtail.fields import StreamField
from wagtail.models import Locale, Page

from certificates.issuing import achievement_for
from courses.files.comparing import PAGES, Beside
from courses.files.introspecting import model_of, sorts, thing_models
from courses.files.items import CourseFiles, Item, Tree
from courses.files.planning import CHANGED, MISSING, NEW, Plan
from courses.files.schema import NAME, Kind
from courses.files.text import gettext_noop
from courses.models import CourseIndexPage, Edition, QuestionBank
from icrweb.accounts.models import User
from icrweb.pages.languages import spread
from icrweb.trail import audit


def import_course(
    files: CourseFiles, tree: Tree, index: CourseIndexPage, *, publish: bool, by: User | None, dry_run: bool = False
) -> Plan:
    """Write what is new and changed; pages and questions as drafts, or published. Where one item is refused, nothing is written.

    `index` is the catalogue in any language. Importing the same files again changes nothing. A dry run does all of it, takes it
    back, and so knows what the checks of content say as well.
    """
    saved: list = []
    try:
        with transaction.atomic():
            plan = _import(files, tree, index, publish, by, saved)
            if dry_run or plan.refused:
                transaction.set_rollback(True)
    except BaseException:
        _delete(saved)
        raise
    if dry_run or plan.refused:
        _delete(saved)
    return plan


def _delete(files: list) -> None:
    """Files are not part of a transaction."""
    for file in files:
        file.storage.delete(file.name)


def _import(files: CourseFiles, tree: Tree, index: CourseIndexPage, publish: bool, by: User | None, saved: list) -> Plan:
    Page.objects.select_for_update().get(pk=index.pk)
    beside = Beside(files, tree, drafts=not publish)
    plan = beside.plan()
    if plan.refused:
        return plan
    bringing = _Bringing(beside, plan, index, publish, by, saved)
    bringing.all()
    counts = {status: number for status, number in plan.counts.items() if status in (NEW, CHANGED)}
    if counts and not plan.refused:
        audit.record("course.import", bringing.page, actor=by, new={"code": files.course.values["code"], **counts})
    return plan


class _Bringing:
    def __init__(self, beside: Beside, plan: Plan, index: CourseIndexPage, publish: bool, by: User | None, saved: list):
        self.plan, self.saved = plan, saved
        self.beside, self.files, self.tree, self.names = beside, beside.files, beside.tree, beside.names
        self.index, self.publish, self.by = index, publish, by
        self.page = beside.page
        self.status = {(line.sort, line.place, line.language): line.status for line in plan.lines if line.status != MISSING}
        self.locales = {locale.language_code: locale for locale in Locale.objects.all()}
        self.again: list[tuple[models.Model, Item]] = []

    def all(self) -> None:
        for item in self.files.items:
            if item.sort in thing_models():
                self.thing(item)
        for item in self.files.of("bank"):
            self.bank(item)
        for item in self.files.of("question"):
            self.question(item)
        for item in self.pages():
            self.put_page(item)
        for page, item in self.again:
            self.names.unknown.clear()
            self.fill(page, item)
            self.keep(page, item)
        self.order()
        for item in self.files.of("objective"):
            self.objective(item)
        if self.publish:
            for item in self.files.of("edition"):
                self.edition(item)

    def pages(self) -> list[Item]:
        """From the top down, and in each place the source language first."""
        return self.files.of(*PAGES)

    def wanted(self, item: Item) -> bool:
        return self.status.get((item.sort, item.place, item.language)) in (NEW, CHANGED)

    # Values

    def fill(self, row: models.Model, item: Item) -> None:
        language = item.language or self.files.language
        for name, kind in sorts()[item.sort].fields.items():
            if kind.target == "file":
                continue
            raw = self.names.back(kind, item.values[name], language)
            field = row._meta.get_field(name)
            if kind.name == NAME:
                setattr(row, field.attname, raw)
            else:
                setattr(row, name, json.dumps(raw) if isinstance(field, StreamField) else value_of(field, kind, raw))

    # Things, banks, questions

    def thing(self, item: Item) -> None:
        name = item.place.partition("/")[2]
        there = self.beside.things.get((item.sort, name))
        if there is not None and not self.wanted(item):
            return
        model = model_of(item.sort)
        row = there or model()
        self.fill(row, item)
        if there is None:
            for field in ("translation_key", "key"):
                if any(one.name == field for one in model._meta.fields):
                    setattr(row, field, UUID(item.key))
            if hasattr(row, "locale_id"):
                row.locale = self.locales[item.language]
            fields = [field for field, kind in sorts()[item.sort].fields.items() if kind.target == "file" and item.values[field]]
            for field in fields:
                path = self.tree.path(f"{item.sort}/{item.values[field]}")
                with path.open("rb") as opened:
                    getattr(row, field).save(item.values[field], File(opened, name=item.values[field]), save=False)
                self.saved.append(getattr(row, field))
            for read_from_file in ("_set_image_file_metadata", "_set_document_file_metadata"):
                if hasattr(row, read_from_file):
                    getattr(row, read_from_file)()
        row.save()
        self.names.numbers[item.sort, name] = row.pk

    def bank(self, item: Item) -> None:
        row = self.beside.banks.get(item.place) or QuestionBank()
        if self.wanted(item):
            self.fill(row, item)
            row.save()
        self.names.numbers["bank", item.place] = row.pk

    def objective(self, item: Item) -> None:
        if not self.wanted(item):
            return
        model = model_of("objective")
        locale = self.locales[item.language]
        bank = self.names.numbers["bank", item.values["bank"]]
        row = model.objects.filter(bank=bank, slug=item.values["slug"], locale=locale).first()
        row = row or model(translation_key=UUID(item.key), locale=locale)
        self.fill(row, item)
        row.save()

    def question(self, item: Item) -> None:
        if not self.wanted(item):
            return
        model, locale = model_of("question"), self.locales[item.language]
        row = model.objects.filter(translation_key=item.key, locale=locale).first()
        new = row is None
        if new:
            row = model(translation_key=UUID(item.key), locale=locale, live=False)
        else:
            row = row.get_latest_revision_as_object() if row.latest_revision_id else row
        self.fill(row, item)
        if new:
            row.save()
        revision = row.save_revision(user=self.by)
        if self.publish and not item.draft:
            self.go_live(revision, item)

    # Pages

    def parent_of(self, item: Item) -> Page:
        locale = self.locales[item.language]
        if item.sort == "course":
            return self.index.get_translation(locale) if self.index.locale_id != locale.pk else self.index
        key = self.files.course.key
        if item.sort in ("lesson", "quiz"):
            folder = item.place.partition("/")[0]
            key = next(module.key for module in self.files.of("module") if module.place.partition("/")[0] == folder)
        return Page.objects.get(translation_key=key, locale=locale)

    def put_page(self, item: Item) -> None:
        if not self.wanted(item):
            return
        model, locale = model_of(item.sort), self.locales[item.language]
        page = model.objects.filter(translation_key=item.key, locale=locale).first()
        self.names.unknown.clear()
        if page is None:
            page = model(translation_key=UUID(item.key), locale=locale, live=False, owner=self.by)
            self.fill(page, item)
            self.parent_of(item).specific.add_child(instance=page)
        else:
            if page.alias_of_id:
                page.alias_of = None
                page.save(update_fields=["alias_of"], clean=False)
            self.move(page, item)
            page = page.get_latest_revision_as_object() if page.latest_revision_id else page
            self.fill(page, item)
        if item.sort == "course" and item.language == self.files.language:
            self.names.course = self.page = model.objects.get(pk=page.pk)
        if self.names.unknown:
            self.again.append((page, item))
        self.keep(page, item)
        if item.language == self.files.language:
            spread(page)

    def keep(self, page: Page, item: Item) -> None:
        """A new revision; published where that is wanted, and then the aliases follow."""
        revision = page.save_revision(user=self.by, clean=False)
        if self.publish and not item.draft:
            self.go_live(revision, item)
        page.refresh_from_db()

    def go_live(self, revision, item: Item) -> None:
        """Through the checks of content, as an editor would publish."""
        try:
            with transaction.atomic():
                revision.publish(user=self.by)
        except ValidationError as error:
            self.plan.refuse(item, gettext_noop("%(why)s"), why=" ".join(error.messages))

    def move(self, page: Page, item: Item) -> None:
        if item.sort == "course" or item.language != self.files.language:
            return
        parent = self.parent_of(item)
        if page.get_parent().pk != parent.pk:
            for row in Page.objects.filter(translation_key=item.key):
                row.move(
                    Page.objects.get(translation_key=parent.translation_key, locale=row.locale), pos="last-child", user=self.by
                )
            page.refresh_from_db()

    def order(self) -> None:
        """Siblings stand in the order of their numbers, in every language. What only the site has stands behind."""
        wanted: dict[UUID, list[str]] = {}
        for item in self.pages():
            if item.sort != "course" and item.language == self.files.language:
                wanted.setdefault(self.parent_of(item).translation_key, []).append(item.key)
        for parent_key, keys in wanted.items():
            parents = Page.objects.filter(translation_key=parent_key)
            for parent in parents:
                children = [str(key) for key in parent.get_children().order_by("path").values_list("translation_key", flat=True)]
                target = [key for key in keys if key in children] + [key for key in children if key not in keys]
                if children == target:
                    continue
                for key in target:
                    child = Page.objects.get(translation_key=key, locale=parent.locale)
                    child.move(Page.objects.get(pk=parent.pk), pos="last-child", user=self.by)

    def edition(self, item: Item) -> None:
        if not self.wanted(item):
            return
        course = self.files.course
        edition = Edition(key=UUID(item.key), course_key=UUID(course.key))
        self.fill(edition, item)
        edition.save()
        if edition.gives_certificate:
            achievement_for(key=edition.course_key, kind="completion", code=edition.code, name=edition.title)
        audit.record("edition.import", edition, actor=self.by, new={"label": edition.label, "effective_on": edition.effective_on})


def value_of(field: models.Field, kind: Kind, raw):
    """What a model field holds, from what the files say."""
    if raw is None or not isinstance(raw, str):
        return raw
    if isinstance(field, models.DecimalField):
        return Decimal(raw)
    if isinstance(field, models.DateTimeField):
        return parse_datetime(raw)
    if isinstance(field, models.DateField):
        return parse_date(raw) or datetime.date.fromisoformat(raw[:10])
    if isinstance(field, models.TimeField):
        return parse_time(raw)
    return raw
