"""Which places are one mark at which zoom: near ones merge level by level, a coarser mark holds finer ones whole.

In come points and weights, out comes per level the mark of each place. The middle of a mark is its heaviest place's own
point, never a mean: a mark stands where somebody was. Areas and points do not merge: a governorate is not its city.
The idea of merging from the finest level down follows supercluster and flowmap.gl (read, not copied).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

import numpy as np
from numpy.typing import NDArray

LEVELS = 17
"""Zooms 0 to 16. Level 16 merges what the closest view cannot tell apart."""
RADIUS_PX = 48.0
"""Marks nearer than this at the level's own zoom become one."""
_WORLD = 2**32
_TILE_PX = 256
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """`marks[level][place]` is the place in the middle of the mark that holds `place` at that zoom."""

    marks: tuple[Ints, ...]

    def at(self, zoom: float) -> tuple[int, Ints]:
        """The level nearest to a zoom, and its marks."""
        level = min(max(round(zoom), 0), LEVELS - 1)
        return level, self.marks[level]


def radius(level: int) -> float:
    """RADIUS_PX of `level` in units of the world's square (2**32 wide)."""
    return RADIUS_PX * _WORLD / (_TILE_PX * (1 << level))


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Places in units of the world's square, and which of them are areas."""

    x: Ints
    y: Ints
    area: NDArray[np.bool_]


def levels(points: Points, weight: Ints) -> Levels:
    """The marks of places at each level; the heavier place is the middle, of equals the one that comes first.

    Middles of one kind are farther apart than `radius(level)`. x wraps around the world.
    """
    n = len(points.x)
    middles = np.arange(n, dtype=np.int64)
    held = weight.astype(np.int64).copy()
    of = np.arange(n, dtype=np.int64)
    found: list[Ints] = []
    for level in range(LEVELS - 1, -1, -1):
        goes_to = _merged(points, held, middles, radius(level))
        moved = np.arange(n, dtype=np.int64)
        moved[middles] = goes_to
        sums = np.zeros(n, np.int64)
        np.add.at(sums, goes_to, held[middles])
        of, held, middles = moved[of], sums, np.unique(goes_to)
        found.append(of)
    return Levels(tuple(reversed(found)))


def _merged(points: Points, held: Ints, middles: Ints, reach: float) -> Ints:
    """For each of `middles` the one that takes it: the heaviest first, each takes what is free around it."""
    across = max(1, int(_WORLD // reach))
    cell = _WORLD / across
    xs, ys, kinds = (each[middles].tolist() for each in (points.x, points.y, points.area))
    columns, lines = ([int(value // cell) for value in axis] for axis in (xs, ys))
    grid: dict[tuple[int, int, bool], list[int]] = {}
    for at, key in enumerate(zip(columns, lines, kinds, strict=True)):
        grid.setdefault(key, []).append(at)
    taken = [-1] * len(middles)
    for at in np.lexsort((middles, -held[middles])).tolist():
        if taken[at] >= 0:
            continue
        for column in {(columns[at] + step) % across for step in (-1, 0, 1)}:
            for line in (lines[at] - 1, lines[at], lines[at] + 1):
                for other in grid.get((column, line, kinds[at]), ()):
                    if taken[other] < 0 and _far(xs[at] - xs[other], ys[at] - ys[other]) <= reach:
                        taken[other] = at
    return middles[np.array(taken, np.int64)] if taken else middles


def _far(dx: float, dy: float) -> float:
    """The distance in the plane, the short way around the world."""
    dx = abs(dx)
    return hypot(min(dx, _WORLD - dx), dy)
