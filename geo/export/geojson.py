"""The events of a filter as GeoJSON (RFC 7946): WGS84, lon lat, six decimals, no crs member, one feature a line.

The geometry of an event is its published point, several points, or null; properties are the published record of
`geo.codec.event_json`, claims whole and nested. The foreign member "kharita" is the manifest. Only points are written,
so the right-hand rule for rings never comes into play.
"""

from __future__ import annotations

import io
import json
from typing import IO, Any

from geo.codec import event_json
from geo.export.manifest import manifest
from geo.export.options import Options
from geo.export.rows import rows
from geo.filter import Filter
from geo.model import Event, Json
from geo.store.protocol import Store

DECIMALS = 6


def geojson(store: Store, chosen: Filter, options: Options) -> bytes:
    """A FeatureCollection with exactly the events of the filter, newest first."""
    out = Writer(manifest(store, chosen, options, "geojson"))
    for _, event in rows(store, chosen, options):
        out.add(event)
    return out.done()


class Writer:
    """A collection that grows by one event at a time, in memory or in a file for reading and writing."""

    def __init__(self, about: Json, out: IO[bytes] | None = None) -> None:
        self._out = io.BytesIO() if out is None else out
        self._write(f'{{"type":"FeatureCollection",\n"kharita":{_json(about)},\n"features":[')
        self._first = True

    def add(self, event: Event) -> None:
        """Writes the feature of an event."""
        self._write(f"{'' if self._first else ','}\n{_json(_feature(event))}")
        self._first = False

    def done(self) -> bytes:
        """The whole file."""
        self._write("\n]}\n")
        self._out.seek(0)
        return self._out.read()

    def _write(self, text: str) -> None:
        self._out.write(text.encode("utf-8", "replace"))


def _plain(value: Any) -> Any:
    """Mappings and tuples of the model as JSON."""
    return dict(value) if hasattr(value, "keys") else list(value)


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain)


def _json(value: Json) -> str:
    return _ENCODER.encode(value)


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
