"""Geometries of outside files → the one point that stands for them, or the words why there is none.

A point stands for itself; a line or polygon for a point that lies on it (shapely's representative point), never its
centroid. Coordinates that are no finite numbers or lie outside the world refuse the geometry. Nothing is repaired,
but a ring that is not closed is closed for the purpose of finding a point on it, and that is said.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from math import isfinite, isnan
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.read.crs import Change
from geo.read.table import OUTLINES, Spot

LEVELS = {
    "Point": 1,
    "MultiPoint": 2,
    "LineString": 2,
    "MultiLineString": 3,
    "Polygon": 3,
    "MultiPolygon": 4,
}
KINDS = (*LEVELS, "GeometryCollection")
CANONICAL = {kind.lower(): kind for kind in KINDS}
_LINE, _RING = 2, 3
_HALF_WORLD = 180.0
_POINT = struct.Struct("<BIdd")


class Unusable(Exception):
    """A geometry that cannot be placed: what, got, want, cure."""

    def __init__(self, what: str, got: object, want: str, cure: str) -> None:
        super().__init__(what)
        self.why = (what, got, want, cure)


def spot_of(geometry: shapely.Geometry | None, change: Change | None, most: int) -> Spot:
    """The spot of a shapely geometry in the system that `change` leads out of; without coordinates it has no point."""
    if geometry is None:
        return Spot(None, None, None)
    if geometry.geom_type == "Point" and not geometry.is_empty:
        return spot_at(geometry.x, geometry.y, change)
    kind = str(geometry.geom_type).replace("LinearRing", "LineString")
    points = shapely.get_coordinates(geometry)
    if not len(points):
        return Spot(None, None, kind)
    if len(points) > most:
        raise Unusable("geometry", f"{len(points):,} vertices", f"at most {most:,}", "Simplify the geometry.")
    check_finite(points)
    moved = points if change is None else change(points)
    check_world(moved)
    if change is not None:
        geometry = shapely.set_coordinates(shapely.force_2d(geometry), moved)
    lon, lat = _on(geometry if moved[:, 0].max() - moved[:, 0].min() <= _HALF_WORLD else _joined(geometry))
    kept = OUTLINES.get() and kind in ("Polygon", "MultiPolygon")
    return Spot(lon, lat, kind, shapely.to_wkb(shapely.force_2d(geometry)) if kept else None)


def spot_at(x: float, y: float, change: Change | None) -> Spot:
    """The spot of one point."""
    if change is None and -180 <= x <= 180 and -90 <= y <= 90:
        return Spot(x, y, "Point")
    points = np.array([[x, y]])
    check_finite(points)
    moved = points if change is None else change(points)
    check_world(moved)
    return Spot(float(moved[0, 0]), float(moved[0, 1]), "Point")


def spot_in_wkb(blob: bytes, change: Change | None, most: int) -> Spot:
    """The spot of a geometry in well-known binary; plain points, which are most, without building a geometry."""
    if len(blob) == _POINT.size and blob[:5] == b"\1\1\0\0\0":
        _, _, x, y = _POINT.unpack(blob)
        if not isnan(x):  # an empty point is two NaN
            return spot_at(x, y, change)
    try:
        geometry = shapely.from_wkb(blob)
    except shapely.errors.GEOSException as error:
        raise Unusable("geometry", str(error)[:100], "well-known binary", "Mend this feature.") from None
    except NotImplementedError:  # shapely 2.1 and GEOS 3.13 know no arcs
        cure = "Turn curves into lines: ogr2ogr -nlt CONVERT_TO_LINEAR."
        raise Unusable("geometry", "a curve", "points, lines or polygons with straight sides", cure) from None
    return spot_of(geometry, change, most)


def check_finite(points: NDArray[np.float64]) -> None:
    bad = points[~np.isfinite(points).all(axis=1)]
    if len(bad):
        raise Unusable("coordinates", _pair(bad[0]), "finite numbers", "Mend the coordinates of this row.")


def check_world(points: NDArray[np.float64]) -> None:
    """Refuses points outside −180…180 and −90…90."""
    inside = np.isfinite(points).all(axis=1) & (np.abs(points[:, 0]) <= 180) & (np.abs(points[:, 1]) <= 90)
    if not inside.all():
        cure = "Look for a lost decimal point, or coordinates in metres without their reference system."
        want = "longitude −180…180 and latitude −90…90"
        raise Unusable("coordinates", _pair(points[~inside][0]), want, cure)


def position(lon: str, lat: str) -> tuple[float, float]:
    """Longitude and latitude from their texts."""
    try:
        point = float(lon), float(lat)
    except ValueError:
        point = (float("nan"), float("nan"))
    if not (isfinite(point[0]) and isfinite(point[1])):
        got = f"longitude {lon[:40]!r}, latitude {lat[:40]!r}"
        raise Unusable("coordinates", got, "finite numbers", "Mend the coordinates of this row.")
    return point


def from_geojson(held: Any, most: int) -> tuple[shapely.Geometry | None, tuple[str, ...]]:
    """The geometry in a parsed GeoJSON object, and notes; raises Unusable with the words why not."""
    notes: list[str] = []
    return _geometry(held, most, notes, 0), tuple(dict.fromkeys(notes))


def point_of(held: Any) -> tuple[float, float] | None:
    """The position of a plain Point, without building a geometry; None for anything else."""
    if type(held) is not dict or held.get("type") != "Point":
        return None
    return _numbers(held.get("coordinates"), 1, "Point") or None


def _geometry(held: Any, most: int, notes: list[str], depth: int) -> shapely.Geometry | None:
    if held is None:
        return None
    if not isinstance(held, dict):
        raise Unusable("geometry", held, "an object with type and coordinates, or null", "Mend this feature.")
    kind = CANONICAL.get(str(held.get("type")).lower())
    if kind is None:
        raise Unusable("type of the geometry", held.get("type"), f"one of {', '.join(KINDS)}", "Mend this feature.")
    if kind != held["type"]:
        notes.append("type in the wrong case")
    if kind == "GeometryCollection":
        parts = held.get("geometries")
        if not isinstance(parts, list) or depth > 4:
            raise Unusable("geometries", parts, "a list of geometries", "Mend this feature.")
        made = (_geometry(part, most, notes, depth + 1) for part in parts)
        return shapely.GeometryCollection([part for part in made if part is not None])
    return _built(kind, _numbers(held.get("coordinates"), LEVELS[kind], kind), notes)


def _built(kind: str, coordinates: Any, notes: list[str]) -> shapely.Geometry:
    if kind == "Point":
        return shapely.Point(coordinates) if coordinates else shapely.Point()
    if kind == "MultiPoint":
        return shapely.MultiPoint(coordinates)
    if kind == "LineString":
        return _line(coordinates)
    if kind == "MultiLineString":
        return shapely.MultiLineString([_line(line) for line in coordinates])
    if kind == "Polygon":
        return _polygon(coordinates, notes)
    return shapely.MultiPolygon([_polygon(part, notes) for part in coordinates])


def _line(points: Sequence[tuple[float, float]]) -> shapely.Geometry:
    if points and len(points) < _LINE:
        raise Unusable("line", f"{len(points)} position", f"at least {_LINE} positions", "Mend this geometry.")
    return shapely.LineString(points)


def _polygon(rings: Sequence[Sequence[tuple[float, float]]], notes: list[str]) -> shapely.Geometry:
    for ring in rings:
        if len(set(ring)) < _RING:
            raise Unusable("ring", f"{len(ring)} positions", f"at least {_RING} different ones", "Mend this geometry.")
        if ring[0] != ring[-1]:
            notes.append("ring that is not closed")
    return shapely.Polygon(rings[0], rings[1:]) if rings else shapely.Polygon()


def _numbers(held: Any, level: int, kind: str) -> Any:
    """`held` as nested lists of (x, y), `level` deep; raises Unusable where it is not."""
    if not isinstance(held, list):
        raise Unusable("coordinates", held, f"lists {level} deep for a {kind}", "Mend this geometry.")
    if level > 1:
        return [_numbers(part, level - 1, kind) for part in held]
    if not held and kind == "Point":
        return ()
    if not 2 <= len(held) <= 4 or any(type(each) not in _NUMERIC and not _is_number(each) for each in held):
        raise Unusable("position", held, "longitude and latitude as numbers", "Mend this geometry.")
    x, y = float(held[0]), float(held[1])
    if not (isfinite(x) and isfinite(y)):
        raise Unusable("coordinates", held, "finite numbers", "Mend the coordinates of this row.")
    return x, y


_NUMERIC = (int, float)


def _is_number(value: Any) -> bool:
    """True for the text of a number that json_values kept as written, not for text in quotes."""
    return isinstance(value, str) and type(value) is not str


def _on(geometry: shapely.Geometry) -> tuple[float, float]:
    try:
        point = shapely.point_on_surface(geometry)
    except shapely.errors.GEOSException:
        point = shapely.point_on_surface(shapely.make_valid(geometry))
    if point is None or point.is_empty:
        point = shapely.Point(shapely.get_coordinates(geometry)[0])
    return (float(point.x) + 180) % 360 - 180 if point.x > 180 else float(point.x), float(point.y)


def _joined(geometry: shapely.Geometry) -> shapely.Geometry:
    """One ring or line that steps over 180° in one go, as a whole east of it; anything else as it is.

    https://www.rfc-editor.org/rfc/rfc7946#section-3.1.9 asks for such geometries to be cut; many are not.
    """
    points = shapely.get_coordinates(geometry)
    if shapely.get_num_geometries(geometry) != 1 or not (np.abs(np.diff(points[:, 0])) > _HALF_WORLD).any():
        return geometry
    east = points + np.where(points[:, :1] < 0, [[360.0, 0.0]], [[0.0, 0.0]])
    return shapely.set_coordinates(shapely.force_2d(geometry), east)


def _pair(point: NDArray[np.float64]) -> str:
    return f"{point[0]:g}, {point[1]:g}"
