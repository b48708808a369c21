"""A lesson's body on its way to the reader: glossary terms are opened where the text first uses them."""

import re
from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from wagtail.blocks import StreamValue

from courses.blocks import SELF_CHECKS
from icrweb.media.embeds import hosts_in
from icrweb.pages.footnotes import link_footnotes
from icrweb.pages.formulae import draw_inline
from icrweb.pages.keeping import kept
from icrweb.pages.languages import source_language
from icrweb.translating.showing import StalePage

_TAG = re.compile(r"(<[^>]+>)")
_VOID = ("<br", "<img", "<hr", "<embed")
_CLOSED_TO_TERMS = re.compile(r"<(/?)(a|h2|h3|h4|button|sup)\b")


@dataclass
class Part:
    """One block of the body, or a run of terms that no text uses."""

    id: str
    kind: str
    block: object = None
    html: str = ""
    terms: list | dict | None = None


@dataclass
class Words:
    """A body as the reader gets it, the same for every reader, the ids of its self-checks, and the sites of its videos."""

    html: SafeString
    checks: list[str]
    hosts: list[str]


def words_of(page, check_url: str, chosen_in: str = "", chosen=(), stale: StalePage | None = None) -> Words:
    """The body of a lesson in HTML, made anew: for a preview, or with the result of the self-check that was just answered."""
    language = source_language(page)
    parts = parts_of(pictures_of(page.body), language)
    html = render_to_string(
        "courses/includes/lesson_body.html",
        {
            "parts": parts,
            "words_in": language,
            "check_url": check_url,
            "chosen_in": chosen_in,
            "chosen": chosen,
            "stale": stale,
        },
    )
    return Words(html, [str(block.id) for block in page.body if block.block_type in SELF_CHECKS], hosts_in(page.body))


def kept_words_of(page, language: str, check_url: str, stale: StalePage | None = None) -> Words:
    """The same from the cache. The lesson comes from `LessonPage.objects.for_reading()`; only what is new is unpacked."""

    def make():
        words = words_of(page, check_url, stale=stale)
        references = [(model, pk) for model, pk, _path, _place in page.body.stream_block.extract_references(page.body)]
        return (str(words.html), words.checks, words.hosts), [*references, *_behind_slots(page.body)]

    name = f"lesson:{page.translation_key}:{source_language(page)}:{language}:{stale.stamp if stale else ''}"
    html, checks, hosts = kept(name, page.written, make)
    return Words(mark_safe(html), checks, hosts)  # noqa: S308 - rendered by our own templates


def _behind_slots(body: StreamValue) -> list[tuple[type, object]]:
    """What the body shows without naming it: the guideline editions that local notes cite. A note that changes marks its subject."""
    subjects = [block.value["subject"] for block in body if block.block_type == "local_notes" and block.value["subject"]]
    return [
        (type(note.guideline), note.guideline_id)
        for subject in subjects
        for note in subject.notes.live().select_related("guideline")
        if note.guideline_id
    ]


def pictures_of(body: StreamValue) -> StreamValue:
    """The same body with the renditions of all its pictures fetched at once."""
    pictures = [block.value["picture"] for block in body if block.block_type == "picture" and block.value["picture"]]
    if pictures:
        prefetch_related_objects(pictures, Prefetch("renditions", to_attr="prefetched_renditions"))
    return body


def parts_of(body: StreamValue, language: str = "") -> list[Part]:
    """The blocks in order; each term moves to the paragraph that first uses it, or stays where it was written.

    `language` is the one the body is written in: terms are shown in its words.
    """
    waiting = _terms_of(body, language)
    parts: list[Part] = []
    for block in body:
        key = str(block.id)
        if block.block_type == "text":
            html, used = _open_terms(str(block.value), waiting)
            for term in used:
                del waiting[term]
            parts.append(Part(key, "text", html=mark_safe(link_footnotes(draw_inline(html)))))  # noqa: S308 - cleaned by Wagtail
        elif block.block_type == "term":
            if key in waiting and parts and parts[-1].kind == "terms":
                parts[-1].terms[key] = waiting[key]
            elif key in waiting:
                parts.append(Part(key, "terms", terms={key: waiting[key]}))
        else:
            parts.append(Part(key, block.block_type, block=block))
    for part in parts:
        if part.kind == "terms":
            part.terms = [term for key, term in part.terms.items() if key in waiting]
    return [part for part in parts if part.kind != "terms" or part.terms]


def _terms_of(body: StreamValue, language: str) -> dict:
    """The glossary entries of the body in the words of a language, by block id: one query, and none where there is no term."""
    chosen = {str(block.id): block.value["term"] for block in body if block.block_type == "term" and block.value["term"]}
    if not chosen:
        return {}
    terms = list(chosen.values())
    words = type(terms[0]).objects.words_of(terms, language) if language else {}
    return {key: words.get(term.translation_key, term) for key, term in chosen.items()}


def _open_terms(html: str, terms: dict) -> tuple[str, list[str]]:
    """Make the first use of each term a button, and put its panel behind the paragraph (or list) that holds it."""
    out, used, panels, depth, closed = [], [], [], 0, 0
    for token in _TAG.split(html):
        if token.startswith("<"):
            out.append(token)
            if match := _CLOSED_TO_TERMS.match(token):
                closed += -1 if match.group(1) else 1
            if token.startswith("</"):
                depth -= 1
            elif not token.startswith(_VOID) and not token.endswith("/>"):
                depth += 1
            if depth == 0 and panels:
                out += panels
                panels = []
            continue
        while not closed and (found := _first_use(token, terms, used)):
            key, start, end = found
            used.append(key)
            out.append(token[:start])
            out.append(
                render_to_string("components/term.html", {"id": f"term-{key}", "term": mark_safe(token[start:end])})  # noqa: S308
            )
            panels.append(
                render_to_string(
                    "components/term_panel.html",
                    {
                        "id": f"term-{key}",
                        "title": terms[key].word,
                        "text": terms[key].definition,
                        "lang": terms[key].locale.language_code,
                    },
                )
            )
            token = token[end:]
        out.append(token)
    return "".join(out + panels), used


def _first_use(text: str, terms: dict, used: list[str]) -> tuple[str, int, int] | None:
    """Which unused term comes first in `text`, and where."""
    hits = []
    for key, term in terms.items():
        if key not in used and (match := _first_form(term.forms, text)):
            hits.append((match.start(), -match.end(), key))
    if not hits:
        return None
    start, minus_end, key = min(hits)
    return key, start, -minus_end


def _first_form(forms: list[str], text: str) -> re.Match | None:
    """Where a term stands first, in any of its forms; of two that begin alike the longer one."""
    matches = [match for form in forms if (match := _pattern(form).search(text))]
    return min(matches, key=lambda match: (match.start(), -match.end()), default=None)


def _pattern(word: str) -> re.Pattern:
    """Whole words where letters are Latin (with a plural s); anything written without spaces is found inside a sentence."""
    escaped = re.escape(word.strip()).replace(r"\ ", r"\s+")
    if word.isascii():
        return re.compile(rf"\b{escaped}s?\b", re.IGNORECASE)
    return re.compile(escaped, re.IGNORECASE)
