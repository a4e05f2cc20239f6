"""GeoPackage: layers with geometry, tables without, styles that QGIS opens by itself, and the manifest as metadata.

Layers are written by GDAL from Arrow (days stay days, whole numbers whole), the rest by SQL. The same tables and day
give the same bytes: the time of change that GDAL writes is replaced by the day of production. See
https://www.geopackage.org/spec131/ and, for `layer_styles`, the QGIS manual on saving styles in a database.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa

from geo.export.data.gpkg_layer import GEOMETRY, write_layer
from geo.model import Json

_METADATA = """
CREATE TABLE gpkg_metadata (
    id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset',
    md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT '');
CREATE TABLE gpkg_metadata_reference (
    reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER,
    timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), md_file_id INTEGER NOT NULL,
    md_parent_id INTEGER, CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
    CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id));
"""
_STYLES = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
    f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
    useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME)
"""
STANDARD = "urn:kharita:manifest:1"


@dataclass(frozen=True, slots=True)
class Layer:
    """One table of a file. `geometry` is an OGC type ("Point" …) or None for a table without; `qml` is its style."""

    name: str
    title: str
    words: str
    table: pa.Table
    geometry: str | None = None
    qml: str | None = None


def geopackage(layers: Sequence[Layer], manifest: Json, produced_on: date) -> bytes:
    """The file with its layers in this order; the first one has geometry."""
    with TemporaryDirectory(prefix="kharita-") as folder:
        path = Path(folder) / "layers.gpkg"
        write_geopackage(path, layers, manifest, produced_on)
        return path.read_bytes()


def write_geopackage(path: Path, layers: Sequence[Layer], manifest: Json, produced_on: date) -> None:
    """The same at a path where nothing is yet: GDAL adds layers to files on a disk only."""
    for number, layer in enumerate(layers):
        write_layer(path, layer.name, layer.geometry, layer.table, append=number > 0)
    complete(path, layers, manifest, produced_on)


def complete(path: Path, layers: Sequence[Layer], manifest: Json, produced_on: date) -> None:
    """Adds manifest, styles and words to a file in which GDAL has written the layers."""
    with closing(sqlite3.connect(path)) as con:
        con.execute("PRAGMA journal_mode = MEMORY")
        con.execute("PRAGMA synchronous = OFF")
        con.executescript(_METADATA)
        _add_metadata(con, manifest)
        _add_styles(con, layers)
        _describe(con, layers, f"{produced_on.isoformat()}T00:00:00.000Z")
        con.commit()
    _settle(path)


def _settle(path: Path) -> None:
    """Sets the counter of changes in the head of the file, which depends on how fast GDAL was, and the version that it
    was valid for (https://www.sqlite.org/fileformat.html#file_change_counter)."""
    with path.open("r+b") as file:
        for at in (24, 92):
            file.seek(at)
            file.write((1).to_bytes(4, "big"))


def _add_metadata(con: sqlite3.Connection, manifest: Json) -> None:
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    con.execute("INSERT INTO gpkg_metadata VALUES (1, 'dataset', ?, 'application/json', ?)", [STANDARD, text])
    con.execute(
        "INSERT INTO gpkg_metadata_reference (reference_scope, timestamp, md_file_id) VALUES ('geopackage', ?, 1)",
        [f"{manifest['produced_on']}T00:00:00.000Z"],
    )
    definition = "http://www.geopackage.org/spec131/#extension_metadata"
    con.executemany(
        "INSERT INTO gpkg_extensions VALUES (?, NULL, 'gpkg_metadata', ?, 'read-write')",
        [(name, definition) for name in ("gpkg_metadata", "gpkg_metadata_reference")],
    )


def _add_styles(con: sqlite3.Connection, layers: Sequence[Layer]) -> None:
    con.execute(_STYLES)
    con.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
        "VALUES ('layer_styles', 'attributes', 'layer_styles', 0)"
    )
    rows = [(layer.name, GEOMETRY, layer.title[:30], layer.qml, layer.words) for layer in layers if layer.qml]
    con.executemany(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, "
        "styleQML, styleSLD, useAsDefault, description, owner) VALUES ('', '', ?, ?, ?, ?, '', 1, ?, '')",
        rows,
    )


def _describe(con: sqlite3.Connection, layers: Sequence[Layer], when: str) -> None:
    con.executemany(
        "UPDATE gpkg_contents SET identifier = ?, description = ? WHERE table_name = ?",
        [(layer.title, layer.words, layer.name) for layer in layers],
    )
    con.execute("UPDATE gpkg_contents SET last_change = ?", [when])
    con.execute("UPDATE layer_styles SET update_time = ?", [when])


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def tables_in(data: bytes) -> tuple[dict[str, list[dict[str, Any]]], str | None]:
    """The rows of each layer and table of a file, and the text of the manifest in it; for comparing.

    Raises sqlite3.Error where it is no database.
    """
    with closing(sqlite3.connect(":memory:")) as con:
        con.deserialize(data)
        con.row_factory = sqlite3.Row
        named = "SELECT table_name FROM gpkg_contents WHERE table_name <> 'layer_styles' ORDER BY rowid"
        names = [row[0] for row in con.execute(named)]
        held = {name: [dict(row) for row in con.execute(f"SELECT * FROM {_quoted(name)}")] for name in names}
        told = con.execute("SELECT metadata FROM gpkg_metadata WHERE mime_type = 'application/json'").fetchone()
    return held, told[0] if told else None
