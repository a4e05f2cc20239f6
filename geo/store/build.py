"""Writes the file of the native records: one transaction into a new database.

What may be published is worked out here, once (geo.publish), and kept beside what was recorded, so that a query never
has to decide. Nothing is read from files here; imported data sets are written by geo.store.loading.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import duckdb

from geo import codes
from geo.codec import dataset_json
from geo.model import Claim, Event, Figure, Movement, Place
from geo.publish import is_coarsened, published_event, published_movement, published_place
from geo.read import Loaded
from geo.store.around import Around
from geo.store.build_movements import MOVEMENT_TABLES, MovementRows, bounds
from geo.store.loading import schema
from geo.store.places import place_row
from geo.store.spots import Spot, spot_rows
from geo.store.stamp import SCHEMA_VERSION
from geo.text import normal
from geo.vocab import FIGURE_KINDS

_SLOT = 0


def build(
    con: duckdb.DuckDBPyConnection,
    places: Loaded[Place],
    events: Loaded[Event],
    movements: Loaded[Movement],
    meta: Mapping[str, str],
) -> None:
    """Creates the tables and fills them; `con` is an empty database open for writing."""
    con.execute("BEGIN")
    con.execute(schema())
    _insert(con, "meta", [*meta.items(), ("schema_version", str(SCHEMA_VERSION))])
    if events.dataset is not None:
        _insert(con, "datasets", [(_SLOT, events.dataset.id, _text(dataset_json(events.dataset)))])
    sources = [(key, _text(asdict(source))) for key, source in events.sources.items()]
    _insert(con, "sources", sources)
    native = _Native(con, places, events, movements)
    native.add_events()
    native.add_movements()
    native.add_places(places.raw)
    con.execute("COMMIT")


class _Native:
    """The records with their places numbered; events are numbered in the order of their ids."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        places: Loaded[Place],
        events: Loaded[Event],
        movements: Loaded[Movement],
    ) -> None:
        self._con = con
        self._places = {place.id: place for place in places.records}
        self._events, self._movements = events, movements
        self._around = Around(self._places, movements.records)
        self._nums = {event_id: row for row, event_id in enumerate(sorted(event.id for event in events.records))}
        self._stand_ins: dict[str, Place] = {}
        self._claimants: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        for place in self._places.values():
            self._number(place)
            self._published(place)

    def _number(self, place: Place) -> int:
        if place.id not in self._places:
            self._stand_ins.setdefault(place.id, place)
        return self._numbers.setdefault(place.id, len(self._numbers))

    def _published(self, place: Place, *, at_risk: bool = False) -> Place:
        found = published_place(place, self._places, at_risk=at_risk)
        self._number(found)
        return found

    def add_events(self) -> None:
        held = sorted(self._events.records, key=lambda event: event.id)
        spots = [(event, self._spots(event)) for event in held]
        in_order = sorted(spots, key=lambda pair: min((s.pub_z for s in pair[1] if s.pub_z is not None), default=2**64))
        _insert(self._con, "events", [self._event(event, at) for event, at in in_order])
        _insert(self._con, "spots", spot_rows([spot for _, at in in_order for spot in at]))
        _insert(self._con, "claims", [row for event in held for row in self._claims(event)])
        _insert(self._con, "records", [(self._nums[e.id], e.id, _text(self._events.raw[e.id])) for e in held])
        _insert(self._con, "texts", [(self._nums[event.id], *self._words(event)) for event in held])
        _insert(self._con, "claimants", [(number, name) for name, number in self._claimants.items()])

    def _spots(self, event: Event) -> list[Spot]:
        at_risk = event.sensitivity != "public"
        hot = (*self._hot(event)[:-1], _low(event.killed))
        ends = [(at.role, self._published(at.place, at_risk=at_risk), at.place) for at in event.places]
        return Spot.of_event(
            hot, event.type, [(role, (p, self._number(p)), (o, self._number(o))) for role, p, o in ends]
        )

    def _hot(self, event: Event) -> tuple[Any, ...]:
        """num, slot, type, dates, grade, sensitivity and, last, the precision of the dates."""
        return (
            self._nums[event.id], _SLOT, codes.code(codes.TYPES, event.type), event.date_start, event.date_end,
            codes.code_or_none(codes.GRADES, event.grade), codes.code(codes.SENSITIVITIES, event.sensitivity),
            codes.code(codes.DATE_PRECISIONS, event.date_precision),
        )  # fmt: skip

    def _event(self, event: Event, spots: list[Spot]) -> tuple[Any, ...]:
        num, slot, kind, start, end, grade, sensitivity, precision = self._hot(event)
        figures = (value for name in FIGURE_KINDS for value in bounds(event.figure(name)))
        return (
            num, slot, kind, start, end, precision, grade, sensitivity, _low(event.killed), is_coarsened(event),
            event.is_summary, self._nums.get(event.part_of or ""), self._nums.get(event.duplicate_of or ""),
            any(spot.pub_z is not None for spot in spots), any(spot.own_z is not None for spot in spots),
            _country(spot.pub for spot in spots), _country(spot.own for spot in spots), *figures,
        )  # fmt: skip

    def _claims(self, event: Event) -> Iterable[tuple[Any, ...]]:
        seen: set[tuple[str, str]] = set()
        for claim in event.claims:
            keys = {
                ("claimant", claim.claimant): codes.FIRST_OF_CLAIMANT,
                ("stance", claim.stance): codes.FIRST_OF_STANCE,
            }
            first = sum(bit for key, bit in keys.items() if key not in seen)
            seen |= set(keys)
            yield (self._nums[event.id], *self._said(claim), first)

    def _said(self, claim: Claim) -> tuple[Any, ...]:
        number = self._claimants.setdefault(claim.claimant, len(self._claimants))
        return number, codes.code(codes.STANCES, claim.stance), claim.said_on

    def _words(self, event: Event) -> tuple[str, str | None]:
        published = published_event(event, self._places)
        return _searched(_search(published, self._around.published(published)), _search(event, self._around.own(event)))

    def add_movements(self) -> None:
        """Movements are numbered in the order of their ids, like events."""
        held = sorted(self._movements.records, key=lambda movement: movement.id)
        rows = MovementRows(
            {movement.id: num for num, movement in enumerate(held)}, self._nums, self._published, self._number
        )
        for num, movement in enumerate(held):
            own = rows.add(num, movement)
            published = [self._published(at.place, at_risk=movement.sensitivity != "public") for at in own]
            rows.claims += [(num, *self._said(claim)) for claim in movement.claims]
            rows.records.append((num, movement.id, movement.dataset, 0, _text(self._movements.raw[movement.id])))
            safe = _search(published_movement(movement, self._places), published)
            rows.texts.append((num, *_searched(safe, _search(movement, [at.place for at in own]))))
        self._con.execute("DELETE FROM claimants")
        _insert(self._con, "claimants", [(number, name) for name, number in self._claimants.items()])
        for table in MOVEMENT_TABLES:
            _insert(self._con, table, rows.of(table))

    def add_places(self, raw: Mapping[str, Any]) -> None:
        held = {**self._places, **self._stand_ins}
        records = {key: row["properties"] | {"geometry": row["geometry"]} for key, row in raw.items()}
        rows = [
            place_row(number, held[key], _text(records.get(key) or _as_record(held[key])))
            for key, number in self._numbers.items()
        ]
        _insert(self._con, "places", rows)
        areas = [
            (self._numbers[place.id], code)
            for place in self._places.values()
            for code in place.covers_pcodes or ((place.pcode,) if place.is_area and place.pcode else ())
        ]
        _insert(self._con, "area_codes", areas)


