"""What every store of events answers. Each question takes a Filter; each answer is a frozen value.

Whatever a store answers is already published: restricted places stand at the place that is published instead of
them (or without a point) and internal records are absent, unless `filter.sensitivities` asks for them. Data sets that
are hidden are in no answer. No answer holds all events but `events` without a limit and `markers`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from geo.errors import BadInput, Problem
from geo.figures import Totals
from geo.filter import Filter
from geo.model import Dataset, Event, Movement, Place
from geo.steps import Step
from geo.store.flow_values import FlowSpan, FlowTotals, Pairs, Stock

PAGE_SIZE = 10
EXCLUDED_SHOWN = 200
FACETS_SHOWN = 200
WHOLE_EVENTS = 20_000
"""How many events an answer or a file may hold whole. More are asked for page by page."""
WHOLE_MOVEMENTS = 2_000
"""How many movements a document may hold, each with its claims."""
MAX_CELLS = 4096
_BITS = 32


@dataclass(frozen=True, slots=True)
class Count:
    """How many events a filter shows, of how many; how many of the shown have no point or lie abroad.

    `abroad` counts shown events whose points all lie outside the country of most events of the store (`country`).
    `withheld` counts internal events that match but are not shown.
    """

    shown: int
    total: int
    without_point: int
    abroad: int
    withheld: int
    coarsened: int
    country: str | None


@dataclass(frozen=True, slots=True)
class Marker:
    """One place on the map with the events there. lon, lat in degrees WGS84.

    `types` holds (type, number of events), most frequent first, ties by the order of the vocabulary.
    """

    place: Place
    n: int
    types: tuple[tuple[str, int], ...]
    event_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """What part of the map is asked for, in unsigned 32-bit Web Mercator (geo.mercator).

    `shift`: a cell is 2**shift units wide. x0, y0 is the first cell, w, h their number. x0 may lie beyond the edge: x
    wraps around modulo 2**(32 - shift); y does not.
    """

    shift: int
    x0: int
    y0: int
    w: int
    h: int

    def __post_init__(self) -> None:
        bounds = {"shift": (self.shift, 0, _BITS - 1), "w": (self.w, 1, MAX_CELLS), "h": (self.h, 1, MAX_CELLS)}
        limit = 2 ** (_BITS + 1)
        bounds |= {"x0": (self.x0, -limit, limit), "y0": (self.y0, -limit, limit)}
        for name, (value, low, high) in bounds.items():
            if not low <= value <= high:
                cure = "Ask for a part of the map."
                raise BadInput(name, got=value, want=f"{low} to {high}", where="the window of the map", cure=cure)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The events of a window, one row per occupied cell: areas apart, so a cell may have a point row and an area row.

    `shift` is as answered: coarser than asked where there would be more than `max_rows`. mx, my is the own point of the
    place with most events there (counted without any filter), never a mean. `n` counts events; one at several points is
    counted at each. `place` is a number for `Store.place_ids`. `flags`: 1 all events of the row are at one point, 2 an
    area. `n_types` says how many entries of `types` (indexes of geo.vocab.EVENT_TYPES) and `type_n` belong to the row,
    most frequent first.
    """

    shift: int
    mx: NDArray[np.uint32]
    my: NDArray[np.uint32]
    n: NDArray[np.uint32]
    place: NDArray[np.uint32]
    flags: NDArray[np.uint8]
    n_types: NDArray[np.uint8]
    types: NDArray[np.uint8]
    type_n: NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Facet:
    """One value that a filter could take and the number of events that would then be shown."""

    value: str
    label: str
    n: int


@dataclass(frozen=True, slots=True)
class Facets(Sequence[Facet]):
    """The most frequent values of one filter key, at most FACETS_SHOWN; `n_more` further ones are not listed."""

    held: tuple[Facet, ...]
    n_more: int = 0

    def __getitem__(self, index: Any) -> Any:
        return self.held[index]

    def __len__(self) -> int:
        return len(self.held)


@dataclass(frozen=True, slots=True)
class Bar:
    """The events of one type that touch one day, week, month or year (their date interval holds a day of it).

    `day` is its first day; weeks begin on Monday.
    """

    day: date
    type: str
    n: int
    bucket: str = "day"


