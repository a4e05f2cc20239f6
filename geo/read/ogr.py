"""Shapefiles and file geodatabases in a zip as Tables: unpacked under our own names, read by GDAL in another process.

GDAL gets one driver and one folder of ours, never a name or path from inside the file. The records of a shapefile are
counted in its .dbf by ourselves; those of a geodatabase by the index of its table.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from geo.errors import BadInput
from geo.read import apart
from geo.read.account import counted
from geo.read.archive import members, opened, unpack
from geo.read.batch import batched
from geo.read.crs import change_from
from geo.read.encoding import legacy_codec
from geo.read.head import column_names
from geo.read.limits import Limits, check
from geo.read.scratch import Scratch
from geo.read.table import Table
from geo.read.wkb import rows_of

_PARTS = ("shp", "shx", "dbf", "prj", "cpg")
_DELETED = ord("*")
_LANGUAGE = 29
"""The byte of a .dbf that names its code page, 0 where it does not."""
_CURE = "Export the layer again, best as GeoPackage, from the program that made it."


@dataclass(frozen=True, slots=True)
class _Source:
    """What GDAL is asked for, and what people are told: `title` is the layer's name in the file."""

    request: dict[str, Any]
    scratch: Scratch
    form: str
    words: str
    layers: tuple[str, ...]
    title: str


def open_shapefile(path: Path, name: str, limits: Limits, *, layer: str | None = None) -> Table:
    """The shapefile asked for, or the first, of the zip at `path`."""
    scratch = Scratch()
    with opened(path, name, limits) as archive:
        found = _shapefiles(archive)
        title = _chosen(list(found), layer, name)
        for part, entry in found[title].items():
            unpack(archive, entry, scratch.path / f"layer.{part}", name, limits)
    if "shx" not in found[title]:
        got, want = f"{title} without .shx", ".shp, .shx and .dbf together"
        raise BadInput("shapefile", got=got, want=want, where=name, cure=_CURE)
    encoding, n_in = _encoding(scratch.path, name), count_records(scratch.path / "layer.dbf")
    request = _request("ESRI Shapefile", scratch.path / "layer.shp", "layer", encoding, limits)
    if n_in is None:
        n_in = ((scratch.path / "layer.shx").stat().st_size - 100) // 8
    source = _Source(request, scratch, "shapefile", f"Shapefile {title}", tuple(found), title)
    table = _table(source, name, limits, layer, n_in)
    if "dbf" not in found[title]:
        got, cure = "no .dbf", "The file says where, but not what or when: add the .dbf to the zip."
        table.tell("warning", "columns", got=got, want="a .dbf file", cure=cure)
    if "prj" not in found[title]:
        got, cure = "no .prj", "Read as longitude and latitude in WGS84; check a place that you know."
        table.tell("warning", "coordinate reference system", got=got, want="a .prj file", cure=cure)
    return table


def open_filegdb(path: Path, name: str, limits: Limits, *, layer: str | None = None) -> Table:
    """The layer asked for, or the first with rows, of the file geodatabase in the zip at `path`."""
    scratch = Scratch()
    with opened(path, name, limits) as archive:
        inside = [entry for entry in members(archive) if ".gdb/" in entry.filename.lower()]
        folders = {entry.filename.lower().partition(".gdb/")[0] for entry in inside}
        if len(folders) > 1:
            got, cure = f"{len(folders)} geodatabases", "Put one into each zip."
            raise BadInput("file geodatabase", got=got, want="one", where=name, cure=cure)
        for entry in inside:
            base = PurePosixPath(entry.filename).name
            if re.fullmatch(r"[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*", base):
                unpack(archive, entry, scratch.path / "layers.gdb" / base, name, limits)
    request = _request("OpenFileGDB", scratch.path / "layers.gdb", layer, None, limits)
    held = apart.about({**request, "layer": None}, name, limits)
    check("layers", len(held["layers"]), limits.max_layers, name)
    title = _chosen(held["layers"], layer or held["layer"], name)
    source = _Source(
        request | {"layer": title}, scratch, "filegdb", f"File geodatabase, layer {title}", tuple(held["layers"]), title
    )
    return _table(source, name, limits, layer, None)


