"""GeoPackage as a Table, read as the SQLite file that it is: only real tables, never a view, trigger or function.

An authorizer refuses everything but reading the columns of real tables that the file lists as its layers, so SQL that
somebody put into the file cannot run; time and lengths are bounded. See https://www.geopackage.org/spec/.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa

from geo.errors import BadInput
from geo.read.account import counted
from geo.read.batch import Row, batched
from geo.read.crs import Change, change_from
from geo.read.encoding import legacy_text
from geo.read.head import column_names
from geo.read.limits import Limits, check
from geo.read.shapes import Unusable, spot_in_wkb
from geo.read.table import Spot, Table

_OWN = ("gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys")
_ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
_CURE = "Export the layer again, best as GeoPackage or GeoJSON, from the program that made it."
_SHOWN_BLOB = 64


@dataclass(frozen=True, slots=True)
class _Layer:
    """A table of the file: its plain columns, the column of geometry, the number of its reference system."""

    path: Path
    table: str
    columns: tuple[str, ...]
    geometry: str | None
    srs: int | None
    limits: Limits


def open_geopackage(path: Path, name: str, limits: Limits, *, layer: str | None = None) -> Table:
    """The layer asked for, or the first with rows."""
    with _asked(name), closing(_connect(path, limits)) as con:
        listed, left_out = _listed(con, name, limits)
        if layer is not None and layer not in listed:
            want, cure = f"one of {', '.join(listed) or 'none'}", "Choose a layer of this file."
            raise BadInput("layer", got=layer, want=want, where=name, cure=cure)
        if not listed:
            got = f"no table of features{' but ' + left_out[0] if left_out else ''}"
            raise BadInput("GeoPackage", got=got, want="a layer that is a table", where=name, cure=_CURE)
        sizes = {title: _count(con, title) for title in ([layer] if layer else listed)}
        chosen = layer or next((title for title, size in sizes.items() if size), listed[0])
        held = _layer(con, path, chosen, limits)
        crs_text, crs_note = _crs(con, held.srs)
    check("columns", len(held.columns), limits.max_columns, name)
    names, n_in = column_names(held.columns, len(held.columns)), sizes[chosen]
    table = Table(name, "gpkg", f"GeoPackage, layer {chosen}", names, _unread, has_geometry=held.geometry is not None)
    table.n_in = n_in
    if len(listed) > 1 or layer is not None:
        table.layers, table.layer = tuple(listed), chosen
    change = change_from(crs_text, table)
    table.read = lambda table: counted(batched(table, _rows(table, held, change)), table, n_in, limits)
    if left_out:
        got = ", ".join(left_out[:5])
        table.tell("warning", "layers not read", got=got, want="tables", cure="SQL in a file is never run. " + _CURE)
    if crs_note:
        cure = "Read as longitude and latitude in WGS84; check a place that you know."
        table.tell("warning", "coordinate reference system", got=crs_note, want="a known one", cure=cure)
    return table


def _unread(table: Table) -> Iterator[pa.RecordBatch]:
    raise NotImplementedError


class _asked:  # noqa: N801 - reads as a verb where it is used
    """Turns whatever SQLite raises into BadInput."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.Error):
            text = str(error)[:200]
            if "interrupted" in text:
                text = "a question to the file took too long"
            raise BadInput("GeoPackage", got=text, want="a whole GeoPackage", where=self.name, cure=_CURE) from None


def _connect(path: Path, limits: Limits) -> sqlite3.Connection:
    """Read-only, as a file that does not change; functions, views and other tables are refused."""
    con = sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1", uri=True, isolation_level=None)
    con.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, limits.max_value_bytes)
    con.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    con.text_factory = _decoded
    for pragma in ("trusted_schema=OFF", "query_only=ON", "cell_size_check=ON", "mmap_size=0"):
        con.execute(f"PRAGMA {pragma}")
    until = time.monotonic() + limits.max_seconds
    con.set_progress_handler(lambda: time.monotonic() > until, 100_000)
    con.set_authorizer(_authorize)
    return con


def _authorize(action: int, first: str | None, second: str | None, _base: str | None, inner: str | None) -> int:
    """Reading is allowed, unless a view or trigger is behind it; of functions, count alone."""
    if inner is not None:
        return sqlite3.SQLITE_DENY
    if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ):
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION and second == "count":
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and first == "table_xinfo":
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return legacy_text(raw, "cp1252")


