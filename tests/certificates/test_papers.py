"""Papers: made by the worker, once, whatever happens to it; readable in every script."""

import hashlib
import json
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.conf import settings
from django.core.files.storage import storages
from django.utils import timezone
from pypdf import PdfReader

from certificates import pdf, signing, specimens
from certificates.models import Paper
from certificates.papers import ask_for_paper
from certificates.printing import make, record, render_waiting_papers, store, take
from icrweb.accounts import glyphs
from tests.factories.certificates import make_certificate, print_papers
from tests.factories.people import make_user
from tools.font_coverage import coverage

pytestmark = pytest.mark.django_db


def stored(paper: Paper) -> bytes:
    paper.refresh_from_db()
    return storages["private"].open(paper.name).read()


def test_the_worker_makes_what_waits_and_keeps_the_bytes_under_their_hash():
    certificate = make_certificate()
    ask_for_paper(certificate, "th")
    assert render_waiting_papers() == 2
    for paper in certificate.papers.all():
        content = stored(paper)
        assert content.startswith(b"%PDF-1.7")
        assert paper.sha256 == hashlib.sha256(content).hexdigest()
        assert paper.name == f"papers/{paper.sha256}.pdf"
        assert paper.rendered_at is not None
    assert render_waiting_papers() == 0


def test_asking_twice_is_asking_once():
    certificate = make_certificate()
    assert ask_for_paper(certificate, "ja") == ask_for_paper(certificate, "ja")
    assert certificate.papers.count() == 2


def test_a_language_the_site_does_not_have_means_english():
    assert ask_for_paper(make_certificate(), "xx").language == "en"


def test_two_workers_never_take_the_same_row():
    make_certificate()
    one, other = Paper.objects.get(), Paper.objects.get()
    assert take(one)
    assert not take(other)
    assert not Paper.objects.waiting().exists()


def test_a_killed_workers_row_is_found_again_after_the_lease():
    certificate = make_certificate()
    assert take(Paper.objects.get())  # and then the worker is killed
    assert render_waiting_papers() == 0
    with time_machine.travel(timezone.now() + settings.LEASE + timedelta(seconds=1)):
        assert render_waiting_papers() == 1
    assert certificate.papers.get().sha256


def test_a_worker_killed_between_storing_and_recording_leaves_one_paper():
    certificate = make_certificate()
    paper = certificate.papers.get()
    assert take(paper)
    orphan = store(signing.sign(pdf.render(certificate, "en")))  # killed here: nothing recorded
    with time_machine.travel(timezone.now() + settings.LEASE + timedelta(seconds=1)):
        assert render_waiting_papers() == 1
    content = stored(paper)
    assert paper.sha256 == hashlib.sha256(content).hexdigest()
    assert paper.name != orphan  # signed anew, and the first recorded is the one that is served


def test_the_first_bytes_recorded_are_served_for_ever():
    paper = make_certificate().papers.get()
    assert record(paper, b"first", store(b"first"))
    assert not record(paper, b"second", store(b"second"))
    assert stored(paper) == b"first"
    assert not make(paper)
    assert stored(paper) == b"first"


def test_a_failure_waits_longer_each_time_and_says_what_it_was(monkeypatch):
    paper = make_certificate().papers.get()
    monkeypatch.setattr(pdf, "LAYOUT", pdf.LAYOUT.with_name("missing.typ"))
    waits = []
    for _ in range(3):
        paper.refresh_from_db()
        with time_machine.travel(paper.next_try_at + timedelta(seconds=1), tick=False):
            assert render_waiting_papers() == 0
            paper.refresh_from_db()
            waits.append(paper.next_try_at - timezone.now())
    assert waits == [timedelta(minutes=2), timedelta(minutes=4), timedelta(minutes=8)]
    assert "No such file" in paper.last_error
    assert paper.sha256 == ""


def test_a_failing_paper_does_not_stop_the_others(monkeypatch):
    bad, good = make_certificate().papers.get(), make_certificate().papers.get()
    render = pdf.render

    def only_the_good(certificate, language):
        if certificate.pk == bad.certificate_id:
            raise ValueError("broken")
        return render(certificate, language)

    monkeypatch.setattr(pdf, "render", only_the_good)
    assert render_waiting_papers() == 1
    assert stored(good)


