"""The map's question: the events of a window by cell, with counts per type, in at most so many rows.

One scan of `spots`, or of sums of it (geo.store.coarse), counts. Before it, one learns which cells are occupied where
a window has very many. What is counted is rows with a point, once per event and point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.codes import AREA
from geo.filter import Filter
from geo.filter_sql import SPOTS, place_columns
from geo.store.attached import Attached
from geo.store.cell_columns import COLUMNS, of_spots, of_sums
from geo.store.protocol import Cells, Window

_BITS = 32
_PLACE = np.uint64(2**32 - 1)
_SCANNED_ONCE = 4
"""Windows of up to so many cells for each row wanted are counted as asked and made coarser afterwards, in one scan."""
Clause = tuple[str, list[Any]]
Columns = dict[str, NDArray[Any]]


def cells(at: Attached, chosen: Filter, window: Window, max_rows: int) -> Cells:
    """The Cells of `window`, coarser than asked where they would be more than `max_rows`."""
    rows = _rows_for(at, chosen, window)
    shift = window.shift
    many = _may_be_more(at, window, max_rows)
    if many and window.w * window.h > _SCANNED_ONCE * max_rows:
        shift, many = _fitting(_occupied(at, rows, shift), shift, max_rows), False
    found = _counted(at, rows, shift)
    while many and _n_rows(found) > max_rows and shift < _BITS - 1:
        shift += 1
        found = _coarser(found)
    return _cells(at, found, shift)


@dataclass(frozen=True, slots=True)
class _Rows:
    """What to count: a table `e` with a condition, and its columns. z and cells are `level` bits short of all."""

    source: str
    clause: Clause
    z: str
    kind: str
    level: int
    columns: str


def _rows_for(at: Attached, chosen: Filter, window: Window) -> _Rows:
    """The spots of the window, or sums of them where these can answer."""
    level = at.coarse.level_for(chosen, window.shift)
    if level is not None:
        condition, values = at.coarse.types(chosen)
        inside, bounds = _inside(window, "e.cx", "e.cy", level)
        clause = f"{condition} AND {inside}", [*values, *bounds]
        return _Rows(f"coarse_{level}", clause, "e.cell", "e.kind", level, of_sums())
    prefix = place_columns(chosen)
    condition, values = at.where(chosen, SPOTS)
    inside, bounds = _inside(window, f"e.{prefix}mx", f"e.{prefix}my")
    clause = f"{condition} AND {inside}", [*values, *bounds]
    return _Rows("spots", clause, f"e.{prefix}z", f"e.{prefix}kind", 0, of_spots(prefix))


def _inside(window: Window, x: str, y: str, level: int = 0) -> Clause:
    """The rows of the window: y cut at the edges, x around the back where it runs beyond.

    The columns count units, or cells 2^level units wide, of which the window's are made.
    """
    bits, step = _BITS - level, window.shift - level
    side = 2 ** (_BITS - window.shift)
    top = max(window.y0, 0) << step
    bottom = (min(window.y0 + window.h, side) << step) - 1
    sql, values = f"{y} BETWEEN ? AND ?", [top, max(bottom, 0)]
    if bottom < top:
        return "FALSE", []
    if window.w >= side:
        return f"{x} IS NOT NULL AND {sql}", values
    first = window.x0 % side
    left, right = first << step, ((first + window.w) << step) - 1
    if right < 2**bits:
        return f"{x} BETWEEN ? AND ? AND {sql}", [left, right, *values]
    return f"({x} >= ? OR {x} <= ?) AND {sql}", [left, right - 2**bits, *values]


def _may_be_more(at: Attached, window: Window, max_rows: int) -> bool:
    """Whether there can be more rows than `max_rows`: no more than two per cell, and no more than places."""
    if 2 * window.w * window.h <= max_rows:
        return False
    inside, values = _inside(window, "q.mx", "q.my")
    sql = f"SELECT count(*) FROM (SELECT 1 FROM places q WHERE {inside} LIMIT {max_rows + 1})"
    return bool(at.rows(sql, values)[0][0] > max_rows)


def _occupied(at: Attached, rows: _Rows, shift: int) -> tuple[NDArray[np.uint64], NDArray[np.bool_]]:
    sql = f"""
        SELECT DISTINCT {rows.z} >> {2 * (shift - rows.level)} AS cell, {rows.kind} >= {AREA} AS area
        FROM {rows.source} e WHERE {rows.clause[0]}"""
    found = at.columns(sql, rows.clause[1])
    return _plain(found["cell"]).astype(np.uint64), _plain(found["area"]).astype(np.bool_)


def _fitting(held: tuple[NDArray[np.uint64], NDArray[np.bool_]], shift: int, max_rows: int) -> int:
    """The finest shift from `shift` on at which the occupied cells are at most `max_rows` rows."""
    cell, area = held
    kinds = [np.unique(cell[area]), np.unique(cell[~area])]
    while sum(map(len, kinds)) > max_rows and shift < _BITS - 1:
        shift += 1
        kinds = [np.unique(kind >> np.uint64(2)) for kind in kinds]
    return shift


def _counted(at: Attached, rows: _Rows, shift: int) -> Columns:
    """Per cell and kind (type, point or area) the columns of geo.store.cell_columns."""
    sql = f"""
        SELECT {rows.z} >> {2 * (shift - rows.level)} AS cell, {rows.kind} AS kind, {rows.columns}
        FROM {rows.source} e WHERE {rows.clause[0]}
        GROUP BY 1, 2"""
    found = {name: _plain(column) for name, column in at.columns(sql, rows.clause[1]).items()}
    return found | {"cell": found["cell"].astype(np.uint64), "pick": found["pick"].astype(np.uint64)}


def _n_rows(found: Columns) -> int:
    """How many rows of Cells they make: points and areas of a cell apart."""
    return len(np.unique(found["cell"] << np.uint64(1) | (found["kind"] >= AREA)))


def _coarser(found: Columns) -> Columns:
    """The same in cells of twice the width."""
    cell = found["cell"] >> np.uint64(2)
    order = np.lexsort((found["kind"], cell))
    cell, kind = cell[order], found["kind"][order]
    starts = np.flatnonzero(np.r_[True, (cell[1:] != cell[:-1]) | (kind[1:] != kind[:-1])])
    merged = {name: column.merge.reduceat(found[name][order], starts) for name, column in COLUMNS.items()}
    return {"cell": cell[starts], "kind": kind[starts], **merged}


def _cells(at: Attached, found: Columns, shift: int) -> Cells:
    if not len(found["cell"]):
        return _none(shift)
    area = found["kind"] >= AREA
    order = np.lexsort((found["kind"], -found["n"].astype(np.int64), area, found["cell"]))
    cell, area = found["cell"][order], area[order]
    starts = np.flatnonzero(np.r_[True, (cell[1:] != cell[:-1]) | (area[1:] != area[:-1])])
    n, pick, low, high = (found[name][order] for name in ("n", "pick", "low", "high"))
    one_point = np.minimum.reduceat(low, starts) == np.maximum.reduceat(high, starts)
    places = (np.maximum.reduceat(pick, starts) & _PLACE).astype(np.uint32)
    x, y = _points(at, places)
    return Cells(
        shift=shift,
        mx=x,
        my=y,
        n=np.add.reduceat(n, starts).astype(np.uint32),
        place=places,
        flags=(one_point + 2 * area[starts]).astype(np.uint8),
        n_types=np.diff(np.r_[starts, len(cell)]).astype(np.uint8),
        types=(found["kind"][order] % AREA).astype(np.uint8),
        type_n=n.astype(np.uint32),
    )


def _points(at: Attached, places: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    sql = "SELECT q.place, q.mx, q.my FROM places q WHERE q.place IN (SELECT unnest(?::UINTEGER[]))"
    found = at.columns(sql, [np.unique(places).tolist()])
    number, x, y = (_plain(found[name]).astype(np.uint32) for name in ("place", "mx", "my"))
    order = np.argsort(number)
    index = order[np.searchsorted(number[order], places)]
    return x[index], y[index]


def _plain(column: Any) -> NDArray[Any]:
    """The array of a column that holds no null."""
    return np.asarray(column.data if isinstance(column, np.ma.MaskedArray) else column)


def _none(shift: int) -> Cells:
    wide, narrow = np.empty(0, np.uint32), np.empty(0, np.uint8)
    return Cells(shift, wide, wide, wide, wide, narrow, narrow, narrow, wide)


def place_ids(at: Attached, numbers: Sequence[int]) -> dict[int, str]:
    """The ids of places by their numbers."""
    return at.numbers.ids(numbers)
