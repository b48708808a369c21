"""The plots of figures about questions, as the shapes that drawings are made of (figures/drawings.py). Plain Python."""

WIDTH, LEFT, RIGHT, TOP, BOTTOM = 640, 64, 500, 16, 236
DASHES = 4  # so many lines can be told apart without colour


def curves(lines: list[tuple[str, list[float]]], across: list[str], words: dict) -> dict:
    """Share right in groups from weak to strong, a line a language, named at its end. words: across."""
    shapes = [*_percent_grid(RIGHT), _path("plot__axis", [(LEFT, TOP), (LEFT, BOTTOM), (RIGHT, BOTTOM)])]
    step = (RIGHT - LEFT) / len(across)
    places = [LEFT + step * (place + 0.5) for place in range(len(across))]
    for x, word in zip(places, across, strict=True):
        shapes.append(_text("", x, BOTTOM + 24, "middle", word))
    shapes.append(_text("", RIGHT, BOTTOM + 48, "end", words["across"]))
    ends = _apart([_up(values[-1]) for _name, values in lines])
    for number, ((name, values), end) in enumerate(zip(lines, ends, strict=True)):
        points = [(x, _up(value)) for x, value in zip(places, values, strict=True)]
        shapes.append(_path(f"plot__line plot__line--{number % DASHES}", points))
        shapes.append(_path("plot__lead", [points[-1], (RIGHT + 8, end)]))
        shapes.append(_text("plot__name", RIGHT + 14, end + 5, "start", name))
    return {"height": BOTTOM + 60, "shapes": shapes}


def bars(shares: list[float], labels: list[str], mark: float, words: dict) -> dict:
    """The share of learners in equal bands from 0 to 100 percent, and the pass mark. words: across, mark."""
    right = WIDTH - 16
    highest = max(0.1, *shares)
    up = lambda share: BOTTOM - (BOTTOM - TOP - 20) * share / highest
    step = (right - LEFT) / len(shares)
    shapes = [_path("plot__axis", [(LEFT, BOTTOM), (right, BOTTOM)])]
    for place, (share, label) in enumerate(zip(shares, labels, strict=True)):
        x = LEFT + place * step
        if share:
            shapes.append(
                _path("plot__bar", [(x + 3, BOTTOM), (x + 3, up(share)), (x + step - 3, up(share)), (x + step - 3, BOTTOM)])
            )
            shapes.append(_text("plot__small", x + step / 2, up(share) - 6, "middle", f"{100 * share:.0f} %"))
        shapes.append(_text("plot__small", x + step / 2, BOTTOM + 22, "middle", label))
    x = LEFT + (right - LEFT) * mark / 100
    shapes.append(_path("plot__mark", [(x, TOP), (x, BOTTOM)]))
    shapes.append(_text("plot__small", x - 6, TOP + 10, "end", words["mark"]))
    shapes.append(_text("", right, BOTTOM + 48, "end", words["across"]))
    return {"height": BOTTOM + 60, "shapes": shapes}


def _percent_grid(right: float) -> list[dict]:
    shapes = []
    for share in (0, 0.25, 0.5, 0.75, 1):
        shapes.append(_path("plot__grid", [(LEFT, _up(share)), (right, _up(share))]))
        shapes.append(_text("plot__small", LEFT - 8, _up(share) + 5, "end", f"{100 * share:.0f} %"))
    return shapes


def _up(share: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * share


def _apart(places: list[float], least: float = 20) -> list[float]:
    """The same heights, moved so far that names do not stand on each other."""
    order = sorted(range(len(places)), key=lambda place: places[place])
    moved, last = list(places), float("-inf")
    for place in order:
        moved[place] = last = max(places[place], last + least)
    return moved


def _path(name: str, points: list[tuple[float, float]]) -> dict:
    return {"name": name, "d": "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)}


def _text(name: str, x: float, y: float, anchor: str, text: str) -> dict:
    return {"name": name, "x": f"{x:.1f}", "y": f"{y:.1f}", "anchor": anchor, "text": text}
