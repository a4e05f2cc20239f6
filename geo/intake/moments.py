"""Days that a file writes as moments: "2017-05-15T21:00:00Z" is how programs write the midnight that begins 16 May in
Damascus. In UTC that is the day before, and a date read from it would be one day early.

The option `moments` "next" takes the day that begins then. Without it the day in UTC stands, and a column that looks
like midnights of one zone is told. IDMC's updates with times are midnights of Auckland: in all 113 of the real rows at
hand (2023) the words name the day after. East of Greenwich local midnight lies between 10:00 and 23:00 UTC of the day
before (IANA: at most 14 hours ahead); times before 11:00 may as well be midnights west of it, whose day is the same.
"""

from __future__ import annotations

import re

from geo.intake.findings import KINDS, Finding
from geo.intake.job import Job

_MOMENT = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:00(:00([.]0+)?)? ?(Z|UTC|[+]00:?00)$"
_FIRST_HOUR = 11
_FEWEST = 3
TARGETS = ("date", "date_end")


def begins_a_day(text: str) -> bool:
    """Whether a cell may stand for the day after the one it names.

    >>> begins_a_day("2017-05-15T21:00:00.000Z"), begins_a_day("2017-05-15T21:10Z"), begins_a_day("2017-05-15")
    (True, False, False)
    """
    return re.match(_MOMENT, text) is not None and int(text[11:13]) >= _FIRST_HOUR


def following_day(cell: str) -> str:
    """SQL of `cell` where a moment that begins a day elsewhere is that day as 2017-05-16; others as they are."""
    day = f"TRY_CAST(left({cell}, 10) AS DATE)"
    return f"CASE WHEN {_begins_a_day(cell)} AND {day} IS NOT NULL THEN ({day} + 1)::VARCHAR ELSE {cell} END"


def _begins_a_day(cell: str) -> str:
    return f"(regexp_matches({cell}, '{_MOMENT}') AND substr({cell}, 12, 2) BETWEEN '{_FIRST_HOUR}' AND '23')"


def findings(job: Job) -> list[Finding]:
    """One about each column of dates that was moved by a day, or that looks as if it ought to be."""
    columns = dict.fromkeys(name for target in TARGETS for name in job.mapping.of(target) if name in job.columns)
    return [found for name in columns if (found := _finding(job, name)) is not None]


def _finding(job: Job, column: str) -> Finding | None:
    cell = f"trim(c{job.columns.index(column)})"
    given = f"FROM staged WHERE nullif({cell}, '') IS NOT NULL"
    first = job.run(f"SELECT {_begins_a_day(cell)} {given} LIMIT 1").fetchall()
    moved = job.mapping.option("moments") == "next"
    if not moved and not (first and first[0][0]):
        return None
    n, n_moments, hours = job.run(
        f"SELECT count(*), count(*) FILTER ({_begins_a_day(cell)}), "
        f"list_sort(list(DISTINCT substr({cell}, 12, 2)) FILTER ({_begins_a_day(cell)})) {given}"
    ).fetchall()[0]
    if moved and not n_moments:
        return None
    if not moved and (n_moments < max(n, _FEWEST) or int(hours[-1]) - int(hours[0]) > 1):
        return None  # a zone has one such hour, or two where its summer time is an hour ahead
    kind = KINDS[name := "date_moved" if moved else "date_moments"]
    told = f"{n_moments:,} of {n:,} dates at {', '.join(f'{hour}:00' for hour in hours)} UTC"
    return Finding(kind.severity, 0, column, told, kind.reason, kind.cure, name)
