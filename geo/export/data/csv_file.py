"""Tables as CSV, whole columns at a time: UTF-8 with a byte-order mark, CRLF, unknown empty, no cell a formula.

The cells are those that `geo.export.sheet.cell` makes of one value, quoted as the csv module does it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from geo.export.data.arrays import by_value, bytes_of, together
from geo.export.data.reading import Part, parts_of
from geo.export.options import Options
from geo.export.selection import outline
from geo.export.sheet import BOM, CLAIM_COLUMNS, EVENT_COLUMNS, About, cell
from geo.filter import Filter
from geo.store.protocol import Store

FORMULA, QUOTED = "^'*[=+\\-@\t\r\n＝＋－＠]", '[",\r\n]'
"""A cell that a spreadsheet would run, and one that CSV must quote."""


def csv_of(table: pa.Table, columns: Sequence[str], tags: Mapping[str, str] | None = None) -> bytes:
    """These columns of a table, with a second header of tags if there are any."""
    out = io.BytesIO()
    out.write(_head(columns, tags))
    _write_rows(out, table, columns)
    return out.getvalue()


def events_csv(store: Store, chosen: Filter, options: Options) -> bytes:
    """One row per event of the filter, its claims flattened into one cell and counted."""
    return _part_by_part(store, chosen, options, EVENT_COLUMNS, lambda part: part.events)


def claims_csv(store: Store, chosen: Filter, options: Options) -> bytes:
    """One row per claim of the events of the filter, whole."""
    return _part_by_part(store, chosen, options, CLAIM_COLUMNS, lambda part: part.claims)


def _part_by_part(
    store: Store, chosen: Filter, options: Options, columns: Sequence[str], rows: Callable[[Part], pa.Table]
) -> bytes:
    out = io.BytesIO()
    out.write(_head(columns))
    for part in parts_of(store, chosen, options, About.of(outline(store, chosen, options))):
        _write_rows(out, rows(part), columns)
    return out.getvalue()


def _head(columns: Sequence[str], tags: Mapping[str, str] | None = None) -> bytes:
    head = io.StringIO(newline="")
    writer = csv.writer(head)
    writer.writerow(columns)
    if tags is not None:
        writer.writerow([tags.get(name, "") for name in columns])
    return (BOM + head.getvalue()).encode()


def _write_rows(out: io.BytesIO, table: pa.Table, columns: Sequence[str]) -> None:
    for batch in table.select(columns).to_batches():
        cells = [_csv_cells(column) for column in batch.columns]
        out.write(bytes_of(together(pc.binary_join_element_wise(*cells, ","), "\r\n")))


def _csv_cells(column: pa.Array) -> pa.Array:
    """The cells of a column by Arrow: a table has millions. Texts of tables are plain already."""
    kind = column.type
    if column.null_count == len(column):
        return pa.array([""] * len(column), pa.string())
    if pa.types.is_integer(kind) or pa.types.is_date(kind):
        return pc.fill_null(pc.cast(column, pa.string()), "")
    if not pa.types.is_string(kind):
        return by_value([column], cell)
    texts = pc.fill_null(column, "")
    formula = pc.match_substring_regex(texts, FORMULA)
    if pc.any(formula).as_py():
        texts = pc.if_else(formula, together("'", texts), texts)
    odd = pc.match_substring_regex(texts, QUOTED)
    if pc.any(odd).as_py():
        texts = pc.if_else(odd, together('"', pc.replace_substring(texts, '"', '""'), '"'), texts)
    return texts
