"""The point that a row gives for an end of a movement: read, and judged by what the row says besides.

A point outside the unit or country named is told. One that fits these, or a place of its name, only with latitude and
longitude the other way round is left out: it is never mended.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from geo.gazetteer import Gazetteer
from geo.gazetteer.units import country_code, governorate_pcode
from geo.geometry import distance_m
from geo.intake.abroad import unit_of
from geo.intake.boundaries import OUTSIDE_ADMIN, OUTSIDE_COUNTRY, SWAPPED, verdicts
from geo.intake.flows.questions import End
from geo.intake.values import parse_coordinate

_NEAR_M, _FAR_M = 30_000, 60_000
_TOLD = {SWAPPED: "point_swapped", OUTSIDE_ADMIN: "point_outside_admin", OUTSIDE_COUNTRY: "point_outside_country"}
_MAX_LAT = 90


def read_point(
    end: End, gazetteer: Gazetteer, outlines: Mapping[str, Mapping[str, Any]]
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
    kind = _judged(end, lon, lat, gazetteer, outlines)
    if kind == "point_swapped":
        return None, None, kind, told
    return lon, lat, kind, told if kind else None


def _judged(
    end: End, lon: float, lat: float, gazetteer: Gazetteer, outlines: Mapping[str, Mapping[str, Any]]
) -> str | None:
    country = country_code(end.country)
    pcode = governorate_pcode(end.admin1) if country in {None, "SY"} else None
    if country or pcode:
        at = np.array([lon]), np.array([lat])
        verdict = int(
            verdicts(*at, [pcode or unit_of(country, end.admin1)], [country or (pcode or "")[:2]], outlines=outlines)[0]
        )
        if verdict:
            return _TOLD[verdict]
    if not end.name or abs(lon) > _MAX_LAT:
        return None
    named = [each.point for each in gazetteer.index(country).named(end.name) if each.point and each.kind != "country"]
    if not named or any(distance_m((lon, lat), point) <= _FAR_M for point in named):
        return None
    return "point_swapped" if any(distance_m((lat, lon), point) <= _NEAR_M for point in named) else None
