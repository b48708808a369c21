"""What pages, questions and records of a course hold, read from their models and blocks: nothing is carried by a list alone.

A new field is carried by its type. One whose type nobody carries crashes the export, and a test before that; whoever leaves a
field or a relation out says here why.
"""

from functools import cache

from django.contrib.auth import get_user_model
from django.db import models
from taggit.managers import TaggableManager
from wagtail import blocks
from wagtail.coreutils import resolve_model_string
from wagtail.documents.models import AbstractDocument
from wagtail.fields import RichTextField, StreamField
from wagtail.images.models import AbstractImage
from wagtail.models import Page, TranslatableMixin

from courses.files.items import Sort
from courses.files.schema import BOOL, DATE, DECIMAL, LIST, MOMENT, NAME, NUMBER, RAW, RICH, ROWS, STREAM, STRUCT, TAGS, TEXT, Kind
from courses.models import Case, CoursePage, Edition, LessonPage, ModulePage, Objective, Question, QuestionBank, QuizPage
from icrweb.pages.fields import ChoiceListField

_WORDS = (
    "title",
    "summary",
    "description",
    "introduction",
    "name",
    "translators",
    "search_description",
    "feedback",
    "feedback_wrong",
)

# Fields that files do not carry, and why.
LEFT_OUT = {
    "id": "a number of this database",
    "page_ptr": "a number of this database",
    **dict.fromkeys(("translation_key", "key", "course_key"), "the key of the item"),
    "locale": "the language of the item",
    **dict.fromkeys(("path", "depth", "numchild", "url_path"), "the place in the tree says it"),
    **dict.fromkeys(("content_type", "draft_title", "alias_of"), "Wagtail makes it"),
    **dict.fromkeys(("live", "has_unpublished_changes", "expired"), "`draft` says it"),
    **dict.fromkeys(("first_published_at", "last_published_at", "latest_revision_created_at"), "happened on that site"),
    **dict.fromkeys(("latest_revision", "live_revision"), "a row of that database"),
    **dict.fromkeys(("_revisions", "_workflow_states", "_specific_workflow_states"), "happened on that site"),
    "tagged_items": "`tags` says it",
    **dict.fromkeys(("owner", "locked", "locked_at", "locked_by"), "who works on it there"),
    **dict.fromkeys(("published_by", "uploaded_by_user"), "a person of that site"),
    **dict.fromkeys(("recognised_on", "recognition_source", "recognition_checked_on"), "the programme of that site states it"),
    **dict.fromkeys(("created_at", "updated_at"), "happened on that site"),
    **dict.fromkeys(("width", "height", "file_size", "file_hash"), "read from the file"),
    "collection": "who may choose it on that site",
    **dict.fromkeys(("letter", "folded", "sorting", "noted_at", "index_entries"), "made when it is saved"),
    **dict.fromkeys(("type", "duration", "mime", "extension", "size", "sound", "thumbnail"), "read from the file"),
}
# What points at pages, banks, questions and editions and is not carried, and why.
NOT_THEIRS = {
    "aliases": "made for every language that has no words of its own",
    "sites_rooted_here": "no site begins at a course",
    **dict.fromkeys(("group_permissions", "view_restrictions"), "who may do and see what on that site"),
    "workflowpage": "how that site reviews",
    "wagtail_admin_comments": "what editors of that site told each other",
    "subscribers": "people of that site",
    "enrolments": "people of that site",
    "cpd_activities": "given to that site by a scheme",
    "revisions": "the page revisions of an edition: rows of that database",
    **dict.fromkeys(("objectives", "cases", "questions"), "items of their own"),
    "tagged_items": "`tags` says it",
}
# Rows that belong to a record and go with it, and the fields of theirs that are carried.
ROWS_OF = {
    "media.Recording": {"renditions": ("file",), "captions": ("language", "kind", "text")},
    "courses.LocalSubject": {"notes": ("locale", "country", "words", "guideline", "reference", "checked_on", "review_by")},
}

# Rows that stand in files of their own.
TRACKS = {"media.Recording": "captions"}

BODIES = {"course": "description", "lesson": "body", "quiz": "introduction", "case": "vignette"}
MODELS = {
    "course": CoursePage,
    "module": ModulePage,
    "lesson": LessonPage,
    "quiz": QuizPage,
    "bank": QuestionBank,
    "objective": Objective,
    "case": Case,
    "question": Question,
    "edition": Edition,
}


class NotCarriedError(Exception):
    """A field or block of a type that files cannot carry."""


@cache
def sorts() -> dict[str, Sort]:
    """Every sort of item; sorts of things (pictures, documents, terms …) are those that blocks and fields point at."""
    found = {"access": Sort("access", {"audience": Kind(TEXT), "institutions": Kind(RAW, []), "prerequisites": Kind(RAW, [])})}
    waiting = list(MODELS.items())
    while waiting:
        name, model = waiting.pop(0)
        fields = fields_of(model)
        words = frozenset(field for field, kind in fields.items() if _is_words(name, field, kind))
        thing = name not in MODELS
        found[name] = Sort(
            name,
            fields,
            words,
            BODIES.get(name, ""),
            name if thing else "",
            translated=not thing or issubclass(model, TranslatableMixin),
            keyed=any(field.name in ("translation_key", "key") for field in model._meta.fields),
            tracks=TRACKS.get(model._meta.label, ""),
        )
        for target in _targets(Kind(STRUCT, fields=fields)):
            if target not in ("page", "file", "bank") and target not in found and target not in dict(waiting):
                waiting.append((target, thing_models()[target]))
    return found


