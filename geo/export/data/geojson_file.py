"""GeoJSON written part by part while the events are read, into memory or a member of a zip."""

from __future__ import annotations

import io
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import IO, Self

import pyarrow as pa

from geo.export.data.arrays import bytes_of
from geo.export.data.reading import Part, parts_of
from geo.export.geojson import TAIL, head
from geo.export.manifest import manifest
from geo.export.options import Options
from geo.export.selection import outline
from geo.export.sheet import About
from geo.filter import Filter
from geo.store.protocol import Store


def geojson(store: Store, chosen: Filter, options: Options) -> bytes:
    """A FeatureCollection with exactly the events of the filter, newest first."""
    out = io.BytesIO()
    with Writing(out, head(manifest(store, chosen, options, "geojson"))) as writing:
        for part in parts_of(store, chosen, options, About.of(outline(store, chosen, options))):
            writing.add(part)
    return out.getvalue()


class Writing:
    """A collection that grows part by part.

    One thread makes the features of a part while another writes and packs those of the part before; no more wait.
    """

    def __init__(self, out: IO[bytes], begun: bytes) -> None:
        self._out = out
        out.write(begun)
        self._maker, self._packer = ThreadPoolExecutor(1), ThreadPoolExecutor(1)
        self._making: Future[None] | None = None
        self._packing: Future[None] | None = None
        self._skipped = 1  # of the comma before the first feature

    def add(self, part: Part) -> None:
        """Appends the events of a part."""
        _wait(self._making)
        self._making = self._maker.submit(self._make, part)

    def _make(self, part: Part) -> None:
        lines = part.features()
        _wait(self._packing)
        self._packing = self._packer.submit(self._write, lines)

    def _write(self, lines: pa.Array) -> None:
        written = bytes_of(lines)
        self._out.write(written[self._skipped :])
        self._skipped = 0 if len(written) else self._skipped

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            _wait(self._making)
            _wait(self._packing)
        finally:
            self._maker.shutdown()
            self._packer.shutdown()
        if error is None:
            self._out.write(TAIL)


def _wait(work: Future[None] | None) -> None:
    """Until it is done; raises what it raised."""
    if work is not None:
        work.result()
