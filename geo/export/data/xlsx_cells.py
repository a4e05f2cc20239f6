"""The cells of a workbook as XML, whole columns at a time, and the texts that many cells share.

A column with few different texts refers to them by number, as sheets then stay small; other texts stand in their cells.
See ECMA-376, part 1, 18.3.1.4 (cells) and 18.4 (shared strings).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.compute as pc

from geo.export.data.arrays import by_value, bytes_of, together
from geo.safe_text import plain

MAX_CHARS = 32_767
CUT = "… (cut here: a cell holds no more)"
FIRST_SAFE_DAY, DAY_ZERO = date(1900, 3, 1), date(1899, 12, 30)
PLAIN, BOLD, TEXT, WRAPPED, HEAD = 0, 1, 3, 4, 5
"""Numbers of the formats in xl/styles.xml; 2 is of days."""
ROWS_AT_ONCE = 5_000
OFTEN = 4
"""A text of a column is shared where it stands there so many times on average."""
Piece = bytes | memoryview
_EMPTY = "<c/>"
_PRESERVED = '<t xml:space="preserve">'
_TEXT_START, _TEXT_END = f'<c t="inlineStr" s="{TEXT}"><is>{_PRESERVED}', "</t></is></c>"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class Shared:
    """The texts that cells of the workbook refer to, in the order in which columns brought them."""

    def __init__(self) -> None:
        self._texts: list[pa.Array] = []
        self._count = 0

    def refer(self, texts: pa.Array) -> pa.Array:
        """The cells that say these texts, each in turn."""
        numbers = pa.array(range(self._count, self._count + len(texts)), pa.int64())
        self._texts.append(texts)
        self._count += len(texts)
        return together(f'<c t="s" s="{TEXT}"><v>', pc.cast(numbers, pa.string()), "</v></c>")

    def xml(self) -> Iterator[Piece]:
        """The part of the file, in pieces."""
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        yield f'{head}<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'.encode()
        for texts in self._texts:
            yield bytes_of(together(f"<si>{_PRESERVED}", escaped(texts), "</t></si>"))
        yield b"</sst>"


def rows_xml(table: pa.Table, shared: Shared) -> Iterator[Piece]:
    """The rows of a table, some thousand at a time."""
    columns = [_Column(column, shared) for column in table.columns]
    for start in range(0, table.num_rows, ROWS_AT_ONCE):
        cells = [column.cells(start) for column in columns]
        yield bytes_of(together("<row>", *cells, "</row>"))


class _Column:
    """A column, its texts by number where they come again and again."""

    def __init__(self, column: pa.ChunkedArray, shared: Shared) -> None:
        self._column = column
        self._said: pa.Array | None = None
        if pa.types.is_string(column.type) and column.null_count < len(column):
            coded = column.combine_chunks().dictionary_encode()
            if isinstance(coded, pa.DictionaryArray) and len(coded.dictionary) * OFTEN <= len(coded):
                self._said, self._column = shared.refer(coded.dictionary), pa.chunked_array([coded.indices])

    def cells(self, start: int) -> pa.Array:
        """The cells of some rows."""
        part = self._column.slice(start, ROWS_AT_ONCE).combine_chunks()
        if self._said is not None:
            return pc.fill_null(self._said.take(part), _EMPTY)
        return _cells(part)


def _cells(column: pa.Array) -> pa.Array:
    """The cells of a column as XML, by Arrow: a workbook has millions."""
    kind = column.type
    if column.null_count == len(column):
        return pa.array([_EMPTY] * len(column), pa.string())
    if pa.types.is_string(kind):
        return pc.fill_null(together(_TEXT_START, escaped(column), _TEXT_END), _EMPTY)
    if pa.types.is_date(kind) or pa.types.is_floating(kind):
        return by_value([column], cell)
    if pa.types.is_boolean(kind):
        return _wrapped('<c t="b"><v>', pc.cast(column, pa.int8()), "</v></c>")
    return _wrapped("<c><v>", column, "</v></c>")


def _wrapped(start: str, numbers: pa.Array, end: str) -> pa.Array:
    return pc.fill_null(together(start, pc.cast(numbers, pa.string()), end), _EMPTY)


def escaped(column: pa.Array) -> pa.Array:
    """Texts, clean as those of tables are, for XML; cut where a cell holds no more."""
    if (pc.max(pc.utf8_length(column)).as_py() or 0) > MAX_CHARS:
        return pa.array([None if v is None else text(v) for v in column.to_pylist()], pa.string())
    clean = pc.replace_substring_regex(column, "_(x[0-9A-Fa-f]{4}_)", r"_x005F_\1")
    for mark, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        clean = pc.replace_substring(clean, mark, entity)
    return clean


def cell(value: Any, style: int = PLAIN) -> str:
    """One cell."""
    if value is None:
        return _EMPTY
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, (int, float)):
        return f"<c><v>{value!r}</v></c>"
    if isinstance(value, date) and value >= FIRST_SAFE_DAY:
        return f'<c s="2"><v>{(value - DAY_ZERO).days}</v></c>'
    return f'<c t="inlineStr" s="{style or TEXT}"><is>{_PRESERVED}{text(str(value))}{_TEXT_END}'


def text(value: str) -> str:
    """`value` for an XML text or attribute: no control, no escape of SpreadsheetML's own, no more than a cell holds."""
    clean = _ESCAPE_LIKE.sub("_x005F_", _NOT_XML.sub("", plain(value)))
    if len(clean) > MAX_CHARS:
        clean = clean[: MAX_CHARS - len(CUT)] + CUT
    return escape(clean, {'"': "&quot;"})
