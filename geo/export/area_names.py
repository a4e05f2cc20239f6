"""Names of countries and governorates: each stands inside the visible part of its own polygon, or not at all.

In come a polygon in millimetres, what an inset, the scale bar or a marked area covers of it, and a name; out comes a
Wish whose spots all keep the rule. Tried in turn: both scripts, then a smaller size, then one script. First every box
must lie wholly inside; only where none does, its centre and 70 % of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.export.labels import Wish
from geo.export.lettering import size_mm

Xy = tuple[float, float]
Floats = NDArray[np.float64]
LEAST_SHARE = 0.7
"""Share of a box that must lie inside where no box lies inside whole."""
CLEAR_MM = 0.5
"""Between a box and the boundary where it lies inside whole."""
GRID = 24
STEP_MM = 1.0


@dataclass(frozen=True, slots=True)
class AreaName:
    """A name in two scripts, the sizes to try from the largest on, and its colour."""

    text: str
    sub: str
    sizes_pt: tuple[float, ...]
    fill: str


def visible(area: BaseGeometry, size: Xy) -> BaseGeometry:
    """The part of `area` (mm) on a map of `size`, 1 mm from the edge."""
    return shapely.intersection(shapely.make_valid(area), shapely.box(1, 1, size[0] - 1, size[1] - 1))


def wish(area: BaseGeometry, hidden: BaseGeometry, name: AreaName) -> Wish | None:
    """The wish for `name` in the visible `area`; None where no box keeps the rule.

    What to try instead is worked out when it is asked for.

    No box touches what is `hidden` below other things.
    """
    free = shapely.difference(area, hidden)
    if free.is_empty or free.area == 0:
        return None
    ground = _Ground(area, free, hidden, _candidates(free))
    for each in (area, free, hidden):
        shapely.prepare(each)
    held = (variant for whole in (True, False) for variant in _variants(ground, name, whole=whole))
    first = next(held, None)
    return None if first is None else replace(first, instead=held)


@dataclass(frozen=True, slots=True)
class _Ground:
    """The area of a name, what of it is free, what is not, and the points to try, best first."""

    area: BaseGeometry
    free: BaseGeometry
    hidden: BaseGeometry
    points: Floats


def _variants(ground: _Ground, name: AreaName, *, whole: bool) -> Iterator[Wish]:
    for sub in (name.sub, "") if name.sub else ("",):
        for size in name.sizes_pt:
            found = _inside(ground, size_mm(name.text, sub, size), whole=whole)
            spots = tuple((float(x), float(y)) for x, y in found)
            if spots:
                yield Wish(spots[0], 0, name.text, sub, size, name.fill, spots=spots)


def _inside(ground: _Ground, size: Xy, *, whole: bool) -> Floats:
    """The points about which a box of `size` keeps the rule."""
    pad = CLEAR_MM if whole else 0.0
    wide, high = size[0] / 2 + pad, size[1] / 2 + pad
    x, y = ground.points[:, 0], ground.points[:, 1]
    with np.errstate(invalid="ignore"):  # shapely 2.1 now and then warns of finite numbers: GEOS leaves a flag set
        boxes = shapely.box(x - wide, y - high, x + wide, y + high)
    if whole:
        inside: Floats = ground.points[shapely.contains_properly(ground.free, boxes)]
        return inside
    shares = np.zeros(len(boxes))
    clear = ~shapely.intersects(ground.hidden, boxes)
    covered = clear & shapely.covers(ground.area, boxes)
    shares[covered] = 1.0
    partly = clear & ~covered
    shares[partly] = shapely.area(shapely.intersection(ground.area, boxes[partly])) / (4 * wide * high)
    order = np.argsort(-shares, kind="stable")
    enough: Floats = ground.points[order[shares[order] >= LEAST_SHARE]]
    return enough


def _candidates(area: BaseGeometry) -> Floats:
    """Points inside, best first: the pole of inaccessibility of the largest part, its middle, then a grid around."""
    largest = max(shapely.get_parts(area), key=lambda part: float(part.area))
    pole = shapely.get_coordinates(shapely.maximum_inscribed_circle(largest, tolerance=0.5))[0]
    west, north, east, south = area.bounds
    xs = np.linspace(west, east, int(min(GRID, max(3, (east - west) / STEP_MM))))
    ys = np.linspace(north, south, int(min(GRID, max(3, (south - north) / STEP_MM))))
    grid = np.array([(x, y) for x in xs for y in ys])
    inside = grid[shapely.contains_xy(area, grid[:, 0], grid[:, 1])]
    order = np.argsort(np.hypot(*(inside - pole).T), kind="stable")
    middle = shapely.get_coordinates(shapely.centroid(largest))
    return np.vstack([pole, middle[shapely.contains_xy(area, middle)], inside[order]])
