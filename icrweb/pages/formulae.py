r"""LaTeX in, MathML out: a formula is refused with a sentence, or it is drawn as written. `\( … \)` in a text is a small formula."""

import html
import re
from xml.etree import ElementTree

from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from latex2mathml.converter import convert

LONGEST = 1000
_INLINE = re.compile(r"\\\((.+?)\\\)", re.DOTALL)
_ENVIRONMENT = re.compile(r"\\begin\{(.*?)\}")
_ENVIRONMENTS = {"matrix", "pmatrix", "bmatrix", "vmatrix", "cases", "array", "align", "align*", "aligned", "split"}
_NOT_HERE = re.compile(r"\\(href|style|class|id|require|def|newcommand|color|textcolor)(?![a-zA-Z])")
_ELEMENTS = re.compile(
    "math|mrow|mi|mn|mo|mtext|mspace|ms|mfrac|msqrt|mroot|mstyle|mpadded|mphantom|menclose|mfenced|msub|msup|msubsup"
    "|munder|mover|munderover|mmultiscripts|mprescripts|none|mtable|mtr|mtd|mlabeledtr"
)
_PARTS = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}
_REFUSED_ATTRIBUTES = {"href", "style", "class", "id", "src"}


def mathml(latex: str, *, display: bool = False) -> SafeString:
    """The formula as MathML. What cannot be drawn raises a ValidationError whose sentence says what to mend."""
    latex = latex.strip()
    _look(latex)
    try:
        written = convert(latex, display="block" if display else "inline")
        tree = ElementTree.fromstring(written)  # noqa: S314 - our converter's output, without any declaration
    except Exception as error:  # the converter has a class of its own for each fault, and lets some of Python's through
        raise _refusal(_("This formula is not complete. Check that every command has what belongs to it.")) from error
    for element in tree.iter():
        _judge(element)
    return mark_safe(written)  # noqa: S308 - every element and attribute was looked at above


def draw_inline(text: str) -> str:
    r"""Safe HTML with every `\( … \)` drawn. What was stored with a fault stays readable as it was typed."""
    return _INLINE.sub(_drawn, text)


def refuse_faulty_inline(text: str) -> None:
    """Raise the first fault of the small formulae in the HTML of a text."""
    for match in _INLINE.finditer(text):
        try:
            mathml(_typed(match[1]))
        except ValidationError as error:
            raise ValidationError(
                _("The formula %(formula)s cannot be drawn. %(why)s") % {"formula": _typed(match[0]), "why": error.messages[0]},
                code="formula",
            ) from error


def _drawn(match: re.Match) -> str:
    try:
        return mathml(_typed(match[1]))
    except ValidationError:
        return match[0]


def _typed(text: str) -> str:
    """What the editor typed: rich text keeps < and & as entities, and a pasted formula may hold tags."""
    return html.unescape(re.sub(r"<[^>]*>", "", text)).replace("\xa0", " ")


def _look(latex: str) -> None:
    """The faults that the converter lets pass."""
    if not latex:
        raise _refusal(_("Write a formula."))
    if len(latex) > LONGEST:
        raise _refusal(_("This formula is too long. Write at most %(number)s characters.") % {"number": LONGEST})
    braces = re.sub(r"\\\\|\\[{}]", "", latex)
    if braces.count("{") != braces.count("}"):
        raise _refusal(_("A brace is missing: each { needs a }."))
    if found := _NOT_HERE.search(latex):
        raise _unknown(found[0])
    for name in _ENVIRONMENT.findall(latex):
        if name not in _ENVIRONMENTS:
            raise _unknown(f"\\begin{{{name}}}")


def _judge(element: ElementTree.Element) -> None:
    name = element.tag.rpartition("}")[2]
    if not _ELEMENTS.fullmatch(name) or _REFUSED_ATTRIBUTES & set(element.attrib):
        raise _refusal(_("This formula holds something that is no mathematics. Write letters, numbers and LaTeX commands."))
    if (element.text or "").startswith("\\"):
        raise _unknown(element.text)
    if name == "mi" and element.text in ("{", "}"):
        raise _refusal(_("A brace is missing: each { needs a }."))
    if name in _PARTS and len(element) != _PARTS[name]:
        raise _refusal(_("This formula is not complete. Check that every command has what belongs to it."))


def _unknown(command: str) -> ValidationError:
    return _refusal(_("The command %(command)s is not known here. Write the formula without it.") % {"command": command})


def _refusal(sentence: str) -> ValidationError:
    return ValidationError(sentence, code="formula")
