"""Files as a course: every item with its values, and every fault with its file and line. No Django here."""

import re
from uuid import UUID, uuid5

from courses.files import ids, questions, tracks
from courses.files.body import read_body, read_rich
from courses.files.earlier import as_today
from courses.files.items import CourseFiles, Item, Sort, Tree, made_key
from courses.files.schema import LIST, ROWS, STREAM, hear
from courses.files.text import Document, FileError, gettext_noop, read_document, read_mapping

NUMBERED = re.compile(r"\d+-(.+)")
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{2,8})?")
META = ("key", "slug", "draft")


def read_course(tree: Tree, sorts: dict[str, Sort], folder: str) -> CourseFiles:
    """Read a whole course. What does not fit is in `faults`; a course with faults is not for importing."""
    return _Reading(tree, sorts, folder).course()


def words_by_language(tree: Tree, folder: str, stem: str) -> dict[str, Document]:
    """Every `<stem>.<language>.md` of a folder, by language."""
    start = f"{folder}/{stem}." if folder else f"{stem}."
    found = {}
    for name in tree.names(folder):
        language = name[len(start) : -len(".md")]
        if name.startswith(start) and name.endswith(".md") and LANGUAGE.fullmatch(language):
            found[language] = read_document(name, tree.text(name))
    return found


