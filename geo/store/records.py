"""Whole records of events, read from the cold tables by number: native ones as JSON, imported ones from columns.

What comes out is what geo.codec.event_from_json reads. Sources of imported events travel inside their record.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from geo.codec import event_from_json
from geo.codes import SLOT_BITS
from geo.model import Event, Json, Source
from geo.store.attached import NATIVE, Attached
from geo.store.places import PlaceBook
from geo.vocab import FIGURE_KINDS

_BATCH = 500
_AS_IS = (
    "title", "type", "summary_text", "date_precision", "date_text", "location_text", "precision", *FIGURE_KINDS,
    "grade", "grade_reason", "sensitivity", "is_summary",
)  # fmt: skip
_CLAIM_AS_IS = ("claimant", "claimant_role", "stance", "about", "text", "quote", "said_precision", "term")


class Records:
    """Reads events; `datasets` are the ids of data sets by slot."""

    def __init__(self, at: Attached, datasets: Mapping[int, str], own: PlaceBook) -> None:
        self._at, self._datasets, self._own = at, datasets, own
        self._sources: Mapping[str, Source] | None = None

    def num(self, event_id: str) -> int | None:
        """The number of an event, None for an id that no record has."""
        found = self.nums([event_id])
        return found.get(event_id)

    def nums(self, event_ids: Iterable[str]) -> dict[str, int]:
        """The numbers of the events among `event_ids` that are there."""
        wanted = list(dict.fromkeys(event_ids))
        found: dict[str, int] = dict(self._where(f"{NATIVE}.records", "id, num", "id", wanted))
        for slot, dataset in self._datasets.items():
            prefix = f"{dataset}:"
            short = [key.removeprefix(prefix) for key in wanted if key.startswith(prefix) and key not in found]
            if slot and short:
                rows = self._where(f"d{slot}.details", "id, num", "id", short)
                found |= {prefix + key: num for key, num in rows}
        return found

    def events(self, nums: Sequence[int]) -> list[Event]:
        """The events of these numbers in this order, as they were recorded."""
        raw: dict[int, Json] = {}
        for start in range(0, len(nums), _BATCH):
            raw |= self._raw(nums[start : start + _BATCH])
        self._own.fetch(at["place_id"] for row in raw.values() for at in row["places"])
        return [self._event(num, raw[num]) for num in nums]

    def titles(self, nums: Sequence[int]) -> dict[int, tuple[str, str]]:
        """(id, title) by number."""
        found: dict[int, tuple[str, str]] = {}
        for start in range(0, len(nums), _BATCH):
            for slot, batch in _by_slot(nums[start : start + _BATCH]).items():
                if slot == 0:
                    found |= {num: (row["id"], row["title"]) for num, row in self._raw(batch).items()}
                else:
                    rows = self._at.rows(f"SELECT num, id, title {_lines(slot)}", [_line_numbers(batch)])
                    found |= {num: (f"{self._datasets[slot]}:{short}", title) for num, short, title in rows}
        return found

    def _event(self, num: int, raw: Json) -> Event:
        dataset = self._datasets[num >> SLOT_BITS]
        embedded = raw.pop("sources", None)
        sources = self.native_sources() if embedded is None else {row["id"]: Source(**row) for row in embedded}
        return event_from_json(raw, dataset, self._own, sources)

    def native_sources(self) -> Mapping[str, Source]:
        """The sources of native records by id."""
        if self._sources is None:
            rows = self._at.rows("SELECT id, record FROM sources")
            self._sources = {key: Source(**json.loads(text)) for key, text in rows}
        return self._sources

    def _raw(self, nums: Sequence[int]) -> dict[int, Json]:
        found: dict[int, Json] = {}
        for slot, held in _by_slot(nums).items():
            if slot == 0:
                rows = self._where(f"{NATIVE}.records", "num, record", "num", held)
                found |= {num: json.loads(text) for num, text in rows}
            else:
                found |= self._details(slot, held)
        return found

    def _details(self, slot: int, nums: list[int]) -> dict[int, Json]:
        with self._at.cursor() as cursor:
            asked = cursor.execute(f"SELECT * {_lines(slot)}", [_line_numbers(nums)])
            names = [column[0] for column in asked.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        return {row["num"]: raw_event(row, self._datasets[slot]) for row in rows}

    def _where(self, table: str, columns: str, key: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        if not values:
            return []
        return self._at.rows(f"SELECT {columns} FROM {table} WHERE {key} IN ({', '.join('?' * len(values))})", values)


def _by_slot(nums: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for num in nums:
        found.setdefault(num >> SLOT_BITS, []).append(num)
    return found


def _lines(slot: int) -> str:
    """Rows by their position, which is the lower part of their number: DuckDB then reads no text of other rows."""
    return f"FROM d{slot}.details WHERE rowid IN (SELECT unnest(?::BIGINT[]))"


def _line_numbers(nums: Sequence[int]) -> list[int]:
    return [num & (2**SLOT_BITS - 1) for num in nums]


def raw_event(row: Json, dataset: str) -> Json:
    """A row of `details` as the JSON of an event, with its sources embedded."""
    event_id = f"{dataset}:{row['id']}"
    sources = [_source(source, dataset) for source in row["sources"] or ()]
    source_ids = [source["id"] for source in sources]
    places = [] if row["place_key"] is None else [_at_place(row, dataset)]
    return {
        "id": event_id,
        **{key: row[key] for key in _AS_IS},
        "tags": row["tags"] or [],
        "date_start": _iso(row["date_start"]),
        "date_end": _iso(row["date_end"]),
        "places": places,
        "part_of": _prefixed(dataset, row["part_of"]),
        "duplicate_of": _prefixed(dataset, row["duplicate_of"]),
        "claims": [_claim(claim, n, event_id, source_ids) for n, claim in enumerate(row["claims"] or (), 1)],
        "source_ids": source_ids,
        "sources": sources,
    }


def _at_place(row: Json, dataset: str) -> Json:
    return {"place_id": f"{dataset}:p{row['place_key']}", "role": row["role"] or "location"}


def _claim(claim: Json, number: int, event_id: str, source_ids: list[str]) -> Json:
    source, answered = claim["source"], claim["responds_to"]
    return {
        "id": f"{event_id}-c{number}",
        **{key: claim[key] for key in _CLAIM_AS_IS},
        "figures": {},
        "said_on": _iso(claim["said_on"]),
        "source_id": source_ids[source - 1] if source and 0 < source <= len(source_ids) else None,
        "responds_to": f"{event_id}-c{answered}" if answered else None,
    }


def _source(source: Json, dataset: str) -> Json:
    """With an id that the same source has in every event of the data set."""
    digest = hashlib.sha256(repr(sorted(source.items())).encode("utf-8", "replace")).hexdigest()[:12]
    return {"id": f"{dataset}:s{digest}", **source}


def _prefixed(dataset: str, short: str | None) -> str | None:
    return None if short is None else f"{dataset}:{short}"


def _iso(day: Any) -> str | None:
    return None if day is None else day.isoformat()
