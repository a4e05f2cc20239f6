"""The point that a row gives for an end of a movement: read, and judged by what the row says besides.

A point outside the unit or country named is told. One that fits these, or a place of its name, only with latitude and
longitude the other way round is left out: it is never mended.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from geo.gazetteer import Gazetteer
from geo.gazetteer.keys import key
from geo.gazetteer.units import country_code, governorate_pcode
from geo.geometry import Point, distance_m
from geo.intake.abroad import unit_of
from geo.intake.boundaries import OUTSIDE_ADMIN, OUTSIDE_COUNTRY, SWAPPED, verdicts
from geo.intake.flows.questions import End
from geo.intake.values import parse_coordinate

_NEAR_M, _FAR_M = 30_000, 60_000
_TOLD = {SWAPPED: "point_swapped", OUTSIDE_ADMIN: "point_outside_admin", OUTSIDE_COUNTRY: "point_outside_country"}
_MAX_LAT = 90


@dataclass(frozen=True, slots=True)
class Borders:
    """Imported units: p-code → GeoJSON polygon, and key of a name → p-code."""

    outlines: Mapping[str, Mapping[str, Any]]
    units: Mapping[str, str]

    def code_of(self, end: End) -> str | None:
        """The p-code of the imported unit that the row names."""
        return end.pcode if end.pcode in self.outlines else self.units.get(key(end.admin1 or ""))


def read_point(
    end: End, gazetteer: Gazetteer, borders: Borders
) -> tuple[float | None, float | None, str | None, str | None]:
    """(longitude, latitude, kind of finding, what to tell); no point where it cannot stand."""
    lon, lon_problem = parse_coordinate(end.lon or "", "lon")
    lat, lat_problem = parse_coordinate(end.lat or "", "lat")
    told = f"{end.lat or ''}, {end.lon or ''}"
    problem = (
        "coordinate_unread" if lon_problem or lat_problem
        else "point_half" if (lon is None) != (lat is None)
        else "point_zero" if lon == 0 and lat == 0
        else None
    )  # fmt: skip
    if problem or lon is None or lat is None:
        return None, None, problem, told if problem else None
    kind = _judged(end, (lon, lat), gazetteer, borders)
    if kind == "point_swapped":
        return None, None, kind, told
    return lon, lat, kind, told if kind else None


def swapped_at_home(end: End, lon: float, lat: float) -> bool:
    """Whether the point lies where no other of the file does, and in their country the other way round."""
    if end.country or not end.likely:
        return False
    return bool(verdicts(np.array([lon]), np.array([lat]), [None], [end.likely])[0] == SWAPPED)


def _judged(end: End, point: Point, gazetteer: Gazetteer, borders: Borders) -> str | None:
    lon, lat = point
    country = country_code(end.country)
    pcode = borders.code_of(end) or (governorate_pcode(end.admin1) if country in {None, "SY"} else None)
    border = country or ("SY" if pcode and pcode.startswith("SY") else None)
    if border or pcode:
        unit = pcode or unit_of(country, end.admin1)
        verdict = int(verdicts(np.array([lon]), np.array([lat]), [unit], [border], outlines=borders.outlines)[0])
        if verdict:
            return _TOLD[verdict]
    if not end.name or abs(lon) > _MAX_LAT:
        return None
    index = gazetteer.index(country or end.likely)
    named = [each.point for each in index.named(end.name) if each.point and each.kind != "country"]
    if not named or any(distance_m(point, each) <= _FAR_M for each in named):
        return None
    return "point_swapped" if any(distance_m((lat, lon), each) <= _NEAR_M for each in named) else None
