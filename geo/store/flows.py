"""Movements and stocks by SQL: pairs of places, totals, the latest round of stocks.

Parts and copies of a movement are left out where the movement itself is shown (geo.figures.left_out has the same rule).
What is read here is narrow columns; whole records are read for forks and pages only (geo.store.movements).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from geo import codes
from geo.filter import Filter
from geo.filter_sql import MOVEMENTS, STOCKS, place_columns
from geo.store import cells as cell_sql
from geo.store.attached import Attached
from geo.store.flow_values import NOTHING, EndTotal, FlowTotals, Pair, PeopleSum, Stock, largest_first

Clause = tuple[str, list[Any]]
_PEOPLE = "people_low, people_min, people_best, people_max, people_more, people_given"
_SUMS = (
    "count(*), count(*) FILTER ({0}people_given), sum({0}people_min), count({0}people_min), sum({0}people_best), "
    "count({0}people_best), sum({0}people_max), count({0}people_max), sum({0}people_low), "
    "sum(greatest({0}people_min, {0}people_best, {0}people_max)), coalesce(bool_or({0}people_more), FALSE)"
)
_N_SUMS = 11
_DESTINATION, _ORIGIN = codes.ROLES.index("destination"), codes.ROLES.index("origin")
_ARROWS = f"""
    arrows AS (
        SELECT num, move, origin, destination, date_start, date_end, {_PEOPLE} FROM kept WHERE simple
        UNION ALL BY NAME
        SELECT k.num, k.move, k.origin, h.{{prefix}}destination AS destination, k.date_start, k.date_end,
            coalesce(h.people_min, h.people_best) AS people_low, h.people_min, h.people_best, h.people_max,
            h.people_more, h.people_given
        FROM kept k JOIN movement_shares h ON h.num = k.num WHERE NOT k.simple AND k.split_known)"""


def _kept(at: Attached, chosen: Filter) -> Clause:
    """`shown` and, without parts and copies of what is shown, `kept`."""
    condition, values = at.where(chosen, MOVEMENTS)
    prefix = place_columns(chosen)
    sql = f"""
    WITH shown AS MATERIALIZED (
        SELECT e.num, e.move, e.{prefix}origin AS origin, e.{prefix}destination AS destination,
            e.{prefix}simple AS simple, e.n_origins, e.n_destinations, e.split_known, e.date_start, e.date_end,
            e.part_of, e.duplicate_of, {_PEOPLE}
        FROM movements e WHERE {condition}),
    linked AS MATERIALIZED (
        SELECT num, part_of, duplicate_of FROM shown WHERE part_of IS NOT NULL OR duplicate_of IS NOT NULL),
    left_out AS MATERIALIZED (
        SELECT l.num FROM linked l SEMI JOIN shown s ON s.num = l.part_of
        UNION SELECT l.num FROM linked l SEMI JOIN shown s ON s.num = l.duplicate_of),
    kept AS MATERIALIZED (SELECT * FROM shown ANTI JOIN left_out USING (num))"""
    return sql, values


def pairs(at: Attached, chosen: Filter) -> tuple[tuple[Pair, ...], list[int], int]:
    """The pairs, the numbers of the movements that come whole, and how many movements are left out."""
    sql, values = _kept(at, chosen)
    arrows = _ARROWS.format(prefix=place_columns(chosen))
    # One question, so that the filter is applied once: pairs first, then a row per fork, then the number left out.
    rows = at.rows(
        f"""{sql}, {arrows},
        grouped AS (SELECT 0 AS part, NULL::UBIGINT AS num, move, origin, destination, min(date_start) AS first,
                        max(date_end) AS last, {_SUMS.format("")} FROM arrows GROUP BY move, origin, destination)
        SELECT * FROM grouped
        UNION ALL BY NAME SELECT 1 AS part, num FROM kept WHERE NOT simple
            AND NOT (split_known AND num IN (SELECT num FROM movement_shares))
        UNION ALL BY NAME SELECT 2 AS part, count(*)::UBIGINT AS num FROM left_out""",
        values,
    )
    held = [row for row in rows if row[0] == 0]
    names = _ids(at, (number for row in held for number in row[3:5]))
    found = largest_first(
        Pair(names.get(o), names.get(d), codes.MOVES[move], _sum(sums), first, last)
        for _, _, move, o, d, first, last, *sums in held
    )
    return found, sorted(row[1] for row in rows if row[0] == 1), next(row[1] for row in rows if row[0] == 2)


def totals(at: Attached, chosen: Filter) -> FlowTotals:
    """Sums per kind, per origin, per destination; what has several ends is an unknown part of each."""
    sql, values = _kept(at, chosen)
    prefix = place_columns(chosen)
    arrows = _ARROWS.format(prefix=prefix)
    several = "{0} IS NULL AND n_{0}s > 1".format
    shared = f"""SELECT {{part}}, k.move, p.place, {_SUMS.format("k.")}
        FROM (SELECT DISTINCT num, {prefix}place AS place FROM movement_places WHERE role = {{role}}) p
        JOIN kept k ON k.num = p.num WHERE {{which}} GROUP BY k.move, p.place"""
    no_shares = "NOT (k.split_known AND k.num IN (SELECT num FROM movement_shares))"
    rows = at.rows(
        f"""{sql}, {arrows}
        SELECT 0 AS part, move, NULL::UINTEGER AS place, {_SUMS.format("")} FROM kept GROUP BY move
        UNION ALL SELECT 1, move, origin, {_SUMS.format("")} FROM kept WHERE NOT ({several("origin")})
            GROUP BY move, origin
        UNION ALL {shared.format(part=2, role=_ORIGIN, which=several("origin"))}
        UNION ALL SELECT 3, move, destination, {_SUMS.format("")}
            FROM (SELECT move, destination, {_PEOPLE} FROM arrows
                  UNION ALL SELECT move, destination, {_PEOPLE} FROM kept
                  WHERE NOT simple AND NOT ({several("destination")}))
            GROUP BY move, destination
        UNION ALL {shared.format(part=4, role=_DESTINATION, which=f"{several('destination')} AND {no_shares}")}
        UNION ALL SELECT 5, 0, NULL, count(*), {", ".join(["NULL"] * (_N_SUMS - 1))} FROM left_out""",
        values,
    )
    names = _ids(at, (row[2] for row in rows))
    moves = {codes.MOVES[row[1]]: _sum(row[3:]) for row in sorted((r for r in rows if r[0] == 0), key=itemgetter(1))}
    left_out = next(row[3] for row in rows if row[0] == 5)
    return FlowTotals(moves, _ends(rows, 1, names), _ends(rows, 3, names), left_out)


def _ends(rows: Iterable[Sequence[Any]], part: int, names: Mapping[int, str]) -> tuple[EndTotal, ...]:
    """The rows of `part` are sums of whole movements, those of the next part sums of which a place has a share."""
    whole: dict[tuple[str | None, str], PeopleSum] = {}
    shared: dict[tuple[str | None, str], PeopleSum] = {}
    for row in rows:
        if row[0] in (part, part + 1):
            held = whole if row[0] == part else shared
            held[names.get(row[2]) if row[2] is not None else None, codes.MOVES[row[1]]] = _sum(row[3:])
    found = [EndTotal(*key, whole.get(key, NOTHING), shared.get(key, NOTHING)) for key in {**whole, **shared}]
    return tuple(sorted(found, key=lambda e: (-(e.people.low or -1), -(e.shared.low or -1), e.place or "", e.move)))


def stocks(at: Attached, chosen: Filter, datasets: Mapping[int, str]) -> tuple[Stock, ...]:
    """The latest round at each place, by data set, kind, group and origin; several rows of that round are one sum."""
    condition, values = at.where(chosen, STOCKS)
    prefix = place_columns(chosen)
    # A round has one number and many days of survey; without numbers, the day tells the rounds apart.
    when = "coalesce(date_end, date_start)"
    rows = at.rows(
        f"""WITH shown AS (SELECT e.*, e.{prefix}place AS place, e.{prefix}origin AS origin FROM stocks e
                           WHERE {condition}),
        ranked AS (SELECT *, dense_rank() OVER (PARTITION BY slot, place, stock ORDER BY round DESC NULLS LAST,
                       CASE WHEN round IS NULL THEN {when} END DESC NULLS LAST) AS nth FROM shown),
        counted AS (SELECT *, max(nth) OVER (PARTITION BY slot, place, stock) AS n_rounds FROM ranked)
        SELECT place, origin, slot, stock, grp, min(date_start), max(date_end), max(date_precision), max(round),
            max(n_rounds), {_SUMS.format("")}
        FROM counted WHERE nth = 1 GROUP BY place, origin, slot, stock, grp""",
        values,
    )
    names = _ids(at, (number for row in rows for number in row[:2]))
    found = [
        Stock(
            names[place], names.get(origin), datasets[slot], codes.STOCK_KINDS[kind], codes.GROUPS[group], start, end,
            codes.DATE_PRECISIONS[precision], number, n_rounds, _sum(sums),
        )
        for place, origin, slot, kind, group, start, end, precision, number, n_rounds, *sums in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda s: (-(s.people.low or -1), s.place, s.kind, s.origin or "")))


def _ids(at: Attached, numbers: Iterable[int | None]) -> Mapping[int, str]:
    return cell_sql.place_ids(at, sorted({number for number in numbers if number is not None}))


def _sum(held: Sequence[Any]) -> PeopleSum:
    n, given, low, n_low, best, n_best, high, n_high, lower, largest, more = held[:_N_SUMS]
    return PeopleSum(
        int(n), int(given), _whole(low), int(n_low), _whole(best), int(n_best), _whole(high), int(n_high),
        _whole(lower), _whole(largest), bool(more),
    )  # fmt: skip


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)
