"""Events over time by SQL: bars by day, week, month or year, and the span of dates."""

from __future__ import annotations

from datetime import date

from geo.codes import DATE_PRECISIONS, TYPES
from geo.filter import Filter
from geo.store.attached import Attached
from geo.store.protocol import Bar

_DAY_SPAN_MAX = 31
_BARS_MAX = 400
_PRECISE = f"""e.date_precision IN ({DATE_PRECISIONS.index("day")}, {DATE_PRECISIONS.index("days")})
    AND e.date_end - e.date_start <= {_DAY_SPAN_MAX}"""
_BUCKETS = {"day": 1, "week": 7, "month": 30}
_FIRST_DAY = {
    "day": "e.{0}",
    "week": "e.{0} - CAST(isodow(e.{0}) - 1 AS INTEGER)",
    "month": "e.{0} - CAST(day(e.{0}) - 1 AS INTEGER)",
    "year": "make_date(year(e.{0}), 1, 1)",
}


def timeline(at: Attached, chosen: Filter) -> list[Bar]:
    """The bars, in the finest bucket that gives about 400 at most."""
    condition, values = at.where(chosen)
    source = f"FROM events e WHERE {_PRECISE} AND {condition}"
    first, last = at.rows(f"SELECT min(e.date_start), max(e.date_end) {source}", values)[0]
    if first is None:
        return []
    bucket = bucket_for(first, last)
    begins = _FIRST_DAY[bucket]
    sql = f"""
        SELECT CAST(d.day AS DATE), d.type, sum(d.n)
        FROM (SELECT unnest(generate_series(b.first, b.last, INTERVAL 1 {bucket})) AS day, b.type, b.n
              FROM (SELECT {begins.format("date_start")} AS first, {begins.format("date_end")} AS last, e.type,
                           count(*) AS n
                    {source} GROUP BY ALL) b) d
        GROUP BY ALL ORDER BY 1, 2"""
    return [Bar(day, TYPES[kind], int(n), bucket) for day, kind, n in at.rows(sql, values)]


def bucket_for(first: date, last: date) -> str:
    """ "day", "week", "month" or "year": the finest of which the span holds no more than about 400."""
    span = (last - first).days
    return next((name for name, days in _BUCKETS.items() if span <= days * _BARS_MAX), "year")


def n_undated(at: Attached, chosen: Filter) -> int:
    """Events that have no bar."""
    condition, values = at.where(chosen)
    sql = f"SELECT count(*) FROM events e WHERE coalesce(NOT ({_PRECISE}), TRUE) AND {condition}"
    return int(at.rows(sql, values)[0][0])


def date_span(at: Attached, chosen: Filter) -> tuple[date | None, date | None]:
    """The earliest start (or end) and the latest end (or start) of the shown events."""
    condition, values = at.where(chosen)
    sql = f"""SELECT min(coalesce(e.date_start, e.date_end)), max(coalesce(e.date_end, e.date_start))
              FROM events e WHERE {condition}"""
    first, last = at.rows(sql, values)[0]
    return first, last
