"""Cells for files that people open in a spreadsheet."""

import unicodedata


def harmless(cell):
    """Text that a spreadsheet would take for a formula after folding (＝, tab, newline), marked as text; defusedcsv does the rest."""
    if not isinstance(cell, str) or not cell:
        return cell
    folded = unicodedata.normalize("NFKC", cell)
    starts_hidden = cell[0] in "\t\r\n" or folded != cell or folded[0].isspace()
    return f"'{cell}" if starts_hidden and (folded.lstrip()[:1] in ("=", "+", "-", "@", "|", "%") or cell[0] in "\t\r\n") else cell
