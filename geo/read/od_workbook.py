"""A workbook with matrices of origin and destination (OCHA and the like) as one table: a row per cell with people.

Lists of places with arrivals in the same workbook become rows without an origin. Totals are no places: they are
computed again, and a difference is told. An origin called "Unknown" stays unknown. Fractions of people, as estimates
that were shared out have them, become whole numbers so that the sum of each matrix stays what it is. Sheets that are
neither are named and not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils import get_column_letter

from geo.errors import Problem
from geo.read.account import counted
from geo.read.batch import batched
from geo.read.limits import Limits
from geo.read.od_blocks import (
    Block,
    Grid,
    PlaceList,
    find_blocks,
    find_list,
    is_blank,
    is_number,
    is_total,
    is_unknown,
    words_above,
)  # fmt: skip
from geo.read.od_dates import dated
from geo.read.table import Table

COLUMNS = (
    "matrix cell", "matrix origin", "matrix destination", "matrix people", "matrix qualifier", "matrix move",
    "matrix date", "matrix text", "matrix arrivals", "matrix returnees", "matrix place", "matrix pcode",
    "matrix admin1", "matrix admin1 pcode", "matrix admin2", "matrix admin2 pcode", "matrix admin3",
    "matrix admin3 pcode",
)  # fmt: skip
_RETURN = re.compile(r"(?<![a-z])ret(urn|our|flow|_|table)|عودة|العائد", re.IGNORECASE)
_DISPLACED = re.compile(r"idp|displace|déplac|نزوح|نازح", re.IGNORECASE)
_WANT = "a whole number of people, 0 or more"
_WRONG_TOTAL = "total that its cells do not add up to"
_NOISE = 1e-6


@dataclass(slots=True)
class _Cell:
    """One number of a matrix, as written and as whole people; None where it is no number of people."""

    at: str
    origin: str
    destination: str
    value: Any
    people: int | None = None


@dataclass(slots=True)
class _Matrix:
    sheet: str
    move: str
    cells: list[_Cell] = field(default_factory=list)
    n_zero: int = 0


@dataclass(frozen=True, slots=True)
class _Listed:
    """A list of arrivals on a sheet."""

    sheet: str
    grid: Grid
    found: PlaceList

    @property
    def move(self) -> str:
        return "return" if _RETURN.search(f"{self.sheet} {self.found.figure_name}") else "displacement"

    def figure(self, row: int) -> Any:
        return _at(self.grid, row, self.found.figure)

    def is_total(self, row: int) -> bool:
        names = (_at(self.grid, row, column) for column in self.found.columns.values())
        return any(isinstance(each, str) and is_total(each) for each in names)


def open_od_workbook(name: str, sheets: Sequence[tuple[str, Grid]], limits: Limits) -> Table:
    """The table of a workbook whose sheets are given as cells; at least one of them holds a matrix."""
    told: list[Problem] = []
    matrices, lists, unread, said = [], [], [], []
    for title, grid in sheets:
        blocks = find_blocks(grid)
        listed = None if blocks else find_list(grid)
        matrices += [_matrix(name, title, grid, block, told) for block in blocks]
        said += [words_above(grid, block) for block in blocks]
        if listed is not None:
            lists.append(_Listed(title, grid, listed))
        elif not blocks and any(not is_blank(cell) for row in grid for cell in row):
            unread.append(title)
    _agree(name, matrices, lists, told)
    when = dated(name, [title for title, _ in sheets], told, said)
    rows = [row for each in matrices for row in _rows_of(each, when)]
    rows += [row for each in lists for row in _rows_of_list(name, each, when, told)]
    _tell_sheets(name, matrices, unread, told)
    words = "XLSX, matrices of origin and destination"
    table = Table(name, "xlsx", words, COLUMNS, lambda table: _read(table, rows, limits))
    table.problems += told
    return table


def _read(table: Table, rows: Sequence[Sequence[str | None]], limits: Limits) -> Iterator[Any]:
    given = ((number, row, None) for number, row in enumerate(rows, 1))
    yield from counted(batched(table, given), table, len(rows), limits)


def _matrix(name: str, title: str, grid: Grid, block: Block, told: list[Problem]) -> _Matrix:
    held = _Matrix(title, _move_in(title) or _move_in(words_above(grid, block)))
    for row, row_name in block.rows:
        for column, column_name in block.columns:
            if is_total(row_name) or is_total(column_name):
                continue
            value = _at(grid, row, column)
            if is_blank(value) or value == 0:
                held.n_zero += value == 0
                continue
            ends = (row_name, column_name) if block.origins_in_rows else (column_name, row_name)
            held.cells.append(_Cell(_address(title, row, column), *ends, _without_noise(value)))
    _whole(held.cells)
    told += _wrong_totals(name, title, grid, block)
    if block.assumed:
        got, where = "rows and columns without a word for it", f"{name}, {title}"
        cure = "Rows were taken for where people came from: check it."
        told.append(Problem("warning", "direction of a matrix", got, "origin or destination", where, cure))
    return held


def _move_in(words: str) -> str:
    """The kind of movement that the words of a title say, "" where they say none."""
    return "return" if _RETURN.search(words) else "displacement" if _DISPLACED.search(words) else ""


def _without_noise(value: Any) -> Any:
    """6.999999999999999 is a 7 that was calculated."""
    return round(value) if is_number(value) and abs(value - round(value)) < _NOISE else value


def _at(grid: Grid, row: int, column: int) -> Any:
    return grid[row][column] if column < len(grid[row]) else None


def _address(title: str, row: int, column: int) -> str:
    return f"{title}!{get_column_letter(column + 1)}{row + 1}"


def _whole(cells: Sequence[_Cell]) -> None:
    """Whole numbers, each the one below or above what is written; the matrix keeps its sum (largest remainder)."""
    numbers = [cell for cell in cells if is_number(cell.value) and cell.value >= 0 and cell.value < 10**12]
    for cell in numbers:
        cell.people = int(cell.value)
    missing = round(sum(cell.value for cell in numbers)) - sum(cell.people or 0 for cell in numbers)
    for cell in sorted(numbers, key=lambda c: c.value % 1, reverse=True)[: max(missing, 0)]:
        cell.people = int(cell.value) + 1


def _wrong_totals(name: str, title: str, grid: Grid, block: Block) -> list[Problem]:
    """A finding for each total that the cells do not add up to."""
    rows, columns = ([at for at, each in side if not is_total(each)] for side in (block.rows, block.columns))
    row_totals, column_totals = ([at for at, each in side if is_total(each)] for side in (block.rows, block.columns))
    row_names, column_names = dict(block.rows), dict(block.columns)
    sums = [(row, total, [row], columns, row_names[row]) for total in column_totals for row in rows]
    sums += [(total, column, rows, [column], column_names[column]) for total in row_totals for column in columns]
    sums += [(row, column, rows, columns, "all") for row in row_totals for column in column_totals]
    found = []
    for row, column, of_rows, of_columns, what in sums:
        given, summed = _at(grid, row, column), _sum(grid, of_rows, of_columns)
        if is_number(given) and abs(given - summed) >= 1:
            cure = "The cells were read, the total was not; tell the publisher."
            got = f"{round(given):,} as the total of {what} in {_address(title, row, column)}"
            found.append(Problem("warning", _WRONG_TOTAL, got, f"{round(summed):,}", name, cure))
    return found


def _sum(grid: Grid, rows: Sequence[int], columns: Sequence[int]) -> float:
    cells = (_at(grid, row, column) for row in rows for column in columns)
    return float(sum(cell for cell in cells if is_number(cell)))


def _agree(name: str, matrices: Sequence[_Matrix], lists: Sequence[_Listed], told: list[Problem]) -> None:
    """Says whether lists of arrivals add up to a matrix; a matrix that names no kind takes it from its list."""
    for listed in lists:
        rows = [row for row in listed.found.rows if not listed.is_total(row)]
        summed = round(_sum(listed.grid, rows, [listed.found.figure]))
        same = next((m for m in matrices if m.move in ("", listed.move) and _people(m) == summed), None)
        if same is not None:
            same.move = listed.move
            got = f"{summed:,} in {listed.sheet} and in {same.sheet}"
            told.append(Problem("note", "arrivals agree with the matrix", got, "the same sum", name, "Nothing to do."))
        else:
            got = f"{summed:,} in {listed.sheet}, {', '.join(f'{_people(m):,} in {m.sheet}' for m in matrices)}"
            cure = "Both were read as they are; ask the publisher which one holds."
            told.append(Problem("warning", "arrivals that no matrix adds up to", got, "the same sum", name, cure))
    for each in matrices:
        each.move = each.move or ("displacement" if _DISPLACED.search(name) else "movement")


def _people(matrix: _Matrix) -> int:
    return sum(cell.people or 0 for cell in matrix.cells)


def _rows_of(matrix: _Matrix, when: str | None) -> list[list[str | None]]:
    rows = []
    for cell in matrix.cells:
        exact = cell.people is not None and cell.people == cell.value
        people = str(cell.value) if cell.people is None else str(cell.people)
        text = None if exact else f"{cell.value} in the file"
        qualifier = "about" if not exact and cell.people is not None else None
        ends = (None if is_unknown(end) else end for end in (cell.origin, cell.destination))
        row = [cell.at, *ends, people, qualifier, matrix.move, when, text]
        rows.append(row + [None] * (len(COLUMNS) - len(row)))
    return rows


def _rows_of_list(name: str, listed: _Listed, when: str | None, told: list[Problem]) -> list[list[str | None]]:
    figure = "matrix returnees" if listed.move == "return" else "matrix arrivals"
    rows, n_totals = [], 0
    for number in listed.found.rows:
        if listed.is_total(number):
            n_totals += 1
            continue
        value = _without_noise(listed.figure(number))
        held = {"matrix cell": _address(listed.sheet, number, listed.found.figure), "matrix date": when}
        held[figure] = None if is_blank(value) else str(value)
        for key, column in listed.found.columns.items():
            cell = _at(listed.grid, number, column)
            held[f"matrix {key.replace('_', ' ')}"] = None if is_blank(cell) else " ".join(str(cell).split())
        rows.append([held.get(column) for column in COLUMNS])
    if n_totals:
        got = f"{n_totals} rows of {listed.sheet}"
        told.append(Problem("note", "totals", got, "places", name, "Not read as places."))
    return rows


def _tell_sheets(name: str, matrices: Sequence[_Matrix], unread: Sequence[str], told: list[Problem]) -> None:
    n_zero, fractions = sum(m.n_zero for m in matrices), [c for m in matrices for c in m.cells if c.people != c.value]
    if n_zero:
        got = f"{n_zero:,} cells that say 0"
        told.append(
            Problem("note", "cells without people", got, "people who moved", name, "No movement is made of them.")
        )
    if fractions:
        got = f"{len(fractions):,} cells, such as {fractions[0].value} in {fractions[0].at}"
        cure = "Read as about, with whole numbers that keep the sum of the matrix; the own number stands in the text."
        told.append(Problem("note", "fractions of people", got, _WANT, name, cure))
    if unread:
        cure = "Choose the sheet by name (--layer) to read it as a table."
        told.append(Problem("note", "sheets that were not read", ", ".join(unread), "matrices or arrivals", name, cure))
