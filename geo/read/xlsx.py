"""XLSX as a Table: sheets are layers, cells the text that a person sees in them, dates in ISO form, formulas never run.

A formula gives its stored value, or its own text where the file stores none. Rows without any text are passed over;
what merged cells mean says geo.read.xlsx_merged, and what is hidden is read and told. Read by openpyxl, counted on the
XML.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import IO, Any

import openpyxl
import pyarrow as pa

from geo.errors import BadInput
from geo.read.account import counted
from geo.read.archive import opened
from geo.read.batch import Row, batched
from geo.read.flowmap_blue import joined, sheets_of
from geo.read.head import Head, find_head, reject_head, tell_head
from geo.read.limits import Limits, check
from geo.read.od_blocks import MAX_COLUMNS, MAX_ROWS, Grid, as_number, find_blocks
from geo.read.od_workbook import open_od_workbook
from geo.read.table import Table
from geo.read.xlsx_count import SheetCount, count_sheet, hidden_sheets, no_sheet, sheet_members
from geo.read.xlsx_merged import Filler, with_one_header

OWN_SHEET = "kharita_movements"
"""A sheet of Kharita's own that holds whole what the others of the workbook cannot say."""
_FROM_1904 = re.compile(rb"<workbookPr\b[^>]*\bdate1904=['\"](1|true|on)['\"]")
_DATED = re.compile(r"(?<!candi)(?<!man)(?<!up)(?<!vali)date|\bday|fecha|تاريخ|يوم", re.IGNORECASE)
_DAY_NUMBER = re.compile(r"([1-7]\d{4})(\.\d+)?")
"""What geo.intake takes for a day, once it is counted on; any other number of such a column is none."""
_DAYS_TO_1904 = 1462
"""https://learn.microsoft.com/office/troubleshoot/excel/1900-and-1904-date-system"""
_SAMPLE = 300
_STEP = 500
_MATRIX_SHEETS, _MATRIX_BYTES = 40, 2 * 2**20
"""A workbook with more or larger sheets is not looked through for matrices."""
Cells = list[str | None]


@dataclass(frozen=True, slots=True)
class _Sheet:
    path: Path
    name: str
    title: str
    count: SheetCount
    head: Head
    first: Sequence[Cells]
    limits: Limits
    days: tuple[int, ...] = ()
    """Columns of dates in a workbook that counts days from 1904."""


def open_xlsx(path: Path, name: str, limits: Limits, *, layer: str | None = None) -> Table:
    """The sheet asked for, or the first that holds anything."""
    if layer is None and (special := _of_movements(path, name, limits)) is not None:
        return special
    with opened(path, name, limits) as archive:
        found = sheet_members(archive, name, limits)
        hidden = hidden_sheets(archive, name, limits)
        from_1904 = _FROM_1904.search(archive.read("xl/workbook.xml")) is not None
        if layer is not None and layer not in found:
            raise no_sheet(name, f"sheet {layer!r}", f"one of {', '.join(found)}")
        title, count = "", SheetCount()
        for title in [layer] if layer is not None else found:
            count = count_sheet(archive, found[title], name, limits)
            if count.rows:
                break
    if not count.rows:
        raise no_sheet(name, "no cells")
    check("rows", len(count.rows), limits.max_rows, name)
    sample = [cells for _, cells in islice(_all_rows(path, name, title, count), count.rows[0] - 1 + _SAMPLE)]
    head = find_head(with_one_header(sample, count.merged))
    check("columns", len(head.columns), limits.max_columns, name)
    days = tuple(at for at, column in enumerate(head.columns) if from_1904 and _DATED.search(column))
    sheet = _Sheet(path, name, title, count, head, sample[: head.first], limits, days)
    table = Table(name, "xlsx", f"XLSX, sheet {title}", head.columns, lambda table: _read(table, sheet), tags=head.tags)
    if len(found) > 1 or layer is not None:
        table.layers, table.layer = tuple(found), title
    tell_head(table, head, sample)
    _tell_cells(table, days, count)
    tell_hidden(table, {title: count}, hidden)
    return table


def _tell_cells(table: Table, days: Sequence[int], count: SheetCount) -> None:
    if days:
        cure = "Bare day numbers in columns of dates were counted on from there; check one date that you know."
        table.tell("note", "calendar of the workbook", got="days from 1904", want="days from 1900", cure=cure)
    if count.n_merged:
        cure = "A text holds for all rows that it is merged over, a number is read once, in the first of them."
        table.tell("note", "merged cells", got=f"{count.n_merged:,} ranges", want="one cell each", cure=cure)


def tell_hidden(table: Table, counts: Mapping[str, SheetCount], hidden: Collection[str]) -> None:
    """Says what a person does not see in the program that made the file, and what became of it."""
    for title, count in counts.items():
        if count.hidden:
            got, want = f"{count.hidden} of sheet {title} hidden in the file", "cells that can be seen"
            table.tell("note", "hidden cells", got=got, want=want, cure="They were read like all others.")
    seen = {title: "read like the others" if title in counts else "not read" for title in sorted(hidden)}
    if seen:
        got = ", ".join(f"{title} ({what})" for title, what in seen.items())
        table.tell("note", "hidden sheets", got=got, want="sheets that can be seen", cure="Check what they hold.")