def count_records(dbf: Path) -> int | None:
    """The records of a .dbf that are not marked as deleted, by its bytes; None where there is no .dbf."""
    if not dbf.exists():
        return None
    data = np.memmap(dbf, np.uint8, "r") if dbf.stat().st_size > 32 else np.zeros(32, np.uint8)
    header, length = (int(data[at]) + 256 * int(data[at + 1]) for at in (8, 10))
    if not length or header > len(data):
        return 0
    said = int.from_bytes(data[4:8].tobytes(), "little")
    flags = data[header::length][: min(said, (len(data) - header) // length)]
    return int(np.count_nonzero(flags != _DELETED))


def _table(source: _Source, name: str, limits: Limits, layer: str | None, n_in: int | None) -> Table:
    held = apart.about(source.request, name, limits)
    total = held["n"] if n_in is None else n_in
    check("rows", total, limits.max_rows, name)
    check("columns", len(held["columns"]), limits.max_columns, name)
    names = column_names(held["columns"], len(held["columns"]))

    def read(table: Table) -> Any:
        source.scratch.keep(source.scratch.path)
        rows = apart.rows(source.request | {"columns": held["columns"]}, name, limits)
        return counted(batched(table, rows_of(table, rows, change, limits)), table, total, limits)

    table = Table(name, source.form, source.words, names, read, has_geometry=held["kind"] is not None)
    if len(source.layers) > 1 or layer is not None:
        table.layers, table.layer = source.layers, source.title
    table.n_in = total
    change = change_from(held["crs"], table)
    return table


def _request(driver: str, path: Path, layer: str | None, encoding: str | None, limits: Limits) -> dict[str, Any]:
    return {
        "reader": "gdal",
        "driver": driver,
        "path": str(path),
        "layer": layer,
        "encoding": encoding,
        "max_layers": limits.max_layers,
    }


def _shapefiles(archive: zipfile.ZipFile) -> dict[str, dict[str, zipfile.ZipInfo]]:
    """Each .shp of an archive with the files that belong to it, by its name without folders."""
    parts: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for entry in members(archive):
        stem, _, end = entry.filename.rpartition(".")
        if end.lower() in _PARTS:
            parts.setdefault(stem.lower(), {})[end.lower()] = entry
    found: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for held in parts.values():
        if "shp" in held:
            title = PurePosixPath(held["shp"].filename).stem
            found[title if title not in found else held["shp"].filename] = held
    return found


def _chosen(titles: Sequence[str], layer: str | None, name: str) -> str:
    if not titles or (layer is not None and layer not in titles):
        want, cure = f"one of {', '.join(titles)[:500] or 'none'}", "Choose a layer of this file."
        raise BadInput("layer", got=layer, want=want, where=name, cure=cure)
    return layer or titles[0]


def _encoding(folder: Path, name: str) -> str | None:
    """The encoding of the cells by evidence, where the file names none; UTF-16, which GDAL cannot read, is refused."""
    held = folder / "layer.cpg"
    text = held.read_bytes()[:40].decode("ascii", "replace").strip().upper() if held.exists() else ""
    start = _sample(folder / "layer.dbf")
    if "UTF-16" in text or "UTF16" in text or "UCS-2" in text or start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        cure = "Save the shapefile again with UTF-8, or export it as GeoPackage."
        raise BadInput("text of the .dbf", got="UTF-16", want="UTF-8 or a code page of one byte", where=name, cure=cure)
    if text or not start or start[_LANGUAGE : _LANGUAGE + 1] != b"\0":
        return None  # the file says it, and GDAL knows how
    # The header holds numbers: its bytes say nothing about text.
    cells = start[int.from_bytes(start[8:10], "little") :]
    try:
        cells.decode("utf-8")
    except UnicodeDecodeError as error:
        cut = error.start >= len(cells) - 4
        return "UTF-8" if cut else legacy_codec(cells).upper()
    return "UTF-8"


def _sample(dbf: Path) -> bytes:
    if not dbf.exists():
        return b""
    with dbf.open("rb") as file:
        return file.read(2**20)
