"""Writes the embedded store from loaded records: one transaction into a new database.

What may be published is worked out here, once (geo.publish), and kept beside what was recorded, so that a query never
has to decide. Nothing is read from files here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

import duckdb

from geo.mercator import to_mercator
from geo.model import Claim, Dataset, Event, EventPlace, Json, Movement, Place
from geo.publish import is_coarsened, published_event, published_movement, published_place
from geo.read import Loaded
from geo.store.around import Around, ends_of, within
from geo.text import normal

SCHEMA_VERSION = 1


def build(
    con: duckdb.DuckDBPyConnection,
    places: Loaded[Place],
    events: Loaded[Event],
    movements: Loaded[Movement],
    meta: Mapping[str, str],
) -> None:
    """Creates the tables and fills them; `con` is an empty database open for writing."""
    by_id = {place.id: place for place in places.records}
    con.execute("BEGIN")
    con.execute(files("geo.store").joinpath("schema.sql").read_text("utf-8"))
    _insert(con, "meta", [*meta.items(), ("schema_version", str(SCHEMA_VERSION))])
    if events.dataset is not None:
        _insert(con, "datasets", [(events.dataset.id, _text(_dataset_json(events.dataset)))])
    _insert(
        con,
        "places",
        [(key, _text(row["properties"] | {"geometry": row["geometry"]})) for key, row in places.raw.items()],
    )
    _insert(con, "place_within", within(by_id))
    _insert(
        con,
        "sources",
        [(key, _text({n: getattr(s, n) for n in s.__dataclass_fields__})) for key, s in events.sources.items()],
    )
    _add_events(con, events, movements, by_id)
    _add_movements(con, movements, by_id)
    con.execute("COMMIT")


def _add_events(
    con: duckdb.DuckDBPyConnection, events: Loaded[Event], movements: Loaded[Movement], places: Mapping[str, Place]
) -> None:
    rows, ends, claims = [], [], []
    around = Around(places, movements.records)
    for event in events.records:
        published = published_event(event, places)
        killed = event.killed
        rows.append(
            (
                event.id, event.dataset, event.type, event.date_start, event.date_end, event.date_precision,
                event.grade, event.sensitivity, is_coarsened(event),
                killed.min if killed else None, killed.best if killed else None, killed.max if killed else None,
                _search(published, around.published(published)),
                _search(event, around.own(event)),
                _text(events.raw[event.id]),
            )
        )  # fmt: skip
        ends += _place_rows(event.id, event.places, _published_ends(event, places))
        claims += _claim_rows(event.id, event.claims)
    _insert(con, "events", rows)
    _insert(con, "event_places", ends)
    _insert(con, "claims", claims)


def _published_ends(event: Event, places: Mapping[str, Place]) -> list[Place]:
    at_risk = event.sensitivity != "public"
    return [published_place(at.place, places, at_risk=at_risk) for at in event.places]


def _add_movements(con: duckdb.DuckDBPyConnection, movements: Loaded[Movement], places: Mapping[str, Place]) -> None:
    rows, ends, claims = [], [], []
    for movement in movements.records:
        own = ends_of(movement)
        at_risk = movement.sensitivity != "public"
        published = [published_place(at.place, places, at_risk=at_risk) for at in own]
        rows.append(
            (
                movement.id, movement.dataset, movement.event_id, movement.date_start, movement.date_end,
                movement.group, movement.grade, movement.sensitivity,
                _search(published_movement(movement, places), published),
                _search(movement, [at.place for at in own]),
                _text(movements.raw[movement.id]),
            )
        )  # fmt: skip
        ends += _place_rows(movement.id, own, published)
        claims += _claim_rows(movement.id, movement.claims)
    _insert(con, "movements", rows)
    _insert(con, "movement_places", ends)
    _insert(con, "claims", claims)


def _place_rows(owner: str, own: Iterable[EventPlace], published: Iterable[Place]) -> list[tuple[Any, ...]]:
    pairs = zip(own, published, strict=True)
    return [(owner, at.role, *_place_columns(place), *_place_columns(at.place)) for at, place in pairs]


def _place_columns(place: Place) -> tuple[Any, ...]:
    x, y = (None, None) if place.lon is None or place.lat is None else to_mercator(place.lon, place.lat)
    return (place.id, place.pcode, place.country, place.lon, place.lat, x, y)


def _claim_rows(owner: str, claims: Iterable[Claim]) -> list[tuple[Any, ...]]:
    return [(owner, claim.claimant, claim.stance, claim.said_on) for claim in claims]


def _search(record: Event | Movement, places: Iterable[Place]) -> str:
    """All that a text filter looks through, in normal form."""
    parts = [record.title, getattr(record, "summary_text", None), getattr(record, "location_text", None)]
    parts += [getattr(record, "note", None), *(getattr(record, "tags", ()))]
    for place in places:
        parts += [place.name, place.name_ar, *place.aliases, place.admin1_name, place.admin1_name_ar]
    for claim in record.claims:
        parts += [claim.claimant, claim.text, claim.quote, claim.term]
    return " ".join(normal(part) for part in parts if part)


def _dataset_json(dataset: Dataset) -> Json:
    as_of = dataset.as_of.isoformat() if dataset.as_of else None
    return {n: getattr(dataset, n) for n in ("id", "title", "publisher", "licence", "url")} | {"as_of": as_of}


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[Any, ...]] | list[Any]) -> None:
    if rows:
        con.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", [list(row) for row in rows])
