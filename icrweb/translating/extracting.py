"""The segments of a row as wagtail-localize names them, and its records of them, kept in a constant number of queries."""

import json
from collections import defaultdict
from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.utils import timezone
from modelcluster.models import ClusterableModel, get_serializable_data_for_fields
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.models import (
    OverridableSegment,
    RelatedObjectSegment,
    String,
    StringSegment,
    Template,
    TemplateSegment,
    TranslatableObject,
    TranslationContext,
    TranslationSource,
    get_schema_version,
)
from wagtail_localize.segments import (
    OverridableSegmentValue,
    RelatedObjectSegmentValue,
    StringSegmentValue,
    TemplateSegmentValue,
)
from wagtail_localize.segments.extract import extract_segments

from icrweb.translating.aligning import Piece
from icrweb.translating.locking import lock

AT_ONCE = 500


def values_of(row: Model) -> list:
    """Every segment of a row, in order. A text that was never filled in is an empty one: `None` would stop the extraction."""
    for field in row._meta.get_fields():
        if isinstance(field, StreamField):
            _fill(field.value_from_object(row))
    return extract_segments(row)


def strings_in(values: Iterable) -> list[StringSegmentValue]:
    return [value for value in values if isinstance(value, StringSegmentValue)]


def pieces_of(row: Model) -> list[Piece]:
    """The strings of a row with their paths, in order."""
    return [(value.path, value.string.data) for value in strings_in(values_of(row))]


def content_of(row: Model) -> dict:
    """All of a row as revisions hold it."""
    if isinstance(row, ClusterableModel):
        return json.loads(row.to_json())
    return json.loads(json.dumps(get_serializable_data_for_fields(row), cls=DjangoJSONEncoder))


def says_the_same(row: Model, content: dict) -> bool:
    """Whether `row` has the words and facts that its translations follow as `content` has them."""
    now = content_of(row)
    names = [
        field.field_name for field in get_translatable_fields(type(row)) if field.is_translated(row) or field.is_synchronized(row)
    ]
    return all(_plain(now.get(name)) == _plain(content.get(name)) for name in names)


def _plain(value):
    """The same value looks the same: numbers of child rows come with saving, empty values with reading a block."""
    if isinstance(value, str) and value.startswith("["):
        try:
            return _plain(json.loads(value))
        except ValueError:
            return value
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: found for name, one in value.items() if name != "pk" and (found := _plain(one)) not in ("", None, [], False)}
    return value


def source_from(row: Model) -> TranslationSource:
    """wagtail-localize's record of what is translated, made of `row` unless somebody has just made it."""
    thing, _made = TranslatableObject.objects.get_or_create_from_instance(row)
    lock(thing.pk)
    if found := TranslationSource.objects.filter(object=thing).select_related("locale").order_by("pk").first():
        return found
    source = TranslationSource(object=thing, locale=row.locale, specific_content_type=ContentType.objects.get_for_model(type(row)))
    refresh(source, row)
    return source


def refresh(source: TranslationSource, row: Model) -> None:
    """Make the record say what `row` says now. Words of translations are not touched."""
    source.object_repr = str(row)[:200]
    source.content_json = json.dumps(content_of(row))
    values = values_of(row)
    source.schema_version = get_schema_version(row._meta.app_label)
    source.last_updated_at = getattr(row, "last_published_at", None) or timezone.now()
    source.save()
    contexts = contexts_of(source, {value.path for value in values})
    _keep_strings(source, strings_in(values), contexts)
    _keep_templates(source, [value for value in values if isinstance(value, TemplateSegmentValue)], contexts)
    _keep_related(source, [value for value in values if isinstance(value, RelatedObjectSegmentValue)])
    _keep_overridable(source, [value for value in values if isinstance(value, OverridableSegmentValue)], contexts)


