"""Translations that come back from translators' tools: looked at first, and never over newer work."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Locale
from wagtail_localize.models import TranslationSource

from icrweb.accounts.models import User
from icrweb.trail import audit
from icrweb.translating.checking import sentence_of
from icrweb.translating.checks import Finding, blocking, findings
from icrweb.translating.choices import State
from icrweb.translating.exchange import po, xliff
from icrweb.translating.exchange.units import BrokenFileError, Head, Unit, fingerprint, same_source, same_words
from icrweb.translating.inline import clean
from icrweb.translating.locking import hold_words
from icrweb.translating.segments import Segment, segments_of
from icrweb.translating.terms import terms_for
from icrweb.translating.working import confirm, tidy, write_words

FORMATS = {"po": po, "xlf": xliff}
STATUS = {
    "refused": pgettext_lazy("passage in a file", "refused"),
    "source_changed": pgettext_lazy("passage in a file", "the source has changed since"),
    "newer_here": pgettext_lazy("passage in a file", "newer here, kept"),
    "unfinished": pgettext_lazy("passage in a file", "marked as unfinished, left out"),
    "unknown": pgettext_lazy("passage in a file", "not known here"),
    "taken": pgettext_lazy("passage in a file", "brought in"),
    "confirmed": pgettext_lazy("passage in a file", "same words, confirmed"),
    "same": pgettext_lazy("passage in a file", "as here"),
    "empty": pgettext_lazy("passage in a file", "no words"),
}
WRITTEN = ("taken", "confirmed")


@dataclass
class Planned:
    """What becomes of one unit of a file. `sentences` say why it is refused, or what to look at."""

    unit: Unit
    status: str
    segment: Segment | None = None
    words: str = ""
    found: list[Finding] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)


@dataclass
class Plan:
    source: TranslationSource
    locale: Locale
    units: list[Unit]
    by: User
    planned: list[Planned]

    @property
    def counts(self) -> dict[str, int]:
        return {status: number for status in STATUS if (number := sum(row.status == status for row in self.planned))}

    @property
    def changes(self) -> bool:
        return any(row.status in WRITTEN for row in self.planned)


def id_of(segment: Segment) -> str:
    """Names a segment in files: its place and its words. A changed source has another."""
    return f"{segment.row.context.path_id.hex[:12]}.{segment.row.string.data_hash.hex[:12]}"


def units_of(source: TranslationSource, locale: Locale) -> list[Unit]:
    """The segments as files carry them; words said twice in one place are one."""
    units = {}
    for number, segment in enumerate(segments_of(source, locale)):
        state = "outdated" if segment.outdated else str(segment.state)
        reason = segment.standing.reason if segment.standing else ""
        seen = fingerprint(segment.source, segment.target)
        unit = Unit(id_of(segment), segment.path, number, segment.source, segment.target, state, reason, seen)
        units.setdefault(unit.id, unit)
    return list(units.values())


def file_of(source: TranslationSource, locale: Locale, kind: str) -> str:
    head = Head(source.object_repr, str(source.object_id), source.locale.language_code, locale.language_code)
    return FORMATS[kind].write(head, units_of(source, locale))


def read(text: str, source: TranslationSource, locale: Locale) -> list[Unit]:
    """The units of a file in either format; refused where it is of something else, or in another language."""
    kind = "xlf" if text.lstrip("\ufeff \t\r\n").startswith("<") else "po"
    try:
        head, units = FORMATS[kind].read(text)
    except BrokenFileError as error:
        sentence = _(error.sentence) % error.values
        sentence = _("Line %(line)s: %(sentence)s") % {"line": error.line, "sentence": sentence} if error.line else sentence
        raise ValidationError(sentence, code="broken") from error
    if head.key and head.key != str(source.object_id):
        raise ValidationError(_("This file is of something else: %(name)s.") % {"name": head.name[:200]}, code="elsewhere")
    if head.language and head.language.lower().replace("_", "-") != locale.language_code:
        raise ValidationError(
            _("This file is in another language: %(language)s.") % {"language": head.language[:40]}, code="language"
        )
    if not units:
        raise ValidationError(_("No passage was found in this file."), code="empty")
    return units


def plan(source: TranslationSource, locale: Locale, units: list[Unit], by: User) -> Plan:
    """What the units would change. Nothing is written."""
    here = {id_of(segment): segment for segment in segments_of(source, locale)}
    paths = {segment.path for segment in here.values()}
    languages = (source.locale.language_code, locale.language_code)
    terms = terms_for(languages[1], languages[0])
    seen, planned = {}, []
    for unit in units:
        row = _planned(unit, here.get(unit.id), paths, languages, terms)
        if row.status in WRITTEN and seen.setdefault(unit.id, unit.line) != unit.line:
            row.status, row.sentences = "refused", [_("Line %(line)s has words for the same passage.") % {"line": seen[unit.id]}]
        planned.append(row)
    return Plan(source, locale, units, by, planned)


@transaction.atomic
def carry_out(wanted: Plan) -> Plan:
    """Write what the plan takes, all of it or nothing; what somebody wrote since it was made is kept, and said."""
    if not hold_words(wanted.source, wanted.locale):
        raise ValidationError(_("This translation has not begun yet. Begin it, then write."), code="not_begun")
    now = plan(wanted.source, wanted.locale, wanted.units, wanted.by)
    for row in now.planned:
        if row.status == "taken":
            write_words(row.segment, now.locale, row.words, now.by)
        elif row.status == "confirmed":
            confirm(row.segment, now.locale, now.by)
    if now.changes:
        facts = {"language": now.locale.language_code, **now.counts}
        audit.record("translation.bring_in", now.source, actor=now.by, new=facts)
    return now


def _planned(unit: Unit, segment: Segment | None, paths: set[str], languages: tuple[str, str], terms) -> Planned:
    if not unit.target.strip():
        return Planned(unit, "empty", segment)
    if segment is None:
        return Planned(unit, "source_changed" if unit.path in paths else "unknown")
    row = Planned(unit, "taken", segment)
    row.found = findings(segment.source, unit.target, *languages, terms)
    row.sentences = [sentence_of(finding) for finding in row.found]
    if blocking(row.found):
        row.status, row.sentences = "refused", [sentence_of(finding) for finding in blocking(row.found)]
        return row
    try:
        row.words = tidy(segment.source, clean(unit.target))
    except ValidationError as refusal:
        row.status, row.sentences = "refused", list(refusal.messages)
        return row
    row.status = _status(unit, segment, row.words)
    return row


def _status(unit: Unit, segment: Segment, words: str) -> str:
    """By what the file saw: words that are here and were not in the file are newer."""
    if words == segment.target:
        unsure = segment.outdated or segment.state == State.DRAFT
        return "confirmed" if unsure and unit.state not in ("", "draft") else "same"
    if unit.seen and not same_source(unit.seen, segment.source):
        return "source_changed"
    if segment.target and not (unit.seen and same_words(unit.seen, segment.target)):
        return "newer_here"
    if unit.state == "draft":
        return "unfinished"
    return "taken"
