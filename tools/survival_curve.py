"""Draws the survival curve of the demonstration's hot-spot question: `python -m tools.survival_curve FILE.png`. Needs Pillow.

Ten invented participants, as in the course FIG. Numbers alone, so that one picture serves every language. Says where steps and
ticks lie, in percent of the picture, for the places of the question.
"""

import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from courses.figures.survival import Patient, kaplan_meier

WIDTH, HEIGHT, MONTHS = 960, 600, 12
LEFT, TOP, RIGHT, BOTTOM = 90, 90, 920, 530
PAPER, INK, SOFT, INDIGO = "#fafbf8", "#131f38", "#c9d5cd", "#2b3f91"
FONT = Path(__file__).parents[1] / "certificates" / "fonts" / "NotoSans.ttf"
TIMES = ((3, True), (4, False), (6, True), (6, True), (8, False), (10, True), *[(12, False)] * 4)


def across(month: float) -> float:
    return LEFT + (RIGHT - LEFT) * month / MONTHS


def up(share: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * share


def draw() -> Image.Image:
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(str(FONT), 24)
    for share in (0, 0.25, 0.5, 0.75, 1):
        pen.line([LEFT, up(share), RIGHT, up(share)], fill=SOFT, width=2)
        pen.text((LEFT - 14, up(share)), f"{share:.2f}", font=font, fill=INK, anchor="rm")
    for month in range(0, MONTHS + 1, 2):
        pen.text((across(month), BOTTOM + 34), str(month), font=font, fill=INK, anchor="mm")
    pen.line([LEFT, up(1), LEFT, BOTTOM, RIGHT, BOTTOM], fill=INK, width=3)
    steps = kaplan_meier([Patient(time, event) for time, event in TIMES])
    corners = [(0.0, 1.0)]
    for step in steps:
        corners += [(step.time, corners[-1][1]), (step.time, step.survival)]
        if step.censored:
            pen.line([across(step.time), up(step.survival) - 16, across(step.time), up(step.survival) + 16], fill=INDIGO, width=5)
    pen.line([(across(month), up(share)) for month, share in corners], fill=INDIGO, width=5)
    return picture


def places() -> list[str]:
    """Left, top, width and height of each step and tick with room around it and for a letter above it, in percent."""
    steps = kaplan_meier([Patient(time, event) for time, event in TIMES])
    told, before = [], 1.0
    for step in steps:
        middle, top, bottom = across(step.time), up(before) - 66, up(step.survival) + 26
        box = ((middle - 30) / WIDTH, top / HEIGHT, 60 / WIDTH, (bottom - top) / HEIGHT)
        told.append(f"month {step.time:g}: " + ", ".join(f"{100 * number:.1f}" for number in box))
        before = step.survival
    return told


if __name__ == "__main__":
    draw().quantize(32).save(sys.argv[1], optimize=True)
    sys.stdout.write("\n".join(places()) + "\n")
