"""The number by which a data set knows each of its places: an address with a chosen place still leads there after a
newer file was imported.

A place that the data set had before keeps its number where name, kind, unit and point are the same and stand for one
place only, then and now. All others are numbered on from there in the order of the file.
"""

from __future__ import annotations

from geo.intake.job import Job
from geo.intake.lookups import hashed

_SAME_NOW = ("name", "precision", "x", "y", "country_code", "pcode", "admin1")
_SAME_BEFORE = ("name", "record->>'$.precision'", "lon", "lat", "record->>'$.country'", "admin1_pcode", "admin1_name")


def number_places(job: Job) -> None:
    """Creates `placed_ids` (identity, one, place_key) from `numbered` (identity, first_row, one) and `named`."""
    if job.before is None:
        job.run("CREATE TABLE kept_numbers (identity UBIGINT, place_key UINTEGER)")
        highest = 0
    else:
        highest = _keep(job)
    job.run(
        f"""CREATE TABLE placed_ids AS SELECT identity, one, coalesce(k.place_key, {highest}
          + row_number() OVER (PARTITION BY k.place_key IS NULL ORDER BY first_row, one))::UINTEGER AS place_key
        FROM numbered LEFT JOIN kept_numbers k USING (identity)"""
    )
    job.run("DROP TABLE kept_numbers")


def _keep(job: Job) -> int:
    """Creates `kept_numbers` from the places of the data set as it is; answers the highest number there."""
    number = "TRY_CAST(regexp_extract(id, ':p([0-9]+)$', 1) AS UINTEGER)"
    with job.reading_before():
        job.run(
            f"""CREATE TABLE kept_numbers AS SELECT now.identity, old.place_key
            FROM (SELECT any_value(u.identity) AS identity, {hashed(*_SAME_NOW)} AS same
              FROM numbered u JOIN named n ON n.key = u.one GROUP BY same HAVING count(*) = 1) now
            JOIN (SELECT any_value({number}) AS place_key, {hashed(*_SAME_BEFORE)} AS same
              FROM before.places WHERE {number} IS NOT NULL GROUP BY same HAVING count(*) = 1) old USING (same)"""
        )
        return job.one(f"SELECT max({number}) FROM before.places")
