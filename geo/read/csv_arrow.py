"""Records that are known to be plain, read by Arrow as text: the fast way. It guesses no types and no names."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.csv as pa_csv

from geo.read.csv_records import Dialect


def read_plain(block: pa.Buffer, dialect: Dialect, n_cells: int, width: int) -> pa.Table | None:
    """Records of `n_cells` cells as `width` columns of text; None where Arrow finds bytes that are no UTF-8, or text
    in cells beyond `width`: then the rules have to look at each record."""
    names = [f"c{number}" for number in range(n_cells)]
    try:
        held = pa_csv.read_csv(
            pa.BufferReader(block),
            read_options=pa_csv.ReadOptions(column_names=names, block_size=max(block.size + 1, 1024)),
            parse_options=pa_csv.ParseOptions(
                delimiter=dialect.delimiter.decode(), newlines_in_values=True, ignore_empty_lines=True
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                null_values=[""],
            ),
        )
    except pa.ArrowInvalid:
        return None
    if any(held.column(number).null_count < held.num_rows for number in range(width, n_cells)):
        return None
    held = held.select(names[:width])
    for number in range(n_cells, width):
        held = held.append_column(f"c{number}", pa.nulls(held.num_rows, pa.string()))
    return held
