"""Events some thousand at a time as columns, for files that hold many: no record is made of what needs no thought.

Plain is an event of an imported data set that is public, stands at a public place or at none, and was not called a copy
of another by the user. What may be published of it is what was recorded, so its columns can be handed on as they are.
Every other event comes as a record, by the one way that decides what may be published.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.codes import SENSITIVITIES, SLOT_BITS
from geo.filter import Filter
from geo.model import Dataset, Event
from geo.store.attached import Attached
from geo.store.movements import NEWEST
from geo.store.protocol import Slice

AT_ONCE = 5_000
_PUBLIC = SENSITIVITIES.index("public")
Numbers = NDArray[np.uint64]
_PLAIN = """
SELECT w.at, $dataset AS dataset, $dataset || ':' || d.id AS id, d.title, d.type, d.tags, d.summary_text,
    d.date_start, d.date_end, d.date_precision, d.date_text, coalesce(d.role, 'location') AS role, d.precision,
    d.location_text, d.killed, d.injured, d.displaced, d.grade, d.grade_reason, d.sensitivity, d.is_summary,
    $dataset || ':' || d.part_of AS part_of, $dataset || ':' || d.duplicate_of AS duplicate_of,
    list_select(coalesce(d.claims, []), d.claim_numbers) AS claims, d.claim_numbers, coalesce(d.sources, []) AS sources,
    q.id AS place_id, q.name AS place_name, q.record ->> '$.name_ar' AS place_name_ar, q.lon AS place_lon,
    q.lat AS place_lat, q.record ->> '$.precision' AS place_precision,
    (q.record ->> '$.radius_m')::DOUBLE AS place_radius_m, q.record ->> '$.country' AS place_country,
    q.admin1_pcode AS place_admin1_pcode, q.admin1_name AS place_admin1_name, q.pcode AS place_pcode,
    q.record ->> '$.sensitivity' AS place_sensitivity
FROM (SELECT *, rowid AS line, list_filter(range(1, coalesce(len(claims), 0) + 1), lambda i:
          $as_of::DATE IS NULL OR claims[i].said_on IS NULL OR claims[i].said_on <= $as_of::DATE) AS claim_numbers
      FROM {file}.details WHERE rowid IN (SELECT unnest($lines::BIGINT[]))) d
JOIN (SELECT unnest($lines::BIGINT[]) AS line, unnest($at::BIGINT[]) AS at) w ON w.line = d.line
LEFT JOIN {file}.places q ON q.id = $dataset || ':p' || d.place_key
WHERE d.sensitivity = 'public' AND (d.place_key IS NULL OR q.sensitivity = {public})
ORDER BY w.at
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read from: data sets by slot, numbers of events that are not plain, and what gives events as records."""

    at: Attached
    datasets: Mapping[int, Dataset]
    odd: Collection[int]
    records: Callable[[Sequence[int]], list[Event]]


def newest(at: Attached, chosen: Filter, only: str = "TRUE") -> Numbers:
    """The numbers of the events of a filter, newest first; `only` is a condition of ours, never of a user."""
    condition, values = at.where(chosen)
    found: Numbers = at.columns(f"SELECT e.num FROM events e WHERE {only} AND {condition} {NEWEST}", values)["num"]
    return found


def coarsened(at: Attached, chosen: Filter) -> tuple[list[int], Filter]:
    """The events of a filter that are published at a coarser place than recorded, and who may see them as recorded."""
    return newest(at, chosen.safe(), "e.coarsened").tolist(), replace(chosen, sensitivities=("restricted",))


def slices(held: Reading, chosen: Filter) -> Iterator[Slice]:
    """The events of a filter, newest first."""
    nums, odd = newest(held.at, chosen), np.fromiter(held.odd, np.uint64)
    plain_slots = set() if "restricted" in chosen.sensitivities else {*held.datasets} - {0}
    for start in range(0, len(nums), AT_ONCE):
        part = nums[start : start + AT_ONCE]
        slots, known = part >> np.uint64(SLOT_BITS), np.isin(part, odd)
        tables = []
        for slot in sorted(plain_slots & set(np.unique(slots).tolist())):
            where = np.flatnonzero((slots == slot) & ~known)
            tables.append(_columns(held, slot, part[where], where, chosen.as_of))
        rest = np.ones(len(part), bool)
        for table in tables:
            rest[table["at"].to_numpy()] = False
        others = np.flatnonzero(rest)
        records = held.records(part[others].tolist())
        plain = tuple(table for table in tables if table.num_rows)
        yield Slice(len(part), plain, tuple(zip(others.tolist(), records, strict=True)))


def _columns(held: Reading, slot: int, nums: Numbers, where: NDArray[np.int64], as_of: date | None) -> Any:
    """The plain ones among these events of a data set, as an Arrow table in the order of `where`, their positions."""
    lines = (nums & np.uint64(2**SLOT_BITS - 1)).tolist()
    values = {"dataset": held.datasets[slot].id, "as_of": as_of, "lines": lines, "at": where.tolist()}
    with held.at.cursor() as cursor:
        return cursor.sql(_PLAIN.format(file=f"d{slot}", public=_PUBLIC), params=values).to_arrow_table()
