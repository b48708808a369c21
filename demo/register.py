"""What the lessons of the demonstration rest on: guidelines, glossary and local notes."""

from datetime import date, timedelta
from pathlib import Path

from wagtail.models import Locale

from courses.files.markdown import rich_text
from courses.models import GlossaryTerm, LocalNote, LocalSubject
from icrweb.accounts.models import User
from icrweb.pages.models import Guideline, GuidelineEdition
from icrweb.translating import term_files

from .files import facts_in, key_for


def load_guidelines(path: Path) -> None:
    later = {}
    for facts in facts_in(path):
        names = {"title": facts["title"], "short": facts["short"]}
        guideline, _ = Guideline.objects.update_or_create(body=facts["body"], title=facts["title"], defaults=names)
        for edition in facts["editions"]:
            later[edition["code"]] = edition.pop("superseded_by", None)
            GuidelineEdition.objects.update_or_create(code=edition["code"], defaults={**edition, "guideline": guideline})
    for code, successor in later.items():
        GuidelineEdition.objects.filter(code=code).update(superseded_by=GuidelineEdition.objects.filter(code=successor).first())


def load_glossary(path: Path, owner: str, day: date) -> None:
    for slug, words in facts_in(path).items():
        for language, facts in words.items():
            _put(
                GlossaryTerm,
                {"translation_key": key_for("term", slug), "locale": Locale.objects.get(language_code=language)},
                {
                    "slug": slug,
                    "word": facts["word"],
                    "other_forms": "\n".join(facts.get("other_forms", [])),
                    "sorted_as": facts.get("sorted_as", ""),
                    "definition": facts["definition"],
                    "owner": User.objects.get(email=owner),
                    "review_by": day + timedelta(days=640),
                },
            )


def load_local_notes(path: Path, day: date) -> None:
    for slug, facts in facts_in(path).items():
        subject, _ = LocalSubject.objects.update_or_create(slug=slug, defaults={"name": facts["name"]})
        for note in facts["notes"]:
            for language, words in note["words"].items():
                key = key_for("local note", slug, note["country"])
                _put(
                    LocalNote,
                    {"translation_key": key, "locale": Locale.objects.get(language_code=language)},
                    {
                        "subject": subject,
                        "country": note["country"],
                        "owner": User.objects.get(email=note["owner"]),
                        "guideline": GuidelineEdition.objects.get(code=note["guideline"]),
                        "reference": note["reference"],
                        "checked_on": day + timedelta(days=note["checked"]),
                        "review_by": day + timedelta(days=note["review"]),
                        "words": rich_text(words),
                    },
                )


def _put(model, where: dict, values: dict) -> None:
    """Publish a row as an editor would; loading again changes only what the file has changed."""
    row = model.objects.filter(**where).first() or model(**where, live=False)
    before = row.serializable_data() if row.pk else None
    for name, value in values.items():
        setattr(row, name, value)
    if before != row.serializable_data():
        row.full_clean(exclude=["latest_revision", "live_revision"])
        row.save()
        row.save_revision().publish()


def load_terms(path: Path, by: str) -> None:
    term_files.carry_out(term_files.plan(path.read_text(encoding="utf-8")), by=User.objects.get(email=by))
