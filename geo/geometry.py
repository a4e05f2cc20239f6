"""Pure geometry: distances, geodesic rings, label points, arcs and the fork of a flow with an unknown split.

Geographic points are (lon, lat) in WGS84 degrees, treated as a sphere of 6,371,008.8 m (the mean radius; at most 0.6 %
off). Plane points are (x, y) in one unit of the caller's: CSS pixels with y downwards, or millimetres of print. Nothing
here knows places, colours or files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import asin, atan2, cos, degrees, hypot, isfinite, pi, radians, sin, sqrt
from typing import Any

import numpy as np
from shapely.geometry import shape
from shapely.ops import polylabel

Point = tuple[float, float]
Path = list[Point]

EARTH_RADIUS_M = 6_371_008.8


def distance_m(one: Point, other: Point) -> float:
    """The great-circle distance in metres (haversine).

    >>> round(distance_m((36.33778, 33.54611), (36.38605, 33.52737)) / 1000, 1)
    4.9
    """
    (lon1, lat1), (lon2, lat2) = one, other
    half_lat, half_lon = radians(lat2 - lat1) / 2, radians(lon2 - lon1) / 2
    h = sin(half_lat) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(h)))


def short_way(lon_from: float, lon_to: float) -> float:
    """`lon_to` moved by whole turns so that it lies within 180° of `lon_from`: the way over the antimeridian.

    >>> short_way(179.0, -179.0)
    181.0
    """
    return lon_to + 360 * round((lon_from - lon_to) / 360)


def ring(center: Point, radius_m: float, n: int = 64) -> Path:
    """The closed geodesic ring of `radius_m` metres: n + 1 points, counter-clockwise seen from above.

    Longitudes run on across the antimeridian (they may pass ±180°) so that the ring stays in one piece. A radius that
    is not finite or not above 0 gives an empty path. A ring that holds a pole is not closed in longitude.
    """
    if not isfinite(radius_m) or radius_m <= 0:
        return []
    points = [offset(center, -2 * pi * k / n, radius_m) for k in range(n)]
    return [*points, points[0]]


def offset(start: Point, bearing: float, far_m: float) -> Point:
    """The point `far_m` metres from `start` along the great circle of `bearing` (radians, clockwise from north).

    >>> [round(number, 4) for number in offset((36.0, 33.0), 0.0, 11_119.5)]
    [36.0, 33.1]
    """
    lon, lat = start
    angle, phi = far_m / EARTH_RADIUS_M, radians(lat)
    phi2 = asin(max(-1.0, min(1.0, sin(phi) * cos(angle) + cos(phi) * sin(angle) * cos(bearing))))
    turn = atan2(sin(bearing) * sin(angle) * cos(phi), cos(angle) - sin(phi) * sin(phi2))
    return short_way(lon, lon + degrees(turn)), degrees(phi2)


def curve(start: Point, control: Point, end: Point, n: int = 24) -> Path:
    """A quadratic Bézier curve in the plane as n + 1 points, both ends exact."""
    t = np.linspace(0.0, 1.0, n + 1)[:, None]
    points = (1 - t) ** 2 * np.array(start) + 2 * t * (1 - t) * np.array(control) + t**2 * np.array(end)
    return [(float(x), float(y)) for x, y in points]


def arc(start: Point, end: Point, bend: float = 0.16, n: int = 24) -> Path:
    """A plane curve from `start` to `end`, bent to one side by `bend` of its length, so that there and back differ."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    middle = ((start[0] + end[0]) / 2 + dy * bend, (start[1] + end[1]) / 2 - dx * bend)
    return curve(start, middle, end, n)


@dataclass(frozen=True, slots=True)
class Branch:
    """The way to one destination. `path` ends at `end`, which is not the true place where `stretched`."""

    path: tuple[Point, ...]
    end: Point
    stretched: bool


@dataclass(frozen=True, slots=True)
class Fork:
    """A flow in the plane: one trunk and its branches; without a fork the trunk is empty and the branch is all."""

    trunk: tuple[Point, ...]
    branches: tuple[Branch, ...]


def fork(origin: Point, destinations: Sequence[Point], *, least: float) -> Fork:
    """The drawing of one flow whose shares are unknown: a trunk from `origin` that forks towards `destinations`.

    A destination nearer than `least` is drawn at that distance in its true direction. The trunk leaves in the mean
    direction and takes 45 % of the shortest way, the branches go on from it smoothly. One destination gives one arc.
    All in the caller's plane; web/kharita-flows.js holds the same steps for the screen, compared by a test.
    """
    ends = [_at_least(origin, place, least) for place in destinations]
    if len(ends) < 2:
        return Fork((), tuple(Branch(tuple(arc(origin, end)), end, far) for end, far in ends))
    ux, uy = _mean_direction(origin, [end for end, _ in ends])
    length = 0.45 * min(hypot(end[0] - origin[0], end[1] - origin[1]) for end, _ in ends)
    split = origin[0] + ux * length, origin[1] + uy * length
    branches = []
    for end, far in ends:
        reach = 0.45 * hypot(end[0] - split[0], end[1] - split[1])
        control = split[0] + ux * reach, split[1] + uy * reach
        branches.append(Branch(tuple(curve(split, control, end)), end, far))
    return Fork((origin, split), tuple(branches))


def _at_least(origin: Point, place: Point, least: float) -> tuple[Point, bool]:
    dx, dy = place[0] - origin[0], place[1] - origin[1]
    length = hypot(dx, dy)
    if length >= least:
        return place, False
    if length == 0:
        dx, dy, length = 1.0, 0.0, 1.0
    return (origin[0] + dx / length * least, origin[1] + dy / length * least), True


def _mean_direction(origin: Point, ends: Iterable[Point]) -> Point:
    """The unit vector of the mean direction; square to the first one where the directions cancel out."""
    units = []
    for x, y in ends:
        length = hypot(x - origin[0], y - origin[1]) or 1.0
        units.append(((x - origin[0]) / length, (y - origin[1]) / length))
    sx, sy = sum(u[0] for u in units), sum(u[1] for u in units)
    total = hypot(sx, sy)
    return (-units[0][1], units[0][0]) if total < 0.2 else (sx / total, sy / total)


def bounds(points: Iterable[Point]) -> tuple[float, float, float, float] | None:
    """West, south, east, north of `points`, None where there are none.

    The box is the narrower one: points on both sides of the antimeridian give an east beyond 180°.
    """
    held = list(points)
    if not held:
        return None
    lats = [lat for _, lat in held]
    lons = sorted(lon for lon, _ in held)
    gaps = [(b - a, b) for a, b in zip(lons, [*lons[1:], lons[0] + 360], strict=True)]
    west = max(gaps)[1]
    west -= 360 if west > 180 else 0
    east = max(lon if lon >= west else lon + 360 for lon in lons)
    return west, min(lats), east, max(lats)


def label_point(geometry: Mapping[str, Any]) -> Point | None:
    """The point of a GeoJSON polygon farthest from its border (of the largest part), to 0.05°; None for other kinds.

    >>> label_point({"type": "Polygon", "coordinates": [[[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]]})
    (2.0, 2.0)
    """
    if geometry["type"] not in ("Polygon", "MultiPolygon"):
        return None
    whole = shape(geometry)
    largest = max(getattr(whole, "geoms", [whole]), key=lambda part: part.area)
    if not largest.is_valid or largest.is_empty:
        return None
    found = polylabel(largest, tolerance=0.05)
    return round(float(found.x), 4), round(float(found.y), 4)
