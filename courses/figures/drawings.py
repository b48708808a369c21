"""The drawings of figures as shapes: lines, texts and points in a picture 640 wide. static/js/figures/drawings.js mirrors them.

A shape is {"name": class, "d": path} or {"name", "x", "y", "anchor", "text"} or {"name", "cx", "cy"}. `say(number, places)`
writes a number in the reader's language.
"""

from collections.abc import Callable
from math import ceil, floor, log, log10

from courses.figures.margin import no_difference
from courses.figures.response import Visit
from courses.figures.survival import Patient, Step, at_risk, median

WIDTH, LEFT, RIGHT = 640, 72, 624
Say = Callable[[float, int], str]


def survival_curve(patients: list[Patient], steps: list[Step], interval: bool, words: dict, say: Say) -> dict:
    """The step curve with a tick for each censored patient, its interval, and the numbers at risk below. words: at_risk, unit."""
    top, bottom = 16, 236
    marks = ticks(0, max(step.time for step in steps))
    across, up = _scale(0, marks[-1], LEFT, RIGHT), _scale(0, 1, bottom, top)
    shapes = []
    if interval:
        known = [step for step in steps if step.lower is not None]
        upper = _stairs([(0, 1), *((step.time, step.upper) for step in known)], known[-1].time if known else 0)
        lower = _stairs([(0, 1), *((step.time, step.lower) for step in known)], known[-1].time if known else 0)
        shapes.append(_path("figure__area", [(across(x), up(y)) for x, y in [*upper, *reversed(lower)]], close=True))
    for share in (0, 0.25, 0.5, 0.75, 1):
        shapes.append(_path("figure__half" if share == 0.5 else "figure__grid", [(LEFT, up(share)), (RIGHT, up(share))]))
        shapes.append(_text("", LEFT - 10, up(share) + 5, "end", say(share, 2)))
    shapes.append(_path("figure__axis", [(LEFT, top), (LEFT, bottom), (RIGHT, bottom)]))
    for mark in marks:
        shapes.append(_text("", across(mark), bottom + 24, _anchor(across(mark)), say(mark, places_of(*marks))))
        shapes.append(_text("figure__strong", across(mark), bottom + 78, _anchor(across(mark)), str(at_risk(patients, mark))))
    shapes.append(_text("", 0, bottom + 52, "start", words["at_risk"]))
    shapes.append(_text("", RIGHT, bottom + 52, "end", words["unit"]))
    curve = _stairs([(0, 1), *((step.time, step.survival) for step in steps)], steps[-1].time)
    shapes.append(_path("figure__curve", [(across(x), up(y)) for x, y in curve]))
    for step in steps:
        if step.censored:
            x, y = across(step.time), up(step.survival)
            shapes.append(_path("figure__curve", [(x, y - 8), (x, y + 8)]))
    if (middle := median(steps)) is not None:
        shapes.append(_path("figure__here", [(across(middle), up(0.5)), (across(middle), bottom)]))
        shapes.append({"name": "figure__point", "cx": _f(across(middle)), "cy": _f(up(0.5))})
    return {"height": bottom + 88, "shapes": shapes}


def power_curve(points: list[tuple[float, float]], needed: float, power: float, words: dict, say: Say) -> dict:
    """Power against people (or events), with a tick where the wanted power is reached. words: across."""
    top, bottom = 16, 216
    marks = ticks(0, points[-1][0])
    across, up = _scale(0, marks[-1], LEFT, RIGHT), _scale(0, 1, bottom, top)
    shapes = []
    for share in (0, 0.25, 0.5, 0.75, 1):
        shapes.append(_path("figure__grid", [(LEFT, up(share)), (RIGHT, up(share))]))
        shapes.append(_text("", LEFT - 10, up(share) + 5, "end", f"{say(100 * share, 0)} %"))
    shapes.append(_path("figure__axis", [(LEFT, top), (LEFT, bottom), (RIGHT, bottom)]))
    for mark in marks:
        shapes.append(_text("", across(mark), bottom + 24, _anchor(across(mark)), say(mark, 0)))
    shapes.append(_text("", RIGHT, bottom + 50, "end", words["across"]))
    shapes.append(_path("figure__half", [(LEFT, up(power)), (RIGHT, up(power))]))
    shapes.append(_path("figure__curve", [(across(x), up(y)) for x, y in points]))
    shapes.append(_path("figure__here", [(across(needed), up(power)), (across(needed), bottom)]))
    shapes.append({"name": "figure__point", "cx": _f(across(needed)), "cy": _f(up(power))})
    return {"height": bottom + 58, "shapes": shapes}


