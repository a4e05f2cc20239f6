"""Asks `geo.read.worker`, in a process of its own, about a file or for its rows; whatever happens there, we live.

The process gets a bare environment, no network settings, and the bounds of `Limits`. A refusal, a crash or a bound
that was reached comes back as BadInput.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import pyarrow as pa

from geo.errors import BadInput
from geo.read.limits import Limits, check

Request = Mapping[str, Any]
_WORKER = Path(__file__).with_name("worker.py")
_CURE = "Export the layer again, best as GeoPackage, GeoJSON or CSV, from the program that made it."
DRIVERS = [
    "ADBC",
    "AIVector",
    "AVCBin",
    "AVCE00",
    "AmigoCloud",
    "CSV",
    "CSW",
    "Carto",
    "DGN",
    "DXF",
    "EDIGEO",
    "EEDA",
    "ESRI Shapefile",
    "ESRIJSON",
    "Elasticsearch",
    "FlatGeobuf",
    "GDALG",
    "GML",
    "GPKG",
    "GPSBabel",
    "GPX",
    "GTFS",
    "GeoJSON",
    "GeoJSONSeq",
    "GeoRSS",
    "HTTP",
    "Idrisi",
    "JML",
    "JSONFG",
    "KML",
    "LIBKML",
    "LVBAG",
    "MBTiles",
    "MEM",
    "MVT",
    "MapInfo File",
    "MapML",
    "MiraMonVector",
    "NGW",
    "OAPIF",
    "ODS",
    "OGCAPI",
    "OGR_GMT",
    "OGR_PDS",
    "OGR_VRT",
    "OSM",
    "OpenFileGDB",
    "PCIDSK",
    "PDF",
    "PDS4",
    "PGDUMP",
    "PLSCENES",
    "PMTiles",
    "S57",
    "SQLite",
    "SXF",
    "Selafin",
    "TopoJSON",
    "VDV",
    "VFK",
    "VICAR",
    "WAsP",
    "WFS",
    "XLSX",
]
"""What GDAL 3.12.4 in pyogrio 0.13 knows; the worker asks its own GDAL and leaves out what is not in this list too."""


def about(request: Request, name: str, limits: Limits) -> dict[str, Any]:
    """The answer of the worker to "about"."""
    process, errors = _start({**request, "answer": "about"}, limits)
    with process, errors:
        try:
            out, _ = process.communicate(timeout=2 * limits.max_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            raise _refusal(["time", f"more than {limits.max_seconds} s", "less"], name) from None
        _check(process, errors, name)
    answer: dict[str, Any] = json.loads(out)
    return answer


def rows(request: Request, name: str, limits: Limits) -> Iterator[pa.RecordBatch]:
    """The batches of the worker: c0, c1 … and wkb."""
    process, errors = _start({**request, "answer": "rows"}, limits)
    with process, errors:
        assert process.stdout is not None  # noqa: S101 - it is a pipe, as asked for below
        try:
            with pa.ipc.open_stream(process.stdout) as stream:
                size = 0
                for batch in stream:
                    size += batch.nbytes
                    check("unpacked size", size, limits.max_text_bytes, name, "bytes")
                    yield batch
        except (pa.ArrowInvalid, OSError):
            pass  # the worker stopped in the middle: its last words say why
        except (GeneratorExit, BadInput):
            process.kill()
            raise
        while process.stdout.read(2**20):
            pass  # a pipe that closes early would hide why the worker stopped
        process.wait()
        _check(process, errors, name)


def _start(request: Request, limits: Limits) -> tuple[subprocess.Popen[bytes], IO[bytes]]:
    whole = {"max_memory_bytes": limits.max_memory_bytes, "max_seconds": limits.max_seconds, **request}
    skipped = [driver for driver in DRIVERS if driver != request.get("driver")]
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "LC_ALL": "C.UTF-8",
        "OGR_SKIP": ",".join(skipped),
        "SHAPE_RESTORE_SHX": "NO",
        "GDAL_HTTP_TIMEOUT": "1",
        "CPL_DEBUG": "OFF",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
    }
    errors = TemporaryFile()  # noqa: SIM115 - closed by the caller; a pipe could fill up and hold the worker
    command = [sys.executable, "-I", str(_WORKER), json.dumps(whole)]
    process = subprocess.Popen(  # noqa: S603 - our own file; the request is data
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, env=environment
    )
    return process, errors


def _check(process: subprocess.Popen[bytes], errors: IO[bytes], name: str) -> None:
    if process.returncode == 0:
        return
    errors.seek(0)
    last = errors.read()[-10_000:].rpartition(b"\n")[2]
    try:
        words = json.loads(last)
    except ValueError:
        words = [
            "file",
            f"the reader stopped (status {process.returncode})",
            "a file within the bounds of memory and time",
        ]
    raise _refusal(words, name)


def _refusal(words: list[str], name: str) -> BadInput:
    return BadInput(words[0], got=words[1], want=words[2], where=name, cure=_CURE)
