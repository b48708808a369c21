"""A hundred thousand lesson pages to search in: ten thousand in each of ten languages, in words as frequent as words are.

Runs inside the site's own process (`manage.py shell`). Pages and index entries are written straight into their tables, as the site
itself would write them one by one: `icrweb.pages.indexing.entry` and `courses.sealing` make the words of the index.
"""

import json
import random
import uuid
from itertools import accumulate

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from wagtail.models import Locale, Page
from wagtail.search.models import IndexEntry

from courses.models import CourseAccess, CourseIndexPage, CoursePage, Edition, Enrolment, LessonPage, ModulePage
from courses.sealing import EVERY_COURSE, seal_of, under
from demo.management.commands.make_learners import make_learners
from icrweb.accounts.models import User
from icrweb.pages.folding import fold
from icrweb.pages.indexing import entry
from tools.scale import PASSWORD, analyse, page_of, session_of

COURSES, LESSONS = 500, 20  # courses of one module, lessons of a course; in each language
OPEN = 6  # lessons of a course that are open to guests
HIDDEN, STUDIED = 10, 12  # courses that are not for everyone; courses the learner studies
WORDS, SENTENCES = 8000, 5000  # of a language
LENGTH, PARTS, PART = 12, 4, 4  # words of a sentence; blocks of a lesson, sentences of a block

_KANA = [chr(code) for code in range(0x3042, 0x3094)]
_HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 2400)]
_HANGUL = [chr(code) for code in range(0xAC00, 0xAC00 + 2400, 7)]
_THAI = [head + tail for head in "กขคงจชซดตถทนบปพมยรลวสหอ" for tail in ("า", "ิ", "ี", "ุ", "ู", "ัน", "าง", "อน", "าย", "ร")]
_VIETNAMESE = [
    head + tail for head in "bcdđghlmnstvx" for tail in ("ánh", "ệnh", "ọc", "ườ", "iều", "ất", "ống", "ế", "ăn", "ở", "ạng")
]
_LATIN = [head + tail for head in "bdfgklmnprstv" for tail in ("a", "e", "i", "o", "u", "an", "en", "ir", "os")]
# The syllables of a word, how many at least and at most, and what stands between words.
SCRIPTS = {
    "ja": (_KANA + _HAN, 2, 3, ""),
    "ko": (_HANGUL, 2, 4, " "),
    "zh-hans": (_HAN, 2, 3, ""),
    "zh-hant": (_HAN, 2, 3, ""),
    "th": (_THAI, 1, 3, ""),
    "vi": (_VIETNAMESE, 1, 2, " "),
}
LATIN = (_LATIN, 2, 4, " ")


class Language:
    """Words of a language, the first one the most frequent; sentences of them, as written and as folded."""

    def __init__(self, code: str):
        self.chance = random.Random(code)  # noqa: S311 - the same words in every run
        syllables, least, most, self.between = SCRIPTS.get(code, LATIN)
        made: dict[str, None] = {}
        while len(made) < WORDS:
            made["".join(self.chance.choices(syllables, k=self.chance.randint(least, most)))] = None
        self.words = list(made)
        self.weights = list(accumulate(1 / place for place in range(1, WORDS + 1)))
        written = [self.sentence(LENGTH) for _ in range(SENTENCES)]
        self.sentences = [(sentence, fold(sentence).split()) for sentence in written]

    def sentence(self, length: int) -> str:
        return self.between.join(self.chance.choices(self.words, cum_weights=self.weights, k=length))

    def lesson(self) -> list:
        return self.chance.choices(self.sentences, k=PARTS * PART)

    def asked(self) -> dict[str, list[str]]:
        """What is searched for: frequent, seldom, and two words at once, that stand in one sentence."""
        middle = [self.chance.choice(self.sentences)[0].split() for _ in range(2)] if self.between else []
        pairs = [f"{words[0]} {words[-1]}" for words in middle] or [
            " ".join(self.words[20:100:70]),
            " ".join(self.words[3:400:390]),
        ]
        return {
            "common word": self.words[:3],
            "usual word": self.words[60:360:150],
            "seldom word": self.words[5000:7000:800],
            "two words": [f"{self.words[0]} {self.words[8]}", *pairs],
        }


class Seals:
    """The digests of one course's words; those of the editors' seal are the same for all courses."""

    every: dict[str, str] = {}
    for_all = seal_of(EVERY_COURSE)

    def __init__(self, course: uuid.UUID):
        self.seal, self.own = seal_of(course), {}

    def text(self, tokens: list[str]) -> str:
        out = []
        for token in dict.fromkeys(tokens):
            if token not in self.every:
                self.every[token] = under(self.for_all, token)
            if token not in self.own:
                self.own[token] = under(self.seal, token)
            out += [self.own[token], self.every[token]]
        return " ".join(out)


def grow() -> str:
    """Write it all and say what to ask."""
    make_learners(2, PASSWORD)
    keys = [(uuid.uuid4(), uuid.uuid4(), [uuid.uuid4() for _ in range(LESSONS)]) for _ in range(COURSES)]
    indexes = drop_word_indexes()
    asked = {}
    for locale in Locale.objects.all():
        language = Language(locale.language_code)
        with transaction.atomic():
            add_courses(locale, language, keys)
        asked[locale.language_code] = language.asked()
    for sql in indexes:
        run(sql)
    for key, _module, _lessons in keys[:HIDDEN]:
        CourseAccess.objects.create(course_key=key, audience="institutions")
    learner = study(keys[-STUDIED:])
    if connection.vendor == "postgresql":
        run("VACUUM")
    analyse()
    lessons = LessonPage.objects.live().filter(alias_of=None).count()
    return json.dumps({"lessons": lessons, "asked": asked, "session": session_of(learner)})


