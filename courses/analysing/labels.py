"""What somebody answered, in labels that every language of a question shares. Plain Python."""

from courses.grading import NumberError, parse_number

UNREAD = ""


def labels(kind: str, marks: dict, answer) -> list[str]:
    """The choice blocks that were chosen, or the number that was meant; nothing where nothing was answered.

    `marks` is the item's entry in the marking of its attempt.
    """
    if answer in (None, "", []):
        return []
    if kind == "numeric":
        return [_number(marks, answer)]
    parts = marks.get("parts", {})  # of papers set before they were kept there is none
    return [parts.get(chosen, UNREAD) for chosen in (answer if isinstance(answer, list) else [answer])]


def _number(marks: dict, answer: str) -> str:
    try:
        return f"{parse_number(answer, marks.get('unit', '')).normalize():f}"
    except NumberError:
        return UNREAD