def _as_record(place: Place) -> dict[str, Any]:
    return {name: value for name in place.__dataclass_fields__ if (value := getattr(place, name)) not in (None, (), {})}


def _country(places: Iterable[Place]) -> int:
    """The one country of the points; 0 where none is known, SEVERAL_COUNTRIES where there are more."""
    found = {codes.country_code(place.country) for place in places if place.has_point}
    return found.pop() if len(found) == 1 else codes.SEVERAL_COUNTRIES if found else 0


def _low(figure: Figure | None) -> int | None:
    """What the filter by number of killed compares: the minimum, else the best estimate."""
    return None if figure is None else figure.best if figure.min is None else figure.min


def _search(record: Event | Movement, places: Iterable[Place]) -> str:
    """All that a text filter looks through, in normal form."""
    parts = [record.title, getattr(record, "summary_text", None), getattr(record, "location_text", None)]
    parts += [getattr(record, "note", None), *(getattr(record, "tags", ()))]
    for place in places:
        parts += [place.name, place.name_ar, *place.aliases, place.admin1_name, place.admin1_name_ar]
    for claim in record.claims:
        parts += [claim.claimant, claim.text, claim.quote, claim.term]
    return " ".join(normal(part) for part in parts if part)


def _searched(published: str, own: str) -> tuple[str, str | None]:
    return published, None if own == published else own


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[Any, ...]] | list[Any]) -> None:
    if rows:
        con.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", [list(row) for row in rows])