def sums_by_visit(visits: list[Visit], names: list[str], verdicts: list[str], words: dict, say: Say) -> dict:
    """The sums as a line, the limit of progression above and of partial response below. words: progression, partial_line, unit."""
    top, bottom, left, right = 44, 230, LEFT + 20, RIGHT - 40
    limits = [max(1.2 * visit.nadir, visit.nadir + 5) for visit in visits]
    marks = ticks(0, max(*(visit.sum for visit in visits), *limits[1:], 1))
    up = _scale(0, marks[-1], bottom, top)
    across = _scale(0, max(1, len(visits) - 1), left, right)
    shapes = []
    for mark in marks:
        shapes.append(_path("figure__grid", [(LEFT, up(mark)), (RIGHT, up(mark))]))
        shapes.append(_text("", LEFT - 10, up(mark) + 5, "end", say(mark, 0)))
    shapes.append(_text("", LEFT - 10, top - 24, "end", words["unit"]))
    shapes.append(_path("figure__axis", [(LEFT, top), (LEFT, bottom), (RIGHT, bottom)]))
    shapes.append(_path("figure__half", [(LEFT, up(0.7 * visits[0].sum)), (RIGHT, up(0.7 * visits[0].sum))]))
    shapes.append(_text("", LEFT + 6, up(0.7 * visits[0].sum) + 20, "start", words["partial_line"]))
    if len(visits) > 1:
        shapes.append(_path("figure__curve-2", [(across(n), up(limit)) for n, limit in enumerate(limits) if n]))
        shapes.append(_text("", across(1), up(limits[1]) - 10, "middle", words["progression"]))
        shapes.append(_path("figure__curve", [(across(n), up(visit.sum)) for n, visit in enumerate(visits)]))
    for number, (visit, name, verdict) in enumerate(zip(visits, names, verdicts, strict=True)):
        shapes.append({"name": "figure__dot", "cx": _f(across(number)), "cy": _f(up(visit.sum))})
        shapes.append(_text("", across(number), bottom + 24, "middle", name))
        shapes.append(_text("figure__strong", across(number), bottom + 50, "middle", verdict))
    return {"height": bottom + 60, "shapes": shapes}


def forest(trials: list[dict], margin: float, measure: str, words: dict, say: Say) -> dict:
    """A line for each trial {label, estimate, lower, upper}, no difference and the margin. words: margin, no_difference."""
    null, row = no_difference(measure), 56
    bottom = 44 + row * len(trials)
    edges = [null, margin, *(trial[name] for trial in trials for name in ("lower", "upper"))]
    scale = log if measure == "ratio" else float
    low, high = min(map(scale, edges)), max(map(scale, edges))
    room = 0.08 * (high - low) or 1
    across = _scale(low - room, high + room, LEFT - 60, RIGHT)
    at = lambda value: across(scale(value))
    shapes = [
        _path("figure__axis", [(LEFT - 60, bottom), (RIGHT, bottom)]),
        _path("figure__axis", [(at(null), 32), (at(null), bottom)]),
        _path("figure__curve-2", [(at(margin), 32), (at(margin), bottom)]),
    ]
    before, after = ("start", "end") if margin < null else ("end", "start")
    shapes.append(_text("figure__strong", at(margin), 20, _anchor(at(margin), after), f"{words['margin']} {say(margin, 2)}"))
    shapes.append(_text("", at(null), bottom + 50, _anchor(at(null), before), words["no_difference"]))
    for mark in dict.fromkeys((null, margin)):
        shapes.append(_text("", at(mark), bottom + 24, "middle", say(mark, 2)))
    for number, trial in enumerate(trials):
        y = 44 + row * number + 36
        shapes.append(_text("", LEFT - 60, y - 14, "start", trial["label"]))
        shapes.append(_path("figure__curve", [(at(trial["lower"]), y), (at(trial["upper"]), y)]))
        for end in ("lower", "upper"):
            shapes.append(_path("figure__curve", [(at(trial[end]), y - 7), (at(trial[end]), y + 7)]))
        shapes.append({"name": "figure__dot", "cx": _f(at(trial["estimate"])), "cy": _f(y)})
    return {"height": bottom + 60, "shapes": shapes}


