"""How unlike two words are, for suggestions only: nothing is ever matched by likeness.

Measured on Syrian press spellings, the nearest name is the right place about half of the time (docs/design), so what
comes out of here is shown to a person and never taken.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from heapq import nlargest

_MEASURED = 200
"""Keys that share the most pairs of letters: among tens of thousands, more would take long and suggest no better."""


def distance(one: str, other: str, most: int) -> int:
    """Insertions, deletions, changes and swaps of neighbours that turn `one` into `other`; most + 1 where it is more.

    >>> distance("hamouriya", "hamoriya", 3), distance("idlib", "idlbi", 3), distance("azaz", "raqqa", 2)
    (1, 1, 3)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        above, row = row, [i] + [0] * len(other)
        for j, b in enumerate(other, 1):
            row[j] = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                row[j] = min(row[j], before[j - 2] + 1)
        if min(row) > most:
            return most + 1
        before = above
    return min(row[-1], most + 1)


class Likeness:
    """The keys of an index by their pairs of letters, so that few of them have to be measured."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys: Sequence[str] = tuple(keys)
        self._pairs: defaultdict[str, list[int]] = defaultdict(list)
        for number, held in enumerate(self._keys):
            for pair in _pairs(held):
                self._pairs[pair].append(number)

    def like(self, asked: str, limit: int) -> list[tuple[int, str]]:
        """(distance, key) of the keys that are most like `asked`, the nearest first; at most a third of it differs."""
        most = max(1, min(4, len(asked) // 3))
        shared = Counter(number for pair in _pairs(asked) for number in self._pairs.get(pair, ()))
        least = max(1, len(asked) + 1 - 3 * most)
        sized = ((n, self._keys[number]) for number, n in shared.items() if n >= least)
        near = nlargest(_MEASURED, (pair for pair in sized if abs(len(pair[1]) - len(asked)) <= most))
        measured = ((distance(asked, held, most), held) for _, held in near)
        return sorted(pair for pair in measured if pair[0] <= most)[:limit]


def _pairs(text: str) -> set[str]:
    framed = f"^{text}$"
    return {framed[at : at + 2] for at in range(len(framed) - 1)}
