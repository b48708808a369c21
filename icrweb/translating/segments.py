"""The segments of one thing in one language, as editor, queue, files and deeds read them: two queries, however many there are."""

from dataclasses import dataclass

from django.db.models import Prefetch
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, TranslationSource

from icrweb.translating.choices import Severity, State, Step
from icrweb.translating.models import Standing, block_of

_ORDER = {state: number for number, state in enumerate(State.values)}


@dataclass(frozen=True)
class Segment:
    """A segment of the source with its words in one language: `source` and `target` are wagtail-localize's strings."""

    row: StringSegment
    words: StringTranslation | None
    standing: Standing | None

    @property
    def path(self) -> str:
        return self.row.context.path

    @property
    def block(self) -> str:
        return block_of(self.path)

    @property
    def source(self) -> str:
        return self.row.string.data

    @property
    def target(self) -> str:
        return self.words.data if self.words else ""

    @property
    def state(self) -> str:
        """A value of `State`, or "" where words are missing. Words nobody vouched for are a draft."""
        if not self.words:
            return ""
        return self.standing.state if self.standing else State.DRAFT

    @property
    def outdated(self) -> bool:
        return bool(self.standing and self.standing.outdated_by_id)

    @property
    def by_machine(self) -> bool:
        return bool(self.words and self.words.translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE)

    @property
    def step(self) -> Step:
        """What is next for it."""
        if self.outdated:
            return Step.CRITICAL if self.standing.outdated_by.severity == Severity.CRITICAL else Step.OUTDATED
        if self.standing and self.standing.reason:
            return Step.SENT_BACK
        if self.state == State.DRAFT and self.by_machine:
            return Step.MACHINE
        return Step(self.state or "missing")

    def reached(self, state: str) -> bool:
        """Whether its words are up to date and at least in this state."""
        return bool(self.words) and not self.outdated and _ORDER[self.state] >= _ORDER[state]


def segments_of(source: TranslationSource, locale: Locale) -> list[Segment]:
    """In the order in which they stand on the page."""
    words = StringTranslation.objects.filter(locale=locale).select_related(
        "standing__outdated_by__change", "standing__translator", "standing__reviewer", "standing__approver"
    )
    rows = (
        StringSegment.objects.filter(source=source)
        .select_related("context", "string")
        .prefetch_related(Prefetch("string__translations", words, to_attr="in_language"))
        .order_by("order", "pk")
    )
    return [_segment(row) for row in rows]


def _segment(row: StringSegment) -> Segment:
    words = next((found for found in row.string.in_language if found.context_id == row.context_id), None)
    return Segment(row, words, getattr(words, "standing", None))
