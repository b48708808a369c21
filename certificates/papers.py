"""The PDF of a certificate: asked for in a row, made by the worker (`printing`), kept byte for byte."""

from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages

from .models import Certificate, Paper

LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


def ask_for_paper(certificate: Certificate, language: str) -> Paper:
    """Ask for the paper in a language, once; English where the site does not have that language."""
    return Paper.objects.get_or_create(certificate=certificate, language=language if language in LANGUAGES else "en")[0]


def file_of(paper: Paper) -> File:
    """The bytes that were recorded, opened for reading."""
    return storages["private"].open(paper.name)
