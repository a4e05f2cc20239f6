"""What is known of a cell and kind: each column in SQL over spots or over sums of them, and how two cells merge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Column:
    """One number of a cell and kind."""

    of_spots: str
    """SQL over `spots e`; {0} stands for the prefix of the place columns."""
    of_sums: str
    """SQL over rows that hold this very column already."""
    merge: np.ufunc
    """The same for two cells that become one."""


COLUMNS = {
    "n": Column("count(*)", "sum(e.n)::BIGINT", np.add),
    "pick": Column("max(e.{0}pick)", "max(e.pick)", np.maximum),
    "low": Column("min(e.{0}z)", "min(e.low)", np.minimum),
    "high": Column("max(e.{0}z)", "max(e.high)", np.maximum),
}
"""How many events, the fullest place (its number in the low bits), lowest and highest z."""


def of_spots(prefix: str) -> str:
    """The columns of a SELECT over `spots e`, grouped by cell and kind."""
    return ", ".join(f"{column.of_spots.format(prefix)} AS {name}" for name, column in COLUMNS.items())


def of_sums() -> str:
    """The columns of a SELECT over sums of spots, `e`, grouped by a wider cell and kind."""
    return ", ".join(f"{column.of_sums} AS {name}" for name, column in COLUMNS.items())
