"""Sums of people that keep each bound apart: of one figure, of several sums, of many pairs by a key.

Nothing is shared out, and what gives no value to a bound adds nothing to it but is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.model import Figure
from geo.store.flow_values import PeopleSum

_COLUMNS = ("n", "given", "low_", "n_low", "best_", "n_best", "high_", "n_high", "lower", "largest")
"""Those columns of a PairTable that are added, in the order of PeopleSum."""
_COUNTS = frozenset(("n", "given", "n_low", "n_best", "n_high"))
Whole = NDArray[np.int64]


def added(*sums: PeopleSum) -> PeopleSum:
    """The sums together, each bound apart."""
    *bounds, more = ([getattr(each, field.name) for each in sums] for field in fields(PeopleSum))
    held: list[Any] = [_sum(values) for values in bounds]
    return PeopleSum(*[*held, any(more)])


def people_of(figure: Figure | None) -> PeopleSum:
    """One figure as a sum of one."""
    held = figure or Figure()
    low = held.best if held.min is None else held.min
    bounds: list[Any] = [n for bound in (held.min, held.best, held.max) for n in (bound, int(bound is not None))]
    more = held.qualifier == "more than" and held.min is not None
    return PeopleSum(*[1, int(held.has_number), *bounds, low, held.largest, more])


def grouped(columns: Mapping[str, Any], chosen: NDArray[np.bool_], keys: NDArray[Any], n: int) -> list[PeopleSum]:
    """The sum of the chosen pairs of each key: `columns` are a PairTable's, `keys` 0…n−1, one per chosen pair."""
    totals = {name: _by_key(columns[name], chosen, keys, n) for name in _COLUMNS}
    more, _ = _by_key(columns["more"], chosen, keys, n)
    rows: list[tuple[Any, ...]] = list(zip(*(_values(name, *held) for name, held in totals.items()), strict=True))
    return [PeopleSum(*[*row, bool(strict)]) for row, strict in zip(rows, more, strict=True)]


def numbers(column: Any) -> Whole:
    """Numbers of places, −1 where the end is not told."""
    return np.where(np.ma.getmaskarray(column), -1, np.ma.getdata(column).astype(np.int64))


def _values(name: str, totals: list[int], known: list[int]) -> list[int | None]:
    """The sums of one column; None where no row gives a value, but for counts."""
    if name in _COUNTS:
        return list(totals)
    return [total if n else None for total, n in zip(totals, known, strict=True)]


def _by_key(column: Any, chosen: NDArray[np.bool_], keys: NDArray[Any], n: int) -> tuple[list[int], list[int]]:
    """Per key the sum of a column and how many rows give a value."""
    known = ~np.ma.getmaskarray(column)[chosen]
    values = np.where(known, np.ma.getdata(column)[chosen].astype(np.int64), 0)
    totals = np.zeros(n, np.int64)
    np.add.at(totals, keys, values)
    return totals.tolist(), np.bincount(keys, known, n).astype(np.int64).tolist()


def _sum(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
