"""Migrations that promise a way back are walked back and forth, on a database of their own with something in it."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

FILL = """
from tests.factories.courses import lessons_of, make_course, make_lesson, text_block
from tests.factories.questions import make_question
from tests.factories.references import make_guideline, make_term
guideline = make_guideline(edition="Step 4")
make_question(name="cites", guideline=guideline, reference="Annex 1")
module = lessons_of(make_course())[0].get_parent().specific
term = make_term("estimand", definition="What a trial sets out to estimate.")
make_lesson(module, slug="with-a-term", body=[text_block(), ("term", {"term": term})])
"""
BACK = {"courses": "0005", "front": "0001", "helpdesk": "zero", "evaluation": "zero"}
TERM = {"word": "estimand", "definition": "What a trial sets out to estimate."}


@pytest.fixture
def manage(tmp_path):
    """Runs a command of the site on a database file in a folder of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ICRWEB_")}
    environment |= {"ICRWEB_DEMO": "1", "ICRWEB_DATA_DIR": str(tmp_path), "PYTHONPATH": str(settings.BASE_DIR)}

    def run(*words, text=""):
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=settings.BASE_DIR,
            env=environment,
            input=text,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-3000:]

    return run


def rows(folder: Path, sql: str) -> list:
    with sqlite3.connect(folder / "db.sqlite3") as database:
        return database.execute(sql).fetchall()


def terms_in_lessons(folder: Path) -> list:
    bodies = rows(folder, "SELECT body FROM courses_lessonpage ORDER BY page_ptr_id")
    return [block["value"] for (body,) in bodies for block in json.loads(body) if block["type"] == "term"]


def groups(folder: Path) -> set:
    return {name for (name,) in rows(folder, "SELECT name FROM auth_group")}


@pytest.mark.sweep
def test_citations_terms_and_roles_go_back_and_come_again(manage, tmp_path):
    manage("migrate", "-v0")
    manage("shell", "-v0", text=FILL)
    cited = (
        "SELECT guideline.short, edition.edition, question.reference FROM courses_question question"
        " JOIN pages_guidelineedition edition ON edition.id = question.guideline_id"
        " JOIN pages_guideline guideline ON guideline.id = edition.guideline_id WHERE question.name = 'cites'"
    )
    before, roles = rows(tmp_path, cited), groups(tmp_path)
    assert len(before) == 1
    assert {"editor", "helper"} <= roles

    for room, name in BACK.items():
        manage("migrate", "-v0", room, name)
    assert rows(tmp_path, "SELECT guideline_text, reference FROM courses_question WHERE name = 'cites'") == [
        (before[0][0], "Step 4: Annex 1")
    ]
    assert terms_in_lessons(tmp_path) == [TERM, TERM]
    assert roles & groups(tmp_path) == set()

    manage("migrate", "-v0")
    assert [row[1:] for row in rows(tmp_path, cited)] == [("Step 4", "Annex 1")]
    assert [set(value) for value in terms_in_lessons(tmp_path)] == [{"term"}, {"term"}]
    assert rows(tmp_path, "SELECT word, definition FROM courses_glossaryterm") == [tuple(TERM.values())]
    assert groups(tmp_path) == roles
