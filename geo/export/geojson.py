"""The events of a filter as GeoJSON (RFC 7946): WGS84, lon lat, six decimals, no crs member, one feature a line.

The geometry of an event is its published point, several points, or null; properties are the published record of
`geo.codec.event_json`, claims whole and nested. The foreign member "kharita" is the manifest. Only points are written,
so the right-hand rule for rings never comes into play.
"""

from __future__ import annotations

import json
from typing import Any

from geo.codec import event_json
from geo.model import Event, Json

DECIMALS = 6


def head(about: Json) -> bytes:
    """What stands before the features: the manifest."""
    return f'{{"type":"FeatureCollection",\n"kharita":{_json(about)},\n"features":['.encode("utf-8", "replace")


TAIL = b"\n]}\n"


def _plain(value: Any) -> Any:
    """Mappings and tuples of the model as JSON."""
    return dict(value) if hasattr(value, "keys") else list(value)


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain)


def _json(value: Json) -> str:
    return _ENCODER.encode(value)


def feature_line(event: Event) -> str:
    """The feature of an event in one line."""
    return _json(_feature(event))


def _feature(event: Event) -> Json:
    record = event_json(event)
    for holder in (record, *record["places"]):
        for key in ("lon", "lat"):
            holder[key] = None if holder[key] is None else round(holder[key], DECIMALS)
    return {"type": "Feature", "id": event.id, "geometry": _geometry(event), "properties": record}


def _geometry(event: Event) -> Json | None:
    """Point, MultiPoint or null.

    Two places that are published at the same point are one point.
    """
    points: dict[tuple[float, float], None] = {}
    for at in event.places:
        if at.place.lon is not None and at.place.lat is not None:
            points[round(at.place.lon, DECIMALS), round(at.place.lat, DECIMALS)] = None
    held = [list(point) for point in points]
    if not held:
        return None
    return {"type": "Point", "coordinates": held[0]} if len(held) == 1 else {"type": "MultiPoint", "coordinates": held}
