"""The events of a filter as GeoJSON (RFC 7946): WGS84, lon lat, six decimals, no crs member.

The geometry of an event is its published point, several points, or null; properties are the published record of
`geo.codec.event_json`, claims whole and nested. The foreign member "kharita" says which filter, when, and under which
licences. Only points are written, so the right-hand rule for rings never comes into play.
"""

from __future__ import annotations

import io
import json
from typing import Any

import geo
from geo.codec import event_json, totals_json
from geo.export.options import Options
from geo.export.selection import Selection, outline, pages
from geo.filter import Filter
from geo.filter_words import describe
from geo.model import Event, Json
from geo.store.protocol import Store

DECIMALS = 6


def geojson(store: Store, chosen: Filter, options: Options) -> bytes:
    """A FeatureCollection with exactly the events of the filter, newest first."""
    held = outline(store, chosen, options)
    out = io.BytesIO()
    out.write(_bytes(f'{{\n "type": "FeatureCollection",\n "kharita": {_json(head(held), 1)},\n "features": ['))
    n_events = 0
    for n_events, event in pages(store, chosen):
        out.write(_bytes(f"{',' if n_events > 1 else ''}\n  {_json(_feature(event), 2)}"))
    out.write(b"\n ]\n}\n" if n_events else b"]\n}\n")
    return out.getvalue()


def _json(value: Json, depth: int) -> str:
    """Indented by one blank a level, as a part of a document at that depth."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1, default=_plain)
    return text.replace("\n", f"\n{' ' * depth}")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def head(held: Selection) -> Json:
    """Which events these are: the filter as query and words, dates, counts, totals, licences, software."""
    options, count = held.options, held.count
    return {
        "title": options.title,
        "filter": {"query": held.chosen.to_query(), "words": held.words},
        "summary": describe(held.chosen, count, held.places),
        "as_of": held.as_of.isoformat() if held.as_of else None,
        "produced_on": options.produced_on.isoformat(),
        "producer": options.author or None,
        "contact": options.contact or None,
        "counts": {
            key: getattr(count, key) for key in ("shown", "total", "without_point", "abroad", "withheld", "coarsened")
        },
        "totals": totals_json(held.totals),
        "exclusions": [{"id": e.id, "title": e.title, "reason": e.reason} for e in held.totals.excluded],
        "datasets": [
            {"id": d.id, "title": d.title, "publisher": d.publisher, "licence": d.licence, "url": d.url}
            for d in held.datasets
        ],
        "software": f"Kharita {geo.__version__}",
    }


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


def _plain(value: Any) -> Any:
    """Mappings and tuples of the model as JSON."""
    return dict(value) if hasattr(value, "keys") else list(value)
