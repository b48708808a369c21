"""Templates: each change is a version, each certificate keeps the one it was issued with, and nothing overflows."""

import hashlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfReader

from certificates import pdf, pictures
from certificates.codes import WrongShapeError, parse_code
from certificates.issuing import supersede
from certificates.models import CertificateTemplate, TemplateVersion
from certificates.specimens import CODE, NAMES, specimens_of
from certificates.statement import as_data
from certificates.templating import delete_template
from icrweb.pages.typesetting import typeset
from icrweb.trail.models import AuditEntry
from tests.factories.certificates import make_achievement, make_certificate
from tests.factories.people import make_user
from tests.factories.templates import make_design, make_template, picture_file

pytestmark = pytest.mark.django_db


def first_page(content: bytes) -> str:
    return " ".join(PdfReader(BytesIO(content)).pages[0].extract_text().split())


def test_a_certificate_freezes_the_design_of_its_day():
    template = make_template()
    early = make_certificate()
    before = pdf.render(early, "en")
    make_template(template, signatories=[], wording={"opening": {"en": "We state that"}})
    late = make_certificate()
    assert early.facts["design"]["version"] == 1
    assert late.facts["design"]["version"] == 2
    assert pdf.render(early, "en") == before
    assert "Prof. Ratana Chai" in first_page(before)
    text = first_page(pdf.render(late, "en"))
    assert "We state that" in text
    assert "Ratana" not in text
    assert "Template 1 (Programme paper 2)" in text


def test_deleting_a_template_changes_nothing_that_was_issued(client):
    template = make_template()
    certificate = make_certificate()
    address = f"/en/verify/{certificate.code}.json"
    bytes_before, stated = pdf.render(certificate, "th"), client.get(address).json()
    delete_template(template, by=make_user())
    assert not TemplateVersion.objects.exists()
    certificate.refresh_from_db()
    assert pdf.render(certificate, "th") == bytes_before
    after = client.get(address).json()
    assert {**after, "checked_at": ""} == {**stated, "checked_at": ""}
    assert after["signatories"] == [{"name": "Prof. Ratana Chai", "titles": {"en": "Director", "th": "ผู้อำนวยการ"}}]
    assert make_certificate().facts["design"] is None


def test_a_corrected_certificate_is_a_later_one():
    certificate = make_certificate()
    make_template()
    corrected = supersede(certificate, make_user(), "A letter was missing.", latin_name="Corrected Name")
    assert certificate.facts["design"] is None
    assert corrected.facts["design"]["version"] == 1


def test_saving_the_same_makes_no_new_version_and_both_are_in_the_trail():
    template = make_template()
    make_template(template, name="Another name")
    assert template.versions.count() == 1
    assert CertificateTemplate.objects.get().name == "Another name"
    assert AuditEntry.objects.filter(deed="certificate_template.save").count() == 2


def test_the_nearest_template_is_used():
    course, seminar = make_achievement(), make_achievement(kind="attendance")
    chosen = make_achievement(code="C2")
    for name, use, achievements in (
        ("for all", "all", ()),
        ("for courses", "completion", ()),
        ("for one", "chosen", (chosen,)),
    ):
        make_template(name=name, use=use, achievements=achievements)
    used = {one: CertificateTemplate.objects.for_achievement(one).name for one in (course, seminar, chosen)}
    assert used == {course: "for courses", seminar: "for all", chosen: "for one"}


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"name": "Programme paper", "use": "completion"}, "name"),
        ({"name": "Second", "use": "all"}, "use"),
        ({"name": "Second", "use": "chosen"}, "achievements"),
    ],
)
def test_two_templates_for_the_same_are_refused(fields, where):
    make_template()
    with pytest.raises(ValidationError) as refusal:
        make_template(**fields)
    assert list(refusal.value.message_dict) == [where]
    assert CertificateTemplate.objects.count() == 1


def test_a_course_has_one_template():
    course = make_achievement()
    make_template(name="First", use="chosen", achievements=[course])
    with pytest.raises(ValidationError, match="First"):
        make_template(name="Second", use="chosen", achievements=[course])


