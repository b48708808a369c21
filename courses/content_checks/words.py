"""Counting words, also where a script writes none apart."""

import re

from django.utils.html import strip_tags

_TOGETHER = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")  # kana and Han: about two signs a word
_THAI = re.compile(r"[\u0e00-\u0e7f]")  # about five signs a word
_APART = re.compile(r"[^\W\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]+")


def words_in(html: str) -> int:
    """About how many words a reader meets in this HTML."""
    text = strip_tags(html.replace("<", " <"))
    return len(_APART.findall(text)) + len(_TOGETHER.findall(text)) // 2 + len(_THAI.findall(text)) // 5
