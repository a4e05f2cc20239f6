"""Totals with both bounds, and the events that the map cannot show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import streamlit as st

from geo.figures import NO_FIGURE
from geo.markdown import escaped
from geo.model import Event
from geo.store import EXCLUDED_SHOWN
from geo.ui import cached
from geo.ui.frame import Frame

_FEW = 50
"""Longer lists stay closed until they are asked for."""


def totals(at: Frame) -> None:
    """The totals in sentences; a kind without any figure is told in the same line as the others."""
    held = cached.totals(at.store, at.revision, at.chosen, 0)
    with st.container(key="totals"):
        st.subheader("Totals", anchor=False)
        told = [total.sentence() for total in held.kinds.values() if total.n_events]
        silent = [kind for kind, total in held.kinds.items() if not total.n_events]
        if silent:
            told.append(f"{', '.join(silent)}: {NO_FIGURE} in the events shown")
        bullets(told)
        if held.n_excluded:
            with _list_of(
                "left-out", f"{held.n_excluded:,} left out of the totals, and why", held.n_excluded
            ) as opened:
                if opened:
                    all_told = cached.totals(at.store, at.revision, at.chosen, EXCLUDED_SHOWN).excluded
                    bullets([f"{each.title}: {each.reason}" for each in all_told] + _more(held.n_excluded, all_told))


@contextmanager
def _list_of(key: str, label: str, n: int) -> Iterator[bool]:
    """Few lines stand open; more are read and drawn when someone opens them. Gives whether to draw them."""
    if n <= _FEW:
        with st.expander(label, expanded=True):
            yield True
        return
    folded = st.expander(label, key=key, on_change="rerun")
    with folded:
        yield bool(folded.open)


def bullets(lines: Iterable[str]) -> None:
    """A list of lines of outside text."""
    st.markdown("\n".join(f"- {escaped(line)}" for line in lines))


def not_on_map(at: Frame) -> None:
    """Lists the shown events without a point and those outside the country."""
    counted = cached.count(at.store, at.revision, at.chosen)
    n_all = counted.without_point + counted.abroad
    if not n_all:
        return
    with _list_of("not-on-map", f"Not on the map of the country: {n_all:,}", n_all) as opened:
        if not opened:
            return
        held = cached.off_map(at.store, at.revision, at.chosen)
        bullets(
            [
                *_list("Without a point", held.without_point),
                *_more(held.n_without_point, held.without_point, " without a point"),
                *_list("Outside the country", held.abroad),
                *_more(held.n_abroad, held.abroad, " outside the country"),
            ]
        )


def _more(n_all: int, listed: Sequence[object], words: str = "") -> list[str]:
    n_more = n_all - len(listed)
    return [f"{n_more:,} more{words}; narrow the filter to see them here"] if n_more else []


def _list(heading: str, held: Sequence[Event]) -> list[str]:
    wheres = [event.main_place.name if event.main_place else "no place given" for event in held]
    return [f"{heading}: {event.title} ({where})" for event, where in zip(held, wheres, strict=True)]
