"""Movements and stocks by SQL: pairs of places, totals, the latest round of stocks.

Parts and copies of a movement are left out where the movement itself is shown (geo.figures.left_out has the same rule).
What is read here is narrow columns; whole records are read for forks and pages only (geo.store.movements).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import numpy as np

from geo import codes
from geo.filter import Filter
from geo.filter_sql import MOVEMENTS, STOCKS, place_columns
from geo.store import cells as cell_sql
from geo.store.attached import Attached
from geo.store.flow_values import NOTHING, EndTotal, FlowTotals, PairTable, PeopleSum, Stock

Clause = tuple[str, list[Any]]
_NAMES = ("n", "given", "low_", "n_low", "best_", "n_best", "high_", "n_high", "lower", "largest", "more")
_SUMS = ", ".join(
    f"{sql} AS {name}"
    for sql, name in zip(
        (
            "count(*)", "count(*) FILTER (people_given)", "sum(people_min)::BIGINT", "count(people_min)",
            "sum(people_best)::BIGINT", "count(people_best)", "sum(people_max)::BIGINT", "count(people_max)",
            "sum(people_low)::BIGINT", "sum(greatest(people_min, people_best, people_max))::BIGINT",
            "coalesce(bool_or(people_more), FALSE)",
        ),
        _NAMES,
        strict=True,
    )
)  # fmt: skip
_ROLLED = ", ".join(f"sum({name})::BIGINT AS {name}" for name in _NAMES[:-1]) + ", bool_or(more) AS more"
_PEOPLE = "people_low, people_min, people_best, people_max, people_more, people_given"
_DESTINATION, _ORIGIN = codes.ROLES.index("destination"), codes.ROLES.index("origin")
_HAS_SHARES = "(split_known AND num IN (SELECT num FROM movement_shares))"


@dataclass(frozen=True, slots=True)
class Shape:
    """Which slots have movements that are part or copy of others, and which have movements with several ends.

    Only there such movements are looked for: most data sets have neither.
    """

    linked: tuple[int, ...]
    forked: tuple[int, ...]


def shape_of(at: Attached) -> Shape:
    rows = at.rows(
        "SELECT slot, bool_or(part_of IS NOT NULL OR duplicate_of IS NOT NULL), "
        "bool_or(NOT pub_simple OR NOT own_simple) "
        "FROM movements GROUP BY slot ORDER BY slot"
    )
    return Shape(tuple(slot for slot, linked, _ in rows if linked), tuple(slot for slot, _, forked in rows if forked))


def _held(at: Attached, chosen: Filter, shape: Shape) -> Shape:
    """The slots of `shape` where such movements pass the filter: often none, and the sums are one plain scan."""
    slots = sorted({*shape.linked, *shape.forked})
    if not slots:
        return shape
    condition, values = at.where(chosen, MOVEMENTS)
    prefix = place_columns(chosen)
    rows = at.rows(
        f"SELECT slot, bool_or(part_of IS NOT NULL OR duplicate_of IS NOT NULL), bool_or(NOT {prefix}simple) "
        f"FROM movements e WHERE e.slot IN ({', '.join(map(str, slots))}) AND {condition} GROUP BY slot",
        values,
    )
    linked, forked = ({row[0] for row in rows if row[nth]} for nth in (1, 2))
    return Shape(
        tuple(slot for slot in shape.linked if slot in linked), tuple(slot for slot in shape.forked if slot in forked)
    )


def _parts(at: Attached, chosen: Filter, shape: Shape) -> Clause:
    """`left_out` (parts and copies of what is shown), `paired` (arrows summed), `whole` (kept, with several ends), and
    `shared` (their shares as arrows)."""
    condition, values = at.where(chosen, MOVEMENTS)
    prefix = place_columns(chosen)
    ends = f"e.{prefix}origin AS origin, e.{prefix}destination AS destination"
    in_linked, in_forked = (
        f"e.slot IN ({', '.join(map(str, slots)) or 'NULL'})" for slots in (shape.linked, shape.forked)
    )
    kept = f"{condition} AND NOT coalesce({in_linked} AND e.num IN (SELECT num FROM left_out), FALSE)"
    sql = f"""
    WITH linked AS MATERIALIZED (
        SELECT e.num, e.part_of, e.duplicate_of FROM movements e
        WHERE {in_linked} AND (e.part_of IS NOT NULL OR e.duplicate_of IS NOT NULL) AND {condition}),
    wholes AS MATERIALIZED (
        SELECT e.num FROM movements e WHERE {in_linked} AND e.num IN
            (SELECT part_of FROM linked UNION ALL SELECT duplicate_of FROM linked) AND {condition}),
    left_out AS MATERIALIZED (
        SELECT num FROM linked WHERE coalesce(part_of IN (SELECT num FROM wholes), FALSE)
            OR coalesce(duplicate_of IN (SELECT num FROM wholes), FALSE)),
    whole AS MATERIALIZED (
        SELECT e.num, e.move, {ends}, e.n_origins, e.n_destinations, e.split_known, e.date_start, e.date_end, {_PEOPLE}
        FROM movements e WHERE {in_forked} AND NOT e.{prefix}simple AND {kept}),
    shared AS MATERIALIZED (
        SELECT k.num, k.move, k.origin, h.{prefix}destination AS destination, k.date_start, k.date_end,
            coalesce(h.people_min, h.people_best) AS people_low, h.people_min, h.people_best, h.people_max,
            h.people_more, h.people_given
        FROM whole k JOIN movement_shares h ON h.num = k.num WHERE k.split_known),
    paired AS MATERIALIZED (
        SELECT e.move, {ends}, min(e.date_start) AS first, max(e.date_end) AS last, {_SUMS}
        FROM movements e WHERE e.{prefix}simple AND {kept} GROUP BY e.move, origin, destination)"""
    return sql, values * 4


def pairs(at: Attached, chosen: Filter, shape: Shape) -> tuple[PairTable, list[int], int]:
    """The pairs, the numbers of the movements that come whole, and how many movements are left out."""
    held = _held(at, chosen, shape)
    if not (held.linked or held.forked):
        return _table(at, *_plain(at, chosen)), [], 0
    sql, values = _parts(at, chosen, held)
    rolled = f"""{sql}
        SELECT move, origin, destination, min(first) AS first, max(last) AS last, {_ROLLED}
        FROM (SELECT * FROM paired UNION ALL BY NAME
              SELECT move, origin, destination, min(date_start) AS first, max(date_end) AS last, {_SUMS}
              FROM shared GROUP BY move, origin, destination)
        GROUP BY move, origin, destination"""
    found = _table(at, rolled, values)
    rows = at.rows(
        f"""{sql}
        SELECT 1 AS part, num FROM whole WHERE NOT {_HAS_SHARES}
        UNION ALL SELECT 2, count(*)::UBIGINT FROM left_out""",
        values,
    )
    return found, sorted(num for part, num in rows if part == 1), next(num for part, num in rows if part == 2)


def _plain(at: Attached, chosen: Filter) -> Clause:
    """The arrows of movements of which none has several ends, and none is part or copy of another one."""
    condition, values = at.where(chosen, MOVEMENTS)
    prefix = place_columns(chosen)
    sql = f"""
        SELECT e.move, e.{prefix}origin AS origin, e.{prefix}destination AS destination, min(e.date_start) AS first,
            max(e.date_end) AS last, {_SUMS}
        FROM movements e WHERE {condition} GROUP BY e.move, e.{prefix}origin, e.{prefix}destination"""
    return sql, values


def _table(at: Attached, sql: str, values: list[Any]) -> PairTable:
    order = "ORDER BY lower DESC NULLS LAST, origin NULLS LAST, destination NULLS LAST, move"
    columns = at.columns(f"{sql} {order}", values)
    ends = {int(number) for name in ("origin", "destination") for number in np.unique(np.ma.compressed(columns[name]))}
    return PairTable(columns, _ids(at, ends))


def left_out(at: Attached, chosen: Filter, shape: Shape, limit: int) -> list[int]:
    """The numbers of movements that are part or copy of another one that is shown, at most `limit`, in order."""
    if not shape.linked:
        return []
    sql, values = _parts(at, chosen, shape)
    return [num for (num,) in at.rows(f"{sql} SELECT num FROM left_out ORDER BY num LIMIT ?", [*values, limit])]


def totals(at: Attached, chosen: Filter, shape: Shape) -> FlowTotals:
    """Sums per kind, per origin, per destination; what has several ends is an unknown part of each."""
    held = _held(at, chosen, shape)
    sums = _linked_sums(at, chosen, held) if held.linked or held.forked else _plain_sums(at, chosen)
    rows = at.rows(*sums)
    names = _ids(at, (row[2] for row in rows))
    of_kinds = sorted((row for row in rows if row[0] == 0), key=itemgetter(1))
    moves = {codes.MOVES[row[1]]: _sum(row[3:]) for row in of_kinds}
    left_out = sum(row[3] for row in rows if row[0] == 5)
    return FlowTotals(moves, _ends(rows, 1, names), _ends(rows, 3, names), left_out)


def _plain_sums(at: Attached, chosen: Filter) -> Clause:
    """Rows (part, kind, place, sums) with part 0 for a kind, 1 for an origin, 3 for a destination, as `_plain`."""
    condition, values = at.where(chosen, MOVEMENTS)
    prefix = place_columns(chosen)
    origin, destination = f"e.{prefix}origin", f"e.{prefix}destination"
    sql = f"""
        SELECT CASE WHEN grouping({origin}) = 0 THEN 1 WHEN grouping({destination}) = 0 THEN 3 ELSE 0 END AS part,
            e.move, coalesce({origin}, {destination}) AS place, {_SUMS}
        FROM movements e WHERE {condition}
        GROUP BY GROUPING SETS ((e.move), (e.move, {origin}), (e.move, {destination}))"""
    return sql, values


def _linked_sums(at: Attached, chosen: Filter, shape: Shape) -> Clause:
    """As `_plain_sums`, with what has several ends as parts 2 and 4, and the number of those left out as part 5."""
    sql, values = _parts(at, chosen, shape)
    prefix = place_columns(chosen)
    several = "({0} IS NULL AND n_{0}s > 1)".format
    at_end = f"""SELECT {{part}} AS part, k.move, p.place, {_SUMS} FROM whole k
        JOIN (SELECT DISTINCT num, {prefix}place AS place FROM movement_places WHERE role = {{role}}
              AND num IN (SELECT num FROM whole)) p ON p.num = k.num
        WHERE {{which}} GROUP BY k.move, p.place"""
    no_shares = "NOT (k.split_known AND k.num IN (SELECT num FROM movement_shares))"
    rolled = f"""{sql}
        SELECT part, move, place, {_ROLLED} FROM (
            SELECT 0 AS part, move, NULL::UINTEGER AS place, {", ".join(_NAMES)} FROM paired
            UNION ALL SELECT 0, move, NULL, {_SUMS} FROM whole GROUP BY move
            UNION ALL SELECT 1, move, origin, {", ".join(_NAMES)} FROM paired
            UNION ALL SELECT 1, move, origin, {_SUMS} FROM whole WHERE NOT {several("origin")} GROUP BY move, origin
            UNION ALL {at_end.format(part=2, role=_ORIGIN, which=several("origin"))}
            UNION ALL SELECT 3, move, destination, {", ".join(_NAMES)} FROM paired
            UNION ALL SELECT 3, move, destination, {_SUMS} FROM shared GROUP BY move, destination
            UNION ALL SELECT 3, move, destination, {_SUMS} FROM whole WHERE NOT {several("destination")}
                GROUP BY move, destination
            UNION ALL {at_end.format(part=4, role=_DESTINATION, which=f"{several('destination')} AND {no_shares}")})
        GROUP BY part, move, place
        UNION ALL BY NAME SELECT 5 AS part, 0 AS move, count(*) AS n FROM left_out"""
    return rolled, values


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
            max(n_rounds), {_SUMS}
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
    n, given, low, n_low, best, n_best, high, n_high, lower, largest, more = held
    return PeopleSum(n, given, low, n_low, best, n_best, high, n_high, lower, largest, more)
