"""The events of a filter as three tables, read in one pass: events, their claims, their places.

Every data format of events is written from these, so that all say the same. Unknown is null; a claim stands whole in a
row of its own; an event keeps the points of all of its places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from geo.export.data.columns import BATCH, GEOMETRY, Columns, batch_of
from geo.export.flows.lines import DECIMALS, wkb_point, wkb_points
from geo.export.manifest import manifest_of, sealed
from geo.export.options import Options
from geo.export.rows import rows
from geo.export.selection import outline
from geo.export.sheet import CLAIM_COLUMNS, EVENT_COLUMNS, About, claim_row, event_row
from geo.filter import Filter
from geo.model import Event, Json, Place
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
        self._rows: tuple[list[Json], list[Json], list[Json]] = ([], [], [])
        self._batches: tuple[list[pa.RecordBatch], ...] = ([], [], [])

    def add(self, number: int, event: Event) -> None:
        events, claims, places = self._rows
        row: Json = dict(event_row(self._about, event, number))
        row[GEOMETRY] = wkb_points(points_of(event))
        for axis in ("lon", "lat"):
            row[axis] = _rounded(row.get(axis))
        events.append(row)
        claims += [dict(claim_row(number, event, claim)) for claim in event.claims]
        places += _places(number, event)
        if len(events) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        for columns, held, batches in zip((EVENTS, CLAIMS, PLACES), self._rows, self._batches, strict=True):
            if held:
                batches.append(batch_of(columns, held))
                held.clear()

    def tables(self, about: Json, options: Options) -> Tables:
        self._flush()
        events, claims, places = (
            pa.Table.from_batches(batches, columns.schema)
            for columns, batches in zip((EVENTS, CLAIMS, PLACES), self._batches, strict=True)
        )
        return Tables(events, claims, places, about, options)


def points_of(event: Event) -> list[tuple[float, float]]:
    """The published points of an event as they are written; two places at one point are one."""
    held = (at.place for at in event.places)
    points = ((place.lon, place.lat) for place in held)
    return list(
        dict.fromkeys(
            (round(lon, DECIMALS), round(lat, DECIMALS)) for lon, lat in points if lon is not None and lat is not None
        )
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DECIMALS)


def _places(number: int, event: Event) -> Iterator[Json]:
    for at in event.places:
        place = at.place
        lon, lat = _rounded(place.lon), _rounded(place.lat)
        yield {
            "event_number": number, "event_id": event.id, "event_title": event.title, "type": event.type,
            "role": at.role, "place_id": place.id, **_words(place), "lon": lon, "lat": lat, "dataset": event.dataset,
            GEOMETRY: wkb_point(None if lon is None or lat is None else (lon, lat)),
        }  # fmt: skip


def _words(place: Place) -> Json:
    keys = ("name", "name_ar", "precision", "radius_m", "country", "admin1_pcode", "admin1_name")
    return {**{key: getattr(place, key) for key in keys}, "pcode": place.pcode}
