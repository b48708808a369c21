"""Stretches of time, in seconds from the start of a recording: which of it somebody has played."""


def merged(intervals, duration: float) -> list[list[float]]:
    """In order, without overlap, inside 0 and `duration`; what touches becomes one. Rounded to hundredths."""
    inside = sorted((max(0.0, start), min(duration, end)) for start, end in intervals)
    result: list[list[float]] = []
    for start, end in ((round(start, 2), round(end, 2)) for start, end in inside if end > start):
        if result and start <= result[-1][1]:
            result[-1][1] = max(result[-1][1], end)
        elif end > start:
            result.append([start, end])
    return result


def length(intervals) -> float:
    """Seconds in intervals that do not overlap."""
    return round(sum(end - start for start, end in intervals), 2)
