"""The pictures of questions as they are drawn: address, size, and the places on them."""

from courses.asking import kind_of
from icrweb.pages.models import Picture

SIZE = "max-1200x900"


def with_pictures(questions: list[dict]) -> list[dict]:
    """The questions of a page and their vignettes, each with its picture ready to be drawn: two queries, none without pictures."""
    vignettes = [question["vignette"] for question in questions if "vignette" in question]
    wanted = {one["picture"] for one in [*questions, *vignettes] if isinstance(one.get("picture"), int)}
    found = Picture.objects.prefetch_renditions(SIZE).in_bulk(wanted) if wanted else {}
    drawn = [_with_picture(question, found) for question in questions]
    return [{**one, "vignette": _with_picture(one["vignette"], found)} if "vignette" in one else one for one in drawn]


def _with_picture(one: dict, found: dict[int, Picture]) -> dict:
    return {**one, "picture": _drawn(one, found[one["picture"]])} if one.get("picture") in found else one


def _drawn(one: dict, picture: Picture) -> dict:
    rendition = picture.get_rendition(SIZE)
    facts = {"url": rendition.url, "width": rendition.width, "height": rendition.height}
    if "kind" in one and kind_of(one["kind"]).block == "place":
        facts["places"] = [_place(choice, rendition.width, rendition.height) for choice in one["choices"]]
    return facts


def _place(choice: dict, width: int, height: int) -> dict:
    """A rectangle in pixels of the drawing, with its letter in the upper left corner."""
    left, top, wide, high = (float(side) / 100 for side in choice["place"])
    x, y = round(left * width, 1), round(top * height, 1)
    return {
        **choice,
        "x": x,
        "y": y,
        "width": round(wide * width, 1),
        "height": round(high * height, 1),
        "letter_x": x + 8,
        "letter_y": y + 28,
    }
