"""Translating captions: the words change, the times never. Somebody else looks before readers get them."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from icrweb.accounts.models import User
from icrweb.media.captions import check_captions
from icrweb.media.models import Captions, Recording
from icrweb.trail import audit
from icrweb.translating.cues import TimedCue, tidy, timed_cues, too_quick, track_of
from icrweb.translating.models import CaptionWork

WRITTEN_IN = "en"


@dataclass(frozen=True)
class Row:
    """A cue of the source and its words here. `was`: the source that the words were written for, where it has changed since."""

    number: int
    cue: TimedCue
    words: str
    was: str = ""
    moved: bool = False
    quick: bool = False

    @property
    def outdated(self) -> bool:
        return bool(self.was) or self.moved


def source_of(recording: Recording, language: str) -> Captions | None:
    """The track to translate from: English where there is one, else another language that is not a translation made here."""
    tracks = sorted(recording.captions.all(), key=lambda row: (row.language != WRITTEN_IN, row.kind != Captions.Kind.CAPTIONS))
    return next((row for row in tracks if row.language != language), None)


def rows_of(recording: Recording, language: str, work: CaptionWork | None) -> list[Row]:
    """Every cue of the source with its words; where the source has changed since, the cue says so."""
    source = source_of(recording, language)
    if source is None:
        raise ValidationError(
            _("This recording has no captions to translate from. Add them in Recordings first."), code="no_source"
        )
    cues = timed_cues(source.text)
    kept = work.cues if work else _from_track(recording, language, cues)
    return [_row(number, cue, kept, language) for number, cue in enumerate(cues)]


@transaction.atomic
def write_captions(
    recording: Recording, language: str, words: list[str], *, version: int, ready: bool, by: User, still_right=frozenset()
) -> CaptionWork:
    """Keep the words; `ready`: all are there, and somebody else may look. What readers see does not change yet.

    A cue whose source has changed stays marked until its words change, or its number is in `still_right`.
    """
    Recording.objects.select_for_update().get(pk=recording.pk)
    work = CaptionWork.objects.filter(recording=recording, language=language).first()
    work = work or CaptionWork(recording=recording, language=language)
    if work.version != version:
        raise ValidationError(
            _("Somebody changed these captions meanwhile. Your words are still here; compare them."), code="changed"
        )
    rows = rows_of(recording, language, work if work.pk else None)
    if len(words) != len(rows):
        raise ValidationError(_("The captions of the source were changed meanwhile. Open this page again."), code="source_changed")
    words = [tidy(text) for text in words]
    sources = [
        row.was if row.was and text == row.words and row.number not in still_right else row.cue.words
        for row, text in zip(rows, words, strict=True)
    ]
    if ready:
        _refuse_unfinished(rows, words, sources)
    if any(words):
        check_captions(track_of([row.cue for row in rows], words))
    work.cues = [
        {"head": row.cue.head, "source": source, "words": text} for row, source, text in zip(rows, sources, words, strict=True)
    ]
    work.state = CaptionWork.State.READY if ready else CaptionWork.State.DRAFT
    work.version += 1
    work.translator, work.translated_at, work.reviewer, work.reviewed_at, work.reason = by, timezone.now(), None, None, ""
    work.save()
    audit.record("captions.write", work, actor=by, new={"recording": recording.title, "language": language, "state": work.state})
    return work


@transaction.atomic
def review_captions(work: CaptionWork, *, by: User) -> Captions:
    """Somebody who did not write them has read them: readers get the track, with the times and settings of the source."""
    work = _to_decide(work, by)
    rows = rows_of(work.recording, work.language, work)
    if any(row.outdated or not row.words for row in rows):
        raise ValidationError(_("The captions of the source have changed since. Translate what is marked first."), code="outdated")
    text = track_of([row.cue for row in rows], [row.words for row in rows])
    check_captions(text)
    track = work.recording.captions.filter(language=work.language).order_by("sort_order").first()
    track = track or Captions(recording=work.recording, language=work.language, kind=Captions.Kind.SUBTITLES)
    track.text = text
    track.save()
    Recording.objects.filter(pk=work.recording_id).update(updated_at=timezone.now())
    work.state, work.reviewer, work.reviewed_at = CaptionWork.State.REVIEWED, by, timezone.now()
    work.version += 1
    work.save()
    audit.record("captions.review", work, actor=by, new={"recording": work.recording.title, "language": work.language})
    return track


@transaction.atomic
def send_captions_back(work: CaptionWork, *, by: User, reason: str) -> CaptionWork:
    """They need another look by who translates; the reason stands above them."""
    if not reason.strip():
        raise ValidationError(_("Say what is to be changed."), code="reason")
    work = _to_decide(work, by)
    work.state, work.reason = CaptionWork.State.DRAFT, reason.strip()[:300]
    work.version += 1
    work.save()
    audit.record("captions.send_back", work, actor=by, why=work.reason)
    return work


def _refuse_unfinished(rows: list[Row], words: list[str], sources: list[str]) -> None:
    if not all(words):
        raise ValidationError(_("Some captions have no words yet. Save, and go on later."), code="incomplete")
    if any(source != row.cue.words for row, source in zip(rows, sources, strict=True)):
        sentence = _("The source of some captions has changed. Change their words, or say that they are still right.")
        raise ValidationError(sentence, code="outdated")


def _to_decide(work: CaptionWork, by: User) -> CaptionWork:
    Recording.objects.select_for_update().get(pk=work.recording_id)
    row = CaptionWork.objects.select_related("recording").get(pk=work.pk)
    if row.state != CaptionWork.State.READY:
        raise ValidationError(_("These captions do not wait for review."), code="not_ready")
    if row.translator_id == by.pk:
        raise ValidationError(_("These are your own words. Somebody else reviews them."), code="own")
    return row


def _row(number: int, cue: TimedCue, kept: list[dict], language: str) -> Row:
    """Words belong to the cue of the same times; where only the times moved, to the cue that says the same."""
    same = next((row for row in kept if row["head"] == cue.head), None)
    said = same or next((row for row in kept if row["source"] == cue.words), None)
    if said is None or not said["words"]:
        return Row(number, cue, "")
    was = said["source"] if said["source"] != cue.words else ""
    return Row(number, cue, said["words"], was, moved=same is None, quick=too_quick(said["words"], cue.seconds, language))


def _from_track(recording: Recording, language: str, cues: list[TimedCue]) -> list[dict]:
    """Words of a track that was uploaded by hand, cue by cue where its times are those of the source."""
    track = next((row for row in recording.captions.all() if row.language == language), None)
    by_times = {cue.timing: cue.words for cue in timed_cues(track.text)} if track else {}
    return [{"head": cue.head, "source": cue.words, "words": by_times.get(cue.timing, "")} for cue in cues]
