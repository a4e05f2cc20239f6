"""What every store of events answers. Each question takes a Filter; each answer is a frozen value.

Whatever a store answers is already published: restricted places stand at the place that is published instead of
them (or without a point) and internal records are absent, unless `filter.sensitivities` asks for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from geo.errors import Problem
from geo.figures import Totals
from geo.filter import Filter
from geo.model import Dataset, Event, Movement, Place

PAGE_SIZE = 20


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
class Facet:
    """One value that a filter could take and the number of events that would then be shown."""

    value: str
    label: str
    n: int


@dataclass(frozen=True, slots=True)
class Bar:
    """The events of one type that touch one day (their date interval holds it)."""

    day: date
    type: str
    n: int


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


class Store(Protocol):
    """The embedded store implements this; a remote one can."""

    @property
    def revision(self) -> str:
        """Changes whenever an answer could; part of every cache key."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What went wrong while the store was opened or its data read."""

    def events(self, chosen: Filter, *, limit: int | None = None, offset: int = 0) -> list[Event]:
        """The events, newest first (by end, then start; unknown dates last; then id)."""

    def event(self, event_id: str, chosen: Filter | None = None) -> Event | None:
        """One event by id, whether or not a filter shows it; None where there is none or it is internal."""

    def count(self, chosen: Filter) -> Count: ...

    def totals(self, chosen: Filter) -> Totals: ...

    def facets(self, chosen: Filter) -> Mapping[str, Sequence[Facet]]:
        """Per filter key (type, place, admin, claimant, stance, grade, dataset): values with their counts.

        The counts of a key disregard what the filter says of that key itself.
        """

    def timeline(self, chosen: Filter) -> list[Bar]: ...

    def markers(self, chosen: Filter) -> list[Marker]:
        """One marker per published place with a point, those with most events first."""

    def at(self, chosen: Filter, place_id: str, page: int = 0) -> Page: ...

    def movements(self, chosen: Filter) -> list[Movement]: ...

    def places(self) -> Mapping[str, Place]:
        """All places by id as they are published."""

    def datasets(self) -> list[Dataset]: ...

    def check(self, chosen: Filter) -> list[Problem]:
        """Problems with ids that the store does not know (places, p-codes, claimants, data sets)."""
