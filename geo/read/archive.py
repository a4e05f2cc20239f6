"""Zip files from outside: everything that can be known from the directory is checked before a byte is unpacked.

Entries, their names, links, encryption, sizes and ratio are bounded; while unpacking, the real size is bounded again,
because a directory may lie. A zip inside a zip is never opened.
"""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from geo.errors import BadInput
from geo.read.limits import Limits, check, too_much

_CHUNK = 2**20
_ENCRYPTED = 0x1
_TABLES = (".csv", ".tsv", ".tab", ".json", ".geojson", ".geojsonl", ".jsonl", ".ndjson", ".xlsx", ".gpkg", ".gpx")


@contextmanager
def opened(path: Path, name: str, limits: Limits) -> Iterator[zipfile.ZipFile]:
    """The zip at `path`, its directory checked."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check(archive, name, limits)
            yield archive
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        cure = "Save or download the file again."
        raise BadInput("zip file", got=str(error)[:200], want="a whole zip file", where=name, cure=cure) from None


def zip_kind(path: Path, name: str, limits: Limits) -> str:
    """xlsx, kmz, shapefile, filegdb, flowmap or zipped, by the names inside; raises BadInput for anything else."""
    with opened(path, name, limits) as archive:
        names = [entry.filename.lower() for entry in archive.infolist()]
    if "[content_types].xml" in names and any(each.startswith("xl/") for each in names):
        return "xlsx"
    if any(each.endswith(".shp") for each in names):
        return "shapefile"
    if any(".gdb/" in each and each.endswith(".gdbtable") for each in names):
        return "filegdb"
    if any(each.endswith(".kml") for each in names):
        return "kmz"
    if all(any(each.endswith(end) for each in names) for end in ("locations.csv", "flows.csv")):
        return "flowmap"
    if "mimetype" in names and "content.xml" in names:
        cure = "Open it and save it as XLSX or CSV."
        raise BadInput("file", got="an OpenDocument file (ODS)", want="XLSX or CSV", where=name, cure=cure)
    if any(is_table(each) for each in names):
        return "zipped"
    held = ", ".join(names[:3]) or "nothing"
    want = "XLSX, KMZ, or a zip with tables (CSV, JSON), a shapefile, a file geodatabase, or flowmap.blue tables"
    raise BadInput(
        "zip file", got=f"a zip with {held[:200]}", want=want, where=name, cure="Unpack it and choose the file."
    )


def is_table(name: str) -> bool:
    """Whether a file of this name in a zip is read as a table.

    >>> is_table("GEDEvent_v25_1.csv"), is_table("codebook.pdf"), is_table("__MACOSX/._a.csv")
    (True, False, False)
    """
    return name.lower().endswith(_TABLES) and not name.startswith("__MACOSX/")


def members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files of an archive, without folders and the leftovers of macOS."""
    kept = (entry for entry in archive.infolist() if not entry.is_dir())
    return [entry for entry in kept if not entry.filename.startswith("__MACOSX/")]


def unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, name: str, limits: Limits) -> Path:
    """Writes one entry to `target`; stops where it grows beyond what the directory says."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(entry) as source, target.open("wb") as sink:
        for chunk in chunks(source, entry, name, limits):
            sink.write(chunk)
    return target


def chunks(source: IO[bytes], entry: zipfile.ZipInfo, name: str, limits: Limits) -> Iterator[bytes]:
    """The bytes of an entry, at most as many as its directory and the limits say."""
    most = min(limits.max_zip_bytes, entry.file_size)
    got = 0
    while chunk := source.read(_CHUNK):
        got += len(chunk)
        if got > most:
            raise too_much(f"size of {entry.filename[:80]}", got, most, name, "bytes")
        yield chunk


def _check(archive: zipfile.ZipFile, name: str, limits: Limits) -> None:
    entries = archive.infolist()
    check("files in the zip", len(entries), limits.max_zip_entries, name)
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    check("unpacked size", unpacked, limits.max_zip_bytes, name, "bytes")
    if unpacked > limits.free_zip_bytes:
        check("ratio of unpacked to packed", unpacked // max(packed, 1), limits.max_zip_ratio, name)
    for entry in entries:
        if why := _why_not(entry):
            cure = "Pack the files again without it."
            raise BadInput("zip file", got=f"{entry.filename[:80]!r}: {why}", want="plain files", where=name, cure=cure)


def _why_not(entry: zipfile.ZipInfo) -> str:
    parts = PurePosixPath(entry.filename.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or ":" in entry.filename.split("/")[0]:
        return "a name that leads out of the archive"
    mode = entry.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "a link or device"
    if entry.flag_bits & _ENCRYPTED:
        return "encrypted"
    if entry.filename.lower().endswith((".zip", ".kmz", ".7z", ".rar", ".gz")):
        return "an archive inside the archive"
    return ""
