"""A text file packed by gzip: unpacked into a scratch folder, never beyond the limits, whatever its header says.

Only text (CSV, JSON, GeoJSON) may be inside; an archive in an archive is refused.
"""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from geo.errors import BadInput
from geo.read.limits import Limits, check
from geo.read.scratch import Scratch

MAGIC = b"\x1f\x8b"
_CHUNK = 2**20
_ENDS = (".csv", ".tsv", ".tab", ".txt", ".json", ".geojson", ".jsonl", ".ndjson", ".geojsonl")


def is_gzip(path: Path, name: str) -> bool:
    """Whether the file is called, and is, a text file packed by gzip."""
    if not name.lower().endswith(tuple(f"{end}.gz" for end in _ENDS)):
        return False
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def unpack(path: Path, name: str, limits: Limits) -> tuple[Scratch, Path]:
    """The folder and the unpacked file in it; raises BadInput where it is damaged or too large."""
    scratch = Scratch()
    target = scratch.path / "unpacked"
    packed, got = max(path.stat().st_size, 1), 0
    try:
        with gzip.open(path, "rb") as source, target.open("wb") as sink:
            while chunk := source.read(_CHUNK):
                got += len(chunk)
                check("unpacked size", got, limits.max_zip_bytes, name, "bytes")
                if got > limits.free_zip_bytes:
                    check("ratio of unpacked to packed", got // packed, limits.max_zip_ratio, name)
                sink.write(chunk)
    except (OSError, EOFError, zlib.error) as error:
        cure = "Download or pack the file again."
        want = "a whole file packed by gzip"
        raise BadInput("gzip file", got=str(error)[:200], want=want, where=name, cure=cure) from None
    return scratch, target
