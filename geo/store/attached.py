"""One DuckDB instance in memory that sees all files of a store as one set of tables.

Every file is attached read-only and never changes; each table is a view over the tables of that name in all files. Each
question takes a cursor of its own, so that page sessions and map routes may ask at the same time.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from geo.filter import Filter
from geo.filter_sql import EVENTS, Target, where
from geo.store.coarse import Coarse
from geo.store.loading import schema
from geo.store.matches import Matches
from geo.store.places import PlaceNumbers

MEMORY = "700MB"
_MAX_THREADS = 8
TABLES = tuple(re.findall(r"CREATE TABLE (\w+)", schema()))
NATIVE = "d0"


class Attached:
    """An instance with no file yet; `attach` or `empty` come first, `make_views` last."""

    def __init__(self) -> None:
        self.con = duckdb.connect(":memory:")
        self.con.execute(f"SET memory_limit = '{MEMORY}'")
        self.con.execute(f"SET threads = {min(_MAX_THREADS, os.cpu_count() or 1)}")
        self.con.execute("SET temp_directory = ?", [tempfile.gettempdir()])
        self.names: list[str] = []
        self._matches = Matches(self)
        self.coarse = Coarse(self)
        self.numbers = PlaceNumbers(self.rows)

    def empty(self) -> duckdb.DuckDBPyConnection:
        """An empty database in memory as the native file, to be filled through the connection that is answered."""
        self.con.execute(f"ATTACH ':memory:' AS {NATIVE}")
        self.names.append(NATIVE)
        self.con.execute(f"USE {NATIVE}")
        return self.con

    def attach(self, path: Path, slot: int) -> None:
        """Adds a file; slot 0 is the native one."""
        quoted = str(path).replace("'", "''")
        self.con.execute(f"ATTACH '{quoted}' AS d{slot} (READ_ONLY)")
        self.names.append(f"d{slot}")

    def make_views(self) -> None:
        """Shows the tables of all files as one; the table `meta` is that of the native records."""
        self.con.execute("USE memory")
        for table in TABLES:
            held = self.names[:1] if table == "meta" else self.names
            union = " UNION ALL ".join(f"SELECT * FROM {name}.{table}" for name in held)
            self.con.execute(f"CREATE VIEW {table} AS {union}")

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor that is closed afterwards."""
        with self.con.cursor() as cursor:
            yield cursor

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of an answer."""
        with self.con.cursor() as cursor:
            return cursor.execute(sql, list(values)).fetchall()

    def columns(self, sql: str, values: Sequence[Any] = ()) -> dict[str, Any]:
        """An answer as numpy arrays by column name."""
        with self.con.cursor() as cursor:
            return cursor.execute(sql, list(values)).fetchnumpy()

    def where(self, chosen: Filter, target: Target = EVENTS, *, skip: str | None = None) -> tuple[str, list[Any]]:
        """The condition of a filter, with its text looked up once."""
        return where(chosen, target, skip=skip, looked_up=self._matches.query)

    def close(self) -> None:
        """Closes the instance; no question can be asked afterwards."""
        self.con.close()
