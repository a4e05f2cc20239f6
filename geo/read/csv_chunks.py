"""Where the records of a block of delimited text end, counted on its bytes by numpy.

A block in, a `Cut` out: how many records are whole in it, where the last one ends, and whether its quotes and line
ends are clean, so that Arrow reads exactly what stands there. `parts` tells the runs of records with the right number
of cells from the few that the rules have to look at.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.read.csv_records import Dialect

_QUOTE, _LF, _CR = 34, 10, 13
_Positions = NDArray[np.int64]


MAX_ODD = 400
"""More odd records than these in a block, and the rules read all of it."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The whole records of a block: where each ends, how many cells it has, and which are no blank lines."""

    clean: bool
    end: int
    ends: _Positions
    cells: _Positions
    filled: NDArray[np.bool_]

    @property
    def n_lines(self) -> int:
        return len(self.ends)


@dataclass(frozen=True, slots=True)
class Part:
    """Some records of a cut, one after the other: bytes `start` to `end`; `n_cells` is 0 where the rules must look."""

    start: int
    end: int
    n_lines: int
    numbers: _Positions
    """Of the records that are not blank, counted from 0."""
    n_cells: int


NOT_CLEAN = Cut(False, 0, np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, bool))


def cut(block: bytes, dialect: Dialect, *, final: bool) -> Cut:
    """Examines `block`, which begins with a record; with `final` its last record needs no line end."""
    data = np.frombuffer(block, np.uint8)
    quotes = np.flatnonzero(data == _QUOTE)
    line_end = dialect.line_end[0]
    ends = _outside(np.flatnonzero(data == line_end), quotes)
    if final and len(block) and (not ends.size or ends[-1] != len(block) - 1):
        ends = np.append(ends, len(block))
        if quotes.size % 2:
            return NOT_CLEAN
    if not ends.size:
        return NOT_CLEAN
    stop = min(int(ends[-1]) + 1, len(block))
    quotes = quotes[: np.searchsorted(quotes, stop)]
    if not _clean(data, quotes, dialect) or _stray_ends(data[:stop], quotes, line_end):
        return NOT_CLEAN
    starts = np.concatenate(([0], ends[:-1] + 1))
    has_cr = (ends > starts) & (data[np.maximum(ends - 1, 0)] == _CR)
    filled = (ends - starts - has_cr) > 0
    delimiters = _outside(np.flatnonzero(data[:stop] == dialect.delimiter[0]), quotes)
    before = np.searchsorted(delimiters, ends)
    cells = np.diff(before, prepend=0) + 1
    return Cut(True, stop, ends, cells, filled)


def parts(found: Cut, width: int) -> list[Part] | None:
    """The cut as runs that Arrow may read and odd records between them; None where too many are odd.

    Odd is a record with another number of cells than most; where that is not `width`, cells are missing or too many
    throughout, and the runs say so by `n_cells`.
    """
    usual = int(np.bincount(found.cells[found.filled]).argmax()) if found.filled.any() else width
    n_cells = usual if usual > 1 or width == 1 else 0  # a line without a delimiter may be blank: a matter for the rules
    odd = np.flatnonzero(found.filled & (found.cells != usual))
    if len(odd) > MAX_ODD:
        return None
    made, first = [], 0
    for at in odd.tolist():
        if at > first:
            made.append(_part(found, first, at, n_cells))
        made.append(_part(found, at, at + 1, 0))
        first = at + 1
    if first < found.n_lines:
        made.append(_part(found, first, found.n_lines, n_cells))
    return made


def _part(found: Cut, first: int, stop: int, n_cells: int) -> Part:
    start = int(found.ends[first - 1]) + 1 if first else 0
    end = min(int(found.ends[stop - 1]) + 1, found.end)
    return Part(start, end, stop - first, np.flatnonzero(found.filled[first:stop]), n_cells)


def _outside(positions: _Positions, quotes: _Positions) -> _Positions:
    """Those of `positions` that an even number of quotes stands before."""
    if not quotes.size:
        return positions
    outside: _Positions = positions[np.searchsorted(quotes, positions) % 2 == 0]
    return outside


def _clean(data: NDArray[np.uint8], quotes: _Positions, dialect: Dialect) -> bool:
    """True where every quote opens a field, closes one, or is one half of a doubled quote."""
    if not quotes.size:
        return True
    opens, closes = quotes[0::2], quotes[1::2]
    may = np.array([dialect.delimiter[0], _LF, _CR, _QUOTE], np.uint8)
    before = data[opens[opens > 0] - 1]
    after = data[closes[closes < len(data) - 1] + 1]
    return bool(np.isin(before, may).all() and np.isin(after, may).all())


def _stray_ends(data: NDArray[np.uint8], quotes: _Positions, line_end: int) -> bool:
    """True where a line end of the other kind stands outside quotes (Arrow would cut there)."""
    if line_end == _CR:
        return bool(_outside(np.flatnonzero(data == _LF), quotes).size)
    returns = np.flatnonzero(data == _CR)
    lone = returns[data[np.minimum(returns + 1, len(data) - 1)] != _LF]
    return bool(_outside(lone, quotes).size)
