"""The events of a filter as three tables, read in one pass: events, their claims, their places.

Every data format of events is written from these, so that all say the same. Unknown is null; a claim stands whole in a
row of its own; an event keeps the points of all of its places.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pyarrow as pa

from geo.export.data.columns import rounded as rounded_column
from geo.export.data.reading import Part, parts_of
from geo.export.data.schemas import CLAIMS, EVENTS, PLACES
from geo.export.manifest import manifest_of, sealed
from geo.export.options import Options
from geo.export.selection import outline
from geo.export.sheet import About
from geo.filter import Filter
from geo.model import Json
from geo.store.protocol import Store

Tick = Callable[[str, int, int], None]
"""(what is being done, how much, of how much)."""


def no_tick(_what: str, _done: int, _total: int) -> None:
    """For who does not want to know."""


@dataclass(frozen=True, slots=True)
class Tables:
    """All of a selection that leaves as rows, and the words and counts about it."""

    events: pa.Table
    claims: pa.Table
    places: pa.Table
    about: Json
    options: Options

    def manifest(self, export: str) -> Json:
        """The manifest of one export of these tables."""
        return sealed(self.about | {"export": export})


def tables(
    store: Store,
    chosen: Filter,
    options: Options,
    tick: Tick = no_tick,
    seen: Callable[[Part], object] | None = None,
) -> Tables:
    """The tables; `tick` hears how far the reading is, `seen` is shown each part."""
    held = outline(store, chosen, options)
    gathered: tuple[list[pa.RecordBatch], ...] = ([], [], [])
    done = 0
    for read in parts_of(store, chosen, options, About.of(held)):
        part = replace(read, events=_rounded(read.events), places=_rounded(read.places))
        if seen is not None:
            seen(part)
        for kept, own in zip(gathered, (part.events, part.claims, part.places), strict=True):
            kept.extend(own.to_batches())
        done += part.events.num_rows
        tick("reading", done, held.count.shown)
    events, claims, places = (
        pa.Table.from_batches(batches, columns.schema)
        for columns, batches in zip((EVENTS, CLAIMS, PLACES), gathered, strict=True)
    )
    return Tables(events, claims, places, manifest_of(held, store), options)


def _rounded(table: pa.Table) -> pa.Table:
    """Coordinates with as many decimals as they are written with."""
    for axis in ("lon", "lat"):
        at = table.column_names.index(axis)
        table = table.set_column(at, table.schema.field(at), rounded_column(table[axis]))
    return table
