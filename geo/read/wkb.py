"""Rows of text with a geometry in well-known binary → rows with a spot; a geometry that is none rejects its row."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from geo.read.batch import Row
from geo.read.crs import Change
from geo.read.limits import Limits
from geo.read.shapes import Unusable, spot_in_wkb
from geo.read.table import Spot, Table


def rows_of(table: Table, batches: Iterator[pa.RecordBatch], change: Change | None, limits: Limits) -> Iterator[Row]:
    """The rows of `batches` (c0, c1 … and wkb), numbered from 1."""
    number = 0
    for batch in batches:
        columns = [column.to_pylist() for column in batch.columns]
        blobs = columns.pop()
        records = zip(*columns, strict=True) if columns else ([()] * len(blobs))
        for cells, blob in zip(records, blobs, strict=True):
            number += 1
            try:
                spot = _spot(blob, change, limits) if table.has_geometry else None
            except Unusable as error:
                table.reject(number, cells, error.why)
                continue
            yield number, cells, spot


def _spot(blob: bytes | None, change: Change | None, limits: Limits) -> Spot:
    if blob is None:
        return Spot(None, None, None)
    return spot_in_wkb(blob, change, limits.max_vertices)
