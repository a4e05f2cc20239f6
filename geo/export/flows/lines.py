"""The lines of movements: straight from origin to destination, which is no route, in WGS84, lon lat, six decimals.

A line that crosses the antimeridian takes the short way and is cut there (RFC 7946, 3.1.9). Where an end has no point,
or both stand at the same one, there is no line.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence

from geo.export import sites
from geo.geometry import Path, short_way
from geo.model import Json, Place

DECIMALS = 6


def path_of(origin: Place | None, destination: Place | None) -> tuple[Path, ...]:
    """One path, two where it crosses the antimeridian, none where it cannot be drawn.

    >>> one, other = Place("a", "A", "town", lon=179.0, lat=0.0), Place("b", "B", "town", lon=-179.0, lat=2.0)
    >>> path_of(one, other)
    ([(179.0, 0.0), (180.0, 1.0)], [(-180.0, 1.0), (-179.0, 2.0)])
    """
    ends = [point_of(origin), point_of(destination)]
    if ends[0] is None or ends[1] is None or ends[0] == ends[1]:
        return ()
    start, end = ends[0], ends[1]
    far = short_way(start[0], end[0])
    if -180 <= far <= 180:
        return ([start, end],)
    edge = 180.0 if far > 180 else -180.0
    lat = round(start[1] + (end[1] - start[1]) * (edge - start[0]) / (far - start[0]), DECIMALS)
    return [start, (edge, lat)], [(-edge, lat), end]


def point_of(place: Place | None) -> tuple[float, float] | None:
    """lon, lat as they are written: the published point, or the label point of an area; None where there is neither."""
    point = None if place is None else sites.point_of(place)
    return None if point is None else (round(point[0], DECIMALS), round(point[1], DECIMALS))


def line_geometry(paths: Sequence[Path]) -> Json | None:
    """GeoJSON: LineString, MultiLineString for several, null for none."""
    if not paths:
        return None
    held = [[list(point) for point in path] for path in paths]
    return {"type": "LineString", "coordinates": held[0]} if len(held) == 1 else {
        "type": "MultiLineString", "coordinates": held
    }  # fmt: skip


def wkb_lines(paths: Sequence[Path]) -> bytes | None:
    """A MultiLineString in well-known binary; None for no path."""
    if not paths:
        return None
    return struct.pack("<BII", 1, 5, len(paths)) + b"".join(_wkb_line(path) for path in paths)


def _wkb_line(path: Path) -> bytes:
    return struct.pack("<BII", 1, 2, len(path)) + b"".join(struct.pack("<dd", *point) for point in path)


def wkb_point(point: tuple[float, float] | None) -> bytes | None:
    """A Point in well-known binary."""
    return None if point is None else struct.pack("<BIdd", 1, 1, *point)


def wkb_points(points: Iterable[tuple[float, float]]) -> bytes | None:
    """A MultiPoint in well-known binary; None where there is none."""
    held = [struct.pack("<BIdd", 1, 1, *point) for point in points]
    return struct.pack("<BII", 1, 4, len(held)) + b"".join(held) if held else None
