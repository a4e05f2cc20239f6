"""The shown events that the map of the country cannot show: numbers of those without a point, and of those abroad."""

from __future__ import annotations

from geo.codes import SEVERAL_COUNTRIES
from geo.filter import Filter
from geo.filter_sql import place_columns
from geo.store.attached import Attached

_NEWEST = "ORDER BY e.date_end DESC NULLS LAST, e.date_start DESC NULLS LAST, e.num LIMIT ?"


def off_map(at: Attached, chosen: Filter, country: int, limit: int) -> tuple[list[int], list[int]]:
    """(without a point, abroad), newest first, at most `limit` each."""
    condition, values = at.where(chosen)
    prefix = place_columns(chosen)
    source = f"SELECT e.num FROM events e WHERE {condition}"
    without = at.rows(f"{source} AND NOT e.{prefix}point {_NEWEST}", [*values, limit])
    at_home = f"""SELECT p.num FROM spots p JOIN places q ON q.place = p.{prefix}place
                  WHERE q.country = ? AND q.lon IS NOT NULL AND p.num IN ({{}})"""
    several = f"SELECT s.num FROM events s WHERE s.{prefix}country = {SEVERAL_COUNTRIES}"
    abroad = at.rows(
        f"""{source} AND e.{prefix}point AND e.{prefix}country <> ? AND e.num NOT IN ({at_home.format(several)})
            {_NEWEST}""",
        [*values, country or -1, country or -1, limit],
    )
    return [num for (num,) in without], [num for (num,) in abroad]
