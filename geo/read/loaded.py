"""What every reader answers, and the conservation law that holds for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from geo.errors import Problem
from geo.model import Dataset

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Loaded(Generic[T]):
    """Records that could be read, and a finding for each that could not.

    Always `n_in == len(records) + n_rejected + n_duplicates`. `raw` keeps each record as it came, by id.
    """

    records: tuple[T, ...]
    problems: tuple[Problem, ...]
    source: str
    n_in: int
    n_rejected: int = 0
    n_duplicates: int = 0
    dataset: Dataset | None = None
    raw: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    sources: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    def __post_init__(self) -> None:
        if self.n_in != len(self.records) + self.n_rejected + self.n_duplicates:
            told = f"{len(self.records)} loaded + {self.n_rejected} rejected + {self.n_duplicates} duplicates"
            raise AssertionError(f"{self.source}: {self.n_in} rows in, {told}")
