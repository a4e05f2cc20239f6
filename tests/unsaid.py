"""Looks for a point in all bytes of a file, packed or not, in the ways in which a point is written down."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator

import pyarrow.parquet as pq
import pyproj

from geo.export.data.gpkg import tables_in
from geo.mercator import to_mercator

_ZONES = ("EPSG:32636", "EPSG:32637", "EPSG:3857")


def assert_unsaid(made: bytes, numbers: Iterable[str]) -> None:
    """No byte of a file, packed or not, holds any of these coordinates: as text in several roundings, as a number."""
    held = made + b"".join(unpacked(made))
    for number in numbers:
        exact = float(number)
        for digits in (number, *(f"{exact:.{places}f}" for places in (5, 6)), number[:8]):
            assert digits.encode() not in held
            assert digits.replace(".", ",").encode() not in held
        assert _sixty(exact).encode() not in held
        for order in "<>":
            assert struct.pack(f"{order}d", exact) not in held
            assert struct.pack(f"{order}d", round(exact, 4)) not in held
            assert struct.pack(f"{order}f", exact) not in held


def assert_point_unsaid(made: bytes, lat: str, lon: str) -> None:
    """The same for a point, also in metres of UTM and Web Mercator and in the units of the map."""
    assert_unsaid(made, (lat, lon))
    held = made + b"".join(unpacked(made))
    for zone in _ZONES:
        for metres in pyproj.Transformer.from_crs("EPSG:4326", zone, always_xy=True).transform(float(lon), float(lat)):
            for text in (f"{metres:.0f}", str(int(metres))):
                assert text.encode() not in held, f"{zone}: {text}"
            for order in "<>":
                assert struct.pack(f"{order}d", metres) not in held
    x, y = to_mercator(float(lon), float(lat))
    assert struct.pack("<II", x, y) not in held


def _sixty(degrees: float) -> str:
    """Degrees, minutes and seconds.

    >>> _sixty(36.58487)
    '36°35′06'
    """
    minutes, seconds = divmod(round(degrees * 3600), 60)
    return f"{minutes // 60}°{minutes % 60:02d}′{seconds:02d}"


def unpacked(data: bytes) -> Iterator[bytes]:
    """What is packed inside: members of a zip, and what is packed in those; deflated streams of a PDF; the columns of a
    Parquet file and the cells of a database; the chunks of texts of a PNG."""
    if data.startswith(b"PAR1"):
        for row in pq.read_table(io.BytesIO(data)).to_pylist():
            yield from (each if isinstance(each, bytes) else repr(each).encode() for each in row.values())
            yield from (struct.pack("<d", each) for each in row.values() if isinstance(each, float))
        return
    if data.startswith(b"SQLite"):
        for rows in tables_in(data)[0].values():
            for row in rows:
                yield from (each if isinstance(each, bytes) else str(each).encode() for each in row.values())
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                yield (inner := archive.read(member))
                yield from unpacked(inner)
        return
    for found in re.finditer(rb"stream\r?\n", data):
        try:
            yield zlib.decompressobj().decompress(data[found.end() :])
        except zlib.error:
            continue
