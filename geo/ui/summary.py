"""Totals with both bounds, and the events that the map cannot show."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from geo.figures import NO_FIGURE
from geo.markdown import escaped
from geo.model import Event
from geo.ui import cached
from geo.ui.frame import Frame


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
            with st.expander(f"{len(held.excluded)} left out of the totals, and why", expanded=True):
                bullets(f"{each.title}: {each.reason}" for each in held.excluded)


def bullets(lines: Iterable[str]) -> None:
    """A list of lines of outside text."""
    st.markdown("\n".join(f"- {escaped(line)}" for line in lines))


def not_on_map(at: Frame) -> None:
    """Lists the shown events without a point and those outside the country."""
    counted = cached.count(at.store, at.revision, at.chosen)
    held = cached.events(at.store, at.revision, at.chosen)
    pointless = [event for event in held if not event.has_point]
    abroad = [event for event in held if event.has_point and not _at_home(event, counted.country)]
    if pointless or abroad:
        with st.expander(f"Not on the map of the country: {len(pointless) + len(abroad)}", expanded=True):
            bullets([*_list("Without a point", pointless), *_list("Outside the country", abroad)])


def _at_home(event: Event, country: str | None) -> bool:
    return any(at.place.has_point and at.place.country == country for at in event.places)


def _list(heading: str, held: list[Event]) -> list[str]:
    wheres = [event.main_place.name if event.main_place else "no place given" for event in held]
    return [f"{heading}: {event.title} ({where})" for event, where in zip(held, wheres, strict=True)]
