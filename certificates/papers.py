"""The PDF of a certificate: asked for in a row, made by the worker (`printing`), kept byte for byte."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages
from django.db.models import Count, Q

from .models import Certificate, Paper

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
TROUBLED = 3  # tries after which a paper has more than bad luck


@dataclass(frozen=True)
class Progress:
    """How far the certificates of a course or seminar are; `troubled` papers wait, and could not be made several times."""

    issued: int
    printed: int
    waiting: int
    troubled: int


def ask_for_paper(certificate: Certificate, language: str) -> Paper:
    """Ask for the paper in a language, once; English where the site does not have that language."""
    return Paper.objects.get_or_create(certificate=certificate, language=language if language in LANGUAGES else "en")[0]


def file_of(paper: Paper) -> File:
    """The bytes that were recorded, opened for reading."""
    return storages["private"].open(paper.name)


def progress_of(achievement_key: UUID) -> Progress:
    """The certificates that count for an achievement, and their papers, in one query."""
    made, waiting = ~Q(papers__sha256=""), Q(papers__sha256="")
    return Progress(
        **Certificate.objects.filter(achievement__key=achievement_key, superseded_by=None).aggregate(
            issued=Count("pk", distinct=True),
            printed=Count("papers", filter=made),
            waiting=Count("papers", filter=waiting),
            troubled=Count("papers", filter=waiting & Q(papers__tries__gte=TROUBLED)),
        )
    )
