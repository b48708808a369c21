"""What an issued certificate promises, whatever happens to its holder, its course, its template, or the worker that prints it."""

import hashlib
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.conf import settings
from django.core.files.storage import storages
from django.utils import timezone
from pypdf import PdfReader

from certificates import pdf, printing, signing
from certificates.models import Paper
from certificates.papers import ask_for_paper
from certificates.templating import delete_template
from courses.certifying import certify
from courses.models import EditionRevision
from tests.factories.certificates import make_certificate, print_papers
from tests.factories.courses import make_course, make_edition, make_enrolment
from tests.factories.people import make_user
from tests.factories.templates import make_template

pytestmark = pytest.mark.django_db


class KilledError(BaseException):
    """Nothing catches it: what the worker would have done next is not done."""


def killed(*arguments, **fields):
    raise KilledError


def after_the_lease():
    return time_machine.travel(timezone.now() + settings.LEASE + timedelta(seconds=1))


def test_holder_course_page_and_template_change_and_the_paper_and_the_answer_do_not(client):
    template, course = make_template(), make_course()
    enrolment = make_enrolment(make_edition(course), make_user(latin_name="Takasaki Keiko", native_name="髙﨑 惠子", country="JP"))
    enrolment.completed_at = timezone.now()
    certificate = certify(enrolment)
    print_papers(certificate)
    file, address = certificate.papers.get().name, f"/en/verify/{certificate.code}.json"
    served, later_paper, answer = storages["private"].open(file).read(), pdf.render(certificate, "ja"), client.get(address).json()

    person = enrolment.learner
    person.latin_name, person.native_name, person.country = "Someone Else", "", "TH"
    person.save()
    course.title = "Another title"
    course.save_revision().publish()
    make_template(template, signatories=[], logo="", paper="letter")
    delete_template(template, by=make_user())
    EditionRevision.objects.all().delete()  # which keep the pages of an edition otherwise
    course.delete()

    certificate.refresh_from_db()
    assert storages["private"].open(file).read() == served
    assert pdf.render(certificate, "ja") == later_paper
    assert {**client.get(address).json(), "checked_at": answer["checked_at"]} == answer


@pytest.mark.parametrize(
    ("where", "step"),
    [(pdf, "render"), (signing, "sign"), (printing, "store"), (printing, "record")],
    ids=["before rendering", "before signing", "before storing", "before recording"],
)
def test_a_worker_killed_at_any_step_leaves_one_paper_for_the_next(monkeypatch, where, step):
    paper = make_certificate().papers.get()
    with monkeypatch.context() as patched:
        patched.setattr(where, step, killed)
        with pytest.raises(KilledError):
            printing.render_waiting_papers()
    assert printing.render_waiting_papers() == 0  # its lease holds still
    with after_the_lease():
        assert printing.render_waiting_papers() == 1
    paper.refresh_from_db()
    assert hashlib.sha256(storages["private"].open(paper.name).read()).hexdigest() == paper.sha256


def test_a_worker_killed_after_recording_has_done_it_all(monkeypatch):
    paper = make_certificate().papers.get()
    record = printing.record

    def record_then_die(*arguments):
        record(*arguments)
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(printing, "record", record_then_die)
        with pytest.raises(KilledError):
            printing.render_waiting_papers()
    recorded = Paper.objects.values().get(pk=paper.pk)
    with after_the_lease():
        assert printing.render_waiting_papers() == 0
    assert Paper.objects.values().get(pk=paper.pk) == recorded


def test_a_rendering_that_comes_late_is_dropped_and_its_file_with_it(monkeypatch):
    paper = make_certificate().papers.get()
    render = pdf.render

    def slowly(certificate, language):
        """Meanwhile somebody else, to whom the lease had passed, made the same paper."""
        first = signing.sign(render(certificate, language))
        assert printing.record(paper, first, printing.store(first))
        return render(certificate, language)

    monkeypatch.setattr(pdf, "render", slowly)
    assert printing.render_waiting_papers() == 0
    paper.refresh_from_db()
    assert storages["private"].listdir("papers")[1].count(f"{paper.sha256}.pdf") == 1
    assert hashlib.sha256(storages["private"].open(paper.name).read()).hexdigest() == paper.sha256


def test_each_language_is_kept_with_its_own_hash_under_the_same_number():
    certificate = make_certificate()
    for language in ("ja", "th", "vi"):
        ask_for_paper(certificate, language)
    print_papers(certificate)
    assert len(set(certificate.papers.values_list("sha256", flat=True))) == 4
    for paper in certificate.papers.all():
        content = storages["private"].open(paper.name).read()
        assert certificate.number[:14] in PdfReader(BytesIO(content)).pages[0].extract_text()
