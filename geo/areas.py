"""Units with their outlines: of an imported boundary file, where the workspace has one with the p-code.

Asked by all that draws areas, on screen and on paper. Where no boundary file was added, no gazetteer is read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import cos, radians
from typing import Any

import shapely
from shapely.geometry import mapping, shape

from geo.model import Place
from geo.paths import DATA_DIR, workspace_dir

Json = Mapping[str, Any]
LEVELS = ("governorate", "district", "subdistrict")
_FOLDER = "gazetteer"
_NO_POINT_IN = frozenset({"country", "area"})
_THIN = 600
"""Outlines are drawn with steps of this part of the whole picture, well below a pixel."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with its outline, a GeoJSON polygon in WGS84."""

    pcode: str
    name: str
    outline: Json


class Finder:
    """The unit of a place: by its p-code, else by its point within the outlines."""

    def __init__(self, units: Sequence[Unit], level: str) -> None:
        self._codes = {unit.pcode for unit in units}
        self._units, self._level = units, level
        self._tree = shapely.STRtree([shape(unit.outline) for unit in units])

    def unit_of(self, place: Place) -> str | None:
        """The p-code of the unit; None where the place is larger than one, or lies in none."""
        code = {"governorate": place.admin1_pcode, "district": place.admin2_pcode}.get(self._level)
        if code in self._codes:
            return code
        coarser = LEVELS[: LEVELS.index(self._level)]
        if not place.has_point or place.precision in {*_NO_POINT_IN, *coarser}:
            return None
        found: Any = self._tree.query(shapely.Point(place.lon, place.lat), predicate="within")
        return self._units[int(found[0])].pcode if len(found) else None


@dataclass(frozen=True, slots=True)
class Flat:
    """An outline on a plane, as GeoJSON, its part of the area of all, and a point in it for a label."""

    shape: Json
    part: float
    x: float
    y: float


def flattened(outlines: Sequence[Json]) -> list[Flat]:
    """Longitude times the cosine of the middle latitude beside latitude; thinned below what can be seen."""
    raw = [shape(each) for each in outlines]
    if not raw:
        return []
    south, north = min(each.bounds[1] for each in raw), max(each.bounds[3] for each in raw)
    narrow = (cos(radians((south + north) / 2)), 1.0)
    step = max(north - south, 1e-3) / _THIN
    flat = [shapely.transform(shapely.simplify(each, step), lambda xy: (xy * narrow).round(4)) for each in raw]
    whole = sum(each.area for each in flat) or 1.0
    points = [each.representative_point() for each in flat]
    return [
        Flat(mapping(each), each.area / whole, round(point.x, 4), round(point.y, 4))
        for each, point in zip(flat, points, strict=True)
    ]


def imported_outline(place: Place) -> Json | None:
    """GeoJSON polygon (WGS84) of the unit that the place is; None where it is no unit, or none was imported."""
    if place.precision not in LEVELS:
        return None
    code = {"governorate": place.admin1_pcode, "district": place.admin2_pcode, "subdistrict": place.admin3_pcode}
    return imported_outlines(place.precision).get(code[place.precision] or "")


def units(kind: str) -> tuple[Unit, ...]:
    """The units of a kind that have an outline: imported ones, and Syria's governorates where none of hers is."""
    shapes = imported_outlines(kind)
    names = _names(kind) if shapes else {}
    found = [Unit(code, names.get(code, code), shape) for code, shape in sorted(shapes.items())]
    if kind == "governorate" and not any(unit.pcode.startswith("SY") for unit in found):
        found += _base()
    return tuple(found)


def _names(kind: str) -> Mapping[str, str]:
    from geo.gazetteer.stored import unit_names  # noqa: PLC0415 - late, as below

    return unit_names(workspace_dir(), kind)


@cache
def _base() -> tuple[Unit, ...]:
    features = json.loads((DATA_DIR / "basemap" / "governorates.geojson").read_text("utf-8"))["features"]
    return tuple(Unit(each["properties"]["pcode"], each["properties"]["name"], each["geometry"]) for each in features)


def imported_outlines(kind: str) -> Mapping[str, Json]:
    """P-code → GeoJSON polygon of the imported units of a kind (of LEVELS)."""
    if not (workspace_dir() / _FOLDER).is_dir():
        return {}
    # Late: most sessions have no boundary file, and the first map of a session waits for no gazetteer.
    from geo.gazetteer.stored import outlines  # noqa: PLC0415

    return outlines(workspace_dir(), kind)
