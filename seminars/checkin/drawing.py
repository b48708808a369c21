"""QR codes as the outline of an SVG path. Knows no Django."""

import segno


def qr(text: str) -> dict:
    """`path` in squares of one unit, `box` for the viewBox with the four quiet squares that scanners want."""
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
    steps = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            run = x
            while run < len(row) and row[run]:
                run += 1
            if run > x:
                steps.append(f"M{x} {y}h{run - x}v1H{x}z")
            x = run + 1
    side = len(rows) + 8
    return {"path": "".join(steps), "box": f"-4 -4 {side} {side}"}