HARD_NAMES = [
    ("Kanokwan Srisuksawat", "กนกวรรณ ศรีสุขสวัสดิ์", "TH", "th"),
    ("Nguyễn Thị Đặng Ánh", "Nguyễn Thị Đặng Ánh", "VN", "vi"),
    ("Sutrisno", "", "ID", "id"),
    ("Nur Aisyah binti Rahman", "", "MY", "ms"),
    ("Kavitha a/p Subramaniam", "", "MY", "en"),
    ("Jose Ramon D. Peñaflor Jr.", "", "PH", "fil"),
    ("Kim Seo-yeon", "김서연", "KR", "ko"),
    ("Lin Yi-chun", "林怡君", "TW", "zh-hant"),
    ("Zhang Wei", "张伟", "CN", "zh-hans"),
    ("Takasaki Keiko", "髙﨑 惠子", "JP", "ja"),
    ("Tan Wei Ling, Grace", "陈慧玲", "SG", "en"),
    ("Pimchanok Na Ayutthaya Srisuksawatdirattanakosin Wannasuwannaphum", "พิมพ์ชนก ที่ ขึ้น น้ำ กฤษฎิ์", "TH", "th"),
]


@pytest.mark.parametrize(("latin", "native", "country", "language"), HARD_NAMES)
def test_every_name_is_printed_as_it_was_given(latin, native, country, language):
    person = make_user(latin_name=latin, native_name=native, country=country, language=language)
    certificate = make_certificate(person, study_language=language)
    content = pdf.render(certificate, language)
    reader = PdfReader(BytesIO(content))
    assert len(reader.pages) == 2
    text = reader.pages[0].extract_text()
    assert " ".join(latin.split()) in " ".join(text.split())
    if native and language != "th":
        assert native in text
    # Thai clusters need not come out of a PDF as they went in: the exact name stands in the attached facts.
    (attached,) = reader.attachments["facts.json"]
    facts = json.loads(attached)
    assert (facts["latin_name"], facts["native_name"], facts["number"]) == (latin, native, certificate.code)
    assert glyphs.printable(latin) == glyphs.printable(native) == []
    assert "\ufffd" not in text
    assert not _drawn_as_boxes(reader)


@pytest.mark.parametrize(("latin", "native", "country", "language"), HARD_NAMES[-3:])
def test_a_signed_paper_with_its_fonts_is_small(settings, tmp_path, latin, native, country, language):
    settings.SIGNING_KEY_FILE = str(tmp_path / "signing.pem")
    person = make_user(latin_name=latin, native_name=native, country=country, language=language)
    certificate = make_certificate(person, study_language=language, titles=specimens.TITLES)
    assert len(signing.sign(pdf.render(certificate, language))) <= 100_000


def _drawn_as_boxes(reader: PdfReader) -> list:
    """Fonts whose subset was asked for glyph 0, .notdef, by a text that has a character for it."""
    boxes = []
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            to_unicode = font.get_object()["/ToUnicode"].get_object().get_data().decode()
            mapped = to_unicode.split("beginbfchar")[1:]
            boxes += [font for block in mapped if "<0000>" in block.split("endbfchar")[0].split("\n")[1].split(" ")[0]]
    return boxes


@pytest.mark.parametrize(
    ("language", "lang", "font"),
    [
        ("ja", "ja-JP", "NotoSansJP"),
        ("ko", "ko-KR", "NotoSansKR"),
        ("zh-hans", "zh-CN", "NotoSansSC"),
        ("zh-hant", "zh-TW", "NotoSansTC"),
        ("th", "th", "NotoSansThai"),
        ("vi", "vi", "NotoSans-"),
        ("fil", "fil", "NotoSans-"),
    ],
)
def test_a_paper_names_its_language_and_uses_its_letter_forms(language, lang, font):
    titles = {"en": "Good Clinical Practice", language: {"th": "การปฏิบัติ", "ko": "임상시험"}.get(language, "骨直")}
    certificate = make_certificate(make_user(), titles=titles, study_language=language)
    reader = PdfReader(BytesIO(pdf.render(certificate, language)))
    assert reader.trailer["/Root"]["/Lang"] == lang
    fonts = {str(one.get_object()["/BaseFont"]) for page in reader.pages for one in page["/Resources"]["/Font"].values()}
    assert any(font in name for name in fonts), fonts
    others = {"NotoSansJP", "NotoSansKR", "NotoSansSC", "NotoSansTC"} - {font}
    if language in ("ja", "ko", "zh-hans", "zh-hant"):
        assert not [name for name in fonts if any(other in name for other in others)], fonts


def test_the_holders_own_forms_stand_on_a_paper_in_another_language():
    certificate = make_certificate(make_user(native_name="骨直", country="TW"))
    reader = PdfReader(BytesIO(pdf.render(certificate, "en")))
    fonts = {str(one.get_object()["/BaseFont"]) for one in reader.pages[0]["/Resources"]["/Font"].values()}
    assert any("NotoSansTC" in name for name in fonts), fonts
    assert not any("NotoSansJP" in name for name in fonts), fonts


