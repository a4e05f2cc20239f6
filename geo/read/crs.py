"""Coordinate reference systems of outside files: which one a file names, and the way from it to WGS84.

No coordinate is changed without a note on the table. A system that is not known refuses the file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyproj
from numpy.typing import NDArray
from pyproj.exceptions import ProjError

from geo.errors import BadInput
from geo.read.table import Table

Change = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""Coordinates (n × 2) in, longitudes and latitudes out."""
_SAME = {"EPSG:4326", "OGC:CRS84", "OGC:CRS84H"}


def change_from(crs_text: str | None, table: Table) -> Change | None:
    """How to get WGS84 from the system that a file names; None where it is WGS84 already or names none."""
    if crs_text is None:
        return None
    try:
        crs = pyproj.CRS.from_user_input(_without_urn(crs_text))
        if is_wgs84(crs):
            return None
        transformer = pyproj.Transformer.from_crs(crs, "OGC:CRS84", always_xy=True)
    except ProjError:
        raise BadInput(
            "coordinate reference system",
            got=crs_text[:200],
            want="a system that is known, best WGS84 (EPSG:4326)",
            where=table.name,
            cure="Export the file again in WGS84.",
        ) from None
    table.tell(
        "note",
        "coordinate reference system",
        got=f"{crs.name} ({crs_text[:60]})",
        want="WGS84",
        cure="All coordinates were changed to WGS84 longitude and latitude.",
    )

    def change(points: NDArray[np.float64]) -> NDArray[np.float64]:
        lon, lat = transformer.transform(points[:, 0], points[:, 1])
        return np.column_stack((lon, lat))

    return change


def is_wgs84(crs: pyproj.CRS) -> bool:
    """True for WGS84 in degrees, with or without height, whatever the axis order (files store longitude first)."""
    if f"{(crs.to_authority() or ('', ''))[0]}:{(crs.to_authority() or ('', ''))[1]}" in _SAME:
        return True
    return bool(crs.is_geographic and crs.to_2d().equals(pyproj.CRS("OGC:CRS84"), ignore_axis_order=True))


def geojson_crs(member: Any) -> str | None:
    """The name in the crs member of an old GeoJSON; None where it says nothing.

    >>> geojson_crs({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}})
    'urn:ogc:def:crs:EPSG::27700'
    """
    if member is None:
        return None
    held = member.get("properties") if isinstance(member, dict) else None
    name = held.get("name") if isinstance(held, dict) else None
    return str(name) if name else str(member)[:200]


def _without_urn(text: str) -> str:
    """`EPSG:27700` from a URN; other text as it is (never a file or an address: pyproj takes text only)."""
    parts = text.strip().split(":")
    if text.lower().startswith("urn:ogc:def:crs:") and len(parts) >= 7:
        return f"{parts[4]}:{parts[6]}"
    return text.strip()
