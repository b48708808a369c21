"""Terms as a table, out and in: a column for each language, forms not to be used in a column beside it."""

import csv
import io
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from icrweb.accounts.models import User
from icrweb.trail import audit
from icrweb.translating.models import Term, TermForm
from icrweb.translating.term_models import FormStanding, PartOfSpeech

BETWEEN = " | "
MOST_ROWS = 5000
HEAD = ("term", "part of speech", "definition", "not translated", "note")
YES = ("yes", "true", "1", "x")


@dataclass
class Line:
    """One row of the table: `status` new, changed, same or refused; `number` as a spreadsheet counts rows."""

    number: int
    word: str
    status: str = "same"
    sentence: str = ""
    facts: dict = field(default_factory=dict)
    forms: list[tuple[str, str, str]] = field(default_factory=list)  # (language, standing, form) that are new
    term: Term | None = None


def languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES if code != "en"]


def table() -> list[list[str]]:
    """All terms, as `icrweb.pages.spreadsheets.as_file` writes them."""
    rows = [[*HEAD, *(name for code in languages() for name in (code, f"{code} forbidden"))]]
    for term in Term.objects.prefetch_related("forms"):
        cells = [term.word, term.part_of_speech, term.definition, "yes" if term.do_not_translate else "", term.note]
        for code in languages():
            for standing in FormStanding.values:
                here = [row.form for row in term.forms.all() if (row.language, row.standing) == (code, standing)]
                cells.append(BETWEEN.join(here))
        rows.append(cells)
    return rows


def plan(text: str) -> list[Line]:
    """What the table would change, a line for each row. Nothing is written, and nothing is ever taken away by a table."""
    text = text.removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text), delimiter="\t" if "\t" in text.partition("\n")[0] else ","))
    head = [_column(name) for name in rows[0]] if rows else []
    if "term" not in head:
        raise ValidationError(_("The first row names the columns; one of them is “term”."), code="head")
    if len(rows) > MOST_ROWS:
        raise ValidationError(_("This table has more than %(most)d rows. Split it.") % {"most": MOST_ROWS}, code="long")
    known = {(term.word.casefold(), term.part_of_speech): term for term in Term.objects.prefetch_related("forms")}
    by_word = {term.word.casefold(): term for term in reversed(known.values())}
    lines, seen = [], {}
    for number, row in enumerate(rows[1:], 2):
        cells = {name: _plain(cell) for name, cell in zip(head, row, strict=False) if name}
        if not any(cells.values()):
            continue
        line = _line(number, cells, known, by_word)
        first = seen.setdefault((line.word.casefold(), line.facts.get("part_of_speech", "")), number)
        if first != number:
            line.status, line.sentence = "refused", _("Row %(number)d has the same term.") % {"number": first}
        lines.append(line)
    return lines


@transaction.atomic
def carry_out(lines: list[Line], *, by: User) -> int:
    """Write what a plan says; how many terms are new or changed. A refused row is left out."""
    written = [line for line in lines if line.status in ("new", "changed")]
    for line in written:
        term = line.term or Term(word=line.word)
        for name, value in line.facts.items():
            setattr(term, name, value)
        term.save()
        for language, standing, form in line.forms:
            TermForm.objects.update_or_create(term=term, language=language, form=form, defaults={"standing": standing})
    if written:
        audit.record("terms.import", by, actor=by, new={"terms": len(written)})
    return len(written)


def _column(name: str) -> str:
    """A column as we name it, or "" for one that is not read; `zh_Hans` is `zh-hans`."""
    plain = " ".join(name.strip().lower().replace("_", "-").split())
    known = {*HEAD, *languages(), *(f"{code} forbidden" for code in languages())}
    return plain if plain in known else ""


def _plain(cell: str) -> str:
    """Without the mark that keeps a spreadsheet from reading a formula in it."""
    cell = " ".join(cell.split())
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@|%") else cell


def _line(number: int, cells: dict[str, str], known: dict, by_word: dict) -> Line:
    line = Line(number, cells.get("term", ""))
    line.facts = _facts(cells)
    part = line.facts.get("part_of_speech")
    line.term = known.get((line.word.casefold(), part)) if part else by_word.get(line.word.casefold())
    line.forms = [
        (code, standing, form.strip())
        for code in languages()
        for standing, column in ((FormStanding.APPROVED, code), (FormStanding.FORBIDDEN, f"{code} forbidden"))
        for form in cells.get(column, "").split("|")
        if form.strip()
    ]
    line.sentence = _refusal(line)
    if line.sentence:
        line.status = "refused"
    elif line.term is None:
        line.status = "new"
    else:
        _leave_what_is_known(line)
    return line


def _facts(cells: dict[str, str]) -> dict:
    facts = {"part_of_speech": cells.get("part of speech"), "definition": cells.get("definition"), "note": cells.get("note")}
    facts = {name: value for name, value in facts.items() if value}
    if cells.get("not translated"):
        facts["do_not_translate"] = cells["not translated"].lower() in YES
    return facts


def _refusal(line: Line) -> str:
    if not line.word:
        return _("This row has no term.")
    if line.facts.get("part_of_speech", "noun") not in PartOfSpeech.values:
        return _("“%(part)s” is no part of speech. Write one of: %(parts)s.") % {
            "part": line.facts["part_of_speech"],
            "parts": ", ".join(PartOfSpeech.values),
        }
    if any(len(text) > 120 for text in (line.word, *(form for _code, _standing, form in line.forms))):
        return _("A term or form has at most %(most)d letters.") % {"most": 120}
    if len(line.facts.get("note", "")) > 300:
        return _("A note has at most %(most)d letters.") % {"most": 300}
    return ""


def _leave_what_is_known(line: Line) -> None:
    """Keep only what differs from the term as it is."""
    there = {(row.language, row.standing, row.form) for row in line.term.forms.all()}
    line.facts = {name: value for name, value in line.facts.items() if getattr(line.term, name) != value}
    line.forms = [form for form in line.forms if form not in there]
    line.status = "changed" if line.facts or line.forms else "same"
