"""Sums of people by group, each bound by itself and with how many movements give it: nothing is lost, nothing mixed.

A row stands for some movements; its columns are those of FIELDS. A number that no movement of the row gives is 0 here,
and its count tells that it is unknown: `low` where `n_low` is 0, and so on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FIELDS = ("n", "given", "low", "n_low", "best", "n_best", "high", "n_high", "lower", "largest", "more")
"""How many movements, how many give a number; sums of minimum, best and maximum, each with how many give it; the sum of
each one's minimum, else best estimate; the sum of each one's largest number; how many say "more than" their minimum."""
_AT = {name: at for at, name in enumerate(FIELDS)}
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """`values`: one row per group, one column per field."""

    values: Ints

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]]) -> Sums:
        """Rows of plain numbers, each in the order of FIELDS."""
        return cls(np.array(rows, np.int64).reshape(-1, len(FIELDS)))

    def __len__(self) -> int:
        return len(self.values)

    def column(self, name: str) -> Ints:
        """One field of all rows."""
        return self.values[:, _AT[name]]

    def joined(self, other: Sums) -> Sums:
        """These rows, then those."""
        return Sums(np.concatenate([self.values, other.values]))

    def taken(self, rows: Ints) -> Sums:
        return Sums(self.values[rows])

    def by(self, group: Ints, n_groups: int) -> Sums:
        """One row per group, 0 to `n_groups` - 1; `group` names that of each row here."""
        found = np.zeros((n_groups, len(FIELDS)), np.int64)
        np.add.at(found, group, self.values)
        return Sums(found)

    def total(self) -> Sums:
        """All rows in one."""
        return Sums(self.values.sum(axis=0, keepdims=True, dtype=np.int64))

    def row(self, at: int) -> dict[str, int]:
        """One row by name."""
        return dict(zip(FIELDS, self.values[at].tolist(), strict=True))
