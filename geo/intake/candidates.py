"""Events that may be the same: near one another, on overlapping days, with figures that can both be true.

Only candidates are told, for a person to accept as duplicate_of; nothing is merged here. Summaries, areas, intervals of
more than a week and events already linked are left out, and so are pairs without a figure above 0 on both sides: place
and day alone pair everything that happened in a city.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi
from typing import Any, Protocol

from geo.geometry import distance_m

LIMIT = 500
NEAR_M = 2_000.0
WIDE_ROWS = 300_000
"""Up to so many events neighbouring cells are compared; of more only those at the same point or of the same name."""

_MAX_DAYS = 7
_CELL_SHIFT = 19
_UNIT_M = 2 * pi * 6_378_137 / 2**32
"""Metres of Web Mercator at the equator per unit; a cell of 2^19 units is 4.9 km there, and 2 km at 65° N."""


class Asked(Protocol):
    """What answers SQL over all data sets: geo.store.attached.Attached."""

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of an answer."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """`event` and `original` are numbers of the store, `original` is the earlier; without `distance_m`: same name."""

    event: int
    original: int
    distance_m: float | None
    same_day: bool
    same_figure: bool
    same_type: bool
    same_dataset: bool


@dataclass(frozen=True, slots=True)
class Candidates:
    """The likeliest first. `total` counts all that were found; `wide` says whether points near by were compared too."""

    pairs: tuple[Candidate, ...]
    total: int
    wide: bool


def candidates(store: Asked, *, slot: int | None = None, across_only: bool = False, limit: int = LIMIT) -> Candidates:
    """Candidates among all data sets; `slot` narrows to pairs in which that data set takes part."""
    n = int(store.rows("SELECT count(*) FROM events")[0][0])
    wide = n <= WIDE_ROWS
    sql, values = _pairs_sql(wide=wide, slot=slot, across_only=across_only)
    total = int(store.rows(f"SELECT count(*) FROM ({sql})", values)[0][0])
    rows = store.rows(
        f"SELECT * FROM ({sql}) ORDER BY same_day::INT + 2 * same_figure::INT + same_type::INT DESC, "
        "apart NULLS LAST, event, original LIMIT ?",
        [*values, limit],
    )
    return Candidates(tuple(_candidate(row) for row in rows), total, wide)


def _candidate(row: tuple[Any, ...]) -> Candidate:
    event, original, _, lon_a, lat_a, lon_b, lat_b, *same = row
    known = None not in {lon_a, lat_a, lon_b, lat_b}
    apart = distance_m((lon_a, lat_a), (lon_b, lat_b)) if known else None
    return Candidate(event, original, apart, *map(bool, same))


def _bounds(kind: str) -> str:
    low, high = f"coalesce({kind}_min, {kind}_best)", f"coalesce({kind}_max, {kind}_best)"
    known = f"greatest(coalesce({kind}_min, 0), coalesce({kind}_best, 0), coalesce({kind}_max, 0)) > 0"
    return (
        f"CASE WHEN {known} THEN coalesce({low}, 0) END AS {kind}_low, "
        f"CASE WHEN {known} THEN coalesce({high}, 1000000000) END AS {kind}_high, {kind}_best AS {kind}_one"
    )


def _pairs_sql(*, wide: bool, slot: int | None, across_only: bool) -> tuple[str, list[Any]]:
    found = f"""
        SELECT e.num, e.slot, e.type, e.date_start AS first, coalesce(e.date_end, e.date_start) AS last,
          {_bounds("killed")}, {_bounds("displaced")}, p.mx, p.my, p.lon, p.lat, lower(p.name) AS name, p.admin1_pcode
        FROM events e JOIN spots s ON s.num = e.num JOIN places p ON p.place = s.own_place
        WHERE e.date_start IS NOT NULL AND coalesce(e.date_end, e.date_start) - e.date_start < {_MAX_DAYS}
          AND NOT e.is_summary AND e.part_of IS NULL AND e.duplicate_of IS NULL AND NOT p.area
          AND greatest(e.killed_min, e.killed_best, e.killed_max,
                       e.displaced_min, e.displaced_best, e.displaced_max) > 0
    """
    reach = f"(VALUES {', '.join(f'({x}, {y})' for x in (-1, 0, 1) for y in (-1, 0, 1))}) o(dx, dy)"
    cell = f"(mx >> {_CELL_SHIFT})::BIGINT {{x}}, (my >> {_CELL_SHIFT})::BIGINT {{y}}"
    if wide:
        left = (
            f"SELECT *, 'cell' AS how, {cell.format(x='AS kx', y='AS ky')}, NULL AS kn FROM found WHERE mx IS NOT NULL"
        )
        right = (
            f"SELECT found.*, 'cell' AS how, {cell.format(x='+ dx AS kx', y='+ dy AS ky')}, NULL AS kn "
            f"FROM found, {reach} WHERE mx IS NOT NULL"
        )
    else:
        left = right = "SELECT *, 'cell' AS how, mx AS kx, my AS ky, NULL AS kn FROM found WHERE mx IS NOT NULL"
    named = (
        "SELECT *, 'name' AS how, 0 AS kx, 0 AS ky, name || '|' || admin1_pcode AS kn FROM found "
        "WHERE admin1_pcode IS NOT NULL"
    )
    days = "unnest(generate_series(first, last, INTERVAL 1 DAY))::DATE AS day"
    conditions, values = ["a.num > b.num", _near(wide=wide), _figures_overlap()], []
    if slot is not None:
        conditions.append("(a.slot = ? OR b.slot = ?)")
        values += [slot, slot]
    if across_only:
        conditions.append("a.slot <> b.slot")
    return (
        f"""WITH found AS ({found}), one AS (SELECT *, {days} FROM ({left} UNION ALL {named})),
          other AS (SELECT *, {days} FROM ({right} UNION ALL {named}))
        SELECT DISTINCT a.num AS event, b.num AS original, {_APART} AS apart, a.lon AS lon_a, a.lat AS lat_a,
          b.lon AS lon_b, b.lat AS lat_b, a.first = b.first AS same_day,
          coalesce(a.killed_one = b.killed_one, a.displaced_one = b.displaced_one, false) AS same_figure,
          a.type = b.type AS same_type, a.slot = b.slot AS same_dataset
        FROM one a JOIN other b ON a.how = b.how AND a.kx = b.kx AND a.ky = b.ky AND a.day = b.day
          AND coalesce(a.kn, '') = coalesce(b.kn, '')
        WHERE {" AND ".join(conditions)}""",
        values,
    )


_APART = (
    f"sqrt(pow((a.mx::DOUBLE - b.mx::DOUBLE), 2) + pow((a.my::DOUBLE - b.my::DOUBLE), 2)) * {_UNIT_M!r} "
    "* cos(radians((a.lat + b.lat) / 2))"
)


def _near(*, wide: bool) -> str:
    """Of one name and governorate, or within two kilometres."""
    return f"(a.how = 'name' OR {_APART} <= {NEAR_M})" if wide else "true"


def _figures_overlap() -> str:
    return " OR ".join(
        f"(a.{kind}_low <= b.{kind}_high AND b.{kind}_low <= a.{kind}_high)" for kind in ("killed", "displaced")
    ).join(("(", ")"))
