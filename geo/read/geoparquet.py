"""GeoParquet (and plain Parquet) as a Table: sizes by the file's metadata first, then rows from another process.

Geometry is the primary column of the "geo" metadata, in WKB or as points; see
https://geoparquet.org/releases/v1.1.0/. A file without that metadata is a table without geometry.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from geo.errors import BadInput
from geo.read import apart
from geo.read.account import counted
from geo.read.batch import batched
from geo.read.crs import change_from
from geo.read.head import column_names
from geo.read.limits import Limits, check
from geo.read.table import Table
from geo.read.wkb import rows_of

_READ = ("wkb", "point")


def open_geoparquet(path: Path, name: str, limits: Limits) -> Table:
    """The table of the Parquet file at `path`."""
    request = {"reader": "parquet", "path": str(path)}
    held = apart.about(request, name, limits)
    check("rows", held["n"], limits.max_rows, name)
    check("columns", len(held["columns"]), limits.max_columns, name)
    check("unpacked size", sum(held["sizes"]), limits.max_parquet_bytes, name, "bytes")
    check("unpacked size of a row group", max(held["sizes"], default=0), limits.max_group_bytes, name, "bytes")
    geometry, crs_text = _geometry(held["geo"], held["columns"], name)
    columns = [column for column in held["columns"] if column != geometry]
    words = "GeoParquet" if geometry else "Parquet"
    names = column_names(columns, len(columns))
    whole = {**request, "columns": columns, "geometry": geometry}
    n_in = sum(held["rows"])

    def read(table: Table) -> Any:
        rows = rows_of(table, apart.rows(whole, name, limits), change, limits)
        return counted(batched(table, rows), table, n_in, limits)

    table = Table(name, "geoparquet", words, names, read, has_geometry=geometry is not None)
    table.n_in = n_in
    change = change_from(crs_text, table)
    return table


def _geometry(geo: Any, columns: list[str], name: str) -> tuple[str | None, str | None]:
    """The column of geometry, and its reference system as text; without one in the metadata it is WGS84."""
    if not isinstance(geo, dict):
        return None, None
    primary = geo.get("primary_column")
    held = geo.get("columns", {}).get(primary) if isinstance(geo.get("columns"), dict) else None
    if primary not in columns or not isinstance(held, dict) or str(held.get("encoding")).lower() not in _READ:
        got = f"column {primary!r} in the encoding {held.get('encoding') if isinstance(held, dict) else None!r}"
        cure = "Write the file again with geometry in WKB."
        raise BadInput("GeoParquet", got=got, want="geometry in WKB, or points", where=name, cure=cure)
    crs = held.get("crs")
    return str(primary), json.dumps(crs) if crs else None
