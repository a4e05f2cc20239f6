"""The layers of a large GeoPackage, written by a second process while this one goes on reading.

Rows are handed over part by part; a part waits until the one before has gone. The process ends with this one's work,
also where that fails.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa

from geo.export.data import gpkg_layer


class Apart:
    """A GeoPackage that grows at `path`, where nothing is yet."""

    def __init__(self, path: Path) -> None:
        self.path = path
        command = [sys.executable, "-I", gpkg_layer.__file__, str(path)]
        # Our own program and a path of ours: no word of a user is in it.
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)  # noqa: S603
        self._sender = ThreadPoolExecutor(1)
        self._sending: Future[None] | None = None
        self._stream: pa.ipc.RecordBatchStreamWriter | None = None

    def begin(self, name: str, geometry: str | None, schema: pa.Schema) -> None:
        """Opens the next layer."""
        self._after(self._begin, name, geometry, schema)

    def add(self, rows: pa.Table) -> None:
        """Appends rows to the open layer."""
        self._after(self._add, rows)

    def layer(self, name: str, geometry: str | None, rows: pa.Table) -> None:
        """A whole layer."""
        self.begin(name, geometry, rows.schema)
        self.add(rows)

    def done(self) -> Path:
        """Waits until all is written; answers the path."""
        self._after(self._end)
        _wait(self._sending)
        return self.path

    def _after(self, act: Callable[..., None], *more: object) -> None:
        _wait(self._sending)
        self._sending = self._sender.submit(self._guarded, act, more)

    def _guarded(self, act: Callable[..., None], more: tuple[object, ...]) -> None:
        try:
            act(*more)
        except (OSError, pa.ArrowInvalid) as error:
            raise RuntimeError(f"The GeoPackage could not be written: {self._said() or error}") from error

    def _begin(self, name: str, geometry: str | None, schema: pa.Schema) -> None:
        self._close_stream()
        out = self._process.stdin
        if out is None:
            raise BrokenPipeError
        out.write(json.dumps({"name": name, "geometry": geometry}).encode() + b"\n")
        self._stream = pa.ipc.new_stream(out, schema)

    def _add(self, rows: pa.Table) -> None:
        if self._stream is not None:
            self._stream.write_table(rows)

    def _close_stream(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def _end(self) -> None:
        self._close_stream()
        _, said = self._process.communicate()
        if self._process.returncode:
            raise RuntimeError(f"The GeoPackage could not be written: {said.decode('utf-8', 'replace')[-300:]}")

    def _said(self) -> str:
        self._process.kill()
        held = self._process.stderr
        return "" if held is None else held.read().decode("utf-8", "replace")[-300:]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is not None:
            self._process.kill()
        self._sender.shutdown()
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()


def _wait(work: Future[None] | None) -> None:
    if work is not None:
        work.result()
