"""Loading a course from its folder, through the pages an editor fills and the deed that publishes an edition."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid5

from wagtail.models import Locale

from courses.editions import publish_edition
from courses.files.pointing import guideline_id, point
from courses.files.reading import (
    ContentFileError,
    Document,
    choices_of,
    key_for,
    read_yaml,
    refuse_a_different_shape,
    rich_text,
    sentences,
    stream,
    words_by_language,
)
from courses.models import CourseIndexPage, CoursePage, Edition, LessonPage, ModulePage, Objective, Question, QuestionBank, QuizPage
from icrweb.accounts.models import User

from .publishing import put_page


def load_course(folder: Path, index: CourseIndexPage, day: date) -> CoursePage:
    """Load one course: its bank, pages and edition. Loading again changes only what the files have changed."""
    facts = read_yaml(folder / "course.yaml")
    source = facts["source_language"]
    key = key_for("course", folder.name)
    bank = _load_bank(folder / "questions", facts, day) if (folder / "questions").exists() else None
    course = put_page(index, CoursePage, key, folder.name, _course_words(folder, facts, key), source)
    for module_folder in sorted(path for path in folder.iterdir() if path.is_dir() and path.name[0].isdigit()):
        _load_module(module_folder, course, source, bank)
    if bank:
        _point_to_lessons(folder, course.slug, bank)
    _publish_edition(course, facts["edition"], facts, day)
    return course


def _point_to_lessons(folder: Path, slug: str, bank: QuestionBank) -> None:
    """Name for each objective the lesson to read again, as its result page offers it."""
    for objective, place in read_yaml(folder / "questions" / "bank.yaml").get("lessons", {}).items():
        lesson = LessonPage.objects.get(
            translation_key=key_for("page", slug, *place.split("/")), alias_of=None, locale__language_code=bank.language
        )
        Objective.objects.filter(bank=bank, slug=objective).update(lesson=lesson)


def _names(addresses: list[str]) -> str:
    names = dict(User.objects.filter(email__in=addresses).values_list("email", "latin_name"))
    return ", ".join(names.get(address, address) for address in addresses)


def _course_words(folder: Path, facts: dict, key: UUID) -> dict[str, dict]:
    shared = {name: facts[name] for name in ("code", "figure", "topics", "roles", "gives_certificate")}
    shared["authors"] = _names(facts["authors"])
    words = {}
    for language, document in words_by_language(folder, "course").items():
        front = document.facts
        reviewers = facts["reviewers"] if language == facts["source_language"] else [front["reviewed_by"]]
        words[language] = {
            **shared,
            "title": front["title"],
            "summary": front["summary"],
            "description": rich_text(document.body),
            "objectives": sentences(front["objectives"], uuid5(key, "objectives")),
            "certificate_is": sentences(front["certificate_is"], uuid5(key, "is")),
            "certificate_is_not": sentences(front["certificate_is_not"], uuid5(key, "is not")),
            "reviewers": _names(reviewers),
            "translators": _names([front["translated_by"]]) if "translated_by" in front else "",
            "search_description": front["summary"],
        }
    return words


def _load_module(folder: Path, course: CoursePage, source: str, bank: QuestionBank | None) -> None:
    key = key_for("module", course.slug, folder.name)
    words = {language: document.facts for language, document in words_by_language(folder, "module").items()}
    module = put_page(course, ModulePage, key, folder.name.split("-", 1)[1], words, source)
    for path in sorted(folder.glob(f"*.{source}.md")):
        stem = path.name.removesuffix(f".{source}.md")
        if stem == "module":
            continue
        documents = words_by_language(folder, stem)
        page_key = key_for("page", course.slug, folder.name, stem)
        slug = stem.split("-", 1)[1]
        if (quiz := folder / f"{stem}.quiz.yaml").exists():
            put_page(module, QuizPage, page_key, slug, _quiz_words(documents, read_yaml(quiz), page_key, bank), source)
        else:
            put_page(module, LessonPage, page_key, slug, _lesson_words(documents, source, page_key), source)


def _lesson_words(documents: dict[str, Document], source: str, key: UUID) -> dict[str, dict]:
    facts = documents[source].facts
    words = {}
    for language, document in documents.items():
        refuse_a_different_shape(documents[source], document)
        words[language] = {
            "title": document.facts["title"],
            "objective": document.facts["objective"],
            "minutes": facts["minutes"],
            "completion": facts["completion"],
            "open_to_guests": bool(facts.get("open_to_guests", False)),
            "body": point(stream(document, key), document.path),
        }
    return words


def _quiz_words(documents: dict[str, Document], facts: dict, key: UUID, bank: QuestionBank) -> dict[str, dict]:
    pools = [
        {
            "type": "pool",
            "value": {"bank": bank.pk, "objective": pool.get("objective", ""), "count": pool["count"]},
            "id": str(uuid5(key, f"pool {number}")),
        }
        for number, pool in enumerate(facts["pools"])
    ]
    shared = {"minutes": facts["minutes"], "purpose": facts["purpose"], "pass_mark": facts["pass_mark"], "pools": pools}
    return {
        language: {**shared, "title": document.facts["title"], "introduction": rich_text(document.body)}
        for language, document in documents.items()
    }


def _publish_edition(course: CoursePage, facts: dict, course_facts: dict, day: date) -> None:
    if Edition.objects.of_course(course.translation_key).filter(label=facts["label"]).exists():
        return
    publish_edition(
        course,
        label=facts["label"],
        effective_on=day + timedelta(days=facts["effective"]),
        guideline_parts=facts["guideline_parts"],
        minutes_by_category=facts["minutes_by_category"],
        review_by=day + timedelta(days=facts["review_by"]),
        by=User.objects.get(email=course_facts["authors"][0]),
    )


def _load_bank(folder: Path, course_facts: dict, day: date) -> QuestionBank:
    facts = read_yaml(folder / "bank.yaml")
    bank, _ = QuestionBank.objects.update_or_create(name=facts["name"], defaults={"language": facts["source_language"]})
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    for slug, words in facts["objectives"].items():
        for language, sentence in words.items():
            Objective.objects.update_or_create(
                bank=bank,
                slug=slug,
                locale=locales[language],
                defaults={"words": sentence, "translation_key": key_for("objective", facts["name"], slug)},
            )
    review_by = day + timedelta(days=course_facts["edition"]["review_by"])
    for path in sorted(folder.glob("q*.yaml")):
        documents = words_by_language(folder, path.stem)
        key = key_for("question", folder.parent.name, path.stem)
        for language, document in documents.items():
            _put_question(bank, locales[language], key, read_yaml(path), document, documents[bank.language], review_by)
    return bank


def _put_question(bank, locale, key, facts: dict, document: Document, source: Document, review_by: date) -> None:
    stem, choices, feedback = _question_parts(document)
    if len(choices) != len(_question_parts(source)[1]):
        raise ContentFileError(f"{document.path}: {len(choices)} choices, and the source has {len(_question_parts(source)[1])}.")
    right = set(facts.get("correct", []))
    values = {
        "bank": bank,
        "name": document.facts["title"],
        "kind": facts["kind"],
        "objective": facts["objective"],
        "stem": rich_text(stem),
        "choices": _choice_blocks(choices, right, key),
        "partial_credit": facts.get("partial_credit", True),
        "answer": Decimal(facts["answer"]) if "answer" in facts else None,
        "tolerance": Decimal(facts.get("tolerance", "0")),
        "unit": facts.get("unit", ""),
        "feedback": feedback[0] if feedback else "",
        "feedback_wrong": feedback[1] if len(feedback) > 1 else "",
        "level": facts["level"],
        "guideline_id": guideline_id(facts["guideline"], document.path),
        "reference": facts["reference"],
        "review_by": review_by,
        "author": _names([facts["author"]]),
        "reviewer": _names([facts["reviewer"]]),
    }
    question = Question.objects.filter(translation_key=key, locale=locale).first() or Question(translation_key=key, locale=locale)
    before = question.serializable_data() if question.pk else None
    for name, value in values.items():
        setattr(question, name, value)
    if before != question.serializable_data():
        question.save()
        question.save_revision().publish()


def _choice_blocks(choices: list[dict], right: set[str], key: UUID) -> str:
    return json.dumps(
        [
            {
                "type": "choice",
                "value": {"text": choice["text"], "correct": choice["letter"] in right, "feedback": choice["feedback"]},
                "id": str(uuid5(key, f"choice {number}")),
            }
            for number, choice in enumerate(choices)
        ]
    )


def _question_parts(document: Document) -> tuple[str, list[dict], list[str]]:
    """Stem, choices, general feedback paragraphs. The first line that is a choice or feedback ends the stem."""
    stem: list[str] = []
    choices: list[str] = []
    feedback: list[str] = []
    fresh = True
    for line in document.body.splitlines():
        if line.startswith("- "):
            choices.append(line)
        elif line.startswith("> "):
            if fresh:
                feedback.append("")
            feedback[-1] = f"{feedback[-1]} {line[2:].strip()}".strip()
        elif line.startswith((" ", "\t")) and choices and not feedback:
            choices.append(line)
        elif line.strip():
            stem.append(line)
        elif not choices and not feedback:
            stem.append("")
        fresh = not line.strip()
    return "\n".join(stem), choices_of(choices), feedback
