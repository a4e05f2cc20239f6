"""Counts per wide cell and kind, made once: what a filter of types alone, or none, asks of the map.

A table in memory per level holds for each cell 2^level units wide (geo/store/schema.sql) what `geo.store.cells` counts
out of `spots` otherwise. A window in cells as wide or wider is then counted out of some ten thousand rows instead of
all; the answer is the same. Other filters need the rows.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import duckdb

from geo import codes
from geo.filter import Filter
from geo.store.cell_columns import of_spots

if TYPE_CHECKING:
    from geo.store.attached import Attached

LEVELS = (20, 18)
"""Widest first. A table takes about as long to make as one question that is answered out of all rows."""


class Coarse:
    """The tables of one store, each made when it is first asked for."""

    def __init__(self, at: Attached) -> None:
        self._at = at
        self._made: dict[int, bool] = {}
        self._lock = threading.Lock()

    def level_for(self, chosen: Filter, shift: int) -> int | None:
        """The level whose table answers `chosen` for cells 2^shift wide; None where only the rows can."""
        level = next((level for level in LEVELS if level <= shift), None)
        if level is None or replace(chosen, types=()) != Filter():
            return None
        with self._lock:
            if level not in self._made:
                self._made[level] = False
                with suppress(duckdb.OutOfMemoryException):
                    self._make(level)
                    self._made[level] = True
            return level if self._made[level] else None

    def _make(self, level: int) -> None:
        condition, values = self._at.where(Filter())
        sql = f"""
            CREATE TABLE memory.coarse_{level} AS
            SELECT e.pub_z >> {2 * level} AS cell, e.pub_kind AS kind, {of_spots("pub_")},
                   any_value(e.pub_mx) >> {level} AS cx, any_value(e.pub_my) >> {level} AS cy
            FROM spots e WHERE {condition} AND e.pub_z IS NOT NULL
            GROUP BY 1, 2 ORDER BY 1, 2"""
        self._at.rows(sql, values)

    @staticmethod
    def types(chosen: Filter) -> tuple[str, list[Any]]:
        """The condition on the kinds of a table's rows."""
        if not chosen.types:
            return "TRUE", []
        numbers = codes.codes(codes.TYPES, chosen.types)
        kinds = [number + area for number in numbers for area in (0, codes.AREA)]
        return f"e.kind IN ({', '.join('?' * len(kinds))})", kinds
