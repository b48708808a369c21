"""The drawn ground of a paper: two mirrored families of sine lines and a rosette, all set by the certificate's number.

So no two papers have the same drawing. Everything is a closed form of the number: the same number draws the same bytes.
"""

import hashlib
from math import cos, pi, sin

HEIGHT = 210.0  # mm, A4 landscape
STEPS = 10
NARROW, STEP = 31.5, 2.6  # the band's width at its top, and what each of the ten steps adds
LINES = 34
ROSETTE = (27.6, 157.5)
RINGS = ((20.0, 11.4, "#2b3f91"), (12.4, 6.2, "#1b6542"), (6.2, 1.2, "#a8322b"))
CURVES = 11
WIDTH = NARROW + STEP * (STEPS - 1)
# Control points at this share of the way make a cubic follow half a sine wave to within a third of a percent.
_HALF_WAVE = 0.3642


def seeds(code: str) -> list[float]:
    """Thirty-two numbers from 0 to 1 that the certificate number decides."""
    return [byte / 255 for byte in hashlib.sha256(code.encode()).digest()]


def ground(code: str) -> str:
    """The band at the left of the paper as SVG, in millimetres: glaze, lines, rosette, edge and ticks."""
    seed = seeds(code)
    parts = [f'<path d="{_band()}" fill="#e9f0ea"/>', '<g clip-path="url(#band)" fill="none" stroke-width="0.1">']
    for family, colour in ((1, "#1b6542"), (-1, "#2b3f91")):
        lines = "".join(_line(number, family, seed) for number in range(LINES))
        parts.append(f'<path stroke="{colour}" stroke-opacity="0.42" d="{lines}"/>')
    parts.append("</g>")
    parts.append(_rosette(seed))
    parts.append(_edge())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH + 3}mm" height="{HEIGHT}mm" viewBox="0 0 {WIDTH + 3} {HEIGHT}">'
        f'<clipPath id="band"><path d="{_band()}"/></clipPath>{"".join(parts)}</svg>'
    )


def medal(code: str) -> str:
    """The rosette alone, as SVG: the drawing of a badge."""
    (x, y), radius = ROSETTE, 22
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x - radius} {y - radius} {2 * radius} {2 * radius}">'
        f"{_rosette(seeds(code))}</svg>"
    )


def _corners() -> list[tuple[float, float]]:
    """The stepping edge, from the top down: two corners a step."""
    tall = HEIGHT / STEPS
    return [(NARROW + STEP * step, tall * (step + end)) for step in range(STEPS) for end in (0, 1)]


def _band() -> str:
    return f"M0 0{''.join(f'L{_short(x)} {_short(y)}' for x, y in _corners())}L0 {_short(HEIGHT)}Z"


def _edge() -> str:
    """The edge in indigo and a tick on each step; the last is turmeric: here."""
    corners = _corners()
    line = "M" + "L".join(f"{_short(x)} {_short(y)}" for x, y in corners)
    tall = HEIGHT / STEPS
    ticks = "".join(f"M{_short(NARROW + STEP * step - 2.2)} {_short(tall * (step + 0.5))}h4.4" for step in range(STEPS - 1))
    last = f"M{_short(WIDTH - 2.2)} {_short(HEIGHT - tall / 2)}h4.4"
    return (
        f'<path d="{line}" fill="none" stroke="#2b3f91" stroke-width="0.55"/>'
        f'<path d="{ticks}" stroke="#2b3f91" stroke-width="0.55"/><path d="{last}" stroke="#e6a012" stroke-width="1.2"/>'
    )


def _line(number: int, family: int, seed: list[float]) -> str:
    """One sine line from top to bottom; the families mirror each other and slide against themselves line by line."""
    half = HEIGHT / (5 + round(seed[0] * 5))  # half a wave
    swing = 4.5 + 3 * seed[1]
    slide = (0.05 + 0.1 * seed[2]) * half * number + seed[3] * 2 * half
    left = -8 + number * (WIDTH + 14) / (LINES - 1)
    y = -(slide % (2 * half)) - half
    side = family
    x = left + side * swing
    path = [f"M{_short(x)} {_short(y)}"]
    while y < HEIGHT:
        side = -side
        step = side * 2 * swing
        path.append(
            f"c0 {_short(half * _HALF_WAVE)} {_short(step)} {_short(half * (1 - _HALF_WAVE))} {_short(step)} {_short(half)}"
        )
        y += half
    return "".join(path)


def _rosette(seed: list[float]) -> str:
    x, y = ROSETTE
    parts = [f'<circle cx="{x}" cy="{y}" r="21" fill="#e9f0ea" fill-opacity="0.86"/><g fill="none" stroke-width="0.08">']
    for ring, (outer, inner, colour) in enumerate(RINGS):
        lobes = (9 + round(seed[8] * 4), 6 + round(seed[9] * 3), 4 + round(seed[10] * 3))[ring]
        turn = seed[11 + ring] * 2 * pi
        swing = (outer - inner) * (0.12 + 0.08 * seed[14 + ring])
        curves = "".join(
            _closed(
                x,
                y,
                middle=inner + swing + (outer - inner - 2 * swing) * share,
                swing=swing,
                lobes=lobes,
                turn=turn + share * pi,
            )
            for share in (curve / (CURVES - 1) for curve in range(CURVES))
        )
        parts.append(f'<path stroke="{colour}" stroke-opacity="0.8" d="{curves}"/>')
    return "".join([*parts, "</g>"])


def _closed(x: float, y: float, *, middle: float, swing: float, lobes: int, turn: float) -> str:
    """The closed curve r = middle + swing · cos(lobes · angle + turn), as cubics that share its tangents."""
    pieces = lobes * 2
    arc = 2 * pi / pieces

    def point(angle: float) -> tuple[float, float, float, float]:
        radius = middle + swing * cos(lobes * angle + turn)
        growth = -swing * lobes * sin(lobes * angle + turn)
        return (
            x + radius * cos(angle),
            y + radius * sin(angle),
            (growth * cos(angle) - radius * sin(angle)) * arc / 3,
            (growth * sin(angle) + radius * cos(angle)) * arc / 3,
        )

    here = point(0)
    path = [f"M{_short(here[0])} {_short(here[1])}"]
    for piece in range(1, pieces + 1):
        there = point(piece * arc)
        numbers = (here[0] + here[2], here[1] + here[3], there[0] - there[2], there[1] - there[3], there[0], there[1])
        path.append("C" + " ".join(_short(number) for number in numbers))
        here = there
    return "".join([*path, "Z"])


def _short(number: float) -> str:
    """Two decimals of a millimetre are finer than any printer."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