class _Reading:
    """One reading: what was found so far."""

    def __init__(self, tree: Tree, sorts: dict[str, Sort], folder: str):
        self.tree, self.sorts, self.folder = tree, sorts, folder
        self.found = CourseFiles("")
        self.used: set[str] = set()
        self.keys: dict[str, str] = {}
        self.ids: dict = {}

    def course(self) -> CourseFiles:
        try:
            facts = self.facts("course.yaml")
            self.found.language = str(facts.pop("source_language", "") or "")
            if "ids.yaml" in self.tree:
                self.ids = self.facts("ids.yaml")
            if not self.found.language:
                raise FileError("course.yaml", gettext_noop("Name the language the course was written in: source_language: en"), 1)
            self.slug = str(facts.get("slug") or self.folder)
            key = facts.get("key") or made_key("course", self.folder)
            self.page("course", "course", facts, "course.yaml", key, self.slug)
        except FileError as fault:
            self.found.faults.append(fault)
            return self.found
        if "access.yaml" in self.tree:
            self.attempt(self.access, self.found.course.key)
        for folder in self.tree.folders():
            if f"{folder}/bank.yaml" in self.tree:
                self.attempt(self.bank, folder)
            elif folder == "editions":
                self.each(self.edition, folder)
            elif sort := next((sort for sort in self.sorts.values() if sort.folder == folder), None):
                self.each(self.thing, folder, sort)
        for folder in self.tree.folders():
            if folder[0].isdigit():
                self.attempt(self.module, folder)
        self.name_the_only_bank()
        self.found.left_out = sorted(set(self.tree.files) - self.used)
        return self.found

    def name_the_only_bank(self) -> None:
        banks = self.found.of("bank")
        for quiz in self.found.of("quiz") if len(banks) == 1 else []:
            for pool in quiz.values["pools"]:
                if pool["value"]["bank"] is None:
                    pool["value"]["bank"] = banks[0].place

    def attempt(self, read, *parts) -> None:
        try:
            read(*parts)
        except FileError as fault:
            self.found.faults.append(fault)

    def each(self, read, folder: str, *more) -> None:
        for name in self.tree.names(folder):
            if name.endswith(".yaml"):
                self.attempt(read, name, *more)

    def facts(self, name: str) -> dict:
        if name not in self.tree:
            raise FileError(name, gettext_noop("This file is missing."))
        self.used.add(name)
        return read_mapping(name, self.tree.text(name))

    def documents(self, folder: str, stem: str, needed: str = "") -> dict[str, Document]:
        documents = words_by_language(self.tree, folder, stem)
        self.used |= {document.place for document in documents.values()}
        if needed and needed not in documents:
            place = f"{folder}/{stem}.{needed}.md" if folder else f"{stem}.{needed}.md"
            raise FileError(place, gettext_noop("This file is missing: the words in the source language."))
        return documents

    def key(self, said, place: str) -> str:
        key = _key(said, place)
        if key in self.keys:
            raise FileError(place, gettext_noop("The key %(key)s is that of %(other)s too."), 1, key=key, other=self.keys[key])
        self.keys[key] = place
        return key

    def module(self, folder: str) -> None:
        source = self.documents(folder, "module", self.found.language)[self.found.language]
        key = source.facts.get("key") or made_key("module", self.slug, folder)
        self.page("module", f"{folder}/module", {}, source.place, key, _slug(folder, source.place))
        for name in self.tree.names(folder):
            match = re.fullmatch(r"(\d+-.+)\.([^.]+)\.md", name.split("/", 1)[1])
            if match and match[2] == self.found.language:
                self.attempt(self.lesson_or_quiz, folder, match[1])

    def lesson_or_quiz(self, folder: str, stem: str) -> None:
        quiz = f"{folder}/{stem}.quiz.yaml"
        facts = self.facts(quiz) if quiz in self.tree else {}
        document = self.documents(folder, stem, self.found.language)[self.found.language]
        key = facts.get("key") or document.facts.get("key") or made_key("page", self.slug, folder, stem)
        sort = "quiz" if quiz in self.tree else "lesson"
        self.page(sort, f"{folder}/{stem}", facts, quiz if facts else document.place, key, _slug(stem, document.place))

    def page(self, sort_name: str, place: str, facts: dict, facts_place: str, key, slug: str) -> None:
        """A page in every language that has words for it; a translation says only what differs from its source."""
        sort = self.sorts[sort_name]
        folder, _, stem = place.rpartition("/")
        documents = self.documents(folder, stem, self.found.language)
        key = self.key(key, facts_place)
        source: dict = {}
        for language in sorted(documents, key=lambda code: (code != self.found.language, code)):
            document = documents[language]
            values = dict(source)
            if not source:
                values = {name: hear_default(kind) for name, kind in sort.fields.items()}
                values |= {"slug": str(facts.get("slug") or slug)}
                values |= self.heard(sort, facts, facts_place)
            values |= self.heard(sort, document.facts, document.place)
            if sort.name == "course" and "search_description" not in document.facts:
                values["search_description"] = values["summary"]
            if sort.body:
                values[sort.body] = self.body(sort, document)
            self.finish(sort, place, key, language, values, source, document.place)
            item = Item(sort.name, place, key, language, values, bool(document.facts.get("draft", False)))
            self.found.items.append(item)
            source = source or values

    def heard(self, sort: Sort, said: dict, place: str) -> dict:
        values = {}
        for name, value in as_today(sort, said, place, self.line(place, "final")).items():
            if name in META and (name != "slug" or not value):
                continue
            line = self.line(place, name)
            if name not in sort.fields:
                known = ", ".join(sort.fields)
                sentence = gettext_noop("“%(name)s” is not known here. Known are: %(known)s.")
                raise FileError(place, sentence, line, name=str(name)[:60], known=known)
            values[name] = hear(sort.fields[name], value, place, line)
        return values

    def line(self, place: str, name: str) -> int:
        for number, line in enumerate(self.tree.text(place).split("\n"), 1):
            if line.startswith(f"{name}:"):
                return number
        return 1

    def body(self, sort: Sort, document: Document):
        kind = sort.fields[sort.body]
        if kind.name == STREAM:
            return read_body(kind, document.place, document.body, document.body_line)
        if sort.body in document.facts:
            return hear(kind, document.facts[sort.body], document.place, 1)
        return read_rich(document.place, document.body, document.body_line)

    def finish(self, sort: Sort, place: str, key: str, language: str, values: dict, source: dict, file: str) -> None:
        """Give every block its id: the one kept for it, the source's at the same place, or one made from the place."""
        kept_own = self.ids.get(f"{place}.{language}") or {}
        kept = self.ids.get(place) or {}
        for name, kind in sort.fields.items():
            if kind.name not in (STREAM, LIST):
                continue
            seed, label = seed_of(sort, name, UUID(key))
            derived = ids.derive(kind, values[name], seed, label) if kind.name == STREAM else values[name]
            if not source:
                values[name] = ids.put(kind, derived, kept.get(name))
            elif kept_own.get(name):
                values[name] = ids.put(kind, derived, kept_own[name])
            elif ids.alike(kind, derived, source[name]):
                values[name] = ids.borrow(kind, derived, source[name])
            elif derived:
                raise difference(file, kind, name, source[name], derived)

    def bank(self, folder: str) -> None:
        facts = self.facts(f"{folder}/bank.yaml")
        place = f"{folder}/bank.yaml"
        objectives, lessons = facts.pop("objectives", {}) or {}, facts.pop("lessons", {}) or {}
        keys = facts.pop("objective_keys", {}) or {}
        if "source_language" in facts:
            facts["language"] = facts.pop("source_language")
        sort = self.sorts["bank"]
        values = {name: hear_default(kind) for name, kind in sort.fields.items()} | self.heard(sort, facts, place)
        self.found.items.append(Item("bank", folder, values["name"], "", values))
        for slug, words in objectives.items():
            key = self.key(keys.get(slug) or made_key("objective", values["name"], str(slug)), f"{place}:{slug}")
            first: dict = {}
            for language, said in words.items():
                said = said if isinstance(said, dict) else {"words": said}
                own = {"bank": folder, "slug": str(slug), "lesson": lessons.get(slug), **first}
                fields = self.sorts["objective"].fields
                default = {name: hear_default(kind) for name, kind in fields.items()}
                heard = self.heard(self.sorts["objective"], {**own, **said}, place)
                heard["lesson"] = lesson_address(heard.get("lesson"))
                first = {} if language != values["language"] else first
                self.found.items.append(Item("objective", f"{folder}/bank", key, str(language), default | heard))
        for name in self.tree.names(folder):
            stem = name.split("/", 1)[1].removesuffix(".yaml")
            if name.endswith(".case.yaml"):
                self.attempt(self.case, folder, stem, values["language"])
            elif name.endswith(".yaml") and stem != "bank":
                self.attempt(self.question, folder, stem, values["language"])

    def case(self, folder: str, stem: str, language: str) -> None:
        """The name of its files is its short name, by which its questions call it."""
        place, sort = f"{folder}/{stem}", self.sorts["case"]
        facts = self.facts(f"{place}.yaml")
        key = self.key(facts.pop("key", None) or made_key("case", self.folder, stem), f"{place}.yaml")
        documents = self.documents(folder, stem, language)
        source: dict = {}
        for code in sorted(documents, key=lambda code: (code != language, code)):
            document = documents[code]
            values = dict(source)
            if not source:
                values = {name: hear_default(kind) for name, kind in sort.fields.items()}
                values |= {"slug": stem.removesuffix(".case")} | self.heard(sort, facts, f"{place}.yaml") | {"bank": folder}
            values |= self.heard(sort, document.facts, document.place) | {sort.body: self.body(sort, document)}
            self.found.items.append(Item("case", place, key, code, values, bool(document.facts.get("draft", False))))
            source = source or values

    def question(self, folder: str, stem: str, language: str) -> None:
        place, sort = f"{folder}/{stem}", self.sorts["question"]
        facts = self.facts(f"{place}.yaml")
        correct = [str(letter) for letter in facts.pop("correct", []) or []]
        key = self.key(facts.pop("key", None) or made_key("question", self.folder, stem), f"{place}.yaml")
        documents = self.documents(folder, stem, language)
        source: dict = {}
        for code in sorted(documents, key=lambda code: (code != language, code)):
            document = documents[code]
            values = dict(source)
            if not source:
                values = {name: hear_default(kind) for name, kind in sort.fields.items()}
                values |= self.heard(sort, facts, f"{place}.yaml") | {"bank": folder}
            own = {name: value for name, value in document.facts.items() if name not in questions.FIELDS}
            if "title" in own:
                own["name"] = own.pop("title")
            values |= self.heard(sort, own, document.place)
            values |= questions.read_words(sort, document, correct)
            self.finish(sort, place, key, code, values, source, document.place)
            self.found.items.append(Item("question", place, key, code, values, bool(document.facts.get("draft", False))))
            source = source or values

    def access(self, course_key: str) -> None:
        sort = self.sorts["access"]
        heard = self.heard(sort, self.facts("access.yaml"), "access.yaml")
        values = {name: list(kind.default or []) for name, kind in sort.fields.items()} | heard
        self.found.items.append(Item("access", "access", course_key, "", values))

    def edition(self, name: str) -> None:
        facts = self.facts(name)
        sort, place = self.sorts["edition"], name.removesuffix(".yaml")
        key = self.key(facts.get("key"), name)
        values = {field: hear_default(kind) for field, kind in sort.fields.items()} | self.heard(sort, facts, name)
        self.found.items.append(Item("edition", place, key, "", values))

    def thing(self, name: str, sort: Sort) -> None:
        facts = self.facts(name)
        place = name.removesuffix(".yaml")
        language = str(facts.pop("language", "") or "") if sort.translated else ""
        if sort.tracks:
            files = facts.get(sort.tracks) or []
            if not isinstance(files, list):
                raise FileError(name, gettext_noop("Write a list here, one “- item” a line."), self.line(name, sort.tracks))
            facts[sort.tracks] = [self.track(name, sort, str(file)) for file in files]
        stem = place.removesuffix(f".{language}") if language else place
        said = facts.pop("key", "") or (made_key(*stem.split("/")) if sort.keyed else place)
        key = _key(said, name) if sort.keyed else str(said)
        values = {field: hear_default(kind) for field, kind in sort.fields.items()} | self.heard(sort, facts, name)
        files = []
        for field, kind in sort.fields.items():
            if kind.target == "file" and values[field]:
                path = f"{sort.folder}/{values[field]}"
                if path not in self.tree:
                    raise FileError(name, gettext_noop("The file %(file)s is missing."), self.line(name, field), file=path)
                self.used.add(path)
                files.append(path)
        self.found.items.append(Item(sort.name, place, key, language, values, files=tuple(files)))

    def track(self, name: str, sort: Sort, file: str) -> dict:
        place = f"{sort.folder}/{file}"
        if place not in self.tree:
            raise FileError(name, gettext_noop("The file %(file)s is missing."), self.line(name, sort.tracks), file=place)
        self.used.add(place)
        return tracks.read_track(place, self.tree.text(place))


