"""What the map is told, as JSON values: places, one place, the base map. The web routes and exports share it.

In come a Store and a Filter, out come plain dicts and lists. Texts are as they are in the records (the map sets them as
text, never as markup). Coordinates are lon, lat in WGS84 degrees; unknown is None. Nothing here knows HTTP or folium.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from typing import Any

from geo import geometry
from geo.areas import imported_outline
from geo.codec import n_denials
from geo.dates import interval_in_words, said_in_words
from geo.figures import figures_line
from geo.filter import Filter
from geo.model import Claim, Event, Place
from geo.paths import DATA_DIR
from geo.store.protocol import Store
from geo.vocab import ABOUT, EVENT_TYPES, OPPOSING_STANCES, STANCES, label

Json = dict[str, Any]
POPUP_EVENTS = 3
POPUP_CHARACTERS = 160
WINDOW = (28.0, 26.0, 49.0, 43.0)
"""West, south, east, north of the box in which the base map is detailed; its countries are cut by it."""
BASEMAP_LAYERS = ("countries", "governorates", "lakes", "rivers", "towns")
ATTRIBUTION = "Made with Natural Earth; towns: GeoNames, CC BY 4.0; rivers: GSHHG, LGPL"
NO_ENDORSEMENT = "Boundaries and names shown do not imply endorsement or acceptance."


def places_payload(store: Store, chosen: Filter) -> Json:
    """One row per published place with a point, those with most events first, and what is not on the map."""
    count = store.count(chosen)
    rows = [
        spot(marker.place) | {"n": marker.n, "types": [list(pair) for pair in marker.types]}
        for marker in store.markers(chosen)
    ]
    return {"revision": store.revision, "count": asdict(count), "places": rows}


def spot(place: Place) -> Json:
    """A place as the map draws it: its point, or that of its governorate, and its area where one is known."""
    area = _area(place)
    lon, lat = place.lon, place.lat
    if not place.has_point and area is not None:
        lon, lat = area["label_lon"], area["label_lat"]
    return {
        "id": place.id,
        "name": place.name,
        "name_ar": place.name_ar,
        "lon": lon,
        "lat": lat,
        "precision": place.precision,
        "radius_m": place.radius_m,
        "area": place.is_area,
        "geometry": _polygon(place.geometry) or (area or {}).get("geometry"),
    }


def drawn_at(place: Place) -> tuple[float, float] | None:
    """The longitude and latitude of a place's symbol in degrees; None for a place that has none."""
    drawn = spot(place)
    return None if drawn["lon"] is None else (drawn["lon"], drawn["lat"])


def _polygon(shape: Json | None) -> Json | None:
    return shape if shape is not None and shape.get("type") in ("Polygon", "MultiPolygon") else None


def _area(place: Place) -> Json | None:
    """The unit that a place is: as imported, else a governorate of the base map."""
    if (outline := imported_outline(place)) is not None:
        lon, lat = geometry.label_point(outline) or (place.lon, place.lat)
        return {"geometry": outline, "label_lon": lon, "label_lat": lat}
    return _governorates().get(place.admin1_pcode or "") if place.precision == "governorate" else None


@cache
def _governorates() -> dict[str, Json]:
    found = {}
    for feature in _features("governorates"):
        properties = feature["properties"]
        found[properties["pcode"]] = {**properties, "geometry": feature["geometry"]}
    return found


def place_payload(store: Store, chosen: Filter, place_id: str) -> Json | None:
    """What the short popup of a place says: its names and up to three events; None for an unknown place."""
    page = store.at(chosen, place_id)
    place = page.place
    if place is None:
        return None
    events = page.events[:POPUP_EVENTS]
    where = spot(place)
    return {
        "id": place.id,
        **{key: where[key] for key in ("radius_m", "area")},
        "name": place.name,
        "name_ar": place.name_ar,
        "precision": place.precision,
        "disagreement": place.disagreement,
        "n": page.n_events,
        "n_more": page.n_events - len(events),
        "events": [_short(event) for event in events],
    }


def _short(event: Event) -> Json:
    against = [claim for claim in event.claims if claim.stance in OPPOSING_STANCES]
    claims = [claim for claim in event.claims if claim.stance not in OPPOSING_STANCES]
    denials = sorted(against, key=lambda claim: claim.stance != "denies")
    return {
        "id": event.id,
        "title": event.title,
        "type": event.type,
        "type_words": label(EVENT_TYPES, event.type),
        "date": interval_in_words(event.date_start, event.date_end, event.date_precision),
        "figures": figures_line(event),
        "grade": event.grade,
        "n_claims": len(event.claims),
        "n_denials": n_denials(event.claims),
        "claim": _said(claims[0]) if claims else None,
        "denial": _said(denials[0]) if denials else None,
    }


def _said(claim: Claim) -> Json:
    """Who says what, with the date of the claim itself: "denies who did it", "asserts"."""
    stance = label(STANCES, claim.stance)
    about = f" {label(ABOUT, claim.about)}" if claim.stance in OPPOSING_STANCES else ""
    return {
        "claimant": claim.claimant,
        "stance": stance + about,
        "said_on": said_in_words(claim.said_on, claim.said_precision),
        "text": _cut(claim.text),
    }


def _cut(text: str) -> str:
    if len(text) <= POPUP_CHARACTERS:
        return text
    return text[: POPUP_CHARACTERS - 1].rsplit(" ", 1)[0] + " …"


def opening_bounds(store: Store) -> tuple[float, float, float, float] | None:
    """West, south, east, north to open the map with: the country of most events, else all places with a point."""
    country = store.count(Filter()).country
    outline = [
        point
        for feature in _features("countries")
        if country is not None and feature["properties"].get("iso2") == country
        for point in _vertices(feature["geometry"]["coordinates"])
    ]
    return geometry.bounds(outline) if outline else store.extent()


def _vertices(coordinates: Any) -> Iterable[tuple[float, float]]:
    if coordinates and isinstance(coordinates[0], (int, float)):
        yield coordinates[0], coordinates[1]
        return
    for part in coordinates:
        yield from _vertices(part)


@cache
def _features(name: str) -> tuple[Json, ...]:
    path = DATA_DIR / "basemap" / f"{name}.geojson"
    if not path.is_file():
        return ()
    features: list[Json] = json.loads(path.read_text("utf-8"))["features"]
    return tuple(features)


@cache
def basemap_payload() -> Json:
    """The base map's layers as feature lists, each with the attribution to show.

    The coarse world lies around the `window` with the detailed countries. Countries carry a label point.
    """
    layers: Json = {name: [dict(feature) for feature in _features(name)] for name in BASEMAP_LAYERS}
    layers["world"] = [feature | {"properties": {}} for feature in _features("world")]
    layers["world_borders"] = list(_features("world-borders"))
    layers["disputed"] = list(_features("disputed-boundaries"))
    for feature in layers["countries"]:
        feature["properties"] = {**feature["properties"], "label": geometry.label_point(feature["geometry"])}
    return {"layers": layers, "window": WINDOW, "attribution": ATTRIBUTION, "note": NO_ENDORSEMENT}