def _listed(con: sqlite3.Connection, name: str, limits: Limits) -> tuple[list[str], list[str]]:
    """Tables that the file lists as layers, and what it lists that is no table."""
    kinds = {title: (kind, sql or "") for title, kind, sql in con.execute("SELECT name, type, sql FROM sqlite_master")}
    if any(kinds.get(own, ("", ""))[0] != "table" for own in _OWN[:1]):
        raise BadInput(
            "GeoPackage", got="an SQLite file without gpkg_contents", want="a GeoPackage", where=name, cure=_CURE
        )
    question = "SELECT table_name FROM gpkg_contents WHERE data_type IN ('features', 'attributes')"
    wanted = [str(title) for (title,) in con.execute(question)]
    check("layers", len(wanted), limits.max_layers, name)
    tables = [title for title in wanted if _is_table(*kinds.get(title, ("", "")))]
    return tables, [f"{kinds.get(title, ('missing',))[0]} {title}" for title in wanted if title not in tables]


def _is_table(kind: str, sql: str) -> bool:
    return kind == "table" and not sql.lstrip().upper().startswith("CREATE VIRTUAL")


def _count(con: sqlite3.Connection, table: str) -> int:
    return int(con.execute(f"SELECT count(*) FROM {_quoted(table)}").fetchone()[0])


def _layer(con: sqlite3.Connection, path: Path, table: str, limits: Limits) -> _Layer:
    held = con.execute(f"PRAGMA table_xinfo({_quoted(table)})").fetchall()
    columns = [str(title) for _, title, _, _, _, _, hidden in held if not hidden]  # hidden: computed by SQL
    geometry, srs = None, None
    if con.execute("SELECT count(*) FROM sqlite_master WHERE type='table' AND name=?", (_OWN[1],)).fetchone()[0]:
        question = "SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ?"
        geometry, srs = con.execute(question, (table,)).fetchone() or (None, None)
    geometry = next((title for title in columns if geometry and title.lower() == geometry.lower()), None)
    plain = tuple(title for title in columns if title != geometry)
    return _Layer(path, table, plain, geometry, srs if isinstance(srs, int) else None, limits)


def _crs(con: sqlite3.Connection, srs: int | None) -> tuple[str | None, str]:
    """What the file says about its reference system as text for pyproj, and a note where it says nothing."""
    if srs is None or srs in (0, -1):
        return None, "" if srs is None else "not said"
    if not con.execute("SELECT count(*) FROM sqlite_master WHERE type='table' AND name=?", (_OWN[2],)).fetchone()[0]:
        return f"EPSG:{srs}", ""
    question = "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?"
    organization, number, definition = con.execute(question, (srs,)).fetchone() or ("EPSG", srs, "")
    if str(organization).upper() == "EPSG":
        return f"EPSG:{number}", ""
    return str(definition), ""


def _rows(table: Table, layer: _Layer, change: Change | None) -> Iterator[Row]:
    names = [*layer.columns, *([layer.geometry] if layer.geometry else [])]
    width = len(layer.columns)
    question = f"SELECT {', '.join(map(_quoted, names))} FROM {_quoted(layer.table)}"
    with _asked(table.name), closing(_connect(layer.path, layer.limits)) as con:
        for number, values in enumerate(con.execute(question), start=1):
            cells = [_cell(value) for value in values[:width]]
            try:
                spot = _spot(values[width], change, layer.limits) if layer.geometry else None
            except Unusable as error:
                table.reject(number, cells, error.why)
                continue
            yield number, cells, spot


def _cell(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bytes):
        return value.hex() if len(value) <= _SHOWN_BLOB else f"({len(value):,} bytes)"
    return repr(value) if isinstance(value, float) else str(value)


def _spot(blob: Any, change: Change | None, limits: Limits) -> Spot:
    """The spot of a geometry in GeoPackage's binary form (clause 2.1.3 of the standard)."""
    if blob is None:
        return Spot(None, None, None)
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < 8:
        raise Unusable("geometry", "no GeoPackage geometry", "one", "Mend this feature.")
    size = _ENVELOPES.get((blob[3] >> 1) & 7)
    if size is None:
        raise Unusable("geometry", "an envelope of unknown kind", "a GeoPackage geometry", "Mend this feature.")
    return spot_in_wkb(blob[8 + size :], change, limits.max_vertices)


def _quoted(identifier: str) -> str:
    """An identifier of the file in quotes; it was read from the file's own list of tables and columns."""
    doubled = identifier.replace('"', '""')
    return f'"{doubled}"'
