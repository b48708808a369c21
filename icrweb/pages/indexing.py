"""What the search index holds of a page or a term: its language and, marked as such, the words of its title and aim.

Both engines keep words only. So what a search narrows by stands among them: the language, and where a word stands. Then one look
into the full-text index answers "in Thai, with this word in the title", whatever else a hundred thousand pages hold.
"""

import re
from collections.abc import Callable, Collection
from html import unescape

from wagtail import blocks

from .folding import fold
from .stemming import with_stems

IN_TITLE, IN_AIM = "xt0", "xa0"  # before a word; no word of a language has a digit there
_LANGUAGE = "xl0"
_BLOCK_ENDS = re.compile(r"(</(?:p|h\d|li)>|<[bh]r/?>)")
_TAG = re.compile(r"<[^>]*>")


def language_word(code: str) -> str:
    return _LANGUAGE + code.replace("-", "")


def entry(language: str, title: str, aim: str = "", tokens: str = "") -> str:
    """All the words, with their stems; `tokens` are those of the text. Without a language it is found by editors only."""
    head = [(IN_TITLE, words_in(language, title).split()), (IN_AIM, words_in(language, aim).split())]
    marked = [mark + token for mark, some in head for token in dict.fromkeys(some)]
    plain = [token for _mark, some in head for token in some]
    return " ".join([*([language_word(language)] if language else []), *marked, *plain, tokens])


def words_in(language: str, text: str) -> str:
    """The words of a text as they stand in the index: folded, and followed by their stems."""
    return with_stems(language, fold(text))


def page_entry(page, aim: str = "", text: str = "", seal: Callable[[str], str] | None = None) -> str:
    """Drafts have no language, and aliases nothing but their title: they hold another language's words.

    `seal` hides the words of the text from who may not read it.
    """
    if page.alias_of_id:
        return ""
    language = page.locale.language_code
    tokens = words_in(language, text)
    return entry(language if page.live else "", page.title, aim, seal(tokens) if seal else tokens)


def words_of_body(body, without: Collection[str] = ()) -> str:
    """The text of a page's body as it is stored, but for some blocks: none is brought to life, so no query is asked."""
    return " ".join(_written(body.stream_block, [item for item in body.get_prep_value() if item["id"] not in without]))


def _written(block, value):
    if isinstance(block, blocks.StreamBlock):
        for item in value:
            if child := block.child_blocks.get(item["type"]):
                yield from _written(child, item["value"])
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            if value.get(name):
                yield from _written(child, value[name])
    elif isinstance(block, blocks.ListBlock):
        for item in value:
            is_item = isinstance(item, dict) and item.keys() >= {"type", "value"}  # else a list as Wagtail once stored it
            yield from _written(block.child_block, item["value"] if is_item else item)
    elif isinstance(block, blocks.RichTextBlock):
        yield without_tags(value)
    elif isinstance(block, blocks.CharBlock | blocks.TextBlock) and block.search_index:
        yield value


def without_tags(html: str) -> str:
    return unescape(_TAG.sub("", _BLOCK_ENDS.sub(r"\1 ", html)))
