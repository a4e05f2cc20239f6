"""Where a sheet of cells begins: title rows, the row of column names, the row of HXL tags, the first row of data.

Records (lists of text cells) go in, a `Head` comes out; CSV and XLSX share it. A file whose first row is data already
(candidate files of UCDP) gets "column 1" and so on. See https://hxlstandard.org/standard/1-1final/ for the tags.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from geo.read.table import Table

ROWS_ABOVE = "rows above the column names"
MAX_HEAD = 25
"""HXL: the tag row stands within the first 25 rows."""
Record = Sequence[str | None]
_TAG = re.compile(r"#\s*[^\W\d_]\w*(\s*\+\s*[^\W\d_]\w*)*")
_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?")
_VALUE = re.compile(r"[-+]?\d+[.,]\d+|\d{4}-\d\d-\d\d.*|\d{1,2}/\d{1,2}/\d{4}.*")
_HXL_SHARE = 0.5
_NUMBER_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Head:
    """The first rows understood. Indexes count the sampled records from 0."""

    columns: tuple[str, ...]
    tags: tuple[str | None, ...]
    header: int | None
    tag_row: int | None
    first: int
    titles: tuple[int, ...]
    loose_tags: tuple[str, ...] = ()


def find_head(records: Sequence[Record]) -> Head:
    """The head of a sheet whose first records are given (a few hundred are enough); a blank line is an empty record."""
    at = [number for number, record in enumerate(records) if record]
    head = _found([records[number] for number in at])

    def real(number: int | None) -> int | None:
        return None if number is None else at[number]

    first = at[head.first] if head.first < len(at) else len(records)
    titles = tuple(at[number] for number in head.titles)
    return replace(head, header=real(head.header), tag_row=real(head.tag_row), first=first, titles=titles)


def _found(records: Sequence[Record]) -> Head:
    width = _width(records)
    tag_row = next((at for at, record in enumerate(records[:MAX_HEAD]) if _is_tags(record)), None)
    if tag_row is not None:
        return _tagged(records, tag_row, width)
    above = _titles(records, width)
    if above >= len(records):
        return Head(column_names((), width), (), None, None, 0, ())
    if _is_data(records[above]):
        return Head(column_names((), width), (), None, None, above, tuple(range(above)))
    names = column_names(records[above], width)
    return Head(names, (), above, None, above + 1, tuple(range(above)))


def tell_head(table: Table, head: Head, records: Sequence[Record]) -> None:
    """Notes about the head: rows passed over, names made up (`reject_head` tells of tags with loose text)."""
    if head.titles and not head.loose_tags:
        text = " / ".join(" ".join(cell for cell in records[at] if cell) for at in head.titles)
        text = text if len(text) <= 500 else f"{text[:499]}…"
        table.tell("note", ROWS_ABOVE, got=text, want="column names first", cure="Not read as data.")
    if head.header is None and head.tag_row is None and head.first < len(records):
        table.tell(
            "warning",
            "no row of column names",
            got="data in the first row",
            want="column names",
            cure="Columns are numbered; check what each one means.",
        )


def reject_head(table: Table, head: Head, records: Sequence[Record]) -> None:
    """Where the tag row is not clean, the rows around it are counted and rejected, so that none is lost unseen."""
    if not head.loose_tags or head.tag_row is None:
        return
    cure = "Give every column a tag or an empty cell if these columns matter."
    got = ", ".join(head.loose_tags)
    for at in head.titles:
        table.reject(at + 1, records[at], ("row above the column names", "text", "data", "Not read as data."))
    table.reject(head.tag_row + 1, records[head.tag_row], ("text in the row of tags", got, "HXL tags only", cure))


def column_names(cells: Record, width: int) -> tuple[str, ...]:
    """Unique names: white space squeezed, empty ones numbered, repeats numbered.

    >>> column_names(["a", " two  lines ", "", "a"], 5)
    ('a', 'two lines', 'column 3', 'a (2)', 'column 5')
    """
    names: list[str] = []
    taken: set[str] = set()
    for number in range(max(width, len(cells))):
        text = (cells[number] or "") if number < len(cells) else ""
        name = " ".join(text.split())[:200] or f"column {number + 1}"
        unique, count = name, 1
        while unique in taken:
            count += 1
            unique = f"{name} ({count})"
        taken.add(unique)
        names.append(unique)
    return tuple(names)


def _tagged(records: Sequence[Record], tag_row: int, width: int) -> Head:
    cells = records[tag_row]
    tags = [_tag(cell) for cell in cells]
    named = tag_row - 1 if tag_row and _filled(records[tag_row - 1]) else None
    width = max(width, _last(cells))
    header = records[named] if named is not None else [tag or "" for tag in tags]
    names = column_names(header[: max(width, _last(header))], width)
    tags = (tags + [None] * len(names))[: len(names)]
    loose = tuple(cell.strip() for cell in cells if cell and cell.strip() and not _TAG.fullmatch(cell.strip()))
    return Head(names, tuple(tags), named, tag_row, tag_row + 1, tuple(range(named or 0)), loose)


def _tag(cell: str | None) -> str | None:
    text = (cell or "").strip()
    return re.sub(r"\s+", "", text).lower() if _TAG.fullmatch(text) else None


def _is_tags(record: Record) -> bool:
    filled = _filled(record)
    tags = sum(1 for cell in filled if _TAG.fullmatch(cell.strip()))
    return tags > 0 and tags >= _HXL_SHARE * len(filled)


def _filled(record: Record) -> list[str]:
    return [cell for cell in record if cell and cell.strip()]


def _last(record: Record) -> int:
    """The number of cells up to the last that is not empty."""
    return next((at + 1 for at in range(len(record) - 1, -1, -1) if (record[at] or "").strip()), 0)


def _width(records: Sequence[Record]) -> int:
    """The number of columns: the header's, or more where at least half of the records go further."""
    if not records:
        return 0
    reach = sorted(_last(record) for record in records)
    return max(_last(records[0]), reach[(len(reach) - 1) // 2])


def _titles(records: Sequence[Record], width: int) -> int:
    """How many leading records hold one text, or few, while the table proper is wider."""
    counts = Counter(len(_filled(record)) for record in records)
    usual = counts.most_common(1)[0][0] if counts else 0
    if width < 3 or usual < 3:
        return 0
    above = 0
    while above < min(MAX_HEAD, len(records) - 1) and len(_filled(records[above])) <= max(1, usual // 4):
        above += 1
    return above if above < MAX_HEAD else 0


def _is_data(record: Record) -> bool:
    """True for a first row that reads as data: it begins with a number and holds dates, decimals or many numbers."""
    filled = _filled(record)
    if len(filled) < 2 or not _NUMBER.fullmatch((record[0] or "").strip()):
        return False
    numbers = [cell for cell in filled if _NUMBER.fullmatch(cell.strip())]
    values = [cell for cell in filled if _VALUE.fullmatch(cell.strip())]
    return len(numbers) >= 2 and (bool(values) or len(numbers) >= _NUMBER_SHARE * len(filled))
