"""Pairs as a matrix of origins by destinations: the largest ends by name, the others added up as one end.

A movement with several destinations (or origins) has an end of its own, "East Ghouta or Idlib Governorate", and is in
no other cell. One kind of movement at a time. Cells keep their bounds; all cells together hold every movement once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.codes import MOVES
from geo.model import Movement, Place
from geo.store.flow_sums import added, grouped, numbers, people_of
from geo.store.flow_values import NOTHING, Pairs, PairTable, PeopleSum

Places = tuple[str, ...]
"""The ids of the places at an end: one, several where the sources do not say which, none where it is not told."""


@dataclass(frozen=True, slots=True)
class MatrixEnd:
    """One row or column. `n_folded` other ends are added up in it instead of `places`, where it is not 0."""

    places: Places = ()
    n_folded: int = 0


@dataclass(frozen=True, slots=True)
class Matrix:
    """`cells` by (row, column), only where there is a movement; ends with most people come first, folded ones last."""

    rows: tuple[MatrixEnd, ...]
    columns: tuple[MatrixEnd, ...]
    cells: Mapping[tuple[int, int], PeopleSum]


def matrix(held: Pairs, move: str, most: int) -> Matrix:
    """At most `most` named ends on each side, by lower figures; an end that is not told, or several, counts as one."""
    forks = [fork for fork in held.forks if fork.kind == move]
    pairs = _Pairs(held.pairs, move)
    rows = _ends(pairs.totals("origin"), forks, "origins", most)
    columns = _ends(pairs.totals("destination"), forks, "destinations", most)
    cells = pairs.cells(rows, columns)
    for fork in forks:
        at = (_position(rows, _places(fork.origins)), _position(columns, _places(fork.destinations)))
        cells[at] = added(cells.get(at, NOTHING), people_of(fork.people))
    return Matrix(tuple(rows), tuple(columns), cells)


def _places(ends: Iterable[Place]) -> Places:
    return tuple(sorted({place.id for place in ends}))


class _Pairs:
    """The pairs of one kind as arrays."""

    def __init__(self, held: PairTable, move: str) -> None:
        self._held = held
        self._chosen = np.ma.getdata(held.columns["move"]) == MOVES.index(move)
        self._ends = {name: numbers(held.columns[name])[self._chosen] for name in ("origin", "destination")}

    def totals(self, name: str) -> dict[Places, int]:
        """People by the places at one end, by lower figures."""
        lower = np.ma.filled(self._held.columns["lower"], 0)[self._chosen].astype(np.int64)
        ends, at = np.unique(self._ends[name], return_inverse=True)
        sums = np.zeros(len(ends), np.int64)
        np.add.at(sums, at, lower)
        return {self._one(number): total for number, total in zip(ends.tolist(), sums.tolist(), strict=True)}

    def cells(self, rows: Sequence[MatrixEnd], columns: Sequence[MatrixEnd]) -> dict[tuple[int, int], PeopleSum]:
        keys = self._positions("origin", rows) * len(columns) + self._positions("destination", columns)
        found, at = np.unique(keys, return_inverse=True)
        sums = grouped(self._held.columns, self._chosen, at, len(found))
        return {divmod(key, len(columns)): people for key, people in zip(found.tolist(), sums, strict=True)}

    def _positions(self, name: str, ends: Sequence[MatrixEnd]) -> NDArray[np.int64]:
        numbered, at = np.unique(self._ends[name], return_inverse=True)
        positions = [_position(ends, self._one(number)) for number in numbered.tolist()]
        return np.array(positions, np.int64)[at]

    def _one(self, number: int) -> Places:
        return () if number < 0 else (self._held.names[number],)


def _ends(totals: dict[Places, int], forks: Sequence[Movement], side: str, most: int) -> list[MatrixEnd]:
    """The ends of one side, those with most people first; `totals` are those of the pairs."""
    for fork in forks:
        places = _places(getattr(fork, side))
        totals[places] = totals.get(places, 0) + (people_of(fork.people).low or 0)
    ranked = sorted(totals, key=lambda places: (-totals[places], places))
    named = ranked if len(ranked) <= most + 1 else ranked[:most]
    folded = [MatrixEnd(n_folded=len(ranked) - len(named))] if len(named) < len(ranked) else []
    return [*map(MatrixEnd, named), *folded]


def _position(ends: Sequence[MatrixEnd], places: Places) -> int:
    """Where the places stand among the ends: the last one holds all that have no own."""
    return next((at for at, end in enumerate(ends) if end.places == places and not end.n_folded), len(ends) - 1)
