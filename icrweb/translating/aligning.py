"""Which segment of the old words became which of the new ones. No Django here.

A segment is a path and a string; several of one path are the sentences and lines of one rich text, in their order.
"""

from collections import defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher

Piece = tuple[str, str]
MANY = 400  # comparisons of strings in one text; beyond that they are taken in their order


def align(old: Sequence[Piece], new: Sequence[Piece]) -> list[tuple[int | None, int | None]]:
    """Pairs of indexes: (old, new) where one became the other, (None, new) what was added, (old, None) what was removed.

    Each index occurs once. What stands in another place with the same words was moved, and is a pair.
    """
    before, after = _by_path(old), _by_path(new)
    pairs: list[tuple[int | None, int | None]] = []
    for path in dict.fromkeys([*before, *after]):
        pairs += _within(before.get(path, []), after.get(path, []), old, new)
    gone = [was for was, now in pairs if now is None]
    come = [now for was, now in pairs if was is None]
    return [pair for pair in pairs if None not in pair] + _moved(gone, come, old, new)


def _by_path(pieces: Sequence[Piece]) -> dict[str, list[int]]:
    found = defaultdict(list)
    for index, (path, _string) in enumerate(pieces):
        found[path].append(index)
    return found


def _within(before: list[int], after: list[int], old, new) -> list[tuple[int | None, int | None]]:
    """One path: strings that stayed are the fixed points; between them the ones most alike belong together, in order."""
    matcher = SequenceMatcher(None, [old[i][1] for i in before], [new[i][1] for i in after], autojunk=False)
    pairs: list[tuple[int | None, int | None]] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        left, right = before[i1:i2], after[j1:j2]
        matched = list(zip(left, right, strict=True)) if tag == "equal" else _most_alike(left, right, old, new)
        pairs += matched
        pairs += [(was, None) for was in left if was not in {pair[0] for pair in matched}]
        pairs += [(None, now) for now in right if now not in {pair[1] for pair in matched}]
    return pairs


def _most_alike(left: list[int], right: list[int], old, new) -> list[tuple[int, int]]:
    """As many pairs as there can be, in order, so chosen that they are as alike as possible."""
    if len(left) == len(right) or len(left) * len(right) > MANY:
        return list(zip(left, right, strict=False))
    best: list[list[tuple[float, list]]] = [[(0.0, [])] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i, was in enumerate(left, 1):
        for j, now in enumerate(right, 1):
            score, chosen = best[i - 1][j - 1]
            alike = 1 + SequenceMatcher(None, old[was][1], new[now][1], autojunk=False).ratio()
            best[i][j] = max((score + alike, [*chosen, (was, now)]), best[i - 1][j], best[i][j - 1], key=lambda found: found[0])
    return best[-1][-1][1]


def _moved(gone: list[int], come: list[int], old, new) -> list[tuple[int | None, int | None]]:
    waiting = defaultdict(list)
    for was in gone:
        waiting[old[was][1]].append(was)
    pairs: list[tuple[int | None, int | None]] = []
    for now in come:
        same = waiting[new[now][1]]
        pairs.append((same.pop(0) if same else None, now))
    return pairs + [(was, None) for rest in waiting.values() for was in rest]
