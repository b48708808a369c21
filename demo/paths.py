"""Loading the role paths and who follows one."""

from pathlib import Path
from uuid import UUID, uuid5

from courses.choosing import choose_path
from courses.models import PathChoice, PathIndexPage, PathPage
from icrweb.accounts.models import User
from icrweb.front.models import HomePage

from .files import course_key, facts_in, key_for
from .publishing import put_page

SOURCE = "en"


def load_paths(path: Path, home: HomePage) -> None:
    """The list of paths in the menu, a page a role below it, and each follower's choice where they have none."""
    facts = facts_in(path)
    words = {
        language: {
            "title": one["title"],
            "introduction": f"<p>{one['introduction']}</p>",
            "search_description": one["introduction"],
            "show_in_menus": True,
        }
        for language, one in facts["index"].items()
    }
    index = put_page(home, PathIndexPage, key_for("page", "paths"), "paths", words, SOURCE)
    for row in facts["paths"]:
        key = _key(row["slug"])
        put_page(index, PathPage, key, row["slug"], {code: _words(row, one, key) for code, one in row["words"].items()}, SOURCE)
    for row in facts["chosen"]:
        person = User.objects.get(email=row["person"])
        if not PathChoice.objects.filter(person=person).exists():
            choose_path(person, _key(row["path"]))


def _key(slug: str) -> UUID:
    return key_for("path", slug)


def _words(row: dict, words: dict, key: UUID) -> dict:
    """The fields of one language. Block ids come from the path and the place, alike in every language."""
    return {
        "title": words["title"],
        "role": row["role"],
        "summary": words["summary"],
        "search_description": words["summary"],
        "steps": [
            {"type": "step", "value": _step(step, why, counts, uuid5(key, str(number))), "id": str(uuid5(key, f"step {number}"))}
            for number, (step, why, counts) in enumerate(zip(row["steps"], words["why"], words["equivalents"], strict=True))
        ],
        "countries": [_country(one, words["countries"][one["country"]], key) for one in row["countries"]],
    }


def _country(row: dict, words: dict, key: UUID) -> dict:
    seed = uuid5(key, row["country"])
    steps = [
        {"type": "item", "value": _step(step, why, [], uuid5(seed, str(number))), "id": str(uuid5(seed, f"step {number}"))}
        for number, (step, why) in enumerate(zip(row["steps"], words["why"], strict=True))
    ]
    return {
        "type": "country",
        "value": {"country": row["country"], "note": words["note"], "steps": steps},
        "id": str(uuid5(seed, "country")),
    }


def _step(row: dict, why: str, counts: list[str], seed: UUID) -> dict:
    return {
        "course": str(course_key(row["course"])),
        "weight": row["weight"],
        "why": why,
        "equivalents": [
            {
                "type": "item",
                "value": {"all_of": [_proof(name) for name in names], "words": words},
                "id": str(uuid5(seed, f"equivalent {number}")),
            }
            for number, (names, words) in enumerate(zip(row.get("equivalents", []), counts, strict=True))
        ],
    }


def _proof(name: str) -> str:
    """The key of a course, or of what an earlier certificate was given for."""
    return str(key_for("earlier", name.removeprefix("earlier:")) if name.startswith("earlier:") else course_key(name))
