"""The rows of an XLSX sheet that hold anything, counted on the bytes of its XML, apart from the library that reads it.

Also told: the highest row number, whether there are formulas, and how many cells are merged.
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
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s")
_MAX_SHARED = 256 * 2**20


@dataclass(slots=True)
class SheetCount:
    """`rows` are the numbers of the rows that hold something, in order."""

    rows: list[int] = field(default_factory=list)
    has_formulas: bool = False
    n_merged: int = 0


def count_sheet(archive: zipfile.ZipFile, member: str, name: str, limits: Limits) -> SheetCount:
    """Counts one sheet; raises BadInput where its rows have numbers that no sheet has."""
    blank = _blank_texts(archive, name, limits)
    count, last = SheetCount(), 0
    for piece in _pieces(archive, member, name, limits):
        count.has_formulas = count.has_formulas or bool(_FORMULA.search(piece))
        count.n_merged += len(_MERGED.findall(piece))
        *empty, row = _ROW.finditer(piece) if b"row" in piece else [None]
        last += len(empty)
        if row is None:
            continue
        number = _NUMBER.search(row[1])
        last = int(number[1]) if number else last + 1
        check("row of the sheet", last, MAX_ROW, name)
        if any(_holds(cell, blank) for cell in _CELL.finditer(piece, row.end())):
            count.rows.append(last)
    return count


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
