"""What a translation still lacks before it can be published, in sentences."""

from collections import Counter
from collections.abc import Iterable

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from icrweb.translating import checks
from icrweb.translating.checking import sentence_of
from icrweb.translating.choices import Step
from icrweb.translating.diffs import plain
from icrweb.translating.segments import Segment

MOST_NAMED = 10  # findings that are said one by one


def missing_in(segments: Iterable[Segment], source_language: str, language: str) -> list[str]:
    """Empty where every passage has reviewed words and none of them loses what must be there."""
    segments = list(segments)
    number = Counter(segment.step for segment in segments)
    waiting = number[Step.TRANSLATED]
    drafts = number[Step.DRAFT] + number[Step.MACHINE]
    outdated = number[Step.CRITICAL] + number[Step.OUTDATED]
    back = number[Step.SENT_BACK]
    found = [
        (outdated, ngettext("%(number)s passage is outdated.", "%(number)s passages are outdated.", outdated)),
        (back, ngettext("%(number)s passage was sent back.", "%(number)s passages were sent back.", back)),
        (
            number[Step.MISSING],
            ngettext("%(number)s passage has no words yet.", "%(number)s passages have no words yet.", number[Step.MISSING]),
        ),
        (drafts, ngettext("%(number)s passage is a draft.", "%(number)s passages are drafts.", drafts)),
        (
            waiting,
            ngettext("%(number)s passage waits for medical review.", "%(number)s passages wait for medical review.", waiting),
        ),
    ]
    return [sentence % {"number": count} for count, sentence in found if count] + _faults(segments, source_language, language)


def _faults(segments: list[Segment], source_language: str, language: str) -> list[str]:
    """Passages whose words lose a number, a placeholder or a link: the first of them by name."""
    sentences = []
    for segment in segments:
        if not segment.words:
            continue
        found = checks.blocking(checks.findings(segment.source, segment.target, source_language, language))  # terms never block
        if found:
            start = Truncator(plain(segment.source)).chars(60)
            sentences.append(_("“%(start)s”: %(finding)s") % {"start": start, "finding": sentence_of(found[0])})
    more = len(sentences) - MOST_NAMED
    if more > 0:
        text = ngettext("%(number)s more passage has such a fault.", "%(number)s more passages have such a fault.", more)
        sentences[MOST_NAMED:] = [text % {"number": more}]
    return sentences
