import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from icrweb.trail.models import AuditEntry
from seminars import materials
from seminars.materials import add_material
from seminars.models import Material
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_seminar_with_page

pytestmark = pytest.mark.django_db


def pdf(name="slides.pdf", content=b"%PDF-1.7 one"):
    return SimpleUploadedFile(name, content)


def address(material):
    return reverse("seminars:material", args=[material.seminar.key, material.key])


def test_a_file_is_for_who_has_a_place_and_for_staff(client, organizer):
    seminar = make_seminar_with_page(seats=1)
    placed, waiting = make_registration(seminar), make_registration(seminar)
    page = reverse("seminars_desk:materials", args=[seminar.pk])
    answer = client.post(page, {"title": "Slides of day one", "file": pdf()}, follow=True)
    assert "Slides of day one" in answer.content.decode()
    material = Material.objects.get()
    got = client.get(address(material))
    assert got["Content-Disposition"] == 'attachment; filename="Slides of day one.pdf"'
    assert got["X-Content-Type-Options"] == "nosniff"
    assert b"".join(got.streaming_content) == b"%PDF-1.7 one"
    for person, status in ((placed.person, 200), (waiting.person, 404), (make_user(), 404)):
        client.force_login(person)
        assert client.get(address(material)).status_code == status
        words = client.get(reverse("seminars:register", args=[seminar.key]), follow=True).content.decode()
        assert ("Slides of day one" in words) == (status == 200)
    client.logout()
    assert client.get(address(material)).status_code == 404


def test_a_public_file_is_for_everybody(client):
    seminar = make_seminar_with_page()
    material = add_material(seminar, "Announcement", pdf(), make_user(), public=True)
    assert client.get(address(material)).status_code == 200


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (pdf("slides.exe"), "ending"),
        (pdf("slides.html", b"<script>"), "ending"),
        (pdf("slides.pdf", b"<script>alert(1)</script>"), "content"),
        (pdf("slides.pptx", b"%PDF-1.7"), "content"),
    ],
)
def test_what_is_not_what_it_says_is_refused_and_nothing_is_kept(file, code):
    with pytest.raises(ValidationError) as refusal:
        add_material(make_seminar_with_page(), "Slides", file, make_user())
    assert refusal.value.code == code
    assert not Material.objects.exists()


def test_a_file_that_is_too_large_says_so(monkeypatch):
    monkeypatch.setattr(materials, "MOST", 5)
    with pytest.raises(ValidationError, match="This file has 1 MB") as refusal:
        add_material(make_seminar_with_page(), "Slides", pdf(), make_user())
    assert refusal.value.code == "size"


def test_taking_a_file_away_takes_its_bytes_and_stays_on_record(client, organizer, django_capture_on_commit_callbacks):
    material = add_material(make_seminar_with_page(), "Slides", pdf(), organizer)
    storage, name = material.file.storage, material.file.name
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("seminars_desk:drop_material", args=[material.seminar.pk, material.key]))
    assert not Material.objects.exists()
    assert not storage.exists(name)
    assert list(AuditEntry.objects.order_by("pk").values_list("deed", flat=True)) == [
        "seminar.add_material",
        "seminar.drop_material",
    ]
