"""Rows of Python text gathered into Arrow batches; a row that is no Unicode text is rejected by itself.

Used by every reader that does not get its columns from Arrow already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from geo.read.table import BATCH_CHARS, BATCH_ROWS, OUTLINES, Spot, Table

Row = tuple[int, Sequence[str | None], Spot | None]
"""Number, cells, and the spot where the table has geometry."""
NO_SPOT = Spot(None, None, None)
_NOT_TEXT = ("text", "half of a surrogate pair", "Unicode characters", "Write the file again as UTF-8.")


def column_of(values: NDArray[np.generic]) -> pa.Array:
    """Numbers as an Arrow array; `pa.array` would import numpy.ma and pandas to look at them."""
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [None, pa.py_buffer(values)])


def batched(table: Table, rows: Iterable[Row]) -> Iterator[pa.RecordBatch]:
    """`rows` as batches of the table's schema; cells are padded with null, "" becomes null."""
    held: list[Row] = []
    chars = 0
    for row in rows:
        held.append(row)
        chars += sum(len(cell) for cell in row[1] if cell)
        if len(held) == BATCH_ROWS or chars >= BATCH_CHARS:
            yield _batch(table, held)
            held, chars = [], 0
    if held:
        yield _batch(table, held)


def _batch(table: Table, rows: list[Row]) -> pa.RecordBatch:
    try:
        return _made(table, rows)
    except UnicodeEncodeError:
        return _made(table, [row for row in rows if _is_text(table, row)])


def _is_text(table: Table, row: Row) -> bool:
    try:
        "".join(cell for cell in row[1] if cell).encode("utf-8")
    except UnicodeEncodeError:
        told = [None if cell is None else cell.encode("utf-8", "backslashreplace").decode() for cell in row[1]]
        table.reject(row[0], told, _NOT_TEXT)
        return False
    return True


def _made(table: Table, rows: list[Row]) -> pa.RecordBatch:
    width = len(table.columns)
    padded = [(*(cell or None for cell in cells), *(None,) * (width - len(cells))) for _, cells, _ in rows]
    columns = list(zip(*padded, strict=True)) if rows else [()] * width
    arrays = [pa.array([row for row, _, _ in rows], pa.uint64())]
    arrays += [pa.array(column, pa.string()) for column in columns]
    if table.has_geometry:
        spots = [spot or NO_SPOT for _, _, spot in rows]
        arrays.append(pa.array([spot.lon for spot in spots], pa.float64()))
        arrays.append(pa.array([spot.lat for spot in spots], pa.float64()))
        arrays.append(pa.array([spot.kind for spot in spots], pa.string()))
        if OUTLINES.get():
            arrays.append(pa.array([spot.outline for spot in spots], pa.binary()))
    return pa.RecordBatch.from_arrays(arrays, schema=table.schema)
