"""The manifest that a file carries, whatever the format: found by what the file begins with, never by its name.

Files come from outside: what cannot be read has no manifest, and zips are opened within the limits of geo.read.
"""

from __future__ import annotations

import html
import io
import json
import lzma
import re
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from geo.export.data.gpkg import tables_in
from geo.export.data.xlsx import MANIFEST_KEY, MANIFEST_SHEET
from geo.export.data.xlsx_back import words_in
from geo.export.manifest import SEAL
from geo.model import Json

MEMBERS = ("manifest.json", "kharita-manifest.json")
MAX_MEMBER = 2**30
"""Bytes of a member of a zip: the GeoJSON of 100,000 events in a package has 247 million."""
_MAX_STREAM = 256 * 2**20
BROKEN = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, OSError, EOFError, MemoryError,
          RuntimeError, sqlite3.Error, zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error,
          pa.ArrowException)  # fmt: skip
"""What the readers of zips, databases, tables and JSON raise for a file that is damaged."""
_ELEMENT = re.compile(
    r'<(?P<tag>script|metadata)\b[^>]*\bid="kharita-manifest"[^>]*>(?P<text>.*?)</(?P=tag)>'
    r'|<Data name="kharita"><value>(?P<kml>.*?)</value></Data>', re.DOTALL,
)  # fmt: skip


def manifest_in(data: bytes) -> Json | None:
    """The manifest inside the bytes of a file; None where there is none that can be read."""
    for begins, read in _READERS:
        if data.startswith(begins):
            return _read(read, data)
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"{"):
        return _read(_json_member, data)
    return _read(_element, data) if head.startswith(b"<") else None


def manifest_of_text(text: str | bytes) -> Json | None:
    """What lies beside a file that cannot carry one."""
    return _read(json.loads, text)


def _read(read: Callable[[Any], Any], data: Any) -> Json | None:
    try:
        held = read(data)
    except BROKEN:
        return None
    return held if isinstance(held, dict) and SEAL in held else None


def _json_member(data: bytes) -> Any:
    held = json.loads(data.decode("utf-8-sig"))
    return held if SEAL in held else held["kharita"]


def _element(data: bytes) -> Any:
    found = _ELEMENT.search(data.decode("utf-8", "replace"))
    if found is None:
        return None
    text = found["kml"] or found["text"]
    return json.loads(text if found["tag"] == "script" else html.unescape(text))


def _gpkg(data: bytes) -> Any:
    return json.loads(tables_in(data)[1] or "null")


def _parquet(data: bytes) -> Any:
    return json.loads((pq.read_metadata(io.BytesIO(data)).metadata or {})[b"kharita"])


def _zip(data: bytes) -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        for name in MEMBERS:
            if name in names:
                return json.loads(member(archive, name))
        if "doc.kml" in names:
            return _element(member(archive, "doc.kml"))
    rows = words_in(data, MANIFEST_SHEET, member)
    return json.loads("".join(row[1] or "" for row in rows if row[:1] == [MANIFEST_KEY]))


def member(archive: zipfile.ZipFile, name: str) -> bytes:
    """One member of a zip, which may not be larger than MAX_MEMBER."""
    if archive.getinfo(name).file_size > MAX_MEMBER:
        raise ValueError(f"{name} is larger than {MAX_MEMBER} bytes")
    return archive.read(name)


def _png(data: bytes) -> Any:
    """The text chunk "kharita" (iTXt, https://www.w3.org/TR/png-3/#11iTXt)."""
    for kind, body in _chunks(data):
        if kind == b"iTXt" and body.startswith(b"kharita\x00\x00\x00\x00\x00"):
            return json.loads(body[12:])
    return None


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at + 12 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        at += size + 12


def _pdf(data: bytes) -> Any:
    """The attached file: the stream that holds a manifest, deflated or not."""
    for found in re.finditer(rb"stream\r?\n", data):
        rest = data[found.end() :]
        if rest.startswith(b"{"):
            text = rest[: rest.find(b"endstream")]
        else:
            try:
                text = zlib.decompressobj().decompress(rest, _MAX_STREAM)
            except zlib.error:
                continue
        if SEAL.encode() in text:
            return json.loads(text)
    return None


_READERS = (
    (b"PK\x03\x04", _zip), (b"SQLite format 3\x00", _gpkg), (b"PAR1", _parquet), (b"\x89PNG", _png), (b"%PDF", _pdf),
)  # fmt: skip
