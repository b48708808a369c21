"""Bars for the funder's report, as the shapes that drawings are made of (courses/figures/drawings.py). Plain Python."""

WIDTH, LEFT, RIGHT, STEP, TOP = 640, 220, 580, 30, 8


def bars(rows: list[tuple[str, int]]) -> dict:
    """One bar a row, its words before it and its number behind it."""
    highest = max((number for _label, number in rows), default=0) or 1
    bottom = TOP + STEP * len(rows)
    shapes = []
    for place, (label, number) in enumerate(rows):
        top = TOP + STEP * place + 5
        right = LEFT + (RIGHT - LEFT) * number / highest
        shapes.append(_text("plot__small", LEFT - 10, top + 15, "end", _short(label)))
        if number:
            shapes.append(
                {
                    "name": "plot__bar",
                    "d": f"M{LEFT:.1f} {top:.1f}L{right:.1f} {top:.1f}L{right:.1f} {top + 20:.1f}L{LEFT:.1f} {top + 20:.1f}",
                }
            )
        shapes.append(_text("plot__small", right + 8, top + 15, "start", str(number)))
    shapes.append({"name": "plot__axis", "d": f"M{LEFT:.1f} {TOP:.1f}L{LEFT:.1f} {bottom:.1f}"})
    return {"height": bottom + 8, "shapes": shapes}


def _short(label: str, most: int = 30) -> str:
    """The table beside it has the whole words."""
    return label if len(label) <= most else f"{label[: most - 1]}…"


def _text(name: str, x: float, y: float, anchor: str, text: str) -> dict:
    return {"name": name, "x": f"{x:.1f}", "y": f"{y:.1f}", "anchor": anchor, "text": text}