def reads_line(share: float, lower: float, upper: float, expected: float, words: dict, say: Say) -> dict:
    """A share of reads from 0 to 100 % with its interval, and where it is expected. words: observed, expected."""
    across = _scale(0, 1, LEFT - 50, RIGHT - 16)
    shapes = [_path("figure__axis", [(across(0), 80), (across(1), 80)])]
    for mark in (0, 0.25, 0.5, 0.75, 1):
        shapes.append(_path("figure__axis", [(across(mark), 76), (across(mark), 84)]))
        shapes.append(_text("", across(mark), 108, "middle" if 0 < mark < 1 else _anchor(across(mark)), f"{say(100 * mark, 0)} %"))
    shapes.append(_path("figure__curve-2", [(across(expected), 30), (across(expected), 80)]))
    shapes.append(
        _text("", across(expected) + 6, 24, _anchor(across(expected), "start"), f"{words['expected']} {say(100 * expected, 1)} %")
    )
    shapes.append(_path("figure__curve", [(across(lower), 58), (across(upper), 58)]))
    for end in (lower, upper):
        shapes.append(_path("figure__curve", [(across(end), 51), (across(end), 65)]))
    shapes.append({"name": "figure__dot", "cx": _f(across(share)), "cy": "58"})
    return {"height": 116, "shapes": shapes}


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round values from `low` to at least `high`, in steps of 1, 2, 2.5 or 5 times a power of ten."""
    rough = (high - low) / most or 1
    unit = 10 ** floor(log10(rough))
    step = next(unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor >= rough * (1 - 1e-9))
    return [low + step * number for number in range(ceil((high - low) / step - 1e-9) + 1)]


def places_of(*numbers: float) -> int:
    """How many decimals show these numbers in full, two at most."""
    return next(places for places in (0, 1, 2) if places == 2 or all(abs(round(one, places) - one) < 1e-9 for one in numbers))


def _scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    return lambda value: start + (value - low) / (high - low) * (end - start)


def _stairs(points: list[tuple[float, float]], last: float) -> list[tuple[float, float]]:
    """Level until the next point, then straight to its height."""
    corners = [points[0]]
    for x, y in points[1:]:
        corners += [(x, corners[-1][1]), (x, y)]
    return [*corners, (last, corners[-1][1])]


def _anchor(x: float, wanted: str = "middle") -> str:
    """Texts near an edge grow away from it."""
    if x > RIGHT - 110 and wanted != "middle":
        return "end"
    if x < LEFT + 60 and wanted != "middle":
        return "start"
    return "end" if x > RIGHT - 8 else "start" if x < LEFT - 40 else wanted


def _path(name: str, points: list[tuple[float, float]], close: bool = False) -> dict:
    return {"name": name, "d": "M" + "L".join(f"{_f(x)} {_f(y)}" for x, y in points) + ("Z" if close else "")}


def _text(name: str, x: float, y: float, anchor: str, words: str) -> dict:
    return {"name": name, "x": _f(x), "y": _f(y), "anchor": anchor, "text": words}


def _f(number: float) -> str:
    return f"{number:.2f}"
