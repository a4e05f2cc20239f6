"""The events of a filter as three tables, read in one pass: events, their claims, their places.

Every data format of events is written from these, so that all say the same. Unknown is null; a claim stands whole in a
row of its own; an event keeps the points of all of its places.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from geo.export.data.columns import BATCH, Columns, batch_of_values
from geo.export.flows.lines import DECIMALS, wkb_point, wkb_points
from geo.export.manifest import manifest_of, sealed
from geo.export.options import Options
from geo.export.rows import rows
from geo.export.selection import outline
from geo.export.sheet import CLAIM_COLUMNS, EVENT_COLUMNS, About, claim_values, event_values
from geo.filter import Filter
from geo.model import Event, EventPlace, Json
from geo.store.protocol import Store
from geo.vocab import FIGURE_KINDS

_NUMBERS = tuple(f"{kind}_{bound}" for kind in FIGURE_KINDS for bound in ("min", "best", "max"))
EVENTS = Columns(
    EVENT_COLUMNS,
    integers=frozenset(("number", "n_claims", "n_denials", *_NUMBERS)),
    decimals=frozenset(("lon", "lat")),
    days=frozenset(("date_start", "date_end")),
    truths=frozenset(("is_summary",)),
    has_geometry=True,
)
CLAIMS = Columns(CLAIM_COLUMNS, integers=frozenset(("event_number", *_NUMBERS)), days=frozenset(("said_on",)))
PLACES = Columns(
    (
        "event_number", "event_id", "event_title", "type", "role", "place_id", "name", "name_ar", "precision",
        "radius_m", "country", "admin1_pcode", "admin1_name", "pcode", "lon", "lat", "dataset",
    ),
    integers=frozenset(("event_number",)),
    decimals=frozenset(("radius_m", "lon", "lat")),
    has_geometry=True,
)  # fmt: skip
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
    store: Store, chosen: Filter, options: Options, tick: Tick = no_tick, seen: Callable[[Event], None] | None = None
) -> Tables:
    """The tables; `tick` hears how far the reading is, `seen` is shown each event."""
    held = outline(store, chosen, options)
    about = About.of(held)
    gathered = _Gathered(about)
    for number, event in rows(store, chosen, options):
        gathered.add(number, event)
        if seen is not None:
            seen(event)
        if number % BATCH == 0:
            tick("reading", number, held.count.shown)
    return gathered.tables(manifest_of(held, store), options)


class _Gathered:
    """Rows that become Arrow batches as soon as there are enough of them: Python keeps few."""

    def __init__(self, about: About) -> None:
        self._about = about
        self._rows: tuple[list[tuple[Any, ...]], ...] = ([], [], [])
        self._batches: tuple[list[pa.RecordBatch], ...] = ([], [], [])

    def add(self, number: int, event: Event) -> None:
        events, claims, places = self._rows
        events.append((*event_values(self._about, event, number), wkb_points(points_of(event))))
        claims += [claim_values(number, event, claim) for claim in event.claims]
        places += [_place_values(number, event, at) for at in event.places]
        if len(events) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        for columns, held, batches in zip((EVENTS, CLAIMS, PLACES), self._rows, self._batches, strict=True):
            if held:
                batches.append(batch_of_values(columns, held))
                held.clear()

    def tables(self, about: Json, options: Options) -> Tables:
        self._flush()
        events, claims, places = (
            pa.Table.from_batches(batches, columns.schema)
            for columns, batches in zip((EVENTS, CLAIMS, PLACES), self._batches, strict=True)
        )
        return Tables(rounded(events), claims, rounded(places), about, options)


def rounded(table: pa.Table) -> pa.Table:
    """Coordinates with as many decimals as they are written with."""
    for axis in ("lon", "lat"):
        at = table.column_names.index(axis)
        table = table.set_column(at, table.schema.field(at), pc.round(table[axis], DECIMALS))
    return table


def points_of(event: Event) -> list[tuple[float, float]]:
    """The published points of an event as they are written; two places at one point are one."""
    held = (at.place for at in event.places)
    points = ((place.lon, place.lat) for place in held)
    return list(
        dict.fromkeys(
            (round(lon, DECIMALS), round(lat, DECIMALS)) for lon, lat in points if lon is not None and lat is not None
        )
    )


def _place_values(number: int, event: Event, at: EventPlace) -> tuple[Any, ...]:
    """The cells of one place of an event in the order of PLACES, geometry last."""
    place = at.place
    known = place.lon is not None and place.lat is not None
    point = (round(place.lon or 0.0, DECIMALS), round(place.lat or 0.0, DECIMALS)) if known else None
    return (
        number, event.id, event.title, event.type, at.role, place.id, place.name, place.name_ar, place.precision,
        place.radius_m, place.country, place.admin1_pcode, place.admin1_name, place.pcode, place.lon, place.lat,
        event.dataset, wkb_point(point),
    )  # fmt: skip
