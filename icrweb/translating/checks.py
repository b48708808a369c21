"""What differs between a segment and its translation that should not: marks, numbers, negations, terms. No Django here.

Both sides are simplified HTML (`inline`). A finding that blocks must be mended before the words are taken; the others are for a
translator or reviewer to look at. `checking.sentence_of` says each in words.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from icrweb.translating import negators
from icrweb.translating.inline import Inline, clean, read
from icrweb.translating.numbers_in import Amount, also_said, amounts_of, compared

PLACEHOLDER = re.compile(r"%\(\w+\)[a-zA-Z]|%[sd](?![a-zA-Z])|\{\w*\}|\[\[\d+\]\]|\[\^\w+\]|\\\(.+?\\\)")
_LETTERS = {"ja": 0.5, "ko": 0.6, "zh-hans": 0.36, "zh-hant": 0.36, "th": 1.0, "vi": 1.15, "id": 1.15, "ms": 1.15, "fil": 1.3}
_SHORT = 40  # letters below which lengths say nothing
_ENDS = {"?": "?", "？": "?", ".": ".", "。": ".", "．": ".", "!": "!", "！": "!"}
_CLOSERS = " \u00a0\n\"'”’»)）」』】]"
_UNSPACED = ("ja", "ko", "zh-hans", "zh-hant", "th")  # no spaces, or particles grown to the word


@dataclass(frozen=True)
class KnownTerm:
    """A term of the source language, and its forms in the language of the translation."""

    term: str
    approved: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    do_not_translate: bool = False


@dataclass(frozen=True)
class Finding:
    """`code` names the kind, `detail` what it is about (as it stands there), `blocking` whether the words may be taken at all."""

    code: str
    detail: str = ""
    blocking: bool = False


def findings(source: str, target: str, source_language: str, language: str, terms: Sequence[KnownTerm] = ()) -> list[Finding]:
    """What to look at, the blocking first. Languages as in the settings ("en", "zh-hans")."""
    if not target.strip():
        return [Finding("empty", blocking=True)] if source.strip() else []
    said, words = read(source), read(target)
    found = [*_unsafe(words, target), *_marks(said, words), *_placeholders(source, target)]
    plain, other = PLACEHOLDER.sub(" ", said.text), PLACEHOLDER.sub(" ", words.text)
    found += _numbers(plain, other, source_language, language)
    found += _negations(plain, other, source_language, language)
    found += _terms(plain, other, language, terms)
    found += _form(plain, other, source_language, language, terms)
    found += _edges(source, target)
    found += _ending(said.text, words.text, language)
    return sorted(found, key=lambda finding: not finding.blocking)


def blocking(found: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in found if finding.blocking]


def terms_in(source: str, terms: Sequence[KnownTerm]) -> list[KnownTerm]:
    """Those that this source uses, for whoever is about to translate it."""
    plain = PLACEHOLDER.sub(" ", read(source).text)
    return [term for term in terms if _holds_term(plain, term)]


def _unsafe(words: Inline, target: str) -> Iterator[Finding]:
    for mark in words.unsafe:
        yield Finding("unsafe", mark[:80], blocking=True)
    if not words.unsafe and read(clean(target)).text != words.text:
        yield Finding("unsafe", target[:80], blocking=True)


def _marks(said: Inline, words: Inline) -> Iterator[Finding]:
    """Links are told by their ids, and must all be there once; other marks may fall where a script has no use for them."""
    for mark in words.unbalanced:
        yield Finding("unclosed", mark, blocking=True)
    for (tag, number), _count in (said.tags - words.tags).items():
        yield Finding("tag_missing", _shown(tag, number), blocking=tag == "a")
    for (tag, number), _count in (words.tags - said.tags).items():
        yield Finding("tag_more", _shown(tag, number), blocking=tag == "a")


def _shown(tag: str, number: str) -> str:
    return f'<{tag} id="{number}">' if number else f"<{tag}>"


def _placeholders(source: str, target: str) -> Iterator[Finding]:
    """All must be there, and none that the source has not; a gap `[[1]]` exactly once, others may be said again."""
    wanted, there = Counter(PLACEHOLDER.findall(source)), Counter(PLACEHOLDER.findall(target))
    for mark in wanted - there:
        yield Finding("placeholder_missing", mark, blocking=mark not in there)
    for mark in there - wanted:
        yield Finding("placeholder_more", mark, blocking=mark not in wanted or mark.startswith("[["))


def _numbers(source: str, target: str, source_language: str, language: str) -> Iterator[Finding]:
    """A number in place of another blocks; one that is only missing may be written as a word."""
    missing, more, units = compared(amounts_of(source, source_language), amounts_of(target, language))
    in_words, said = also_said(target), also_said(source)
    missing = [amount for amount in missing if not amount.values & in_words]
    more = [amount for amount in more if not amount.values & said]
    if missing and more:
        yield Finding("numbers", f"{_listed(missing)} → {_listed(more)}", blocking=True)
    elif missing:
        yield Finding("numbers_missing", _listed(missing))
    elif more:
        yield Finding("numbers_more", _listed(more))
    for one, other in units:
        yield Finding("units", f"{_with_unit(one)} → {_with_unit(other)}", blocking=bool(one.unit and other.unit))


def _listed(amounts: list[Amount]) -> str:
    return ", ".join(amount.text for amount in amounts)


def _with_unit(amount: Amount) -> str:
    return f"{amount.text} {amount.unit}".strip()


def _negations(source: str, target: str, source_language: str, language: str) -> Iterator[Finding]:
    if not (negators.knows(source_language) and negators.knows(language)):
        return
    if negators.negates(source, source_language) and not negators.may_negate(target, language):
        yield Finding("negation_missing")
    elif negators.negates(target, language) and not negators.may_negate(source, source_language):
        yield Finding("negation_more")


def _terms(source: str, target: str, language: str, terms: Sequence[KnownTerm]) -> Iterator[Finding]:
    for term in terms:
        if not _holds_term(source, term):
            continue
        if term.do_not_translate:
            if not _holds(target, term.term, language, exact=True):
                yield Finding("term_translated", term.term)
            continue
        rest = target
        for form in sorted(term.approved, key=len, reverse=True):
            rest = re.sub(re.escape(form), " ", rest, flags=re.IGNORECASE)
        if term.approved and rest == target:
            yield Finding("term_missing", f"{term.term} → {' / '.join(term.approved)}")
        for form in term.forbidden:
            if _holds(rest, form, language):
                yield Finding("term_forbidden", form)


def _holds_term(source: str, term: KnownTerm) -> bool:
    """Whether the source says the term: a whole word, also in the plural; a term not to be translated in its very letters."""
    flags = 0 if term.do_not_translate else re.IGNORECASE
    return bool(re.search(rf"(?<!\w){re.escape(term.term)}(?:s|es|’s|'s)?(?!\w)", source, flags))


def _holds(text: str, form: str, language: str, *, exact: bool = False) -> bool:
    """Japanese and Thai set words in a row: there a form may stand anywhere, elsewhere it is a whole word."""
    if not exact:
        text, form = (unicodedata.normalize("NFKC", side).casefold() for side in (text, form))
    inside = language in _UNSPACED
    pattern = re.escape(form) if inside and not form.isascii() else rf"(?<![A-Za-z0-9]){re.escape(form)}(?![A-Za-z0-9])"
    return bool(re.search(pattern if inside else rf"(?<!\w){re.escape(form)}(?!\w)", text))


def _form(source: str, target: str, source_language: str, language: str, terms: Sequence[KnownTerm]) -> Iterator[Finding]:
    if source_language == language:
        return
    kept = "|".join(re.escape(term.term) for term in terms if term.do_not_translate)
    rest = re.sub(kept, " ", source) if kept else source
    words = [word for word in re.findall(r"[^\W\d_]{3,}", rest) if not word.isupper()]
    if source.strip() == target.strip() and len(words) > 1:
        yield Finding("same")
        return
    usual = _LETTERS.get(language, 1.0) / _LETTERS.get(source_language, 1.0)
    length, expected = len(target.strip()), len(source.strip()) * usual
    if len(source.strip()) * (1 / _LETTERS.get(source_language, 1.0)) >= _SHORT and not 0.4 <= length / expected <= 2.5:
        yield Finding("length", f"{len(source.strip())} → {length}")


def _edges(source: str, target: str) -> Iterator[Finding]:
    if source[:1].isspace() != target[:1].isspace() or source[-1:].isspace() != target[-1:].isspace():
        yield Finding("space")


def _ending(source: str, target: str, language: str) -> Iterator[Finding]:
    """A question must stay one. Thai sets no full stop and may leave out the question mark, Japanese may ask with か."""
    ends, end = _end(source), _end(target)
    if ends == end or "?" not in (ends, end):
        return
    asks = language == "th" or (language == "ja" and target.rstrip(_CLOSERS + "。").endswith("か"))
    if not (ends == "?" and asks):
        yield Finding("ending", f"{ends or '–'} → {end or '–'}")


def _end(text: str) -> str:
    bare = text.rstrip(_CLOSERS)
    return _ENDS.get(bare[-1:], "")
