"""GeoJSON written part by part while the events are read, into memory or a member of a zip."""

from __future__ import annotations

import io
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import IO, Self

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
    """A collection that grows part by part. A thread of its own writes and packs; one part may wait for it, no more."""

    def __init__(self, out: IO[bytes], begun: bytes) -> None:
        self._out = out
        out.write(begun)
        self._pool = ThreadPoolExecutor(1)
        self._last: Future[None] | None = None
        self._skipped = 1  # of the comma before the first feature

    def add(self, part: Part) -> None:
        """Appends the events of a part."""
        self._wait()
        self._last = self._pool.submit(self._write, part)

    def _write(self, part: Part) -> None:
        written = bytes_of(part.features())
        self._out.write(written[self._skipped :])
        self._skipped = 0 if len(written) else self._skipped

    def _wait(self) -> None:
        if self._last is not None:
            self._last.result()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            self._wait()
        finally:
            self._pool.shutdown()
        if error is None:
            self._out.write(TAIL)
