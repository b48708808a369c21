"""Draws the demonstration's video "Two clocks" and its stills: `python -m tools.two_clocks FOLDER`. Needs Pillow and ffmpeg.

Without words, so that one picture serves every language; the captions say what it means.
"""

import subprocess
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, RATE, SECONDS = 854, 480, 10, 32
PAPER, INK, SOFT, INDIGO, TURMERIC, WASH = "#fafbf8", "#131f38", "#6f8278", "#2b3f91", "#e6a012", "#e7eaf7"
STILLS = {"knows": 4.0, "sponsor": 8.5, "seven": 19.0, "fifteen": 27.5}
FONT = Path(__file__).parents[1] / "certificates" / "fonts" / "NotoSans.ttf"


def font(size: int):
    return ImageFont.truetype(str(FONT), size)


def part(now: float, start: float, end: float) -> float:
    """How much of a stretch of time has gone by, 0 to 1."""
    return max(0.0, min(1.0, (now - start) / (end - start)))


def figure(draw, x: int, y: int, colour: str) -> None:
    """A building: a roof line, a door."""
    draw.rectangle([x - 46, y - 44, x + 46, y + 44], outline=colour, width=5)
    draw.line([x - 58, y - 44, x, y - 84, x + 58, y - 44], fill=colour, width=5)
    draw.rectangle([x - 12, y + 8, x + 12, y + 44], outline=colour, width=5)


def letter(draw, x: float, y: int) -> None:
    draw.rectangle([x - 22, y - 14, x + 22, y + 14], fill=PAPER, outline=INK, width=4)
    draw.line([x - 22, y - 14, x, y + 4, x + 22, y - 14], fill=INK, width=4)


def frame(now: float) -> Image.Image:
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(picture)
    places, y = (140, 427, 714), 120
    for x, start in zip(places, (0, 6, 8), strict=True):
        figure(draw, x, y, INK if now >= start else "#c9d5cd")
    for start, end, x, to in ((3, 6, 205, 362), (13, 18.5, 492, 649)):
        draw.line([x, y, to, y], fill="#c9d5cd", width=3)
        if now > start:
            letter(draw, x + (to - x) * part(now, start, end), y)
    if now >= 1:
        draw.ellipse([126, 190, 154, 218], fill=TURMERIC)
    calendar(draw, now)
    return picture


def calendar(draw, now: float) -> None:
    """Sixteen days from 0 to 15; the hand reaches day 7, then day 15."""
    left, top, step = 59, 300, 46
    day = 7 * part(now, 9, 18) + 8 * part(now, 21, 27)
    for number in range(16):
        x = left + number * step
        reached = now >= 8 and number <= day
        target = number in (7, 15)
        box = [x, top, x + step - 6, top + 60]
        draw.rectangle(box, fill=WASH if reached else None, outline=INDIGO if target else SOFT, width=5 if target else 2)
        draw.text((x + (step - 6) / 2, top + 30), str(number), font=font(22), fill=INK if reached else SOFT, anchor="mm")
    if now >= 8:
        x = left + day * step + (step - 6) / 2
        draw.line([x, top - 22, x, top + 82], fill=TURMERIC, width=7)
    for start, first, last, words in ((18, 0, 7, "7"), (27, 7, 15, "+ 8 = 15")):
        if now >= start:
            a, b = left + first * step + 20, left + last * step + 20
            draw.line([a, 400, a, 412, b, 412, b, 400], fill=INDIGO, width=4)
            draw.text(((a + b) / 2, 438), words, font=font(28), fill=INDIGO, anchor="mm")


def encode(folder: Path, height: int) -> None:
    width = round(height * WIDTH / HEIGHT / 2) * 2
    command = [
        "ffmpeg",
        "-y",
        "-loglevel",
        "error",
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgb24",
        "-s",
        f"{WIDTH}x{HEIGHT}",
        "-r",
        str(RATE),
    ]
    command += [
        "-i",
        "-",
        "-vf",
        f"scale={width}:{height}",
        "-c:v",
        "libx264",
        "-preset",
        "veryslow",
        "-crf",
        "26",
        "-tune",
        "animation",
    ]
    command += ["-pix_fmt", "yuv420p", "-movflags", "+faststart", str(folder / f"two-clocks-{height}.mp4")]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as run:
        for number in range(RATE * SECONDS):
            run.stdin.write(frame(number / RATE).tobytes())
        run.stdin.close()


def main(folder: Path) -> None:
    for name, second in STILLS.items():
        frame(second).quantize(32).save(folder / f"two-clocks-{name}.png", optimize=True)
    for height in (480, 240):
        encode(folder, height)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
