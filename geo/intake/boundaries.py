"""Whether points lie in the unit that their rows name: first-level units, else countries (Natural Earth, or imported).

Arrays of points go in, one verdict for each comes out. Boundaries are simplified, so a point counts as inside within a
tolerance; a swap of latitude and longitude is told only where the point lies outside and the swapped point inside.
Nothing is moved.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from geo.intake.abroad import country_outline, unit_outline
from geo.paths import DATA_DIR

INSIDE, OUTSIDE_ADMIN, OUTSIDE_COUNTRY, SWAPPED = 0, 1, 2, 3

_NEAR_ADMIN = 0.12
_NEAR_COUNTRY = 0.12
_NEAR_ABROAD = 0.2
_NEAR_WORLD = 0.5
_NEAR_IMPORTED = 0.03
"""Degrees. The regional file is drawn at 1:10 million, that of units abroad is the same file made coarse (about 5 km),
the world file is drawn at 1:110 million; imported outlines are simplified by about 200 m."""
_FRAME = (28.0, 26.0, 49.0, 43.0)
"""What the regional file covers: a country that it cuts off is joined with its outline in the world file."""

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bytes = np.ndarray[Any, np.dtype[np.uint8]]
Units = Callable[[str], tuple[Any, Any] | None]
"""Code → (outline with tolerance, outline as drawn)."""


def verdicts(
    lon: Floats,
    lat: Floats,
    admins: Sequence[str | None],
    countries: Sequence[str | None],
    *,
    outlines: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
) -> Bytes:
    """One of INSIDE, OUTSIDE_ADMIN, OUTSIDE_COUNTRY, SWAPPED per point; INSIDE where no boundary is known.

    A unit is a p-code, or a key of geo.intake.abroad. `outlines` are imported ones, p-code → GeoJSON polygon: they
    stand before the base map's.
    """
    found = np.zeros(len(lon), np.uint8)
    imported = {code: _prepared(shape(outlines[code]), _NEAR_IMPORTED) for code in {*admins} & {*outlines} if code}
    in_admin = _judge(lon, lat, admins, lambda code: imported.get(code) or _unit(code), OUTSIDE_ADMIN)
    in_country = _judge(lon, lat, countries, _country, OUTSIDE_COUNTRY)
    found[:] = in_country
    found[(in_admin != INSIDE) & (found != OUTSIDE_COUNTRY)] = OUTSIDE_ADMIN
    found[(in_admin == SWAPPED) | ((in_country == SWAPPED) & (in_admin == INSIDE))] = SWAPPED
    return found


def countries_at(points: Floats) -> list[str]:
    """The country that each point (lon, lat) lies in, coarsely; points in none are left out."""
    found = []
    for code, outline in _outlines("world").items():
        if code:
            found += [code] * int(_inside(outline, points[:, 0], points[:, 1]).sum())
    return found


def inside_unit(key: str, lon: float, lat: float) -> bool:
    """Whether a point lies in a unit of geo.intake.abroad, within its tolerance."""
    known = _unit(key)
    return known is not None and bool(_inside(known[0], np.array([lon]), np.array([lat]))[0])


def _judge(lon: Floats, lat: Floats, names: Sequence[str | None], unit: Units, outside: int) -> Bytes:
    found = np.zeros(len(lon), np.uint8)
    held = np.array([name or "" for name in names], dtype=object)
    for name in set(held.tolist()) - {""}:
        known = unit(name)
        if known is None:
            continue
        rows = np.flatnonzero(held == name)
        near, exact = known
        out = rows[~_inside(near, lon[rows], lat[rows])]
        if len(out):
            found[out] = outside
            found[out[_inside(exact, lat[out], lon[out])]] = SWAPPED
    return found


def _inside(polygon: Any, lon: Floats, lat: Floats) -> Any:
    west, south, east, north = polygon.bounds
    boxed = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    boxed[boxed] = shapely.contains_xy(polygon, lon[boxed], lat[boxed])
    return boxed


@cache
def _country(code: str) -> tuple[Any, Any] | None:
    west, south, east, north = _FRAME
    near, far = _outlines("countries").get(code), _outlines("world").get(code)
    if near is not None:
        box = near.bounds
        if west < box[0] and south < box[1] and box[2] < east and box[3] < north:
            return _prepared(near, _NEAR_COUNTRY)
    units = country_outline(code)
    if units is not None:
        return _prepared(units if near is None else shapely.union(units, near), _NEAR_ABROAD)
    if far is None:
        return None
    return _prepared(far if near is None else shapely.union(far.buffer(0), near), _NEAR_WORLD)


@cache
def _unit(code: str) -> tuple[Any, Any] | None:
    abroad = unit_outline(code) if ":" in code else None
    if abroad is not None:
        return _prepared(abroad, _NEAR_ABROAD)
    outline = _outlines("governorates").get(code)
    return None if outline is None else _prepared(outline, _NEAR_ADMIN)


@cache
def _outlines(name: str) -> Mapping[str, Any]:
    """ISO code or p-code → polygon."""
    features = json.loads((DATA_DIR / "basemap" / f"{name}.geojson").read_text("utf-8"))["features"]
    code = "pcode" if name == "governorates" else "iso2"
    return {each["properties"][code]: shape(each["geometry"]) for each in features}


def _prepared(polygon: Any, tolerance: float) -> tuple[Any, Any]:
    near = polygon.buffer(tolerance, quad_segs=4)
    shapely.prepare(near)
    shapely.prepare(polygon)
    return near, polygon
