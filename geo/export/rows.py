"""Which records may leave as rows: those of data sets whose licence lets them be handed on.

Maps, counts and totals may be made of any data set; rows of one that forbids it (ACLED) are left out of data files,
counted, and told with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from geo.export.options import Options
from geo.export.selection import pages
from geo.filter import Filter
from geo.model import Dataset, Event
from geo.store.protocol import Store

_NO_DATA_SET = "-"
"""The id of none: a filter without data sets means all of them."""


@dataclass(frozen=True, slots=True)
class WithheldRows:
    """How much of one data set matches a filter and is not handed on as rows."""

    dataset: Dataset
    n_events: int
    n_movements: int

    @property
    def reason(self) -> str:
        return self.dataset.redistribution or ""

    def sentence(self) -> str:
        """What is left out of data files and why, for people."""
        told = [f"{n:,} {what}" for n, what in ((self.n_events, "events"), (self.n_movements, "movements")) if n]
        return f"{self.dataset.title}: {' and '.join(told)} left out ({self.reason})."


def rows_filter(store: Store, chosen: Filter, options: Options) -> tuple[Filter, tuple[WithheldRows, ...]]:
    """The part of `chosen.safe()` that may leave as rows, and what of it may not.

    Who lets such rows leave gives a reason (`options.widened`), which the manifest tells.
    """
    safe = chosen.safe()
    if options.widens("rows"):
        return safe, ()
    asked = [each for each in store.datasets() if not safe.datasets or each.id in safe.datasets]
    closed = [each for each in asked if each.redistribution]
    if not closed:
        return safe, ()
    open_ = tuple(each.id for each in asked if not each.redistribution) or (_NO_DATA_SET,)
    counted = (_withheld(store, replace(safe, datasets=(each.id,)), each) for each in closed)
    return replace(safe, datasets=open_), tuple(each for each in counted if each.n_events or each.n_movements)


def _withheld(store: Store, of_dataset: Filter, dataset: Dataset) -> WithheldRows:
    return WithheldRows(dataset, store.count(of_dataset).shown, store.n_movements(of_dataset))


def rows(store: Store, chosen: Filter, options: Options) -> Iterator[tuple[int, Event]]:
    """Each event of `chosen` that may leave as a row, with its number from 1, newest first, checked."""
    return pages(store, rows_filter(store, chosen, options)[0], options)
