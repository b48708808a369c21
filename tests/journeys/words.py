"""Is a page in the language that its address asks for? What of the interface is still English, though the catalogue has it."""

from functools import cache
from pathlib import Path

import polib
from django.utils.translation import to_locale
from playwright.sync_api import Page

LOCALES = Path(__file__).resolve().parents[2] / "icrweb" / "locale"
SHORTEST = 4  # letters; shorter words are the same in many languages

# Languages are named in themselves, time zones by the places of their database.
APART = "script, style, template, noscript, math, select[name=time_zone], [name=language], [name=content_language]"
# What editors wrote, with the labels of its boxes.
CONTENT = "main[lang], .lesson__body, .measure.stack"
# Every text and label that is marked as being in the page's own language, or in another.
READ = """
([APART, OWN]) => {
  const own = document.documentElement.lang;
  const found = new Set();
  const note = (words, element) => {
    if ((element.closest("[lang]").lang === own) === OWN && !element.closest(APART))
      found.add(words.replace(/\\s+/g, " ").trim());
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) note(walker.currentNode.data, walker.currentNode.parentElement);
  for (const name of ["aria-label", "placeholder", "title", "alt"])
    for (const element of document.querySelectorAll(`[${name}]`)) note(element.getAttribute(name), element);
  return [...found];
}
"""


@cache
def catalogue(language: str) -> frozenset[str]:
    """The English sentences that read otherwise in this language, and in which nothing is filled in."""
    entries = polib.pofile(str(LOCALES / to_locale(language) / "LC_MESSAGES" / "django.po"))
    sentences = {entry.msgid for entry in entries if entry.msgstr not in ("", entry.msgid) and len(entry.msgid) >= SHORTEST}
    return frozenset(text for text in sentences if "%" not in text and "{" not in text)


@cache
def own_sentences(language: str) -> frozenset[str]:
    """What the interface says in this language, where that is more than a word that others share."""
    entries = polib.pofile(str(LOCALES / to_locale(language) / "LC_MESSAGES" / "django.po"))
    said = {entry.msgstr for entry in entries if entry.msgstr != entry.msgid and len(entry.msgstr) > 2 * SHORTEST}
    return frozenset(text for text in said if "%" not in text and "{" not in text)


def faults_of_language(page: Page, language: str) -> list[str]:
    """Of a page whose address asks for this language."""
    lang = page.evaluate("document.documentElement.lang")
    if lang != language:
        return [f"the page says that it is in {lang!r}"]
    if language == "en":
        return []
    english = sorted(set(page.evaluate(READ, [APART, True])) & catalogue(language))
    strange = sorted(set(page.evaluate(READ, [f"{APART}, {CONTENT}", False])) & own_sentences(language))
    return [f"still English: {text!r}" for text in english] + [f"marked as another language: {text!r}" for text in strange]
