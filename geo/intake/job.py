"""One import while it runs: its connection, its mapping, how far it is, and whether it was cancelled."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Map
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from geo.errors import GeoError
from geo.intake.mapping import Mapping
from geo.intake.profiles import PROFILES, Profile

CHUNK_ROWS = 500_000
IN_ORDER_ROWS = 250_000
STAGES = ("reading", "understanding", "writing")


class Cancelled(GeoError):
    """The person stopped the import; nothing of it is left."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is. `total` is None while the file has not been read to its end."""

    stage: str
    rows: int
    total: int | None
    rows_per_second: float


@dataclass(slots=True)
class Job:
    """`publisher` stands for the data set where a row names no source."""

    con: duckdb.DuckDBPyConnection
    mapping: Mapping
    columns: tuple[str, ...]
    has_geometry: bool
    publisher: str
    licence: str | None = None
    url: str | None = None
    as_of: date | None = None
    progress: Callable[[Progress], None] | None = None
    cancelled: Callable[[], bool] | None = None
    outlines: Map[str, Map[str, Any]] = field(default_factory=dict)
    """P-code → GeoJSON polygon of imported governorates, for the check of points."""
    units: Map[str, str] = field(default_factory=dict)
    """Key of a name (geo.gazetteer.keys) → p-code of imported governorates."""
    before: Path | None = None
    """The file of the data set that is imported again."""
    n_rows: int = 0
    started: float = field(default_factory=time.perf_counter)

    @property
    def profile(self) -> Profile:
        return PROFILES.get(self.mapping.profile, PROFILES["generic"])

    @property
    def codes(self) -> Profile:
        """The profile whose code book the precision columns follow."""
        return PROFILES.get(self.mapping.option("codes") or self.mapping.profile, PROFILES["generic"])

    @property
    def in_order(self) -> bool:
        """Whether the steps keep the order of the rows as far as joins do; of more rows it would cost memory."""
        return self.n_rows <= IN_ORDER_ROWS

    def says(self, *targets: str) -> bool:
        """Whether any column or constant says one of these."""
        return any(self.mapping.of(target) or target in self.mapping.constants for target in targets)

    def tick(self, stage: str, rows: int, total: int | None) -> None:
        """Tells how far it is; raises Cancelled when the person has stopped it."""
        if self.cancelled and self.cancelled():
            raise Cancelled("The import was cancelled; nothing of it was kept.")
        if self.progress:
            seconds = max(time.perf_counter() - self.started, 1e-6)
            self.progress(Progress(stage, rows, total, rows / seconds))

    def run(self, sql: str, *parameters: object) -> duckdb.DuckDBPyConnection:
        """Runs one statement, unless cancelled."""
        if self.cancelled and self.cancelled():
            raise Cancelled("The import was cancelled; nothing of it was kept.")
        return self.con.execute(sql, list(parameters))

    def one(self, sql: str, *parameters: object) -> int:
        """The single number that a statement answers; 0 where it answers NULL."""
        rows = self.run(sql, *parameters).fetchall()  # a result that is not read to its end blocks the connection
        return int(rows[0][0]) if rows and rows[0][0] is not None else 0

    @contextmanager
    def reading_before(self) -> Iterator[None]:
        """The file of the data set as it is, attached as `before`; there must be one."""
        name = str(self.before).replace("'", "''")
        self.run(f"ATTACH '{name}' AS before (READ_ONLY)")
        try:
            yield
        finally:
            self.con.execute("DETACH before")
