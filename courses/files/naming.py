"""Names in place of database numbers, and back: pages by their address, pictures, documents and terms by their file."""

import re
from html import escape, unescape

from django.core.exceptions import ObjectDoesNotExist
from django.utils.text import slugify
from wagtail.documents import get_document_model
from wagtail.models import Locale, Page

from courses.files.introspecting import model_of, thing_models
from courses.files.schema import LIST, NAME, RICH, ROWS, STREAM, STRUCT, Kind
from courses.models import CoursePage

_TAG = re.compile(r"<(a|embed)(\s[^<>]*)>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


class Names:
    """The names of one course's export or import. `course` is the page in the source language, or None before it is made."""

    def __init__(self, course: CoursePage | None):
        self.course = course
        self.things: dict[tuple[str, int], str] = {}  # (sort, number) → name
        self.found: list[tuple[str, object]] = []  # what the course points at, in the order of meeting
        self.numbers: dict[tuple[str, str], int] = {}  # (sort, name) → number
        self.banks: dict[int, str] = {}
        self.unknown: set[str] = set()
        self._pages: dict[tuple[str, int], str] = {}
        self._addresses: dict[tuple[str, str], int | None] = {}
        self._locales = {locale.pk: locale.language_code for locale in Locale.objects.all()}

    # From the database

    def out(self, kind: Kind, raw, language: str):
        """A raw value with names in place of numbers."""
        if raw is None or raw == "":
            return raw
        if kind.name == STRUCT:
            return {name: self.out(inner, raw[name], language) for name, inner in kind.fields.items() if name in raw}
        if kind.name == ROWS:
            return [self.out(kind.of, row, language) for row in raw]
        if kind.name in (LIST, STREAM):
            return [self._child_out(kind, child, language) for child in raw]
        if kind.name == RICH:
            return _TAG.sub(lambda match: self._link_out(match, language), raw)
        if kind.name == NAME and kind.target != "file":
            return self.name_of(kind.target, raw, language)
        return raw

    def _child_out(self, kind: Kind, child, language: str):
        if not (isinstance(child, dict) and "value" in child):
            return self.out(kind.of, child, language) if kind.name == LIST else child
        inner = kind.of if kind.name == LIST else kind.fields.get(child["type"])
        return {**child, "value": self.out(inner, child["value"], language)} if inner else child

    def name_of(self, target: str, number, language: str) -> str | None:
        if target == "page":
            return self.address_of(int(number), language)
        if target == "bank":
            return self.banks.setdefault(int(number), "questions" if not self.banks else f"questions-{len(self.banks) + 1}")
        if (target, int(number)) not in self.things:
            try:
                thing = model_of(target).objects.get(pk=number)
            except ObjectDoesNotExist:
                return None
            name = self._fresh_name(target, thing)
            for row in languages_of(thing):
                self.things[target, row.pk] = name
                self.found.append((target, row))
        return self.things[target, int(number)]

    def _fresh_name(self, target: str, thing) -> str:
        """Its short name or code where it has one, or its words; never the name under which this site keeps a file."""
        file = getattr(thing, "file", None)
        stem = getattr(thing, "slug", "") or getattr(thing, "code", "") or str(thing)
        ending = re.sub(r"[^a-z0-9]", "", file.name.rpartition(".")[2].lower())[:8] if file and "." in file.name else ""
        if ending:
            stem = stem.removesuffix(f".{ending}")
        stem = slugify(stem)[:60].strip("-") or "item"
        names = {name for (sort, _), name in self.things.items() if sort == target}
        number, name = 1, stem
        while (f"{name}.{ending}" if ending else name) in names:
            number += 1
            name = f"{stem}-{number}"
        return f"{name}.{ending}" if ending else name

    def address_of(self, number: int, language: str) -> str | None:
        """A page of this course as page:module/lesson, any other as page:/its/address/; with @language where that differs."""
        if (language, number) in self._pages:
            return self._pages[language, number]
        page = Page.objects.filter(pk=number).first()
        address = None
        if page is not None:
            own = self._locales[page.locale_id]
            top = page.get_ancestors(inclusive=True).type(CoursePage).first()
            if self.course is not None and top is not None and top.translation_key == self.course.translation_key:
                address = page.url_path[len(top.url_path) :].strip("/") or "."
            else:
                address = "/" + page.url_path.split("/", 2)[2]
            address = f"page:{address}{'' if own == language else f'@{own}'}"
        self._pages[language, number] = address
        return address

    def _link_out(self, match: re.Match, language: str) -> str:
        attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(match[2])}
        linktype, number = attributes.pop("linktype", ""), attributes.get("id", "")
        if match[1] == "embed":
            if attributes.get("embedtype") == "image" and number.isdigit():
                attributes["id"] = self.name_of("pictures", number, language) or ""
        elif linktype == "page" and number.isdigit():
            attributes.pop("id")
            attributes["href"] = self.address_of(int(number), language) or "page:"
        elif linktype == "document" and number.isdigit():
            attributes.pop("id")
            attributes["href"] = f"document:{self.name_of(self._documents(), number, language) or ''}"
        return _tag(match[1], attributes, match[2].rstrip().endswith("/"))

    def _documents(self) -> str:
        thing_models().setdefault("documents", get_document_model())
        return "documents"

    # To the database

    def back(self, kind: Kind, raw, language: str):
        """A raw value with numbers in place of names. Names that lead nowhere yet are in `unknown`."""
        if raw is None or raw == "":
            return raw
        if kind.name == STRUCT:
            return {name: self.back(inner, raw[name], language) for name, inner in kind.fields.items()}
        if kind.name == ROWS:
            return [self.back(kind.of, row, language) for row in raw]
        if kind.name in (LIST, STREAM):
            inner_of = (lambda child: kind.of) if kind.name == LIST else (lambda child: kind.fields[child["type"]])
            return [{**child, "value": self.back(inner_of(child), child["value"], language)} for child in raw]
        if kind.name == RICH:
            return _TAG.sub(lambda match: self._link_back(match, language), raw)
        if kind.name == NAME and kind.target != "file":
            return self.number_of(kind.target, raw, language)
        return raw

    def number_of(self, target: str, name: str, language: str) -> int | None:
        number = self._page_number(name, language) if target == "page" else self.numbers.get((target, name))
        if number is None and target not in ("page", "bank"):
            number = self.numbers[target, name] = _here(target, name)
        if number is None:
            self.unknown.add(name)
        return number

    def _page_number(self, name: str, language: str) -> int | None:
        if (language, name) not in self._addresses:
            address, _, other = name.removeprefix("page:").partition("@")
            pages = Page.objects.filter(locale__language_code=other or language)
            if address.startswith("/"):
                found = pages.filter(url_path__endswith=address, depth=address.strip("/").count("/") + 3 if address != "/" else 2)
                found = [page for page in found if "/" + page.url_path.split("/", 2)[2] == address]
            else:
                top = self.course and pages.filter(translation_key=self.course.translation_key).first()
                path = "" if address == "." else f"{address}/"
                found = list(pages.filter(url_path=f"{top.url_path}{path}")) if top else []
            if not found:
                return None
            self._addresses[language, name] = found[0].pk
        return self._addresses[language, name]

    def _link_back(self, match: re.Match, language: str) -> str:
        attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(match[2])}
        href = attributes.get("href", "")
        if match[1] == "embed":
            if attributes.get("embedtype") == "image" and attributes.get("id"):
                attributes["id"] = str(self.number_of("pictures", attributes["id"], language) or "")
        elif href.startswith("page:"):
            attributes.pop("href")
            attributes |= {"linktype": "page", "id": str(self.number_of("page", href, language) or 0)}
        elif href.startswith("document:"):
            attributes.pop("href")
            number = self.number_of(self._documents(), href.removeprefix("document:"), language)
            attributes |= {"linktype": "document", "id": str(number or 0)}
        return _tag(match[1], attributes, match[2].rstrip().endswith("/"))


