"""Whole records of events, read from the cold tables by number: native ones as JSON, imported ones from columns.

Sources of imported events travel inside their record.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from geo.codec import event_from_json
from geo.codes import SLOT_BITS
from geo.errors import BadInput
from geo.model import Claim, Event, EventPlace, Figure, Json, Place, Source
from geo.store.attached import NATIVE, Attached
from geo.store.places import PlaceBook

_BATCH = 2000
_AS_IS = (
    "title", "type", "summary_text", "date_start", "date_end", "date_precision", "date_text", "location_text",
    "precision", "grade", "grade_reason", "sensitivity", "is_summary",
)  # fmt: skip
_NO_FIGURES: Mapping[str, Figure] = MappingProxyType({})


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
        found: dict[int, Event] = {}
        for start in range(0, len(nums), _BATCH):
            for slot, held in _by_slot(nums[start : start + _BATCH]).items():
                found |= self._native(held) if slot == 0 else self._imported(slot, held)
        return [found[num] for num in nums]

    def _native(self, nums: list[int]) -> dict[int, Event]:
        raw = self._raw(nums)
        self._own.fetch(at["place_id"] for row in raw.values() for at in row["places"])
        sources = self.native_sources()
        return {num: event_from_json(row, self._datasets[0], self._own, sources) for num, row in raw.items()}

    def _imported(self, slot: int, nums: list[int]) -> dict[int, Event]:
        dataset = self._datasets[slot]
        with self._at.cursor() as cursor:
            asked = cursor.execute(f"SELECT * {_lines(slot)}", [_line_numbers(nums)])
            names = [column[0] for column in asked.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        held = self._own.fetch(_place_id(row, dataset) for row in rows if row["place_key"] is not None)
        places = {key: place for key, place in held.items() if place is not None}
        return {row["num"]: event_of_row(row, dataset, places) for row in rows}

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

    def native_sources(self) -> Mapping[str, Source]:
        """The sources of native records by id."""
        if self._sources is None:
            rows = self._at.rows("SELECT id, record FROM sources")
            self._sources = {key: Source(**json.loads(text)) for key, text in rows}
        return self._sources

    def _raw(self, nums: list[int]) -> dict[int, Json]:
        """Native records as JSON."""
        rows = self._where(f"{NATIVE}.records", "num, record", "num", nums)
        return {num: json.loads(text) for num, text in rows}

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


def event_of_row(row: Json, dataset: str, places: Mapping[str, Place]) -> Event:
    """A row of `details` as the event of its data set."""
    event_id = f"{dataset}:{row['id']}"
    sources = [source_of(dataset, tuple(source.items())) for source in row["sources"] or ()]
    at = () if row["place_key"] is None else (_at_place(row, dataset, places),)
    return Event(
        id=event_id,
        dataset=dataset,
        **{key: row[key] for key in _AS_IS},
        killed=_figure(row["killed"]),
        injured=_figure(row["injured"]),
        displaced=_figure(row["displaced"]),
        tags=tuple(row["tags"] or ()),
        places=at,
        part_of=_prefixed(dataset, row["part_of"]),
        duplicate_of=_prefixed(dataset, row["duplicate_of"]),
        claims=tuple(_claim(claim, n, event_id, sources) for n, claim in enumerate(row["claims"] or (), 1)),
        sources=tuple(dict.fromkeys(sources)),
    )


def _figure(held: Json | None) -> Figure | None:
    return None if held is None else Figure(**held)


def _at_place(row: Json, dataset: str, places: Mapping[str, Place]) -> EventPlace:
    key = _place_id(row, dataset)
    if key not in places:
        want, cure = "the id of a place", "Import the data set again."
        raise BadInput("unknown place", got=key, want=want, where=f"{dataset}:{row['id']}", cure=cure)
    return EventPlace(places[key], row["role"] or "location")


def _place_id(row: Json, dataset: str) -> str:
    return f"{dataset}:p{row['place_key']}"


def _claim(claim: Json, number: int, event_id: str, sources: Sequence[Source]) -> Claim:
    source, answered = claim["source"], claim["responds_to"]
    return Claim(
        f"{event_id}-c{number}", claim["claimant"], claim["stance"], claim["about"], claim["text"],
        claim["claimant_role"], claim["quote"], _NO_FIGURES, claim["said_on"], claim["said_precision"], claim["term"],
        sources[source - 1].id if source and 0 < source <= len(sources) else None,
        f"{event_id}-c{answered}" if answered else None,
    )  # fmt: skip


@lru_cache(maxsize=20_000)
def source_of(dataset: str, held: tuple[tuple[str, str | None], ...]) -> Source:
    """The source of these (name, value) pairs, with an id that it has in every event of the data set."""
    digest = hashlib.sha256(repr(sorted(held)).encode("utf-8", "replace")).hexdigest()[:12]
    return Source(f"{dataset}:s{digest}", **dict(held))


def _prefixed(dataset: str, short: str | None) -> str | None:
    return None if short is None else f"{dataset}:{short}"