def test_a_paper_in_one_language_has_no_english_words():
    make_template(bilingual=False)
    text = first_page(pdf.render(make_certificate(), "ja"))
    assert "修了証" in text
    assert "Certificate of completion" not in text
    assert "Check every line" not in text


def test_a_language_without_own_wording_has_ours():
    make_template(wording={"opening": {"en": "We state that", "ko": "우리는"}})
    thai, korean = (first_page(pdf.render(make_certificate(), language)) for language in ("th", "ko"))
    assert "We state that" in thai
    assert "We state that" in korean and "우리는" in korean
    assert "This certifies that" not in thai + korean


def test_the_verification_page_names_who_signs_and_what_is_stated(client):
    make_template(wording={"statement": {"en": "Given by the programme alone."}})
    page = client.get(f"/en/verify/{make_certificate().code}/").content.decode()
    assert "Prof. Ratana Chai" in page
    assert "Given by the programme alone." in page


@pytest.mark.parametrize(("paper", "size"), [("a4", (842, 595)), ("letter", (792, 612))])
@pytest.mark.parametrize("kind", ["completion", "attendance"])
def test_specimens_hold_the_hardest_names_on_two_pages_each_and_no_valid_number(paper, size, kind):
    long = "Prof. Somchai Rattanakosin Wannasuwan, M.D., Ph.D."
    row = {"titles": {"en": "Director of the Clinical Trials Centre of the Faculty", "th": "ผู้อำนวยการศูนย์"}, "signature": ""}
    rows = [{"name": long, **row, "seal": pictures.keep(picture_file())} for _ in range(3)]
    design = {"template": "T", "version": 1, **make_design(paper=paper, signatories=rows, wet_stamp=True)}
    content = typeset(pdf.LAYOUT, pdf.LAYOUT.parent, specimens_of(design, kind), format="pdf", pdf_standards=["a-3a", "ua-1"])
    reader = PdfReader(BytesIO(content))
    assert len(reader.pages) == 2 * len(NAMES)
    assert (round(float(reader.pages[0].mediabox.width)), round(float(reader.pages[0].mediabox.height))) == size
    assert not reader.attachments
    for (latin, *_rest), page in zip(NAMES, reader.pages[::2], strict=True):
        text = " ".join(page.extract_text().split())
        assert latin in text
        assert "not valid" in text
        assert text.count("Somchai") == 3
    with pytest.raises(WrongShapeError):
        parse_code(CODE)


def test_pictures_are_judged_by_their_bytes_made_small_and_stripped():
    noisy, exif = BytesIO(), Image.Exif()
    exif[0x010E] = "secret place"
    Image.effect_noise((1600, 900), 90).convert("RGB").save(noisy, "JPEG", exif=exif)
    assert b"secret" in noisy.getvalue()
    digest = pictures.keep(SimpleUploadedFile("logo.svg", noisy.getvalue()))
    content = pictures.content_of(digest)
    assert digest == hashlib.sha256(content).hexdigest()
    assert Image.open(BytesIO(content)).size[0] <= 700
    assert b"secret" not in content
    assert pictures.keep(SimpleUploadedFile("again.png", noisy.getvalue())) == digest


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("logo.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        SimpleUploadedFile("logo.png", picture_file().read()[:60]),
        SimpleUploadedFile("logo.gif", picture_file(form="GIF").read()),
        SimpleUploadedFile("logo.png", b"\0" * (pictures.MOST_BYTES + 1)),
        picture_file(size=(5000, 4000)),
    ],
    ids=["svg", "cut off", "gif", "large", "many pixels"],
)
def test_what_is_no_picture_is_refused_with_a_sentence(upload):
    with pytest.raises(ValidationError, match="picture"):
        pictures.keep(upload)


def test_the_data_hold_no_hash_of_a_signature():
    template = make_template()
    certificate = make_certificate()
    public = str(as_data(certificate, None, certificate.issued_at))
    assert template.newest.design["signatories"][0]["signature"] not in public
    assert template.newest.design["logo"] not in public