def test_a_paper_is_tagged_archival_and_titled():
    certificate = make_certificate(make_user(latin_name="Sutrisno"))
    reader = PdfReader(BytesIO(pdf.render(certificate, "en")))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert reader.metadata.title == "Certificate of completion: Good Clinical Practice for Investigator Sites, Sutrisno"


def test_rendering_again_gives_the_same_bytes():
    certificate = make_certificate()
    assert pdf.render(certificate, "ja") == pdf.render(certificate, "ja")


def test_the_page_states_every_fact_and_the_annex_the_modules():
    certificate = make_certificate(make_user(time_zone="Asia/Bangkok", country="TH"))
    first, annex = (" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf.render(certificate, "en"))).pages)
    for words in (
        "2027-01-15",
        "15 January 2027",
        "14:20 Asia/Bangkok (UTC+07:00)",
        "Passed (pass mark 80 %)",
        "6 h",
        "GCP 5 h · Ethics 30 min · Safety 30 min",
        "ICH E6(R3) Principles; ICH E6(R3) Annex 1",
        "2026.2, effective 2026-12-01",
        "Studied in English",
        "Set by the accepting body",
        "it is not a licence to practise",
        "icrweb is an independent demonstration",
        "Identity: As stated by the holder",
        certificate.number[:14],
        certificate.number[15:],
    ):
        assert words in first, words
    assert "Roles and records module-1" in annex
    assert "Test: Passed (pass mark 80 %)" in annex
    assert "ICH E6(R3) Principles; ICH E6(R3) Annex 1" in annex
    assert "Together 360" in annex


def test_a_thai_paper_names_both_calendars():
    text = PdfReader(BytesIO(pdf.render(make_certificate(), "th"))).pages[0].extract_text()
    assert "2570" in text
    assert "2027)" in text


def test_attendance_states_dates_place_and_time_present():
    certificate = make_certificate(
        achievement=None,
        attended_minutes=270,
        pass_mark=None,
        modules=[],
        guideline_parts=[],
        minutes_by_category={},
        edition_label="",
        effective_on=None,
        place="Bangkok",
        time_zone="Asia/Bangkok",
        sittings=[
            {"title": "Opening", "minutes": 90, "starts_at": "2027-03-31T02:00:00+00:00"},
            {"title": "Missed", "minutes": 0, "starts_at": "2027-03-31T04:00:00+00:00"},
        ],
    )
    certificate.facts["kind"] = "attendance"  # of this copy only
    first, annex = (" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf.render(certificate, "en"))).pages)
    for words in ("Certificate of attendance", "4.5 h", "1 sitting", "Bangkok", "attended the seminar"):
        assert words in first, words
    assert "Passed" not in first
    assert "Opening 2027-03-31, 09:00 Asia/Bangkok (UTC+07:00)" in annex


def test_a_name_is_data_and_never_markup():
    name = 'Ann #image("x.svg") *b* $x$ <y> \\ _z_ @ref'
    certificate = make_certificate(make_user(latin_name=name))
    text = " ".join(PdfReader(BytesIO(pdf.render(certificate, "en"))).pages[0].extract_text().split())
    assert "#image" in text
    assert "*b* $x$ <y>" in text


def test_many_guideline_parts_move_to_the_annex():
    parts = [f"ICH E6(R3) part number {number}" for number in range(12)]
    pages = PdfReader(BytesIO(pdf.render(make_certificate(guideline_parts=parts), "en"))).pages
    assert len(pages) == 2
    assert "12 parts, see the annex" in pages[0].extract_text()
    assert parts[-1] in " ".join(pages[1].extract_text().split())


def test_the_file_of_what_can_be_printed_says_what_the_fonts_hold():
    assert json.loads(glyphs.COVERAGE.read_text()) == coverage(glyphs.LATIN, glyphs.FONT_PATHS)


def test_what_no_font_holds_is_named():
    assert glyphs.printable("Sato \U00016a00 한글") == ["\U00016a00"]
    assert glyphs.printable("髙﨑德") == []
    assert glyphs.latin_printable("Đặng ñ ŵ ł ễ") == []
    assert glyphs.latin_printable("Жук") == ["Ж", "у", "к"]


def test_nobody_elses_paper_can_be_guessed(client):
    owner, other = make_user(), make_user()
    certificate = make_certificate(owner)
    print_papers(certificate)
    address = f"/en/verify/{certificate.code}/en.pdf"
    client.force_login(other)
    assert client.get(address).status_code == 404
    client.force_login(owner)
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
