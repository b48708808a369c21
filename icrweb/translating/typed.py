"""Words as somebody types them, and as wagtail-localize keeps them: inline HTML, where a new line is `<br/>` and & is `&amp;`."""

from wagtail_localize.strings import StringValue


def as_typed(string: str) -> str:
    """For a text field. What could not be told from a tag when it comes back stays as it is kept."""
    lines = string.replace("<br/>", "\n")
    for shown in (_eased(lines), lines):
        if _kept(shown) == string:
            return shown
    return string


def as_string(typed: str) -> str:
    """What was typed, to be tidied by `working.write_words`."""
    return "<br/>".join(line.strip(" \t") for line in _lines(typed).strip().split("\n"))


def same(typed: str, other: str) -> bool:
    """Whether two texts of a field are the same; browsers end lines in their own way."""
    return _lines(typed).strip() == _lines(other).strip()


def _lines(typed: str) -> str:
    return typed.replace("\r\n", "\n").replace("\r", "\n")


def _eased(lines: str) -> str:
    return lines.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _kept(typed: str) -> str:
    try:
        return StringValue.from_translated_html(as_string(typed)).data
    except ValueError:
        return ""