@dataclass(frozen=True, slots=True)
class OffMap:
    """Shown events that the map of the country cannot show, newest first, and how many there are of each kind."""

    without_point: tuple[Event, ...]
    n_without_point: int
    abroad: tuple[Event, ...]
    n_abroad: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the events at a place, newest first. `number` counts from 0.

    `place` is the place as the filter may see it; None for an id that it does not know.
    """

    events: tuple[Event, ...]
    number: int
    n_events: int
    place: Place | None

    @property
    def n_pages(self) -> int:
        return max(1, -(-self.n_events // PAGE_SIZE))


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """Some thousand events in their order: as columns where nothing is to be decided about them, as records else.

    `plain` holds Arrow tables, one per data set: the columns of its events (geo.store.plain) with published ids, those
    of their places with "place_" in front, and `at`, the position in the slice from 0. `claims` are those that the
    filter knows, `claim_numbers` which of the event's each is, from 1. `others` are records with their positions.
    """

    n: int
    plain: tuple[Any, ...]
    others: tuple[tuple[int, Event], ...]


def assert_whole(n: int, what: str = "events", most: int | None = None) -> None:
    """Raises BadInput where there are too many events (or movements) to hand them out whole."""
    most = WHOLE_EVENTS if most is None else most
    if n > most:
        raise BadInput(
            f"number of {what}",
            got=n,
            want=f"at most {most:,}",
            where="the filter",
            cure="Narrow the filter by place, date or type; CSV and GeoJSON take any number.",
        )


class Store(Protocol):
    """The embedded store implements this; a remote one can."""

    @property
    def revision(self) -> str:
        """Changes whenever an answer could; part of every cache key."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What went wrong while the store was opened or its data read."""

    def events(self, chosen: Filter, *, limit: int | None = None, offset: int = 0) -> list[Event]:
        """The events, newest first: by end, then start, unknown dates last, then data set and number in the store.

        Numbers follow the order of the file as far as an import in parallel keeps it.
        """

    def pages(self, chosen: Filter) -> Iterator[list[Event]]:
        """The same events in the same order, some thousand at a time."""

    def slices(self, chosen: Filter) -> Iterator[Slice]:
        """The same events in the same order once more, as columns where that can be."""

    def event(self, event_id: str, chosen: Filter | None = None) -> Event | None:
        """One event by id, whether or not a filter shows it; None where there is none or it is internal."""

    def shows(self, chosen: Filter, event_id: str) -> bool:
        """Whether the filter shows this event."""

    def recorded(self, chosen: Filter) -> list[Event]:
        """The events of `chosen.safe()` that are published at a coarser place than recorded, as they were recorded.

        For `geo.export.masking` alone: their points must never be written.
        """

    def numbered(self, nums: Sequence[int], chosen: Filter) -> dict[int, Event]:
        """Events by their numbers in this store, shown by the filter or not; internal ones only if it asks."""

    def count(self, chosen: Filter) -> Count: ...

    def type_counts(self, chosen: Filter) -> Mapping[str, int]:
        """Events per type, whatever types the filter names; types without events are absent."""

    def totals(self, chosen: Filter, *, listed: int | None = EXCLUDED_SHOWN) -> Totals:
        """The sums; at most `listed` of the events that are left out are named, newest first, all for None."""

    def facets(self, chosen: Filter) -> Mapping[str, Facets]:
        """Per filter key (type, place, admin, claimant, stance, grade, dataset): values with their counts.

        The counts of a key disregard what the filter says of that key itself.
        """

    def timeline(self, chosen: Filter) -> list[Bar]:
        """Events known to the day, by day; by week, month or year where they span more than about 400 of the finer."""

    def n_undated(self, chosen: Filter) -> int:
        """The shown events that `timeline` has no bar for: known to the month, say, or with an open end."""

    def date_span(self, chosen: Filter) -> tuple[date | None, date | None]:
        """The first day and the last day that any shown event is dated to."""

    def markers(self, chosen: Filter) -> list[Marker]:
        """One marker per published place with a point, those with most events first; for at most WHOLE_EVENTS."""

    def cells(self, chosen: Filter, window: Window, max_rows: int = 5000) -> Cells:
        """The events in a part of the map, at most `max_rows` rows."""

    def place_ids(self, numbers: Iterable[int]) -> dict[int, str]:
        """The ids of places by the numbers that `cells` answers."""

    def at(self, chosen: Filter, place_id: str, page: int = 0) -> Page:
        """The events at the point of a place, whatever their places and data sets are called (areas apart from points);
        at the place itself where it has no point."""

    def off_map(self, chosen: Filter, limit: int = 100) -> OffMap:
        """The shown events without a point and those outside the country, at most `limit` of each kind listed."""

    def movements(self, chosen: Filter, *, limit: int | None = None, offset: int = 0) -> list[Movement]:
        """The movements with all that is known of each, newest first as events are."""

    def n_movements(self, chosen: Filter) -> int:
        """How many movements the filter shows, parts and copies of others included."""

    def movement(self, movement_id: str, chosen: Filter | None = None) -> Movement | None:
        """One movement by id, whether or not a filter shows it; None where there is none or it is internal."""

    def movement_facets(self, chosen: Filter) -> Mapping[str, Facets]:
        """Per filter key (origin, dest, end, place, admin, claimant, stance, grade, group, move, dataset): values with
        the number of movements that have each."""

    def movement_span(self, chosen: Filter) -> FlowSpan:
        """The first and last day that any shown movement is dated to, within the dates of the filter."""

    def step_counts(self, chosen: Filter, steps: Sequence[Step]) -> list[int]:
        """Per step the number of shown movements that overlap it; one may overlap many: never added."""

    def linked_movements(self, movement_id: str, chosen: Filter) -> list[Movement]:
        """The movements that are part or copy of this one, whether or not the filter shows them."""

    def left_out_movements(self, chosen: Filter, limit: int) -> list[Movement]:
        """Some of those that no sum holds, because they are part or copy of another one that is shown."""

    def pairs(self, chosen: Filter) -> Pairs:
        """The movements summed by pair of places, and those with several ends whole; nothing is shared out."""

    def movement_totals(self, chosen: Filter) -> FlowTotals:
        """Sums per kind of movement, per origin and per destination, with what is an unknown part of more."""

    def stocks(self, chosen: Filter) -> tuple[Stock, ...]:
        """People at places by the latest round each, with its date: never added over rounds, never a movement."""

    def places(self) -> Mapping[str, Place]:
        """All places by id as they are published; each is read when it is asked for. Iterating reads every one."""

    def seen_places(self, chosen: Filter, ids: Sequence[str]) -> Mapping[str, Place]:
        """Places by id as this filter may see them, many at once; ids that it does not know are absent."""

    def extent(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north of the published points in the country of most events; else of all."""

    def datasets(self) -> list[Dataset]:
        """The data sets that are not hidden: the native one first, others in the order of their import."""

    def check(self, chosen: Filter) -> list[Problem]:
        """Problems with ids that the store does not know (places, p-codes, claimants, data sets)."""
