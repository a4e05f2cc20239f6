"""Web Mercator (EPSG:3857) as unsigned 32-bit integers over the whole square of the world.

Source of the formula: EPSG Guidance Note 7-2, "Popular Visualisation Pseudo-Mercator". x grows eastward from 180° W,
y southward from 85.0511° N; a tile or cell at zoom z is `value >> (32 - z)`.
"""

from __future__ import annotations

import math

MAX_LAT = 85.05112877980659
_SIDE = 2**32
SPREAD = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)
"""(shift, mask) that put a zero between all bits of a 32-bit number, one after the other."""


def to_mercator(lon: float, lat: float) -> tuple[int, int]:
    """The integer position of a point in degrees; latitudes beyond ±85.0511 are put on the edge.

    >>> to_mercator(0.0, 0.0)
    (2147483648, 2147483648)
    """
    sine = math.sin(math.radians(min(max(lat, -MAX_LAT), MAX_LAT)))
    x = (lon + 180.0) / 360.0
    y = 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)
    return _clamped(x), _clamped(y)


def _clamped(share: float) -> int:
    return min(max(int(share * _SIDE), 0), _SIDE - 1)


def to_lon_lat(x: int, y: int) -> tuple[float, float]:
    """The point in degrees of an integer position: the inverse of `to_mercator` to within 1e-7 degrees."""
    lon = x / _SIDE * 360.0 - 180.0
    lat = math.degrees(2 * math.atan(math.exp((0.5 - y / _SIDE) * 2 * math.pi)) - math.pi / 2)
    return lon, lat


def interleaved(x: int, y: int) -> int:
    """The bits of x in the even places and of y in the odd ones (Morton order): `>> 2k` is a cell 2^k units wide.

    >>> interleaved(3, 1)
    7
    """
    return _spread(x) | _spread(y) << 1


def _spread(value: int) -> int:
    for shift, mask in SPREAD:
        value = (value | value << shift) & mask
    return value