def _key(said, place: str) -> str:
    try:
        return str(UUID(str(said)))
    except ValueError as error:
        raise FileError(place, gettext_noop("“%(key)s” is not a key."), 1, key=str(said)[:60]) from error


def hear_default(kind):
    return hear(kind, None, "") if kind.name in (STREAM, LIST, ROWS) else kind.default


def seed_of(sort: Sort, name: str, key: UUID) -> tuple[UUID, str]:
    """What ids are made from: the body's places are numbers alone, every other stream says what it holds."""
    if name == sort.body:
        return key, ""
    label = next(iter(sort.fields[name].fields), "item")
    return (key, label) if sort.name in ("quiz", "question") else (uuid5(key, name), label)


def lesson_address(said) -> str | None:
    """01-module/02-lesson, as files are named, or module/lesson, as addresses are."""
    if not said or str(said).startswith("page:"):
        return said or None
    return "page:" + "/".join(NUMBERED.sub(r"\1", part) for part in str(said).split("/"))


def _slug(stem: str, place: str) -> str:
    match = NUMBERED.fullmatch(stem)
    if not match:
        raise FileError(place, gettext_noop("Begin the name with a number and a dash: 01-name."))
    return match[1]


def difference(file: str, kind, name: str, source: list, other: list) -> FileError:
    pairs = enumerate(zip(source, other, strict=False), 1)
    number = next((n for n, (mine, theirs) in pairs if not ids.alike(kind, [mine], [theirs])), min(len(source), len(other)) + 1)
    sentence = gettext_noop(
        "Part %(number)s of %(name)s is not like that of the source language. "
        "A translation has the same parts, items and cells in the same order."
    )
    return FileError(file, sentence, number=number, name=name)
