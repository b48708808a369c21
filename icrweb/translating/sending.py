"""Files that somebody sent in: kept as text until somebody has looked at what they would change."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icrweb.accounts.models import User
from icrweb.translating.models import SentFile

MOST_BYTES = 4_000_000
TOO_LARGE = gettext_lazy("This file is larger than %(limit)s MB. Split it.")


def text_of(upload: UploadedFile) -> str:
    """The text of a file in UTF-8."""
    try:
        text = upload.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValidationError(_("This file is not UTF-8 text. Save it as UTF-8."), code="not_utf8") from error
    if "\0" in text:
        raise ValidationError(_("This is no text file."), code="not_text")
    return text


def send_in(purpose: str, filename: str, text: str, *, by: User, source=None, locale=None) -> SentFile:
    """Keep a file until it is carried out or the same person sends another."""
    facts = {"filename": filename[:200], "text": text, "source": source, "locale": locale}
    return SentFile.objects.update_or_create(
        by=by, purpose=purpose, defaults={**facts, "sent_at": timezone.now(), "done_at": None}
    )[0]


def finish(sent: SentFile) -> None:
    """Carried out: what was in it stands elsewhere now."""
    SentFile.objects.filter(pk=sent.pk).update(done_at=timezone.now(), text="")