def languages_of(thing) -> list:
    """Every language of a record that has several, the one that was written first in front."""
    if not hasattr(thing, "translation_key"):
        return [thing]
    return list(type(thing).objects.filter(translation_key=thing.translation_key).select_related("locale").order_by("pk"))


def _here(target: str, name: str) -> int | None:
    """What this site has under a short name, a code or, for files, a title; so files by hand need not bring it along."""
    model = model_of(target)
    fields = {field.name for field in model._meta.fields}
    field = next((field for field in ("slug", "code", "title") if field in fields), None)
    rows = model.objects.filter(**{field: name}).order_by("pk") if field else model.objects.none()
    return rows.values_list("pk", flat=True).first()


def _tag(name: str, attributes: dict, closed: bool) -> str:
    said = "".join(f' {key}="{escape(value)}"' for key, value in sorted(attributes.items()))
    return f"<{name}{said}{'/' if closed else ''}>"


def names_in(kind: Kind, raw) -> set[tuple[str, str]]:
    """(target, name) of everything that a raw value in files points at, to look for before anything is written."""
    if raw is None or raw == "":
        return set()
    if kind.name == STRUCT:
        return set().union(*(names_in(inner, raw.get(name)) for name, inner in kind.fields.items()))
    if kind.name == ROWS:
        return set().union(*(names_in(kind.of, row) for row in raw))
    if kind.name in (LIST, STREAM):
        inner_of = (lambda child: kind.of) if kind.name == LIST else (lambda child: kind.fields[child["type"]])
        return set().union(*(names_in(inner_of(child), child["value"]) for child in raw))
    if kind.name == RICH:
        found = set()
        for match in _TAG.finditer(raw):
            attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(match[2])}
            href = attributes.get("href", "")
            if href.startswith("page:"):
                found.add(("page", href))
            elif href.startswith("document:"):
                found.add(("documents", href.removeprefix("document:")))
            elif attributes.get("embedtype") == "image":
                found.add(("pictures", attributes.get("id", "")))
        return found
    return {(kind.target, raw)} if kind.name == NAME and kind.target != "file" else set()
