"""Finds matrices of origin and destination, and lists of places with a number, in the cells of a sheet.

Cells go in as openpyxl gives them; blocks come out with their names and numbers, known by structure alone: a row of
place names, a column of place names, numbers between them. "Grand Total" is no place. Nothing is read from files here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Grid = Sequence[Sequence[Any]]
_TOTAL = re.compile(
    r"((grand|overall|sub)[ -]?)?(total|sum|totals)|total (général|general|global)|somme|totaux|suma|gesamt|summe"
    r"|(ال)?مجموع( الكلي| العام)?|(ال)?[إا]جمالي( الكلي| العام)?|итого|всего|разом|усього|toplam",
    re.IGNORECASE,
)
_UNKNOWN = re.compile(
    r"unknown.*|unspecified|not (known|specified)|other|others|n/?a|inconnue?s?|non (précisé|spécifié)e?|desconocid[oa]"
    r"|غير (معروف|محدد)ة?|مجهول",
    re.IGNORECASE,
)
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٬٫\u00a0\u202f", "01234567890123456789,.  ")
_NUMBER = re.compile(r"(0|[1-9]\d{0,2}(([ ,'’])\d{3})(\3\d{3})*|[1-9]\d*)(\.0+)?")
_ORIGIN = re.compile(r"\b(origins?|from|departure from|place of origin)\b|المنشأ", re.IGNORECASE)
_DESTINATION = re.compile(r"\b(destinations?|to|arrivals?|place of arrival)\b|الوجهة", re.IGNORECASE)
_PCODE = re.compile(r"p-?code\b", re.IGNORECASE)
_FIGURE = re.compile(r"flow|idp|ret_|return|arrival|estimat|people|individual|persons", re.IGNORECASE)
_LEVELS = (
    ("admin1", re.compile(r"mohafaza|muhafaza|governorate|province|admin ?1|adm1", re.IGNORECASE)),
    ("admin2", re.compile(r"mantika|district|admin ?2|adm2", re.IGNORECASE)),
    ("admin3", re.compile(r"nahya|nahia|admin ?3|adm3", re.IGNORECASE)),
    ("place", re.compile(r"community|village|town|location|settlement|place", re.IGNORECASE)),
)
_MIN_NAMES = 2
MAX_ROWS, MAX_COLUMNS = 20_000, 400


@dataclass(frozen=True, slots=True)
class Block:
    """A matrix. `rows` and `columns` are (index in the grid, name), totals too; `origins_in_rows` says what is what.

    `assumed`: neither side is called origin or destination, so that rows are taken for origins.
    """

    rows: tuple[tuple[int, str], ...]
    columns: tuple[tuple[int, str], ...]
    origins_in_rows: bool
    assumed: bool


@dataclass(frozen=True, slots=True)
class PlaceList:
    """A list of places: columns by what they say ("place", "pcode", "admin1" …), and the column of the number."""

    header: int
    columns: dict[str, int]
    figure: int
    figure_name: str
    rows: tuple[int, ...]


def is_total(name: str) -> bool:
    """
    >>> is_total("Grand Total"), is_total("المجموع العام:"), is_total("Total 2018"), is_total("Talkalakh")
    (True, True, False, False)
    """
    return bool(_TOTAL.fullmatch(name.strip().rstrip(" :.")))


def is_unknown(name: str) -> bool:
    return bool(_UNKNOWN.fullmatch(name.strip()))


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def as_number(value: Any) -> Any:
    """The number that a text is: one typed as text, with thousands apart, in any digits; other cells as they are.

    "1.234" could be two numbers and "0123" is a code: they stay texts, and are told where people are counted.

    >>> as_number("1,234"), as_number("٧٬٥٠٠"), as_number("12 500"), as_number("1.234"), as_number("Homs")
    (1234, 7500, 12500, '1.234', 'Homs')
    """
    if not isinstance(value, str):
        return value
    found = _NUMBER.fullmatch(value.translate(_DIGITS).strip())
    return int(re.sub(r"\D", "", found[1])) if found else value


def is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and value.strip() in {"", "-", "–", "."})


def find_blocks(grid: Grid) -> list[Block]:
    """All matrices of a sheet, from the top; the cells of one are in no other. Numbers are numbers: see `as_number`."""
    found: list[Block] = []
    taken: set[tuple[int, int]] = set()
    for at in range(len(grid)):
        for names_at, columns in _headers(grid, at):
            if (at, names_at) in taken or any((at, column) in taken for column, _ in columns):
                continue
            block = _block(grid, at, names_at, columns)
            if block is not None:
                found.append(block)
                used = [names_at, *(column for column, _ in block.columns)]
                taken |= {(row, column) for row in (at, *(row for row, _ in block.rows)) for column in used}
    return found


def _headers(grid: Grid, at: int) -> list[tuple[int, tuple[tuple[int, str], ...]]]:
    """(column of the row names, the named columns) that this row may be the head of."""
    found, run = [], []
    row = grid[at]
    for column in range(len(row) + 1):
        cell = row[column] if column < len(row) else None
        if isinstance(cell, str) and cell.strip():
            run.append((column, " ".join(cell.split())))
            continue
        if len(run) >= _MIN_NAMES:
            if run[0][0] > 0:
                found.append((run[0][0] - 1, tuple(run)))
            found.append((run[0][0], tuple(run[1:])))
        run = []
    return found


def _block(grid: Grid, at: int, names_at: int, columns: tuple[tuple[int, str], ...]) -> Block | None:
    rows = []
    for number in range(at + 1, len(grid)):
        name = _cell(grid, number, names_at)
        if not isinstance(name, str) or not name.strip():
            break
        cells = [_cell(grid, number, column) for column, _ in columns]
        if sum(isinstance(cell, str) and not is_blank(cell) for cell in cells) * 2 > len(cells):
            break
        rows.append((number, " ".join(name.split())))
    if not any(is_number(_cell(grid, row, column)) for row, _ in rows for column, _ in columns):
        return None
    return _judged(grid, at, names_at, tuple(rows), columns)


def _judged(
    grid: Grid, at: int, names_at: int, rows: tuple[tuple[int, str], ...], columns: tuple[tuple[int, str], ...]
) -> Block | None:
    """The block where it is a matrix of places: the same names on both sides, or words that say what the sides are."""
    names = [{n.casefold() for _, n in side if not is_total(n) and not is_unknown(n)} for side in (rows, columns)]
    if min(map(len, names)) < _MIN_NAMES:
        return None
    corner = _cell(grid, at, names_at)
    above = " ".join(
        cell
        for row in grid[max(0, at - 3) : at]
        for cell in row[names_at : columns[-1][0] + 1]
        if isinstance(cell, str)
    )
    said = corner if isinstance(corner, str) else ""
    rows_are_origins = bool(_ORIGIN.search(said)) or (
        not _DESTINATION.search(said) and bool(_DESTINATION.search(above))
    )
    rows_are_destinations = not _ORIGIN.search(said) and bool(_DESTINATION.search(said))
    shared = len(names[0] & names[1])
    if shared * 2 < min(map(len, names)) and not (rows_are_origins or rows_are_destinations):
        return None
    return Block(rows, columns, not rows_are_destinations, not (rows_are_origins or rows_are_destinations))


def words_above(grid: Grid, block: Block, most_rows: int = 8) -> str:
    """What is written above a matrix, after the one before it: its title, its month."""
    head = block.rows[0][0] - 1
    start = max(0, head - most_rows)
    for row in range(head - 1, start - 1, -1):
        if sum(is_number(cell) for cell in grid[row]) > 1:
            start = row + 1
            break
    return " ".join(cell for row in grid[start:head] for cell in row if isinstance(cell, str))


def find_list(grid: Grid) -> PlaceList | None:
    """The list of places with p-codes and one number each that begins in the first rows of the sheet, if it is one."""
    for at in range(min(len(grid), 5)):
        names = [(number, " ".join(cell.split())) for number, cell in enumerate(grid[at]) if isinstance(cell, str)]
        columns: dict[str, int] = {}
        for number, name in names:
            level = next((level for level, words in _LEVELS if words.search(name)), None)
            if level is not None:
                key = level if not _PCODE.search(name) else "pcode" if level == "place" else f"{level}_pcode"
                columns.setdefault(key, number)
        figures = [(n, name) for n, name in names if _FIGURE.search(name) and n not in columns.values()]
        if len(figures) == 1 and any(key.endswith("pcode") for key in columns) and columns.keys() & {"place", "admin1"}:
            rows = tuple(n for n in range(at + 1, len(grid)) if any(not is_blank(cell) for cell in grid[n]))
            return PlaceList(at, columns, figures[0][0], figures[0][1], rows)
    return None


def _cell(grid: Grid, row: int, column: int) -> Any:
    return grid[row][column] if column < len(grid[row]) else None
