"""What was approved before for the same or nearly the same words. Drafts and what nobody reviewed are never suggested.

Candidates are bounded by length and by how they begin, so that a long memory costs two queries and no more time than a short one.
"""

from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import Q
from django.db.models.functions import Length
from wagtail.models import Locale
from wagtail_localize.models import String, StringTranslation

from icrweb.translating.choices import State

LEAST = 75  # percent
MOST = 3  # suggestions for each passage
MOST_CANDIDATES = 2000
MOST_COMPARED = 15  # of them, letter by letter, for each passage
BEGINNING = 4  # letters
MOST_SOURCES = 60  # of a page of the editor


@dataclass(frozen=True)
class Suggestion:
    """Approved words and how like their source is, in percent; `source` is what they were written for."""

    words: str
    source: str
    percent: int


def suggestions(sources: list[str], source_language: str, locale: Locale) -> dict[str, list[Suggestion]]:
    """For each of the words what was approved for it (100 percent) or for something like it, the likest first.

    Two queries, however many sources; at most 60 sources are looked at.
    """
    sources = list(dict.fromkeys(sources))[:MOST_SOURCES]
    found: dict[str, list[Suggestion]] = {source: [] for source in sources}
    if not sources:
        return found
    exact = _approved(locale, source_language).filter(
        translation_of__data_hash__in=[String._get_data_hash(text) for text in sources]
    )
    for row in exact.order_by("-updated_at", "-pk"):
        _add(found, row.translation_of.data, row, 100)
    left = [source for source in sources if not found[source]]
    candidates = _candidates(left, source_language, locale) if left else []
    for source in left:
        for percent, row in sorted(_alike(source, candidates), key=lambda pair: (-pair[0], -pair[1].pk)):
            _add(found, source, row, percent)
    return found


def _approved(locale: Locale, source_language: str):
    return StringTranslation.objects.filter(
        locale=locale,
        translation_of__locale__language_code=source_language,
        has_error=False,
        standing__state=State.APPROVED,
        standing__outdated_by=None,
    ).select_related("translation_of")


def _candidates(sources: list[str], source_language: str, locale: Locale) -> list[StringTranslation]:
    """Approved words for sources that begin alike and are about as long as one of these."""
    alike = Q()
    for source in sources:
        least, most = _lengths(source)
        alike |= Q(translation_of__data__istartswith=source[:BEGINNING], letters__gte=least, letters__lte=most)
    rows = _approved(locale, source_language).annotate(letters=Length("translation_of__data")).filter(alike)
    return list(rows.order_by("-updated_at", "-pk")[:MOST_CANDIDATES])


def _lengths(source: str) -> tuple[int, int]:
    """Outside of these nothing can be alike enough: a ratio is twice what is common, by the sum of both lengths."""
    share = LEAST / (200 - LEAST)
    return int(len(source) * share), int(len(source) / share) + 1


def _alike(source: str, candidates: list[StringTranslation]):
    """The few that share most words with the source, and how like it each is, letter by letter."""
    least, most = _lengths(source)
    said = _words(source)
    shared = [
        (len(said & words) / (len(said) + len(words)), row)
        for row in candidates
        if least <= len(row.translation_of.data) <= most and (words := _words(row.translation_of.data))
    ]
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(source.casefold())
    for _share, row in sorted(shared, key=lambda pair: (-pair[0], -pair[1].pk))[:MOST_COMPARED]:
        matcher.set_seq1(row.translation_of.data.casefold())
        percent = int(matcher.ratio() * 100)
        if percent >= LEAST:
            yield min(percent, 99), row


def _words(text: str) -> frozenset[str]:
    """Words, or signs where words are set in a row."""
    text = text.casefold()
    return frozenset(text.split() if " " in text.strip() else text)


def _add(found: dict[str, list[Suggestion]], source: str, row: StringTranslation, percent: int) -> None:
    there = found[source]
    if len(there) < MOST and row.data not in {suggestion.words for suggestion in there}:
        there.append(Suggestion(row.data, row.translation_of.data, percent))
