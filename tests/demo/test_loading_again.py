"""Loading again leaves what an earlier loading did to the courses after it had imported them."""

from datetime import date

import pytest
from wagtail_localize.models import TranslationSource

from courses.models import LessonPage
from demo import translations
from demo.courses import Reworded, load_courses
from icrweb.translating.adopting import adopt
from icrweb.translating.models import SourceChange, Stale
from tests.courses.files.test_round_trip import export
from tests.factories.courses import lessons_of, make_course, text_block, translate
from tests.factories.translations import in_language, rewrite

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(tmp_path):
    """A lesson as its files have it, translated; then its number was changed, which the translation does not know."""
    lesson = lessons_of(make_course())[0]
    lesson.body = [text_block("<p>Give 5 mg.</p>")]
    lesson.save_revision().publish()
    lesson = LessonPage.objects.get(pk=lesson.pk)
    translate(lesson, "ja", title="課", objective="見分ける", body=[{**lesson.body.raw_data[0], "value": "<p>5 mg。</p>"}])
    adopt(lesson, in_language("ja"))
    folder = tmp_path / "courses"
    folder.mkdir()
    export(lesson.get_parent().get_parent().specific, folder / "c")
    (tmp_path / "editions.yaml").write_text("[]\n")
    rewrite(lesson, body=[{**lesson.body.raw_data[0], "value": "<p>Give 50 mg.</p>"}])
    return lesson


def load(tmp_path, reworded):
    load_courses(tmp_path / "courses", tmp_path / "editions.yaml", date(2027, 1, 1), reworded)


def said(lesson) -> dict:
    rows = LessonPage.objects.filter(translation_key=lesson.translation_key)
    return {row.locale.language_code: (row.body[0].value.source, row.live_revision_id, row.path) for row in rows}


def test_words_that_were_changed_and_what_is_open_about_them_stay(loaded, tmp_path):
    before, open_rows = said(loaded), list(Stale.objects.open().values_list("pk", flat=True))
    (file,) = [path for path in (tmp_path / "courses").rglob("*.en.md") if "Give 5 mg." in path.read_text()]
    name = file.relative_to(tmp_path / "courses").as_posix()
    changed = {"from": "Give 5 mg.", "to": "Give 50 mg."}
    load(tmp_path, Reworded(words={name: [changed]}, keys={str(loaded.translation_key)}))
    assert said(loaded) == before
    assert open_rows and list(Stale.objects.open().values_list("pk", flat=True)) == open_rows
    assert SourceChange.objects.count() == 1


def test_without_that_the_files_would_take_them_back(loaded, tmp_path):
    load(tmp_path, Reworded())
    assert said(loaded)["en"][0] == "<p>Give 5 mg.</p>" and not Stale.objects.open().exists()


def test_what_the_demonstration_changes_stands_in_its_files(settings):
    path = settings.BASE_DIR / "demo" / "content"
    assert translations.reworded(path / "translations.yaml") == Reworded(), "nothing was loaded"
    facts = translations.facts_in(path / "translations.yaml")
    for thing, changes in ((facts["lesson"], facts["lesson"]["changes"]), (facts["question"], [facts["question"]["change"]])):
        text = (path / "courses" / f"{thing['file']}.en.md").read_text()
        assert all(words["from"] in text for change in changes for words in change["words"])
        stem = thing["file"].removeprefix("c1b/")
        keys = [file.read_text() for file in (path / "courses" / "c1b").glob(f"{stem}*")]
        assert any(f"key: {thing['key']}" in said for said in keys)
    assert not TranslationSource.objects.exists()
