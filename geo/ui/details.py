"""The panel beside the map: every event at the selected place, each with claims and denials side by side."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from geo import cards
from geo.markdown import escaped
from geo.model import Claim, Event, Movement, Source
from geo.store import PAGE_SIZE, Page
from geo.ui import cached, state
from geo.ui.frame import Frame

_WHOLE = 3
"""So many events at a place are drawn whole; of more, the first, and a line that opens for each other."""


def details(at: Frame) -> None:
    """Draws what is selected: a place with all its events, or one event, or how to select."""
    with st.container(key="details"):
        if at.view.place_sel:
            _place(at, at.view.place_sel)
        elif at.view.event:
            _one_event(at, at.view.event)
        else:
            st.subheader("Nothing selected", anchor=False)
            st.markdown(
                "Click a marker, or select a row of the table below, to read who says what and who denies it. "
                "With the keyboard: Tab to a marker and press Enter, or choose an event in the list under the map."
            )


def _close() -> None:
    st.button("Close", key="details-close", on_click=_unselect, icon=":material/close:")


def _unselect() -> None:
    state.select(event=None, place_sel=None)


def _place(at: Frame, place_id: str) -> None:
    number = st.session_state.get("details-page", 1) - 1
    page = cached.at(at.store, at.revision, at.chosen, place_id, number)
    place = page.place
    if place is None:
        st.warning(f"The link asks for the place {escaped(place_id)}, which these data do not hold.")
        _close()
        return
    # One element for all of it: see docs/decisions/025-cards.md.
    st.html("".join([cards.place_head(place, page.n_events), *_cards(page, at.view.event)]))
    if page.n_events == 0:
        st.info("No event at this place passes the filter. Clear the filter or close the selection.")
    _pager(page)
    _close()


def _cards(page: Page, selected: str | None) -> list[str]:
    few = page.n_events <= _WHOLE
    whole = _WHOLE if few else 1
    return [
        cards.card(event, claims_open=few or event.id == selected)
        if number < whole or event.id == selected
        else cards.folded(event)
        for number, event in enumerate(page.events)
    ]


def _one_event(at: Frame, event_id: str) -> None:
    event = at.store.event(event_id, at.chosen)
    if event is None:
        st.warning(f"The link asks for the event {escaped(event_id)}, which these data do not hold.")
    else:
        if not at.store.shows(at.chosen, event_id):
            st.info("This event stays selected but does not pass the filter.")
        st.html(cards.card(event, claims_open=True))
        _others(at, event)
    _close()


def _others(at: Frame, event: Event) -> None:
    for place in dict.fromkeys(held.place for held in event.places if held.place.has_point):
        n = cached.at(at.store, at.revision, at.chosen, place.id, 0).n_events
        if n > 1:
            st.button(
                f"All {n} events at {escaped(place.name)}", key=f"details-place-{place.id}",
                on_click=_select_place, args=(place.id,), icon=":material/location_on:",
            )  # fmt: skip


def _select_place(place_id: str) -> None:
    state.select(event=None, place_sel=place_id)


def _pager(page: Page) -> None:
    if page.n_pages > 1:
        words = f"Page of {page.n_pages} ({PAGE_SIZE} events each)"
        st.number_input(words, min_value=1, max_value=page.n_pages, key="details-page", on_change=state.touched)


def claims(held: Sequence[Claim]) -> None:
    """Claims and denials of a movement side by side at the same size, each with its own date."""
    st.html(cards.claims(held, level=6))


def grade(record: Event | Movement) -> None:
    """How sure the record is, with the reason."""
    st.html(cards.grade(record))


def sources(held: Sequence[Source]) -> None:
    """The sources as links where they have an http or https address."""
    if held:
        st.html(cards.sources(held))
