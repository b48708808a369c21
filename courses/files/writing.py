"""A course as files: the text of every file, from its items. `reading` gives the same items back. No Django here."""

from uuid import UUID

from courses.files import ids, questions, tracks
from courses.files.body import write_body, write_rich
from courses.files.items import CourseFiles, Item, Sort
from courses.files.parsing import hear_default, seed_of
from courses.files.schema import LIST, MOMENT, STREAM, say
from courses.files.text import write_document, write_yaml


def write_course(course: CourseFiles, sorts: dict[str, Sort]) -> dict[str, str]:
    """Every text file of a course by its name. Pictures and other files are not text: items name them in `files`."""
    return _Writing(course, sorts).files()


class _Writing:
    def __init__(self, course: CourseFiles, sorts: dict[str, Sort]):
        self.course, self.sorts = course, sorts
        self.written: dict[str, str] = {}
        self.ids: dict = {}
        self.banks = [item.place for item in course.of("bank")]

    def files(self) -> dict[str, str]:
        sources: dict[tuple, Item] = {}
        for item in self.course.items:
            sort = self.sorts[item.sort]
            source = sources.setdefault((item.sort, item.key), item)
            if item.sort in ("course", "module", "lesson", "quiz"):
                self.page(sort, item, source)
            elif item.sort == "question":
                self.question(sort, item, source)
            elif item.sort == "case":
                self.case(sort, item, source)
            elif item.sort == "bank":
                self.bank(item)
            elif item.sort == "access":
                self.written["access.yaml"] = write_yaml(self.said(sort, item.values))
            elif item.sort == "edition":
                self.written[f"{item.place}.yaml"] = write_yaml({"key": item.key, **self.said(sort, item.values)})
            elif sort.folder:
                self.thing(sort, item)
        if self.ids:
            self.written["ids.yaml"] = write_yaml(self.ids)
        return self.written

    def thing(self, sort: Sort, item: Item) -> None:
        head = {name: value for name, value in (("key", item.key), ("language", item.language)) if value}
        said = self.said(sort, item.values)
        if sort.tracks:
            texts = {tracks.name_of(item.thing[1], track): track["text"] for track in item.values[sort.tracks]}
            said[sort.tracks] = list(texts)
            self.written |= {f"{sort.folder}/{name}": text for name, text in texts.items()}
        self.written[f"{item.place}.yaml"] = write_yaml({**head, **said})

    def said(self, sort: Sort, values: dict, other: dict | None = None) -> dict:
        """What a file says of these values: of a translation only what differs; of words, days and times only those that are there."""
        said = {}
        for name, kind in sort.fields.items():
            unlike = values[name] != (hear_default(kind) if other is None else other[name])
            if unlike or (other is None and name not in sort.words and kind.name != MOMENT):
                said[name] = say(kind, values[name])
        return said

    def page(self, sort: Sort, item: Item, source: Item) -> None:
        translation = item is not source
        said = self.said(sort, item.values, source.values if translation else None)
        said.pop(sort.body, None)
        stem = item.place.rpartition("/")[2]
        if not translation and item.values["slug"] == stem.partition("-")[2]:
            said.pop("slug", None)
        said.setdefault("title", item.values["title"])
        if sort.name == "course":
            said.setdefault("summary", item.values["summary"])
            said["search_description"] = item.values["search_description"]
            if said["search_description"] == item.values["summary"]:
                del said["search_description"]
        if sort.name == "quiz" and len(self.banks) == 1:
            for pool in said.get("pools", []):
                pool.pop("bank", None)
        body = self.body(sort, item.values, said)
        front = said
        if not translation and sort.name in ("course", "quiz"):
            facts = {name: said.pop(name) for name in list(said) if name not in sort.words and name != "title"}
            head = {"key": item.key}
            if sort.name == "course":
                head |= {"source_language": item.language, "slug": item.values["slug"]}
                facts.pop("slug", None)
                self.written["course.yaml"] = write_yaml({**head, **facts})
            else:
                self.written[f"{item.place}.quiz.yaml"] = write_yaml({**head, **facts})
        elif not translation:
            front = {"key": item.key, **said}
        if item.draft:
            front = {**front, "draft": True}
        front = {"title": front.pop("title"), **front}
        self.written[f"{item.place}.{item.language}.md"] = write_document(front, body)
        self.keep_ids(sort, item, source)

    def body(self, sort: Sort, values: dict, said: dict) -> str:
        if not sort.body:
            return ""
        kind = sort.fields[sort.body]
        if kind.name == STREAM:
            return write_body(kind, values[sort.body])
        body = write_rich(values[sort.body])
        if body is None:
            said[sort.body] = say(kind, values[sort.body])
        return body or ""

    def question(self, sort: Sort, item: Item, source: Item) -> None:
        translation = item is not source
        said = self.said(sort, item.values, source.values if translation else None)
        said = {name: value for name, value in said.items() if name not in (*questions.FIELDS, "bank")}
        said.setdefault("name", item.values["name"])
        correct = questions.letters_of(source.values["choices"])
        front, body = questions.write_words(sort, item.values, correct)
        front = {"title": said.pop("name"), **front}
        if not translation:
            facts = {name: said.pop(name) for name in list(said) if name not in sort.words}
            head = {"key": item.key, **facts, **({"correct": correct} if correct and len(source.values["choices"]) <= 26 else {})}
            self.written[f"{item.place}.yaml"] = write_yaml(head)
        front |= said
        if item.draft:
            front["draft"] = True
        self.written[f"{item.place}.{item.language}.md"] = write_document(front, body)
        self.keep_ids(sort, item, source)

    def case(self, sort: Sort, item: Item, source: Item) -> None:
        translation = item is not source
        said = self.said(sort, item.values, source.values if translation else None)
        said = {name: value for name, value in said.items() if name not in ("bank", "title", sort.body)}
        front = {"title": item.values["title"]}
        if not translation:
            facts = {name: said.pop(name) for name in list(said) if name not in sort.words}
            if item.place.endswith(f"/{item.values['slug']}.case"):
                facts.pop("slug", None)
            self.written[f"{item.place}.yaml"] = write_yaml({"key": item.key, **facts})
        body = self.body(sort, item.values, said)
        front |= said
        if item.draft:
            front["draft"] = True
        self.written[f"{item.place}.{item.language}.md"] = write_document(front, body)

    def bank(self, bank: Item) -> None:
        said = self.said(self.sorts["bank"], bank.values)
        said["source_language"] = said.pop("language")
        objectives: dict = {}
        lessons, keys = {}, {}
        sort = self.sorts["objective"]
        first: dict[str, Item] = {}
        for item in self.course.of("objective"):
            if item.values["bank"] != bank.place:
                continue
            slug = item.values["slug"]
            source = first.setdefault(slug, item)
            keys[slug] = source.key
            if item is source and item.values["lesson"] is not None:
                lessons[slug] = item.values["lesson"].removeprefix("page:")
                if lessons[slug].startswith(("/", ".")):
                    lessons[slug] = item.values["lesson"]
            own = {"words": item.values["words"], "lesson": item.values["lesson"]}
            own |= self.said(sort, item.values, None if item is source else source.values)
            own = {name: value for name, value in own.items() if name not in ("bank", "slug")}
            if own["lesson"] == source.values["lesson"]:
                del own["lesson"]
            objectives.setdefault(slug, {})[item.language] = own["words"] if set(own) == {"words"} else own
        for name, value in (("objectives", objectives), ("lessons", lessons), ("objective_keys", keys)):
            if value:
                said[name] = value
        self.written[f"{bank.place}/bank.yaml"] = write_yaml(said)

    def keep_ids(self, sort: Sort, item: Item, source: Item) -> None:
        kept = {}
        for name, kind in sort.fields.items():
            if kind.name not in (STREAM, LIST):
                continue
            mine, theirs = ids.ids_of(kind, item.values[name]), ids.ids_of(kind, source.values[name])
            if item is source:
                seed, label = seed_of(sort, name, UUID(item.key))
                derived = ids.ids_of(kind, ids.derive(kind, item.values[name], seed, label)) if kind.name == STREAM else mine
                if mine and mine != derived:
                    kept[name] = mine
            elif mine and not (ids.bare(mine) == ids.bare(theirs) and ids.alike(kind, item.values[name], source.values[name])):
                kept[name] = mine
        if kept:
            self.ids[item.place if item is source else f"{item.place}.{item.language}"] = kept
