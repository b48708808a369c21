"""Drafts by a machine, for what has no words yet; a person finishes each. Without a provider nothing is offered.

The provider is wagtail-localize's: a class named by `WAGTAILLOCALIZE_MACHINE_TRANSLATOR`. It gets the words with their marks; what comes
back without a mark, a placeholder or with another number is thrown away.
"""

import logging
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.models import TranslationSource
from wagtail_localize.strings import StringValue

from icrweb.accounts.models import User
from icrweb.trail import audit
from icrweb.translating.checks import blocking, findings
from icrweb.translating.inline import clean
from icrweb.translating.segments import Segment, segments_of
from icrweb.translating.working import write_words

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Drafted:
    """How many passages have a draft now, and how many came back damaged and stay without."""

    written: int
    left_out: int


def machine_for(source: TranslationSource, locale: Locale):
    """The provider that translates between these languages, or None."""
    machine = get_machine_translator()
    return machine if machine and machine.can_translate(source.locale, locale) else None


def draft_by_machine(source: TranslationSource, locale: Locale, by: User) -> Drafted:
    """Draft what is missing. What the provider answers is asked for first; then all of it is written, or nothing."""
    machine = machine_for(source, locale)
    if machine is None:
        raise ValidationError(_("No machine translates into this language here."), code="none")
    missing = {segment.source: segment for segment in segments_of(source, locale) if not segment.words}
    if not missing:
        raise ValidationError(_("Nothing is missing: every passage has words."), code="complete")
    answers = _asked(machine, source, locale, list(missing))
    with transaction.atomic():
        return _written(source, locale, answers, machine, by)


def _asked(machine, source: TranslationSource, locale: Locale, words: list[str]) -> dict[str, str]:
    """The provider is other people's code and network: whatever it raises is a sentence here."""
    try:
        answers = machine.translate(source.locale, locale, [StringValue(text) for text in words])
        return {said.data: answer.data for said, answer in answers.items() if answer and answer.data.strip()}
    except Exception as error:
        logger.warning("Machine translation failed: %s", type(error).__name__)
        raise ValidationError(
            _("The translation machine does not answer. Nothing was changed; try again later."), code="failed"
        ) from error


def _written(source: TranslationSource, locale: Locale, answers: dict[str, str], machine, by: User) -> Drafted:
    """What got words meanwhile keeps them."""
    written = left_out = 0
    for segment in segments_of(source, locale):
        if segment.words or segment.source not in answers:
            continue
        words = answers[segment.source]
        if _damaged(segment, words, source.locale, locale):
            left_out += 1
            continue
        write_words(segment, locale, clean(words), by, tool=str(machine.display_name)[:255])
        written += 1
    audit.record("translation.draft_by_machine", source, actor=by, new={"language": locale.language_code, "passages": written})
    return Drafted(written, left_out)


def _damaged(segment: Segment, words: str, source_locale: Locale, locale: Locale) -> bool:
    return bool(blocking(findings(segment.source, words, source_locale.language_code, locale.language_code)))
