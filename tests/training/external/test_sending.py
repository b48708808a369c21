"""A learner sends what another provider gave them: plausible, with something to check it by, and once."""

import datetime
from io import BytesIO

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from certificates.models import ExternalTraining
from icrweb.pages.models import Guideline
from tests.factories.certificates import make_certificate, print_papers
from tests.factories.external import make_accepted, make_pdf, make_picture, make_sent
from tests.factories.people import make_user
from tests.factories.references import make_guideline
from tests.factories.site import make_site
from training.external import files
from training.external.checking import reject
from training.external.sending import MOST_WAITING, withdraw

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 23, 20, tzinfo=datetime.UTC)
DAY = datetime.date


def make_edition():
    return make_guideline(guideline=Guideline.objects.create(body="ICH", title="Good Clinical Practice", short="ICH E6(R3)"))


def refusal(**fields) -> dict | str:
    """The code of the refusal, by field where it has one."""
    with pytest.raises(ValidationError) as caught:
        make_sent(**fields)
    if hasattr(caught.value, "error_dict"):
        return {name: faults[0].code for name, faults in caught.value.error_dict.items()}
    return caught.value.code


def files_kept() -> list[str]:
    try:
        return storages["private"].listdir("external")[1]
    except FileNotFoundError:
        return []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"completed_on": DAY(2026, 11, 25)}, {"completed_on": "future"}),
        ({"completed_on": DAY(1989, 12, 31)}, {"completed_on": "early"}),
        ({"completed_on": DAY(2569, 5, 4)}, {"completed_on": "calendar"}),
        ({"completed_on": DAY(2025, 1, 5)}, {"completed_on": "before_guideline"}),
        ({"valid_until": DAY(2026, 5, 3)}, {"valid_until": "order"}),
        ({"valid_until": DAY(2572, 5, 3)}, {"valid_until": "calendar"}),
        ({"category": "fishing"}, {"category": "category"}),
        ({"minutes": 60_001}, {"minutes": "minutes"}),
        ({"provider": " ", "title": ""}, {"provider": "empty", "title": "empty"}),
        ({"number": ""}, "no_proof"),
    ],
)
def test_what_cannot_be_is_refused(fields, expected):
    make_edition()
    with time_machine.travel(NOW, tick=False):
        assert refusal(**fields) == expected
    assert not ExternalTraining.objects.exists()


def test_today_is_the_learners_day_and_the_guidelines_own_first_day_is_not_too_early():
    edition = make_edition()
    with time_machine.travel(NOW, tick=False):
        make_sent(make_user(time_zone="Asia/Tokyo"), completed_on=DAY(2026, 11, 24))  # 05:00 there
        assert refusal(person=make_user(time_zone="UTC"), completed_on=DAY(2026, 11, 24)) == {"completed_on": "future"}
        sent = make_sent(edition=edition, completed_on=DAY(2025, 1, 6), guideline="ignored")
    assert (sent.guideline, sent.version) == ("ICH E6(R3)", "Step 4, 2025-01-06")


def test_the_bytes_say_what_a_file_is_whatever_it_is_called():
    assert make_sent(upload=make_pdf(name="photo.png")).file_kind == "pdf"
    assert make_sent(upload=make_picture(name="paper.pdf")).file_kind == "png"
    assert make_sent(upload=make_picture("JPEG", "x.exe")).file_kind == "jpg"
    assert len(files_kept()) == 3
    for upload in (
        make_picture("GIF"),
        SimpleUploadedFile("c.pdf", b"<html><script>"),
        SimpleUploadedFile("c.png", b""),
        SimpleUploadedFile("c.png", _picture()[:60]),
    ):
        assert refusal(upload=upload) == "content"
    assert len(files_kept()) == 3


def _picture() -> bytes:
    out = BytesIO()
    Image.effect_noise((40, 40), 60).save(out, "PNG")
    return out.getvalue()


def test_a_file_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(files, "MOST", 8)
    assert refusal(upload=make_pdf()) == "size"


def test_the_same_file_or_number_counts_once_for_one_person_and_nothing_is_said_of_others():
    person, other = make_user(), make_user()
    first = make_sent(person, make_pdf(), number="1")
    assert refusal(person=person, upload=make_pdf(), number="2") == {"file": "sent"}
    assert refusal(person=person, upload=make_pdf("another"), number="1") == {"number": "sent"}
    assert len(files_kept()) == 1  # what was refused leaves no file behind
    make_sent(other, make_pdf(), number="1")  # not a word: who sent it first is nobody's business
    flags = {one.person_id: (one.shared_file, one.shared_number) for one in ExternalTraining.objects.flagged()}
    assert flags == {person.pk: (True, True), other.pk: (True, True)}
    reject(first, reason="The title differs.", by=make_user())
    make_sent(person, make_pdf(), number="1")  # mended, it may be sent again


def test_a_paper_of_ours_is_no_external_training():
    make_site()
    certificate = make_certificate()
    certificate.papers.get_or_create(language="en")
    print_papers(certificate)
    paper = certificate.papers.exclude(sha256="").first()
    with storages["private"].open(paper.name) as file:
        content = file.read()
    assert refusal(upload=SimpleUploadedFile("mine.pdf", content)) == "ours"


def test_the_queue_of_one_person_is_not_endless():
    person = make_user()
    for number in range(MOST_WAITING):
        make_sent(person, number=f"{number}")
    assert refusal(person=person, number="more") == "many"


def test_withdrawn_while_it_waits_and_not_after(django_capture_on_commit_callbacks):
    waiting, accepted = make_sent(upload=make_pdf()), make_accepted()
    with django_capture_on_commit_callbacks(execute=True):
        assert withdraw(waiting).state == "withdrawn"
    assert files_kept() == []
    with pytest.raises(ValidationError, match="checked meanwhile"):
        withdraw(accepted)


def test_files_of_rejected_ones_go_after_half_a_year_and_others_stay():
    with time_machine.travel(NOW, tick=False):
        rejected, kept = make_sent(upload=make_pdf()), make_accepted(upload=make_pdf("kept"))
        reject(rejected, reason="Unreadable.", by=make_user())
    with time_machine.travel(NOW + datetime.timedelta(days=179), tick=False):
        assert files.forget_files() == 0
    with time_machine.travel(NOW + datetime.timedelta(days=181), tick=False):
        assert files.forget_files() == 1
        assert files.forget_files() == 0
    rejected.refresh_from_db()
    assert (rejected.file_name, bool(rejected.sha256)) == ("", True)
    assert files_kept() == [kept.file_name.split("/")[1]]
