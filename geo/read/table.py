"""A table of text cells: what every reader of outside files answers, whatever the format was.

`Table.batches()` gives the rows as Arrow batches of text (with a representative point where the file has geometry);
what could not be made into a row is in `rejected`, what holds for the whole file in `problems`. No cell is
interpreted here: numbers stay as the file wrote them, an empty cell is null. After the last batch `n_in`, counted
apart from the reading library, equals the rows given plus those rejected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

import pyarrow as pa

from geo.errors import Problem, Severity, shown

BATCH_ROWS = 50_000
BATCH_CHARS = 32 * 2**20
"""A batch ends at either; a row of a column must stay far below the 2 GB that an Arrow string column can hold."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record of the file that could not be made into cells.

    `row` is its number as a person counts it: the header of a table is row 1; features, placemarks and waypoints count
    from 1. `raw` is its cells or its text, as far as known.
    """

    row: int
    raw: tuple[str, ...]
    what: str
    got: str
    want: str
    cure: str


@dataclass(frozen=True, slots=True)
class Spot:
    """The representative point of a geometry in WGS84 degrees, and the kind of geometry it stands for."""

    lon: float | None
    lat: float | None
    kind: str | None
    outline: bytes | None = None
    """The polygon itself in well-known binary, WGS84, only inside `outlines_kept()`."""


OUTLINES: ContextVar[bool] = ContextVar("outlines", default=False)


@contextmanager
def outlines_kept() -> Iterator[None]:
    """While it is open, batches have a column `outline` with polygons and multipolygons in well-known binary."""
    token = OUTLINES.set(True)
    try:
        yield
    finally:
        OUTLINES.reset(token)


@dataclass(slots=True)
class Table:
    """One layer of one file. `read` is the reader's own; everybody else calls `batches`."""

    name: str
    format: str
    format_words: str
    columns: tuple[str, ...]
    read: Callable[[Table], Iterator[pa.RecordBatch]] = field(repr=False)
    tags: tuple[str | None, ...] = ()
    layers: tuple[str, ...] = ()
    layer: str | None = None
    has_geometry: bool = False
    n_in: int | None = None
    problems: list[Problem] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    at_open: tuple[Problem, ...] | None = field(default=None, repr=False)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows, at most 50,000 at a time; may be asked for again, then everything is read anew."""
        if self.at_open is None:
            self.at_open = tuple(self.problems)
        self.problems[:] = self.at_open
        self.rejected.clear()
        yield from self.read(self)

    @property
    def schema(self) -> pa.Schema:
        """row, c0, c1 …, and lon, lat, geometry_kind where the file has geometry."""
        names = [pa.field(f"c{number}", pa.string()) for number in range(len(self.columns))]
        spots = [pa.field("lon", pa.float64()), pa.field("lat", pa.float64()), pa.field("geometry_kind", pa.string())]
        if OUTLINES.get():
            spots.append(pa.field("outline", pa.binary()))
        return pa.schema([pa.field("row", pa.uint64()), *names, *(spots if self.has_geometry else [])])

    def tell(self, severity: Severity, what: str, *, got: object, want: str, cure: str) -> None:
        """Adds a finding about the whole file, once."""
        text = got if isinstance(got, str) else shown(got)
        problem = Problem(severity, what, text, want, self.name, cure)
        if problem not in self.problems:
            self.problems.append(problem)

    def reject(self, row: int, raw: Sequence[str | None], why: tuple[str, object, str, str]) -> None:
        """Keeps a record that could not be read; `why` is what, got, want, cure."""
        what, got, want, cure = why
        text = got if isinstance(got, str) else shown(got)
        self.rejected.append(Rejected(row, tuple(cell or "" for cell in raw), what, text, want, cure))
