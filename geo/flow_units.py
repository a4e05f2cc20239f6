"""People who came to, or left from, each unit (governorate, district): totals of places added up by outline.

In come the totals of a filter by place, in which nobody stands twice; out comes a row per unit, and the rest that no
unit holds. A movement whose split is not known is in no unit's number: that a part of it is there is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from geo.areas import Finder, Unit
from geo.model import Place
from geo.store import EndTotal, PeopleSum
from geo.store.flow_sums import added
from geo.store.flow_values import NOTHING


@dataclass(frozen=True, slots=True)
class Shaded:
    """A unit with the people of its places. `n_parts` movements have an unknown part of their people in it."""

    unit: Unit
    people: PeopleSum
    n_places: int
    n_parts: int

    @property
    def words(self) -> str:
        told = self.people.words() if self.people.n else "no movement with a known split"
        return f"{told}; an unknown part of {self.n_parts:,} more" if self.n_parts else told


@dataclass(frozen=True, slots=True)
class ByUnit:
    """Every unit of the countries concerned, those without movements too, and what lies in none of them."""

    units: tuple[Shaded, ...]
    rest: PeopleSum
    n_rest: int


def by_unit(ends: Iterable[EndTotal], places: Mapping[str, Place], units: Sequence[Unit], level: str) -> ByUnit:
    """`ends` are of one kind of movement; `level` is the kind of the units (of geo.areas.LEVELS)."""
    find = Finder(units, level)
    held: dict[str, list[EndTotal]] = {}
    rest: list[EndTotal] = []
    for end in ends:
        place = places.get(end.place) if end.place is not None else None
        code = find.unit_of(place) if place is not None else None
        (held.setdefault(code, []) if code else rest).append(end)
    countries = {code[:2] for code in held}
    rows = [_row(unit, held.get(unit.pcode, [])) for unit in units if unit.pcode[:2] in countries]
    return ByUnit(tuple(rows), _sum(end.people for end in rest), sum(bool(end.people.n) for end in rest))


def _row(unit: Unit, ends: Sequence[EndTotal]) -> Shaded:
    parts = sum(end.shared.n for end in ends)
    return Shaded(unit, _sum(end.people for end in ends), len(ends), parts)


def _sum(sums: Iterable[PeopleSum]) -> PeopleSum:
    total = NOTHING
    for each in sums:
        if each.n:
            total = added(total, each) if total.n else each
    return total
