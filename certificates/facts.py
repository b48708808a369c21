"""What a course or a seminar hands over, and what of it and of the person is frozen on a certificate."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Self

# Written into every certificate; a paper is always rendered with the template it names.
TEMPLATE = 1


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything about an achievement that its certificate states; about the person `issuing` looks itself.

    `titles`: title by language code, at least in `source_language`. `minutes_by_category`: {category: approved minutes}.
    `modules`: [{"id": str, "title": str, "minutes": int}] in the source language, with "by_pre_test" where a passed pre-test stood in for
    studying any of it. `pass_mark` in percent, None without a test.
    For attendance: `attended_minutes`, `sittings` of [{"title", "minutes", "starts_at"}], `place`, `starts_on`, `ends_on`.
    `time_zone` is the venue's; a course leaves it empty and the holder's own zone counts. `valid_until` is inclusive; None
    means that the accepting body sets it. `mutual_recognition`: the day on which the programme stated it for this edition, or None.
    `cpd`: [{"scheme", "points", "number", "starts_on", "ends_on"}] whose activity period holds the day of completion.
    `assessed`: an organizer found that they passed, where there is no test of ours. `of_seminar`: what was completed is a seminar;
    papers issued before there was this fact keep the sentence of courses.
    """

    titles: dict[str, str]
    source_language: str
    completed_at: datetime
    study_language: str = ""
    edition_label: str = ""
    effective_on: date | None = None
    guideline_parts: list[str] = field(default_factory=list)
    minutes_by_category: dict[str, int] = field(default_factory=dict)
    pass_mark: int | None = None
    modules: list[dict] = field(default_factory=list)
    attended_minutes: int | None = None
    sittings: list[dict] = field(default_factory=list)
    place: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    time_zone: str = ""
    valid_until: date | None = None
    mutual_recognition: date | None = None
    cpd: list[dict] = field(default_factory=list)
    assessed: bool = False
    of_seminar: bool = False

    def as_json(self) -> dict:
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, stored: dict) -> Self:
        days = {
            name: date.fromisoformat(stored[name]) if stored.get(name) else None
            for name in ("effective_on", "starts_on", "ends_on", "valid_until", "mutual_recognition")
        }
        return cls(**{**stored, **days, "completed_at": datetime.fromisoformat(stored["completed_at"])})