def contexts_of(source: TranslationSource, paths: set[str]) -> dict[str, int]:
    """The number of the row for each path, made where it is missing."""
    return _numbers(
        TranslationContext.objects.filter(object_id=source.object_id),
        "path_id",
        {
            TranslationContext._get_path_id(path): lambda path=path: TranslationContext(object_id=source.object_id, path=path)
            for path in paths
        },
        "path",
    )


def strings_of(source: TranslationSource, strings: set[str]) -> dict[str, int]:
    """The number of the row for each string, made where it is missing."""
    return _numbers(
        String.objects.filter(locale_id=source.locale_id),
        "data_hash",
        {String._get_data_hash(data): lambda data=data: String(locale_id=source.locale_id, data=data) for data in strings},
        "data",
    )


def _numbers(rows, name: str, wanted: dict, told_by: str) -> dict:
    """Two queries, and one more where rows are made: another publication may make the same ones at this moment, in the same order."""
    found = {key: (said, pk) for key, said, pk in rows.filter(**{f"{name}__in": wanted}).values_list(name, told_by, "pk")}
    if missing := [wanted[key]() for key in sorted(wanted) if key not in found]:
        for row in missing:
            setattr(row, name, type(row)._get_path_id(row.path) if name == "path_id" else String._get_data_hash(row.data))
        rows.model.objects.bulk_create(missing, ignore_conflicts=True, batch_size=AT_ONCE)
        return _numbers(rows, name, wanted, told_by)
    return dict(found.values())


def _keep_strings(source, values: list, contexts: dict) -> None:
    strings = strings_of(source, {value.string.data for value in values})
    _keep(
        StringSegment,
        source,
        [
            {
                "context_id": contexts[value.path],
                "order": value.order,
                "string_id": strings[value.string.data],
                "attrs": json.dumps(value.attrs, cls=DjangoJSONEncoder),
            }
            for value in values
        ],
    )


def _keep_templates(source, values: list, contexts: dict) -> None:
    templates = {(value.format, value.template): value for value in values}  # most texts have the same few
    pks = {key: Template.from_value(value).pk for key, value in templates.items()}
    _keep(
        TemplateSegment,
        source,
        [
            {"context_id": contexts[value.path], "order": value.order, "template_id": pks[value.format, value.template]}
            for value in values
        ],
    )


def _keep_related(source, values: list) -> None:
    kept = [RelatedObjectSegment.from_value(source, value).pk for value in values]
    source.relatedobjectsegment_set.exclude(pk__in=kept).delete()


def _keep_overridable(source, values: list, contexts: dict) -> None:
    _keep(
        OverridableSegment,
        source,
        [
            {
                "context_id": contexts[value.path],
                "order": value.order,
                "data_json": json.dumps(value.data, cls=DjangoJSONEncoder),
            }
            for value in values
        ],
    )


def _keep(model, source, wanted: list[dict]) -> None:
    """Rows that are right stay, others go, missing ones come."""
    there = defaultdict(list)
    names = list(wanted[0]) if wanted else ["context_id"]
    for pk, *said in model.objects.filter(source=source).values_list("pk", *names):
        there[tuple(said)].append(pk)
    new = [facts for facts in wanted if not (there[key := tuple(facts.values())] and there[key].pop())]
    if gone := [pk for pks in there.values() for pk in pks]:
        model.objects.filter(pk__in=gone).delete()
    model.objects.bulk_create([model(source=source, **facts) for facts in new], batch_size=AT_ONCE)


def _fill(value) -> None:
    """Empty texts for those that were never filled in, however deep."""
    if isinstance(value, blocks.StructValue):
        for name, block in value.block.child_blocks.items():
            if value[name] is None and isinstance(block, blocks.CharBlock | blocks.TextBlock | blocks.BlockQuoteBlock):
                value[name] = ""
            _fill(value[name])
    elif isinstance(value, blocks.StreamValue):
        for child in value:
            _fill(child.value)
    elif isinstance(value, blocks.list_block.ListValue):
        for child in value.bound_blocks:
            _fill(child.value)
