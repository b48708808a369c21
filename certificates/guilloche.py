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
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def seeds(code: str) -> list[float]:
    """Thirty-two numbers from 0 to 1 that the certificate number decides."""
    return [byte / 255 for byte in hashlib.sha256(code.encode()).digest()]


def ground(code: str) -> str:
    """The band at the left of the paper as SVG, in millimetres: glaze, lines, rosette, edge and ticks."""
    seed = seeds(code)
    parts = [f'<path d="{_band()}" fill="#e9f0ea"/>', '<g clip-path="url(#band)" fill="none" stroke-width="0.1">']
    for family, colour in ((1, "#1b6542"), (-1, "#2b3f91")):
        parts.append(f'<g stroke="{colour}" stroke-opacity="0.42">{_family(family, seed)}</g>')
    parts.append("</g>")
    parts.append(_rosette(seed))
    parts.append(_edge())
    return (
        f'{_SVG} width="{WIDTH + 3}mm" height="{HEIGHT}mm" viewBox="0 0 {WIDTH + 3} {HEIGHT}">'
        f'<clipPath id="band"><path d="{_band()}"/></clipPath>{"".join(parts)}</svg>'
    )


def medal(code: str) -> str:
    """The rosette as a medal, as SVG: filled flowers under light lines, so that its outline is its own even where it is small."""
    radius, seed = 22, seeds(code)
    parts = ['<circle r="21" fill="#e9f0ea"/><circle r="21" fill="none" stroke="#2b3f91" stroke-width="0.3"/>']
    for ring, (_outer, _inner, colour) in enumerate(RINGS[:2]):
        lobes, curves = _sector(ring, seed, 2 * CURVES)
        turns = [f'transform="rotate({_short(lobe * 360 / lobes)})"' for lobe in range(lobes)]
        edge = "".join(f'<path d="{curves[-1]}L0 0Z" {turn}/>' for turn in turns)
        lines = "".join(f'<path d="{"".join(curves)}" {turn}/>' for turn in turns)
        parts.append(
            f'<g fill="{colour}" stroke="{colour}" stroke-width="0.1">{edge}</g>'
            f'<g fill="none" stroke="#fafbf8" stroke-width="0.1" stroke-opacity="0.62">{lines}</g>'
        )
    # The seal of the papers, round.
    parts.append('<circle r="5.9" fill="#fafbf8"/><circle r="5.4" fill="#a8322b"/>')
    parts.append('<path d="M-3.4 3h1.8v-1.9h1.9v-1.9h2.9M1.7-3.4v4.2" fill="none" stroke="#fff" stroke-width="0.8"/>')
    return f'{_SVG} viewBox="{-radius} {-radius} {2 * radius} {2 * radius}">{"".join(parts)}</svg>'


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


def _family(side: int, seed: list[float]) -> str:
    """Sine lines from top to bottom, each the first one moved along: a file that says so once stays small.

    The two families mirror each other; within one, each line slides a little against the one before.
    """
    waves = 5 + round(seed[0] * 5)
    half = HEIGHT / waves  # half a wave
    swing = side * (4.5 + 3 * seed[1])
    swings = "".join(
        f"c0 {_short(half * _HALF_WAVE)} {_short(2 * over)} {_short(half * (1 - _HALF_WAVE))} {_short(2 * over)} {_short(half)}"
        for over in [-swing, swing] * (waves // 2 + 2)
    )
    lines = [f'<path id="line{side}" d="M0 0{swings}"/>']
    for number in range(LINES):
        slide = (0.05 + 0.1 * seed[2]) * half * number + seed[3] * 2 * half
        left = -8 + number * (WIDTH + 14) / (LINES - 1) + swing
        place = f"translate({_short(left)} {_short(-(slide % (2 * half)) - half)})"
        lines.append(f'<use xlink:href="#line{side}" transform="{place}"/>')
    return f"<defs>{lines[0]}</defs>{''.join(lines[1:])}"


def _rosette(seed: list[float]) -> str:
    """Three rings of curves about one middle; of each ring one sector is drawn, and turned until the ring is full."""
    x, y = ROSETTE
    parts = [
        f'<circle cx="{x}" cy="{y}" r="21" fill="#e9f0ea" fill-opacity="0.86"/>'
        f'<g transform="translate({x} {y})" fill="none" stroke-width="0.08" stroke-opacity="0.8">'
    ]
    for ring, (_outer, _inner, colour) in enumerate(RINGS):
        lobes, curves = _sector(ring, seed, CURVES)
        turned = "".join(
            f'<use xlink:href="#ring{ring}" transform="rotate({_short(lobe * 360 / lobes)})"/>' for lobe in range(lobes)
        )
        parts.append(f'<defs><path id="ring{ring}" d="{"".join(curves)}"/></defs><g stroke="{colour}">{turned}</g>')
    return "".join([*parts, "</g>"])


def _sector(ring: int, seed: list[float], number: int) -> tuple[int, list[str]]:
    """Into how many like sectors a ring falls, and the curves of one of them from the inmost to the outmost."""
    outer, inner, _colour = RINGS[ring]
    lobes = (9 + round(seed[8] * 4), 6 + round(seed[9] * 3), 4 + round(seed[10] * 3))[ring]
    turn = seed[11 + ring] * 2 * pi
    swing = (outer - inner) * (0.12 + 0.08 * seed[14 + ring])
    shares = [curve / (number - 1) for curve in range(number)]
    return lobes, [_lobe(inner + swing + (outer - inner - 2 * swing) * share, swing, lobes, turn + share * pi) for share in shares]


def _lobe(middle: float, swing: float, lobes: int, turn: float) -> str:
    """One lobe of the closed curve r = middle + swing · cos(lobes · angle + turn), as cubics that share its tangents."""
    arc = pi / lobes

    def point(angle: float) -> tuple[float, float, float, float]:
        radius = middle + swing * cos(lobes * angle + turn)
        growth = -swing * lobes * sin(lobes * angle + turn)
        return (
            radius * cos(angle),
            radius * sin(angle),
            (growth * cos(angle) - radius * sin(angle)) * arc / 3,
            (growth * sin(angle) + radius * cos(angle)) * arc / 3,
        )

    here = point(0)
    path = [f"M{_short(here[0])} {_short(here[1])}"]
    for piece in (1, 2):
        there = point(piece * arc)
        numbers = (here[0] + here[2], here[1] + here[3], there[0] - there[2], there[1] - there[3], there[0], there[1])
        path.append("C" + " ".join(_short(number) for number in numbers))
        here = there
    return "".join(path)


def _short(number: float) -> str:
    """Two decimals of a millimetre are finer than any printer."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
