"""Delimited text (CSV, TSV) as a Table: any of four delimiters, any of six encodings, ragged rows told, none lost.

The file is read in blocks of 8 MB. What numpy finds plain is read by Arrow, the rest by the rules of
`csv_records`. Records are counted apart from what reads them. Cells stay text; a formula is text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa

from geo.errors import BadInput
from geo.read.account import finish
from geo.read.batch import Row, batched, column_of
from geo.read.csv_arrow import read_plain
from geo.read.csv_chunks import Part, cut, parts
from geo.read.csv_records import (
    DELIMITER_WORDS,
    Dialect,
    cells_of,
    records,
    sniff_delimiter,
    sniff_line_end,
)
from geo.read.encoding import Blocks, Encoding, legacy_codec, sniff_encoding
from geo.read.head import Head, find_head, reject_head, tell_head
from geo.read.limits import Limits, check
from geo.read.table import BATCH_ROWS, Table

SAMPLE_ROWS = 300
_START = 1 * 2**20


@dataclass(slots=True)
class _Sheet:
    """What is known of a file before its rows are read, and the counts while they are."""

    path: Path
    encoding: Encoding
    dialect: Dialect
    head: Head
    first: list[list[str]]
    skip: int
    """Bytes of UTF-8 before the first row of data."""
    limits: Limits
    n_lines: int = 0
    n_in: int = 0
    n_given: int = 0
    n_padded: int = 0
    n_legacy: int = 0
    buffer: bytes = field(default=b"", repr=False)
    end: int = 0


def open_delimited(path: Path, name: str, limits: Limits, *, format_words: str = "CSV") -> Table:
    """The table in the delimited text at `path`; raises BadInput where there is no text at all."""
    encoding = sniff_encoding(path)
    sample = _sample(path, encoding, limits)
    dialect = _dialect(sample, name, encoding)
    each_record = records(sample, dialect, 0, len(sample), limits.max_record_bytes)
    found = list(islice((each for each in each_record if each.fields), SAMPLE_ROWS + 1))
    if len(found) > 1 and len(sample) >= _START:
        found = found[:-1]  # may be cut by the end of the sample
    if not any(not each.is_blank for each in found):
        raise BadInput("table", got="no text", want="rows of cells", where=name, cure="Choose another file.")
    shift = _excel_line(found[0].fields)
    cells = [cells_of(each, dialect.codec)[0] for each in found]
    rows = [[] if each.is_blank or at < shift else row for at, (each, row) in enumerate(zip(found, cells, strict=True))]
    head = find_head(rows)
    check("columns", len(head.columns), limits.max_columns, name)
    skip = found[head.first].start if head.first < len(found) else found[-1].end
    sheet = _Sheet(path, encoding, dialect, head, rows[: head.first], skip, limits)
    words = (format_words, DELIMITER_WORDS[dialect.delimiter.decode()], encoding.words)
    table = Table(name, "csv", ", ".join(words), head.columns, lambda table: _read(table, sheet), tags=head.tags)
    _tell_encoding(table, encoding)
    tell_head(table, head, rows)
    return table


def _sample(path: Path, encoding: Encoding, limits: Limits) -> bytes:
    start = b""
    for block in Blocks(path, encoding, _START):
        start += block
        if len(start) >= min(_START, limits.max_record_bytes):
            break
    return start


def _dialect(sample: bytes, name: str, encoding: Encoding) -> Dialect:
    line_end = sniff_line_end(sample)
    first = sample[:6].lower()
    if first[:4] == b"sep=" and first[5:6] in b"\r\n":  # a first line that Excel writes and reads
        delimiter = sample[4:5].decode("latin-1")
        sample = sample[6:]
        if delimiter in DELIMITER_WORDS:
            return Dialect(delimiter.encode(), line_end, _fallback(encoding))
    prefer = "\t" if name.lower().endswith((".tsv", ".tab")) else None
    return Dialect(sniff_delimiter(sample, line_end, prefer).encode(), line_end, _fallback(encoding))


def _fallback(encoding: Encoding) -> str:
    return encoding.codec if encoding.codec.startswith("cp") else "cp1252"


def _excel_line(fields: Sequence[bytes]) -> int:
    return int(b"".join(fields).lower().startswith(b"sep=") and len(b"".join(fields)) <= 5)


def _tell_encoding(table: Table, encoding: Encoding) -> None:
    if not encoding.certain:
        table.tell(
            "note",
            "encoding",
            got="not said by the file",
            want="UTF-8",
            cure=f"Read as {encoding.words}; look at names with letters beyond A to Z.",
        )


def _read(table: Table, sheet: _Sheet) -> Iterator[pa.RecordBatch]:
    sheet.n_lines, sheet.n_given, sheet.n_padded, sheet.n_legacy = sheet.head.first, 0, 0, 0
    reject_head(table, sheet.head, sheet.first)
    sheet.n_in = len(table.rejected)
    blocks = Blocks(sheet.path, sheet.encoding)
    sheet.buffer, passed = b"", 0
    for block in blocks:
        fresh = block[max(0, sheet.skip - passed) :] if passed < sheet.skip else block
        passed += len(block)
        sheet.buffer += fresh
        if len(sheet.buffer) > 2 * sheet.limits.max_record_bytes:
            yield from _chunk(table, sheet, final=False)
    while sheet.buffer:
        yield from _chunk(table, sheet, final=True)
    finish(table, sheet.n_in, sheet.n_given)
    _tell_counts(table, sheet, blocks)


def _chunk(table: Table, sheet: _Sheet, *, final: bool) -> Iterator[pa.RecordBatch]:
    """The batches of the records at the start of the buffer, which is shortened by them."""
    block = sheet.buffer
    found = cut(block, sheet.dialect, final=final)
    runs = parts(found, len(table.columns)) if found.clean else None
    if runs is None:  # all but the last megabyte, which may hold a record that is not whole yet
        stop = len(block) if final else len(block) - sheet.limits.max_record_bytes
        yield from _by_rule(table, sheet, block, stop)
        sheet.buffer = block[sheet.end :]
        return
    for run in runs:
        held = _by_arrow(table, sheet, block, run) if run.n_cells else None
        if held is None:
            yield from _by_rule(table, sheet, block[run.start : run.end], run.end - run.start)
        else:
            yield from _given(sheet, held)
    sheet.buffer = block[found.end :]


def _given(sheet: _Sheet, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        sheet.n_given += batch.num_rows
        check("rows", sheet.n_given, sheet.limits.max_rows, sheet.path.name)
        yield batch


def _by_arrow(table: Table, sheet: _Sheet, block: bytes, run: Part) -> list[pa.RecordBatch] | None:
    """The records of a run by Arrow; None where they have to be read by rule."""
    width = len(table.columns)
    buffer = pa.py_buffer(block).slice(run.start, run.end - run.start)
    held = read_plain(buffer, sheet.dialect, run.n_cells, width) if run.numbers.size else None
    if held is None or held.num_rows != run.numbers.size:
        return None if run.numbers.size else []
    rows = column_of((run.numbers + sheet.n_lines + 1).astype(np.uint64))
    sheet.n_in += run.numbers.size
    sheet.n_lines += run.n_lines
    sheet.n_padded += held.num_rows if run.n_cells < width else 0
    held = held.add_column(0, "row", rows).combine_chunks()
    return [batch for batch in held.to_batches(max_chunksize=BATCH_ROWS) if batch.num_rows]


def _by_rule(table: Table, sheet: _Sheet, block: bytes, stop: int) -> Iterator[pa.RecordBatch]:
    """The records that begin before `stop`; `sheet.end` is then where the last one ends."""
    sheet.n_in += _count(block, sheet, stop)
    yield from _given(sheet, batched(table, _rows(table, sheet, block, stop)))


def _count(buffer: bytes, sheet: _Sheet, stop: int) -> int:
    """How many records begin before `stop`, by length alone: the cells are not looked at."""
    found = records(buffer, sheet.dialect, 0, stop, sheet.limits.max_record_bytes)
    return sum(1 for each in found if not each.is_blank)


def _rows(table: Table, sheet: _Sheet, block: bytes, stop: int) -> Iterator[Row]:
    width, limits = len(table.columns), sheet.limits
    if sheet.encoding.codec == "utf-8" and not sheet.n_legacy:
        sheet.dialect = Dialect(sheet.dialect.delimiter, sheet.dialect.line_end, legacy_codec(block))
    for record in records(block, sheet.dialect, 0, stop, limits.max_record_bytes):
        sheet.n_lines += 1
        sheet.end = record.end
        check("length of a row", record.end - record.start, limits.max_record_bytes - 1, table.name, "bytes")
        if record.is_blank:
            continue
        cells, legacy = cells_of(record, sheet.dialect.codec)
        sheet.n_legacy += legacy
        if len(cells) > width and any(cell.strip() for cell in cells[width:]):
            table.reject(sheet.n_lines, cells, _too_wide(len(cells), width))
            continue
        sheet.n_padded += len(cells) < width
        yield sheet.n_lines, cells[:width], None


def _too_wide(got: int, width: int) -> tuple[str, object, str, str]:
    cure = "Put cells that hold the delimiter or a line break in quotes, or give every column a name."
    return "cells of the row", f"{got} cells", f"{width} cells", cure


def _tell_counts(table: Table, sheet: _Sheet, blocks: Blocks) -> None:
    if blocks.n_nul:
        got = f"{blocks.n_nul:,} NUL bytes"
        table.tell("warning", "NUL bytes", got=got, want="none", cure="They were taken out; all else is as it was.")
    if sheet.n_legacy:
        words = "Windows-1256" if sheet.dialect.codec == "cp1256" else "Windows-1252"
        got = f"{sheet.n_legacy:,} rows that are no UTF-8"
        table.tell("warning", "encoding", got=got, want="UTF-8 throughout", cure=f"These were read as {words}.")
    if sheet.n_padded:
        got = f"{sheet.n_padded:,} rows with fewer cells"
        want = f"{len(table.columns)} cells in each row"
        table.tell("warning", "cells missing", got=got, want=want, cure="The cells that are not there are empty.")
