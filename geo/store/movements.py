"""Whole records of movements, read by number, and the questions of the Store about movements and stocks.

`Flows` holds the part of the embedded store that is about them; what it answers is published like everything else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TypeVar

from geo.codec import movement_from_json
from geo.filter import Filter
from geo.filter_sql import MOVEMENTS
from geo.model import Claim, Json, Movement, Source
from geo.publish import published_movement
from geo.steps import Step
from geo.store import flow_facets, flow_steps, flows
from geo.store.attached import Attached
from geo.store.flow_values import FlowSpan, FlowTotals, Pairs, Stock
from geo.store.places import PlaceBook
from geo.store.protocol import Facets

NEWEST = "ORDER BY e.date_end DESC NULLS LAST, e.date_start DESC NULLS LAST, e.num"
_BATCH = 2000
_ENDS = ("origins", "destinations", "transit")
Answer = TypeVar("Answer")
Kept = Callable[[Hashable, Callable[[], Answer]], Answer]


class Flows:
    """`datasets` are the ids of data sets by slot, `sources` answers the sources of native records."""

    def __init__(
        self, at: Attached, datasets: Mapping[int, str], own: PlaceBook, sources: Callable[[], Mapping[str, Source]]
    ) -> None:
        self._at, self._datasets, self._own, self._sources = at, datasets, own, sources

    @cached_property
    def _shape(self) -> flows.Shape:
        return flows.shape_of(self._at)

    def movements(self, chosen: Filter, limit: int | None, offset: int) -> list[Movement]:
        condition, values = self._at.where(chosen, MOVEMENTS)
        sql = f"SELECT e.num FROM movements e WHERE {condition} {NEWEST} LIMIT ? OFFSET ?"
        rows = self._at.rows(sql, [*values, 2**62 if limit is None else limit, offset])
        return self.read([num for (num,) in rows], chosen)

    def count(self, chosen: Filter) -> int:
        condition, values = self._at.where(chosen, MOVEMENTS)
        return int(self._at.rows(f"SELECT count(*) FROM movements e WHERE {condition}", values)[0][0])

    def movement(self, movement_id: str, chosen: Filter) -> Movement | None:
        """One movement by id, whether or not the filter shows it; None where it is internal and not asked for."""
        num = self._num(movement_id)
        if num is None:
            return None
        found = self.read([num], chosen)[0]
        hidden = found.sensitivity == "internal" and "internal" not in chosen.sensitivities
        return None if hidden else found

    def _num(self, movement_id: str) -> int | None:
        for slot, dataset in {0: "", **self._datasets}.items():
            short = movement_id.removeprefix(f"{dataset}:") if slot else movement_id
            if slot and short == movement_id:
                continue
            for (num,) in self._at.rows(f"SELECT num FROM d{slot}.movement_records WHERE id = ?", [short]):
                return int(num)
        return None

    def read(self, nums: Sequence[int], chosen: Filter) -> list[Movement]:
        """The movements of these numbers in this order, as the filter may see them."""
        read: list[Movement] = []
        for start in range(0, len(nums), _BATCH):
            batch = list(nums[start : start + _BATCH])
            sql = "SELECT num, dataset, record FROM movement_records WHERE num IN (SELECT unnest(?::UBIGINT[]))"
            held = {num: (dataset, json.loads(text)) for num, dataset, text in self._at.rows(sql, [batch])}
            self._own.fetch(place for _, raw in held.values() for end in _ENDS for place in raw[end])
            read += [self._movement(*held[num]) for num in batch]
        known = [_as_known(movement, chosen) for movement in read]
        if "restricted" in chosen.sensitivities:
            return known
        self._own.fetch(_stand_ins(known))
        return [published_movement(movement, self._own) for movement in known]

    def _movement(self, dataset: str, raw: Json) -> Movement:
        embedded = raw.pop("sources", None)
        sources = self._sources() if embedded is None else {row["id"]: Source(**row) for row in embedded}
        return movement_from_json(raw, dataset, self._own, sources)

    def pairs(self, chosen: Filter) -> Pairs:
        found, forks, left_out = flows.pairs(self._at, chosen, self._shape)
        return Pairs(found, tuple(self.read(forks, chosen)), left_out)

    def totals(self, chosen: Filter) -> FlowTotals:
        return flows.totals(self._at, chosen, self._shape)

    def stocks(self, chosen: Filter) -> tuple[Stock, ...]:
        return flows.stocks(self._at, chosen, self._datasets)

    def left_out(self, chosen: Filter, limit: int) -> list[Movement]:
        return self.read(flows.left_out(self._at, chosen, self._shape, limit), chosen)

    def linked(self, movement_id: str, chosen: Filter) -> list[Movement]:
        """The movements that are said to be part or copy of this one, whether or not the filter shows them."""
        num = self._num(movement_id)
        seen, values = self._at.where(Filter(sensitivities=chosen.sensitivities), MOVEMENTS)
        sql = f"SELECT e.num FROM movements e WHERE (e.part_of = ? OR e.duplicate_of = ?) AND {seen} {NEWEST}"
        return [] if num is None else self.read([n for (n,) in self._at.rows(sql, [num, num, *values])], chosen)

    def facets(self, chosen: Filter, labels: Mapping[str, flow_facets.Labels]) -> Mapping[str, Facets]:
        return flow_facets.movement_facets(self._at, chosen, labels)

    def span(self, chosen: Filter) -> FlowSpan:
        return flow_steps.span(self._at, chosen)

    def step_counts(self, chosen: Filter, held: Sequence[Step]) -> list[int]:
        return flow_steps.step_counts(self._at, chosen, held)


def _stand_ins(held: Iterable[Movement]) -> list[str]:
    ends = (place for movement in held for end in _ENDS for place in getattr(movement, end))
    return [place.publish_as for place in ends if place.publish_as]


def _as_known(movement: Movement, chosen: Filter) -> Movement:
    if chosen.as_of is None:
        return movement
    return replace(movement, claims=known_claims(movement.claims, chosen))


def known_claims(claims: tuple[Claim, ...], chosen: Filter) -> tuple[Claim, ...]:
    """Those that were made by the date of the situation."""
    return tuple(c for c in claims if chosen.as_of is None or c.said_on is None or c.said_on <= chosen.as_of)
