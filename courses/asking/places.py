"""A place on a picture: pointed at, or chosen from the list of the same places. No Django here."""

from collections.abc import Iterator

from courses.asking.choosing import Choosing
from courses.asking.written import Fault, Written, fault, gettext_noop


class HotSpot(Choosing):
    """Each place has a letter on the picture and a line in the list, so that eye, keyboard and ear answer the same question."""

    name = "hot_spot"
    block = "place"
    template = "places"
    how = gettext_noop("Point at one place on the picture, or choose it from the list.")

    def faults(self, written: Written, *, is_source: bool) -> Iterator[Fault]:
        yield from super().faults(written, is_source=is_source)
        if is_source and written.picture is None:
            yield fault("picture", gettext_noop("Choose the picture on which the places lie."))
        if written.picture is not None and not written.picture_alt.strip():
            yield fault("picture_alt", gettext_noop("Say what the picture shows, for who cannot see it."))
        if is_source and any(not _inside(part.place) for part in written.parts):
            yield fault(
                "choices", gettext_noop("Every place lies on the picture: left and top, width and height, in percent, 100 at most.")
            )

    def seen(self, source, words, ids, order) -> dict:
        """In the order written, which follows the picture; letters tell nothing."""
        choices = [
            {"id": ids.of(part.id), "text": words.words(part.id).text, "place": list(part.place), "letter": chr(ord("A") + number)}
            for number, part in enumerate(source.parts)
        ]
        return {"choices": choices}

    def shown(self, question, answer) -> dict:
        return {**super().shown(question, answer), "places": True}


def _inside(place: tuple[str, ...]) -> bool:
    left, top, width, height = (float(number) for number in place)
    return min(left, top) >= 0 and min(width, height) > 0 and max(left + width, top + height) <= 100
