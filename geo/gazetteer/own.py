"""The places of places.geojson as entries: ours, compiled by hand, the first to answer.

A place that is not public stands as what may be published of it, or not at all. A record that cannot be read is left
to the store, which tells it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from geo.gazetteer.entries import UNITS, Entry
from geo.gazetteer.units import country_code
from geo.geometry import label_point
from geo.model import Place
from geo.publish import published_place
from geo.read.native import read_places


def own_entries(records: Path) -> list[Entry]:
    """The places of the records in the folder `records`."""
    path = records / "places.geojson"
    if not path.is_file():
        return []
    held = {place.id: place for place in read_places(path).records}
    return [_entry(place) for place in held.values() if _may_be_named(place, held)]


def _may_be_named(place: Place, held: Mapping[str, Place]) -> bool:
    """True for public places, and for those whose own point is no other than that of their stand-in."""
    stand_in = published_place(place, held)
    same_point = place.has_point and (stand_in.lon, stand_in.lat) == (place.lon, place.lat)
    return stand_in == place or (place.sensitivity == "restricted" and same_point)


def _entry(place: Place) -> Entry:
    lon, lat = place.lon, place.lat
    if not place.has_point and place.geometry:
        lon, lat = label_point(place.geometry) or (None, None)
    return Entry(
        id=place.id,
        name=place.name,
        name_ar=place.name_ar,
        aliases=place.aliases,
        kind=place.precision,
        lon=lon,
        lat=lat,
        country=place.country,
        admin1_pcode=place.admin1_pcode,
        pcodes=_pcodes(place),
        codes=_codes(place),
        source=place.source or "Kharita",
        place_id=place.id,
    )


def _pcodes(place: Place) -> tuple[str, ...]:
    held = (place.other_ids.get("ocha"), place.admin3_pcode, place.admin2_pcode, place.admin1_pcode)
    return tuple(code for code in held if code)


def _codes(place: Place) -> tuple[str, ...]:
    """The identifiers of the place itself. An area that only lies in a unit has none of its codes."""
    if place.precision in UNITS:
        unit = {"governorate": place.admin1_pcode, "district": place.admin2_pcode, "subdistrict": place.admin3_pcode}
        whole = place.country if country_code(place.name) == place.country else None
        held = (unit.get(place.precision, whole),)
    else:
        number = place.other_ids.get("geonames")
        held = (place.other_ids.get("ocha"), number and f"geonames:{number}")  # type: ignore[assignment]
    return tuple(code for code in held if code)
