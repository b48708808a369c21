"""Questions cite guideline editions of the register; terms written in lessons become entries of the glossary."""

import json
import uuid

from django.db import migrations
from django.utils.text import slugify

from courses.letters import letter_of, sorting_key
from icrweb.pages.folding import fold

_OURS = uuid.UUID("6d0f3c1e-5a55-4a7b-9a0a-3f0d2f6f6d11")


def cite(apps, schema_editor):
    """"ICH E6(R3)" and "ICH E6(R3), Step 4: Annex 1" become an edition of the register and the place "Annex 1"."""
    question_model = apps.get_model("courses", "Question")
    guideline_model, edition_model = apps.get_model("pages", "Guideline"), apps.get_model("pages", "GuidelineEdition")
    for question in question_model.objects.exclude(guideline_text="").only("pk", "guideline_text", "reference"):
        head, _colon, place = question.reference.partition(": ")
        guideline, _made = guideline_model.objects.get_or_create(body="", title=question.guideline_text)
        edition, _made = edition_model.objects.get_or_create(
            guideline=guideline, edition=head[:120], defaults={"code": _free(edition_model.objects, "code", f"{guideline.title} {head}")}
        )
        question_model.objects.filter(pk=question.pk).update(guideline=edition, reference=place)


def _free(rows, field, words):
    """A short name that no row of `rows` has yet."""
    start = slugify(words)[:50].strip("-") or "entry"
    taken = set(rows.values_list(field, flat=True))
    return next(name for name in (start, *(f"{start}-{number}" for number in range(2, 10**6))) if name not in taken)


def uncite(apps, schema_editor):
    question_model, edition_model = apps.get_model("courses", "Question"), apps.get_model("pages", "GuidelineEdition")
    for edition in edition_model.objects.select_related("guideline"):
        title = edition.guideline.short or edition.guideline.title
        for question in question_model.objects.filter(guideline=edition).only("pk", "reference"):
            reference = ": ".join(part for part in (edition.edition, question.reference) if part)[:250]
            question_model.objects.filter(pk=question.pk).update(guideline=None, guideline_text=title[:120], reference=reference)


def enter(apps, schema_editor):
    """One entry for a term of a lesson, in every language in which the lesson has words of its own."""
    term_model = apps.get_model("courses", "GlossaryTerm")

    def entry(page, block):
        value = block["value"]
        if "term" in value or not value.get("word"):
            return value
        key = uuid.uuid5(_OURS, f"{page.translation_key}/{block['id']}")
        term = term_model.objects.filter(translation_key=key, locale_id=page.locale_id).first()
        if term is None and page.alias_of_id is None:
            word = value["word"].strip()[:120]
            named = term_model.objects.filter(translation_key=key).values_list("slug", flat=True).first()
            term = term_model.objects.create(
                slug=named or _free(term_model.objects, "slug", word),
                translation_key=key,
                locale_id=page.locale_id,
                word=word,
                definition=value.get("definition", ""),
                letter=letter_of(word),
                sorting=sorting_key(word)[:200],
                folded=fold(f"{word} {value.get('definition', '')}"),
                live=True,
            )
        first = term_model.objects.filter(translation_key=key).order_by("pk").first()
        return {"term": first.pk} if first else value

    _change_terms(apps, entry)


def leave(apps, schema_editor):
    term_model = apps.get_model("courses", "GlossaryTerm")

    def words(page, block):
        if "term" not in block["value"]:
            return block["value"]
        entry = term_model.objects.filter(pk=block["value"]["term"]).first()
        if entry is None:
            return {"word": "", "definition": ""}
        rows = term_model.objects.filter(translation_key=entry.translation_key)
        term = rows.filter(locale_id=page.locale_id).first() or entry
        return {"word": term.word[:80], "definition": term.definition}

    _change_terms(apps, words)
    term_model.objects.all().delete()


def _change_terms(apps, change):
    """Every term block of every lesson and of its revisions, translations before their aliases."""
    lesson_model, revision_model = apps.get_model("courses", "LessonPage"), apps.get_model("wagtailcore", "Revision")
    for page in lesson_model.objects.order_by("alias_of", "pk").only("pk", "translation_key", "locale", "alias_of", "body"):
        stream = list(page.body.raw_data)
        if _change(stream, page, change):
            page.body = json.dumps(stream)
            page.save(update_fields=["body"])
        for revision in revision_model.objects.filter(content_type__model="lessonpage", object_id=str(page.pk)):
            stream = json.loads(revision.content.get("body") or "[]")
            if _change(stream, page, change):
                revision.content["body"] = json.dumps(stream)
                revision.save(update_fields=["content"])


def _change(stream, page, change):
    terms = [block for block in stream if block["type"] == "term"]
    for block in terms:
        block["value"] = change(page, block)
    return bool(terms)


class Migration(migrations.Migration):
    dependencies = [("courses", "0005_glossary_and_local_notes"), ("pages", "0002_guidelines_and_blocks"), ("wagtailcore", "0098_apitoken")]
    operations = [migrations.RunPython(cite, uncite), migrations.RunPython(enter, leave)]
