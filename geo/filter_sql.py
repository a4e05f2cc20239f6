"""A Filter as SQL with bound parameters: one clause per field, for events and for movements.

The tables are those of geo/store/schema.sql: `events e` or `movements e`, with `event_places`/`movement_places` p and
`claims c` beside them. Only parameters carry outside text; identifiers come from this file. Nothing here runs SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from geo.filter import Filter
from geo.text import words

Clause = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Target:
    """What a filter selects from. `place_table` holds one row per place of a record, keyed by `key`."""

    table: str
    place_table: str
    key: str


EVENTS = Target("events", "event_places", "event_id")
MOVEMENTS = Target("movements", "movement_places", "movement_id")


def where(chosen: Filter, target: Target = EVENTS, *, skip: str | None = None) -> tuple[str, list[Any]]:
    """The condition on alias `e` and its parameters; `skip` names one attribute of the filter to disregard."""
    clauses = [_sensitivity(chosen)]
    for attribute, make in _CLAUSES.items():
        held = getattr(chosen, attribute)
        if attribute != skip and held not in ((), None):
            clauses += make(held, chosen, target)
    if target is MOVEMENTS:
        clauses += _movement_clauses(chosen)
    sql = " AND ".join(f"({text})" for text, _ in clauses)
    return sql, [value for _, values in clauses for value in values]


def place_columns(chosen: Filter) -> str:
    """The prefix of the place columns that the filter may see: "pub_" (published) or "own_" (as recorded)."""
    return "own_" if "restricted" in chosen.sensitivities else "pub_"


def _sensitivity(chosen: Filter) -> Clause:
    return ("TRUE", []) if "internal" in chosen.sensitivities else ("e.sensitivity <> 'internal'", [])


def _in(column: str, values: tuple[str, ...]) -> Clause:
    return f"{column} IN ({', '.join('?' * len(values))})", list(values)


def _exists(target: Target, condition: str) -> str:
    return f"EXISTS (SELECT 1 FROM {target.place_table} p WHERE p.{target.key} = e.id AND {condition})"


def _types(held: tuple[str, ...], chosen: Filter, target: Target) -> Iterator[Clause]:
    text, values = _in("e.type", held)
    if target is EVENTS:
        yield text, values
    else:
        text, values = _in("t.type", held)
        yield f"EXISTS (SELECT 1 FROM events t WHERE t.id = e.event_id AND {text})", values


def _date_from(held: Any, chosen: Filter, target: Target) -> Iterator[Clause]:
    yield "e.date_end IS NULL OR e.date_end >= ?", [held]


def _date_to(held: Any, chosen: Filter, target: Target) -> Iterator[Clause]:
    yield "e.date_start IS NULL OR e.date_start <= ?", [held]


def _places(held: tuple[str, ...], chosen: Filter, target: Target, role: str | None = None) -> Iterator[Clause]:
    column = f"p.{place_columns(chosen)}place_id"
    marks = ", ".join("?" * len(held))
    within = f"SELECT w.place_id FROM place_within w WHERE w.area_id IN ({marks})"
    condition = f"({column} IN ({marks}) OR {column} IN ({within}))"
    if role:
        condition += f" AND p.role = '{role}'"
    yield _exists(target, condition), [*held, *held]


def _admins(held: tuple[str, ...], chosen: Filter, target: Target) -> Iterator[Clause]:
    column = f"p.{place_columns(chosen)}pcode"
    condition = " OR ".join(f"substr({column}, 1, length(?)) = ?" for _ in held)
    yield _exists(target, f"({condition})"), [value for each in held for value in (each, each)]


def _claims(column: str) -> Callable[[tuple[str, ...], Filter, Target], Iterator[Clause]]:
    def make(held: tuple[str, ...], chosen: Filter, target: Target) -> Iterator[Clause]:
        text, values = _in(f"c.{column}", held)
        if chosen.as_of is not None:
            text, values = f"{text} AND (c.said_on IS NULL OR c.said_on <= ?)", [*values, chosen.as_of]
        yield f"EXISTS (SELECT 1 FROM claims c WHERE c.owner_id = e.id AND {text})", values

    return make


def _grades(held: tuple[str, ...], chosen: Filter, target: Target) -> Iterator[Clause]:
    yield _in("e.grade", held)


def _datasets(held: tuple[str, ...], chosen: Filter, target: Target) -> Iterator[Clause]:
    yield _in("e.dataset", held)


def _text(held: str, chosen: Filter, target: Target) -> Iterator[Clause]:
    column = f"e.{place_columns(chosen)}search"
    for word in words(held) or [held]:
        yield f"position(? IN {column}) > 0", [word]


def _min_killed(held: int, chosen: Filter, target: Target) -> Iterator[Clause]:
    if target is EVENTS:
        yield "coalesce(e.killed_min, e.killed_best) >= ?", [held]


def _bbox(held: tuple[float, float, float, float], chosen: Filter, target: Target) -> Iterator[Clause]:
    west, south, east, north = held
    lon, lat = (f"p.{place_columns(chosen)}{axis}" for axis in ("lon", "lat"))
    joined = "AND" if west <= east else "OR"
    condition = f"({lon} >= ? {joined} {lon} <= ?) AND {lat} BETWEEN ? AND ?"
    yield _exists(target, condition), [west, east, south, north]


def _as_of(held: Any, chosen: Filter, target: Target) -> Iterator[Clause]:
    yield "e.date_start IS NULL OR e.date_start <= ?", [held]


_CLAUSES: dict[str, Callable[[Any, Filter, Target], Iterator[Clause]]] = {
    "types": _types,
    "date_from": _date_from,
    "date_to": _date_to,
    "places": _places,
    "admins": _admins,
    "claimants": _claims("claimant"),
    "stances": _claims("stance"),
    "grades": _grades,
    "datasets": _datasets,
    "text": _text,
    "min_killed": _min_killed,
    "bbox": _bbox,
    "as_of": _as_of,
}


def _movement_clauses(chosen: Filter) -> Iterator[Clause]:
    if chosen.origins:
        yield from _places(chosen.origins, chosen, MOVEMENTS, "origin")
    if chosen.destinations:
        yield from _places(chosen.destinations, chosen, MOVEMENTS, "destination")
    if chosen.groups:
        yield _in("e.grp", chosen.groups)
