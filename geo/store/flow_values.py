"""What a store answers about movements and stocks: sums with both bounds, per pair of places, per end, per place.

A sum never mixes minimum, best estimate and maximum: each is added apart, with the number of movements that give it.
Nothing is shared out: a movement whose split is unknown is in no pair, and stands at its ends as "an unknown part of".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, overload

import numpy as np

from geo.codes import MOVES
from geo.figures import Total
from geo.model import Movement


@dataclass(frozen=True, slots=True)
class PeopleSum:
    """The figures of `n` movements (or rows of a stock), `n_given` of which give any number.

    `min`, `best`, `max` add what gives each, None where nothing does; `n_min` … say how many do. `low` adds of each its
    minimum, else its best estimate, `high` the largest number that it gives: for widths and sorting, never bounds.
    """

    n: int
    n_given: int
    min: int | None = None
    n_min: int = 0
    best: int | None = None
    n_best: int = 0
    max: int | None = None
    n_max: int = 0
    low: int | None = None
    high: int | None = None
    more_than: bool = False

    @property
    def n_without_figure(self) -> int:
        return self.n - self.n_given

    def total(self) -> Total:
        """The same as figures of people displaced, with its sentence."""
        return Total(
            kind="displaced",
            min=self.min,
            max=self.max,
            n_events=self.n_given,
            n_without_figure=self.n_without_figure,
            lower_bound_incomplete=self.n_min < self.n_given,
            upper_bound_incomplete=self.n_max < self.n_given,
            n_without_min=self.n_given - self.n_min,
            n_without_max=self.n_given - self.n_max,
            more_than=self.more_than,
            best=self.best if self.n_best == self.n_given else None,
            best_without_min=self._best_without_min(),
        )

    def _best_without_min(self) -> int | None:
        """`low` holds the minimum of each, and in its place the best estimate where there is none."""
        rest = None if self.low is None else self.low - (self.min or 0)
        return rest or None

    def words(self) -> str:
        """The sum in short, with what it does not hold.

        >>> PeopleSum(1, 1, min=3000, n_min=1, low=3000, high=3000, more_than=True).words()
        'more than 3,000'
        >>> PeopleSum(3, 2, min=10, n_min=1, best=5, n_best=1).words()
        'at least 10, and 5 by best estimates; 1 without a figure'
        """
        if not self.n_given:
            return "no figure"
        parts = []
        if self.min is not None:
            parts.append(f"{'more than' if self.more_than else 'at least'} {self.min:,}")
        if self.best is not None:
            own = self.n_best < self.n_given or self.min is not None
            parts.append(f"{self.best:,} by best estimates" if own else f"{self.best:,}")
        if self.max is not None and self.n_max == self.n_given:
            parts.append(f"up to {self.max:,}")
        told = ", and ".join(parts) or "an unknown number"
        return told + (f"; {self.n_without_figure:,} without a figure" if self.n_without_figure else "")


NOTHING = PeopleSum(0, 0)


@dataclass(frozen=True, slots=True)
class Pair:
    """All movements of one kind from one place to one other; an end is None where it is not known.

    `people.n` says how many movements there are. `first` and `last` are the first and last day that any is dated to.
    """

    origin: str | None
    destination: str | None
    move: str
    people: PeopleSum
    first: date | None
    last: date | None


class PairTable(Sequence[Pair]):
    """Many pairs as columns, largest first; each becomes a Pair when it is asked for.

    `columns` are arrays of one length, masked where nothing is known: origin, destination (numbers of places, see
    `names` and Store.place_ids), move (index of geo.codes.MOVES), n, given, lower, largest and the other sums.
    """

    def __init__(self, columns: Mapping[str, Any], names: Mapping[int, str]) -> None:
        self.columns, self.names = columns, names

    def __len__(self) -> int:
        return len(self.columns["move"])

    @overload
    def __getitem__(self, index: int) -> Pair: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Pair, ...]: ...
    def __getitem__(self, index: int | slice) -> Pair | tuple[Pair, ...]:
        if isinstance(index, slice):
            return tuple(self._pair(at) for at in range(*index.indices(len(self))))
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return self._pair(index % len(self))

    def __iter__(self) -> Iterator[Pair]:
        return (self._pair(at) for at in range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def _pair(self, at: int) -> Pair:
        held = {name: _value(column, at) for name, column in self.columns.items()}
        people = PeopleSum(
            held["n"], held["given"], held["low_"], held["n_low"], held["best_"], held["n_best"], held["high_"],
            held["n_high"], held["lower"], held["largest"], bool(held["more"]),
        )  # fmt: skip
        origin, destination = (
            None if held[end] is None else self.names[held[end]] for end in ("origin", "destination")
        )
        return Pair(origin, destination, MOVES[held["move"]], people, held["first"], held["last"])


def _value(column: Any, at: int) -> Any:
    """One cell as a plain Python value, None where it is masked."""
    cell = column[at]
    if cell is np.ma.masked:
        return None
    return cell.astype("datetime64[D]").item() if isinstance(cell, np.datetime64) else cell.item()


@dataclass(frozen=True, slots=True)
class Pairs:
    """The movements that a filter shows: `pairs` (a PairTable), largest first, and `forks`, those with several ends.

    A fork comes whole: how many of its people went where is not known. `n_left_out` movements are part of another one
    that is shown, or a copy of it, and are in neither.
    """

    pairs: PairTable
    forks: tuple[Movement, ...]
    n_left_out: int


@dataclass(frozen=True, slots=True)
class EndTotal:
    """People who left or reached one place by movements of one kind; `place` is None where that end is not known.

    `shared` adds the movements that have this place as one of several: an unknown part of those people came here.
    """

    place: str | None
    move: str
    people: PeopleSum
    shared: PeopleSum = NOTHING

    def words(self) -> str:
        """
        >>> part = PeopleSum(1, 1, min=3000, n_min=1, more_than=True)
        >>> EndTotal("idlib", "displacement", NOTHING, part).words()
        'an unknown part of more than 3,000'
        """
        part = f"an unknown part of {self.shared.words()}" if self.shared.n else ""
        if not self.people.n:
            return part or "no figure"
        return f"{self.people.words()}, and {part}" if part else self.people.words()


@dataclass(frozen=True, slots=True)
class FlowTotals:
    """Totals per kind of movement, per origin and per destination, largest first; kinds are never added together."""

    moves: Mapping[str, PeopleSum] = field(default_factory=lambda: MappingProxyType({}))
    origins: tuple[EndTotal, ...] = ()
    destinations: tuple[EndTotal, ...] = ()
    n_left_out: int = 0


@dataclass(frozen=True, slots=True)
class FlowSpan:
    """The first and last day that any movement is dated to, None where none is; `n_open` lack a start or an end."""

    first: date | None
    last: date | None
    n: int
    n_open: int


@dataclass(frozen=True, slots=True)
class Stock:
    """People at a place by the latest round (or day) that the filter shows. `n_rounds` counts all rounds there.

    `origin` is where they are said to come from, where the data set says it: no movement, and no arrow.
    """

    place: str
    origin: str | None
    dataset: str
    kind: str
    group: str
    date_start: date | None
    date_end: date | None
    date_precision: str
    round: int | None
    n_rounds: int
    people: PeopleSum