def _of_movements(path: Path, name: str, limits: Limits) -> Table | None:
    """The workbook as one table of movements, where it is one of flowmap.blue or, with small sheets, of matrices."""
    with opened(path, name, limits) as archive:
        found = sheet_members(archive, name, limits)
        hidden = hidden_sheets(archive, name, limits)
        sizes = [archive.getinfo(member).file_size for member in found.values()]
        texts = [entry.file_size for entry in archive.infolist() if entry.filename == "xl/sharedStrings.xml"]
    if OWN_SHEET in found:
        return open_xlsx(path, name, limits, layer=OWN_SHEET)
    if both := sheets_of(list(found)):
        locations, flows = (open_xlsx(path, name, limits, layer=title) for title in both)
        return joined(locations, flows, limits)
    if len(found) > _MATRIX_SHEETS or max([*sizes, *texts], default=0) > _MATRIX_BYTES:
        return None
    grids = _grids(path, name, stored=True)
    if not any(find_blocks(grid) for grid in grids.values()):
        return None
    # A formula without a stored value shows as its own text, so that it is told and not taken for an empty cell.
    own = _grids(path, name, stored=False)
    table = open_od_workbook(name, [(title, _filled(grids[title], own[title])) for title in found], limits)
    with opened(path, name, limits) as archive:
        tell_hidden(table, {title: count_sheet(archive, found[title], name, limits) for title in found}, hidden)
    return table


def _filled(stored: Grid, own: Grid) -> Grid:
    return [
        [text if value is None else value for value, text in zip(row, formulas, strict=False)]
        for row, formulas in zip(stored, own, strict=False)
    ]


def _grids(path: Path, name: str, *, stored: bool) -> dict[str, Grid]:
    """The first cells of all sheets."""
    try:
        with warnings.catch_warnings(), path.open("rb") as file, closing(_book(file, stored=stored)) as book:
            warnings.simplefilter("ignore")
            found: dict[str, Grid] = {}
            for sheet in book.worksheets:
                sheet.reset_dimensions()
                # Not by max_row and max_col: openpyxl would fill every sheet up to them with empty cells.
                rows = islice(sheet.iter_rows(values_only=True), MAX_ROWS)
                found[sheet.title] = [[as_number(cell) for cell in row[:MAX_COLUMNS]] for row in rows]
            return found
    except Exception as error:  # openpyxl raises whatever the place in its code would raise
        raise no_sheet(name, f"{type(error).__name__}: {error}"[:200]) from None


def _read(table: Table, sheet: _Sheet) -> Iterator[pa.RecordBatch]:
    head = sheet.head
    reject_head(table, head, sheet.first)
    n_in = len(table.rejected) + sum(1 for number in sheet.count.rows if number > head.first)
    yield from counted(batched(table, _rows(table, sheet)), table, n_in, sheet.limits)


def _rows(table: Table, sheet: _Sheet) -> Iterator[Row]:
    width = len(table.columns)
    filler = Filler.of(sheet.count.merged)
    for number, cells in _all_rows(sheet.path, sheet.name, sheet.title, sheet.count):
        if number <= sheet.head.first or not cells:
            continue
        filler.fill(number, cells)
        if any(cells[width:]):
            cure = "Give every column a name in the header row."
            table.reject(number, cells, ("cells of the row", f"{len(cells)} cells", f"{width} cells", cure))
        else:
            for at in sheet.days:
                if at < len(cells) and (day := _DAY_NUMBER.fullmatch(cells[at] or "")):
                    cells[at] = f"{int(day[1]) + _DAYS_TO_1904}{day[2] or ''}"
            yield number, cells[:width], None


def _all_rows(path: Path, name: str, title: str, count: SheetCount) -> Iterator[tuple[int, Cells]]:
    """Number and text of every row of a sheet; [] where it holds nothing."""
    values = _values(path, name, title, stored=True)
    formulas = _values(path, name, title, stored=False) if count.has_formulas else None
    for number, row in enumerate(values, start=1):
        if formulas is not None:
            both = zip(row, next(formulas), strict=False)
            cells = [_text(own if value is None else value) for value, own in both]
        else:
            cells = [_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        yield number, cells


def _values(path: Path, name: str, title: str, *, stored: bool) -> Iterator[Sequence[Any]]:
    """The rows of a sheet by openpyxl, which may warn about what it leaves out: styles, rules, pictures."""
    try:
        # A file, not its path: openpyxl refuses a path that does not end in .xlsx, as those of uploads do not.
        with path.open("rb") as file, closing(_book(file, stored=stored)) as book:
            sheet = book[title]
            sheet.reset_dimensions()
            rows = sheet.iter_rows(values_only=True)
            while True:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    some = list(islice(rows, _STEP))
                if not some:
                    return
                yield from some
    except (BadInput, GeneratorExit):
        raise
    except Exception as error:  # openpyxl raises whatever the place in its code would raise
        raise no_sheet(name, f"{type(error).__name__}: {error}"[:200]) from None


def _book(file: IO[bytes], *, stored: bool) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(file, read_only=True, data_only=stored, keep_links=False)


def _text(value: Any) -> str | None:
    """A cell as text.

    >>> _text(datetime(2017, 5, 15)), _text(datetime(2017, 5, 15, 12, 30)), _text(33.5), _text(True), _text("  ")
    ('2017-05-15', '2017-05-15T12:30:00', '33.5', 'true', None)
    """
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    text = str(getattr(value, "text", value))  # an array formula holds its text
    return text if text.strip() else None
