"""The issuer's signature: it covers the whole paper, notices one changed byte, and needs no key outside the environment."""

from io import BytesIO

import pytest
from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from certificates import pdf, signing
from tests.certificates.test_papers import stored
from tests.factories.certificates import make_certificate, print_papers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def key(settings, tmp_path):
    settings.SIGNING_KEY_FILE = str(tmp_path / "signing.pem")
    return tmp_path / "signing.pem"


def status_of(content: bytes, key):
    trust = [
        x509.Certificate.load(block)
        for kind, _headers, block in pem.unarmor(key.read_bytes(), multiple=True)
        if kind == "CERTIFICATE"
    ]
    signature = PdfFileReader(BytesIO(content)).embedded_signatures[0]
    return validate_pdf_signature(signature, ValidationContext(trust_roots=trust, allow_fetching=False))


def test_a_paper_is_signed_as_a_whole_and_allows_no_change(key):
    certificate = make_certificate()
    print_papers(certificate)
    status = status_of(stored(certificate.papers.get()), key)
    assert status.bottom_line
    assert status.coverage.name == "ENTIRE_FILE"
    assert PdfFileReader(BytesIO(stored(certificate.papers.get()))).root["/Perms"]["/DocMDP"]
    assert status.signing_cert.subject.native["common_name"] == "icrweb demonstration"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_one_changed_byte_is_noticed(key, share):
    content = bytearray(signing.sign(pdf.render(make_certificate(), "en")))
    _start, length, *_rest = PdfFileReader(BytesIO(bytes(content))).embedded_signatures[0].byte_range
    content[int(length * share)] ^= 1
    try:
        intact = status_of(bytes(content), key).intact
    except Exception:  # noqa: BLE001 - a reader that cannot read it at all has noticed, too
        intact = False
    assert not intact


def test_a_new_key_signs_later_papers_only(key, settings, tmp_path):
    certificate = make_certificate()
    print_papers(certificate)
    before = stored(certificate.papers.get())
    settings.SIGNING_KEY_FILE = str(tmp_path / "next.pem")
    later = signing.sign(pdf.render(certificate, "ja"))
    assert status_of(later, tmp_path / "next.pem").bottom_line
    assert stored(certificate.papers.get()) == before
    assert status_of(before, key).bottom_line


def test_without_a_key_papers_are_not_signed(settings):
    settings.SIGNING_KEY_FILE = ""
    content = pdf.render(make_certificate(), "en")
    assert signing.sign(content) == content


def test_the_demonstration_makes_its_key_once_and_for_its_eyes_only(key):
    signing.make_demo_key(key)
    first = key.read_bytes()
    signing.make_demo_key(key)
    assert key.read_bytes() == first
    assert key.stat().st_mode & 0o077 == 0
