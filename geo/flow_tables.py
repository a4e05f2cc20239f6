"""What a store answers about movements, as the tables of numbers that geo.flows works on.

Kept for as long as the store lives: the places of all movements with their marks by zoom, and the flows of the last
filters. What changes with the view is not kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from geo import codes
from geo.filter import Filter
from geo.flows import NO_DAYS, NOWHERE, Flows, Fork, Levels, Points, Sums, levels
from geo.geometry import bounds
from geo.mercator import to_lon_lat, to_mercator
from geo.model import Movement
from geo.payload import spot
from geo.store import Pairs, PeopleSum, Store

_COLUMNS = ("n", "given", "low_", "n_low", "best_", "n_best", "high_", "n_high", "lower", "largest", "more")
_KEPT = 64
_EPOCH = date(1970, 1, 1)
Ints = NDArray[np.int64]
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """The places with movements that have a point, as one filter of sensitivities may see them, and their marks."""

    ids: tuple[str, ...]
    index: Mapping[str, int]
    x: Ints
    y: Ints
    marks: Levels


def world_of(store: Store, chosen: Filter) -> World:
    """All places that any movement has: marks do not change with the filter, so that they stay where they are."""
    return _prepared(store).kept(("world", chosen.sensitivities), lambda: _world(store, chosen))


def flows_of(store: Store, chosen: Filter) -> Flows:
    """The flows of a filter, places numbered as in `world_of`."""
    index = world_of(store, chosen).index
    return _prepared(store).kept(("flows", chosen), lambda: _flows(store.pairs(chosen), index))


class _Prepared:
    """What was made of one store, the last ones wanted."""

    def __init__(self) -> None:
        self._made = lru_cache(maxsize=_KEPT)(_Lazy)

    def kept(self, key: object, make: Callable[[], Made]) -> Made:
        return cast("Made", self._made(key).get(make))


class _Lazy:
    """A place for one value; two threads may make it at once, which is the same value twice."""

    def __init__(self, _key: object) -> None:
        self._value: object = None

    def get(self, make: Callable[[], object]) -> object:
        if self._value is None:
            self._value = make()
        return self._value


_stores: WeakKeyDictionary[Store, _Prepared] = WeakKeyDictionary()


def _prepared(store: Store) -> _Prepared:
    return _stores.setdefault(store, _Prepared())


def flow_bounds(store: Store, chosen: Filter) -> tuple[float, float, float, float] | None:
    """West, south, east, north of the places with movements of the filter; None where none has a point.

    East may lie beyond 180°. A filter that lets everything pass asks for all places at once.
    """
    world = world_of(store, chosen)
    at = range(len(world.x)) if chosen == Filter(sensitivities=chosen.sensitivities) else _drawn(store, chosen, world)
    return bounds(to_lon_lat(int(world.x[each]), int(world.y[each])) for each in at)


def _drawn(store: Store, chosen: Filter, world: World) -> list[int]:
    """The numbers in the world of the places that the filter's movements have at their ends."""
    held = store.pairs(chosen)
    table = held.pairs
    numbers = {
        int(each) for side in ("origin", "destination") for each in np.unique(np.ma.compressed(table.columns[side]))
    }
    ids = {table.names[each] for each in numbers if each in table.names}
    ids |= {place.id for fork in held.forks for place in (*fork.origins, *fork.destinations)}
    return sorted(world.index[each] for each in ids if each in world.index)


def _world(store: Store, chosen: Filter) -> World:
    everything = store.pairs(Filter(sensitivities=chosen.sensitivities))
    ids = set(everything.pairs.names.values()) | {
        place.id for fork in everything.forks for place in (*fork.origins, *fork.destinations)
    }
    places = store.seen_places(chosen, sorted(ids))
    spots = {key: spot(place) for key, place in places.items()}
    placed = [key for key in sorted(spots) if spots[key]["lon"] is not None]
    points = [to_mercator((spots[key]["lon"] + 180) % 360 - 180, spots[key]["lat"]) for key in placed]
    x, y = (np.array([point[axis] for point in points], np.int64) for axis in (0, 1))
    index = {key: at for at, key in enumerate(placed)}
    flows = _flows(everything, index)
    weight = np.zeros(len(placed) + 1, np.int64)
    for ends in (flows.origin, flows.destination):
        np.add.at(weight, ends, flows.people.column("largest") + flows.people.column("n"))
    area = np.array([spots[key]["area"] for key in placed], np.bool_)
    return World(tuple(placed), index, x, y, levels(Points(x, y, area), weight[:-1]))


def _flows(held: Pairs, index: Mapping[str, int]) -> Flows:
    """Pairs and forks with the numbers of `index` for places."""
    table = held.pairs
    columns = table.columns
    numbers = np.array(sorted(table.names), np.int64)
    at = np.array([index.get(table.names[number], NOWHERE) for number in numbers.tolist()] + [NOWHERE], np.int64)

    def ends(name: str) -> Ints:
        known = ~np.ma.getmaskarray(columns[name])
        raw = np.ma.filled(columns[name], 0).astype(np.int64)
        found: Ints = np.where(known, at[np.searchsorted(numbers, raw)], NOWHERE)
        return found

    people = np.stack([np.ma.filled(columns[name], 0).astype(np.int64) for name in _COLUMNS], axis=1)
    days = np.stack([_days(columns[name], none) for name, none in zip(("first", "last"), NO_DAYS, strict=True)], axis=1)
    move = np.ma.filled(columns["move"], 0).astype(np.int64)
    forks = tuple(_fork(movement, index) for movement in held.forks)
    return Flows(move, ends("origin"), ends("destination"), Sums(people.reshape(-1, len(_COLUMNS))), days, forks)


def _days(column: Any, none: int) -> Ints:
    unknown = np.ma.getmaskarray(column) | np.isnat(np.ma.getdata(column))
    found: Ints = np.where(unknown, none, np.ma.getdata(column).astype("datetime64[D]").astype(np.int64))
    return found


def _fork(movement: Movement, index: Mapping[str, int]) -> Fork:
    origins, destinations = (
        tuple(index.get(place.id, NOWHERE) for place in ends) for ends in (movement.origins, movement.destinations)
    )
    first, last = movement.date_start, movement.date_end
    days = (
        NO_DAYS[0] if first is None else (first - _EPOCH).days,
        NO_DAYS[1] if last is None else (last - _EPOCH).days,
    )
    return Fork(codes.MOVES.index(movement.kind), origins, destinations, people_row(movement), days)


def people_row(movement: Movement) -> tuple[int, ...]:
    """The figure of one movement in the order of geo.flows.FIELDS."""
    figure = movement.people
    low, best, high = (None, None, None) if figure is None else (figure.min, figure.best, figure.max)
    given = [each for each in (low, best, high) if each is not None]
    more = figure is not None and figure.qualifier == "more than" and low is not None
    counted = [value for each in (low, best, high) for value in (each or 0, int(each is not None))]
    lower = low if low is not None else best
    return (1, int(bool(given)), *counted, lower or 0, max(given, default=0), int(more))


def people_sum(row: Mapping[str, int]) -> PeopleSum:
    """A row of sums as the value that has words; what nobody gave is None again."""
    low, best, high = (row[name] if row[f"n_{name}"] else None for name in ("low", "best", "high"))
    lower = row["lower"] if row["n_low"] or row["n_best"] else None
    largest = row["largest"] if row["given"] else None
    counts = (row["n_low"], row["n_best"], row["n_high"])
    return PeopleSum(
        row["n"], row["given"], low, counts[0], best, counts[1], high, counts[2], lower, largest, row["more"] > 0
    )
