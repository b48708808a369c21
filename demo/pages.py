"""Loading the pages of words: home, the catalogue's and the seminars' introductions, the network, and standard pages."""

from pathlib import Path
from uuid import UUID, uuid5

from wagtail.models import Site

from courses.files.markdown import rich_text
from courses.files.text import Document
from courses.models import CourseIndexPage
from icrweb.front.models import HomePage
from icrweb.pages.models import NetworkPage, SiteSettings, StandardPage
from seminars.models import SeminarIndexPage

from .files import bodies_of, documents_in, key_for
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
        documents = documents_in(folder, slug)
        words = {
            language: {
                "title": documents[language].facts["title"],
                "summary": documents[language].facts["summary"],
                "search_description": documents[language].facts["summary"],
                "body": body,
            }
            for language, body in bodies_of(StandardPage._meta.get_field("body"), documents, SOURCE, key).items()
        }
        put_page(home, StandardPage, key, slug, words, SOURCE)


def load_home(folder: Path, home: HomePage) -> None:
    """Fill the home page that the founding made, in each language that has words for it."""
    for language, document in documents_in(folder, "home").items():
        change_page(home, language, _home_words(document, language, home.translation_key))


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
        for language, document in documents_in(folder, slug).items()
    }


def _home_words(document: Document, language: str, key: UUID) -> dict:
    facts = document.facts
    components = [
        {
            "type": "component",
            "value": {"page": _page_id(item["slug"], language), "title": item["title"], "text": item["text"]},
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


def _page_id(slug: str, language: str) -> int:
    return StandardPage.objects.get(translation_key=key_for("page", slug), locale__language_code=language).pk
