"""What a reader is shown of a recording. It depends on the block, the recording and the language, on no person."""

from dataclasses import dataclass, field
from itertools import pairwise

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import get_language_info

from icrweb.media.embeds import Embed, embed_of
from icrweb.media.models import MediaFile, Recording


@dataclass
class Line:
    """A line of the transcript; `start` and `end` in seconds, None where somebody wrote it by hand."""

    text: str
    start: float | None = None
    end: float | None = None

    @property
    def clock(self) -> str:
        return "" if self.start is None else clock(self.start)


@dataclass
class Part:
    """A still and the lines until the next one."""

    second: float = 0.0
    picture: object = None
    alternative: str = ""
    lines: list[Line] = field(default_factory=list)

    @property
    def clock(self) -> str:
        return clock(self.second)


@dataclass
class Source:
    url: str
    mime: str
    label: str
    size: int
    kind: str
    height: int


@dataclass
class Track:
    url: str
    language: str
    label: str
    kind: str
    default: bool


@dataclass
class Player:
    """Everything that templates/blocks/video.html shows."""

    kind: str = "video"
    duration: float = 0.0
    silent: bool = False
    poster: object = None
    sources: list[Source] = field(default_factory=list)
    tracks: list[Track] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    language: str = ""
    embed: Embed | None = None
    credit: str = ""

    @property
    def clock(self) -> str:
        return clock(self.duration)

    @property
    def first(self) -> Source | None:
        return self.sources[0] if self.sources else None

    @property
    def stills(self) -> bool:
        return any(part.picture for part in self.parts)


def player_of(value, language: str) -> Player:
    """What to show of a block's value to somebody who reads in `language`."""
    recording: Recording | None = value["recording"]
    stills = sorted((still for still in value["stills"] if still["picture"]), key=lambda still: still["second"])
    if pictures := [still["picture"] for still in stills]:
        prefetch_related_objects(pictures, Prefetch("renditions", to_attr="prefetched_renditions"))
    if recording is None:
        return Player(embed=embed_of(value["address"]), parts=_parts(stills, _by_hand(value["transcript"])))
    prefetch_related_objects([recording], "renditions__file", "captions")
    captions = recording.captions_in(language)
    lines = [Line(cue.text, cue.start, cue.end) for cue in captions.cues] if captions else []
    lines = _by_hand(value["transcript"]) or lines
    return Player(
        kind=recording.kind,
        duration=recording.duration,
        silent=not recording.has_sound,
        poster=recording.poster or (pictures[0] if pictures else None),
        sources=[_source(file) for file in recording.files],
        tracks=_tracks(recording, language),
        parts=_parts(stills, lines),
        language=captions.language if captions and not value["transcript"] and captions.language != language else "",
        credit=recording.credit,
    )


def clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def _source(file: MediaFile) -> Source:
    url = reverse("media:file", kwargs={"key": file.key})
    return Source(url, file.mime, file.label, file.size, file.type, file.height or 0)


def _tracks(recording: Recording, language: str) -> list[Track]:
    """The reader's language first and switched on; a recording without sound shows its captions in any case."""
    rows = sorted(recording.captions.all(), key=lambda row: row.language != language)
    return [
        Track(
            reverse("media:captions", kwargs={"captions_key": row.key}),
            row.language,
            get_language_info(row.language)["name_local"],
            row.kind,
            default=number == 0 and (row.language == language or not recording.has_sound),
        )
        for number, row in enumerate(rows)
    ]


def _by_hand(transcript: str) -> list[Line]:
    return [Line(line.strip()) for line in transcript.splitlines() if line.strip()]


def _parts(stills: list, lines: list[Line]) -> list[Part]:
    """Each line below the still that was shown when it was said; lines without a time below the first."""
    if not stills:
        return [Part(lines=lines)] if lines else []
    parts = [Part(still["second"], still["picture"], still["alternative"]) for still in stills]
    bounds = [*(part.second for part in parts), float("inf")]
    for part, (start, end) in zip(parts, pairwise(bounds), strict=True):
        first = part is parts[0]
        part.lines = [
            line for line in lines if (first if line.start is None else (first or start <= line.start) and line.start < end)
        ]
    return parts
