"""Rows as one Arrow table with an explicit schema: text, whole numbers, decimals, days, truth values, geometry.

Whole numbers stay whole where some are unknown, days stay days, unknown is null. Texts are clean of controls, direction
overrides and lone surrogates, so that every format can hold them. Geometry is well-known binary in WGS84, lon lat.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.export.flows.lines import DECIMALS
from geo.export.sheet import Row
from geo.safe_text import NOT_PLAIN, plain

GEOMETRY = "geometry"
BATCH = 2_000
_TAB, _LINE, _BLANK, _DELETE = 9, 10, 32, 127
KINDS = {
    "text": pa.string(), "integer": pa.int64(), "decimal": pa.float64(), "day": pa.date32(), "truth": pa.bool_(),
    "geometry": pa.binary(),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of a table in their order and what each holds; text where nothing else is said."""

    names: Sequence[str]
    integers: Collection[str] = ()
    decimals: Collection[str] = ()
    days: Collection[str] = ()
    truths: Collection[str] = ()
    has_geometry: bool = False

    def kind(self, name: str) -> str:
        held = {"integer": self.integers, "decimal": self.decimals, "day": self.days, "truth": self.truths}
        return "geometry" if name == GEOMETRY else next((kind for kind, names in held.items() if name in names), "text")

    @property
    def schema(self) -> pa.Schema:
        """The geometry, where there is one, stands last."""
        names = [*self.names, *([GEOMETRY] if self.has_geometry else [])]
        return pa.schema([pa.field(name, KINDS[self.kind(name)]) for name in names])


def table_of(columns: Columns, rows: Iterable[Row | dict[str, Any]]) -> pa.Table:
    """The rows as a table; a key that is missing is null."""
    schema = columns.schema
    held = iter(rows)
    batches = []
    while part := list(islice(held, BATCH)):
        batches.append(batch_of(columns, part))
    return pa.Table.from_batches(batches, schema)


def batch_of(columns: Columns, rows: Sequence[Row | dict[str, Any]]) -> pa.RecordBatch:
    """The rows as one batch."""
    names = columns.schema.names
    return batch_of_values(columns, [[row.get(name) for name in names] for row in rows])


def batch_of_values(columns: Columns, rows: Sequence[Sequence[Any]]) -> pa.RecordBatch:
    """The same of rows whose cells stand in the order of the schema."""
    schema = columns.schema
    columns_of_rows = zip(*rows, strict=True) if rows else [()] * len(schema)
    arrays = [_array(field, values) for field, values in zip(schema, columns_of_rows, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _array(field: pa.Field, values: Sequence[Any]) -> pa.Array:
    if field.type != pa.string():
        return pa.array(values, field.type)
    try:
        return cleaned(pa.array(values, pa.string()))
    except UnicodeEncodeError:  # a lone surrogate, which `plain` takes out
        return pa.array([None if each is None else plain(each) for each in values], pa.string())


def rounded(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Coordinates as they are written, in points and in columns: Arrow rounds some of them otherwise than Python."""
    return pa.array([None if value is None else round(value, DECIMALS) for value in column.to_pylist()], pa.float64())


def cleaned(column: pa.Array) -> pa.Array:
    """A column of texts with each as `plain` makes it; the very same where all are, and where it holds no texts."""
    if column.type != pa.string() or _is_simple(column):
        return column
    odd = pc.fill_null(pc.match_substring_regex(column, NOT_PLAIN), False)
    if not pc.any(odd).as_py():
        return column
    return pc.replace_with_mask(column, odd, pa.array([plain(each) for each in column.filter(odd).to_pylist()]))


def _is_simple(column: pa.Array) -> bool:
    """Whether there are only letters of ASCII, tabs and line feeds in all texts: seen much faster than by a pattern."""
    data = column.buffers()[2]
    if data is None or column.null_count == len(column):
        return True
    held = np.frombuffer(data, np.int8)
    return bool(((held >= _BLANK) & (held < _DELETE) | (held == _LINE) | (held == _TAB)).all())
