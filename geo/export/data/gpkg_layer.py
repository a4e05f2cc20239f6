"""One layer of a GeoPackage, written by GDAL from Arrow; also a program of its own for large ones.

GDAL by way of pyogrio (0.13) holds Python's lock while it writes, so a large file is written by a second process, which
gets the rows through its standard input: for each layer a line of JSON (name, geometry), then an Arrow IPC stream. The
program imports nothing of Kharita: it starts in a fraction of a second.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyogrio
import pyogrio.raw

GEOMETRY = "geometry"
pyogrio.set_gdal_config_options({"OGR_SQLITE_SYNCHRONOUS": "OFF"})
"""A file that is read back at once and thrown away need not wait for the disk."""


def write_layer(path: Path, name: str, geometry: str | None, rows: Any, *, append: bool) -> None:
    """Adds a layer (a table where `geometry` is None) with the `rows`, an Arrow table or a reader of batches."""
    own = {"ASPATIAL_VARIANT": "GPKG_ATTRIBUTES"}
    spatial: dict[str, Any] = {}
    if geometry:
        own = {"GEOMETRY_NAME": GEOMETRY}
        spatial = {"geometry_name": GEOMETRY, "geometry_type": geometry, "crs": "EPSG:4326"}
    pyogrio.raw.write_arrow(
        rows, path, layer=name, driver="GPKG", append=append, dataset_options={"VERSION": "1.3"},
        layer_options={"FID": "fid", **own}, **spatial,
    )  # fmt: skip


def main(path: Path) -> None:
    """Writes the layers that come in."""
    coming, append = sys.stdin.buffer, False
    while line := coming.readline():
        told = json.loads(line)
        with pa.ipc.open_stream(coming) as rows:
            write_layer(path, told["name"], told["geometry"], rows, append=append)
        append = True


if __name__ == "__main__":
    main(Path(sys.argv[1]))
