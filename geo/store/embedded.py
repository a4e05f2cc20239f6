"""The Store on DuckDB. Every query is written once, here or in geo.filter_sql, with bound parameters.

Each call takes a cursor of its own, so that page sessions and map routes may ask at the same time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeVar

import duckdb

from geo.codec import dataset_from_json, event_from_json, movement_from_json
from geo.errors import Problem, shown
from geo.figures import Totals, totals
from geo.filter import Filter
from geo.filter_sql import MOVEMENTS, place_columns, where
from geo.model import Dataset, Event, Movement, Place, Source
from geo.publish import published_event, published_movement, published_place
from geo.store.around import ends_of
from geo.store.facets import FACETS
from geo.store.protocol import PAGE_SIZE, Bar, Count, Facet, Marker, Page
from geo.vocab import EVENT_TYPES

_TYPE_RANK = {slug: rank for rank, slug in enumerate(EVENT_TYPES)}
_NEWEST = "ORDER BY e.date_end DESC NULLS LAST, e.date_start DESC NULLS LAST, e.id"
_DAY_SPAN_MAX = 31
_COUNTS_KEPT = 512
Record = TypeVar("Record", Event, Movement)


class EmbeddedStore:
    """Answers from one DuckDB connection that is only read."""

    def __init__(self, con: duckdb.DuckDBPyConnection, problems: Sequence[Problem] = ()) -> None:
        self._con = con
        self._problems = tuple(problems)
        self._counts: dict[Filter, Count] = {}
        self._countries: dict[str, str | None] = {}

    @cached_property
    def revision(self) -> str:
        return str(self._rows("SELECT value FROM meta WHERE key = 'revision'")[0][0])

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self._problems

    def close(self) -> None:
        """Closes the connection; no question can be asked afterwards."""
        self._con.close()

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._con.cursor() as cursor:
            return cursor.execute(sql, list(values)).fetchall()

    @cached_property
    def _own_places(self) -> Mapping[str, Place]:
        held = {}
        for _, text in self._rows("SELECT id, record FROM places ORDER BY id"):
            raw = json.loads(text)
            for key in ("aliases", "covers_pcodes"):
                raw[key] = tuple(raw[key])
            held[raw["id"]] = Place(**raw)
        return held

    @cached_property
    def _published_places(self) -> Mapping[str, Place]:
        safe = (published_place(place, self._own_places) for place in self._own_places.values())
        found = {place.id: place for place in safe if place.sensitivity != "internal"}
        for event in self.events(Filter()):
            found |= {at.place.id: at.place for at in event.places if at.place.id not in found}
        for movement in self.movements(Filter()):
            found |= {at.place.id: at.place for at in ends_of(movement) if at.place.id not in found}
        return found

    @cached_property
    def _sources(self) -> Mapping[str, Source]:
        return {key: Source(**json.loads(text)) for key, text in self._rows("SELECT id, record FROM sources")}

    @cached_property
    def _claimants(self) -> set[str]:
        return {row[0] for row in self._rows("SELECT DISTINCT claimant FROM claims")}

    def places(self) -> Mapping[str, Place]:
        return self._published_places

    def datasets(self) -> list[Dataset]:
        rows = self._rows("SELECT record FROM datasets ORDER BY id")
        return [dataset_from_json(json.loads(text)) for (text,) in rows]

    def events(self, chosen: Filter, *, limit: int | None = None, offset: int = 0) -> list[Event]:
        condition, values = where(chosen)
        sql = f"SELECT e.dataset, e.record FROM events e WHERE {condition} {_NEWEST} LIMIT ? OFFSET ?"
        rows = self._rows(sql, [*values, limit if limit is not None else 2**62, offset])
        return [self._event(dataset, text, chosen) for dataset, text in rows]

    def event(self, event_id: str, chosen: Filter | None = None) -> Event | None:
        held = Filter(sensitivities=(chosen or Filter()).sensitivities)
        condition, values = where(held)
        sql = f"SELECT e.dataset, e.record FROM events e WHERE e.id = ? AND {condition}"
        rows = self._rows(sql, [event_id, *values])
        return self._event(rows[0][0], rows[0][1], held) if rows else None

    def _event(self, dataset: str, text: str, chosen: Filter) -> Event:
        event = event_from_json(json.loads(text), dataset, self._own_places, self._sources)
        event = _as_known(event, chosen)
        return event if "restricted" in chosen.sensitivities else published_event(event, self._own_places)

    def count(self, chosen: Filter) -> Count:
        # The page and the map ask for the same count within a few milliseconds of each other.
        if chosen not in self._counts:
            if len(self._counts) >= _COUNTS_KEPT:
                self._counts.clear()
            self._counts[chosen] = self._count(chosen)
        return self._counts[chosen]

    def _count(self, chosen: Filter) -> Count:
        condition, values = where(chosen)
        prefix = place_columns(chosen)
        country = self._country(prefix)
        sql = f"""
            SELECT count(*), count(*) FILTER (NOT has_point), count(*) FILTER (has_point AND NOT at_home),
                   count(*) FILTER (coarsened)
            FROM (SELECT e.coarsened,
                         EXISTS (SELECT 1 FROM event_places p WHERE p.event_id = e.id
                                 AND p.{prefix}lon IS NOT NULL) AS has_point,
                         EXISTS (SELECT 1 FROM event_places p WHERE p.event_id = e.id
                                 AND p.{prefix}lon IS NOT NULL AND p.{prefix}country = ?) AS at_home
                  FROM events e WHERE {condition})"""
        shown_n, no_point, abroad, coarsened = self._rows(sql, [country, *values])[0]
        safe = "internal" not in chosen.sensitivities
        hidden = self._hidden(chosen) if safe else 0
        total = self._rows("SELECT count(*) FROM events e" + (" WHERE e.sensitivity <> 'internal'" if safe else ""))
        seen = 0 if "restricted" in chosen.sensitivities else coarsened
        return Count(shown_n, total[0][0], no_point, abroad, hidden, seen, country)

    def _hidden(self, chosen: Filter) -> int:
        condition, values = where(replace(chosen, sensitivities=(*chosen.sensitivities, "internal")))
        sql = f"SELECT count(*) FROM events e WHERE {condition} AND e.sensitivity = 'internal'"
        return int(self._rows(sql, values)[0][0])

    def _country(self, prefix: str) -> str | None:
        if prefix not in self._countries:
            column = f"p.{prefix}country"
            sql = f"""SELECT {column} FROM event_places p WHERE {column} IS NOT NULL
                      GROUP BY {column} ORDER BY count(*) DESC, {column} LIMIT 1"""
            rows = self._rows(sql)
            self._countries[prefix] = rows[0][0] if rows else None
        return self._countries[prefix]

    def totals(self, chosen: Filter) -> Totals:
        return totals(self.events(chosen))

    def facets(self, chosen: Filter) -> Mapping[str, Sequence[Facet]]:
        names = {place.id: place.name for place in self.places().values()}
        admins = {p.admin1_pcode: p.admin1_name for p in self.places().values() if p.admin1_pcode and p.admin1_name}
        found = {}
        for facet in FACETS:
            condition, values = where(chosen, skip=facet.attribute)
            sql = facet.sql.format(prefix=place_columns(chosen), condition=condition)
            rows = self._rows(sql, values)
            labels = {"place": names, "admin": admins}.get(facet.key, facet.labels)
            found[facet.key] = [Facet(value, labels.get(value, value), n) for value, n in rows]
        return found

    def timeline(self, chosen: Filter) -> list[Bar]:
        condition, values = where(chosen)
        sql = f"""
            SELECT CAST(d.day AS DATE) AS day, e.type, count(*) AS n
            FROM events e, unnest(generate_series(e.date_start, e.date_end, INTERVAL 1 DAY)) AS d(day)
            WHERE e.date_precision IN ('day', 'days') AND e.date_end - e.date_start <= {_DAY_SPAN_MAX} AND {condition}
            GROUP BY ALL ORDER BY day, e.type"""
        return [Bar(*row) for row in self._rows(sql, values)]

    def markers(self, chosen: Filter) -> list[Marker]:
        condition, values = where(chosen)
        prefix = place_columns(chosen)
        sql = f"""
            SELECT p.{prefix}place_id, e.type, list(DISTINCT e.id)
            FROM events e JOIN event_places p ON p.event_id = e.id
            WHERE p.{prefix}lon IS NOT NULL AND {condition}
            GROUP BY ALL"""
        held: dict[str, dict[str, list[str]]] = {}
        for place_id, kind, ids in self._rows(sql, values):
            held.setdefault(place_id, {})[kind] = sorted(ids)
        places = self._seen_places(chosen)
        markers = [_marker(places[place_id], kinds) for place_id, kinds in held.items()]
        return sorted(markers, key=lambda marker: (-marker.n, marker.place.id))

    def at(self, chosen: Filter, place_id: str, page: int = 0) -> Page:
        condition, values = where(chosen)
        here = f"""EXISTS (SELECT 1 FROM event_places p WHERE p.event_id = e.id
                   AND p.{place_columns(chosen)}place_id = ?)"""
        n = self._rows(f"SELECT count(*) FROM events e WHERE {condition} AND {here}", [*values, place_id])[0][0]
        number = min(max(page, 0), max(0, -(-n // PAGE_SIZE) - 1))
        sql = f"SELECT e.dataset, e.record FROM events e WHERE {condition} AND {here} {_NEWEST} LIMIT ? OFFSET ?"
        rows = self._rows(sql, [*values, place_id, PAGE_SIZE, number * PAGE_SIZE])
        events = tuple(self._event(dataset, text, chosen) for dataset, text in rows)
        return Page(events, number, n, self._seen_places(chosen).get(place_id))

    def _seen_places(self, chosen: Filter) -> Mapping[str, Place]:
        """The places by id as this filter may see them."""
        return self._own_places if place_columns(chosen) == "own_" else self.places()

    def movements(self, chosen: Filter) -> list[Movement]:
        condition, values = where(chosen, MOVEMENTS)
        rows = self._rows(f"SELECT e.dataset, e.record FROM movements e WHERE {condition} {_NEWEST}", values)
        read = (movement_from_json(json.loads(t), d, self._own_places, self._sources) for d, t in rows)
        held = [_as_known(movement, chosen) for movement in read]
        if "restricted" in chosen.sensitivities:
            return held
        return [published_movement(movement, self._own_places) for movement in held]

    def check(self, chosen: Filter) -> list[Problem]:
        known = {
            "place": (chosen.places, set(self.places()) | {p.id for p in self._own_places.values() if p.publish_as}),
            "origin": (chosen.origins, set(self.places())),
            "dest": (chosen.destinations, set(self.places())),
            "claimant": (chosen.claimants, self._claimants),
            "dataset": (chosen.datasets, {dataset.id for dataset in self.datasets()} if chosen.datasets else set()),
        }
        want = "one that the data hold"
        cure = "It matches nothing; choose one from the list."
        return [
            Problem("warning", f"unknown {key}", shown(value), want, "the filter", cure)
            for key, (values, held) in known.items()
            for value in values
            if value not in held
        ]


def _as_known(record: Record, chosen: Filter) -> Record:
    """`record` without the claims that were made after the date of the situation."""
    if chosen.as_of is None:
        return record
    known = tuple(claim for claim in record.claims if claim.said_on is None or claim.said_on <= chosen.as_of)
    return replace(record, claims=known)


def _marker(place: Place, kinds: Mapping[str, list[str]]) -> Marker:
    types = sorted(((kind, len(ids)) for kind, ids in kinds.items()), key=lambda t: (-t[1], _TYPE_RANK.get(t[0], 99)))
    ids = tuple(sorted(each for held in kinds.values() for each in held))
    return Marker(place, len(ids), tuple(types), ids)
