"""Movements over time: the span that they are dated to, and how many touch each step of it.

A movement touches every step that its interval overlaps, whole; one with an open start or end may lie in any. What is
counted per step is therefore never added over steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from geo.filter import Filter
from geo.filter_sql import MOVEMENTS
from geo.steps import Step
from geo.store.attached import Attached
from geo.store.flow_values import FlowSpan


def span(at: Attached, chosen: Filter) -> FlowSpan:
    """The span of the movements that a filter shows, within its own dates where it names some."""
    condition, values = at.where(chosen, MOVEMENTS)
    first, last, n, n_open = at.rows(
        f"""SELECT least(min(e.date_start), min(e.date_end)), greatest(max(e.date_end), max(e.date_start)), count(*),
                   count(*) FILTER (e.date_start IS NULL OR e.date_end IS NULL)
            FROM movements e WHERE {condition}""",
        values,
    )[0]
    if first is not None and chosen.date_from is not None:
        first, last = max(first, chosen.date_from), max(last, chosen.date_from)
    if first is not None and chosen.date_to is not None:
        first, last = min(first, chosen.date_to), min(last, chosen.date_to)
    return FlowSpan(first, last, n, n_open)


def step_counts(at: Attached, chosen: Filter, held: Sequence[Step]) -> list[int]:
    """Per step the number of shown movements whose interval overlaps it, those with an open start or end included."""
    condition, values = at.where(chosen, MOVEMENTS)
    found = at.columns(f"SELECT e.date_start, e.date_end FROM movements e WHERE {condition}", values)
    starts, ends = (np.ma.filled(_days(found[name]), open_) for name, open_ in _OPEN.items())
    starts, ends = np.sort(starts), np.sort(ends)
    firsts, lasts = (np.array(days, "datetime64[D]").astype(np.int64) for days in _bounds(held))
    counts = np.searchsorted(starts, lasts, "right") - np.searchsorted(ends, firsts, "left")
    return [int(count) for count in counts]


_OPEN = {"date_start": np.iinfo(np.int64).min, "date_end": np.iinfo(np.int64).max}


def _days(column: np.ma.MaskedArray) -> np.ma.MaskedArray:
    """Days since 1970, masked where unknown."""
    days = np.ma.getdata(column).astype("datetime64[D]").astype(np.int64)
    return np.ma.MaskedArray(days, np.ma.getmaskarray(column) | np.isnat(np.ma.getdata(column)))


def _bounds(held: Sequence[Step]) -> tuple[list[date], list[date]]:
    return [step.first for step in held], [step.last for step in held]
