"""Bringing a course in from files: everything in one transaction, or nothing. What the files lack stays as it is."""

import datetime
import json
from collections.abc import Callable
from decimal import Decimal
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import models, transaction
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.models import Locale, Page

from certificates.issuing import achievement_for
from courses.files.comparing import PAGES, Beside
from courses.files.introspecting import model_of, sorts, thing_models
from courses.files.items import CourseFiles, Item, Tree
from courses.files.naming import names_in
from courses.files.planning import CHANGED, MISSING, NEW, Plan
from courses.files.schema import NAME, ROWS, TAGS, Kind
from courses.files.text import gettext_noop
from courses.models import CourseAccess, CourseIndexPage, Edition, QuestionBank
from icrweb.accounts.models import Institution, User
from icrweb.media.models import MediaFile
from icrweb.media.probing import facts_of
from icrweb.pages.indexed_once import indexed_once
from icrweb.pages.languages import spread
from icrweb.trail import audit
from icrweb.translating.changing import published_together

TRANSLATED = (*PAGES, "case", "question")


def import_course(
    files: CourseFiles,
    tree: Tree,
    index: CourseIndexPage,
    *,
    publish: bool,
    by: User | None,
    dry_run: bool = False,
    there: dict[tuple[str, str], int] | None = None,
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> Plan:
    """Write what is new and changed; pages and questions as drafts, or published. Where one item is refused, nothing is written.

    `index` is the catalogue in any language. Importing the same files again changes nothing. A dry run does all of it, takes it
    back, and so knows what the checks of content say as well. `there`: numbers of what this site has, by sort and name.
    `tell` hears after each item how many of how many are done.
    """
    saved: list = []
    try:
        with transaction.atomic():
            Page.objects.select_for_update().get(pk=index.pk)
            with indexed_once():
                plan = _import(Beside(files, tree, drafts=not publish, there=there), index, publish, by, saved, tell)
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


def _import(beside: Beside, index: CourseIndexPage, publish: bool, by: User | None, saved: list, tell) -> Plan:
    files, plan = beside.files, beside.plan()
    if plan.refused:
        return plan
    bringing = _Bringing(beside, plan, index, publish, by, saved, tell)
    with published_together() as published:
        bringing.all()
    if not plan.refused:
        published.finish({(item.key, item.language) for item in files.items if item.sort in TRANSLATED and not item.draft}, by)
    counts = {status: number for status, number in plan.counts.items() if status in (NEW, CHANGED)}
    if counts and not plan.refused:
        audit.record("course.import", bringing.page, actor=by, new={"code": files.course.values["code"], **counts})
    return plan


class _Bringing:
    def __init__(self, beside: Beside, plan: Plan, index: CourseIndexPage, publish: bool, by: User | None, saved: list, tell):
        self.plan, self.saved, self.tell = plan, saved, tell
        self.beside, self.files, self.tree, self.names = beside, beside.files, beside.tree, beside.names
        self.index, self.publish, self.by = index, publish, by
        self.page = beside.page
        self.status = {(line.sort, line.place, line.language): line.status for line in plan.lines if line.status != MISSING}
        self.locales = {locale.language_code: locale for locale in Locale.objects.all()}
        self.put: set[tuple] = set()
        self.named: dict[tuple, list[Item]] = {}
        for item in self.files.items:
            if item.sort in thing_models():
                self.named.setdefault(item.thing, []).append(item)
        self.again: list[tuple[models.Model, Item]] = []

    def all(self) -> None:
        things = [item for items in self.named.values() for item in items]
        steps = [
            *((self.thing, item) for item in sorted_by_language(things, self.files.language)),
            *((self.bank, item) for item in self.files.of("bank")),
            *((self.asked, item) for item in self.files.of("case", "question")),
            *((self.put_page, item) for item in self.pages()),
        ]
        for number, (bring, item) in enumerate(steps, 1):
            bring(item)
            self.tell(number, len(steps))
        for page, item in self.again:
            self.names.unknown.clear()
            self.fill(page, item)
            self.keep(page, item)
        self.order()
        for item in self.files.of("objective"):
            self.objective(item)
        for item in self.files.of("access"):
            self.access(item)
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
            if kind.target == "file" or kind.name in (ROWS, TAGS):
                continue
            raw = self.names.back(kind, item.values[name], language)
            field = row._meta.get_field(name)
            if kind.name == NAME:
                setattr(row, field.attname, raw)
            else:
                setattr(row, name, json.dumps(raw) if isinstance(field, StreamField) else value_of(field, kind, raw))

    # Things, banks, questions

    def thing(self, item: Item) -> None:
        """What this site lacks; what it has stays as it is. What a thing points at itself comes first."""
        if (*item.thing, item.language) in self.beside.things or item.name in self.put:
            return
        self.put.add(item.name)
        sort, model = sorts()[item.sort], model_of(item.sort)
        for named in set().union(*(names_in(kind, item.values[name]) for name, kind in sort.fields.items())):
            for other in self.named.get(named, []):
                self.thing(other)
        row = model()
        self.fill(row, item)
        for field in ("translation_key", "key"):
            if any(one.name == field for one in model._meta.fields):
                setattr(row, field, UUID(item.key))
        if hasattr(row, "locale_id"):
            row.locale = self.locales[item.language]
        self.take_files(row, item)
        row.save()
        self.put_rows(row, item)
        self.names.numbers.setdefault(item.thing, row.pk)

    def take_files(self, row: models.Model, item: Item) -> None:
        """Files from the tree, and what the site reads from their bytes."""
        for field, kind in sorts()[item.sort].fields.items():
            if kind.target != "file" or not item.values[field]:
                continue
            path = self.tree.path(f"{item.sort}/{item.values[field]}")
            with path.open("rb") as opened:
                if isinstance(row, MediaFile):
                    facts = facts_of(opened)
                    for name in ("duration", "width", "height", "mime", "extension", "sound"):
                        setattr(row, name, getattr(facts, name))
                    row.type, row.size = facts.kind, path.stat().st_size
                    opened.seek(0)
                getattr(row, field).save(item.values[field], File(opened, name=item.values[field]), save=False)
            self.saved.append(getattr(row, field))
        for read_from_file in ("_set_image_file_metadata", "_set_document_file_metadata"):
            if hasattr(row, read_from_file):
                getattr(row, read_from_file)()

    def put_rows(self, row: models.Model, item: Item) -> None:
        for relation, kind in sorts()[item.sort].fields.items():
            if kind.name == TAGS:
                getattr(row, relation).set(item.values[relation])
            if kind.name != ROWS:
                continue
            field = row._meta.get_field(relation)
            owned = any(one.name == "owner" for one in field.related_model._meta.fields)
            for number, values in enumerate(self.names.back(kind, item.values[relation], item.language or self.files.language)):
                child = field.related_model(**{field.field.name: row})
                if "locale" in values:
                    child.locale = self.locales[values.pop("locale")]
                    child.translation_key = uuid5(UUID(int=row.pk), values.get("country", str(number)))
                if owned and self.by is None:
                    raise ValidationError(_("These files bring local notes. Say who will own them."), code="owner")
                if owned:
                    child.owner = self.by
                if any(one.name == "sort_order" for one in child._meta.fields):
                    child.sort_order = number
                for name, value in values.items():
                    inner = child._meta.get_field(name)
                    if kind.of.fields[name].name == NAME:
                        setattr(child, inner.attname, value)
                    else:
                        setattr(child, name, value_of(inner, kind.of.fields[name], value))
                child.save()

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

    def asked(self, item: Item) -> None:
        """A question, or the vignette of several."""
        if not self.wanted(item):
            return
        model, locale = model_of(item.sort), self.locales[item.language]
        row = model.objects.filter(translation_key=item.key, locale=locale).first()
        new = row is None
        if new:
            row = model(translation_key=UUID(item.key), locale=locale, live=False)
        else:
            row = row.get_latest_revision_as_object() if row.latest_revision_id else row
        self.fill(row, item)
        self.put_rows(row, item)
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
            if not page.live:  # what nobody reads yet has no other words than these
                page.save(clean=False)
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
        except PermissionDenied:
            self.plan.refuse(item, gettext_noop("You may not publish this. Bring the course in as drafts."))

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

    def access(self, item: Item) -> None:
        if self.wanted(item):
            row, _made = CourseAccess.objects.update_or_create(
                course_key=UUID(item.key),
                defaults={"audience": item.values["audience"], "prerequisites": item.values["prerequisites"]},
            )
            row.institutions.set(Institution.objects.filter(code__in=item.values["institutions"]))

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


def sorted_by_language(items: list[Item], source: str) -> list[Item]:
    """The source language first: what it names is what pages point at."""
    return sorted(items, key=lambda item: item.language not in ("", source))


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
