"""Numbers of letters: ICR-2027-0042, without gaps in a programme and year."""

from ..models import LetterCounter


def next_number(programme: str, year: int) -> tuple[int, str]:
    """The next number, inside the transaction that issues the letter: whoever comes second waits at the counter's row."""
    LetterCounter.objects.get_or_create(programme=programme, year=year)
    counter = _locked(programme, year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last, f"{programme}-{year}-{counter.last:04d}"


def _locked(programme: str, year: int) -> LetterCounter:
    return LetterCounter.objects.select_for_update().get(programme=programme, year=year)