_THINGS: dict[str, type] = {}


def thing_models() -> dict[str, type]:
    return _THINGS


def model_of(sort: str) -> type:
    return MODELS.get(sort) or _THINGS[sort]


def _thing(model: type[models.Model]) -> str:
    """The folder of a model's files: its name in the plural."""
    if issubclass(model, QuestionBank):
        return "bank"
    if issubclass(model, Page):
        return "page"
    if issubclass(model, AbstractImage):
        name = "pictures"
    elif issubclass(model, AbstractDocument):
        name = "documents"
    else:
        name = f"{model._meta.model_name}s"
    _THINGS[name] = model
    return name


def _is_words(sort: str, name: str, kind: Kind) -> bool:
    if sort in ("quiz",) and name == "pools":
        return False
    return name in (*_WORDS, "seo_title", "show_in_menus") or kind.name in (RICH, STREAM) or (sort, name) == ("lesson", "objective")


def _targets(kind: Kind) -> set[str]:
    found = {kind.target} if kind.target else set()
    for inner in [*kind.fields.values(), *([kind.of] if kind.of else [])]:
        found |= _targets(inner)
    return found


def fields_of(model: type[models.Model]) -> dict[str, Kind]:
    """Every field of a model that files carry."""
    carried = {
        field.name: kind_of_field(field) for field in model._meta.get_fields() if not field.auto_created and not why_left_out(field)
    }
    for relation, names in ROWS_OF.get(model._meta.label, {}).items():
        other = model._meta.get_field(relation).related_model
        kinds = {name: Kind(TEXT) if name == "locale" else kind_of_field(other._meta.get_field(name)) for name in names}
        carried[relation] = Kind(ROWS, [], of=Kind(STRUCT, fields=kinds))
    return carried


def why_left_out(field) -> str:
    """The reason, or nothing: then files carry it."""
    return LEFT_OUT.get(field.name) or ("a person of that site" if field.related_model is get_user_model() else "")


def kind_of_field(field) -> Kind:
    default = field.get_default() if field.has_default() else None
    if isinstance(field, StreamField):
        return kind_of(field.stream_block)
    if isinstance(field, RichTextField):
        return Kind(RICH, "")
    if isinstance(field, TaggableManager):
        return Kind(TAGS, [])
    if isinstance(field, models.FileField):
        return Kind(NAME, "", target="file")
    if isinstance(field, models.ForeignKey):
        return Kind(NAME, target=_thing(field.related_model))
    if isinstance(field, ChoiceListField | models.JSONField):
        return Kind(RAW, default if default is not None else [])
    if isinstance(field, models.BooleanField):
        return Kind(BOOL, default)
    if isinstance(field, models.DecimalField):
        return Kind(DECIMAL, None if default is None else f"{default}")
    if isinstance(field, models.IntegerField | models.FloatField):
        return Kind(NUMBER, default)
    if isinstance(field, models.DateTimeField):
        return Kind(MOMENT)
    if isinstance(field, models.DateField | models.TimeField):
        return Kind(DATE)
    if isinstance(field, models.CharField | models.TextField):
        return Kind(TEXT, str(default) if default is not None else (None if field.null else ""))
    raise NotCarriedError(f"{field.model.__name__}.{field.name}: {type(field).__name__}")


def kind_of(block: blocks.Block) -> Kind:
    """What a block's raw value may be. A block of a type nobody knows is kept as plain data."""
    if isinstance(block, blocks.BaseStructBlock):
        return Kind(STRUCT, fields={name: kind_of(child) for name, child in block.child_blocks.items()})
    if isinstance(block, blocks.ListBlock):
        return Kind(LIST, of=kind_of(block.child_block))
    if isinstance(block, blocks.BaseStreamBlock):
        return Kind(STREAM, fields={name: kind_of(child) for name, child in block.child_blocks.items()})
    if isinstance(block, blocks.RichTextBlock):
        return Kind(RICH, "")
    if isinstance(block, blocks.ChooserBlock):
        return Kind(NAME, target=_thing(resolve_model_string(block.target_model)))
    default = _default(block)
    if isinstance(block, blocks.BooleanBlock):
        return Kind(BOOL, default)
    if isinstance(block, blocks.IntegerBlock | blocks.FloatBlock):
        return Kind(NUMBER, default)
    if isinstance(block, blocks.DecimalBlock):
        return Kind(DECIMAL, default)
    if isinstance(block, blocks.DateBlock | blocks.TimeBlock | blocks.DateTimeBlock):
        return Kind(DATE, default)
    if isinstance(block, blocks.MultipleChoiceBlock | blocks.StaticBlock):
        return Kind(RAW, default)
    if isinstance(block, blocks.FieldBlock):
        return Kind(TEXT, default)
    return Kind(RAW, default)


def _default(block: blocks.Block):
    value = block.get_default()
    return block.get_prep_value(value) if value is not None else None
