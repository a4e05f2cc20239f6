"""Totals by SQL, with the rules of geo.figures.left_out: what `geo.figures.totals` answers for the same events.

All shown events are summed in one scan; what must be left out is summed apart and taken off, so that nothing is joined
where there is nothing to leave out.
"""

from __future__ import annotations

from typing import Any

from geo.figures import Excluded, Total, Totals
from geo.filter import Filter
from geo.store.attached import Attached
from geo.store.records import Records
from geo.vocab import FIGURE_KINDS

_SUMS = {
    "n": "count(*)",
    "given": "count(*) FILTER ({k}_given)",
    "low": "sum({k}_min)",
    "lows": "count({k}_min)",
    "high": "sum({k}_max)",
    "highs": "count({k}_max)",
    "best": "sum({k}_best)",
    "bests": "count({k}_best)",
    "bare": "sum({k}_best) FILTER ({k}_min IS NULL)",
    "bares": "count({k}_best) FILTER ({k}_min IS NULL)",
    "more": "count(*) FILTER ({k}_more)",
}
_COLUMNS = ", ".join(f"{sql.format(k=f'e.{kind}')}" for kind in FIGURE_KINDS for sql in _SUMS.values())
_FIGURES = ", ".join(f"e.{kind}_{each}" for kind in FIGURE_KINDS for each in ("min", "best", "max", "more", "given"))
_LINKED = "e.is_summary OR e.part_of IS NOT NULL OR e.duplicate_of IS NOT NULL"
_REASONS = {1: "part of “{}”", 2: "same as “{}”"}
_SUMMARY = "a summary that may repeat other events"


def totals(at: Attached, records: Records, chosen: Filter, *, accepted: bool, listed: int) -> Totals:
    """The Totals of the shown events; `accepted` says that the table `duplicates` holds any."""
    condition, values = at.where(chosen)
    linked = f"({_LINKED}{' OR e.num IN (SELECT num FROM duplicates)' if accepted else ''})"
    sql = f"SELECT {_COLUMNS}, count(*) FILTER ({linked}) FROM events e WHERE {condition}"
    *sums, n_linked = at.rows(sql, values)[0]
    n_left, left, newest = 0, [0] * len(sums), []
    if n_linked:
        of_left = f"{_with_left(condition, linked, accepted, _FIGURES)} SELECT count(*), {_COLUMNS} FROM left_out e"
        n_left, *left = at.rows(of_left, [*values, *values])[0]
        in_order = f"""{_with_left(condition, linked, accepted, "e.date_start, e.date_end")}
            SELECT e.num, e.why, e.other FROM left_out e
            ORDER BY e.date_end DESC NULLS LAST, e.date_start DESC NULLS LAST, e.num LIMIT {listed:d}"""
        newest = at.rows(in_order, [*values, *values])
    kept = [None if a is None else int(a) - int(b or 0) for a, b in zip(sums, left, strict=True)]
    size = len(_SUMS)
    kinds = {
        kind: _total(kind, dict(zip(_SUMS, kept[i * size : (i + 1) * size], strict=True)))
        for i, kind in enumerate(FIGURE_KINDS)
    }
    return Totals(kinds, _excluded(records, newest), n_left)


def _with_left(condition: str, linked: str, accepted: bool, columns: str) -> str:
    """`left_out`: the rows to leave out with these columns, why (0 summary, 1 part, 2 copy) and of what."""
    copy = "coalesce(d.original, e.duplicate_of)" if accepted else "e.duplicate_of"
    joined = "LEFT JOIN duplicates d ON d.num = e.num" if accepted else ""
    return f"""
        WITH linked AS MATERIALIZED (
            SELECT e.num, e.is_summary, e.part_of, {copy} AS copy_of, {columns}
            FROM events e {joined} WHERE {condition} AND {linked}),
        wholes AS MATERIALIZED (
            SELECT e.num FROM events e WHERE {condition} AND NOT e.is_summary AND e.num IN (
                SELECT part_of FROM linked WHERE part_of IS NOT NULL
                UNION ALL SELECT copy_of FROM linked WHERE copy_of IS NOT NULL)),
        reasons AS (
            SELECT l.*, coalesce(p.num, c.num) AS other,
                   CASE WHEN l.is_summary THEN 0 WHEN p.num IS NOT NULL THEN 1 WHEN c.num IS NOT NULL THEN 2 END AS why
            FROM linked l LEFT JOIN wholes p ON p.num = l.part_of LEFT JOIN wholes c ON c.num = l.copy_of),
        left_out AS (SELECT * FROM reasons WHERE why IS NOT NULL)"""


def _total(kind: str, held: dict[str, Any]) -> Total:
    given = held["given"]
    return Total(
        kind=kind,
        min=held["low"] if held["lows"] else None,
        max=held["high"] if held["highs"] else None,
        n_events=given,
        n_without_figure=held["n"] - given,
        lower_bound_incomplete=held["lows"] < given,
        upper_bound_incomplete=held["highs"] < given,
        n_without_min=given - held["lows"],
        n_without_max=given - held["highs"],
        best=held["best"] if held["bests"] == given and given else None,
        best_without_min=held["bare"] if held["bares"] else None,
        more_than=held["more"] > 0,
    )


def _excluded(records: Records, held: list[tuple[int, int, int | None]]) -> tuple[Excluded, ...]:
    titles = records.titles([*{num for row in held for num in (row[0], row[2]) if num is not None}])
    found = []
    for num, why, other in held:
        reason = _SUMMARY if why == 0 or other is None else _REASONS[why].format(titles[other][1])
        found.append(Excluded(*titles[num], reason))
    return tuple(found)
