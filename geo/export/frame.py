"""The frame of a printed map: a Lambert azimuthal equal-area projection about its own centre, in millimetres.

Input coordinates are WGS84 degrees (EPSG:4326), lon before lat. Output is millimetres from the frame's top left
corner, y downwards. The projection is true to scale at the centre and equal in area everywhere
(https://proj.org/en/stable/operations/projections/laea.html). Frames never show more than MAX_HALF_M to any side.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Proj
from shapely.geometry.base import BaseGeometry

LonLat = tuple[float, float]
Xy = tuple[float, float]
Floats = NDArray[np.float64]

MAX_HALF_M = 6_000_000.0
SCREEN_PX = 900
"""Width of the screen map that a view (lat, lon, zoom) is taken to describe."""
EQUATOR_M_PER_PX = 156_543.034
NICE = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5, 8.0)


@lru_cache(maxsize=32)
def _projection(lon: float, lat: float) -> Proj:
    """Made in a fiftieth of the time that a Transformer takes, with the same numbers: both are on WGS84."""
    return Proj(f"+proj=laea +lat_0={lat} +lon_0={lon} +datum=WGS84 +units=m +no_defs")


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of `width_mm` × `height_mm` about (lon, lat), at `m_per_mm` metres on the ground per millimetre."""

    lon: float
    lat: float
    width_mm: float
    height_mm: float
    m_per_mm: float

    @property
    def scale(self) -> int:
        """The N of 1:N at the centre."""
        return round(self.m_per_mm * 1000)

    def xy(self, lonlats: Iterable[LonLat]) -> list[Xy]:
        """Points in millimetres."""
        held = np.array(list(lonlats), dtype=float).reshape(-1, 2)
        return [(float(x), float(y)) for x, y in self._forward(held)]

    def drawn(self, geometry: BaseGeometry) -> BaseGeometry:
        """`geometry` (degrees) in millimetres, cut to the frame with 2 mm around it; empty where it lies outside.

        Geometry near the far side of the globe is left out, since no frame shows it.
        """
        near = shapely.clip_by_rect(geometry, *self.degrees())
        if near.is_empty:
            return near
        flat = shapely.transform(near, self._forward)
        return shapely.clip_by_rect(flat, -2, -2, self.width_mm + 2, self.height_mm + 2)

    def degrees(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the frame with a margin; the whole latitude circle near a pole."""
        half = math.hypot(self.width_mm, self.height_mm) / 2 * self.m_per_mm * 1.05
        d_lat = math.degrees(half / 6_371_000)
        south, north = self.lat - d_lat, self.lat + d_lat
        if south <= -85 or north >= 85:
            return self.lon - 180, max(-90, south), self.lon + 180, min(90, north)
        d_lon = min(180, d_lat / math.cos(math.radians(max(abs(south), abs(north)))))
        return self.lon - d_lon, south, self.lon + d_lon, north

    def holds(self, xy: Xy, margin_mm: float = 0.0) -> bool:
        """Whether a point in millimetres lies inside, `margin_mm` from the edge."""
        x, y = xy
        return margin_mm <= x <= self.width_mm - margin_mm and margin_mm <= y <= self.height_mm - margin_mm

    def back(self, xys: Sequence[Xy]) -> list[LonLat]:
        """Millimetres to degrees."""
        held = np.array(xys, dtype=float)
        x = (held[:, 0] - self.width_mm / 2) * self.m_per_mm
        y = (self.height_mm / 2 - held[:, 1]) * self.m_per_mm
        lon, lat = _projection(self.lon, self.lat)(x, y, inverse=True)
        return [(float(a), float(b)) for a, b in zip(lon, lat, strict=True)]

    def _forward(self, lonlats: Floats) -> Floats:
        x, y = _projection(self.lon, self.lat)(lonlats[:, 0], lonlats[:, 1])
        return np.column_stack([self.width_mm / 2 + x / self.m_per_mm, self.height_mm / 2 - y / self.m_per_mm])


def fitted(lonlats: Sequence[LonLat], size_mm: Xy, *, min_width_m: float, pad: float = 0.1) -> Frame:
    """The Frame of `size_mm` that holds all points with `pad` (share of each side) around them.

    Points on both sides of the antimeridian are kept together. Raises ValueError for no points.
    """
    lon, lat = _centre(lonlats)
    width, height = size_mm
    for _ in range(2):
        unit = Frame(lon, lat, 0, 0, 1.0)
        xs, ys = np.array(unit.xy(lonlats)).T
        middle = unit.back([((xs.min() + xs.max()) / 2, (ys.min() + ys.max()) / 2)])[0]
        lon, lat = round(middle[0], 3), round(middle[1], 3)
    inner = 1 - 2 * pad
    needed = max((xs.max() - xs.min()) / width, (ys.max() - ys.min()) / height) / inner
    per_mm = min(max(float(needed), min_width_m / width), 2 * MAX_HALF_M / max(width, height))
    return Frame(lon, lat, width, height, nice(per_mm))


def moved(frame: Frame, dx_mm: float, dy_mm: float) -> Frame:
    """The frame with its content moved by (dx, dy) millimetres, about a new centre."""
    lon, lat = frame.back([(frame.width_mm / 2 - dx_mm, frame.height_mm / 2 - dy_mm)])[0]
    return replace(frame, lon=round(lon, 3), lat=round(lat, 3))


def of_view(at: tuple[float, float, float], size_mm: Xy) -> Frame:
    """The Frame that shows what a web map of SCREEN_PX width shows at (lat, lon, zoom)."""
    lat, lon, zoom = at
    across = EQUATOR_M_PER_PX * math.cos(math.radians(lat)) / 2**zoom * SCREEN_PX
    per_mm = min(max(across, 500.0) / size_mm[0], 2 * MAX_HALF_M / max(size_mm))
    return Frame(lon, lat, *size_mm, nice(per_mm))


def nice(value: float) -> float:
    """The next larger round number.

    >>> nice(3812.0)
    4000.0
    """
    power = 10.0 ** math.floor(math.log10(value))
    return next((step * power for step in NICE if step * power >= value * 0.999), 10 * power)


def bar(frame: Frame, target_mm: float) -> tuple[float, float]:
    """A scale bar: (kilometres, millimetres) of a round distance of at most `target_mm`, true at the centre."""
    metres = frame.m_per_mm * target_mm
    power = 10.0 ** math.floor(math.log10(metres))
    round_m = next(step * power for step in (5.0, 2.0, 1.0) if step * power <= metres * 1.001)
    return round_m / 1000, round_m / frame.m_per_mm


def _centre(lonlats: Sequence[LonLat]) -> LonLat:
    """The middle of points on the sphere, so that the antimeridian is no edge; the first where they cancel out."""
    lon, lat = np.radians(np.array(lonlats, dtype=float)).T
    x, y, z = (np.cos(lat) * np.cos(lon)).mean(), (np.cos(lat) * np.sin(lon)).mean(), np.sin(lat).mean()
    if math.hypot(x, y, z) < 1e-6:
        return lonlats[0]
    return math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))
