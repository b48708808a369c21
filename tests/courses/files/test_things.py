"""What a course points at goes with it: pictures, documents, terms, guidelines, recordings; and who may see it."""

import io
import json
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale

from courses.files.exporting import Export
from courses.models import CourseAccess, GlossaryTerm, LessonPage, LocalNote, LocalSubject
from icrweb.media.models import MediaFile, Recording
from icrweb.pages.models import Guideline, GuidelineEdition
from tests.courses.files.test_round_trip import bring_in, forget
from tests.factories.courses import lessons_of, make_course
from tests.factories.media import make_recording, video_block
from tests.factories.people import make_institution, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    """One lesson with everything that a block can point at."""
    picture = get_image_model().objects.create(title="Figure", file=get_test_image_file("fig.png"), credit="Our own")
    picture.tags.add("figure", "first aid")
    document = get_document_model()(title="Log", file=ContentFile(b"a,b\n", name="log.csv"))
    document._set_document_file_metadata()
    document.save()
    guideline = Guideline.objects.create(body="ICH", title="E6(R3)", short="E6")
    edition = GuidelineEdition.objects.create(guideline=guideline, edition="Step 4", code="e6r3")
    english, japanese = (Locale.objects.get_or_create(language_code=code)[0] for code in ("en", "ja"))
    term = GlossaryTerm.objects.create(word="consent", slug="consent", definition="A yes.", locale=english, guideline=edition)
    term.copy_for_translation(japanese).save()
    subject = LocalSubject.objects.create(name="Who decides", slug="who-decides")
    LocalNote.objects.create(
        subject=subject,
        country="TH",
        words="<p>The <b>committee</b>.</p>",
        locale=english,
        owner=make_user(),
        guideline=edition,
        checked_on="2026-11-01",
        review_by="2027-11-01",
    )
    course = make_course()
    lesson = lessons_of(course)[0]
    lesson.body = json.dumps(
        [
            {
                "type": "picture",
                "value": {"picture": picture.pk, "alternative": "A", "credit": "C", "caption": "", "description": "D"},
            },
            {"type": "download", "value": {"document": document.pk, "title": "Log", "language": "en", "note": ""}},
            {"type": "term", "value": {"term": term.pk}},
            {"type": "local_notes", "value": {"title": "Who?", "subject": subject.pk}},
            {
                "type": "references",
                "value": {"items": [{"type": "item", "id": "r", "value": {"guideline": edition.pk, "text": "2.8"}}]},
            },
            {"type": "text", "value": f'<p><a id="{document.pk}" linktype="document">The log</a>, consent</p>'},
        ]
    )
    lesson.save_revision()
    second = lessons_of(course)[1]
    second.body = [video_block(make_recording())]
    for page in (lesson, second):
        page.save()
    access = CourseAccess.objects.create(course_key=course.translation_key, audience="institutions")
    access.institutions.add(make_institution(code="X77"))
    return course


def test_everything_that_a_course_points_at_comes_back(course, tmp_path):
    export = Export(course.translation_key)
    export.to_folder(tmp_path / "a")
    written = {
        path.relative_to(tmp_path / "a").as_posix(): path.read_bytes() for path in (tmp_path / "a").rglob("*") if path.is_file()
    }
    forget(course)
    LocalNote.objects.all().delete()
    for model in (GlossaryTerm, LocalSubject, GuidelineEdition, Guideline, Recording, MediaFile, CourseAccess):
        model.objects.all().delete()
    get_image_model().objects.all().delete()
    get_document_model().objects.all().delete()
    plan = bring_in(tmp_path / "a", publish=False, by=make_user())
    assert set(plan.counts) == {"new"}, [(line.place, line.sentence, line.params) for line in plan.refused]
    Export(course.translation_key, drafts=True).to_folder(tmp_path / "b")
    again = {
        path.relative_to(tmp_path / "b").as_posix(): path.read_bytes() for path in (tmp_path / "b").rglob("*") if path.is_file()
    }
    assert set(again) == set(written)
    unlike = [
        name for name in written if again[name].replace(b"draft: true\n", b"") != written[name].replace(b"draft: true\n", b"")
    ]
    assert unlike == []
    lesson = LessonPage.objects.get(slug="l1", locale__language_code="en").get_latest_revision_as_object()
    assert [block.block_type for block in lesson.body] == ["picture", "download", "term", "local_notes", "references", "text"]
    assert lesson.body[3].value["subject"].notes.get().country == "TH"
    assert set(get_image_model().objects.get(title="Figure").tags.names()) == {"figure", "first aid"}
    assert Recording.objects.get().captions.get().text.startswith("WEBVTT")
    assert [name.endswith(".en.vtt") for name in written if name.startswith("recordings/") and "vtt" in name] == [True]
    assert MediaFile.objects.get().mime == "video/mp4"


def test_what_the_site_has_already_stays_as_the_site_has_it(course, tmp_path):
    Export(course.translation_key).to_folder(tmp_path / "a")
    GlossaryTerm.objects.filter(locale__language_code="en").update(definition="Our own words.")
    plan = bring_in(tmp_path / "a", publish=False)
    assert {line.place for line in plan.lines if line.status == "kept"} == {"glossaryterms/consent.en"}
    assert GlossaryTerm.objects.get(locale__language_code="en").definition == "Our own words."


def test_an_archive_of_a_course_is_the_same_every_time_and_goes_through_the_command(course, tmp_path):
    for name in ("a.zip", "b.zip"):
        call_command("export_course", course.code, str(tmp_path / name), stdout=io.StringIO())
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert "c1/pictures/figure.png" in {name.replace(course.slug, "c1") for name in zipfile.ZipFile(tmp_path / "a.zip").namelist()}
    said = io.StringIO()
    call_command("import_course", str(tmp_path / "a.zip"), "--dry-run", stdout=said)
    assert "unchanged" in said.getvalue()
    assert "new" not in said.getvalue()
    with pytest.raises(CommandError, match="is there already"):
        call_command("export_course", course.code, str(tmp_path / "a.zip"))
