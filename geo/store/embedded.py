"""The Store on DuckDB: each question is answered by SQL over all files, with bound parameters (geo.filter_sql).

No answer reads whole records but of the events that it hands out. What pages and maps ask again and again is kept by
filter for as long as the store is open: its files never change.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from typing import Any, TypeVar

from geo import codes
from geo.codec import dataset_from_json
from geo.errors import Problem
from geo.figures import Totals
from geo.filter import Filter
from geo.filter_sql import SPOTS, place_columns
from geo.mercator import interleaved
from geo.model import Dataset, Event, Movement, Place
from geo.publish import published_event
from geo.steps import Step
from geo.store import cells as cell_sql
from geo.store import counts, days, sums
from geo.store.attached import NATIVE, Attached
from geo.store.check import unknown_ids
from geo.store.facets import Labels, facets
from geo.store.flow_values import FlowSpan, FlowTotals, Pairs, Stock
from geo.store.markers import markers
from geo.store.movements import NEWEST as _NEWEST
from geo.store.movements import Flows, known_claims
from geo.store.off_map import off_map
from geo.store.places import PlaceBook, among, bound
from geo.store.plain import Reading, newest, slices
from geo.store.protocol import (
    EXCLUDED_SHOWN,
    PAGE_SIZE,
    Bar,
    Cells,
    Count,
    Facets,
    Marker,
    OffMap,
    Page,
    Slice,
    Window,
    assert_whole,
)
from geo.store.records import Records

_KEPT = 512
_AT_ONCE = 2000
Answer = TypeVar("Answer")


class EmbeddedStore:
    """Answers from one Attached instance. `datasets` are those to show, by slot; `revision` names that state."""

    def __init__(
        self,
        at: Attached,
        problems: Sequence[Problem] = (),
        *,
        datasets: Mapping[int, Dataset] | None = None,
        revision: str | None = None,
        duplicates: Sequence[tuple[str, str]] = (),
    ) -> None:
        self._at = at
        self._problems = tuple(problems)
        self._given_revision = revision
        native = at.rows(f"SELECT slot, record FROM {NATIVE}.datasets ORDER BY slot")
        self._datasets = {slot: dataset_from_json(json.loads(text)) for slot, text in native} | dict(datasets or {})
        self._own_places = PlaceBook(at.rows, at.numbers, published=False)
        self._published_places = PlaceBook(at.rows, at.numbers, published=True)
        ids = {slot: dataset.id for slot, dataset in self._datasets.items()}
        self._records = Records(at, {0: "", **ids}, self._own_places)
        self._flows = Flows(at, ids, self._own_places, self._records.native_sources)
        self._duplicates = self._linked(duplicates)
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    @cached_property
    def revision(self) -> str:
        return self._given_revision or str(self._at.rows("SELECT value FROM meta WHERE key = 'revision'")[0][0])

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self._problems

    @property
    def attached(self) -> Attached:
        return self._at

    @property
    def flows(self) -> Flows:
        """Movements and stocks, asked without what is kept between questions."""
        return self._flows

    def close(self) -> None:
        """Closes the instance; no question can be asked afterwards."""
        self._at.close()

    def _kept(self, key: Hashable, ask: Callable[[], Answer]) -> Answer:
        """The answer to `key`, asked once while it is among the last ones wanted."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                found: Answer = self._answers[key]
                return found
        answer = ask()
        with self._lock:
            self._answers[key] = answer
            if len(self._answers) > _KEPT:
                self._answers.popitem(last=False)
        return answer

    @cached_property
    def _has_internal(self) -> bool:
        sql = f"SELECT 1 FROM events e WHERE e.sensitivity = {codes.INTERNAL} LIMIT 1"
        return bool(self._at.rows(sql))

    def _linked(self, duplicates: Sequence[tuple[str, str]]) -> Mapping[str, str]:
        """The accepted duplicates of which both events are there, also as the table `duplicates` by number."""
        nums = self._records.nums([each for pair in duplicates for each in pair]) if duplicates else {}
        held = {event: original for event, original in duplicates if event in nums and original in nums}
        with self._at.cursor() as cursor:
            cursor.execute("CREATE TABLE memory.duplicates (num UBIGINT, original UBIGINT)")
            pairs = [[nums[event], nums[original]] for event, original in held.items()]
            if pairs:
                cursor.executemany("INSERT INTO memory.duplicates VALUES (?, ?)", pairs)
        return held

    def places(self) -> Mapping[str, Place]:
        return self._published_places

    def _seen_places(self, chosen: Filter) -> PlaceBook:
        """The places by id as this filter may see them."""
        return self._own_places if place_columns(chosen) == "own_" else self._published_places

    def seen_places(self, chosen: Filter, ids: Sequence[str]) -> Mapping[str, Place]:
        held = self._seen_places(chosen).fetch(ids)
        return {key: place for key in ids if (place := held.get(key)) is not None}

    def datasets(self) -> list[Dataset]:
        return list(self._datasets.values())

    def events(self, chosen: Filter, *, limit: int | None = None, offset: int = 0) -> list[Event]:
        condition, values = self._at.where(chosen)
        sql = f"SELECT e.num FROM events e WHERE {condition} {_NEWEST} LIMIT ? OFFSET ?"
        rows = self._at.rows(sql, [*values, limit if limit is not None else 2**62, offset])
        return self._read([num for (num,) in rows], chosen)

    def pages(self, chosen: Filter) -> Iterator[list[Event]]:
        nums = newest(self._at, chosen)
        for start in range(0, len(nums), _AT_ONCE):
            yield self._read(nums[start : start + _AT_ONCE].tolist(), chosen)

    def slices(self, chosen: Filter) -> Iterator[Slice]:
        odd = self._records.nums(self._duplicates).values()
        return slices(Reading(self._at, self._datasets, odd, partial(self._read, chosen=chosen)), chosen)

    def event(self, event_id: str, chosen: Filter | None = None) -> Event | None:
        seen = Filter(sensitivities=(chosen or Filter()).sensitivities)
        num = self._records.num(event_id)
        found = [] if num is None else self._read([num], seen)
        hidden = found and found[0].sensitivity == "internal" and "internal" not in seen.sensitivities
        return None if hidden or not found else found[0]

    def _read(self, nums: Sequence[int], chosen: Filter) -> list[Event]:
        links, held = self._duplicates, self._records.events(nums)
        held = [replace(event, duplicate_of=links[event.id]) if event.id in links else event for event in held]
        if chosen.as_of is not None:
            held = [replace(event, claims=known_claims(event.claims, chosen)) for event in held]
        if "restricted" in chosen.sensitivities:
            return held
        self._own_places.fetch(at.place.publish_as for e in held for at in e.places if at.place.publish_as)
        return [published_event(event, self._own_places) for event in held]

    def recorded(self, chosen: Filter) -> list[Event]:
        return self._read(
            newest(self._at, chosen.safe(), "e.coarsened").tolist(), replace(chosen, sensitivities=("restricted",))
        )

    def numbered(self, nums: Sequence[int], chosen: Filter) -> dict[int, Event]:
        seen = counts.shown(self._at, Filter(sensitivities=chosen.sensitivities), nums)
        return dict(zip(seen, self._read(seen, chosen), strict=True))

    def shows(self, chosen: Filter, event_id: str) -> bool:
        num = self._records.num(event_id)
        condition, values = self._at.where(chosen)
        return num is not None and bool(
            self._at.rows(f"SELECT 1 FROM events e WHERE e.num = ? AND {condition}", [num, *values])
        )

    def count(self, chosen: Filter) -> Count:
        return self._kept(("count", chosen), lambda: self._count(chosen))

    def _count(self, chosen: Filter) -> Count:
        country = self._country(place_columns(chosen))
        everything = Filter(sensitivities=chosen.sensitivities)
        total = self._kept(("total", everything), lambda: counts.n_events(self._at, everything))
        withheld = counts.n_internal(self._at, chosen) if self._has_internal else 0
        return counts.count(self._at, chosen, country=country, total=total, withheld=withheld)

    def _country(self, prefix: str) -> int:
        return self._kept(("country", prefix), lambda: counts.country_of_most(self._at, prefix))

    def type_counts(self, chosen: Filter) -> Mapping[str, int]:
        condition, values = self._at.where(chosen, skip="types")
        sql = f"SELECT e.type, count(*) FROM events e WHERE {condition} GROUP BY e.type ORDER BY 2 DESC, 1"
        every = replace(chosen, types=())
        rows = self._kept(("types", every), lambda: self._at.rows(sql, values))
        return {codes.TYPES[kind]: n for kind, n in rows}

    def totals(self, chosen: Filter, *, listed: int | None = EXCLUDED_SHOWN) -> Totals:
        accepted, most = bool(self._duplicates), 2**62 if listed is None else listed
        if most > EXCLUDED_SHOWN:
            return sums.totals(self._at, self._records, chosen, accepted=accepted, listed=most)
        ask = partial(sums.totals, self._at, self._records, chosen, accepted=accepted, listed=most)
        return self._kept(("totals", chosen, most), ask)

    def facets(self, chosen: Filter) -> Mapping[str, Facets]:
        ask = partial(facets, self._at, chosen, self._labels(chosen), all_public=not self._has_internal)
        return self._kept(("facets", chosen), ask)

    def _labels(self, chosen: Filter) -> dict[str, Labels]:
        """What people read for the values of a facet, by its key."""
        titles = {dataset.id: dataset.title for dataset in self.datasets()}
        admins, places = self._own_places.admin_names(), self._seen_places(chosen)
        named: Labels = lambda held: {key: place.name for key, place in places.fetch(held).items() if place}  # noqa: E731
        by_place = dict.fromkeys(("place", "origin", "dest", "end"), named)
        return {**by_place, "admin": lambda _: admins, "dataset": lambda _: titles}

    def timeline(self, chosen: Filter) -> list[Bar]:
        return self._kept(("timeline", chosen), lambda: days.timeline(self._at, chosen))

    def n_undated(self, chosen: Filter) -> int:
        return self._kept(("undated", chosen), lambda: days.n_undated(self._at, chosen))

    def date_span(self, chosen: Filter) -> tuple[date | None, date | None]:
        return self._kept(("span", chosen), lambda: days.date_span(self._at, chosen))

    def cells(self, chosen: Filter, window: Window, max_rows: int = 5000) -> Cells:
        ask = partial(cell_sql.cells, self._at, chosen, window, max_rows)
        return self._kept(("cells", chosen, window, max_rows), ask)

    def place_ids(self, numbers: Iterable[int]) -> dict[int, str]:
        return self._at.numbers.ids([int(number) for number in numbers])

    def markers(self, chosen: Filter) -> list[Marker]:
        assert_whole(self.count(chosen).shown)
        return markers(self._at, self._records, self._seen_places(chosen), chosen)

    def at(self, chosen: Filter, place_id: str, page: int = 0) -> Page:
        return self._kept(("at", chosen, place_id, page), lambda: self._events_at(chosen, place_id, page))

    def _events_at(self, chosen: Filter, place_id: str, page: int) -> Page:
        here, of_place = self._here(chosen, place_id)
        condition, values = self._at.where(chosen, SPOTS)
        source = f"FROM spots e WHERE {here} AND {condition}"
        sql = f"SELECT e.num, count(*) OVER () {source} {_NEWEST} LIMIT ? OFFSET ?"

        def of(number: int) -> list[tuple[Any, ...]]:
            return self._at.rows(sql, [*of_place, *values, PAGE_SIZE, number * PAGE_SIZE])

        number = max(page, 0)
        rows = of(number)
        if number and not rows:  # beyond the last page, which is shown instead
            n = self._at.rows(f"SELECT count(*) {source}", [*of_place, *values])[0][0]
            number = max(0, -(-n // PAGE_SIZE) - 1)
            rows = of(number)
        n = rows[0][1] if rows else 0
        events = tuple(self._read([num for num, _ in rows], chosen))
        return Page(events, number, n, self._seen_places(chosen).get(place_id))

    def _here(self, chosen: Filter, place_id: str) -> tuple[str, list[Any]]:
        """The spots at the point of a place, points and areas apart; of the place itself where it has none."""
        prefix = place_columns(chosen)
        shown_only = "" if prefix == "own_" else " AND q.shown"
        numbers = self._at.numbers.of([place_id])
        sql = f"""SELECT q.place, q.mx, q.my, q.area FROM places q
                  WHERE {among("q.place", numbers)}{shown_only} ORDER BY q.place"""
        found = self._at.rows(sql, bound(numbers))
        pointed = [(x, y, area) for _, x, y, area in found if x is not None]
        if not pointed:
            marks = ", ".join("?" * len(found)) or "NULL"
            once = f"e.{prefix}first & {codes.FIRST_AT_PLACE} <> 0"
            return f"e.{prefix}place IN ({marks}) AND {once}", [row[0] for row in found]
        x, y, area = pointed[0]
        kind = f"e.{prefix}kind {'>=' if area else '<'} {codes.AREA}"
        # By the number that the rows are sorted by: a scan then leaves out all groups of rows but one or two.
        return f"e.{prefix}z = ? AND {kind}", [interleaved(x, y)]

    def off_map(self, chosen: Filter, limit: int = 100) -> OffMap:
        counted = self.count(chosen)
        listed = off_map(self._at, chosen, self._country(place_columns(chosen)), limit)
        without, abroad = (tuple(self._read(nums, chosen)) for nums in listed)
        return OffMap(without, counted.without_point, abroad, counted.abroad)

    def movements(self, chosen: Filter, *, limit: int | None = None, offset: int = 0) -> list[Movement]:
        return self._flows.movements(chosen, limit, offset)

    def n_movements(self, chosen: Filter) -> int:
        return self._kept(("n_movements", chosen), lambda: self._flows.count(chosen))

    def movement(self, movement_id: str, chosen: Filter | None = None) -> Movement | None:
        return self._flows.movement(movement_id, chosen or Filter())

    def movement_facets(self, chosen: Filter) -> Mapping[str, Facets]:
        return self._kept(("flow_facets", chosen), lambda: self._flows.facets(chosen, self._labels(chosen)))

    def movement_span(self, chosen: Filter) -> FlowSpan:
        return self._kept(("flow_span", chosen), lambda: self._flows.span(chosen))

    def step_counts(self, chosen: Filter, steps: Sequence[Step]) -> list[int]:
        return self._kept(("steps", chosen, *steps), lambda: self._flows.step_counts(chosen, steps))

    def linked_movements(self, movement_id: str, chosen: Filter) -> list[Movement]:
        return self._flows.linked(movement_id, chosen)

    def left_out_movements(self, chosen: Filter, limit: int) -> list[Movement]:
        return self._flows.left_out(chosen, limit)

    def pairs(self, chosen: Filter) -> Pairs:
        return self._kept(("pairs", chosen), lambda: self._flows.pairs(chosen))

    def movement_totals(self, chosen: Filter) -> FlowTotals:
        return self._kept(("flow_totals", chosen), lambda: self._flows.totals(chosen))

    def stocks(self, chosen: Filter) -> tuple[Stock, ...]:
        return self._kept(("stocks", chosen), lambda: self._flows.stocks(chosen))

    def extent(self) -> tuple[float, float, float, float] | None:
        return self._kept("extent", self._extent)

    def _extent(self) -> tuple[float, float, float, float] | None:
        sql = "SELECT min(q.lon), min(q.lat), max(q.lon), max(q.lat) FROM places q WHERE q.shown AND q.lon IS NOT NULL"
        for also, values in ((" AND q.country = ?", [self._country("pub_")]), ("", [])):
            west, south, east, north = self._at.rows(sql + also, values)[0]
            if west is not None:
                return west, south, east, north
        return None

    def check(self, chosen: Filter) -> list[Problem]:
        return unknown_ids(self._at, chosen, {dataset.id for dataset in self.datasets()})
