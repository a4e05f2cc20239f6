"""A Filter as SQL with bound parameters: one clause per field, for events, spots and movements.

The tables are those of geo/store/schema.sql, seen over all files of the store: `events e`, `spots e` (an event at a
place; the columns that simple filters need have the same names in both), `movements e` or `stocks e`. Only parameters
carry outside text; identifiers come from this file. Nothing here runs SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from geo import codes
from geo.filter import Filter
from geo.text import words

Clause = tuple[str, list[Any]]
LookedUp = Callable[[str, list[Any]], Clause]


@dataclass(frozen=True, slots=True)
class Target:
    """What a filter selects from. `places` and `claims` hold the rows that belong to a record, joined by `key`."""

    table: str
    places: str
    claims: str
    key: str
    own_key: str


EVENTS = Target("events", "spots", "claims", "num", "num")
SPOTS = Target("spots", "spots", "claims", "num", "num")
MOVEMENTS = Target("movements", "movement_places", "movement_claims", "num", "num")
STOCKS = Target("stocks", "stocks", "movement_claims", "num", "num")
_FLOWS = (MOVEMENTS, STOCKS)
_NOT_OF_STOCKS = frozenset({"types", "claimants", "stances", "grades"})


def where(
    chosen: Filter, target: Target = EVENTS, *, skip: str | None = None, looked_up: LookedUp | None = None
) -> tuple[str, list[Any]]:
    """The condition on alias `e` and its parameters; `skip` names one attribute of the filter to disregard.

    `looked_up` may answer the query of the events that hold some words by another one that gives the same.
    """
    clauses = [_sensitivity(chosen)]
    for attribute, make in _CLAUSES.items():
        held = getattr(chosen, attribute)
        if attribute == skip or held in ((), None):
            continue
        if target is STOCKS and attribute in _NOT_OF_STOCKS:
            clauses.append(("FALSE", []))
        else:
            clauses += make(held, chosen, target)
    if chosen.text is not None and skip != "text":
        clauses.append(_text(chosen.text, chosen, target, looked_up))
    if target in _FLOWS:
        clauses += _movement_clauses(chosen, target)
    sql = " AND ".join(f"({text})" for text, _ in clauses)
    return sql, [value for _, values in clauses for value in values]


def place_columns(chosen: Filter) -> str:
    """The prefix of the place columns that the filter may see: "pub_" (published) or "own_" (as recorded)."""
    return "own_" if "restricted" in chosen.sensitivities else "pub_"


def _sensitivity(chosen: Filter) -> Clause:
    return ("TRUE", []) if "internal" in chosen.sensitivities else (f"e.sensitivity <> {codes.INTERNAL}", [])


def _in(column: str, values: list[Any]) -> Clause:
    return f"{column} IN ({_marks(values)})", values


def _marks(values: list[Any] | tuple[Any, ...]) -> str:
    return ", ".join("?" * len(values))


def _at_places(chosen: Filter, target: Target, places: str, values: list[Any], also: str = "") -> Clause:
    """Records that have a place among `places`, a query of place numbers."""
    column = f"p.{place_columns(chosen)}place"
    held = f"SELECT p.{target.key} FROM {target.places} p WHERE {column} IN ({places}){also}"
    return f"e.{target.own_key} IN ({held})", values


def _types(held: tuple[str, ...], chosen: Filter, target: Target) -> Iterator[Clause]:
    if target is MOVEMENTS:
        text, values = _in("t.type", codes.codes(codes.TYPES, held))
        yield f"e.event_num IN (SELECT t.num FROM events t WHERE {text})", values
    else:
        yield _in("e.type", codes.codes(codes.TYPES, held))


def _date_from(held: Any, chosen: Filter, target: Target) -> Iterator[Clause]:
    yield "e.date_end IS NULL OR e.date_end >= ?", [held]


def _date_to(held: Any, chosen: Filter, target: Target) -> Iterator[Clause]:
    yield "e.date_start IS NULL OR e.date_start <= ?", [held]


def _places(held: tuple[str, ...], chosen: Filter, target: Target) -> Iterator[Clause]:
    yield _at_places(chosen, target, *_within(held))


def _within(held: tuple[str, ...]) -> Clause:
    """These places, and those that lie in one of them by their p-code (they nest by prefix)."""
    marks = _marks(held)
    places = f"""
        SELECT q.place FROM places q WHERE q.id IN ({marks})
        UNION ALL
        SELECT q.place FROM places t JOIN area_codes a ON a.place = t.place
        JOIN places q ON starts_with(q.pcode, a.code)
        WHERE t.id IN ({marks})"""
    return places, [*held, *held]


def _at_end(held: tuple[str, ...], chosen: Filter, target: Target, *roles: str) -> Clause:
    """With one of these places at an end. A stock has its place as destination, and an origin where one is named."""
    places, values = _within(held)
    if target is MOVEMENTS:
        numbers = ", ".join(str(code) for code in codes.codes(codes.ROLES, roles))
        return _at_places(chosen, target, places, values, f" AND p.role IN ({numbers})")
    prefix = place_columns(chosen)
    columns = [f"e.{prefix}{'origin' if role == 'origin' else 'place'}" for role in roles]
    return " OR ".join(f"{column} IN ({places})" for column in columns), values * len(columns)


def _admins(held: tuple[str, ...], chosen: Filter, target: Target) -> Iterator[Clause]:
    condition = " OR ".join("starts_with(q.pcode, ?)" for _ in held)
    yield _at_places(chosen, target, f"SELECT q.place FROM places q WHERE {condition}", list(held))


def _bbox(held: tuple[float, float, float, float], chosen: Filter, target: Target) -> Iterator[Clause]:
    west, south, east, north = held
    joined = "AND" if west <= east else "OR"
    condition = f"(q.lon >= ? {joined} q.lon <= ?) AND q.lat BETWEEN ? AND ?"
    places = f"SELECT q.place FROM places q WHERE {condition}"
    yield _at_places(chosen, target, places, [west, east, south, north])


def _with_claim(chosen: Filter, target: Target, text: str, values: list[Any]) -> Clause:
    if chosen.as_of is not None:
        text, values = f"{text} AND (c.said_on IS NULL OR c.said_on <= ?)", [*values, chosen.as_of]
    return f"e.{target.own_key} IN (SELECT c.{target.key} FROM {target.claims} c WHERE {text})", values


def _claimants(held: tuple[str, ...], chosen: Filter, target: Target) -> Iterator[Clause]:
    named = f"SELECT k.claimant FROM claimants k WHERE k.name IN ({_marks(held)})"
    yield _with_claim(chosen, target, f"c.claimant IN ({named})", list(held))


def _stances(held: tuple[str, ...], chosen: Filter, target: Target) -> Iterator[Clause]:
    yield _with_claim(chosen, target, *_in("c.stance", codes.codes(codes.STANCES, held)))


def _grades(held: tuple[str, ...], chosen: Filter, target: Target) -> Iterator[Clause]:
    yield _in("e.grade", codes.codes(codes.GRADES, held))


def _datasets(held: tuple[str, ...], chosen: Filter, target: Target) -> Iterator[Clause]:
    yield f"e.slot IN (SELECT d.slot FROM datasets d WHERE d.id IN ({_marks(held)}))", list(held)


def _text(held: str, chosen: Filter, target: Target, looked_up: LookedUp | None) -> Clause:
    """Every word, in any order, anywhere in what is searched."""
    searched = "t.pub_search" if place_columns(chosen) == "pub_" else "coalesce(t.own_search, t.pub_search)"
    asked = words(held) or [held]
    condition = " AND ".join(f"contains({searched}, ?)" for _ in asked)
    table = "movement_texts" if target in _FLOWS else "texts"
    found: Clause = f"SELECT t.{target.key} FROM {table} t WHERE {condition}", asked
    if looked_up is not None and target not in _FLOWS:
        found = looked_up(*found)
    return f"e.{target.own_key} IN ({found[0]})", found[1]


def _min_killed(held: int, chosen: Filter, target: Target) -> Iterator[Clause]:
    if target not in _FLOWS:
        yield "e.killed_low >= ?", [held]


def _as_of(held: Any, chosen: Filter, target: Target) -> Iterator[Clause]:
    yield "e.date_start IS NULL OR e.date_start <= ?", [held]


_CLAUSES: dict[str, Callable[[Any, Filter, Target], Iterator[Clause]]] = {
    "types": _types,
    "date_from": _date_from,
    "date_to": _date_to,
    "places": _places,
    "admins": _admins,
    "claimants": _claimants,
    "stances": _stances,
    "grades": _grades,
    "datasets": _datasets,
    "min_killed": _min_killed,
    "bbox": _bbox,
    "as_of": _as_of,
}


def _movement_clauses(chosen: Filter, target: Target) -> Iterator[Clause]:
    if chosen.origins:
        yield _at_end(chosen.origins, chosen, target, "origin")
    if chosen.destinations:
        yield _at_end(chosen.destinations, chosen, target, "destination")
    if chosen.ends:
        yield _at_end(chosen.ends, chosen, target, "origin", "destination")
    if chosen.groups:
        yield _in("e.grp", codes.codes(codes.GROUPS, chosen.groups))
    if chosen.min_people is not None:
        yield "e.people_low >= ?", [chosen.min_people]
    if chosen.moves and target is MOVEMENTS:
        yield _in("e.move", codes.codes(codes.MOVES, chosen.moves))
