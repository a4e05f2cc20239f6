"""Everything that an export shows, asked from the store once and checked: events, movements, counts, words.

What goes in is a Store, a Filter and Options; what comes out is one frozen Selection. It always asks with
`chosen.safe()`, so nothing restricted or internal is in it, and checks that again before anything is drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from geo.export.masking import at_masked_points, n_masked
from geo.export.options import WIDENING, Options
from geo.export.redact import left, left_of_movement
from geo.export.safe import assert_publishable
from geo.figures import Totals
from geo.filter import Filter
from geo.filter_words import in_words
from geo.model import Dataset, Event, Movement, Place, Source
from geo.store.protocol import WHOLE_MOVEMENTS, Bar, Count, Store, assert_whole
from geo.vocab import EVENT_TYPES


@dataclass(frozen=True, slots=True)
class Selection:
    """What one export is about. `events` are newest first; their number on the map is their place in this list."""

    chosen: Filter
    options: Options
    events: tuple[Event, ...]
    movements: tuple[Movement, ...]
    count: Count
    totals: Totals
    datasets: tuple[Dataset, ...]
    places: Mapping[str, Place]
    words: str
    revision: str
    numbers: tuple[int, ...] = ()
    """Of the events, where they are a part of a larger selection and keep its numbers."""
    bars: tuple[Bar, ...] = ()
    n_undated: int = 0
    n_masked: int = 0
    """Events that stand at a masked point."""

    def numbered(self) -> Iterator[tuple[int, Event]]:
        """The events with their numbers."""
        return zip(self.numbers or range(1, len(self.events) + 1), self.events, strict=True)

    @property
    def closed(self) -> tuple[Dataset, ...]:
        """The data sets whose licence forbids to hand rows on, unless the user lets them leave with a reason."""
        return () if self.options.widens("rows") else tuple(d for d in self.datasets if d.redistribution)

    def listable(self) -> Iterator[tuple[int, Event]]:
        """The events that may be listed one by one, with their numbers; the others are drawn and counted only."""
        closed = {dataset.id for dataset in self.closed}
        return ((number, event) for number, event in self.numbered() if event.dataset not in closed)

    def unlisted(self) -> tuple[str, ...]:
        """What is drawn and counted but not listed, and why, in words."""
        counted = Counter(event.dataset for event in self.events)
        closed = (
            f"{counted[d.id]:,} events of {d.title} are drawn and counted, not listed ({d.redistribution})."
            for d in self.closed
            if counted[d.id]
        )
        widened = (
            f"Left in by decision of the producer: {WIDENING[key]}. Reason: {why}." for key, why in self.options.widened
        )
        return (*closed, *widened)

    @property
    def as_of(self) -> date | None:
        """The date of the situation: the filter's, else the latest of the data sets shown."""
        given = [d.as_of for d in self.datasets if d.as_of is not None]
        return self.chosen.as_of or max(given, default=None)

    @property
    def country(self) -> str | None:
        """The country of most events, as the places write it; None where the store has none."""
        return self.count.country

    def number(self, event_id: str) -> int:
        """The number of an event on this document, from 1."""
        return next(number for number, event in self.numbered() if event.id == event_id)

    def abroad(self, place: Place) -> bool:
        """Whether `place` is known to lie outside the country."""
        return self.country is not None and place.country is not None and place.country != self.country

    def sources(self) -> tuple[Source, ...]:
        """The sources of the shown events and movements, each once, in the order in which they first appear."""
        of_events = [source for event in self.events for source in event.sources]
        held = {s.id: s for s in (*of_events, *(source for m in self.movements for source in m.sources))}
        return tuple(held.values())

    def grades(self) -> list[tuple[str | None, int]]:
        """(grade, number of events) of the events in the totals, most frequent first; None is "not assessed"."""
        skipped = {each.id for each in self.totals.excluded}
        counted = Counter(event.grade for event in self.events if event.id not in skipped)
        return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0] or "~"))


def gather(store: Store, chosen: Filter, options: Options) -> Selection:
    """The Selection of `chosen`; raises NotPublishableError where the store answers what may not leave.

    For what needs all events at once: raises BadInput where there are more than WHOLE_EVENTS.
    """
    store = at_masked_points(store, options)
    held = outline(store, chosen, options)
    assert_whole(held.count.shown)
    events = tuple(left(event, options) for event in store.events(held.chosen))
    movements = tuple(left_of_movement(each, options) for each in _movements(store, held.chosen, events))
    assert_publishable(events, movements)
    named = {dataset.id for dataset in held.datasets} | {movement.dataset for movement in movements}
    datasets = tuple(dataset for dataset in store.datasets() if dataset.id in named)
    held = replace(held, events=events, movements=movements, datasets=datasets)
    if "timeline" not in options.sections:
        return held
    return replace(held, bars=tuple(store.timeline(held.chosen)), n_undated=store.n_undated(held.chosen))


def part(store: Store, held: Selection, chosen: Filter, options: Options) -> Selection:
    """The part of `held` that a narrower filter shows, with the numbers that its events have in the whole."""
    store = at_masked_points(store, options)
    own = outline(store, chosen, options)
    shown = {event.id for event in store.events(own.chosen)}
    pairs = [(number, event) for number, event in held.numbered() if event.id in shown]
    events = tuple(event for _, event in pairs)
    movements = tuple(m for m in held.movements if m.event_id in shown)
    return replace(own, events=events, movements=movements, datasets=held.datasets, numbers=tuple(n for n, _ in pairs))


def outline(store: Store, chosen: Filter, options: Options) -> Selection:
    """The Selection of `chosen` without its events and movements, for files that are written page by page."""
    store, safe = at_masked_points(store, options), chosen.safe()
    count, totals = store.count(safe), store.totals(safe, listed=None)
    held = {facet.value for facet in store.facets(replace(safe, datasets=()))["dataset"]} if count.shown else set()
    if safe.datasets:
        held &= set(safe.datasets)
    datasets = tuple(d for d in store.datasets() if d.id in held or not count.shown)
    places = store.places()
    words = in_words(safe, places)
    masked = n_masked(store, safe)
    return Selection(safe, options, (), (), count, totals, datasets, places, words, store.revision, n_masked=masked)


def pages(store: Store, chosen: Filter, options: Options | None = None) -> Iterator[tuple[int, Event]]:
    """Each event of `chosen` with its number from 1, newest first, read page by page and checked before it leaves.

    Contacts and links to graphic pictures are taken out of texts unless `options` widen that.
    """
    number = 0
    store = store if options is None else at_masked_points(store, options)
    for held in store.pages(chosen.safe()):
        assert_publishable(held)
        for event in held:
            number += 1
            yield number, left(event, options)


def _movements(store: Store, chosen: Filter, events: tuple[Event, ...]) -> tuple[Movement, ...]:
    """The movements of the shown events, and those without an event that match; parts of others left out."""
    shown = {event.id for event in events}
    assert_whole(store.n_movements(chosen), "movements", WHOLE_MOVEMENTS)
    matched = [m for m in store.movements(chosen) if m.event_id is None or m.event_id in shown]
    of_events = [m for m in store.movements(Filter(types=tuple(EVENT_TYPES))) if m.event_id in shown]
    once = {m.id: m for m in (*matched, *of_events)}
    return tuple(m for m in once.values() if m.part_of is None and m.duplicate_of is None)
