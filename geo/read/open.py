"""Any outside file in, a Table out: the one door for what people drop on the page or name on the command line.

The format is told by content and name together; a file that cannot be used raises BadInput, whatever is wrong with
it. A new format is a module, a row in `TABLE_READERS`, and its ends of names in `geo.read.sniff`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

import pyarrow as pa

from geo.errors import BadInput
from geo.read.encoding import Blocks, sniff_encoding
from geo.read.gzipped import is_gzip, unpack
from geo.read.limits import LIMITS, Limits, check
from geo.read.own_flows import regrouped
from geo.read.scratch import Scratch
from geo.read.sniff import check_format, safe_name, sniff
from geo.read.table import Table

TableReader = Callable[[Path, str, Limits, str | None], Table]
"""(path, name, limits, layer) → table."""


def open_table(
    path: Path, name: str, *, format: str | None = None, layer: str | None = None, limits: Limits = LIMITS
) -> Table:
    """The table of the file at `path` that its owner calls `name`.

    `format` overrides what the name says (never what the content is); `layer` chooses a sheet or layer. Raises BadInput
    for a file that cannot be used. Rows are read, and rows that cannot be read told, by `Table.batches`.
    """
    name = safe_name(name)
    check("size of the file", path.stat().st_size, limits.max_bytes, name, "bytes")
    if is_gzip(path, name):
        return _in_gzip(path, name, limits, format, layer)
    form = sniff(path, name, limits) if format is None else check_format(path, name, format, limits)
    table = TABLE_READERS[form](path, name, limits, layer)
    if layer is not None and table.layer != layer:
        held = ", ".join(table.layers) or "one layer without a name"
        raise BadInput("layer", got=layer, want=f"one of {held}", where=name, cure="Choose a layer of this file.")
    if layer is None and table.layer is not None and len(table.layers) > 1:
        others = ", ".join(each for each in table.layers if each != table.layer)
        cure = "Choose another on the Data page, or with --layer."
        table.tell("warning", "other layers or sheets", got=others[:300], want=f"only {table.layer} is read", cure=cure)
    return regrouped(table, limits)


def _reader(module: str, *, layered: bool = True, in_utf8: bool = False, **options: bool) -> TableReader:
    """The function open_<format> of a module of geo.read, imported with its first file: each brings libraries."""
    module, _, form = module.partition(":")

    def read(path: Path, name: str, limits: Limits, layer: str | None) -> Table:
        opener: Callable[..., Table] = getattr(import_module(f"geo.read.{module}"), f"open_{form or module}")
        chosen = {"layer": layer, **options} if layered else options
        if in_utf8:
            return _in_utf8(path, name, limits, lambda plain: opener(plain, name, limits, **chosen))
        return opener(path, name, limits, **chosen)

    return read


def _in_gzip(path: Path, name: str, limits: Limits, form: str | None, layer: str | None) -> Table:
    """A table of text that was packed; the unpacked copy stays as long as the table does."""
    scratch, inner = unpack(path, name, limits)
    table = open_table(inner, name[: -len(".gz")], format=form, layer=layer, limits=limits)
    read = table.read

    def keeping(table: Table) -> Iterator[pa.RecordBatch]:
        scratch.keep(inner)
        return read(table)

    return replace(table, name=name, read=keeping)


def _in_utf8(path: Path, name: str, limits: Limits, opener: Callable[[Path], Table]) -> Table:
    """JSON must be UTF-8; a file in another encoding is read from a copy that is, and says so."""
    check("size of the file", path.stat().st_size, limits.max_json_bytes, name, "bytes")
    encoding = sniff_encoding(path)
    if encoding.codec == "utf-8":
        return opener(path)
    scratch = Scratch()
    copy = scratch.path / "utf8.json"
    with copy.open("wb") as file:
        file.writelines(Blocks(path, encoding))
    table = opener(copy)
    table.tell("note", "encoding", got=encoding.words, want="UTF-8", cure=f"Read as {encoding.words}.")
    read = table.read

    def keeping(table: Table) -> Iterator[pa.RecordBatch]:
        scratch.keep(copy)
        return read(table)

    return replace(table, read=keeping)


TABLE_READERS: Mapping[str, TableReader] = MappingProxyType(
    {
        "csv": _reader("delimited", layered=False),
        "xlsx": _reader("xlsx"),
        "json": _reader("json_table:json", in_utf8=True),
        "geojson": _reader("geojson", in_utf8=True),
        "geojsonl": _reader("geojson", in_utf8=True, lines=True),
        "gpkg": _reader("geopackage"),
        "kml": _reader("kml", layered=False),
        "kmz": _reader("kml:kmz", layered=False),
        "shapefile": _reader("ogr:shapefile"),
        "filegdb": _reader("ogr:filegdb"),
        "geoparquet": _reader("geoparquet", layered=False),
        "gpx": _reader("gpx"),
        "flowmap": _reader("flowmap_blue:flowmap_zip", layered=False),
        "zipped": _reader("zipped"),
    }
)
"""Format → how it is opened."""
