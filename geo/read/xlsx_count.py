"""The rows of an XLSX sheet that hold anything, counted on the bytes of its XML, apart from the library that reads it.

Also told: whether there are formulas, which cells are merged, and how many rows and columns a person does not see.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from geo.errors import BadInput
from geo.read.archive import chunks
from geo.read.limits import Limits, check
from geo.read.xml_nodes import nodes

MAX_ROW = 1_048_576
_ROW_END = re.compile(rb"</(?:\w+:)?row\s*>")
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*[^/>]|)>(.*?)</(?:\w+:)?c\s*>", re.DOTALL)
_NUMBER = re.compile(rb'\br="(\d+)"')
_MARKUP = re.compile(rb"<[^>]*>")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_HIDDEN = re.compile(rb"""\shidden=["'](1|true)["']""")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s([^>]*)>")
_SPAN = re.compile(rb'\s?(min|max)="(\d+)"')
_MAX_COLUMN = 16_384
_MOST_MERGED = 100_000
_MAX_SHARED = 256 * 2**20


@dataclass(slots=True)
class SheetCount:
    """`rows` are the numbers of the rows that hold something, in order."""

    rows: list[int] = field(default_factory=list)
    has_formulas: bool = False
    n_merged: int = 0
    n_hidden_rows: int = 0
    n_hidden_columns: int = 0
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First row, first column, last row, last column of merged cells, all from 1."""

    @property
    def hidden(self) -> str:
        """What a person does not see in the program that made it, in words; "" where nothing is hidden."""
        parts = {"rows": self.n_hidden_rows, "columns": self.n_hidden_columns}
        return " and ".join(f"{n:,} {name if n > 1 else name[:-1]}" for name, n in parts.items() if n)


def count_sheet(archive: zipfile.ZipFile, member: str, name: str, limits: Limits) -> SheetCount:
    """Counts one sheet; raises BadInput where its rows have numbers that no sheet has."""
    blank = _blank_texts(archive, name, limits)
    count, last = SheetCount(), 0
    for piece in _pieces(archive, member, name, limits):
        count.has_formulas = count.has_formulas or bool(_FORMULA.search(piece))
        _take_merged(count, piece)
        if not last:
            count.n_hidden_columns += sum(map(_width, _COLUMN.findall(piece)))
        *empty, row = _ROW.finditer(piece) if b"row" in piece else [None]
        last += len(empty)
        if row is None:
            continue
        number = _NUMBER.search(row[1])
        last = int(number[1]) if number else last + 1
        check("row of the sheet", last, MAX_ROW, name)
        if any(_holds(cell, blank) for cell in _CELL.finditer(piece, row.end())):
            count.rows.append(last)
            count.n_hidden_rows += bool(_HIDDEN.search(row[1]))
    return count


def _take_merged(count: SheetCount, piece: bytes) -> None:
    for first, top, last, bottom in _MERGED.findall(piece):
        count.n_merged += 1
        if len(count.merged) < _MOST_MERGED:
            count.merged.append((int(top), _column(first), int(bottom), _column(last)))


def _column(letters: bytes) -> int:
    """
    >>> _column(b"A"), _column(b"AB")
    (1, 28)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _width(attributes: bytes) -> int:
    """How many columns a hidden `col` stands for; a span to the last column of all hides nothing that is used."""
    if not _HIDDEN.search(b" " + attributes):
        return 0
    span = {key: int(value) for key, value in _SPAN.findall(attributes)}
    first, last = span.get(b"min", 1), span.get(b"max", 1)
    return 0 if last >= _MAX_COLUMN or last < first else last - first + 1


def hidden_sheets(archive: zipfile.ZipFile, name: str, limits: Limits) -> frozenset[str]:
    """The titles of sheets that a person does not see."""
    with archive.open("xl/workbook.xml") as file:
        found = [node.attributes for node in nodes(file, frozenset({"sheet"}), name, limits)]
    return frozenset(each.get("name", "") for each in found if each.get("state") in {"hidden", "veryHidden"})


def sheet_members(archive: zipfile.ZipFile, name: str, limits: Limits) -> dict[str, str]:
    """Title of each worksheet → its member of the zip, in the order of the workbook."""
    links: dict[str, str] = {}
    with archive.open("xl/_rels/workbook.xml.rels") as file:
        for node in nodes(file, frozenset({"Relationship"}), name, limits):
            target = node.attributes.get("Target", "")
            links[node.attributes.get("Id", "")] = posixpath.normpath(posixpath.join("xl", target)).lstrip("/")
    found: dict[str, str] = {}
    with archive.open("xl/workbook.xml") as file:
        for node in nodes(file, frozenset({"sheet"}), name, limits):
            member = links.get(node.attributes.get("id", ""), "")
            if member in archive.namelist() and "worksheets" in member:
                found[node.attributes.get("name", "")] = member
    return found


def _pieces(archive: zipfile.ZipFile, member: str, name: str, limits: Limits) -> Iterator[bytes]:
    """The XML of a sheet, cut behind each row."""
    rest = b""
    with archive.open(member) as file:
        for chunk in chunks(file, archive.getinfo(member), name, limits):
            *whole, rest = _ROW_END.split(rest + chunk)
            yield from whole
            check("one row of the sheet", len(rest), limits.max_value_bytes, name, "bytes")
    yield rest


def _holds(cell: re.Match[bytes], blank: frozenset[int]) -> bool:
    inside = cell[2]
    if _FORMULA.search(inside):
        return True
    text = _MARKUP.sub(b"", inside).strip()
    if b't="s"' in cell[1] and text.isdigit():
        return int(text) not in blank
    return bool(text)


def _blank_texts(archive: zipfile.ZipFile, name: str, limits: Limits) -> frozenset[int]:
    """Numbers of the shared texts that are nothing but white space."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return frozenset()
    entry = archive.getinfo("xl/sharedStrings.xml")
    check("size of the shared texts", entry.file_size, _MAX_SHARED, name, "bytes")
    with archive.open(entry) as file:
        texts = enumerate(nodes(file, frozenset({"si"}), name, limits))
        return frozenset(number for number, node in texts if not any(part.text for part in node.find("t")))


def no_sheet(name: str, got: str, want: str = "a workbook with cells") -> BadInput:
    """The refusal of a workbook."""
    return BadInput("XLSX", got=got, want=want, where=name, cure="Save the file again as XLSX, or as CSV.")
