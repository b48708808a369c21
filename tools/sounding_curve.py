"""Makes the demonstration's recording "One curve, heard": `python -m tools.sounding_curve FILE.mp3`. Needs lameenc.

The curve of the figure in "The step and the tick", as sound: a month lasts a second and a half, the pitch is the share without
an event (an octave from 1.00 down to 0.00), a short click is somebody censored. Nobody speaks; the captions say what is heard.
"""

import math
import struct
import sys
from pathlib import Path

import lameenc

RATE, MONTH, BEGIN, FADE = 16_000, 1.5, 1.0, 0.6  # samples a second; seconds
STEPS = {0: 1.0, 3: 0.9, 6: 0.675, 10: 0.54}  # the share from that month on
TICKS = {4: 1, 8: 1, 12: 4}  # how many were censored in that month
LAST = 12
CLICK, APART = 0.03, 0.16  # seconds


def share(month: float) -> float:
    return STEPS[max(start for start in STEPS if start <= month)]


def samples() -> list[float]:
    """The tone's loudness from -1 to 1. Its pitch glides in a few hundredths of a second, so that a step does not crack."""
    end = BEGIN + LAST * MONTH + FADE
    sound, phase, pitch = [], 0.0, share(0)
    for number in range(round((end + 0.4) * RATE)):
        now = number / RATE
        pitch += (share(min(LAST, max(0.0, (now - BEGIN) / MONTH))) - pitch) * 0.003
        phase += 2 * math.pi * 330 * 2**pitch / RATE
        loud = max(0.0, min(1.0, (now - BEGIN) / 0.05, (end - now) / FADE))
        sound.append(0.3 * loud * (math.sin(phase) + 0.25 * math.sin(2 * phase)))
    for month, how_many in TICKS.items():
        for one in range(how_many):
            start = round((BEGIN + month * MONTH + one * APART) * RATE)
            for number in range(min(round(CLICK * RATE), len(sound) - start)):
                fall = math.exp(-number / RATE / 0.006)
                sound[start + number] += 0.5 * fall * math.sin(2 * math.pi * 1900 * number / RATE)
    return sound


def write(path: Path) -> None:
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(24)
    encoder.set_in_sample_rate(RATE)
    encoder.set_channels(1)
    encoder.set_quality(2)
    sound = b"".join(struct.pack("<h", round(32_000 * max(-1.0, min(1.0, value)))) for value in samples())
    path.write_bytes(encoder.encode(sound) + encoder.flush())


if __name__ == "__main__":
    write(Path(sys.argv[1]))
