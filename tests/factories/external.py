"""Training of other providers for tests; each call shows only what the test is about."""

import datetime
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from certificates.models import ExternalTraining
from icrweb.accounts.models import User
from tests.factories.people import make_user
from training.external.checking import accept
from training.external.sending import Stated, send

DONE = datetime.date(2026, 5, 4)


def make_stated(**fields) -> Stated:
    return Stated(
        **{
            "provider": "Lotus Research Academy (demo)",
            "title": "Good Clinical Practice",
            "category": "gcp",
            "completed_on": DONE,
            "minutes": 360,
            "guideline": "ICH E6(R3)",
            "number": "LRA-1",
            **fields,
        }
    )


def make_sent(person: User | None = None, upload=None, edition=None, **fields) -> ExternalTraining:
    return send(person or make_user(), make_stated(**fields), upload, edition)


def make_accepted(person: User | None = None, family: str = "gcp", by: User | None = None, **fields) -> ExternalTraining:
    return accept(make_sent(person, **fields), family=family, by=by or make_user(latin_name="Mori Haruka"))


def make_pdf(words: str = "one", name: str = "certificate.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7\n" + words.encode(), "application/pdf")


def make_picture(kind: str = "PNG", name: str = "certificate.png") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (8, 6), "white").save(out, kind)
    return SimpleUploadedFile(name, out.getvalue(), "image/png")
