"""The events as a table that sorts and selects, and as a list for the keyboard; both hold one page of events."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from geo.codec import n_denials
from geo.dates import interval_in_words
from geo.figures import figures_line
from geo.filter import Filter
from geo.model import Event
from geo.safe_text import printable
from geo.store import Store
from geo.ui import cached, state
from geo.ui.frame import Frame
from geo.ui.pager import Pager
from geo.vocab import EVENT_TYPES, short

_KEY = "events-table"
_PAGES_KEPT = 128
ROWS = 100
"""Events on a page of the table."""


def events_table(at: Frame) -> None:
    """The shown events, newest first, a page at a time; selecting a row selects its event."""
    shown = cached.count(at.store, at.revision, at.chosen).shown
    pages = Pager("events", at.chosen, shown, ROWS)
    titles, frame = _rows(at.store, at.revision, at.chosen, pages.page)
    st.subheader("Events", anchor=False)
    pages.draw(len(titles))
    _chooser(at, titles)
    ids = list(titles)
    st.session_state["_table_ids"] = ids
    chosen = [ids.index(at.view.event)] if at.view.event in ids else []
    st.dataframe(
        frame, key=_KEY, on_select=_select_row, selection_mode="single-row", hide_index=True, placeholder="–",
        selection_default={"selection": {"rows": chosen, "columns": [], "cells": []}},
        column_config={"Denials": st.column_config.NumberColumn(help="Claims that deny, dispute or doubt another")},
        alt="Table of the events shown, with date, place, figures, claims, denials and grade",
    )  # fmt: skip


@st.cache_resource(max_entries=_PAGES_KEPT, show_spinner=False)
def _rows(_store: Store, revision: str, chosen: Filter, page: int) -> tuple[dict[str, str], pd.DataFrame]:
    """The titles of the events of a page by id, and the page as a table; both only to be read."""
    held = _store.events(chosen, limit=ROWS, offset=page * ROWS)
    return {event.id: printable(event.title) for event in held}, _frame(held)


def _frame(held: list[Event]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Starts": [event.date_start for event in held],
            "Date": [interval_in_words(event.date_start, event.date_end, event.date_precision) for event in held],
            "Event": [printable(event.title) for event in held],
            "Type": [short(EVENT_TYPES, event.type) for event in held],
            "Place": [printable(_place(event)) for event in held],
            "Figures": [printable(figures_line(event)) for event in held],
            "Claims": [len(event.claims) - n_denials(event.claims) for event in held],
            "Denials": [n_denials(event.claims) for event in held],
            "Grade": [event.grade or "not assessed" for event in held],
        }
    )


def _place(event: Event) -> str:
    names = list(dict.fromkeys(at.place.name for at in event.places))
    point = "" if event.has_point else " (no point)"
    return (", ".join(names) or "not given") + point


def _select_row() -> None:
    rows = st.session_state[_KEY]["selection"]["rows"]
    ids = st.session_state["_table_ids"]
    state.select(event=ids[rows[0]] if rows and rows[0] < len(ids) else None, place_sel=None)


def _chooser(at: Frame, titles: Mapping[str, str]) -> None:
    st.session_state["event-chooser"] = at.view.event if at.view.event in titles else None
    st.selectbox(
        "Select an event", list(titles), key="event-chooser", on_change=_select_event, placeholder="Type or choose",
        format_func=lambda key: titles.get(key, key), index=None,
    )  # fmt: skip


def _select_event() -> None:
    state.select(event=st.session_state["event-chooser"], place_sel=None)
