"""The events that hold some words, looked up once: reading all texts takes seconds where there are millions.

A page asks a dozen questions of one filter. The first of them leaves the numbers of the events that match its text in a
table in memory, and the others join that. Tables that nobody asked for in a while make room for new ones.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo.store.attached import Attached

KEPT = 8
ROWS_KEPT = 20_000_000
_IN_USE_S = 60.0


@dataclass(slots=True)
class _Table:
    name: str
    n_rows: int
    used: float


class Matches:
    """Tables of matching events by the query that finds them."""

    def __init__(self, at: Attached) -> None:
        self._at = at
        self._tables: dict[object, _Table] = {}
        self._made = 0
        self._lock = threading.Lock()

    def query(self, sql: str, values: list[Any]) -> tuple[str, list[Any]]:
        """A query that gives the same numbers as `sql`: of a table, or `sql` itself while there is no room for one."""
        key = (sql, *values)
        with self._lock:
            table = self._tables.get(key) or self._make(key, sql, values)
            if table is None:
                return sql, values
            table.used = time.monotonic()
            return f"SELECT m.num FROM memory.{table.name} m", []

    def _make(self, key: object, sql: str, values: list[Any]) -> _Table | None:
        if not self._room():
            return None
        self._made += 1
        name = f"matches_{self._made}"
        with self._at.cursor() as cursor:
            cursor.execute(f"CREATE TABLE memory.{name} AS {sql}", values)
            row: Any = cursor.execute(f"SELECT count(*) FROM memory.{name}").fetchone()
        self._tables[key] = table = _Table(name, int(row[0]), 0.0)
        return table

    def _room(self) -> bool:
        """Drops the tables longest unused until there is room; one in use is never dropped under a reader."""
        unused = time.monotonic() - _IN_USE_S
        for key, table in sorted(self._tables.items(), key=lambda item: item[1].used):
            full = len(self._tables) >= KEPT or sum(each.n_rows for each in self._tables.values()) >= ROWS_KEPT
            if not full:
                return True
            if table.used > unused:
                return False
            with self._at.cursor() as cursor:
                cursor.execute(f"DROP TABLE memory.{table.name}")
            del self._tables[key]
        return True
