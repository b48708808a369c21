"""Loading the pages of words: home, the catalogue's and the seminars' introductions, the network, and standard pages."""

from pathlib import Path
from uuid import UUID, uuid5

from wagtail.models import Site

from courses.files.reading import Document, key_for, refuse_a_different_shape, rich_text, stream, words_by_language
from courses.models import CourseIndexPage
from icrweb.front.models import HomePage
from icrweb.pages.models import NetworkPage, SiteSettings, StandardPage
from seminars.models import SeminarIndexPage

from .publishing import change_page, put_page

SOURCE = "en"
IN_MENU = ["courses", "seminars", "network"]
STANDARD = ["mission", "about", "development", "trials", "education", "help", "privacy", "accessibility"]


def load_indexes(folder: Path, home: HomePage) -> tuple[CourseIndexPage, SeminarIndexPage]:
    """The pages that others stand under, in the order of the menu."""
    courses = put_page(home, CourseIndexPage, key_for("page", "courses"), "courses", _introductions(folder, "courses"), SOURCE)
    seminars = put_page(home, SeminarIndexPage, key_for("page", "seminars"), "seminars", _introductions(folder, "seminars"), SOURCE)
    put_page(home, NetworkPage, key_for("page", "network"), "network", _introductions(folder, "network"), SOURCE)
    return courses, seminars


def load_standard_pages(folder: Path, home: HomePage) -> None:
    for slug in STANDARD:
        key = key_for("page", slug)
        documents = words_by_language(folder, slug)
        words = {}
        for language, document in documents.items():
            refuse_a_different_shape(documents[SOURCE], document)
            summary = document.facts["summary"]
            words[language] = {
                "title": document.facts["title"],
                "summary": summary,
                "search_description": summary,
                "body": stream(document, key),
            }
        put_page(home, StandardPage, key, slug, words, SOURCE)


def load_home(folder: Path, home: HomePage) -> None:
    """Fill the home page that the founding made, in each language that has words for it."""
    for language, document in words_by_language(folder, "home").items():
        change_page(home, language, _home_words(document, home.translation_key))


def load_settings(facts: dict) -> None:
    """What holds for the whole site, where nobody has set it yet."""
    SiteSettings.objects.get_or_create(site=Site.objects.get(is_default_site=True), defaults=facts)


def _introductions(folder: Path, slug: str) -> dict[str, dict]:
    return {
        language: {
            "title": document.facts["title"],
            "introduction": rich_text(document.facts.get("intro", "") or document.body),
            "show_in_menus": slug in IN_MENU,
            "search_description": document.facts.get("summary", ""),
        }
        for language, document in words_by_language(folder, slug).items()
    }


def _home_words(document: Document, key: UUID) -> dict:
    facts = document.facts
    components = [
        {
            "type": "component",
            "value": {"page": _page_id(item["slug"], document), "title": item["title"], "text": item["text"]},
            "id": str(uuid5(key, item["slug"])),
        }
        for item in facts["components"]
    ]
    return {
        "title": facts["title"],
        "eyebrow": facts["eyebrow"],
        "headline": facts["headline"][0],
        "headline_second": facts["headline"][1],
        "lead": facts["lead"],
        "components": components,
        "check_title": facts["check_title"],
        "check_text": facts["check_text"],
        "search_description": facts["lead"][:250],
    }


def _page_id(slug: str, document: Document) -> int:
    language = document.path.name.removesuffix(".md").rsplit(".", 1)[1]
    return StandardPage.objects.get(translation_key=key_for("page", slug), locale__language_code=language).pk
