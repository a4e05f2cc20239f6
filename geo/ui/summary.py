"""Totals with both bounds, and the events that the map cannot show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from geo.figures import NO_FIGURE
from geo.markdown import escaped
from geo.model import Event
from geo.ui import cached
from geo.ui.frame import Frame

_FEW = 50
"""Longer lists stay closed until they are asked for."""


def totals(at: Frame) -> None:
    """The totals in sentences; a kind without any figure is told in the same line as the others."""
    held = cached.totals(at.store, at.revision, at.chosen)
    with st.container(key="totals"):
        st.subheader("Totals", anchor=False)
        told = [total.sentence() for total in held.kinds.values() if total.n_events]
        silent = [kind for kind, total in held.kinds.items() if not total.n_events]
        if silent:
            told.append(f"{', '.join(silent)}: {NO_FIGURE} in the events shown")
        bullets(told)
        if held.excluded:
            with st.expander(f"{held.n_excluded:,} left out of the totals, and why", expanded=held.n_excluded <= _FEW):
                bullets(
                    [f"{each.title}: {each.reason}" for each in held.excluded] + _more(held.n_excluded, held.excluded)
                )


def bullets(lines: Iterable[str]) -> None:
    """A list of lines of outside text."""
    st.markdown("\n".join(f"- {escaped(line)}" for line in lines))


def not_on_map(at: Frame) -> None:
    """Lists the shown events without a point and those outside the country."""
    held = cached.off_map(at.store, at.revision, at.chosen)
    n_all = held.n_without_point + held.n_abroad
    if n_all:
        with st.expander(f"Not on the map of the country: {n_all:,}", expanded=n_all <= _FEW):
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
