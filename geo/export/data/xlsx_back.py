"""The cells of a workbook of ours, read back as texts, for verifying and for the manifest in it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from xml.sax.saxutils import unescape

_ROW = re.compile(r"<row[^>]*>(.*?)</row>", re.DOTALL)
_C = re.compile(r"<c(?: t=\"(?P<kind>\w+)\")?(?: s=\"\d+\")?(?:/>|>(?P<body>.*?)</c>)", re.DOTALL)
_T = re.compile(r"<(?:v|t xml:space=\"preserve\")>(.*?)</(?:v|t)>", re.DOTALL)
_SHARED = "xl/sharedStrings.xml"
Read = Callable[[zipfile.ZipFile, str], bytes]


def sheets_in(data: bytes, read: Read = zipfile.ZipFile.read) -> dict[str, list[list[str | None]]]:
    """The cells of every sheet of a workbook of ours, by name, as texts of their values; days are numbers.

    `read` takes a member out of a zip, and may refuse one.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        shared = [_text(each) for each in _T.findall(read(archive, _SHARED).decode())]
        return {name: _texts(read(archive, part), shared) for name, part in _parts(archive, read).items()}


def words_in(data: bytes, name: str, read: Read = zipfile.ZipFile.read) -> list[list[str | None]]:
    """The same of one sheet without a table, whose texts stand in its cells; none where there is no such sheet."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = _parts(archive, read).get(name)
        return [] if part is None else _texts(read(archive, part), ())


def _parts(archive: zipfile.ZipFile, read: Read) -> dict[str, str]:
    """The members that hold the sheets, by the names of these."""
    names = re.findall(r'<sheet name="([^"]*)"', read(archive, "xl/workbook.xml").decode())
    return {unescape(name): f"xl/worksheets/sheet{n}.xml" for n, name in enumerate(names, 1)}


def _texts(sheet: bytes, shared: Sequence[str]) -> list[list[str | None]]:
    return [[_value(cell, shared) for cell in _C.finditer(row)] for row in _ROW.findall(sheet.decode())]


def _value(cell: re.Match[str], shared: Sequence[str]) -> str | None:
    found = _T.search(cell["body"]) if cell["body"] else None
    if found is None:
        return None
    return shared[int(found[1])] if cell["kind"] == "s" else _text(found[1])


def _text(raw: str) -> str:
    return unescape(raw, {"&quot;": '"'}).replace("_x005F_", "_")
