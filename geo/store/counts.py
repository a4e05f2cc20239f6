"""How many events a filter shows, and how many of them the map of the country cannot show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geo import codes
from geo.filter import Filter
from geo.filter_sql import place_columns
from geo.store.attached import Attached
from geo.store.protocol import Count

_SEVERAL = codes.SEVERAL_COUNTRIES


def count(at: Attached, chosen: Filter, *, country: int, total: int, withheld: int) -> Count:
    """The Count of `chosen` in one scan; `country` is that of most events, as a number."""
    condition, values = at.where(chosen)
    prefix = place_columns(chosen)
    sql = f"""
        SELECT count(*), count(*) FILTER (NOT e.{prefix}point),
               count(*) FILTER (e.{prefix}point AND e.{prefix}country NOT IN (?, {_SEVERAL})),
               count(*) FILTER (e.coarsened), count(*) FILTER (e.{prefix}country = {_SEVERAL})
        FROM events e WHERE {condition}"""
    shown, no_point, abroad, coarsened, several = at.rows(sql, [country or -1, *values])[0]
    if several:
        abroad += _abroad_in_several(at, chosen, country)
    seen = 0 if "restricted" in chosen.sensitivities else coarsened
    return Count(shown, total, no_point, abroad, withheld, seen, codes.country_of(country))


def _abroad_in_several(at: Attached, chosen: Filter, country: int) -> int:
    """Events in several countries, none of them the country of most."""
    condition, values = at.where(chosen)
    prefix = place_columns(chosen)
    sql = f"""
        SELECT count(*) FROM events e
        WHERE {condition} AND e.{prefix}country = {_SEVERAL} AND e.num NOT IN (
            SELECT p.num FROM spots p JOIN places q ON q.place = p.{prefix}place
            WHERE q.country = ? AND q.lon IS NOT NULL)"""
    return int(at.rows(sql, [*values, country])[0][0])


def n_events(at: Attached, chosen: Filter) -> int:
    """The events that a filter shows."""
    condition, values = at.where(chosen)
    return int(at.rows(f"SELECT count(*) FROM events e WHERE {condition}", values)[0][0])


def shown(at: Attached, chosen: Filter, nums: Sequence[int]) -> list[int]:
    """Those of the events with these numbers that a filter shows."""
    condition, values = at.where(chosen)
    sql = f"SELECT e.num FROM events e WHERE e.num IN (SELECT unnest(?)) AND {condition}"
    return [num for (num,) in at.rows(sql, [list(nums), *values])]


def n_internal(at: Attached, chosen: Filter) -> int:
    """The internal events that match a filter and are not shown by it."""
    if "internal" in chosen.sensitivities:
        return 0
    condition, values = at.where(replace(chosen, sensitivities=(*chosen.sensitivities, "internal")))
    sql = f"SELECT count(*) FROM events e WHERE {condition} AND e.sensitivity = {codes.INTERNAL}"
    return int(at.rows(sql, values)[0][0])


def country_of_most(at: Attached, prefix: str) -> int:
    """The country of most events at places, as a number; 0 where none is known."""
    sql = f"""
        SELECT q.country FROM (SELECT e.{prefix}place AS place, count(*) AS n FROM spots e GROUP BY 1) p
        JOIN places q ON q.place = p.place
        WHERE q.country <> 0 GROUP BY q.country ORDER BY sum(p.n) DESC, q.country LIMIT 1"""
    rows = at.rows(sql)
    return int(rows[0][0]) if rows else 0
