"""Templates of certificates, with small pictures."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from certificates import pictures
from certificates.designs import HOUSE
from certificates.models import CertificateTemplate
from certificates.templating import save_template
from tests.factories.people import make_user


def picture_file(colour="navy", size=(300, 120), name="picture.png", form="PNG") -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", size, colour).save(content, form)
    return SimpleUploadedFile(name, content.getvalue())


def make_design(**fields) -> dict:
    signatory = {"name": "Prof. Ratana Chai", "titles": {"en": "Director", "th": "ผู้อำนวยการ"}, "seal": ""}
    return {
        **HOUSE,
        "logo": pictures.keep(picture_file("darkgreen")),
        "signatories": [{**signatory, "signature": pictures.keep(picture_file("navy"))}],
        **fields,
    }


def make_template(template=None, *, name="Programme paper", use="all", achievements=(), **design) -> CertificateTemplate:
    return save_template(
        template, name=name, use=use, achievements=list(achievements), design=make_design(**design), by=make_user()
    )
