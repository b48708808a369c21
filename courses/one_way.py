"""Cases with no way back: their questions are shown one after the other, and whoever goes on locks the answer."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def leads_on(paper: list[dict], item: str) -> bool:
    """A later question of the same case waits behind this one."""
    way = _way(paper, item)
    return bool(way) and way[-1] != item


def gate_of(paper: list[dict], item: str, locked: Collection[str]) -> str:
    """The question to go on from before this one is shown, or ""."""
    way = _way(paper, item)
    before = way[: way.index(item)] if way else []
    return next((other for other in before if other not in locked), "")


def refuse(paper: list[dict], item: str, locked: Collection[str]) -> None:
    """An answer is taken to the question that was reached, and to no other of its case."""
    if item in locked:
        raise ValidationError(
            _("You have gone on from this question. The answer that you gave then stays as it is."), code="locked"
        )
    if gate_of(paper, item, locked):
        raise not_reached()


def not_reached() -> ValidationError:
    return ValidationError(_("This question comes later in its case. Answer the one shown here and go on from it."), code="later")


def _way(paper: list[dict], item: str) -> list[str]:
    """The items of its case in order, where that leads one way; otherwise none."""
    case = next((question.get("case") for question in paper if question["item"] == item), None)
    asked = [question for question in paper if case and question.get("case") == case]
    return [question["item"] for question in asked] if asked and asked[0]["vignette"]["one_way"] else []
