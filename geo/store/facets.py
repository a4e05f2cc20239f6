"""The facets of the filter panel: for each key, the SQL that counts events per value and the words for values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from geo.model import Movement
from geo.store.protocol import Facet
from geo.vocab import EVENT_TYPES, GRADES, STANCES, short


class FacetQuery(NamedTuple):
    """One row: URL key, attribute of Filter, SQL with {condition} and {prefix} to fill in, words for values."""

    key: str
    attribute: str
    sql: str
    labels: Mapping[str, str]


def _of_event(key: str, attribute: str, labels: Mapping[str, str] | None = None) -> FacetQuery:
    sql = f"""SELECT e.{key}, count(*) AS n FROM events e WHERE {{condition}} AND e.{key} IS NOT NULL
              GROUP BY e.{key} ORDER BY n DESC, e.{key}"""
    return FacetQuery(key, attribute, sql, labels or {})


def _of_claim(key: str, attribute: str, labels: Mapping[str, str] | None = None) -> FacetQuery:
    sql = f"""SELECT k.{key}, count(DISTINCT e.id) AS n FROM events e JOIN claims k ON k.owner_id = e.id
              WHERE {{condition}} GROUP BY k.{key} ORDER BY n DESC, k.{key}"""
    return FacetQuery(key, attribute, sql, labels or {})


def _of_place(key: str, attribute: str, expression: str) -> FacetQuery:
    sql = f"""SELECT {expression} AS value, count(DISTINCT e.id) AS n
              FROM events e JOIN event_places q ON q.event_id = e.id
              WHERE {{condition}} AND {expression} IS NOT NULL GROUP BY value ORDER BY n DESC, value"""
    return FacetQuery(key, attribute, sql, {})


FACETS: tuple[FacetQuery, ...] = (
    _of_event("type", "types", {slug: short(EVENT_TYPES, slug) for slug in EVENT_TYPES}),
    _of_place("place", "places", "q.{prefix}place_id"),
    _of_place("admin", "admins", "substr(q.{prefix}pcode, 1, 4)"),
    _of_claim("claimant", "claimants"),
    _of_claim("stance", "stances", STANCES),
    _of_event("grade", "grades", {slug: short(GRADES, slug) for slug in GRADES}),
    _of_event("dataset", "datasets"),
)


def movement_facets(held: Iterable[Movement]) -> Mapping[str, Sequence[Facet]]:
    """Per filter key the values of `held` with the number of movements that have each, most frequent first."""
    counts: dict[str, Counter[tuple[str, str]]] = {row.key: Counter() for row in FACETS}
    for movement in held:
        ends = {*movement.origins, *movement.destinations, *movement.transit}
        found = {
            "place": {(place.id, place.name) for place in ends},
            "admin": {(p.admin1_pcode, p.admin1_name or p.admin1_pcode) for p in ends if p.admin1_pcode},
            "claimant": {(claim.claimant, claim.claimant) for claim in movement.claims},
            "stance": {(claim.stance, STANCES[claim.stance]) for claim in movement.claims},
            "grade": {(movement.grade, short(GRADES, movement.grade))} if movement.grade else set(),
            "dataset": {(movement.dataset, movement.dataset)},
        }
        for key, values in found.items():
            counts[key].update(values)
    ranked = {key: sorted(held.items(), key=lambda item: (-item[1], item[0])) for key, held in counts.items()}
    return {key: [Facet(value, label, n) for (value, label), n in rows] for key, rows in ranked.items()}
