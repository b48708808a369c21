"""Parts of pages that stand on one so often that a template of their own would cost too much. Known to every template."""

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import template_localtime
from django.utils.translation import get_language

from icrweb.pages.languages import in_its_language

register = template.Library()


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """One icon of the sprite (static/images/icons.svg); size "small" or "large"; a label only where no word stands beside it."""
    return _icon(str(name), size, str(label))


@lru_cache(maxsize=500)
def _icon(name: str, size: str, label: str) -> SafeString:
    return format_html(
        '<svg class="icon{}" width="20" height="20" focusable="false"{}><use href="{}#{}"/></svg>',
        f" icon--{size}" if size else "",
        format_html(' role="img" aria-label="{}"', label) if label else format_html(' aria-hidden="{}"', "true"),
        static("images/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def own_lang(context, around: str | None = None) -> SafeString:
    """The attribute for a label of ours that stands among words of another language; nothing where those are the reader's, too.

    `around` is the language of the words; where it is not given, that of the block or page (`words_in`, `alias`).
    """
    around = _words_in(context) if around is None else around
    return _lang(get_language()) if around not in ("", get_language()) else SafeString()


@register.simple_tag(takes_context=True)
def their_lang(context) -> SafeString:
    """The attribute for an editor's words within a part that `own_lang` marked as ours."""
    around = _words_in(context)
    return _lang(around) if around not in ("", get_language()) else SafeString()


@register.simple_tag(takes_context=True)
def their_words(context, words) -> SafeString:
    """The same words with an element of their own, for a sentence of ours."""
    current = get_language()
    return in_its_language(words, _words_in(context) or current, current)


def _lang(code: str) -> SafeString:
    return format_html(' lang="{}"', code)


def _words_in(context) -> str:
    return context.get("words_in") or (context.get("alias") or {}).get("code", "")


@register.simple_tag
def fact_rows(facts: Iterable[dict]) -> SafeString:
    """The lines of components/facts.html; each value as `{{ }}` would write it."""
    return mark_safe("".join(_fact_row(fact) for fact in facts if fact.get("value")))  # noqa: S308 - each part is escaped


def _fact_row(fact: dict) -> str:
    value, more = _written(fact["value"]), fact.get("more", "")
    if fact.get("strong"):
        value = f"<strong>{value}</strong>"
    if more:
        lang = f' lang="{_written(fact["lang"])}"' if fact.get("lang") else ""
        value = f'{value}<br><span class="quiet"{lang}>{_written(more)}</span>'
    return f"<div><dt>{_written(fact.get('label', ''))}</dt><dd>{value}</dd></div>"


def _written(value) -> str:
    return conditional_escape(value if isinstance(value, str) else localize(template_localtime(value)))