def add_courses(locale: Locale, language: Language, keys: list) -> None:
    index = CourseIndexPage.objects.get(locale=locale)
    course, module, lesson = (
        model.objects.filter(alias_of=None).order_by("pk").first() for model in (CoursePage, ModulePage, LessonPage)
    )
    step = int(Page.objects.child_of(index).order_by("path").last().path[-4:], 36)
    rows, words = {CoursePage: [], ModulePage: [], LessonPage: []}, []
    for place, (key, module_key, lesson_keys) in enumerate(keys, 1):
        seals = Seals(key)
        above = row_of(course, index, locale, key, step + place, language.sentence(4), numchild=1, code=f"S{step + place}")
        part = row_of(module, above, locale, module_key, 1, language.sentence(3), numchild=len(lesson_keys))
        rows[CoursePage].append(above)
        rows[ModulePage].append(part)
        for number, lesson_key in enumerate(lesson_keys, 1):
            sentences = language.lesson()
            body = [text_of(sentences[start : start + PART]) for start in range(0, len(sentences), PART)]
            free = number <= OPEN
            facts = {"objective": language.sentence(6), "body": json.dumps(body), "open_to_guests": free}
            row = row_of(lesson, part, locale, lesson_key, number, language.sentence(4), **facts)
            tokens = [token for _written, folded in sentences for token in folded]
            rows[LessonPage].append(row)
            words.append(entry(locale.language_code, row.title, row.objective, " ".join(tokens) if free else seals.text(tokens)))
    for made in rows.values():
        insert(made)
    index_all(rows[LessonPage], words)
    Page.objects.filter(pk=index.pk).update(numchild=models.F("numchild") + len(keys))


def text_of(sentences: list) -> dict:
    return {"type": "text", "value": f"<p>{'. '.join(written for written, _folded in sentences)}.</p>", "id": str(uuid.uuid4())}


def row_of(source, parent, locale, key, step: int, title: str, **own):
    slug = f"s{step}"
    copied = {field.attname: getattr(source, field.attname) for field in source._meta.concrete_fields}
    for name in ("id", "page_ptr_id", "latest_revision_id", "live_revision_id"):
        copied.pop(name)
    placed = {
        "title": title[:250],
        "draft_title": title[:250],
        "slug": slug,
        "path": Page._get_path(parent.path, parent.depth + 1, step),
        "depth": parent.depth + 1,
        "numchild": 0,
        "url_path": f"{parent.url_path}{slug}/",
        "translation_key": key,
        "locale_id": locale.pk,
        "alias_of_id": None,
    }
    return type(source)(**{**copied, **placed, **own})


def insert(rows: list) -> None:
    pages = Page.objects.bulk_create([page_of(row) for row in rows], batch_size=500)
    for row, page in zip(rows, pages, strict=True):
        row.pk = row.page_ptr_id = page.pk
    for start in range(0, len(rows), 50):
        model = type(rows[0])
        models.QuerySet(model)._insert(rows[start : start + 50], fields=model._meta.local_concrete_fields, using="default")


def index_all(rows: list[LessonPage], words: list[str]) -> None:
    kind = ContentType.objects.get_for_model(LessonPage).pk
    if connection.vendor == "postgresql":
        columns = "content_type_id, object_id, title_norm, title, autocomplete, body, title_text, body_text"
        values = "%s, %s, 1.01, to_tsvector('simple', %s), to_tsvector('simple', %s), to_tsvector('simple', %s), %s, %s"
        given = [(kind, str(row.pk), row.title, row.title, text, row.title, text) for row, text in zip(rows, words, strict=True)]
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO wagtailsearch_indexentry ({columns}) VALUES ({values})", given)  # noqa: S608 - all ours
        return
    made = (
        IndexEntry(content_type_id=kind, object_id=str(row.pk), title_norm=1.01, title=row.title, autocomplete=row.title, body=text)
        for row, text in zip(rows, words, strict=True)
    )
    IndexEntry.objects.bulk_create(made, 100)


def drop_word_indexes() -> list[str]:
    """On PostgreSQL an index is written faster at the end; how to make them again."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'wagtailsearch_indexentry' AND indexdef LIKE '%gin%'"
        )
        found = cursor.fetchall()
    for name, _sql in found:
        run(f'DROP INDEX "{name}"')
    return [sql for _name, sql in found]


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def study(keys: list) -> User:
    source = Edition.objects.get(code="C1B")
    facts = {field.attname: getattr(source, field.attname) for field in Edition._meta.concrete_fields if not field.primary_key}
    learner = User.objects.filter(email__startswith="learner").order_by("pk").first()
    for place, (key, _module, _lessons) in enumerate(keys, 1):
        edition = Edition.objects.create(**{**facts, "key": uuid.uuid4(), "course_key": key, "code": f"S{place}"})
        Enrolment.objects.create(learner=learner, edition=edition, course_key=key, language="en")
    return learner
